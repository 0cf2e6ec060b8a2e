"""agreement -> how far to trust the people and the machine for each code: the best that was measured, on one row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.judgements import CONSENSUS
from pipeline.stages.agreement import NOT_BLIND, SAMPLED
from pipeline.stages.coefficients import share_interval
from pipeline.stages.said import ANY

_PEOPLE = ["krippendorff_alpha", "alpha_low", "alpha_high"]
_MACHINE = ["precision", "recall", "f1", "f1_low", "f1_high"]
COLUMNS = [
    "code", "people", "n_people", *_PEOPLE, "people_note",
    "machine", "n_machine", "n_proposed", "is_blind", *_MACHINE, "precision_low", "precision_high", "machine_note",
]  # fmt: skip


def worth_of(agreement: pd.DataFrame, *, way: str = ANY) -> pd.DataFrame:
    """One row per code (and `*`), indexed by code: alpha between people, precision and F1 of one way of the machine.

    Between people the largest group goes first, sessions read whole before samples; for the machine a consensus, then
    what was coded blind, then where most of its proposals were judged. `people` and `machine` name the row of
    `agreement`; `n_people` and `n_machine` are how many judgements it rests on, `n_proposed` how many of those were
    on proposals. The interval of precision is Wilson's (95 %), which takes proposals for independent; that of F1 comes
    from drawing sessions again. What was not measured is NaN, and the notes say why.
    """
    wide = agreement[agreement.basis == "codable"]
    is_machine = wide.coders.str.startswith("machine:")
    people = _first(_ranked_people(wide[~is_machine]))
    machine = _first(_ranked_machine(wide[wide.coders.str.startswith(f"{way} × ")]))
    codes = wide.code.drop_duplicates().tolist()
    rows = []
    for code in codes:
        row: dict[str, Any] = {"code": code}
        if code in people.index:
            found = people.loc[code]
            row |= {"people": found.coders, "n_people": found.n_segments, "people_note": found.note}
            row |= {column: found[column] for column in _PEOPLE}
        if code in machine.index:
            found = machine.loc[code]
            n = found.n_proposed
            low, high = share_interval(found.precision * n, n) if n > 0 else (None, None)
            row |= {"machine": found.coders, "n_machine": found.n_segments, "machine_note": found.note}
            row |= {column: found[column] for column in (*_MACHINE, "n_proposed", "is_blind")}
            row |= {"precision_low": low, "precision_high": high}
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS).set_index("code", drop=False)


def _ranked_people(rows: pd.DataFrame) -> pd.DataFrame:
    ranked = rows.assign(
        has_alpha=rows.krippendorff_alpha.notna(),
        is_whole=~rows.coders.str.endswith(SAMPLED),
        n_coders=rows.coders.str.count(" × "),
    )
    order = ["has_alpha", "is_whole", "n_coders", "n_segments"]
    return ranked.sort_values(order, ascending=False, kind="stable")


def _ranked_machine(rows: pd.DataFrame) -> pd.DataFrame:
    # How many were judged follows from how many were right; where none was, only the note says.
    n_proposed = (rows.n_both / rows.precision.where(rows.precision > 0)).round()
    # By weights one wrong proposal may stand for many; no more were judged than were judged.
    n_proposed = n_proposed.clip(upper=rows.n_segments)
    ranked = rows.assign(
        is_consensus=rows.coders.str.endswith(f" × {CONSENSUS}"),
        is_blind=~rows.note.fillna("").str.contains(NOT_BLIND),
        n_proposed=n_proposed.astype("float64"),
    )
    order = ["is_consensus", "is_blind", "n_proposed", "n_segments"]
    return ranked.sort_values(order, ascending=False, kind="stable")


def _first(ranked: pd.DataFrame) -> pd.DataFrame:
    return ranked.drop_duplicates("code").set_index("code")
