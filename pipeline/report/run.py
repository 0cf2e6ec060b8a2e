"""write_reports(): bring every report of a study up to date, and the index over them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import PipelineError, Problem
from pipeline.explore import STUDY_FILE
from pipeline.flow_sessions import StageLog
from pipeline.report.audit_bundle import write_audit_bundle
from pipeline.report.files import (
    BUNDLE,
    INDEX,
    discard,
    discard_others,
    is_ours,
    notebook_of,
    page_of,
    standing_forms,
    standing_key,
)
from pipeline.report.keys import base_key, describe_study, key_of, write_description
from pipeline.report.making import Job, Made, forms_of, make_reports, write_forms
from pipeline.report.plan import Report, chosen, reports_of
from pipeline.store import write_atomically
from pipeline.study import Study

__all__ = ["Made", "discard_outdated", "notebooks_folder", "write_reports"]


class Progress(Protocol):
    """Is told how far the work is."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """`done` of `total` of this stage."""


def write_reports(
    study: Study,
    *,
    progress: Progress,
    only: Collection[str] | None = None,
    forms: Collection[str] = (),
    notebooks: Path | None = None,
) -> Made:
    """Make the reports that are out of date, delete those that no longer belong, and write the index.

    `only` names reports (`overzicht`, `focusgroep`, `focusgroep-ouder`); an unknown name raises PipelineError. `forms`
    are wanted beside html and beside what the settings say: docx, pdf. A notebook that fails stays on disk, marked, and
    becomes a problem, as does a page that does not pass its checks; the others go on.
    """
    reports = reports_of(study)
    wanted = chosen(reports, only)
    described = describe_study(study)
    write_description(study.store, STUDY_FILE, described)
    discard_others(study.reports, {report.name for report in reports})
    folder = notebooks or notebooks_folder()
    keys = _keys(study, reports, described, folder)
    _raise_without_template(wanted, keys)
    jobs = [
        Job(report, folder / f"{report.notebook}.ipynb", keys[report.name], forms_of(study, report, forms))
        for report in wanted
    ]
    due = [job for job in jobs if standing_key(study.reports, job.report.name) != job.key]
    made = Made(logs=[StageLog("report", None, True, 0.0, 1) for _ in range(len(jobs) - len(due))])
    for other in reports:
        if other not in wanted and standing_key(study.reports, other.name) not in (None, keys.get(other.name)):
            discard(study.reports, other.name)
    for job in jobs:
        if job not in due:
            made.failed += write_forms(study, job, page_of(study.reports, job.report.name).read_bytes())
    if due:
        make_reports(study, due, described=described, made=made, progress=progress)
    standing = [report for report in reports if page_of(study.reports, report.name).is_file()]
    failed = [report for report in reports if report not in standing and (report in wanted)]
    if any(report.notebook == "verantwoording" for report in standing):
        write_audit_bundle(study, described)
    made.paths = [_write_index(study, standing, failed, described)]
    made.paths += [page_of(study.reports, report.name) for report in standing]
    return made


def _raise_without_template(wanted: list[Report], keys: Mapping[str, str]) -> None:
    missing = sorted({report.notebook for report in wanted if report.name not in keys})
    if missing:
        raise PipelineError(
            Problem(f"notebooks/{name}.ipynb", 0, "this template does not exist", "Put it back, or name other reports.")
            for name in missing
        )


def discard_outdated(study: Study) -> int:
    """Delete the reports that no longer agree with the tables; how many there were.

    They may quote somebody who has withdrawn since.
    """
    reports = reports_of(study)
    keys = _keys(study, reports, describe_study(study), notebooks_folder())
    current = {
        report.name for report in reports if standing_key(study.reports, report.name) == keys.get(report.name, "")
    }
    before = {page.stem for page in study.reports.glob("*.html") if page.name != INDEX and is_ours(page)}
    discard_others(study.reports, current)
    if before - current:
        (study.reports / INDEX).unlink(missing_ok=True)
        (study.reports / BUNDLE).unlink(missing_ok=True)
    return len(before - current)


def notebooks_folder() -> Path:
    """Where the templates lie: `notebooks/` here, else beside the package."""
    here = Path("notebooks")
    return here if (here / "overzicht.ipynb").is_file() else Path(__file__).resolve().parents[2] / "notebooks"


def _keys(study: Study, reports: list[Report], described: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The key that each report would have now; none of one whose template is not there."""
    base = base_key(study, described)
    paths = {name: folder / f"{name}.ipynb" for name in {report.notebook for report in reports}}
    templates = {name: path.read_bytes() for name, path in paths.items() if path.is_file()}
    return {
        report.name: key_of(study, report, templates[report.notebook], base, described)
        for report in reports
        if report.notebook in templates
    }


def _write_index(study: Study, standing: list[Report], failed: list[Report], described: Mapping[str, Any]) -> Path:
    from pipeline.report.html import index_page

    path = study.reports / INDEX
    forms = {report.name: standing_forms(study.reports, report.name) for report in standing}
    marked = [report for report in failed if notebook_of(study.reports, report.name).is_file()]
    data = index_page(standing, marked, study=dict(described), formats=forms)
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
    return path
