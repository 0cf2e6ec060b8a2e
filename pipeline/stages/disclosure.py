"""counts -> hidden_counts: the numbers that only the team may see, decided once for all reports of others.

A number is sensitive where it rests on fewer persons than the minimum. It is hidden, and with it as many others as it
takes that nobody who reads all reports together can tell that it is so small (secondary suppression in linked tables:
Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). In a cell of fewer persons than the minimum not
even a zero is told apart: that something came up there would say who brought it up.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.stages.audit import exposed_in, parts_of
from pipeline.stages.linked_counts import PEOPLE, Key, Linked, key_of, link
from pipeline.stages.relations import Vector, bounds
from pipeline.tables import HiddenCounts

VERSION = 2

Bounds = tuple[Vector, Vector]
"""The lowest and the highest value of every number."""


def hide_counts(tables: Mapping[str, pd.DataFrame], *, book: Codebook, minimum: int) -> pd.DataFrame:
    """The rows of counts, and the numbers of people (code `*`), that nobody outside the team may see.

    `reason` is small for what rests on too few, withheld for what would give such a number away. It does not depend
    on which reports there are, so that one made later gives away nothing of one that was sent before.
    """
    linked = link(tables, book=book, minimum=minimum)
    rows = [_row(key, why) for key, why in hide(linked).items()]
    others = [row for row in tables["counts"].itertuples() if key_of(row) not in linked.n]
    return frame(HiddenCounts, [*rows, *(_row(key_of(row), "withheld") for row in others)])


def hide(linked: Linked) -> dict[Key, str]:
    """The numbers to hide with the reason of each, in the order of their names."""
    reasons = {key: "small" for key in linked.places if is_sensitive(key, linked)}
    search = _Search(linked)
    while True:
        given = given_bounds(linked, reasons)
        found = bounds(linked.system, *given)
        more = search.withhold(exposed(linked, *found), reasons, (given, found))
        more = more or search.withhold_by_audit(reasons, found)
        if not more:
            break
        reasons |= more
    for key in sorted((k for k, why in reasons.items() if why == "withheld"), key=search.cost, reverse=True):
        # How many took part stands beside every number: what turned out to be hidden for nothing is shown again.
        trial = {other: why for other, why in reasons.items() if other != key}
        if key.what.code == PEOPLE and not search.is_told(trial):
            reasons = trial
    return {key: reasons[key] for key in sorted(reasons, key=str) if key in linked.n}


def is_sensitive(key: Key, linked: Linked) -> bool:
    """Whether a number rests on too few, or is about too few."""
    is_small = key.what.code != PEOPLE and linked.sizes.get(key.cell, 0) < linked.minimum
    return linked.n.get(key, 0) < linked.minimum or is_small


def given_bounds(linked: Linked, hidden: Mapping[Key, str]) -> Bounds:
    """What a reader knows of every number before comparing any: what is shown, and of some that they are not zero."""
    low, high = np.array(linked.system.low), np.array(linked.system.high)
    for key, place in linked.places.items():
        if key in linked.n and key not in hidden:
            low[place] = high[place] = linked.n[key]
        elif hidden.get(key, "absent") != "absent" and linked.tells_zero(key):
            low[place] = 1
    return low, high


def exposed(linked: Linked, low: Vector, high: Vector) -> list[int]:
    """The places of which a reader who knows these bounds can tell that there is somebody, and that it is too few."""
    places = np.array(list(linked.places.values()), dtype=int)
    found: list[int] = places[(low[places] >= 1) & (high[places] < linked.minimum)].tolist()
    return found


class _Search:
    """Finds the numbers by which others are exposed, among those that are shown."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._keys = {place: key for key, place in linked.places.items()}
        self._inside: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._around: dict[int, list[tuple[int, float]]] = defaultdict(list)
        rows, numbers, signs, self._limits = linked.system.arrays()
        for row, number, sign in zip(rows.tolist(), numbers.tolist(), signs.tolist(), strict=True):
            self._inside[row].append((number, sign))
            self._around[number].append((row, sign))

    def withhold(self, places: list[int], hidden: Mapping[Key, str], known: tuple[Bounds, Bounds]) -> dict[Key, str]:
        """The numbers to hide next: of each relation that exposes one the number that is missed least.

        Where nothing is shown that gives a number away, that it came up at all does: what says so looks like none.
        """
        more: dict[Key, str] = {}
        for place in places:
            shown, silent = self._causes(place, hidden, known)
            for keys in shown:
                if not any(key in more for key in keys):
                    more[min(keys, key=self.cost)] = "withheld"
            if not shown:
                more |= {key: "absent" for key in silent if key not in more}
        return more

    def withhold_by_audit(self, hidden: Mapping[Key, str], found: Bounds) -> dict[Key, str]:
        """The numbers to hide next by what follows from all relations together."""
        more: dict[Key, str] = {}
        doubtful = {place for key, place in self._linked.places.items() if key in hidden and found[1][place] > 0}
        for part in parts_of(self._linked.system, *found):
            for rows in exposed_in(part, doubtful & set(part.places.tolist()), self._linked.minimum).values():
                keys = self._shown_in(rows, hidden) or self._shown_in(part.rows, hidden)
                if keys and not any(key in more for key in keys):
                    more[min(keys, key=self.cost)] = "withheld"
        return more

    def is_told(self, hidden: Mapping[Key, str]) -> bool:
        """Whether anything is exposed of the numbers of people."""
        found = bounds(self._linked.system, *given_bounds(self._linked, hidden))
        people = {place for place, key in self._keys.items() if key.what.code == PEOPLE}
        parts = (part for part in parts_of(self._linked.system, *found) if people & set(part.places.tolist()))
        return bool(people & set(exposed(self._linked, *found))) or any(
            exposed_in(part, people & set(part.places.tolist()), self._linked.minimum) for part in parts
        )

    def _shown_in(self, rows: Iterable[int], hidden: Mapping[Key, str]) -> list[Key]:
        numbers = {number for row in rows for number, _ in self._inside[int(row)] if number in self._keys}
        return [
            self._keys[n] for n in sorted(numbers) if self._keys[n] not in hidden and self._keys[n] in self._linked.n
        ]

    def _causes(
        self, place: int, hidden: Mapping[Key, str], known: tuple[Bounds, Bounds]
    ) -> tuple[list[list[Key]], list[Key]]:
        """Per relation that exposes a number what is shown in it, going back over what follows from others; and what
        is only known to be there."""
        given, found = known
        shown: list[list[Key]] = []
        silent: list[Key] = []
        ends = deque([(place, True), (place, False)])
        seen: set[int] = set()
        while ends:
            number, is_upper = ends.popleft()
            if found[is_upper][number] == given[is_upper][number]:
                continue
            for row in self._tight_rows(number, is_upper, found):
                if row in seen:
                    continue
                seen.add(row)
                others = [(n, sign) for n, sign in self._inside[row] if n != number]
                keys = [self._keys[n] for n, _ in others if n in self._keys and self._keys[n] not in hidden]
                if keys:
                    shown.append(keys)
                else:
                    ends += [(n, sign < 0) for n, sign in others]
                    silent += [self._keys[n] for n, sign in others if sign > 0 and n in self._keys and given[0][n] >= 1]
        return shown, silent

    def _tight_rows(self, place: int, is_upper: bool, found: Bounds) -> list[int]:
        """The relations from which a bound follows."""
        low, high = found
        tight = []
        for row, sign in self._around[place]:
            if (sign > 0) == is_upper:
                least = sum(low[n] if s > 0 else -high[n] for n, s in self._inside[row] if n != place)
                if sign * (self._limits[row] - least) == found[is_upper][place]:
                    tight.append(row)
        return tight

    def cost(self, key: Key) -> tuple[bool, int, int, str]:
        """What is missed least comes first: a detail; the number over all, which spares the groups; a small number."""
        kinds = [kind for kind, _ in key.cell]
        is_people = key.what.code == PEOPLE
        rank = 2 if kinds == ["group"] and key.what == key.what.whole else int(not kinds)
        return (is_people, rank, self._linked.n[key], str(key))


def _row(key: Key, why: str) -> dict[str, Any]:
    pairs = [*key.cell, (None, None), (None, None)][:2]
    (by, value), (by2, value2) = pairs
    cell = {"by": by or "all", "value": value or "*", "by2": by2, "value2": value2}
    return {**key.what._asdict(), **cell, "reason": why}
