"""Memos by what they are about, as they may be shown: those of memos/, of the codebook and of coding sheets."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.codebook import Code, Codebook, Theme
from pipeline.memos import STUDY


@dataclass(frozen=True)
class Note:
    """One memo: what it is about (a code, theme, session, turn, segment or the study), by whom, when, and its text."""

    about: str
    author: str
    date: str
    text: tuple[str, ...]
    source: str

    @property
    def signed(self) -> str:
        """By whom and when, for above the text."""
        return ", ".join(part for part in (self.author, self.date) if part)


def notes_of(described: Mapping[str, Any], *, book: Codebook, codings: pd.DataFrame) -> list[Note]:
    """Every memo of a study, by source: memos/, then the codebook, then coding sheets (about a segment).

    `described` and `book` are masked already (`describe_study`, `shown_book`), and so are stored codings.
    """
    found = [
        Note(memo["about"] or STUDY, memo["author"] or "", memo["date"] or "", tuple(memo["text"]), "memos")
        for memo in described["memos"]
    ]
    entries: list[Theme | Code] = [*book.themas, *book.codes.values()]
    found += [Note(entry.id, "", "", (entry.memo,), "codeboek") for entry in entries if entry.memo]
    row: Any
    for row in codings.dropna(subset=["memo"]).sort_values(["segment_id", "code", "coder"]).itertuples():
        date = "" if pd.isna(row.decided_at) else row.decided_at.date().isoformat()
        found.append(Note(row.segment_id, row.coder, date, (row.memo,), f"codering {row.code}"))
    return found


def about(notes: Sequence[Note], *names: str, source: str | None = None) -> list[Note]:
    """The memos about any of these things, of one source or of all."""
    return [note for note in notes if note.about in names and source in (None, note.source)]


def with_words(notes: Sequence[Note], wanted: str) -> list[Note]:
    """The memos in which all these words occur, also inside others, whatever their accents and capitals."""
    words = _folded(wanted.replace("*", " ")).split()
    return [note for note in notes if words and all(word in _folded(" ".join(note.text)) for word in words)]


def _folded(text: str) -> str:
    spelled = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in spelled if not unicodedata.combining(letter)).casefold()
