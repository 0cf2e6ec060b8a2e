"""A reader of all reports who computes: every relation between the numbers, by linear programming, cell by cell.

It shares the relations with what is attacked, since everybody may know them, and nothing of how numbers are hidden.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.stages.disclosure import hide
from pipeline.stages.linked_counts import PEOPLE, Key, Linked

NEARLY = 1e-6


def what_is_told(linked: Linked, hidden: Mapping[Key, str] | None = None) -> dict[Key, tuple[int, int]]:
    """For every number that is hidden and rests on too few: between which numbers a reader knows it to lie."""
    hidden = hide(linked) if hidden is None else hidden
    low, high = np.array(linked.system.low), np.array(linked.system.high)
    for key, place in linked.places.items():
        if key in linked.n and key not in hidden:
            low[place] = high[place] = linked.n[key]
        elif hidden.get(key) in ("small", "withheld") and _tells_that_there_is_somebody(key, linked):
            low[place] = 1
    rows, numbers, signs, limits = linked.system.arrays()
    relations = csr_matrix((signs, (rows, numbers)), shape=(len(limits), len(low)))
    wanted = {linked.places[key]: key for key in hidden if linked.n[key] < linked.minimum}
    told = {}
    for part in _apart(relations, low < high):
        own = np.unique(relations[:, part].nonzero()[0])
        given = np.setdiff1d(np.arange(len(low)), part)
        room = limits[own] - relations[own][:, given] @ low[given]
        ends = np.column_stack([low[part], high[part]])
        for column, place in enumerate(part):
            if place in wanted:
                told[wanted[place]] = _ends(relations[own][:, part], room, ends, column)
    return told


def _apart(relations: csr_matrix, is_open: np.ndarray) -> Iterator[np.ndarray]:
    """The numbers that are not known, in parts of which none says anything about another."""
    touched = abs(relations[:, is_open])
    _, label = connected_components(touched.T @ touched, directed=False)
    places = np.flatnonzero(is_open)
    return (places[label == part] for part in np.unique(label))


def _ends(relations: csr_matrix, room: np.ndarray, ends: np.ndarray, column: int) -> tuple[int, int]:
    """The lowest and the highest value that a number may have; only the lowest is sought where that is nobody."""
    aim = np.zeros(len(ends))
    aim[column] = 1
    lowest: Any = linprog(aim, A_ub=relations, b_ub=room, bounds=ends, method="highs")
    assert lowest.status == 0, "the true numbers fit all relations"
    if lowest.fun <= NEARLY:
        return 0, int(ends[column, 1])
    highest: Any = linprog(-aim, A_ub=relations, b_ub=room, bounds=ends, method="highs")
    return math.ceil(lowest.fun - NEARLY), math.floor(NEARLY - highest.fun)


def _tells_that_there_is_somebody(key: Key, linked: Linked) -> bool:
    """A mark stands in the cells of codes by group and over all, but in those of a small group whatever was said."""
    kinds = [kind for kind, _ in key.cell]
    is_small = key.what.code != PEOPLE and linked.sizes[key.cell] < linked.minimum
    return key.what == key.what.whole and kinds in ([], ["group"]) and not is_small
