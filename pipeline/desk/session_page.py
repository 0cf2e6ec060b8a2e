"""A session to read: the question above the answer, and in the margin the codes that people and the machine gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.desk.margin import Mark
from pipeline.desk.notes import Note, about

_SILENT = "(geen toestemming: de woorden zijn niet bewaard)"
ROLES = {"gespreksleider": "gespreksleider", "toehoorder": "toehoorder", "deelnemer": "deelnemer"}


@dataclass(frozen=True)
class Piece:
    """One segment with the marks and memos that hang on it."""

    segment_id: str
    text: str
    marks: Sequence[Mark]
    notes: Sequence[Note]


@dataclass(frozen=True)
class Turn:
    """One turn. `asked` is the question it answers where that does not stand right above it."""

    turn_id: str
    number: int
    who: str
    group: str
    role: str
    time: str
    prompt_id: str
    asked: str
    pieces: Sequence[Piece]
    notes: Sequence[Note]


@dataclass(frozen=True)
class Part:
    """What lies under one heading of the transcript."""

    title: str
    turns: list[Turn] = field(default_factory=list)


def parts_of(
    tables: Mapping[str, pd.DataFrame],
    marks: Mapping[str, Sequence[Mark]],
    notes: Sequence[Note],
    *,
    groups: Mapping[str, str],
) -> list[Part]:
    """The session in its parts, every turn in its order; `tables` are its utterances and segments."""
    utterances = tables["utterances"].sort_values("turn")
    texts = dict(zip(utterances.utterance_id, utterances.text, strict=True))
    pieces: dict[str, list[Any]] = {}
    row: Any
    for row in tables["segments"].sort_values("start_char").itertuples(index=False):
        pieces.setdefault(row.utterance_id, []).append(row)
    parts: list[Part] = []
    before = ""
    for row in utterances.itertuples(index=False):
        title = row.part if isinstance(row.part, str) else ""
        if not parts or parts[-1].title != title:
            parts.append(Part(title))
        prompt = row.prompt_id if isinstance(row.prompt_id, str) else ""
        asked = texts.get(prompt) if prompt and prompt != before else None
        told = [
            Piece(s.segment_id, s.text, marks.get(s.segment_id, ()), about(notes, s.segment_id, source="memos"))
            for s in pieces.get(row.utterance_id, ())
        ]
        parts[-1].turns.append(
            Turn(
                turn_id=row.utterance_id,
                number=int(row.turn),
                who=row.participant_id.removeprefix(f"{row.session_id}-"),
                group=groups.get(row.stakeholder_group, ROLES.get(row.role, row.role)),
                role=row.role,
                time=_clock(row.start_s),
                prompt_id=prompt,
                asked=asked if isinstance(asked, str) else "",
                pieces=told or [Piece("", _SILENT if not isinstance(row.text, str) else row.text, (), ())],
                notes=about(notes, row.utterance_id, source="memos"),
            )
        )
        before = row.utterance_id
    return parts


def segment_turn(segment: Any, turn: Any, *, marks: Sequence[Mark], notes: Sequence[Note], group: str) -> Turn:
    """One segment on its own, with the question it answers; for a page of passages."""
    return Turn(
        turn_id=segment.segment_id,
        number=int(turn.turn),
        who=segment.participant_id,
        group=group,
        role=segment.role,
        time=_clock(turn.start_s),
        prompt_id="",
        asked=segment.context if isinstance(segment.context, str) else "",
        pieces=[Piece("", segment.text, marks, about(notes, segment.segment_id, segment.utterance_id, source="memos"))],
        notes=[],
    )


def speakers_in(parts: Sequence[Part]) -> list[tuple[str, str, int]]:
    """Who speaks, of which group or role, in how many turns; in the order of their first turn."""
    n: dict[str, int] = {}
    called: dict[str, str] = {}
    for turn in (turn for part in parts for turn in part.turns):
        n[turn.who] = n.get(turn.who, 0) + 1
        called.setdefault(turn.who, turn.group)
    return [(who, called[who], n[who]) for who in n]


def codes_in(parts: Sequence[Part], book: Codebook) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """By theme its codes that occur here, in the order of the book: id, name, number of segments not rejected."""
    n: dict[str, int] = {}
    for piece in (piece for part in parts for turn in part.turns for piece in turn.pieces):
        for mark in piece.marks:
            n[mark.code] = n.get(mark.code, 0) + (mark.kind != "afgewezen")
    found: dict[str, list[tuple[str, str, int]]] = {}
    for code, above in book.walk():
        if code.id in n:
            found.setdefault(book.names[above[0]], []).append((code.id, code.naam, n[code.id]))
    return list(found.items())


def _clock(seconds: Any) -> str:
    if pd.isna(seconds):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
