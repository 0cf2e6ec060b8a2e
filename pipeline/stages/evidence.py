"""cited_passages -> evidence: the words on which claims and good examples rest, as a report may show them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.frames import frame
from pipeline.stages.quotes import inside
from pipeline.tables import Evidence

VERSION = 1


def show_evidence(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every cited passage with its words, the segment in which they begin, and who may read them.

    A passage over several turns has a row for each. Outside the programme go only words that lie within a quote that a
    person released in citaten.csv. The id tells no more than the words and the claim.
    """
    cited, participants = tables["cited_passages"], tables["participants"]
    quotable = dict(zip(participants.participant_id, participants.quotable, strict=True))
    released = tables["chosen_quotes"]
    free = dict(list(released[released.is_released].groupby("utterance_id")))
    turns = dict(list(tables["segments"].sort_values("start_char").groupby("utterance_id")))
    seen: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    passage: Any
    for passage in cited.itertuples():
        turn = turns.get(passage.utterance_id)
        if turn is None:
            continue
        first, words = _words(passage, turn)
        if not words:
            continue
        level = quotable[first.participant_id]
        quote = free.get(passage.utterance_id)
        is_free = level == "extern" and quote is not None and _lies_within(passage, quote)
        name = f"{words}|{passage.source_id}"
        seen[name] += 1
        rows.append(
            {
                "evidence_id": "b" + hashlib.sha256(f"{name}|{seen[name]}".encode()).hexdigest()[:12],
                **{key: getattr(passage, key) for key in ("source", "source_id", "side", "number", "utterance_id")},
                **{key: getattr(first, key) for key in ("segment_id", "session_id", "participant_id", "role")},
                "stakeholder_group": first.stakeholder_group,
                "text": words,
                "quotable": "extern" if is_free else inside(level),
            }
        )
    return frame(Evidence, rows)


def _words(passage: Any, turn: pd.DataFrame) -> tuple[Any, str]:
    """The segment in which a passage begins, and its words; of a passage that names a segment all of that."""
    if not pd.isna(passage.segment):
        named = turn[turn.segment_id == f"{passage.utterance_id}-{int(passage.segment)}"]
        if len(named):
            first: Any = next(named.itertuples())
            return first, first.text.strip()
    parts = turn[(turn.start_char < passage.end_char) & (turn.end_char > passage.start_char)]
    if not len(parts):
        return next(turn.itertuples()), ""
    first = next(parts.itertuples())
    start, end = passage.start_char - first.start_char, passage.end_char - first.start_char
    return first, "".join(parts.text)[max(start, 0) : end].strip()


def _lies_within(passage: Any, quotes: pd.DataFrame) -> bool:
    return bool(((quotes.start_char <= passage.start_char) & (quotes.end_char >= passage.end_char)).any())
