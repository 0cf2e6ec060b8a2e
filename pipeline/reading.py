"""One register while it is read: its columns, its values, and what is wrong or odd in them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.sheets import BEYOND, Sheet, read_sheet

_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_YEARS = range(1900, 2101)
_MOST_DIGITS = 9
_MONTHS = "jan feb maa apr mei jun jul aug sep okt nov dec".split()
# What Excel puts behind a date that it knows the time of.
_TIME = r"(?:[T ]\d{1,2}:\d\d.*)?"
HEADER = "sessie bestand soort spreker rol groep code codeur citaat naam noemen".split()
"""The columns that the registers cannot do without: a header is known by two of them."""

Row = TypeVar("Row")


@dataclass
class Reading:
    """One register while it is read: the problems that stop a run, and the notes that do not."""

    sheet: Sheet
    problems: list[Problem]
    notes: list[Problem]

    def problem(self, line: int, what: str, remedy: str = "") -> None:
        """Note something that must be mended."""
        self.problems.append(Problem(self.sheet.name, line, what, remedy))

    def note(self, line: int, what: str, remedy: str = "") -> None:
        """Note something odd that stops nothing."""
        self.notes.append(Problem(self.sheet.name, line, what, remedy))

    def rows(self, known: Collection[str], needed: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows, after a look at the columns. Nothing where a needed column lacks."""
        top = self.sheet.header
        for number in self.sheet.others:
            self.note(0, f"sheet {number} names the same columns", "Only the first such sheet is read.")
        for column in needed:
            if column not in self.sheet.columns:
                self.problem(top, f"column '{column}' is missing", f"Columns: {', '.join(known)}.")
        # Where none of them is there the first row is data, and may hold names.
        has_header = any(column in self.sheet.columns for column in needed)
        for column in self.sheet.columns if has_header else ():
            if column not in known:
                remedy = f"It is left alone. {did_you_mean(column, known)}".strip()
                self.note(top, f"unknown column '{column}'", remedy)
        if all(column in self.sheet.columns for column in needed):
            yield from self.sheet.rows

    def whole_row(self, line: int, row: dict[str, str]) -> None:
        """A row that is longer than the header holds its values in the wrong columns."""
        if BEYOND in row:
            self.problem(line, f"this row has {row[BEYOND]}", "Put a text that holds a separator in quotes.")

    def needed(self, line: int, row: dict[str, str], column: str) -> str:
        """A value that may not be empty."""
        value = row.get(column, "")
        if not value:
            self.problem(line, f"'{column}' is empty", "Fill it in.")
        return value

    def choice(self, line: int, row: dict[str, str], column: str, known: Collection[str]) -> str:
        """A value out of a list, in lower case; empty stays empty. Where nothing is known nothing is wrong."""
        value = row.get(column, "").lower()
        if value and known and value not in known:
            remedy = did_you_mean(value, known, f"One of: {', '.join(known)}.")
            self.problem(line, f"{column} '{value}' is not known", remedy)
        return value

    def whole(self, line: int, row: dict[str, str], column: str) -> int | None:
        """A whole number, or None where the cell is empty."""
        value = row.get(column, "")
        if not value:
            return None
        if not is_whole_number(value):
            self.problem(line, f"{column} '{value[:20]}' is not a whole number", "Write digits only, nine at most.")
            return None
        return int(value)

    def date(self, line: int, row: dict[str, str], column: str) -> str | None:
        """A date as ISO text, or None where the cell is empty."""
        value = row.get(column, "")
        if not value:
            return None
        found = parse_date(value)
        if found is None:
            self.problem(line, f"{column} '{value}' is not a date", "Write 2026-03-31 or 31-03-2026.")
        return found


def is_whole_number(value: str) -> bool:
    """Whether a cell holds digits only, and no more than a table can keep."""
    return value.isdecimal() and len(value) <= _MOST_DIGITS


def parse_date(value: str) -> str | None:
    """A date as Dutch people and Excel write it (ISO, dd-mm-jjjj, 31 maart 2026, serial) as ISO text, else None."""
    try:
        if match := re.fullmatch(r"(\d{5})(?:[.,]\d+)?", value):
            found = _EXCEL_EPOCH + datetime.timedelta(days=int(match[1]))
        elif match := re.fullmatch(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}){_TIME}", value):
            day, month, year = map(int, match.groups())
            found = datetime.date(year, month, day)
        elif match := re.fullmatch(rf"(\d{{1,2}})[- ]([a-z]{{3,9}})\.?[- ](\d{{4}}){_TIME}", value.lower()):
            month = _MONTHS.index(match[2][:3].replace("mrt", "maa")) + 1
            found = datetime.date(int(match[3]), month, int(match[1]))
        elif match := re.fullmatch(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}", value):
            found = datetime.date(*map(int, match.groups()))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return found.isoformat() if found.year in _YEARS else None


class Collector(Protocol):
    """Where problems and notes are gathered: a study."""

    problems: list[Problem]
    notes: list[Problem]


def read_register(path: Path, *, name: str, read: Callable[[Reading], list[Row]], into: Collector) -> list[Row]:
    """Read one register with its own function; what is wrong or odd in it is gathered in `into`."""
    try:
        return read(Reading(read_sheet(path, name=name, columns=HEADER), into.problems, into.notes))
    except PipelineError as error:
        into.problems.extend(error.problems)
        return []
