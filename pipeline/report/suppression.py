"""Counts as others than the team may see them: what hidden_counts names is gone."""

from __future__ import annotations

import pandas as pd

_KEY = ["code", "dimension", "dimension_value", "by", "value", "by2", "value2", "basis", "is_prompted"]
_NUMBERS = ["n_sessions", "n_participants", "n_segments", "n_negated", "share_read_by_person"]
WITHHELD = "×"
"""Stands for a number that only the team may see: it is small, or a small one would follow from it. Which of the two
is not told."""


def with_hidden(counts: pd.DataFrame, hidden: pd.DataFrame | None) -> pd.DataFrame:
    """Counts with a column `is_hidden`, and `mark`, what stands in its place; the numbers of hidden rows are NaN.

    Rows that must look as if nothing had come up are left out. `hidden` is None for the team, which sees all.
    """
    if hidden is None:
        return counts.assign(is_hidden=False, mark="")
    reasons = dict(zip(_keys(hidden), hidden.reason, strict=True))
    reason = pd.Series([reasons.get(key) for key in _keys(counts)], index=counts.index, dtype="object")
    result = counts.assign(is_hidden=reason.notna(), mark=reason.map(lambda why: WITHHELD if why else ""))
    result[_NUMBERS] = result[_NUMBERS].astype("float64")
    result.loc[result.is_hidden, _NUMBERS] = float("nan")
    return result[(reason != "absent").to_numpy()].reset_index(drop=True)


_PEOPLE = "*"
"""The code of the number of people itself."""


def hidden_sizes(hidden: pd.DataFrame, *, by: str = "group") -> set[str]:
    """The groups, or the rounds, (`*` for all together) of which the number of people is hidden."""
    return set(hidden.value[(hidden.code == _PEOPLE) & hidden.by.isin(["all", by]) & hidden.by2.isna()])


def _keys(table: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = (table[column].astype("object").where(table[column].notna(), None) for column in _KEY)
    return list(zip(*columns, strict=True))
