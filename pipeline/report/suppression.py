"""Small groups: counts that could lead to a person are hidden, also where they could be computed back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

_CELL = ["code", "basis", "dimension", "dimension_value", "is_prompted"]
_WHOLE = ["code", "basis", "by", "value"]
_NUMBERS = ["n_sessions", "n_participants", "n_segments", "n_negated", "share_read_by_person"]
WITHHELD = "×"
"""Stands for a number from which a small one would follow."""

_ADDITIVE = "group"
"""A person belongs to one group, so that the cells of the groups add up to that of all."""


@dataclass(frozen=True)
class _Row:
    """A count as its protection needs it."""

    index: Any
    by: str
    value: str
    number: int
    of: int
    is_hidden: bool


@dataclass(frozen=True)
class _Secret:
    """A hidden cell: its number, and between which numbers a reader knows it to lie."""

    number: int
    low: int
    high: int


def suppress(counts: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Counts with a column `is_hidden`, and `mark`, what stands in its place; the numbers of hidden rows are NaN.

    Hidden is what rests on fewer than `minimum` participants, or is about so few. Where a hidden cell of a group
    follows from the total and the other groups, the smallest other cells are hidden too until it no longer does, and
    in the end the total. Computed over all counts at once, so all reports of an audience hide the same cells.
    """
    small = (counts.n_participants < minimum) | (counts.of_participants < minimum)
    extra = _complementary(counts.assign(is_hidden=small), minimum) if minimum > 1 else set()
    withheld = pd.Series(counts.index.isin(extra), index=counts.index)
    if minimum > 1:
        withheld |= _parts_of(counts, small | withheld) & ~small
    hidden = small | withheld
    marks = pd.Series(f"<{minimum}", index=counts.index).mask(withheld, WITHHELD).where(hidden, "")
    result = counts.assign(is_hidden=hidden, mark=marks)
    result[_NUMBERS] = result[_NUMBERS].astype("float64")
    result.loc[hidden, _NUMBERS] = float("nan")
    return result


def hide_together(counts: pd.DataFrame, *, theme_of: Mapping[str, str]) -> pd.DataFrame:
    """Suppressed counts in which a theme and the only code that came up under it in a group share their fate.

    They are one number, so that the one that is shown gives away the other. `theme_of` has the codes right under a
    theme. From the total and the other groups neither may follow: it is hidden along.
    """
    cells = counts[_is_whole(counts) & (counts.by == _ADDITIVE)].reset_index(names="row")
    codes = cells[cells.code.isin(list(theme_of))]
    codes = codes.assign(theme=codes.code.map(theme_of))
    only = codes[~codes.duplicated(["theme", "basis", "value"], keep=False)]
    keys = ["basis", "value"]
    pairs = only.merge(cells, left_on=["theme", *keys], right_on=["code", *keys], suffixes=("", "_theme"))
    pairs = pairs[pairs.is_hidden != pairs.is_hidden_theme]
    shown = pairs.row.where(~pairs.is_hidden, pairs.row_theme)
    if not len(shown):
        return counts
    rows = pd.MultiIndex.from_frame(counts[["code", "basis"]])
    extra = rows.isin(rows[counts.index.isin(shown)]) & _is_whole(counts) & (counts.by == "all")
    extra |= counts.index.isin(shown)
    extra |= _parts_of(counts, counts.is_hidden | extra)
    extra &= ~counts.is_hidden
    result = counts.assign(is_hidden=counts.is_hidden | extra, mark=counts.mark.mask(extra, WITHHELD))
    result.loc[extra, _NUMBERS] = float("nan")
    return result


def _is_whole(counts: pd.DataFrame) -> pd.Series:
    return counts.by2.isna() & counts.dimension.isna() & counts.is_prompted.isna()


def _parts_of(counts: pd.DataFrame, hidden: pd.Series) -> pd.Series:
    """Whether a row is part of a cell that is hidden: at one question, prompted, or with one value of a dimension.

    That 4 parents said it at one question tells that at least 4 said it.
    """
    is_whole = _is_whole(counts)
    cells = pd.MultiIndex.from_frame(counts[_WHOLE])
    return ~is_whole & cells.isin(cells[is_whole & hidden])


def _complementary(counts: pd.DataFrame, minimum: int) -> set[Any]:
    """The rows that must be hidden since they would give away another one."""
    single = counts[counts.by.isin([_ADDITIVE, "all"]) & counts.by2.isna()]
    cells: dict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    keys = zip(*(single[column].astype("object").where(single[column].notna(), None) for column in _CELL), strict=True)
    columns = ["by", "value", "n_participants", "of_participants", "is_hidden"]
    rows = zip(single.index, *(single[column] for column in columns), strict=True)
    for key, row in zip(keys, rows, strict=True):
        cells[key].append(_Row(*row))
    return {index for same in cells.values() for index in _to_hide(same, minimum)}


def _to_hide(rows: Sequence[_Row], minimum: int) -> list[Any]:
    """Of one code and basis the rows to hide along with those that are hidden already."""
    groups = [row for row in rows if row.by == _ADDITIVE]
    secrets = [_Secret(row.number, 1, min(row.of, minimum - 1)) for row in groups if row.is_hidden]
    total = [row for row in rows if row.by == "all"]
    if len(secrets) > 1 and any(row.is_hidden for row in total):
        # Two cells of at least one, and a total under three: that it is so small is said of the cells only.
        return [row.index for row in total]
    shown = sorted((row for row in groups if not row.is_hidden), key=lambda row: (row.number, row.value))
    extra: list[Any] = []
    for row in shown:
        if not _follows(secrets):
            return extra
        # Of a cell that is hidden for another's sake a reader knows that it is no small one.
        secrets.append(_Secret(row.number, minimum, row.of))
        extra.append(row.index)
    return [*extra, *(row.index for row in total)] if _follows(secrets) else extra


def _follows(secrets: list[_Secret]) -> bool:
    """Whether the sum of the hidden cells leaves any of them just one possible number."""
    total = sum(cell.number for cell in secrets)
    low, high = sum(cell.low for cell in secrets), sum(cell.high for cell in secrets)
    return any(
        max(cell.low, total - (high - cell.high)) == min(cell.high, total - (low - cell.low)) for cell in secrets
    )
