"""How the cells of a table of counts hang together: what a reader can add up, subtract and compare.

Persons are what is counted, so that a total is the sum of its parts only where nobody sits in two of them. Parts that
share persons are taken together: their union lies between the largest of them and their sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Cell = tuple[tuple[str, str], ...]
"""What a number is about: (("group", "ouder"), ("question", "F2")); nothing is everybody."""

Vector = npt.NDArray[np.float64]

Divisions = Sequence[tuple[tuple[str, ...], str]]
"""Cells, and by what their persons are divided into cells that have numbers of their own."""


@dataclass(frozen=True)
class Cover:
    """A cell as the union of others: blocks of parts that share persons, and how many persons may be in no part."""

    whole: Cell
    blocks: tuple[tuple[Cell, ...], ...]
    sizes: tuple[int, ...]
    n_outside: int


def cell_of(row: Any) -> Cell:
    """The cell of a row of counts."""
    first = () if row.by == "all" else ((row.by, row.value),)
    return first if pd.isna(row.by2) else (*first, (row.by2, row.value2))


def sizes_of(people: pd.DataFrame, divisions: Divisions) -> dict[Cell, int]:
    """How many persons there are in every cell; `people` has a row per person and session, with what they are by."""
    found: dict[Cell, int] = {(): int(people.person.nunique())}
    for columns in dict.fromkeys(kinds_of(whole, by) for whole, by in divisions):
        known = people.dropna(subset=list(columns)).groupby(list(columns)).person.nunique()
        found |= {_cell(columns, key): int(n) for key, n in known.items()}
    return found


def kinds_of(whole: tuple[str, ...], by: str) -> tuple[str, ...]:
    """What the parts of a cell are named by: the group first."""
    return tuple(sorted((*whole, by)))


def covers(people: pd.DataFrame, divisions: Divisions) -> list[Cover]:
    """Every cell with the cells into which its persons fall apart."""
    found = []
    for whole, by in divisions:
        known = people.dropna(subset=list(whole))
        for key, inside in known.groupby(list(whole)) if whole else [((), known)]:
            found.append(_cover(_cell(whole, key), inside, by))
    return found


def _cell(columns: tuple[str, ...], key: Any) -> Cell:
    return tuple(zip(columns, key if isinstance(key, tuple) else (key,), strict=True))


def _cover(whole: Cell, inside: pd.DataFrame, by: str) -> Cover:
    known = inside.dropna(subset=[by])
    blocks = _blocks(known, by)
    n_of = [int(known[known[by].isin(block)].person.nunique()) for block in blocks]
    parts = tuple(tuple(tuple(sorted((*whole, (by, value)))) for value in block) for block in blocks)
    return Cover(whole, parts, tuple(n_of), int(inside[inside[by].isna()].person.nunique()))


def _blocks(known: pd.DataFrame, by: str) -> list[list[str]]:
    """The values of a column, those together that share a person."""
    leader: dict[str, str] = {value: value for value in sorted(known[by].unique())}

    def lead(value: str) -> str:
        while leader[value] != value:
            value = leader[value]
        return value

    for _, values in known.groupby("person")[by]:
        first, *others = sorted(set(values))
        for other in others:
            leader[lead(other)] = lead(first)
    blocks: dict[str, list[str]] = defaultdict(list)
    for value in leader:
        blocks[lead(value)].append(value)
    return list(blocks.values())


@dataclass
class System:
    """Numbers with their lowest and highest value, and inequalities between them: sum of sign × number ≤ limit."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    signs: list[float] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def add(self, low: float, high: float) -> int:
        """One number more; its place."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def at_most(self, smaller: Sequence[int], larger: Sequence[int], limit: float = 0) -> None:
        """The sum of some numbers exceeds that of others by no more than `limit`."""
        row = len(self.limits)
        self.limits.append(limit)
        for places, sign in ((smaller, 1.0), (larger, -1.0)):
            self.rows += [row] * len(places)
            self.numbers += places
            self.signs += [sign] * len(places)

    def union(self, whole: int, parts: Sequence[int], *, extra: float = 0) -> None:
        """A number that counts whoever is in any of the parts, and up to `extra` others."""
        for part in parts:
            self.at_most([part], [whole])
        self.at_most([whole], parts, extra)

    def total(self, whole: int, parts: Sequence[int], *, extra: float = 0) -> None:
        """A number that is the sum of parts without a person in common, and up to `extra` others."""
        self.at_most(parts, [whole])
        self.at_most([whole], parts, extra)

    def arrays(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Vector, Vector]:
        """Rows, numbers, signs and limits as arrays."""
        return np.array(self.rows, int), np.array(self.numbers, int), np.array(self.signs), np.array(self.limits)


def bounds(system: System, low: Vector, high: Vector) -> tuple[Vector, Vector]:
    """What follows for every number from the inequalities, one at a time, until nothing more follows.

    No interval is smaller than what an attacker finds by linear programming; where relations form no ring, none is
    larger either.
    """
    rows, numbers, signs, limits = system.arrays()
    low, high = low.copy(), high.copy()
    up, down = signs > 0, signs < 0
    while len(rows):
        least = np.where(up, low[numbers], -high[numbers])
        room = limits[rows] - np.bincount(rows, least, len(limits))[rows] + least
        lower, upper = low.copy(), high.copy()
        np.minimum.at(upper, numbers[up], room[up])
        np.maximum.at(lower, numbers[down], -room[down])
        if np.array_equal(lower, low) and np.array_equal(upper, high):
            break
        low, high = lower, upper
    return low, high
