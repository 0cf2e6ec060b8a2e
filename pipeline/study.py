"""Everything that a run reads before the transcripts: settings, codebook, registers, topic guide."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from pipeline.codebook import Codebook, read_codebook
from pipeline.configuration import Guide, PrivacyRules, Question, Stakeholders, check_guide
from pipeline.errors import PipelineError, Problem
from pipeline.judgements import (
    CoderRow,
    CodingRow,
    ReleasedQuote,
    read_coders,
    read_codings,
    read_released_quotes,
    spell_alike,
)
from pipeline.readers.limits import Limits
from pipeline.reading import Reading, read_register
from pipeline.registers import SessionRow, SpeakerRow, check_folder, read_sessions, read_speakers
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.yaml_text import parse, read_yaml

Result = TypeVar("Result")
Model = TypeVar("Model", bound=BaseModel)
Row = TypeVar("Row")

_PROJECT = Path("config")
_SHEETS = (".csv", ".tsv", ".xlsx")


@dataclass
class Study:
    """One corpus folder with its configuration, read and checked; `store` is where its tables go."""

    corpus: Path
    config: Path
    out: Path
    settings: Settings = field(default_factory=Settings)
    codebook: Codebook | None = None
    stakeholders: Stakeholders | None = None
    privacy: PrivacyRules = field(default_factory=PrivacyRules)
    guide: dict[str, list[Question]] = field(default_factory=dict)
    sessions: list[SessionRow] = field(default_factory=list)
    speakers: list[SpeakerRow] = field(default_factory=list)
    codings: list[CodingRow] = field(default_factory=list)
    coders: list[CoderRow] = field(default_factory=list)
    quotes: list[ReleasedQuote] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the corpus folder."""
        return self.corpus.name

    @property
    def book(self) -> Codebook:
        """The codebook; use it only after the study was found free of problems."""
        if self.codebook is None:
            raise PipelineError(self.problems)
        return self.codebook

    @property
    def named(self) -> Stakeholders:
        """The names of groups and session types; use it only on a study free of problems."""
        if self.stakeholders is None:
            raise PipelineError(self.problems)
        return self.stakeholders

    @property
    def schools(self) -> list[str]:
        """The schools of the registers: named in talk, they are masked."""
        rows: list[SessionRow | SpeakerRow] = [*self.sessions, *self.speakers]
        return sorted({row.school for row in rows if row.school})

    @property
    def limits(self) -> Limits:
        """How large a transcript may be."""
        given = self.settings.transcripts
        return Limits(
            given.max_megabytes * 1_000_000,
            given.max_unpacked_megabytes * 1_000_000,
            given.max_turns,
            given.max_line_signs,
        )

    @property
    def store(self) -> Store:
        """The tables of this corpus."""
        return Store(self.out / "data" / "processed" / self.name)

    @property
    def reports(self) -> Path:
        """The folder of this corpus' reports."""
        return self.out / "reports" / self.name

    def transcript(self, session: SessionRow) -> Path:
        """Where the transcript of a session lies."""
        return self.corpus / "transcripten" / session.file

    def speakers_of(self, session_id: str) -> list[SpeakerRow]:
        """The registered speakers of one session."""
        return [row for row in self.speakers if row.session_id == session_id]

    def codings_of(self, session_id: str) -> list[CodingRow]:
        """What people coded in one session."""
        return [row for row in self.codings if row.session_id == session_id]

    def raise_problems(self) -> None:
        """Raise PipelineError with all problems at once, where there are any."""
        if self.problems:
            raise PipelineError(self.problems)


def read_study(corpus: Path | None, config: Path | None, out: Path) -> Study:
    """Read and check all of a study but its transcripts.

    What is wrong is collected in `problems`, what is odd but stops nothing in `notes`. Configuration is taken
    file by file from `config`, else from `config/` in the corpus folder, else from `config/`. Raises PipelineError
    where there is no such folder, or where the settings that should name the corpus are broken.
    """
    if config and not config.is_dir():
        raise PipelineError(Problem(config.as_posix(), 0, "this folder does not exist", "See --config DIR."))
    corpus = corpus or _default_corpus(config)
    if not corpus.is_dir():
        raise PipelineError(Problem(corpus.as_posix(), 0, "this corpus folder does not exist", "Give --corpus DIR."))
    study = Study(corpus.resolve(), config or _PROJECT, out)

    def find(name: str) -> Path | None:
        places = [*([config] if config else []), study.corpus / "config", _PROJECT]
        return next((place / name for place in places if (place / name).is_file()), None)

    _read_configuration(study, find)
    _read_registers(study)
    _read_judgements(study)
    study.problems += check_folder(study.corpus / "transcripten", study.sessions)
    return study


def _default_corpus(config: Path | None) -> Path:
    """The corpus that the settings name."""
    places = [folder / "settings.yaml" for folder in (config, _PROJECT) if folder]
    found = next((path for path in places if path.is_file()), None)
    return Path((parse(Settings, read_yaml(found)) if found else Settings()).corpus)


