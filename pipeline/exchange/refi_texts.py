"""The masked text of a session as one document for another program, and where each turn stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Document:
    """A text with the stretch of each turn in it, in code points; `turns` are the masked turns by their number."""

    session: str
    text: str
    spans: Mapping[int, tuple[int, int]]
    turns: Mapping[int, str]

    def position(self, turn: int, offset: int) -> int:
        """Where an offset in a turn stands in the document."""
        return self.spans[turn][0] + offset


def documents(utterances: pd.DataFrame, *, groups: Mapping[str, str]) -> dict[str, Document]:
    """The document of every session: above each turn its number, who speaks and the group, a heading where one stood.

    A turn of somebody who gave no consent is not there.
    """
    ordered = utterances.sort_values(["session_id", "turn"], kind="stable")
    return {str(name): _document(str(name), told, groups) for name, told in ordered.groupby("session_id", sort=True)}


def _document(session: str, told: pd.DataFrame, groups: Mapping[str, str]) -> Document:
    pieces: list[str] = []
    spans: dict[int, tuple[int, int]] = {}
    turns: dict[int, str] = {}
    length, part = 0, None
    row: Any
    for row in told.itertuples():
        if not isinstance(row.text, str) or not row.text.strip():
            continue
        heading = f"== {row.part} ==\n\n" if isinstance(row.part, str) and row.part != part else ""
        part = row.part if isinstance(row.part, str) else None
        who = groups.get(row.stakeholder_group, row.role) if isinstance(row.stakeholder_group, str) else row.role
        before = f"{heading}[{row.turn}] {row.participant_id}, {who}\n"
        start = length + len(before)
        spans[int(row.turn)] = (start, start + len(row.text))
        turns[int(row.turn)] = row.text
        pieces.append(f"{before}{row.text}\n\n")
        length += len(pieces[-1])
    return Document(session, "".join(pieces), spans, turns)
