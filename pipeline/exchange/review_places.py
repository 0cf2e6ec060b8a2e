"""Where the segment of a review row stands now: by its id where its text is the same, else by its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.review_sheets import text_hash
from pipeline.exchange.sheet_layout import GAP
from pipeline.flow_sessions import sha256_of
from pipeline.stages.placing import find_quote
from pipeline.stages.privacy import MaskedText
from pipeline.study import Study


@dataclass(frozen=True)
class Place:
    """A stretch of one turn, as coderingen/ names it: session, turn and the masked words."""

    session_id: str
    turn: int
    quote: str
    was_moved: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """By what the same place is known again."""
        return self.session_id, self.turn, text_hash(self.quote)


@dataclass(frozen=True)
class Talk:
    """The masked talk of the last run: the place of every segment, and the turns of every session."""

    segments: Mapping[str, Place]
    turns: Mapping[str, list[str]]


def read_talk(study: Study) -> Talk:
    """The stored talk. Raises PipelineError where there is none, or where a transcript changed since."""
    store = study.store
    if store.stored("segment_codes") is None:
        raise PipelineError(Problem(study.name, 0, "there are no tables of this corpus", "First do `route run`."))
    sessions = store.load("sessions")
    known = dict(zip(sessions.session_id, sessions.source_sha256, strict=True))
    changed = [s.session_id for s in study.sessions if sha256_of(study.transcript(s)) != known.get(s.session_id)]
    if changed or set(known) - {session.session_id for session in study.sessions}:
        what = "transcripts were changed, added or withdrawn since the last run"
        raise PipelineError(Problem(study.name, 0, what, "First do `route run`."))
    utterances, segments = store.load("utterances"), store.load("segments")
    number = dict(zip(utterances.utterance_id, utterances.turn.astype(int), strict=True))
    rows = zip(segments.segment_id, segments.session_id, segments.utterance_id, segments.text, strict=True)
    places = {name: Place(session, number[turn], text.strip()) for name, session, turn, text in rows}
    texts = utterances.text.fillna("").groupby(utterances.session_id)
    turns = {str(session): told.tolist() for session, told in texts}
    return Talk(places, turns)


def place_asked(key: Mapping[str, str], fragment: str | None, talk: Talk) -> Place | str:
    """Where the segment that was asked stands now; else the reason why it has no place.

    `fragment` is what stands in the sheet, None where that column is gone.
    """
    text = None if fragment is None else answer_in(fragment)
    if text is not None and text_hash(text) != key["sha256"]:
        return "the fragment is not the one that was asked under this number: perhaps a part of the sheet was sorted"
    found = talk.segments.get(key["segment"])
    if found and text_hash(found.quote) == key["sha256"]:
        return found
    session, turn, _ = key["segment"].rsplit("-", 2)
    if text is None:
        return f"segment '{key['segment']}' is not there any more"
    return place_words(text, session, int(turn) if turn.isdecimal() else None, talk)


def place_words(text: str, session: str, turn: int | None, talk: Talk) -> Place | str:
    """Where these words stand: in this turn, else at one place of this session; else the reason why not."""
    turns = talk.turns.get(session)
    if turns is None:
        return f"session '{session[:20]}' is not in the tables"
    if not text:
        return "the fragment is empty"
    masked = [MaskedText(told, ()) for told in turns]
    found = find_quote(text, turn, texts=turns, masked=masked) if turn else "nowhere"
    if isinstance(found, str):
        found = find_quote(text, None, texts=turns, masked=masked)
    if isinstance(found, str) or len(found) > 1:
        return f"the words of this fragment stand no more in session '{session}', or at more than one place"
    return Place(session, found[0].turn + 1, text, was_moved=True)


def answer_in(fragment: str) -> str:
    """The answer without the question above it."""
    return fragment.rpartition(GAP)[2].strip()
