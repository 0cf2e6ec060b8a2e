"""What stands in the margin of a segment: its codes, by whom, on which words, with what was noted beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.stages.spans import without_overlap
from pipeline.stages.values import Rule, decide_values

PERSON, COUNTED, PROPOSED, REJECTED = "mens", "telt", "voorstel", "afgewezen"
"""What became of a code, as the page calls it."""

KINDS = {"confirmed": PERSON, "counted": COUNTED, "proposed": PROPOSED, "rejected": REJECTED}
MACHINE = {"machine:pattern": "zoekpatroon", "machine:semantic": "betekenis", "machine:model": "geleerd"}
Pair = tuple[str, str]
"""A segment and a code."""

_ORDER = (PERSON, COUNTED, PROPOSED, REJECTED)

# Paul Tol's muted scheme (2021), told apart with any kind of colour blindness; a tenth theme starts anew.
_COLOURS = ("#332288", "#117733", "#882255", "#44AA99", "#999933", "#CC6677", "#AA4499", "#88CCEE", "#DDCC77")


@dataclass(frozen=True)
class Mark:
    """One code on one segment. `spans` are the words it rests on, as offsets in the segment's text."""

    segment_id: str
    code: str
    name: str
    colour: str
    kind: str
    by: str
    memos: tuple[tuple[str, str], ...]
    spans: tuple[tuple[int, int], ...]
    grounds: tuple[str, ...]
    confidence: float | None
    is_disputed: bool
    is_negated: bool
    values: tuple[str, ...] = ()


def colours_of(book: Codebook) -> dict[str, str]:
    """The colour of every code: its own, else that of its theme."""
    theme = {theme.id: _COLOURS[at % len(_COLOURS)] for at, theme in enumerate(book.themas)}
    return {code.id: code.kleur or theme[above[0]] for code, above in book.walk()}


def marks_in(tables: Mapping[str, pd.DataFrame], *, book: Codebook, rule: Rule) -> dict[str, list[Mark]]:
    """The marks of every segment that has any: what people gave first, then in the order of the book.

    Reads codings, coding_values and segment_codes. Codes that are no longer in the book are left out.
    """
    codings: dict[Pair, list[Any]] = {}
    row: Any
    for row in tables["codings"].itertuples(index=False):
        codings.setdefault((row.segment_id, row.code), []).append(row)
    values = _values(decide_values(tables["coding_values"], tables["codings"], rule=rule), book)
    place, colours, names = {code: at for at, code in enumerate(book.codes)}, colours_of(book), book.names
    found: dict[str, list[Mark]] = {}
    for row in tables["segment_codes"].itertuples(index=False):
        if row.code in place:
            pair = (row.segment_id, row.code)
            mark = _mark(row, codings.get(pair, []), name=names[row.code], colour=colours[row.code])
            found.setdefault(row.segment_id, []).append(replace(mark, values=values.get(pair, ())))
    for marks in found.values():
        marks.sort(key=lambda mark: (_ORDER.index(mark.kind), place[mark.code]))
    return found


def _values(decided: pd.DataFrame, book: Codebook) -> dict[Pair, tuple[str, ...]]:
    """The values of dimensions on each segment and code, in the order of the book, by their names."""
    order = {name: at for at, name in enumerate(book.dimensies)}
    given: dict[Pair, set[tuple[int, str]]] = {}
    row: Any
    for row in decided[decided.dimension.isin(order)].itertuples(index=False):
        called = book.dimensies[row.dimension].get(row.value, row.value)
        given.setdefault((row.segment_id, row.code), set()).add((order[row.dimension], called))
    return {pair: tuple(dict.fromkeys(name for _, name in sorted(found))) for pair, found in given.items()}


def _mark(decided: Any, codings: Sequence[Any], *, name: str, colour: str) -> Mark:
    people = [row for row in codings if not row.coder.startswith("machine:")]
    machine = [row for row in codings if row.coder.startswith("machine:") and row.is_present]
    votes = dict.fromkeys(f"{row.coder}{'' if row.is_present else ' nee'}" for row in people)
    said = {row.is_present for row in people}
    return Mark(
        segment_id=decided.segment_id,
        code=decided.code,
        name=name,
        colour=colour,
        kind=KINDS[decided.status],
        by=", ".join(votes or dict.fromkeys(MACHINE.get(row.coder, row.coder) for row in machine)),
        memos=tuple((row.coder, row.memo) for row in people if isinstance(row.memo, str)),
        spans=without_overlap(
            (int(row.start_char), int(row.end_char))
            for row in (people or machine)
            if row.is_present and pd.notna(row.start_char)
        ),
        grounds=tuple(dict.fromkeys(row.evidence for row in machine if isinstance(row.evidence, str))),
        confidence=None if pd.isna(decided.confidence) else float(decided.confidence),
        # Also where a coder who read all of the session did not give the code: that leaves no row.
        is_disputed=len(said) > 1 or (decided.status == "proposed" and bool(people)),
        is_negated=decided.status != "confirmed" and any(row.is_negated for row in machine),
    )