def _read_configuration(study: Study, find: Callable[[str], Path | None]) -> None:
    problems = study.problems
    if path := find("settings.yaml"):
        study.settings = _collect(problems, partial(_parsed, Settings, path, study)) or study.settings
    for name in ("codebook.yaml", "stakeholders.yaml"):
        if find(name) is None:
            problems.append(Problem(f"config/{name}", 0, "this file does not exist", "Copy it from the example."))
    if path := find("codebook.yaml"):
        study.codebook = _collect(problems, partial(read_codebook, path, name=_shown(path, study)))
    if path := find("stakeholders.yaml"):
        study.stakeholders = _collect(problems, partial(_parsed, Stakeholders, path, study))
    if path := find("privacy.yaml"):
        study.privacy = _collect(problems, partial(_parsed, PrivacyRules, path, study)) or study.privacy
    if (path := study.corpus / "leidraad.yaml").is_file():
        study.guide = _collect(problems, partial(_read_guide, path, study)) or {}


def _collect(problems: list[Problem], read: Callable[[], Result]) -> Result | None:
    try:
        return read()
    except PipelineError as error:
        problems.extend(error.problems)
        return None


def _parsed(model: type[Model], path: Path, study: Study) -> Model:
    return parse(model, read_yaml(path, name=_shown(path, study)))


def _read_guide(path: Path, study: Study) -> dict[str, list[Question]]:
    source = read_yaml(path, name=_shown(path, study))
    guide = parse(Guide, source)
    study.problems += check_guide(guide, source, types=study.stakeholders.soorten if study.stakeholders else ())
    return guide.root


def _shown(path: Path, study: Study) -> str:
    """A file's name in messages: without the folders above the corpus, so no machine's path is printed."""
    resolved = path.resolve()
    if resolved.is_relative_to(study.corpus):
        return resolved.relative_to(study.corpus).as_posix()
    return path.as_posix() if not path.is_absolute() else "/".join(path.parts[-2:])


def _rows(study: Study, path: Path, read: Callable[[Reading], list[Row]]) -> list[Row] | None:
    """The rows of a table, kept as csv or as xlsx; None where there is no such file."""
    found = [p for p in dict.fromkeys((path, path.with_suffix(".xlsx"))) if p.is_file()]
    if not found:
        return None
    for other in found[1:]:
        study.notes.append(Problem(_shown(other, study), 0, f"is not read: {found[0].name} is", "Keep one of them."))
    return read_register(found[0], name=_shown(found[0], study), read=read, into=study)


def _register(study: Study, path: Path, read: Callable[[Reading], list[Row]]) -> list[Row]:
    """The rows of a table that a study cannot do without."""
    n_problems = len(study.problems)
    rows = _rows(study, path, read)
    if rows is None:
        study.problems.append(Problem(path.name, 0, "this register does not exist", "Fill it in first."))
    elif not rows and len(study.problems) == n_problems:
        study.problems.append(Problem(path.name, 1, "there is no row under the header", "Fill it in first."))
    return rows or []


def _read_registers(study: Study) -> None:
    """sessies.csv and sprekers.csv; where what they refer to is broken, that alone is reported."""
    named = study.stakeholders
    types: Collection[str] = named.soorten if named else ()
    groups: Collection[str] = named.groepen if named else ()
    register = study.corpus / "sessies.csv"
    study.sessions = _register(study, register, partial(read_sessions, register=register, types=types))
    ids = {session.session_id for session in study.sessions}
    path = study.corpus / Path(study.settings.transcripts.speakers).expanduser()
    study.speakers = _register(study, path, partial(read_speakers, sessions=ids, groups=groups))
    heard = {speaker.session_id for speaker in study.speakers}
    for session in study.sessions if heard else ():
        if session.session_id and session.session_id not in heard:
            what = f"session '{session.session_id}' has no speaker in {path.name}"
            study.problems.append(Problem("sessies.csv", session.line, what, "Add a row for everyone who spoke."))


def _read_judgements(study: Study) -> None:
    """What people decided; rows that name no session or code of this study are noted."""
    ids = {session.session_id for session in study.sessions}
    folder, book = study.corpus, study.codebook
    for path in sorted((folder / "coderingen").glob("[!.~]*")):
        if path.suffix.lower() in _SHEETS:
            read = partial(read_codings, sessions=ids, book=book)
            study.codings += read_register(path, name=_shown(path, study), read=read, into=study)
        elif path.is_file():
            what = "is not read: it is no csv, tsv or xlsx"
            study.notes.append(Problem(_shown(path, study), 0, what, "Save it as one of them, or move it."))
    study.coders = _rows(study, folder / "codeurs.csv", partial(read_coders, sessions=ids, book=book)) or []
    study.quotes = _rows(study, folder / "citaten.csv", partial(read_released_quotes, sessions=ids)) or []
    study.codings, study.coders = spell_alike(study.codings, study.coders)
    coded = {(row.coder, row.session_id) for row in study.codings}
    for row in study.coders:
        if row.is_complete and (row.coder, row.session_id) not in coded:
            what = f"{row.coder} read session '{row.session_id}' whole and coded nothing in it"
            study.notes.append(Problem("codeurs.csv", row.line, what, "Is a table in coderingen/ missing?"))
