"""write_reports(): bring every report of a study up to date, and the index over them."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import Problem
from pipeline.explore import STUDY_FILE
from pipeline.flow_sessions import StageLog
from pipeline.report.keys import base_key, describe_study, key_of, sealed_page, stored_key, whole_key, write_description
from pipeline.report.plan import Report, chosen, reports_of
from pipeline.store import write_atomically
from pipeline.study import Study

_WITH_A_PAGE = (".html", ".docx", ".pdf")


class Progress(Protocol):
    """Is told how far the work is."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """`done` of `total` of this stage."""


@dataclass
class Made:
    """The pages that stand, the index first; what failed; and what was made or found."""

    paths: list[Path] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    logs: list[StageLog] = field(default_factory=list)


@dataclass(frozen=True)
class _Job:
    """One report with its template and the key that it would have."""

    report: Report
    template: Path
    key: str


def write_reports(
    study: Study, *, progress: Progress, only: Collection[str] | None = None, notebooks: Path | None = None
) -> Made:
    """Make the reports that are out of date, delete those that no longer belong, and write the index.

    `only` names reports (`overzicht`, `focusgroep`, `focusgroep-ouder`); an unknown name raises PipelineError. A
    notebook that fails stays on disk, marked, and becomes a problem; the others go on.
    """
    reports = reports_of(study)
    wanted = chosen(reports, only)
    described = describe_study(study)
    write_description(study.store, STUDY_FILE, described)
    _delete_others(study.reports, {report.name for report in reports})
    folder = notebooks or notebooks_folder()
    base = base_key(study, described)
    templates = {name: (folder / f"{name}.ipynb").read_bytes() for name in {report.notebook for report in wanted}}
    jobs = [_Job(r, folder / f"{r.notebook}.ipynb", key_of(r, templates[r.notebook], base)) for r in wanted]
    due = [job for job in jobs if _standing_key(study, job.report) != job.key]
    made = Made(logs=[StageLog("report", None, True, 0.0, 1) for _ in range(len(jobs) - len(due))])
    for other in reports:
        template = folder / f"{other.notebook}.ipynb"
        if other not in wanted and template.is_file():
            standing_key = _standing_key(study, other)
            if standing_key not in (None, key_of(other, template.read_bytes(), base)):
                _discard(study, other)
    if due:
        _make(study, due, described, made, progress)
    standing = [report for report in reports if (study.reports / f"{report.name}.html").is_file()]
    failed = [report for report in reports if report not in standing and _notebook(study, report).is_file()]
    made.paths = [_write_index(study, standing, failed, described)]
    made.paths += [study.reports / f"{report.name}.html" for report in standing]
    return made


def discard_outdated(study: Study) -> int:
    """Delete the reports that no longer agree with the tables; how many there were.

    They may quote somebody who has withdrawn since.
    """
    base, folder = base_key(study, describe_study(study)), notebooks_folder()
    current = {
        report.name
        for report in reports_of(study)
        if _standing_key(study, report) == key_of(report, (folder / f"{report.notebook}.ipynb").read_bytes(), base)
    }
    before = {page.stem for page in study.reports.glob("*.html") if _is_ours(page)}
    _delete_others(study.reports, current)
    if before - current:
        (study.reports / "index.html").unlink(missing_ok=True)
    return len(before - current)


def notebooks_folder() -> Path:
    """Where the templates lie: `notebooks/` here, else beside the package."""
    here = Path("notebooks")
    return here if here.is_dir() else Path(__file__).resolve().parents[2] / "notebooks"


def _notebook(study: Study, report: Report) -> Path:
    return study.reports / "notebooks" / f"{report.name}.ipynb"


def _standing_key(study: Study, report: Report) -> str | None:
    return whole_key(study.reports / f"{report.name}.html", _notebook(study, report))


def _is_ours(page: Path) -> bool:
    """Whether a page is one of our reports, damaged ones included; the researcher's own files stay."""
    return stored_key(page) is not None or (page.parent / "notebooks" / f"{page.stem}.ipynb").is_file()


def _delete_others(folder: Path, names: Collection[str]) -> None:
    """Delete the reports of before that no longer belong, and what a killed run left; other files stay."""
    for leftover in folder.rglob(".*.tmp"):
        leftover.unlink(missing_ok=True)
    for page in folder.glob("*.html"):
        if page.stem not in names and _is_ours(page):
            for suffix in _WITH_A_PAGE:
                page.with_suffix(suffix).unlink(missing_ok=True)
    for notebook in (folder / "notebooks").glob("*.ipynb"):
        if notebook.stem not in names:
            notebook.unlink()


def _discard(study: Study, report: Report) -> None:
    """Delete a report in every form."""
    for suffix in _WITH_A_PAGE:
        (study.reports / f"{report.name}{suffix}").unlink(missing_ok=True)
    _notebook(study, report).unlink(missing_ok=True)


def _make(study: Study, due: list[_Job], described: dict[str, Any], made: Made, progress: Progress) -> None:
    """Run the notebooks one after the other in one kernel."""
    from pipeline.report.engine import Kernel, run_notebook

    progress("rapporten", 0, len(due))
    for job in due:
        # Whatever happens next: what stands of before may quote who has withdrawn since.
        _discard(study, job.report)
    with Kernel(study.store.root) as kernel:
        # While the kernel starts, this process imports what it needs itself.
        from pipeline.report.html import page_of_notebook

        kernel.warm_up()
        for done, job in enumerate(due, start=1):
            start, report = time.perf_counter(), job.report
            page = study.reports / f"{report.name}.html"
            parameters = {"corpus": study.name, "audience": report.audience, **report.parameters}
            notebook, failure = run_notebook(job.template, parameters=parameters, kernel=kernel)
            executed = _as_bytes(notebook)
            write_atomically(_notebook(study, report), executed)
            if failure is None:
                made_page = page_of_notebook(notebook, report=report, key=job.key, study=described)
                # The page last: its seal says that all of the report stands.
                write_atomically(page, sealed_page(made_page, executed))
            else:
                made.failed.append(_problem(report, failure))
            made.logs.append(StageLog("report", None, False, time.perf_counter() - start, int(failure is None)))
            progress("rapporten", done, len(due))


def _as_bytes(notebook: Any) -> bytes:
    import nbformat

    return f"{nbformat.writes(notebook)}\n".encode()


def _problem(report: Report, failure: str) -> Problem:
    marked = f"reports/…/notebooks/{report.name}.ipynb"
    what = f"report '{report.name}' failed ({failure} of notebooks/{report.notebook}.ipynb)"
    return Problem(marked, 0, what, "The cell is marked in this notebook; the other reports were made.")


def _write_index(study: Study, standing: list[Report], failed: list[Report], described: dict[str, Any]) -> Path:
    from pipeline.report.html import index_page

    path = study.reports / "index.html"
    data = index_page(standing, failed, study=described)
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
    return path
