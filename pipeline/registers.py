"""The tables that a researcher fills in: sessies.csv, sprekers.csv and scholen.csv."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import Problem, did_you_mean
from pipeline.readers.labels import fold_label
from pipeline.readers.turns import UNREGISTERED_SPEAKERS
from pipeline.reading import Reading

SESSION_COLUMNS = "sessie bestand soort datum ronde duur_min school regio gespreksleider titel citeren".split()
SPEAKER_COLUMNS = "sessie spreker rol groep pseudoniem school regio toestemming citeren".split()
SCHOOL_COLUMNS = "school naam noemen".split()

ROLES = ("gespreksleider", "deelnemer", "toehoorder")
QUOTABLE = ("nee", "intern", "extern")
CONSENT = ("ja", "nee", "ingetrokken")

_NO_TRANSCRIPTS = ("thumbs.db", "desktop.ini")


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


@dataclass(frozen=True)
class SchoolRow:
    """A row of scholen.csv: what a school is called, and whether it may be."""

    school: str
    name: str | None
    may_be_named: bool
    line: int = field(compare=False)


def read_sessions(found: Reading, *, register: Path, types: Collection[str]) -> list[SessionRow]:
    """The sessions of sessies.csv. Problems and notes go into `found`."""
    result: list[SessionRow] = []
    seen: dict[str, int] = {}
    for line, row in found.rows(SESSION_COLUMNS, ["sessie", "bestand", "soort"]):
        found.whole_row(line, row)
        session = found.needed(line, row, "sessie")
        if session and not re.fullmatch(r"[A-Za-z0-9_]+", session):
            found.problem(line, f"session id '{session}' holds other signs", "Use letters, digits and _ only.")
        if session and session.lower() in seen:
            found.problem(line, f"session id '{session}' also stands on line {seen[session.lower()]}", "Rename one.")
        seen.setdefault(session.lower(), line)
        found.needed(line, row, "soort")
        result.append(
            SessionRow(
                session,
                _file(register, found.needed(line, row, "bestand"), line, found),
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


def _file(register: Path, file: str, line: int, found: Reading) -> str:
    """The name of a transcript as it is called on disk, below transcripten/."""
    if not file:
        return file
    try:
        folder = register.parent.resolve() / "transcripten"
        if folder.resolve() != folder:
            remedy = "Put the whole corpus folder there, or the files here."
            found.problem(line, "transcripten/ is a link to another folder", remedy)
            return file
        path = (folder / file).resolve()
        if folder not in path.parents:
            found.problem(line, f"bestand '{file}' lies outside transcripten/", "Put the file in that folder.")
            return file
        # A Mac takes names apart (e + trema), a register has them in one piece.
        alike = {unicodedata.normalize("NFC", other.name): other for other in path.parent.glob("*")}
        path = path if path.is_file() else alike.get(unicodedata.normalize("NFC", path.name), path)
        if not path.is_file():
            remedy = did_you_mean(path.name, alike, "Add it to transcripten/.")
            found.problem(line, f"bestand '{file}' does not exist", remedy)
    except (OSError, RuntimeError, ValueError):
        # A name that no disk can hold, or links that lead to each other.
        found.problem(line, "bestand is no name of a file", "Write the name as it stands in transcripten/.")
        return file
    return path.relative_to(folder).as_posix()


def read_speakers(found: Reading, *, sessions: Collection[str], groups: Collection[str]) -> list[SpeakerRow]:
    """The speakers of sprekers.csv. Problems and notes go into `found`; no message holds a label or a pseudonym."""
    if "toestemming" not in found.sheet.columns and found.sheet.rows:
        found.note(found.sheet.header, "no column 'toestemming'", "Everybody is taken to have agreed.")
    result: list[SpeakerRow] = []
    spelled: dict[str, str] = {}
    for line, row in found.rows(SPEAKER_COLUMNS, ["sessie", "spreker", "rol", "groep"]):
        found.whole_row(line, row)
        session, label = found.needed(line, row, "sessie"), found.needed(line, row, "spreker")
        if session and sessions and session not in sessions:
            remedy = did_you_mean(session, sessions, "Add it to sessies.csv.")
            found.problem(line, f"session '{session}' is not in sessies.csv", remedy)
        if label.upper() in UNREGISTERED_SPEAKERS:
            found.problem(line, f"'{label}' is nobody in particular", "It may be used without a row here: remove it.")
        found.needed(line, row, "rol")
        role = found.choice(line, row, "rol", ROLES)
        group = found.choice(line, row, "groep", groups)
        if not group and role != "gespreksleider":
            found.problem(line, "'groep' is empty", "Only a gespreksleider needs no group.")
        consent = found.choice(line, row, "toestemming", CONSENT)
        if not consent and "toestemming" in found.sheet.columns:
            found.problem(line, "'toestemming' is empty", "Write ja, nee or ingetrokken.")
        # One spelling: anna and Anna are one person, not two.
        pseudonym = row.get("pseudoniem", "")
        result.append(
            SpeakerRow(
                session,
                label,
                role,
                group,
                spelled.setdefault(pseudonym.lower(), pseudonym) or None,
                row.get("school") or None,
                row.get("regio") or None,
                consent not in ("nee", "ingetrokken"),
                found.choice(line, row, "citeren", QUOTABLE) or None,
                line,
            )
        )
    _check_twice(result, found)
    return result


def _check_twice(speakers: list[SpeakerRow], found: Reading) -> None:
    """A label stands once in a session; a pseudonym should."""
    labels: dict[tuple[str, str], int] = {}
    persons: dict[tuple[str, str], int] = {}
    for row in speakers:
        first = labels.setdefault((row.session_id, fold_label(row.label)), row.line)
        if first != row.line and row.label:
            what = f"this speaker of session '{row.session_id}' also stands on line {first}"
            found.problem(row.line, what, "Keep one row.")
        first = persons.setdefault((row.session_id, (row.person or "").lower()), row.line)
        if first != row.line and row.person:
            what = f"this pseudoniem of session '{row.session_id}' also stands on line {first}"
            found.note(row.line, what, "They are counted as one person.")


def read_schools(found: Reading) -> list[SchoolRow]:
    """The schools of scholen.csv; one is named only where `noemen` says so. Problems and notes go into `found`."""
    result: list[SchoolRow] = []
    seen: dict[str, int] = {}
    for line, row in found.rows(SCHOOL_COLUMNS, ["school", "noemen"]):
        found.whole_row(line, row)
        school, name = found.needed(line, row, "school"), row.get("naam") or None
        first = seen.setdefault(school.casefold(), line)
        if school and first != line:
            found.problem(line, f"school '{school}' also stands on line {first}", "Keep one row.")
        may_be_named = found.choice(line, row, "noemen", ("ja", "nee")) == "ja"
        if may_be_named and not name:
            found.problem(line, f"school '{school}' may be named and has no naam", "Fill it in, or write noemen nee.")
        result.append(SchoolRow(school, name, may_be_named, line))
    return result


def check_schools(
    rows: Sequence[SessionRow | SpeakerRow], schools: Collection[str], *, register: str
) -> Iterator[Problem]:
    """A school that scholen.csv lacks: where there is such a file, every school stands in it."""
    for row in rows:
        if row.school and row.school not in schools:
            remedy = did_you_mean(row.school, schools, "Add it to scholen.csv.")
            yield Problem(register, row.line, f"school '{row.school}' is not in scholen.csv", remedy)


def transcript_files(folder: Path) -> list[Path]:
    """The files in a folder and those below it, but for what programs and systems leave behind."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((".", "~")) and path.name.lower() not in _NO_TRANSCRIPTS
    ]


def check_folder(folder: Path, sessions: Sequence[SessionRow]) -> Iterator[Problem]:
    """A file that no session names would be forgotten in silence, so it is a problem; two may not share one."""
    named: dict[str, str] = {}
    for session in sessions:
        other = named.setdefault(session.file, session.session_id)
        if other != session.session_id and session.file:
            what = f"session '{session.session_id}' has the same bestand as '{other}'"
            yield Problem("sessies.csv", session.line, what, "Each session has its own file.")
    for path in transcript_files(folder) if sessions else ():
        name = path.relative_to(folder).as_posix()
        if name not in named:
            what = f"transcripten/{name} belongs to no session"
            yield Problem("sessies.csv", 0, what, "Add a row for it, or move the file elsewhere.")
