"""everything -> quotes: verbatim passages that a report may show, chosen by people first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.stages.counts import persons
from pipeline.study import Stakeholders
from pipeline.tables import Quotes

VERSION = 1

_FEW, _MANY = 8, 60
_STATUS_ORDER = {"confirmed": 0, "counted": 1, "proposed": 2}


def select_quotes(
    tables: Mapping[str, pd.DataFrame], *, book: Codebook, names: Stakeholders, per_code: int, minimum_cell: int
) -> pd.DataFrame:
    """The quotes that people chose, then for every code a few that show its spread: another person each time.

    The program prefers what people confirmed, of 8 to 60 words. An attribution names group and kind of session as
    far as at least `minimum_cell` participants share it.
    """
    participants, segment_codes = tables["participants"], tables["segment_codes"]
    people = participants.merge(tables["sessions"][["session_id", "session_type"]], on="session_id")
    people["person"] = people.participant_id.map(persons(participants))
    spoken = people[people.role.isin(["deelnemer", "toehoorder"])]
    attribution = _attributions(spoken, names, minimum_cell)
    material = tables["segments"].merge(people[["participant_id", "person", "quotable"]], on="participant_id")
    alive = segment_codes[segment_codes.status != "rejected"]
    alive = alive.assign(rank=alive.status.map(_STATUS_ORDER)).merge(
        material[material.is_codable & material.role.isin(["deelnemer", "toehoorder"])], on="segment_id"
    )
    rows = [*_chosen(tables["chosen_quotes"], material, alive), *_selected(alive, book, per_code)]
    kept: dict[str, dict[str, Any]] = {}
    for row in rows:
        row["quote_id"] = _opaque(row["segment_id"], row["code"], row["text"])
        row["attribution"] = attribution[row.pop("participant_id")]
        kept.setdefault(row["quote_id"], row)
    return frame(Quotes, kept.values())


def _opaque(*parts: str) -> str:
    return "c" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:8]


def _inside(quotable: str) -> str:
    """What nobody released stays inside the programme, whatever its speaker allows."""
    return "nee" if quotable == "nee" else "intern"


def _attributions(people: pd.DataFrame, names: Stakeholders, minimum: int) -> dict[str, str]:
    """For each participant the most precise description that at least `minimum` persons share."""
    in_cell = people.groupby(["stakeholder_group", "session_type"]).person.nunique()
    in_group = people.groupby("stakeholder_group").person.nunique()
    result = {}
    for row in people.itertuples():
        group, kind = row.stakeholder_group, names.soorten[row.session_type].naam
        name = names.groepen[group].naam
        if in_cell.get((group, row.session_type), 0) >= minimum:
            result[row.participant_id] = f"{name}, {kind}"
        elif in_group.get(group, 0) >= minimum:
            result[row.participant_id] = name
        else:
            result[row.participant_id] = "deelnemer"
    return result


def _chosen(chosen: pd.DataFrame, material: pd.DataFrame, alive: pd.DataFrame) -> list[dict[str, Any]]:
    """Quotes from citaten.csv. Outside go only those that a person released and whose speaker allows it."""
    best = alive.sort_values(["rank", "code"], kind="stable").drop_duplicates("segment_id").set_index("segment_id").code
    rows = []
    for quote in chosen.itertuples():
        parts = material[
            (material.utterance_id == quote.utterance_id)
            & (material.start_char < quote.end_char)
            & (material.end_char > quote.start_char)
        ]
        if not len(parts):
            continue
        first = parts.iloc[0]
        words = "".join(parts.text)[quote.start_char - first.start_char : quote.end_char - first.start_char]
        is_free = quote.is_released and first.quotable == "extern"
        rows.append(
            {
                "segment_id": first.segment_id,
                "participant_id": first.participant_id,
                "code": best.get(first.segment_id, "*"),
                "text": words.strip(),
                "quotable": "extern" if is_free else _inside(first.quotable),
                "chosen_by": "person",
                "reason": quote.reason,
            }
        )
    return rows


def _selected(alive: pd.DataFrame, book: Codebook, per_code: int) -> list[dict[str, Any]]:
    """For every code a few passages of different people, what people confirmed first."""
    fit = alive[alive.n_words.between(_FEW, _MANY)].copy()
    fit["length"] = (fit.n_words - 25).abs()
    fit = fit.sort_values(["rank", "length", "segment_id"], kind="stable")
    rows = []
    for code in book.codes:
        of_code = fit[fit.code == code].drop_duplicates("person").head(per_code)
        rows += [
            {
                "segment_id": row.segment_id,
                "participant_id": row.participant_id,
                "code": code,
                "text": row.text.strip(),
                "quotable": _inside(row.quotable),
                "chosen_by": "program",
            }
            for row in of_code.itertuples()
        ]
    return rows
