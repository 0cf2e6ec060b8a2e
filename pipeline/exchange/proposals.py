"""The machine's proposals that wait for a decision, one after the other, as the review page shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.exchange.review import asked
from pipeline.stages.sampling import is_asked_blind
from pipeline.stages.spans import Span, without_overlap
from pipeline.stages.teaching import undecided
from pipeline.store import Store
from pipeline.study import Study

_TABLES = "segments utterances codings segment_codes".split()


@dataclass(frozen=True)
class Proposal:
    """One code that the machine proposes for one segment; `spans` are the words on which that rests."""

    segment_id: str
    code: str
    session_id: str
    turn: int
    who: str
    question: str | None
    text: str
    spans: tuple[Span, ...]
    grounds: tuple[str, ...]

    @property
    def name(self) -> str:
        """By what it is known again in a later review."""
        return f"{self.segment_id} {self.code}"


@dataclass(frozen=True)
class Walk:
    """The proposals in their order; how many are `kept` for a blind sample; the talk and segments of their sessions.

    `contents` are the hashes of those segments by session, `known` the ids of all segments of the study.
    """

    proposals: list[Proposal]
    n_kept: int
    turns: dict[str, list[str]]
    segments: pd.DataFrame
    contents: dict[str, str]
    known: frozenset[str]


def open_proposals(study: Study, store: Store, *, codes: Collection[str], sessions: Collection[str]) -> Walk:
    """The proposals that nobody decided on, the most uncertain first, of these codes and sessions (none: all).

    What belongs to the half of the segments that is asked blind is not among them: who saw the proposal cannot judge
    it blind any more.
    """
    tables = {name: store.load(name) for name in _TABLES}
    decided = tables["segment_codes"]
    machine = decided[(decided.decided_by == "machine") & decided.code.isin(codes or study.book.codes)]
    segments = tables["segments"]
    if sessions:
        machine = machine[machine.segment_id.isin(set(segments.segment_id[segments.session_id.isin(sessions)]))]
    is_kept = machine.segment_id.map(lambda name: is_asked_blind(name, seed=study.settings.seed)).astype(bool)
    pairs = undecided({**tables, "segment_codes": machine}, seed=study.settings.seed)
    # Where nobody knows how often people agree, that is as uncertain as can be.
    pairs = pairs.assign(doubt=(pairs.confidence - 0.5).abs().fillna(0))
    pairs = pairs.sort_values(["doubt", "kind", "segment_id", "code"], ignore_index=True)
    spans = _evidence(tables["codings"])
    rows = [
        Proposal(
            segment_id=row.segment_id,
            code=row.code,
            session_id=row.session_id,
            turn=row.turn,
            who=row.who,
            question=row.question,
            text=row.text,
            spans=spans.get((row.segment_id, row.code), ()),
            grounds=tuple((row.proposal or "").splitlines()),
        )
        for row in asked(study, pairs, tables)
    ]
    named = sorted({row.session_id for row in rows})
    texts = tables["utterances"].text.fillna("").groupby(tables["utterances"].session_id)
    return Walk(
        proposals=rows,
        n_kept=int(is_kept.sum()),
        turns={str(session): told.tolist() for session, told in texts if session in named},
        segments=segments[segments.session_id.isin(named)],
        contents={name: stored.content for name in named if (stored := store.stored("segments", name))},
        known=frozenset(segments.segment_id),
    )


def _evidence(codings: pd.DataFrame) -> dict[tuple[str, str], tuple[Span, ...]]:
    """By segment and code the words on which the machine's proposals rest, without overlap."""
    machine = codings[codings.coder.str.startswith("machine:") & codings.is_present].dropna(subset=["start_char"])
    found: dict[tuple[str, str], list[Span]] = {}
    row: Any
    for row in machine.itertuples():
        found.setdefault((row.segment_id, row.code), []).append((int(row.start_char), int(row.end_char)))
    return {pair: without_overlap(spans) for pair, spans in found.items()}
