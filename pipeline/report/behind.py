"""The segments behind the numbers of a page of the team: which those are that a telling counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.report.tellings import row_of_name
from pipeline.stages.counts import facts_of
from pipeline.stages.values import Rule, decide_values

_READ, _COUNTED, _PROPOSED = "bevestigd", "telt mee", "voorstel"


def segments_behind(
    tables: Mapping[str, pd.DataFrame],
    names: Iterable[str],
    *,
    book: Codebook,
    rule: Rule = "meerderheid",
    groups: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """`tellingen`: the segments of each named row of counts; `segmenten`: of each wie, gesprek and tekst.

    A name is that of the attribute data-telling; a segment of it is its id and what became of the code there:
    bevestigd, telt mee or voorstel. `groups` says what groups are called. Raises ValueError where a name is no row.
    """
    facts = facts_of(tables, book)
    values = decide_values(tables["coding_values"], tables["codings"], rule=rule).rename(columns={"code": "coded"})
    by_code = dict(iter(facts.groupby(["code", "basis"])))
    found = {}
    for name in dict.fromkeys(names):
        row = row_of_name(name)
        found[name] = _segments(by_code.get((row["code"], row["basis"]), facts.iloc[:0]), values, row)
    wanted = {segment for rows in found.values() for segment, _ in rows}
    segments, called = tables["segments"], groups or {}
    shown = segments[segments.segment_id.isin(wanted)]
    columns = (shown.segment_id, shown.stakeholder_group, shown.session_id, shown.text)
    told = {
        segment: {"wie": called.get(group, group) if isinstance(group, str) else "", "gesprek": session, "tekst": text}
        for segment, group, session, text in zip(*columns, strict=True)
    }
    return {"segmenten": told, "tellingen": found}


def _segments(facts: pd.DataFrame, values: pd.DataFrame, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The segments that a row counts among the facts of its code and basis, with what became of the code there."""
    mine = facts
    if "part" not in (row["by"], row["by2"]):
        mine = mine[mine.role == "deelnemer"]
    for by, value in ((row["by"], row["value"]), (row["by2"], row["value2"])):
        if by not in (None, "all"):
            mine = mine[mine[by].map(_text, na_action="ignore") == value]
    if row["is_prompted"] is not None:
        mine = mine[mine.is_prompted == row["is_prompted"]]
    if row["dimension"] is not None:
        chosen = values[(values.dimension == row["dimension"]) & (values.value == row["dimension_value"])]
        mine = mine.merge(chosen[["segment_id", "coded"]], on=["segment_id", "coded"])
    # Under a theme a segment may carry two codes: it is confirmed if one of them is.
    is_read = mine.groupby("segment_id").is_read.any()
    decided = _PROPOSED if row["basis"] == "proposed" else _COUNTED
    return [(str(segment), _READ if read and decided == _COUNTED else decided) for segment, read in is_read.items()]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float | int) else str(value)


def as_json(behind: Mapping[str, Any]) -> str:
    """The segments as text inside a script element of data, that nothing in it can end."""
    return json.dumps(behind, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
