"""The tables that a researcher fills in: sessies.csv and sprekers.csv."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.sheets import Sheet, read_sheet

ROLES = ("gespreksleider", "deelnemer", "toehoorder")
QUOTABLE = ("nee", "intern", "extern")
CONSENT = ("ja", "nee", "ingetrokken")
_EXCEL_EPOCH = datetime.date(1899, 12, 30)

Row = TypeVar("Row")


@dataclass(frozen=True)
class SessionRow:
    """A row of sessies.csv."""

    session_id: str
    file: str
    session_type: str
    date: str | None
    round: int | None
    minutes: int | None
    school: str | None
    region: str | None
    title: str | None
    quotable: str
    line: int = field(compare=False)


@dataclass(frozen=True)
class SpeakerRow:
    """A row of sprekers.csv. `label` is how the transcript calls this person: it goes into no output."""

    session_id: str
    label: str
    role: str
    group: str
    person: str | None
    school: str | None
    region: str | None
    has_consent: bool
    quotable: str | None
    line: int = field(compare=False)


@dataclass
class Reading:
    """One register while it is read: the problems that stop a run, and the notes that do not."""

    sheet: Sheet
    problems: list[Problem]
    notes: list[Problem]

    def problem(self, line: int, what: str, remedy: str = "") -> None:
        """Note something that must be mended."""
        self.problems.append(Problem(self.sheet.name, line, what, remedy))

    def rows(self, known: Collection[str], needed: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows, after a look at the columns. Nothing where a needed column lacks."""
        for column in needed:
            if column not in self.sheet.columns:
                self.problem(1, f"column '{column}' is missing", f"Columns: {', '.join(known)}.")
        for column in self.sheet.columns:
            if column not in known:
                remedy = did_you_mean(column, known, "It is left alone.")
                self.notes.append(Problem(self.sheet.name, 1, f"unknown column '{column}'", remedy))
        if all(column in self.sheet.columns for column in needed):
            yield from self.sheet.rows

    def needed(self, line: int, row: dict[str, str], column: str) -> str:
        """A value that may not be empty."""
        value = row.get(column, "")
        if not value:
            self.problem(line, f"'{column}' is empty", "Fill it in.")
        return value

    def choice(self, line: int, row: dict[str, str], column: str, known: Collection[str]) -> str:
        """A value out of a list, in lower case; empty stays empty."""
        value = row.get(column, "").lower()
        if value and value not in known:
            self.problem(line, f"{column} '{value}' is not known", did_you_mean(value, known, f"One of: {_or(known)}."))
        return value

    def whole(self, line: int, row: dict[str, str], column: str) -> int | None:
        """A whole number, or None where the cell is empty."""
        value = row.get(column, "")
        if not value:
            return None
        if not value.isdecimal():
            self.problem(line, f"{column} '{value}' is not a whole number", "Write digits only.")
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


def parse_date(value: str) -> str | None:
    """A date as Dutch people and Excel write it (ISO, dd-mm-jjjj, serial number) as ISO text."""
    try:
        if re.fullmatch(r"\d{5}", value):
            return (_EXCEL_EPOCH + datetime.timedelta(days=int(value))).isoformat()
        if match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", value):
            day, month, year = map(int, match.groups())
            return datetime.date(year, month, day).isoformat()
        return datetime.date.fromisoformat(value[:10]).isoformat()
    except (ValueError, OverflowError):
        return None


def read_sessions(found: Reading, *, register: Path, types: Collection[str]) -> list[SessionRow]:
    """The sessions of sessies.csv. Problems and notes go into `found`."""
    known = "sessie bestand soort datum ronde duur_min school regio gespreksleider titel citeren".split()
    result: list[SessionRow] = []
    seen: dict[str, int] = {}
    for line, row in found.rows(known, ["sessie", "bestand", "soort"]):
        session = found.needed(line, row, "sessie")
        if session and not re.fullmatch(r"[A-Za-z0-9_]+", session):
            found.problem(line, f"session id '{session}' holds other signs", "Use letters, digits and _ only.")
        if session and session.lower() in seen:
            found.problem(line, f"session id '{session}' also stands on line {seen[session.lower()]}", "Rename one.")
        seen.setdefault(session.lower(), line)
        file = found.needed(line, row, "bestand")
        _check_file(register, file, line, found)
        found.needed(line, row, "soort")
        result.append(
            SessionRow(
                session,
                file,
                found.choice(line, row, "soort", types),
                found.date(line, row, "datum"),
                found.whole(line, row, "ronde"),
                found.whole(line, row, "duur_min"),
                row.get("school") or None,
                row.get("regio") or None,
                row.get("titel") or None,
                found.choice(line, row, "citeren", QUOTABLE) or "nee",
                line,
            )
        )
    return result


def _check_file(register: Path, file: str, line: int, found: Reading) -> None:
    folder = (register.parent / "transcripten").resolve()
    if not file:
        return
    path = (folder / file).resolve()
    if folder not in path.parents:
        found.problem(line, f"bestand '{file}' lies outside transcripten/", "Put the file in that folder.")
    elif not path.is_file():
        near = [other.name for other in folder.glob("*")]
        found.problem(line, f"bestand '{file}' does not exist", did_you_mean(file, near, "Add it to transcripten/."))


def read_speakers(found: Reading, *, sessions: Collection[str], groups: Collection[str]) -> list[SpeakerRow]:
    """The speakers of sprekers.csv. Problems and notes go into `found`."""
    known = "sessie spreker rol groep pseudoniem school regio toestemming citeren".split()
    if "toestemming" not in found.sheet.columns and found.sheet.rows:
        found.notes.append(
            Problem(found.sheet.name, 1, "no column 'toestemming'", "Everybody is taken to have agreed.")
        )
    result: list[SpeakerRow] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in found.rows(known, ["sessie", "spreker", "rol", "groep"]):
        session, label = found.needed(line, row, "sessie"), found.needed(line, row, "spreker")
        if session and session not in sessions:
            remedy = did_you_mean(session, sessions, "Add it to sessies.csv.")
            found.problem(line, f"session '{session}' is not in sessies.csv", remedy)
        first = seen.setdefault((session, label.lower()), line)
        if first != line:
            found.problem(line, f"this speaker of session '{session}' also stands on line {first}", "Keep one row.")
        found.needed(line, row, "rol")
        role = found.choice(line, row, "rol", ROLES)
        group = found.choice(line, row, "groep", groups)
        if not group and role != "gespreksleider":
            found.problem(line, "'groep' is empty", "Only a gespreksleider needs no group.")
        consent = found.choice(line, row, "toestemming", CONSENT)
        if not consent and "toestemming" in found.sheet.columns:
            found.problem(line, "'toestemming' is empty", "Write ja, nee or ingetrokken.")
        result.append(
            SpeakerRow(
                session,
                label,
                role,
                group,
                row.get("pseudoniem") or None,
                row.get("school") or None,
                row.get("regio") or None,
                consent not in ("nee", "ingetrokken"),
                found.choice(line, row, "citeren", QUOTABLE) or None,
                line,
            )
        )
    return result


class Collector(Protocol):
    """Where problems and notes are gathered: a study."""

    problems: list[Problem]
    notes: list[Problem]


def read_register(path: Path, *, name: str, read: Callable[[Reading], list[Row]], into: Collector) -> list[Row]:
    """Read one register with its own function; what is wrong or odd in it is gathered in `into`."""
    try:
        return read(Reading(read_sheet(path, name=name), into.problems, into.notes))
    except PipelineError as error:
        into.problems.extend(error.problems)
        return []


def _or(values: Collection[Any]) -> str:
    return ", ".join(map(str, values))
