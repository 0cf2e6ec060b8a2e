"""Formats of other tools: spreadsheets."""
