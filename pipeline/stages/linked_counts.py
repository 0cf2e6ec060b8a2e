"""All numbers of a corpus with what a reader may know of how they hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.stages.counts import heard_questions, taking_part
from pipeline.stages.relations import Cell, Cover, Divisions, System, cell_of, covers, sizes_of

PEOPLE = "*"
"""Stands for a code where the number is that of all who took part."""


DIVISIONS: Divisions = [((), "group"), ((), "round")]
"""By what codes and people are divided in reports for others than the team. All else is for the team alone; what is
added here is protected from the next run on."""


class Slice(NamedTuple):
    """What is counted in every cell: a code, on one basis, perhaps one side of a split."""

    code: str
    basis: str
    dimension: str | None = None
    dimension_value: str | None = None
    is_prompted: bool | None = None

    @property
    def whole(self) -> Slice:
        """The same without its split."""
        return Slice(self.code, self.basis)


_PEOPLE = Slice(PEOPLE, "counted")


class Key(NamedTuple):
    """One number: what is counted, and in which cell."""

    what: Slice
    cell: Cell


def is_main(key: Key) -> bool:
    """Whether it is a number of a code over all, of one group or in one round."""
    return key.what == key.what.whole and [kind for kind, _ in key.cell] in ([], ["group"], ["round"])


def _may_be_shown(key: Key, book: Codebook) -> bool:
    """Whether reports for others state such numbers: besides the main ones those of a group at one question, and those
    of a group split by dimension or prompt."""
    kinds = [kind for kind, _ in key.cell]
    if kinds == ["group", "question"]:
        return key.what == key.what.whole and key.what.code in book.codes
    return is_main(key) or kinds == ["group"]


@dataclass
class Linked:
    """All numbers and their relations.

    `n` holds what is not zero, `sizes` the persons of every cell, `places` where a number stands in the system.
    """

    n: dict[Key, int]
    sizes: dict[Cell, int]
    minimum: int
    system: System = field(default_factory=System)
    places: dict[Key, int] = field(default_factory=dict)

    def tells_zero(self, key: Key) -> bool:
        """Whether a report tells nobody from a number that it does not show.

        It does for codes over all, by group and by round, where those are large enough. Elsewhere the two look alike:
        of a group of one that something came up there would say who brought it up.
        """
        if key.what.code == PEOPLE:
            return True
        return is_main(key) and self.sizes.get(key.cell, 0) >= self.minimum

    def highest(self, key: Key) -> int:
        """What a reader takes for the highest value who knows how many people there were; of those no more than that
        there were not ten times as many."""
        return 10 * self.sizes[()] if key.what.code == PEOPLE else self.sizes.get(key.cell, 0)

    def place(self, key: Key) -> int | None:
        """The place of a number; None where it is zero.

        In a group of few persons a zero has a place too, since there a reader cannot tell.
        """
        if key not in self.places:
            is_secret = is_main(key) and not self.tells_zero(key) and self.highest(key)
            if key not in self.n and not is_secret:
                return None
            self.places[key] = self.system.add(0, self.highest(key))
        return self.places[key]

    def known(self, keys: Collection[Key]) -> list[int]:
        """The places of those that are not plainly zero."""
        return [place for key in keys if (place := self.place(key)) is not None]


def link(tables: Mapping[str, pd.DataFrame], *, book: Codebook, minimum: int) -> Linked:
    """All numbers that a report may state, and the number of people in every cell, with their relations."""
    people, heard = taking_part(tables), heard_questions(tables)
    rows: list[tuple[Key, Any]] = [(key_of(row), row) for row in tables["counts"].itertuples()]
    counts = [(key, row) for key, row in rows if _may_be_shown(key, book)]
    of_people = sizes_of(people, DIVISIONS)
    sizes = of_people | _sizes_at_questions(heard) | {key.cell: int(row.of_participants) for key, row in counts}
    n = {key: int(row.n_participants) for key, row in counts}
    n |= {Key(_PEOPLE, cell): size for cell, size in of_people.items() if size}
    linked = Linked(dict(sorted(n.items(), key=str)), sizes, minimum)
    for key in linked.n:
        linked.place(key)
    slices = list(dict.fromkeys(key.what for key in linked.n))
    for cover in covers(people, DIVISIONS):
        for what in slices:
            if what == what.whole:
                _cover(linked, what, cover)
    _details(linked)
    alive = tables["segment_codes"][tables["segment_codes"].status != "rejected"]
    _codes(linked, book, set(alive.code))
    return linked


def key_of(row: Any) -> Key:
    """The key of a row of counts."""
    values = (row.dimension, row.dimension_value, row.is_prompted)
    split = (None if pd.isna(value) else value for value in values)
    return Key(Slice(row.code, row.basis, *split), cell_of(row))


def _sizes_at_questions(heard: pd.DataFrame) -> dict[Cell, int]:
    counted = heard.groupby(["group", "question"]).person.nunique().reset_index()
    columns = (counted.group.tolist(), counted.question.tolist(), counted.person.tolist())
    return {(("group", group), ("question", question)): n for group, question, n in zip(*columns, strict=True)}


def _cover(linked: Linked, what: Slice, cover: Cover) -> None:
    """A cell is the sum of its blocks; a block is the union of parts that share persons."""
    whole = linked.place(Key(what, cover.whole))
    if whole is None:
        return
    parts = []
    beyond = linked.highest(Key(what, ())) if what == _PEOPLE else 0
    for block, size in zip(cover.blocks, cover.sizes, strict=True):
        inside = linked.known([Key(what, part) for part in block])
        if len(inside) > 1:
            together = linked.system.add(0, max(size, beyond))
            linked.system.union(together, inside)
            inside = [together]
        parts += inside
    linked.system.total(whole, parts, extra=cover.n_outside)


def _details(linked: Linked) -> None:
    """At one question, or with one value of a dimension, no more people of a group said it than at all.

    Right after a question of the moderator or not: everybody said it in one of the two ways, some in both.
    """
    for key in [key for key in linked.n if not is_main(key) and key.what != _PEOPLE]:
        whole = Key(key.what.whole, key.cell[:1])
        linked.system.at_most(linked.known([key]), linked.known([whole]))
        sides = linked.known([Key(whole.what._replace(is_prompted=side), key.cell) for side in (False, True)])
        if key.what.is_prompted and len(sides) == 2:
            linked.system.at_most(linked.known([whole]), sides)


def _codes(linked: Linked, book: Codebook, coded: set[str]) -> None:
    """A theme or parent is the union of what lies right under it, and of what it was given itself."""
    below: dict[str, list[str]] = defaultdict(list)
    for code, above in book.ancestors.items():
        below[above[-1]].append(code)
    for key in [key for key in linked.places if key.what.code in below]:
        children = [Key(key.what._replace(code=code), key.cell) for code in below[key.what.code]]
        known = linked.known(children)
        # Of a detail a reader does not know which codes under it are none.
        is_open = key.what.code in coded or (not is_main(key) and len(known) < len(children))
        linked.system.union(linked.places[key], known, extra=linked.highest(key) if is_open else 0)
