"""Needs: who needs what, from whom, in which phase, said by whom, and for whom."""

from __future__ import annotations

from typing import Any

from pipeline.report.markup import Html, capital, join, paragraph, rows_of, table
from pipeline.report.view import View
from pipeline.stages.needs import FOR_WHOM, FROM_WHOM, JUDGEMENT, PHASE

_NEEDED = "nodig"
_PARTS = ["code", "said_by", "for_whom", "from_whom", "phase"]


def needs_table(view: View, *, most: int = 20) -> Html:
    """What people coded as needed, by code, speaker and phase; for the team alone, since the cells are small.

    Nothing where the codebook has no such judgement.
    """
    if not view.is_team or _NEEDED not in _named(view, JUDGEMENT):
        return Html("")
    found = view.corpus.needs(_NEEDED).merge(view.people[["participant_id", "person"]], on="participant_id")
    if not len(found):
        return paragraph("Codeurs noteerden nog nergens dat iets nodig is.")
    grouped = found.fillna("").groupby(_PARTS)
    counted = grouped.agg(n=("person", "nunique"), n_sessions=("session_id", "nunique")).reset_index()
    counted = counted.sort_values(["n", "n_sessions", *_PARTS], ascending=[False, False, *[True] * len(_PARTS)])
    rows = [(view.name(r.code), *_who(view, r), r.n, r.n_sessions) for r in rows_of(counted.head(most))]
    head = ["Wat", "Wie het zegt", "Voor wie", "Van wie", "Fase", "Deelnemers", "Gesprekken"]
    left = len(counted) - len(rows)
    caption = "Wat volgens codeurs nodig is. Een leeg vakje: codeurs noteerden er niets, of werden het niet eens"
    more = paragraph(f"Nog {left} andere staan in de tabellen: corpus.needs() in Jupyter.") if left else None
    return join([table(head, rows, caption=caption, numeric={5, 6}), more])


def _who(view: View, row: Any) -> tuple[str, str, str, str]:
    said_by = capital(view.group(row.said_by)) if row.said_by else ""
    return (said_by, *(_values(view, *pair) for pair in _pairs(row)))  # type: ignore[return-value]


def _pairs(row: Any) -> list[tuple[str, str]]:
    return [(FOR_WHOM, row.for_whom), (FROM_WHOM, row.from_whom), (PHASE, row.phase)]


def _values(view: View, dimension: str, values: str) -> str:
    """The names of values that stand joined in one cell."""
    named = _named(view, dimension)
    return ", ".join(named.get(value, value) for value in values.split(", ") if value)


def _named(view: View, dimension: str) -> dict[str, str]:
    found: dict[str, str] = view.corpus.study["codebook"]["dimensies"].get(dimension, {})
    return found
