"""Passages of the talk that are no chosen quotes: exchanges, evidence, answers; under the same rules as quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from pipeline.report.markup import Html, html, join, rows_of
from pipeline.report.quotes import Words, block, questions_of
from pipeline.report.view import READERS, View
from pipeline.stages.quotes import ROLES

_LEVELS = ("nee", "intern", "extern")


def readable(view: View, segments: pd.DataFrame) -> pd.DataFrame:
    """The segments (a frame with segment_id) whose words this audience may read, with `attribution` and `question`.

    Outside the programme none: there only quotes that a person released are shown. Words of moderators are not among
    them either, but for the team.
    """
    rows = segments.merge(view.corpus.participants[["participant_id", "quotable"]], on="participant_id", how="left")
    label = rows.participant_id.map(view.attributions)
    if view.is_team:
        label = label.fillna(rows.role.map(ROLES)).fillna("deelnemer")
    rows = rows.assign(attribution=label.astype("object"))
    if view.audience == "buiten":
        return rows.iloc[:0]
    allowed = _LEVELS[_LEVELS.index(READERS[view.audience]) :]
    rows = rows[rows.quotable.isin(allowed) & rows.attribution.notna()].reset_index(drop=True)
    asked = view.corpus.utterances[["utterance_id", "is_prompted", "prompt_id"]]
    rows = rows.drop(columns=["is_prompted", "prompt_id"], errors="ignore").merge(asked, on="utterance_id", how="left")
    return rows.assign(question=questions_of(view, rows))


def passage(view: View, row: Any, *, code: str | None = None, tags: Iterable[Html] = (), asked: bool = False) -> Html:
    """One readable segment as a quote; with `asked` the question that it answers, where this audience may read that."""
    question = row.question if asked and isinstance(row.question, str) else None
    words = Words(row.text.strip(), view.marks[row.segment_id], row.segment_id, row.attribution, question=question)
    return block(view, words, code=code, tags=tags)


def exchange(view: View, rows: pd.DataFrame, *, speakers: Sequence[str] = ()) -> Html:
    """Readable segments one after the other as dialogue; `speakers` what stands before each, else the attributions.

    Different people with one attribution are told apart within the exchange: een ouder, een andere ouder.
    """
    names = list(speakers) or _told_apart(rows)
    said = (
        html('<div class="turn"><p class="speaker">{}</p>{}</div>', name, passage(view, row))
        for name, row in zip(names, rows_of(rows), strict=True)
    )
    return html('<div class="dialogue">{}</div>', join(said))


def _told_apart(rows: pd.DataFrame) -> list[str]:
    heard: dict[str, list[str]] = {}
    names = []
    for row in rows_of(rows):
        told = row.attribution.partition(",")[0]
        same = heard.setdefault(told, [])
        if row.participant_id not in same:
            same.append(row.participant_id)
        number = same.index(row.participant_id)
        names.append(told if number == 0 else f"andere {told}" if number == 1 else f"{told} {number + 1}")
    return names


def evidence_for(view: View, *, source: str | None = None, source_id: str | None = None) -> pd.DataFrame:
    """The cited passages that this audience may read, each with its attribution; all rows for the team."""
    rows = view.corpus.evidence
    if source:
        rows = rows[rows.source == source]
    if source_id:
        rows = rows[rows.source_id == source_id]
    allowed = _LEVELS[_LEVELS.index(READERS[view.audience]) :]
    label = rows.participant_id.map(view.attributions)
    if view.is_team:
        label = label.fillna(rows.role.map(ROLES)).fillna("deelnemer")
    rows = rows.assign(attribution=label.astype("object"))
    return rows[rows.quotable.isin(allowed) & rows.attribution.notna()].reset_index(drop=True)


def cited(view: View, row: Any) -> Html:
    """One row of `evidence_for` as a quote."""
    return block(view, Words(row.text, row.evidence_id, row.segment_id, row.attribution))
