"""Everything that a run reads before the transcripts: settings, codebook, registers, topic guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from pipeline.claims import CitedPassage, Claims, Practices
from pipeline.codebook import Codebook, read_codebook
from pipeline.configuration import Guide, PrivacyRules, Question, Stakeholders, check_guide
from pipeline.errors import PipelineError, Problem
from pipeline.judgements import CoderRow, CodingRow, ReleasedQuote
from pipeline.masking.placeholders import speaker_placeholders
from pipeline.memos import Memo
from pipeline.newer_codes import with_newer_codes
from pipeline.outside import read_known_names
from pipeline.readers.limits import Limits
from pipeline.registers import SchoolRow, SessionRow, SpeakerRow, check_folder
from pipeline.report_texts import ReportTexts
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.study_registers import read_judgements, read_registers, shown
from pipeline.study_writings import read_writings
from pipeline.yaml_text import parse, read_yaml

Result = TypeVar("Result")
Model = TypeVar("Model", bound=BaseModel)

_PROJECT = Path("config")


@dataclass
class Study:
    """One corpus folder with its configuration, read and checked; `store` is where its tables go."""

    corpus: Path
    config: Path
    out: Path
    settings: Settings = field(default_factory=Settings)
    codebook: Codebook | None = None
    codebook_file: Path | None = None
    stakeholders: Stakeholders | None = None
    privacy: PrivacyRules = field(default_factory=PrivacyRules)
    guide: dict[str, list[Question]] = field(default_factory=dict)
    sessions: list[SessionRow] = field(default_factory=list)
    speakers: list[SpeakerRow] = field(default_factory=list)
    codings: list[CodingRow] = field(default_factory=list)
    coders: list[CoderRow] = field(default_factory=list)
    quotes: list[ReleasedQuote] = field(default_factory=list)
    claims: Claims = field(default_factory=Claims)
    practices: Practices = field(default_factory=Practices)
    cited: list[CitedPassage] = field(default_factory=list)
    texts: ReportTexts = field(default_factory=ReportTexts)
    memos: list[Memo] = field(default_factory=list)
    known_schools: list[SchoolRow] = field(default_factory=list)
    known_names: list[str] = field(default_factory=list)
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
    def schools(self) -> dict[str, str]:
        """What schools are called in the registers, each with its school, but for those that may be named.

        Said in talk, it is masked.
        """
        rows: list[SessionRow | SpeakerRow] = [*self.sessions, *self.speakers]
        called = {row.school: row.school for row in rows if row.school}
        called |= {name: row.school for row in self.known_schools for name in (row.school, row.name) if name}
        named = {name.casefold() for name in (*self.named_schools, *self.named_schools.values())}
        return {name: called[name] for name in sorted(called) if name.casefold() not in named}

    @property
    def named_schools(self) -> dict[str, str]:
        """The names of the schools that want to be named, by what the registers call them."""
        return {row.school: row.name for row in self.known_schools if row.may_be_named and row.name}

    @property
    def allowed(self) -> list[str]:
        """What masking leaves: what a person allowed in privacy.yaml, and schools that want to be named."""
        return [*self.privacy.toegestaan, *sorted({*self.named_schools, *self.named_schools.values()})]

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

    @cached_property
    def placeholders(self) -> dict[str, dict[str, str]]:
        """What stands for a mention of each speaker, by session and label; use it only on a study free of problems."""
        return speaker_placeholders(
            self.speakers, group_names={key: group.naam for key, group in self.named.groepen.items()}
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
    read_registers(study)
    read_judgements(study)
    read_writings(study, find("rapport.yaml"))
    study.coders = with_newer_codes(study)
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
        longest, study.codebook_file = study.settings.segments.max_words, path
        read = partial(read_codebook, path, name=shown(path, study), longest=longest, notes=study.notes)
        study.codebook = _collect(problems, read)
    if path := find("stakeholders.yaml"):
        study.stakeholders = _collect(problems, partial(_parsed, Stakeholders, path, study))
    if path := find("privacy.yaml"):
        study.privacy = _collect(problems, partial(_parsed, PrivacyRules, path, study)) or study.privacy
    if known := study.settings.privacy.known_names:
        study.known_names = _collect(problems, partial(read_known_names, known, corpus=study.corpus)) or []
    if (path := study.corpus / "leidraad.yaml").is_file():
        study.guide = _collect(problems, partial(_read_guide, path, study)) or {}


def _collect(problems: list[Problem], read: Callable[[], Result]) -> Result | None:
    try:
        return read()
    except PipelineError as error:
        problems.extend(error.problems)
        return None


def _parsed(model: type[Model], path: Path, study: Study) -> Model:
    return parse(model, read_yaml(path, name=shown(path, study)))


def _read_guide(path: Path, study: Study) -> dict[str, list[Question]]:
    source = read_yaml(path, name=shown(path, study))
    guide = parse(Guide, source)
    study.problems += check_guide(guide, source, types=study.stakeholders.soorten if study.stakeholders else ())
    return guide.root
