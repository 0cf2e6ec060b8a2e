"""What a notebook opens: a corpus as one audience may see it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.explore import Corpus
from pipeline.explore_places import TABLES_VARIABLE
from pipeline.report.markup import Cell, with_interval
from pipeline.report.suppression import WITHHELD, hidden_sizes, with_hidden
from pipeline.report.tellings import telling
from pipeline.stages.marks import marks_of
from pipeline.stages.worth import worth_of
from pipeline.tables import PATTERN

_AUDIENCES = ("team", "programma", "buiten")
_DOUBTED = "°"
READERS = {"team": "nee", "programma": "intern", "buiten": "extern"}
"""How far words must be quotable for an audience to read them."""
_WRITINGS: dict[str, Any] = {"claims": [], "practices": [], "texts": {}, "memos": []}


@dataclass(frozen=True)
class View:
    """A corpus with its names, and its counts as this audience may see them."""

    corpus: Corpus
    audience: str

    @property
    def is_team(self) -> bool:
        """Whether everything may be shown."""
        return self.audience == "team"

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the run."""
        found: dict[str, Any] = self.corpus.study["settings"]
        return found

    @property
    def minimum(self) -> int:
        """The fewest participants that a number may rest on."""
        return 1 if self.is_team else int(self.settings["privacy"]["minimum_cell"])

    @cached_property
    def counts(self) -> pd.DataFrame:
        """The counts, with `is_hidden`: outside the team what was decided once for all reports of others."""
        return with_hidden(self.corpus.counts, None if self.is_team else self.corpus.hidden_counts)

    @cached_property
    def _hidden_sizes(self) -> set[str]:
        return set() if self.is_team else hidden_sizes(self.corpus.hidden_counts)

    def size(self, group: str | None = None) -> int | None:
        """How many people of a group, or of all, took part; None where this audience may not know."""
        people = self.people if group is None else self.people[self.people.stakeholder_group == group]
        return None if (group or "*") in self._hidden_sizes else int(people.person.nunique())

    def is_small(self, group: str) -> bool:
        """Whether a group has too few people for this audience."""
        return int(self.people[self.people.stakeholder_group == group].person.nunique()) < self.minimum

    @cached_property
    def plain(self) -> pd.DataFrame:
        """The counts that are not split by dimension or prompt."""
        counts = self.counts
        return counts[counts.dimension.isna() & counts.is_prompted.isna()]

    @cached_property
    def told(self) -> set[str]:
        """The codes of which this audience may see how many people brought them up; the team may of all."""
        whole = self.plain[(self.plain.by == "all") & (self.plain.basis == "counted")]
        return set(self.codes) if self.is_team else set(whole.code[~whole.is_hidden])

    @cached_property
    def book(self) -> pd.DataFrame:
        """Every theme and code in the order of the book."""
        return self.corpus.codebook

    @cached_property
    def themes(self) -> list[str]:
        """The ids of the themes."""
        return list(self.book.id[self.book.level == 0])

    @cached_property
    def codes(self) -> list[str]:
        """The ids of the codes."""
        return list(self.book.id[self.book.level > 0])

    @cached_property
    def people(self) -> pd.DataFrame:
        """Participants with consent, each with the person behind them; moderators and listeners are not among them."""
        everyone = self.corpus.participants
        taking_part = everyone[everyone.has_consent & (everyone.role == "deelnemer")]
        return taking_part.assign(person=taking_part.person.fillna(taking_part.participant_id))

    @cached_property
    def groups(self) -> list[str]:
        """The groups that took part, in the order of stakeholders.yaml."""
        present = set(self.people.stakeholder_group.dropna())
        return [group for group in self.corpus.study["stakeholders"]["groepen"] if group in present]

    @cached_property
    def worth(self) -> pd.DataFrame:
        """Per code what agreement says of people and machine (stages/worth)."""
        return worth_of(self.corpus.agreement)

    @cached_property
    def worth_of_patterns(self) -> pd.DataFrame:
        """The same of search patterns alone: what counts of a code that may count."""
        return worth_of(self.corpus.agreement, way=PATTERN)

    @cached_property
    def doubted(self) -> set[str]:
        """The codes on which people agree less than the settings ask."""
        minimum = float(self.settings["coding"]["minimum_alpha"])
        return set(self.worth.index[self.worth.krippendorff_alpha < minimum]) - {"*"}

    def precision(self, row: Any) -> str:
        """The precision of a row of `worth` with its interval, where this audience may know.

        From the two together it follows on how few segments people gave the code.
        """
        ends = (row.precision_low, row.precision_high) if row.code in self.told else (None, None)
        return with_interval(row.precision, *ends)

    @property
    def mark(self) -> str:
        """The sign behind the name of a code in doubt."""
        return _DOUBTED

    def name(self, code: str) -> str:
        """What a theme or code is called; with a mark where people coded it too differently. Else its id.

        Every report names codes by this, so that none is reported without its mark.
        """
        plain = str(self.book.name.get(code, code)) if len(self.book) else code
        return f"{plain}\xa0{self.mark}" if code in self.doubted else plain

    def group(self, group: str, *, many: bool = True) -> str:
        """What a group is called."""
        found = self.corpus.study["stakeholders"]["groepen"].get(group)
        return str(found["meervoud" if many else "naam"]) if found else group

    def kind(self, session_type: str) -> str:
        """What a type of session is called."""
        found = self.corpus.study["stakeholders"]["soorten"].get(session_type)
        return str(found["naam"]) if found else session_type

    @cached_property
    def attributions(self) -> dict[str, str]:
        """What stands under the words of each participant whose words this audience may read."""
        table = self.corpus.attributions
        fit = table[table.readers == READERS[self.audience]]
        return dict(zip(fit.participant_id, fit.attribution, strict=True))

    @cached_property
    def marks(self) -> dict[str, str]:
        """The opaque mark of every segment, by which the team finds a passage again."""
        marks = marks_of(self.corpus.segments)
        return dict(zip(marks.index, marks, strict=True))

    @cached_property
    def kept(self) -> dict[str, pd.DataFrame]:
        """Frames that rooms worked out once for all of a report, by a name of their own."""
        return {}

    @property
    def writings(self) -> dict[str, Any]:
        """What people wrote for the reports, masked: claims, practices, texts, memos."""
        return {name: self.corpus.study.get(name, empty) for name, empty in _WRITINGS.items()}

    def value(self, dimension: str, value: str) -> str:
        """What a value of a dimension is called."""
        return str(self.corpus.study["codebook"]["dimensies"].get(dimension, {}).get(value, value))

    def count(self, row: Any) -> Any:
        """The participants of a row of counts as a cell: 7 van 16, or `×` where they are hidden."""
        return Cell(row.mark, "hidden-cell") if row.is_hidden else telling(row, self.of(row))

    def of(self, row: Any) -> str:
        """The participants of a row that is shown, with how many there were where this audience may know."""
        n, of = int(row.n_participants), int(row.of_participants)
        is_whole = pd.isna(row.by2) and row.by in ("all", "group")
        return str(n) if is_whole and row.value in self._hidden_sizes else f"{n} van {of}"

    def at_least(self, n: int) -> str:
        """How many people, of a number that is in no table: outside the team in steps of the minimum, from which no
        small number follows; empty where they are too few."""
        if self.is_team:
            return str(n)
        steps = n // self.minimum * self.minimum
        return f"minstens {steps}" if steps else ""

    def number(self, n: Any, of: Any = None) -> Any:
        """A number of participants that is not from counts, as a cell: `×` where it is too small to show."""
        if n is None or 0 < n < self.minimum:
            return Cell(WITHHELD, "hidden-cell")
        return f"{int(n)} van {int(of)}" if of is not None else int(n)


def open_view(corpus: str | Path, *, audience: str = "team", out: str | Path | None = None) -> View:
    """A corpus as `audience` may see it: team, programma or buiten. Raises ValueError for another audience."""
    if audience not in _AUDIENCES:
        raise ValueError(f"audience '{audience}' is not known. One of: {', '.join(_AUDIENCES)}.")
    # While reports are made the tables stay as they are: read and worked out once for all notebooks of the kernel.
    return _kept(corpus, audience) if os.environ.get(TABLES_VARIABLE) else View(Corpus(corpus, out), audience)


@cache
def _kept(corpus: str | Path, audience: str) -> View:
    return View(_kept_corpus(corpus), audience)


@cache
def _kept_corpus(corpus: str | Path) -> Corpus:
    return Corpus(corpus)
