"""The whole flow, top to bottom: from a folder of transcripts to reports."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline import flow_corpus
from pipeline.errors import PipelineError, Problem
from pipeline.flow_sessions import StageLog, process_session, read_key, read_session, sha256_of
from pipeline.registers import SessionRow
from pipeline.store import hash_of, write_atomically
from pipeline.study import Study
from pipeline.tables import READ

Progress = Callable[[str, int, int], None]


@dataclass
class Summary:
    """What a run did: every stage, the sessions that went, and the reports that stand."""

    logs: list[StageLog] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    n_unplaced: int = 0
    n_outdated: int = 0
    seconds: float = 0


def run(study: Study, *, jobs: int = 1, with_reports: bool = True, progress: Progress | None = None) -> Summary:
    """Bring every table and report of a study up to date.

    `jobs` sessions are worked on at once; `progress(stage, done, total)` is told how far it is. Raises PipelineError
    with all problems that the researcher must mend, before anything is written.
    """
    start = time.perf_counter()
    tell = progress or (lambda stage, done, total: None)
    problems, _ = find_problems(study, only_changed=True)
    if problems:
        raise PipelineError(problems)
    summary = Summary()
    with _one_at_a_time(study):
        summary.gone = study.store.keep_only([session.session_id for session in study.sessions])
        summary.logs += _sessions(study, jobs, tell)
        tell("coderen", 0, 1)
        summary.logs.append(flow_corpus.code(study))
        summary.logs.append(flow_corpus.agree(study))
        tell("onderwerpen", 0, 1)
        summary.logs += flow_corpus.topics(study)
        tell("tellen", 0, 1)
        summary.logs += flow_corpus.count(study)
        summary.n_unplaced = flow_corpus.n_unplaced(study)
        described = _describe(study)
        if with_reports:
            _write_reports(study, summary, tell)
        else:
            summary.n_outdated = _discard_outdated(study)
        summary.seconds = time.perf_counter() - start
        _write_run(study, summary, described)
    return summary


def report(study: Study, *, only: Collection[str] | None = None, progress: Progress | None = None) -> Summary:
    """Write reports from the tables of the last run, all or those named in `only`. Raises PipelineError."""
    start = time.perf_counter()
    study.raise_problems()
    if study.store.stored("quotes") is None:
        raise PipelineError(Problem(study.name, 0, "there are no tables of this corpus", "First do `route run`."))
    gone = study.store.sessions() - {session.session_id for session in study.sessions}
    is_current = all(_is_stored(study, session) for session in study.sessions) and flow_corpus.is_coded(study)
    if gone or not is_current:
        # A report made of them could quote somebody who has withdrawn since.
        what = "the tables are older than the transcripts, the registers, the codebook or this program"
        raise PipelineError(Problem(study.name, 0, what, "First do `route run`."))
    summary = Summary()
    with _one_at_a_time(study):
        _write_reports(study, summary, progress or (lambda stage, done, total: None), only=only)
    summary.seconds = time.perf_counter() - start
    return summary


def _describe(study: Study) -> dict[str, Any]:
    """Names, codebook, settings and versions, laid beside the tables: notebooks need them, with or without reports."""
    from pipeline.explore import STUDY_FILE
    from pipeline.report.keys import describe_study, write_description

    described = describe_study(study)
    write_description(study.store, STUDY_FILE, described)
    return described


def _write_reports(study: Study, summary: Summary, tell: Progress, *, only: Collection[str] | None = None) -> None:
    from pipeline.report.run import write_reports

    made = write_reports(study, progress=tell, only=only)
    summary.reports, summary.failed = made.paths, made.failed
    summary.logs += made.logs


def _discard_outdated(study: Study) -> int:
    from pipeline.report.run import discard_outdated

    return discard_outdated(study) if study.reports.is_dir() else 0


def _one_at_a_time(study: Study) -> AbstractContextManager[Any]:
    """A lock on this corpus. Raises PipelineError where another run holds it."""
    root = study.store.root
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".lock")
    try:
        return lock.acquire(timeout=0)
    except Timeout as error:
        problem = Problem(study.name, 0, "another run is at work on this corpus", "Wait until it is done.")
        raise PipelineError(problem) from error


def find_problems(study: Study, *, only_changed: bool = False) -> tuple[list[Problem], int]:
    """Everything that must be mended, registers and transcripts in one list, and the number of turns read.

    Transcripts are read without being masked. With `only_changed` those that are stored already are passed over.
    """
    problems = list(study.problems)
    n_turns = 0
    # Without a register of speakers every label of every transcript would be named once more.
    for session in study.sessions if study.speakers else ():
        is_known = study.transcript(session).is_file() and session.session_type
        if not is_known or (only_changed and not problems and _is_stored(study, session)):
            continue
        try:
            n_turns += len(read_session(study, session).turns)
        except PipelineError as error:
            problems += error.problems
    return sorted(set(problems)), n_turns


def _is_stored(study: Study, session: SessionRow) -> bool:
    key = read_key(study, session, sha256_of(study.transcript(session)))
    stored = [study.store.stored(table, session.session_id) for table in READ]
    return all(item is not None and item.key == key for item in stored)


def _sessions(study: Study, jobs: int, tell: Progress) -> list[StageLog]:
    """The half per session, one after the other or several at once; the order of the results is the register's."""
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor

    from pipeline.language.names import release_deduce

    n = len(study.sessions)
    logs: list[StageLog] = []
    results = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(process_session)(study, session) for session in study.sessions
    )
    tell("lezen", 0, n)
    for done, result in enumerate(results, start=1):
        logs += result
        tell("lezen", done, n)
    release_deduce()
    # Idle workers would keep their models, a gigabyte each, until the program ends.
    if jobs > 1:
        get_reusable_executor().shutdown(wait=False, kill_workers=True)
    return logs


def _registers(study: Study) -> list[Path]:
    """The files of a corpus beside its transcripts and its configuration."""
    found = [*study.corpus.glob("[!.~]*.*"), *study.corpus.glob("coderingen/[!.~]*.*")]
    # The register of speakers may be a key file; its hash stays with it.
    speakers = Path(study.settings.transcripts.speakers).stem
    return sorted(path for path in found if path.is_file() and path.stem != speakers)


def _write_run(study: Study, summary: Summary, described: dict[str, Any]) -> None:
    """run.json beside the tables: versions, hashes of all inputs, and per stage rows, seconds and cache hits."""
    stages: dict[str, dict[str, Any]] = defaultdict(lambda: {"n_done": 0, "n_cached": 0, "seconds": 0.0, "rows_out": 0})
    for log in summary.logs:
        stage = stages[log.stage]
        stage["n_cached" if log.is_cached else "n_done"] += 1
        stage["seconds"] = round(stage["seconds"] + log.seconds, 3)
        stage["rows_out"] += log.n_rows
    content = {
        "corpus": study.name,
        "versions": described["versions"],
        "settings": described["settings"],
        "hashes": {
            "settings": hash_of(study.settings.model_dump()),
            "codebook": hash_of(study.book.model_dump()),
            "stakeholders": hash_of(study.named.model_dump()),
            "privacy": hash_of(study.privacy.model_dump()),
            "sessions": {s.session_id: sha256_of(study.transcript(s)) for s in study.sessions},
            "registers": {path.relative_to(study.corpus).as_posix(): sha256_of(path) for path in _registers(study)},
        },
        "codebook_version": study.book.versie,
        "stages": stages,
        "seconds": round(summary.seconds, 2),
        "sessions_gone": summary.gone,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    write_atomically(study.store.root / "run.json", text.encode())
