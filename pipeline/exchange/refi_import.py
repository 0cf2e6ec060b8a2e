"""From a QDPX, QDE or QDC to codebook.yaml, coderingen/ and memos/: all is checked first, then written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.coder_file import changed_bytes, columns_of, file_of
from pipeline.exchange.readers_register import note_reading
from pipeline.exchange.refi_book import GivenCode, given_codes
from pipeline.exchange.refi_codes import CodePlan, plan_codes
from pipeline.exchange.refi_codes_writing import with_new_codes
from pipeline.exchange.refi_codings import Codings
from pipeline.exchange.refi_elsewhere import has_no_place, unused_variables
from pipeline.exchange.refi_package import Package, read_package
from pipeline.exchange.refi_project import GivenNote, Project, read_project
from pipeline.exchange.refi_report import Lost
from pipeline.exchange.refi_talk import OtherTalk, book_as_sent
from pipeline.exchange.refi_xml import ORIGIN, children, guid_in, name_of
from pipeline.exchange.spreadsheets import save
from pipeline.study import Study
from pipeline.study_registers import shown

Files = dict[Path, bytes]


@dataclass(frozen=True)
class Wish:
    """What to read: whether codings and memos too, what users are called here, and on what date."""

    with_codings: bool = True
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Imported:
    """What came of a file; `lost` is every element that has no place here, `told` how its positions were counted."""

    counts: Counter[str] = field(default_factory=Counter)
    lost: list[Lost] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    told: str = ""


def import_refi(study: Study, path: Path, wish: Wish) -> Imported:
    """Take a file of another program in; what is here already is not written again. Raises PipelineError.

    Where anything cannot be read or written nothing is, and where the talk is needed, the last run must be of it.
    """
    study.raise_problems()
    package = read_package(path, limits=study.limits)
    found = Imported()
    project = read_project(package) if package.form == "Project" else None
    files: Files = {}
    plan = _plan(study, package, project, path)
    _count_codes(plan, found)
    if data := _book(study, plan):
        files[_book_file(study)] = data
    found.lost += [*plan.lost, *has_no_place(package.root)]
    codings = Codings()
    if project and wish.with_codings:
        found.lost += unused_variables(package.root)
        if project.description.strip() and project.origin != ORIGIN:
            found.lost.append(Lost("Description", "de omschrijving van het project: niet overgenomen"))
        talk = OtherTalk(study, project, plan, _codable(study, plan), wish.called)
        codings = talk.codings
        talk.read(found, files)
    elif project:
        what = f"{sum(len(item.codings) for source in project.sources for item in source.selections)} coderingen"
        found.lost.append(Lost("Coding", f"{what} niet gelezen: alleen het codeboek was gevraagd"))
    for coder, rows in sorted(codings.rows.items()):
        file = file_of(coder, study)
        files[file] = changed_bytes(file, rows, columns=columns_of(study.book)[:-1])
    _write(files, found)
    _note_readers(study, codings, found)
    found.lost.sort()
    return found


def _plan(study: Study, package: Package, project: Project | None, path: Path) -> CodePlan:
    """What becomes of the codes."""
    given: list[GivenCode] = list(given_codes(package.root))
    without = sum(not code.guid for code in given)
    if without:
        what = f"{without} codes have no GUID, by which codings find them"
        raise PipelineError(Problem(path.name, 0, what, "Export it again in the other program."))
    used = {guid_in(ref.get("targetGUID")) for item in package.root.iter() if name_of(item) == "Coding"
            for ref in children(item, "CodeRef")}  # fmt: skip
    notes: Mapping[str, GivenNote] = project.notes if project else {}
    origin = (package.root.get("origin") or "").strip() or path.stem
    memos = {guid: note.text for guid, note in notes.items()}
    return plan_codes(given, study.book, shown=book_as_sent(study), used=used, source=origin, memos=memos)


def _count_codes(plan: CodePlan, found: Imported) -> None:
    found.counts["codes new"], found.counts["codes known already"] = plan.n_new, plan.n_known
    found.counts["themes new"] = len(plan.themes)


def _codable(study: Study, plan: CodePlan) -> dict[str, str]:
    """Our ids of codes by GUID: a theme cannot be given."""
    themes = {theme.id for theme in study.book.themas} | {str(theme.values["id"]) for theme in plan.themes}
    return {guid: identifier for guid, identifier in plan.ids.items() if identifier not in themes}


def _book_file(study: Study) -> Path:
    if study.codebook_file is None:
        raise PipelineError(study.problems)
    return study.codebook_file


def _book(study: Study, plan: CodePlan) -> bytes | None:
    """The codebook with the new codes; None where there are none."""
    path = _book_file(study)
    before = path.read_bytes()
    after = with_new_codes(before, plan, name=shown(path, study), longest=study.settings.segments.max_words)
    return after if after != before else None


def _write(files: Files, found: Imported) -> None:
    for path, data in files.items():
        path.parent.mkdir(exist_ok=True)
        save(path.resolve(), data)
        found.written.append(path.resolve())


def _note_readers(study: Study, codings: Codings, found: Imported) -> None:
    """Note in codeurs.csv who coded, not whole; blind only where nobody else's codings stood beside them."""
    for coder, session in sorted(codings.seen):
        is_blind = codings.coders_in.get(session, set()) <= {coder}
        paths = note_reading(study, coder, session, is_complete=False, is_blind=is_blind, notes=found.notes)
        found.written += [path for path in paths if path not in found.written]
    if codings.seen:
        what = "who coded counts as not having read a session whole"
        found.notes.append(Problem("codeurs.csv", 0, what, "Write volledig: ja where somebody did."))
