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


def segments_behind(
    tables: Mapping[str, pd.DataFrame], names: Iterable[str], *, book: Codebook, rule: Rule = "meerderheid"
) -> dict[str, Any]:
    """`tellingen`: the ids of the segments of each named row of counts; `segmenten`: who said each, and its words.

    A name is that of the attribute data-telling. Raises ValueError where one names no row.
    """
    facts = facts_of(tables, book)
    values = decide_values(tables["coding_values"], tables["codings"], rule=rule).rename(columns={"code": "coded"})
    found = {name: _segments(facts, values, row_of_name(name)) for name in dict.fromkeys(names)}
    wanted = {segment for ids in found.values() for segment in ids}
    segments = tables["segments"]
    shown = segments[segments.segment_id.isin(wanted)]
    told = {
        segment: {"wie": group if isinstance(group, str) else "", "tekst": text}
        for segment, group, text in zip(shown.segment_id, shown.stakeholder_group, shown.text, strict=True)
    }
    return {"segmenten": told, "tellingen": found}


def _segments(facts: pd.DataFrame, values: pd.DataFrame, row: Mapping[str, Any]) -> list[str]:
    mine = facts[(facts.code == row["code"]) & (facts.basis == row["basis"])]
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
    return sorted(set(mine.segment_id))


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float | int) else str(value)


def as_json(behind: Mapping[str, Any]) -> str:
    """The segments as text inside a script element of data, that nothing in it can end."""
    return json.dumps(behind, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
