"""utterances -> segments: stretches that can carry codes and that tile their turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.frames import frame
from pipeline.language.words import BACKCHANNELS, MARK, is_question, words_in
from pipeline.settings import Segments as Settings
from pipeline.tables import Segments

VERSION = 3

_ABBREVIATIONS = "bijv bv ca dhr mw mevr dr drs ing ir nr tel evt incl excl resp max min".split()
# No sentence ends after 'dhr.' or 'o.a.'.
_NOT_AFTER = "".join(rf"(?<!\b{word})" for word in _ABBREVIATIONS) + r"(?<!\.[a-zA-Z])(?<!\b[A-Z])"
_SENTENCE_END = re.compile(rf"(?:{_NOT_AFTER}\.|[?!…])[.?!…]*[\"'”’)]*\s+")
_CLAUSE_END = re.compile(r"[,;:–]\s+|\s+(?=(?:en|maar|want|dus|omdat|toen|als|dat)\s)")
_SPACE = re.compile(r"\s+")


def segment_utterances(utterances: pd.DataFrame, human_codings: pd.DataFrame, *, settings: Settings) -> pd.DataFrame:
    """Segments of all turns that have text, in the order of the talk.

    A turn of up to `max_words` is one segment; a longer one is cut at ends of sentences, else of clauses, else
    between words, never inside a mark. A short answer takes the question before it along as `context`. What cannot
    carry a code says why; a passage that a person coded always can.
    """
    coded = _coded_spans(human_codings)
    rows: list[dict[str, Any]] = []
    turn: Any
    previous: Any = None
    for turn in utterances.itertuples():
        if not isinstance(turn.text, str):
            previous = turn
            continue
        reason = _reason(turn, previous, settings)
        context = _context(turn, previous, settings)
        for number, (start, end) in enumerate(cut(turn.text, max_words=settings.max_words), start=1):
            is_coded = any(s < end and start < e for s, e in coded.get(turn.utterance_id, ()))
            words = words_in(turn.text[start:end])
            why = None if is_coded else reason or (None if words else "no_words")
            rows.append(
                {
                    "segment_id": f"{turn.utterance_id}-{number}",
                    "utterance_id": turn.utterance_id,
                    "session_id": turn.session_id,
                    "participant_id": turn.participant_id,
                    "role": turn.role,
                    "stakeholder_group": turn.stakeholder_group,
                    "part": turn.part,
                    "start_char": start,
                    "end_char": end,
                    "text": turn.text[start:end],
                    "context": context,
                    "n_words": len(words),
                    "is_codable": why is None,
                    "not_codable_reason": why,
                }
            )
        previous = turn
    return frame(Segments, rows)


def _coded_spans(human_codings: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    kept = human_codings[human_codings.is_present]
    for turn, start, end in zip(kept.utterance_id, kept.start_char, kept.end_char, strict=True):
        spans.setdefault(turn, []).append((start, end))
    return spans


def _reason(turn: Any, previous: Any, settings: Settings) -> str | None:
    """Why no segment of this turn can carry a code, or None."""
    if turn.role == "gespreksleider":
        return "moderator"
    words = words_in(turn.text)
    if not words:
        return "no_words"
    listening = len(words) <= settings.backchannel_max_words and all(word in BACKCHANNELS for word in words)
    return "backchannel" if listening and not _asks(previous) else None


def _asks(previous: Any) -> bool:
    return previous is not None and isinstance(previous.text, str) and is_question(previous.text)


def _context(turn: Any, previous: Any, settings: Settings) -> str | None:
    """The question that a short answer answers: the last sentence of the turn before that asks something."""
    if turn.role == "gespreksleider" or not _asks(previous):
        return None
    if previous.part != turn.part and _both_named(turn, previous):
        return None
    if len(words_in(turn.text)) > settings.answer_max_words:
        return None
    sentences = [previous.text[start:end].strip() for start, end in _pieces(previous.text, _SENTENCE_END)]
    return next(sentence for sentence in reversed(sentences) if is_question(sentence))


def _both_named(turn: Any, previous: Any) -> bool:
    return isinstance(turn.part, str) and isinstance(previous.part, str)


def cut(text: str, *, max_words: int) -> list[tuple[int, int]]:
    """Spans that tile a text, none longer than `max_words` and all about as long.

    A mark is not cut, also where that makes a piece longer.
    """
    n_words = len(words_in(text))
    if n_words <= max_words:
        return [(0, len(text))]
    # Even pieces read better than full ones and a rest of three words.
    goal = n_words / -(-n_words // max_words)
    spans: list[tuple[int, int]] = []
    size = 0
    for start, end in _small_pieces(text, max_words):
        words = len(words_in(text[start:end]))
        if spans and size + words <= max_words and size < goal:
            spans[-1], size = (spans[-1][0], end), size + words
        else:
            spans.append((start, end))
            size = words
    return spans


def _small_pieces(text: str, max_words: int) -> Iterator[tuple[int, int]]:
    """Sentences; of one that is too long its clauses; of a clause that is too long its words."""
    for start, end in _pieces(text, _SENTENCE_END):
        if len(words_in(text[start:end])) <= max_words:
            yield start, end
            continue
        for clause_start, clause_end in _pieces(text[start:end], _CLAUSE_END):
            clause = text[start + clause_start : start + clause_end]
            small = len(words_in(clause)) <= max_words
            inner = [(0, len(clause))] if small else _pieces(clause, _SPACE)
            yield from ((start + clause_start + s, start + clause_start + e) for s, e in inner)


def _pieces(text: str, boundary: re.Pattern[str]) -> list[tuple[int, int]]:
    """Spans that tile a text, cut behind each boundary. The dots of `(..)` end no sentence."""
    marks = [match.span() for match in MARK.finditer(text)]
    cuts = [
        match.end()
        for match in boundary.finditer(text)
        if not any(start <= match.start() < end or start < match.end() < end for start, end in marks)
    ]
    return list(pairwise([0, *(cut for cut in cuts if 0 < cut < len(text)), len(text)]))
