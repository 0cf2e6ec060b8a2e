"""What people coded with what they decided of each dimension, and words chosen from it to show."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.report.passages import readable
from pipeline.report.view import View
from pipeline.stages.values import decide_values

JUDGEMENT, ADDRESSEE, PHASE, REACTION = "oordeel", "gericht_aan", "fase", "reactie"
"""Dimensions that reports are built on; a codebook may lack any of them."""

_COUNTED = ("confirmed", "counted")
_SPEAKERS = ("deelnemer", "toehoorder")
_FEWEST_WORDS, _MOST_WORDS = 2, 60


def coded(view: View) -> pd.DataFrame:
    """One row per counted code on a segment of a participant or listener: the segment's columns, `code`, `person`."""
    if "coded" not in view.kept:
        view.kept["coded"] = _coded(view)
    return view.kept["coded"]


def _coded(view: View) -> pd.DataFrame:
    corpus = view.corpus
    alive = corpus.segment_codes
    alive = alive.loc[alive.status.isin(_COUNTED), ["segment_id", "code"]]
    found = alive.merge(corpus.segments[corpus.segments.role.isin(_SPEAKERS)], on="segment_id")
    people = corpus.participants
    person = people.set_index("participant_id").person.fillna(pd.Series(people.participant_id.to_numpy(),
                                                                          index=people.participant_id))  # fmt: skip
    return found.assign(person=found.participant_id.map(person)).sort_values(["segment_id", "code"], ignore_index=True)


def values(view: View) -> pd.DataFrame:
    """What people decided of each dimension: segment_id, code, dimension, value."""
    if "values" not in view.kept:
        rule = view.settings["coding"]["coders_disagree"]
        view.kept["values"] = decide_values(view.corpus.coding_values, view.corpus.codings, rule=rule)
    return view.kept["values"]


def having(view: View, rows: pd.DataFrame, dimension: str, wanted: Collection[str]) -> pd.DataFrame:
    """The rows of `coded` of which people decided one of these values, with it in a column named as the dimension."""
    decided = values(view)
    decided = decided[(decided.dimension == dimension) & decided.value.isin(list(wanted))]
    named = decided.rename(columns={"value": dimension})[["segment_id", "code", dimension]]
    return rows.drop(columns=[dimension], errors="ignore").merge(named, on=["segment_id", "code"])


def has(view: View, dimension: str) -> bool:
    """Whether the codebook has a dimension and people gave it anywhere."""
    known = view.corpus.study["codebook"]["dimensies"]
    return dimension in known and bool((view.corpus.coding_values.dimension == dimension).any())


def names_of(view: View, dimension: str) -> dict[str, str]:
    """The values of a dimension in the order of the codebook, each with its name."""
    found: dict[str, str] = view.corpus.study["codebook"]["dimensies"].get(dimension, {})
    return found


def choose(view: View, rows: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """Words to show from rows with segment_id: what this audience may read, as many people as can be, then codes.

    Their order is that of their marks, which follows neither the talk nor the people, so that outside the team nobody
    can be followed from one to the next.
    """
    fit = readable(view, rows)
    fit = fit[fit.n_words.between(_FEWEST_WORDS, _MOST_WORDS)].drop_duplicates("segment_id")
    fit = fit.assign(mark=fit.segment_id.map(view.marks)).sort_values("mark")
    person = fit.get("person", fit.participant_id)
    turn = fit.groupby(person).cumcount()
    again = fit.groupby("code").cumcount() if "code" in fit else turn
    ranked = fit.assign(turn=turn, again=again).sort_values(["turn", "again", "mark"], kind="stable")
    return ranked.head(most).sort_values("mark", ignore_index=True)


def enough(view: View, rows: pd.DataFrame) -> bool:
    """Whether these rows come from as many people as this audience may hear of."""
    return int(rows.person.nunique()) >= view.minimum
