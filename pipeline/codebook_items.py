"""The texts of a codebook: lists in three forms, `-> code` at the end of an item, a question before an example."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"\s*->\s*(?P<code>\S+)\s*$")
_QUESTION = re.compile(r"^\[(?P<question>[^\]]+)\]\s*(?P<answer>.+)$")


def as_lines(value: object) -> object:
    """One text, a YAML list or a block with one item per line, as a list. What is no text is left as it is."""
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split("\n")
    if not isinstance(value, list):
        return value
    items = [item.strip() if isinstance(item, str) else item for item in value]
    return [item for item in items if item not in ("", None)]


def reference_of(line: str) -> str | None:
    """The code behind `->` at the end of an item."""
    match = _REFERENCE.search(line)
    return match["code"] if match else None


def without_reference(line: str) -> str:
    """An item of a list without its `-> code`."""
    return _REFERENCE.sub("", line)


def with_reference(line: str, code: str) -> str:
    """An item of a list whose `-> code` leads to another code."""
    match = _REFERENCE.search(line)
    return f"{line[: match.start('code')]}{code}{line[match.end('code') :]}" if match else line


def question_and_answer(example: str) -> tuple[str | None, str]:
    """An example as its question, where it opens with `[one]`, and what was said."""
    text = without_reference(example)
    match = _QUESTION.match(text)
    return (match["question"], match["answer"]) if match else (None, text)
