"""Memos: memos/*.md, notes of researchers on a code, a session, a segment or the study; dated and signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.claims import paragraphs_of
from pipeline.errors import PipelineError, Problem
from pipeline.reading import parse_date
from pipeline.yaml_text import read_yaml_bytes

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<front>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)(?P<body>.*)\Z", re.DOTALL)
_LARGEST = 1_000_000
STUDY = "studie"
"""What a memo is about where it names no code, session or segment."""


@dataclass(frozen=True)
class Memo:
    """One memo: what it is about (`about`), and its paragraphs."""

    name: str
    date: str | None
    author: str | None
    about: str
    text: tuple[str, ...]


def read_memos(folder: Path, *, notes: list[Problem]) -> list[Memo]:
    """The memos of a study in the order of their names; one that cannot be read is noted and left out."""
    found = []
    for path in sorted(folder.glob("[!.]*.md")):
        name = f"memos/{path.name}"
        try:
            found.append(_read(path, name))
        except PipelineError as error:
            notes += [Problem(p.where, p.line, f"{p.what}; this memo is left out", p.remedy) for p in error.problems]
    return found


def _read(path: Path, name: str) -> Memo:
    if path.stat().st_size > _LARGEST:
        raise PipelineError(Problem(name, 0, "the file is larger than 1 MB", "Is it a memo?"))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PipelineError(Problem(name, 0, "the file is not UTF-8", "Save it as UTF-8.")) from error
    match = _FRONT.match(text)
    front = read_yaml_bytes(match["front"].encode(), name=name).data if match else {}
    if not isinstance(front, dict):
        raise PipelineError(
            Problem(name, 1, "between the lines of --- no `key: value` stands", "See config/README.md.")
        )
    date = front.get("datum")
    if date and parse_date(str(date)) is None:
        raise PipelineError(Problem(name, 1, f"datum '{str(date)[:20]}' is not a date", "Write 2026-03-31."))
    body = paragraphs_of(match["body"] if match else text)
    return Memo(
        path.stem,
        parse_date(str(date)) if date else None,
        str(front["door"]) if front.get("door") else None,
        str(front.get("bij") or STUDY),
        tuple(body) if isinstance(body, list) else (),
    )
