"""All text of one session, masked together: what was said, headings and title, and what people wrote about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.claims import CitedPassage
from pipeline.configuration import Question
from pipeline.judgements import CodingRow, ReleasedQuote
from pipeline.masking.placeholders import letter, speaker_placeholders
from pipeline.masking.speaker_names import speaker_names
from pipeline.readers.turns import Turn
from pipeline.registers import SessionRow, SpeakerRow
from pipeline.stages.privacy import MaskedText, Masker


@dataclass(frozen=True)
class SessionInput:
    """All that is known of one session before its transcript is masked.

    `placeholders` is what stands for the labels of its speakers, and for those that they and who belongs with them
    have elsewhere; without it the session is taken by itself, with the names of groups in `group_names`. `schools`
    is what schools are called, each with the school that it is.
    """

    session: SessionRow
    source_sha256: str
    turns: Sequence[Turn]
    speakers: Sequence[SpeakerRow]
    guide: Sequence[Question] = ()
    codings: Sequence[CodingRow] = ()
    quotes: Sequence[ReleasedQuote] = ()
    cited: Sequence[CitedPassage] = ()
    group_names: Mapping[str, str] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)
    allowed: Collection[str] = ()
    placeholders: Mapping[str, str] = field(default_factory=dict)
    known_names: Collection[str] = ()


@dataclass(frozen=True)
class SessionText:
    """The masked text of a session. Memos and reasons of people's codings and quotes are masked in them.

    `questions` are those of the topic guide, in its order.
    """

    turns: Sequence[MaskedText]
    parts: Sequence[str | None]
    title: str | None
    codings: Sequence[CodingRow]
    quotes: Sequence[ReleasedQuote]
    questions: Sequence[str]


def _with_readings(
    quotes: Sequence[ReleasedQuote], notes: Iterator[str | None]
) -> Iterator[tuple[ReleasedQuote, str | None]]:
    """The quotes with their masked reasons, each with its masked reading version: those of all stand behind these."""
    return zip([replace(row, reason=next(notes)) for row in quotes], [next(notes) for _ in quotes], strict=True)


def mask_session(given: SessionInput) -> SessionText:
    """Mask everything that belongs to one session, so that one thing has one placeholder in all of it.

    A turn without consent is masked too, so that a name in it is known as one; whether its text is kept is decided
    elsewhere.
    """
    name = given.session.session_id
    labels = given.placeholders or speaker_placeholders(given.speakers, group_names=given.group_names).get(name, {})
    letters = {school: f"[school {letter(i)}]" for i, school in enumerate(sorted(set(given.schools.values())))}
    schools = {called: letters[school] for called, school in given.schools.items()}
    masker = Masker(names=speaker_names(labels), schools=schools, known=given.known_names, allowed=given.allowed)
    typed = [given.session.title, *(turn.part for turn in given.turns)]
    written = [
        *(row.memo for row in given.codings),
        *(row.reason for row in given.quotes),
        *(row.reading for row in given.quotes),
        *(question.vraag for question in given.guide),
    ]
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
        [replace(row, reading=reading) for row, reading in _with_readings(given.quotes, notes)],
        [next(notes) or "" for _ in given.guide],
    )
