"""The whole flow, top to bottom: from a folder of transcripts to reports."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline import flow_coding, flow_corpus, flow_history, flow_keys, flow_sessions
from pipeline.errors import PipelineError, Problem
from pipeline.faults import end_with, mendable
from pipeline.flow_sessions import StageLog, process_or_report, read_key, read_session, sha256_of
from pipeline.registers import SessionRow
from pipeline.run_record import write_run
from pipeline.store import Store
from pipeline.study import Study
from pipeline.tables import READ

Progress = Callable[[str, int, int], None]


@dataclass
class Summary:
    """What a run did: every stage, the parts that were damaged, the sessions that went, the reports that stand."""

    logs: list[StageLog] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    n_unplaced: int = 0
    topic_note: str | None = None
    n_outdated: int = 0
    seconds: float = 0


def run(study: Study, *, jobs: int = 1, with_reports: bool = True, progress: Progress | None = None) -> Summary:
    """Bring every table and report of a study up to date.

    `jobs` sessions are worked on at once; `progress(stage, done, total)` is told how far it is. Raises PipelineError
    with all problems that the researcher must mend, before anything is written.
    """
    start = time.perf_counter()
    tell = progress or (lambda stage, done, total: None)
    found = find_problems(study, only_changed=True)
    if found.problems:
        raise PipelineError(found.problems)
    summary = Summary(notes=found.notes)
    with one_at_a_time(study):
        summary.damaged = study.store.discard_damaged()
        flow_history.keep_previous(study)
        summary.gone = study.store.keep_only([session.session_id for session in study.sessions])
        summary.logs += _sessions(study, jobs, tell)
        tell("coderen", 0, 1)
        summary.logs.append(flow_coding.code(study))
        summary.logs.append(flow_history.remember(study))
        summary.logs.append(flow_corpus.agree(study))
        tell("onderwerpen", 0, 1)
        summary.logs += flow_corpus.topics(study)
        tell("tellen", 0, 1)
        summary.logs += flow_corpus.count(study)
        summary.topic_note = flow_corpus.topic_note(study)
        summary.n_unplaced = flow_corpus.n_unplaced(study)
        described = _describe(study)
        if with_reports:
            _write_reports(study, summary, tell)
        else:
            summary.n_outdated = _discard_outdated(study)
        _refresh_pages(study)
        summary.seconds = time.perf_counter() - start
        write_run(study, summary, described)
    return summary


def report(
    study: Study,
    *,
    only: Collection[str] | None = None,
    forms: Collection[str] = (),
    progress: Progress | None = None,
) -> Summary:
    """Write reports from the tables of the last run, all or those named in `only`. Raises PipelineError.

    `forms` (docx, pdf) are made beside html and beside what the settings say.
    """
    start = time.perf_counter()
    summary = Summary()
    with current_tables(study):
        _write_reports(study, summary, progress or (lambda stage, done, total: None), only=only, forms=forms)
    summary.seconds = time.perf_counter() - start
    return summary


@contextmanager
def current_tables(study: Study) -> Iterator[Store]:
    """The tables of the last run, that no other run changes meanwhile. Raises PipelineError where they are outdated."""
    study.raise_problems()
    with one_at_a_time(study):
        _raise_unless_current(study)
        yield study.store


def _raise_unless_current(study: Study) -> None:
    """Refuse tables that a run would change: a report made of them could quote somebody who has withdrawn since."""
    store = study.store
    if store.stored("quotes") is None:
        raise PipelineError(Problem(study.name, 0, "there are no tables of this corpus", "First do `route run`."))
    is_damaged = store.discard_damaged()
    gone = store.sessions() - {session.session_id for session in study.sessions}
    is_current = all(flow_sessions.is_current(study, session) for session in study.sessions)
    is_current = is_current and flow_keys.is_current(study) and flow_history.is_current(study)
    if is_damaged or gone or not is_current:
        what = "the tables are damaged, or older than the transcripts, the registers, the codebook or this program"
        raise PipelineError(Problem(study.name, 0, what, "First do `route run`."))


def _describe(study: Study) -> dict[str, Any]:
    """Names, codebook, settings and versions, laid beside the tables: notebooks need them, with or without reports."""
    from pipeline.explore import STUDY_FILE
    from pipeline.report.keys import describe_study, write_description

    described = describe_study(study)
    write_description(study.store, STUDY_FILE, described)
    return described


def _write_reports(
    study: Study, summary: Summary, tell: Progress, *, only: Collection[str] | None = None, forms: Collection[str] = ()
) -> None:
    from pipeline.report.run import write_reports

    made = write_reports(study, progress=tell, only=only, forms=forms)
    summary.reports, summary.failed = made.paths, made.failed
    summary.logs += made.logs


def _discard_outdated(study: Study) -> int:
    from pipeline.report.run import discard_outdated

    return discard_outdated(study) if study.reports.is_dir() else 0


def _refresh_pages(study: Study) -> None:
    """The pages to read that people asked for, made anew where they changed; they too may hold who withdrew since."""
    from pipeline.desk.reading import refresh_pages

    refresh_pages(study)


@contextmanager
def one_at_a_time(study: Study) -> Iterator[None]:
    """A lock on this corpus, which the system takes back from a process that ends in whatever way.

    Raises PipelineError where another run holds it, and for what the file system refuses while it is held.
    """
    root = study.store.root
    with mendable(study.name):
        root.mkdir(parents=True, exist_ok=True)
        # Never the kind that is but a file: it would outlive a process that was killed.
        lock = FileLock(root / ".lock", fallback_to_soft=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            problem = Problem(study.name, 0, "another run is at work on this corpus", "Wait until it is done.")
            raise PipelineError(problem) from error
        try:
            yield
        finally:
            lock.release()


@dataclass
class Found:
    """What must be mended, what is odd in the transcripts but stops nothing, and the number of turns read."""

    problems: list[Problem]
    notes: list[Problem] = field(default_factory=list)
    n_turns: int = 0


def find_problems(study: Study, *, only_changed: bool = False) -> Found:
    """Everything that must be mended, registers and transcripts in one list.

    Transcripts are read without being masked. With `only_changed` those that are stored already are passed over.
    """
    found = Found(list(study.problems), flow_history.notes(study))
    # Without a register of speakers every label of every transcript would be named once more.
    for session in study.sessions if study.speakers else ():
        try:
            with mendable(f"transcripten/{session.file}"):
                is_known = study.transcript(session).is_file() and session.session_type
                if not is_known or (only_changed and not found.problems and _is_stored(study, session)):
                    continue
                transcript = read_session(study, session)
                found.n_turns += len(transcript.turns)
                found.notes += transcript.notes
        except PipelineError as error:
            found.problems += error.problems
    found.problems = sorted(set(found.problems))
    return found


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
        delayed(_work)(study, session, parent=os.getpid()) for session in study.sessions
    )
    tell("lezen", 0, n)
    refused: list[Problem] = []
    for done, (made, problems) in enumerate(results, start=1):
        logs += made
        refused += problems
        tell("lezen", done, n)
    if refused:
        raise PipelineError(refused)
    # While deduce is still there, if it is.
    logs.append(flow_corpus.mask_study(study))
    release_deduce()
    # Idle workers would keep their models, a gigabyte each, until the program ends.
    if jobs > 1:
        get_reusable_executor().shutdown(wait=False, kill_workers=True)
    return logs


def _work(study: Study, session: SessionRow, *, parent: int) -> tuple[list[StageLog], list[Problem]]:
    end_with(parent)
    return process_or_report(study, session)
