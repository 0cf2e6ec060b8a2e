"""Reports that are out of date are made: their notebooks run, their pages checked, then written in every form."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import Problem
from pipeline.flow_sessions import StageLog
from pipeline.report.files import discard, notebook_of, page_of, standing_forms
from pipeline.report.keys import sealed_page
from pipeline.report.plan import Report
from pipeline.store import write_atomically
from pipeline.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.report.self_check import Checker

    Tell = Callable[[str, int, int], None]


@dataclass
class Made:
    """The pages that stand, the index first; what failed; and what was made or found."""

    paths: list[Path] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    logs: list[StageLog] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """One report with its template, the key that it would have, and its forms beside html."""

    report: Report
    template: Path
    key: str
    forms: tuple[str, ...] = ()


def make_reports(study: Study, due: list[Job], *, described: Mapping[str, Any], made: Made, progress: Tell) -> None:
    """Run the notebooks one after the other in one kernel; what fails is told in `made` and leaves no page."""
    from pipeline.report.engine import Kernel, run_notebook

    progress("rapporten", 0, len(due))
    for job in due:
        # Whatever happens next: what stands of before may quote who has withdrawn since.
        discard(study.reports, job.report.name)
    with Kernel(study.store.root) as kernel:
        # While the kernel starts, this process imports what it needs itself.
        check = _checks(study)
        kernel.warm_up()
        for done, job in enumerate(due, start=1):
            start, report = time.perf_counter(), job.report
            parameters = {"corpus": study.name, "audience": report.audience, **report.parameters}
            notebook, failure = run_notebook(job.template, parameters=parameters, kernel=kernel)
            wrong = [_problem(report, failure)] if failure else _finish(study, job, notebook, described, check)
            if failure:
                write_atomically(notebook_of(study.reports, report.name), _as_bytes(notebook))
            made.failed += wrong
            made.logs.append(StageLog("report", None, False, time.perf_counter() - start, int(not wrong)))
            progress("rapporten", done, len(due))


def _finish(
    study: Study, job: Job, notebook: Any, described: Mapping[str, Any], check: Callable[[str], Checker]
) -> list[Problem]:
    """Make the page of an executed notebook, check it, and write it in every form; or say what is wrong with it."""
    from pipeline.report.html import page_of_notebook

    report, checker = job.report, check(job.report.audience)
    behind = partial(_behind, study) if report.audience == "team" else None
    page = page_of_notebook(notebook, report=report, key=job.key, study=dict(described), behind=behind)
    executed = _as_bytes(notebook)
    if wrong := checker.problems(page.decode(), executed.decode(), report=report):
        return wrong
    write_atomically(notebook_of(study.reports, report.name), executed)
    wrong = write_forms(study, job, page)
    # The page last: its seal says that all of the report stands.
    write_atomically(page_of(study.reports, report.name), sealed_page(page, executed))
    return wrong


def _behind(study: Study, names: list[str]) -> str:
    """The segments behind the numbers of a page, as json."""
    from pipeline.flow_corpus import load
    from pipeline.flow_keys import COUNTED
    from pipeline.report.behind import as_json, segments_behind

    rule = study.settings.coding.coders_disagree
    groups = {key: group.naam for key, group in study.named.groepen.items()}
    return as_json(segments_behind(load(study, *COUNTED), names, book=study.book, rule=rule, groups=groups))


def write_forms(study: Study, job: Job, page: bytes) -> list[Problem]:
    """Write a page in its other forms, those that do not stand yet; what is wrong in one of them."""
    missing = set(job.forms) - set(standing_forms(study.reports, job.report.name))
    if not missing:
        return []
    from pipeline.report.check_files import remove_unsafe
    from pipeline.report.documents import write_documents
    from pipeline.report.secrets_of_study import secrets_of

    secrets = secrets_of(study)
    written = write_documents(page, report=job.report, formats=missing, folder=study.reports)
    return [problem for path in written for problem in remove_unsafe(path, report=job.report, secrets=secrets)]


def _checks(study: Study) -> Callable[[str], Checker]:
    """What checks the pages for an audience; made once for each."""
    from pipeline.explore import Corpus
    from pipeline.report.secrets_of_study import secrets_of
    from pipeline.report.self_check import Checker
    from pipeline.report.view import View

    corpus, secrets = Corpus(study.store.root), secrets_of(study)

    @cache
    def check(audience: str) -> Checker:
        return Checker(View(corpus, audience), secrets)

    return check


def _as_bytes(notebook: Any) -> bytes:
    import nbformat

    return f"{nbformat.writes(notebook)}\n".encode()


def _problem(report: Report, failure: str) -> Problem:
    marked = f"reports/…/notebooks/{report.name}.ipynb"
    what = f"report '{report.name}' failed ({failure} of notebooks/{report.notebook}.ipynb)"
    return Problem(marked, 0, what, "The cell is marked in this notebook; the other reports were made.")


def forms_of(study: Study, report: Report, asked: Collection[str]) -> tuple[str, ...]:
    """The forms beside html in which a report is made: those of the settings, and those that are asked for."""
    settled: list[str] = list(study.settings.reports.formats.get(report.notebook, []))  # type: ignore[call-overload]
    return tuple(sorted({*settled, *asked}))
