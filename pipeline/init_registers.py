"""Registers filled in from the transcripts: the sessions, and the labels of who speaks in each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.configuration import Stakeholders
from pipeline.errors import PipelineError, Problem
from pipeline.exchange.added_rows import add_rows
from pipeline.init_corpus import speakers_register
from pipeline.readers import READERS
from pipeline.readers.found_labels import FoundLabel, find_labels
from pipeline.readers.labels import fold_label
from pipeline.registers import transcript_files
from pipeline.study import Study
from pipeline.study_registers import found_registers


@dataclass(frozen=True)
class FoundSession:
    """What a transcript holds: its session (new in the register or not), the labels, and those that are new in it."""

    session_id: str
    file: str
    is_new: bool
    session_type: str = ""
    labels: list[FoundLabel] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def doubtful(self) -> list[int]:
        """The lines that open as if with a label that stands nowhere else: text, or somebody who speaks once."""
        return [label.line for label in self.labels if not label.is_sure]


def transcripts_of(study: Study) -> list[Path]:
    """The files in transcripten/. Raises PipelineError where there are none, and says where they belong."""
    files = transcript_files(study.corpus / "transcripten")
    if files:
        return files
    registers = {"sessies", "sprekers", "scholen", "codeurs", "citaten", "leesmij", "readme"}
    loose = [
        path
        for path in study.corpus.iterdir()
        if path.suffix.lower() in READERS
        and path.stem.lower() not in registers
        and not path.name.startswith((".", "~"))
    ]
    if loose:
        what = f"the transcripts ({len(loose)}) lie in the folder itself"
        raise PipelineError(Problem(study.name, 0, what, "Move them to transcripten/ in it, and do this again."))
    raise PipelineError(Problem("transcripten/", 0, "there are no files in it", "Put the transcripts there first."))


def fill_registers(study: Study, files: Collection[Path]) -> tuple[list[FoundSession], list[Problem]]:
    """Add the sessions and the labels that the registers lack; what stands there stays. The registers exist.

    Returns what was found in each transcript, and the files that cannot be read: those are not added. Raises
    PipelineError where a register cannot be read or added to.
    """
    found: list[FoundSession] = []
    unreadable: list[Problem] = []
    ids = {session.session_id.lower() for session in study.sessions}
    for path in files:
        try:
            session = _look(study, path, ids)
        except PipelineError as error:
            unreadable += error.problems
            continue
        ids.add(session.session_id.lower())
        found.append(session)
    _add(study, found)
    return found, unreadable


def _look(study: Study, path: Path, ids: Collection[str]) -> FoundSession:
    file = path.relative_to(study.corpus / "transcripten").as_posix()
    known = next((session for session in study.sessions if session.file == file), None)
    labels = find_labels(path, source=f"transcripten/{file}", limits=study.limits)
    if known:
        registered = {fold_label(row.label) for row in study.speakers_of(known.session_id)}
        name, kind = known.session_id, known.session_type
    else:
        registered, name, kind = set(), session_id_of(path.stem, ids), type_of(path.stem, study.stakeholders)
    added = [label.label for label in labels if label.is_sure and fold_label(label.label) not in registered]
    # A row without an id is not ours to fill in.
    return FoundSession(name, file, known is None, kind, labels, added if name else [])


def session_id_of(stem: str, ids: Collection[str]) -> str:
    """A session id out of a file's name: letters, digits and _ only, and not one of `ids` (in lower case)."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_") or "S1"
    return next(other for other in _numbered(name) if other.lower() not in ids)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def type_of(stem: str, names: Stakeholders | None) -> str:
    """The kind of session that a file's name says it is; empty where it names none, or several."""
    called = stem.casefold()
    kinds = names.soorten.items() if names else ()
    said = [key for key, kind in kinds if any(word.casefold() in called for word in (key, kind.naam, kind.meervoud))]
    return said[0] if len(said) == 1 else ""


def _add(study: Study, found: list[FoundSession]) -> None:
    sessions = [{"sessie": s.session_id, "bestand": s.file, "soort": s.session_type} for s in found if s.is_new]
    speakers = [{"sessie": s.session_id, "spreker": label} for s in found for label in s.added]
    to_add = (
        (study.corpus / "sessies.csv", sessions, ("sessie", "bestand", "soort")),
        (speakers_register(study), speakers, ("sessie", "spreker", "rol", "groep")),
    )
    for register, rows, needed in to_add:
        path = found_registers(register)[0]
        # Also where there is nothing to add: of a register without them nothing was known, and all looks new.
        add_rows(path, rows, needed=needed, name=path.name)
