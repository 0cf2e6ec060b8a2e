"""All text of one session, masked together: what was said, headings and title, and what people wrote about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase
from typing import Any

from pipeline.configuration import Question
from pipeline.judgements import CodingRow, ReleasedQuote
from pipeline.readers.turns import UNREGISTERED_SPEAKERS, Turn
from pipeline.registers import SessionRow, SpeakerRow
from pipeline.stages.privacy import MaskedText, Masker, speaker_names


@dataclass(frozen=True)
class SessionInput:
    """All that is known of one session before its transcript is masked."""

    session: SessionRow
    source_sha256: str
    turns: Sequence[Turn]
    speakers: Sequence[SpeakerRow]
    guide: Sequence[Question] = ()
    codings: Sequence[CodingRow] = ()
    quotes: Sequence[ReleasedQuote] = ()
    group_names: Mapping[str, str] = field(default_factory=dict)
    schools: Collection[str] = ()
    allowed: Collection[str] = ()


@dataclass(frozen=True)
class SessionText:
    """The masked text of a session. Memos and reasons of people's codings and quotes are masked in them."""

    turns: Sequence[MaskedText]
    parts: Sequence[str | None]
    title: str | None
    codings: Sequence[CodingRow]
    quotes: Sequence[ReleasedQuote]


def mask_session(given: SessionInput, people: Mapping[str, Mapping[str, Any]]) -> SessionText:
    """Mask everything that belongs to one session, so that one thing has one placeholder in all of it.

    `people` holds the participant of every speaker's label. A turn without consent is masked too, so that a name in
    it is known as one; whether its text is kept is decided elsewhere.
    """
    labels = {label: _placeholder(label, people, given.group_names) for label in people}
    names = speaker_names({label: text for label, text in labels.items() if label not in UNREGISTERED_SPEAKERS})
    schools = {school: f"[school {_letter(i)}]" for i, school in enumerate(sorted(given.schools))}
    masker = Masker(names=names, schools=schools, allowed=given.allowed)
    typed = [given.session.title, *(turn.part for turn in given.turns)]
    written = [*(row.memo for row in given.codings), *(row.reason for row in given.quotes)]
    texts = [*(turn.text for turn in given.turns), *(text or "" for text in (*typed, *written))]
    masked = iter(masker.mask(texts))
    turns = [next(masked) for _ in given.turns]
    rest = [item.text or None for item in masked]
    title, parts, notes = rest[0], rest[1 : 1 + len(turns)], iter(rest[1 + len(turns) :])
    return SessionText(
        turns,
        parts,
        title,
        [replace(row, memo=next(notes)) for row in given.codings],
        [replace(row, reason=next(notes)) for row in given.quotes],
    )


def _placeholder(label: str, people: Mapping[str, Mapping[str, Any]], group_names: Mapping[str, str]) -> str:
    """How a mention of a speaker reads: [ouder B], [gespreksleider]."""
    person = people[label]
    if person["role"] == "gespreksleider":
        return "[gespreksleider]"
    group = person["stakeholder_group"]
    fellows = [
        other for other, row in people.items() if row["stakeholder_group"] == group and row["role"] == person["role"]
    ]
    kind = "toehoorder" if person["role"] == "toehoorder" else group_names.get(group, "deelnemer")
    return f"[{kind} {_letter(fellows.index(label))}]"


def _letter(index: int) -> str:
    return ascii_uppercase[index] if index < 26 else f"{ascii_uppercase[index // 26 - 1]}{ascii_uppercase[index % 26]}"
