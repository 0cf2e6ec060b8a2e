"""The tables of a study, each kept as csv or as xlsx: its registers, and what people decided."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import PipelineError, Problem
from pipeline.judgements import CodingRow, read_coders, read_codings, read_released_quotes, spell_alike
from pipeline.outside import place
from pipeline.reading import Reading, read_register
from pipeline.registers import check_schools, read_schools, read_sessions, read_speakers
from pipeline.sheets import doubtful_rows

if TYPE_CHECKING:
    from pipeline.study import Study

Row = TypeVar("Row")

SPEAKERS = "transcripts.speakers"
"""The setting that says where the register of speakers lies."""

_SHEETS = (".csv", ".tsv", ".xlsx")


def shown(path: Path, study: Study) -> str:
    """A file's name in messages: without the folders above the corpus, so no machine's path is printed."""
    resolved = path.resolve()
    if resolved.is_relative_to(study.corpus):
        return resolved.relative_to(study.corpus).as_posix()
    return path.as_posix() if not path.is_absolute() else "/".join(path.parts[-2:])


def found_registers(path: Path) -> list[Path]:
    """The files that hold a register, the one that is read first: as it is named, or the same name as a workbook."""
    return [found for found in dict.fromkeys((path, path.with_suffix(".xlsx"))) if _is_file(found)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # A folder that one may not look into: the system's own message would name it.
        return False


def _rows(study: Study, path: Path, read: Callable[[Reading], list[Row]]) -> list[Row] | None:
    """The rows of a table, kept as csv or as xlsx; None where there is no such file."""
    found = found_registers(path)
    if not found:
        return None
    for other in found[1:]:
        study.notes.append(Problem(_called(other, study), 0, f"is not read: {found[0].name} is", "Keep one of them."))
    return read_register(found[0], name=_called(found[0], study), read=read, into=study)


def _called(path: Path, study: Study) -> str:
    """A register's name in messages; of one outside the corpus, which may be a key file, no folder."""
    resolved = path.resolve()
    return shown(resolved, study) if resolved.is_relative_to(study.corpus) else path.name


def _register(study: Study, path: Path, read: Callable[[Reading], list[Row]]) -> list[Row]:
    """The rows of a table that a study cannot do without."""
    n_problems = len(study.problems)
    rows = _rows(study, path, read)
    if rows is None:
        study.problems.append(Problem(path.name, 0, "this register does not exist", "Fill it in first."))
    elif not rows and len(study.problems) == n_problems:
        study.problems.append(Problem(path.name, 1, "there is no row under the header", "Fill it in first."))
    return rows or []


def read_registers(study: Study) -> None:
    """sessies.csv and sprekers.csv; where what they refer to is broken, that alone is reported."""
    named = study.stakeholders
    types: Collection[str] = named.soorten if named else ()
    groups: Collection[str] = named.groepen if named else ()
    register = study.corpus / "sessies.csv"
    study.sessions = _register(study, register, partial(read_sessions, register=register, types=types))
    ids = {session.session_id for session in study.sessions}
    try:
        path = place(study.settings.transcripts.speakers, corpus=study.corpus, setting=SPEAKERS)
    except PipelineError as error:
        study.problems += error.problems
        return
    study.speakers = _register(study, path, partial(read_speakers, sessions=ids, groups=groups))
    for other in found_registers(study.corpus / "sprekers.csv"):
        if path.with_suffix("").resolve() != other.with_suffix("").resolve():
            what = f"is not read: {SPEAKERS} names another register"
            study.notes.append(Problem(other.name, 0, what, "Remove it if it holds names."))
    _read_schools(study, register=_called(path, study))
    heard = {speaker.session_id for speaker in study.speakers}
    for session in study.sessions if heard else ():
        if session.session_id and session.session_id not in heard:
            what = f"session '{session.session_id}' has no speaker in {path.name}"
            study.problems.append(Problem("sessies.csv", session.line, what, "Add a row for everyone who spoke."))


def _read_schools(study: Study, *, register: str) -> None:
    """scholen.csv, and whether every school of the other registers stands in it."""
    schools = _rows(study, study.corpus / "scholen.csv", read_schools)
    if schools:
        study.known_schools, known = schools, [row.school for row in schools]
        study.problems += check_schools(study.sessions, known, register="sessies.csv")
        study.problems += check_schools(study.speakers, known, register=register)


def _read_codings(path: Path, found: Reading, **known: Any) -> list[CodingRow]:
    # Only of a file that could be read as a table it is known that it can be opened as a workbook.
    return read_codings(found, doubtful=doubtful_rows(path), **known)


def read_judgements(study: Study) -> None:
    """What people decided; rows that name no session or code of this study are noted."""
    ids = {session.session_id for session in study.sessions}
    folder, book = study.corpus, study.codebook
    for path in sorted((folder / "coderingen").glob("[!.~]*")):
        if path.suffix.lower() in _SHEETS:
            read = partial(_read_codings, path, sessions=ids, book=book)
            study.codings += read_register(path, name=shown(path, study), read=read, into=study)
        elif path.is_file():
            what = "is not read: it is no csv, tsv or xlsx"
            study.notes.append(Problem(shown(path, study), 0, what, "Save it as one of them, or move it."))
    study.coders = _rows(study, folder / "codeurs.csv", partial(read_coders, sessions=ids, book=book)) or []
    study.quotes = _rows(study, folder / "citaten.csv", partial(read_released_quotes, sessions=ids)) or []
    study.codings, study.coders = spell_alike(study.codings, study.coders)
    coded = {(row.coder, row.session_id) for row in study.codings}
    for row in study.coders:
        if row.is_complete and (row.coder, row.session_id) not in coded:
            what = f"{row.coder} read session '{row.session_id}' whole and coded nothing in it"
            study.notes.append(Problem("codeurs.csv", row.line, what, "Is a table in coderingen/ missing?"))
