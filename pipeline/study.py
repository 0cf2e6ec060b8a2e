"""Everything that a run reads before the transcripts: settings, codebook, registers, topic guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, RootModel

from pipeline.codebook import Codebook, Lines, read_codebook
from pipeline.errors import PipelineError, Problem
from pipeline.judgements import (
    CoderRow,
    CodingRow,
    ReleasedQuote,
    read_coders,
    read_codings,
    read_released_quotes,
)
from pipeline.registers import (
    Reading,
    SessionRow,
    SpeakerRow,
    read_register,
    read_sessions,
    read_speakers,
)
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.yaml_text import parse, read_yaml

Result = TypeVar("Result")
Model = TypeVar("Model", bound=BaseModel)
Row = TypeVar("Row")


class Name(BaseModel):
    """What a group or session type is called, one and many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    naam: str
    meervoud: str


def _name(value: object) -> object:
    return {"naam": value, "meervoud": value} if isinstance(value, str) else value


Named = Annotated[Name, BeforeValidator(_name)]


class Stakeholders(BaseModel):
    """stakeholders.yaml: the groups and the session types of this study."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groepen: dict[str, Named]
    soorten: dict[str, Named]


class PrivacyRules(BaseModel):
    """privacy.yaml: words that masking spares, since a person looked at them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    toegestaan: Lines = []


class Question(BaseModel):
    """A question of the topic guide and the words by which a moderator's turn is known to ask it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    vraag: str
    patronen: Lines = []


class Guide(RootModel[dict[str, list[Question]]]):
    """leidraad.yaml: the questions by session type."""


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
        rows = [*self.sessions, *self.speakers]
        return sorted({row.school for row in rows if row.school})

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
    file by file from `config`, else from `config/` in the corpus folder, else from `config/`.
    """
    project = Path("config")
    first = config or project
    settings_corpus = _settings(first / "settings.yaml", []) if corpus is None else None
    corpus = corpus or Path(settings_corpus.corpus if settings_corpus else Settings().corpus)
    if not corpus.is_dir():
        raise PipelineError(Problem(corpus.as_posix(), 0, "this corpus folder does not exist", "Give --corpus DIR."))
    study = Study(corpus.resolve(), first, out)

    def find(name: str) -> Path | None:
        places = [*([config] if config else []), study.corpus / "config", project]
        return next((place / name for place in places if (place / name).is_file()), None)

    _read_configuration(study, find)
    _read_tables(study)
    _check_transcripts_folder(study)
    return study


def _settings(path: Path, problems: list[Problem]) -> Settings | None:
    return _collect(problems, lambda: parse(Settings, read_yaml(path))) if path.is_file() else None


def _collect(problems: list[Problem], read: Callable[[], Result]) -> Result | None:
    try:
        return read()
    except PipelineError as error:
        problems.extend(error.problems)
        return None


def _read_configuration(study: Study, find: Callable[[str], Path | None]) -> None:
    problems = study.problems
    if path := find("settings.yaml"):
        study.settings = _settings(path, problems) or study.settings
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
        guide = _collect(problems, partial(_parsed, Guide, path, study))
        study.guide = guide.root if guide else {}


def _parsed(model: type[Model], path: Path, study: Study) -> Model:
    return parse(model, read_yaml(path, name=_shown(path, study)))


def _shown(path: Path, study: Study) -> str:
    """A file's name in messages: without the folders above the corpus, so no machine's path is printed."""
    resolved = path.resolve()
    if resolved.is_relative_to(study.corpus):
        return resolved.relative_to(study.corpus).as_posix()
    return path.as_posix() if not path.is_absolute() else "/".join(path.parts[-2:])


def _read_tables(study: Study) -> None:
    """The registers, then what people decided, whose rows are checked against them."""
    types = list(study.stakeholders.soorten) if study.stakeholders else []
    groups = list(study.stakeholders.groepen) if study.stakeholders else []
    folder = study.corpus

    def rows(path: Path, read: Callable[[Reading], list[Row]], *, needed: bool = False) -> list[Row]:
        found = next((p for p in (path, path.with_suffix(".xlsx")) if p.is_file()), None)
        if found is None:
            if needed:
                study.problems.append(Problem(path.name, 0, "this register does not exist", "Fill it in first."))
            return []
        return read_register(found, name=_shown(found, study), read=read, into=study)

    register = folder / "sessies.csv"
    study.sessions = rows(register, partial(read_sessions, register=register, types=types), needed=True)
    ids = {session.session_id for session in study.sessions}
    speakers = folder / study.settings.transcripts.speakers
    study.speakers = rows(speakers, partial(read_speakers, sessions=ids, groups=groups), needed=True)
    dimensions = list(study.codebook.dimensies) if study.codebook else []
    for path in sorted((folder / "coderingen").glob("[!.~]*")):
        if path.suffix.lower() in (".csv", ".tsv", ".xlsx"):
            study.codings += rows(path, partial(read_codings, sessions=ids, dimensions=dimensions))
    study.coders = rows(folder / "codeurs.csv", read_coders)
    study.quotes = rows(folder / "citaten.csv", read_released_quotes)


def _check_transcripts_folder(study: Study) -> None:
    """A file that no session names would be forgotten in silence, so it is a problem; two may not share one."""
    folder = study.corpus / "transcripten"
    named: dict[str, str] = {}
    for session in study.sessions:
        other = named.setdefault(session.file, session.session_id)
        if other != session.session_id:
            what = f"session '{session.session_id}' has the same bestand as '{other}'"
            study.problems.append(Problem("sessies.csv", session.line, what, "Each session has its own file."))
    for path in sorted(folder.glob("*")):
        if path.is_file() and not path.name.startswith((".", "~")) and path.name not in named:
            what = f"transcripten/{path.name} belongs to no session"
            study.problems.append(Problem("sessies.csv", 0, what, "Add a row for it, or move the file elsewhere."))
