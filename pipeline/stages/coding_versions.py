"""Versions of the stages across sessions, known without importing them: raised when what they make changes."""

VERSIONS = {"patterns": 1, "meaning": 1, "people": 1, "negation": 1}
TOPICS = 1
COUNTS = 1
QUOTES = 1
