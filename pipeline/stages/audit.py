"""The attacker: what follows from all shown numbers and all relations at once, by linear programming.

Going from relation to relation (`relations.bounds`) finds nearly all that follows. Where relations form a ring, more
does (Hundepool et al., Statistical Disclosure Control, 2012, section 4.4: the auditing problem).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.stages.relations import System, Vector

_NEARLY = 1e-6

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """Numbers that are not shown and hang together, with the relations between them; the shown ones in the limits."""

    places: Places
    rows: Places
    relations: csr_matrix
    limits: Vector
    low: Vector
    high: Vector

    def furthest(self, aim: Vector) -> tuple[Vector, Vector]:
        """The values that make this sum as small as can be, and how much each relation holds it back."""
        found = linprog(
            aim, A_ub=self.relations, b_ub=self.limits, bounds=np.column_stack([self.low, self.high]), method="highs"
        )
        if found.x is None:
            # The true numbers fit all relations, so that this cannot be but by rounding: then nothing is certain.
            return np.full(len(aim), np.nan), np.zeros(len(self.limits))
        return found.x, found.ineqlin.marginals


def parts_of(system: System, low: Vector, high: Vector) -> Iterator[Part]:
    """The numbers that are not fixed by these bounds, in parts of which none says anything about another."""
    rows, numbers, signs, limits = system.arrays()
    free = low < high
    used = csr_matrix((signs, (rows, numbers)), shape=(len(limits), len(low)))
    known = used[:, ~free] @ low[~free]
    open_ = used[:, free]
    touched = abs(open_)
    _, label = connected_components(touched.T @ touched, directed=False)
    places, order = np.flatnonzero(free), np.argsort(label, kind="stable")
    for inside in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        own = np.unique(open_[:, inside].nonzero()[0])
        here = places[inside]
        yield Part(here, own, open_[own][:, inside], (limits - known)[own], low[here], high[here])


def exposed_in(part: Part, wanted: Collection[int], minimum: int) -> dict[int, Places]:
    """Of the wanted places those of which it follows that there is somebody and that it is too few, each with the
    relations from which that follows."""
    asked = np.flatnonzero(np.isin(part.places, list(wanted)))
    # One point in which many are large, and one in which many are nobody, spare asking for each.
    for aim in (-1.0, 1.0):
        if len(asked):
            values, _ = part.furthest(_aim(part, asked, aim))
            asked = asked[~_is_safe(values[asked], minimum)]
    found = {}
    for place in asked.tolist():
        values, low_by = part.furthest(_aim(part, [place], 1.0))
        if not values[place] > _NEARLY:
            continue
        values, high_by = part.furthest(_aim(part, [place], -1.0))
        if values[place] < minimum - _NEARLY:
            held = (np.abs(low_by) > _NEARLY) | (np.abs(high_by) > _NEARLY)
            found[int(part.places[place])] = part.rows[held]
    return found


def _aim(part: Part, places: Collection[int], aim: float) -> Vector:
    weights = np.zeros(len(part.places))
    weights[list(places)] = aim
    return weights


def _is_safe(values: Vector, minimum: int) -> npt.NDArray[np.bool_]:
    return (values <= _NEARLY) | (values >= minimum - _NEARLY)
