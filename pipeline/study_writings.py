"""What people wrote for the reports: claims, good examples, texts and memos."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.claims import Claims, Practices, check_claims, note_passages, passages_in
from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.memos import STUDY, Memo, read_memos
from pipeline.report_texts import ReportTexts, note_texts
from pipeline.study_registers import shown
from pipeline.yaml_text import parse, read_yaml

if TYPE_CHECKING:
    from pipeline.study import Study


def read_writings(study: Study, texts: Path | None) -> None:
    """bevindingen.yaml, praktijken.yaml, rapport.yaml (at `texts`) and memos/, each where it is there.

    What cannot be read stops a run; a passage that has no place is noted, as with all that people made.
    """
    for name, read in (("bevindingen.yaml", _read_claims), ("praktijken.yaml", _read_practices)):
        if (path := study.corpus / name).is_file():
            _collect(study, partial(read, study, path))
    if texts:
        _collect(study, partial(_read_texts, study, texts))
    study.memos = [_placed(study, memo) for memo in read_memos(study.corpus / "memos", notes=study.notes)]


def _collect(study: Study, read: partial[None]) -> None:
    try:
        read()
    except PipelineError as error:
        study.problems += error.problems


def _placed(study: Study, memo: Memo) -> Memo:
    """A memo about what its code is called now; one that is about nothing known is noted, and kept."""
    if study.codebook is None:
        return memo
    about = study.codebook.renamed.get(memo.about.lower(), memo.about)
    known = {STUDY, *study.codebook.ids, *_sessions(study)}
    # A turn or a segment: FG03-0042, FG03-0042-1.
    session, _, number = about.partition("-")
    is_passage = session in known and all(part.isdigit() for part in number.split("-"))
    if about not in known and not is_passage:
        remedy = did_you_mean(about, known, "Write a code, a session, a turn (FG03-0042) or a segment.")
        what = f"bij '{about[:40]}' is no code, session, turn or segment: it is shown with the study alone"
        study.notes.append(Problem(f"memos/{memo.name}.md", 0, what, remedy))
    return replace(memo, about=about)


def _read_claims(study: Study, path: Path) -> None:
    source = read_yaml(path, name=shown(path, study))
    study.claims = parse(Claims, source)
    questions = study.codebook.vragen if study.codebook else {}
    study.problems += check_claims(study.claims, source, questions=questions)
    study.notes += note_passages(study.claims, source, sessions=_sessions(study))
    study.cited += passages_in(study.claims, source)


def _read_practices(study: Study, path: Path) -> None:
    source = read_yaml(path, name=shown(path, study))
    study.practices = parse(Practices, source)
    study.problems += check_claims(study.practices, source, questions=())
    study.notes += note_passages(study.practices, source, sessions=_sessions(study))
    study.cited += passages_in(study.practices, source)


def _read_texts(study: Study, path: Path) -> None:
    source = read_yaml(path, name=shown(path, study))
    study.texts = parse(ReportTexts, source)
    supports = [c.id for c in study.claims.bevindingen] + [p.id for p in study.practices.praktijken]
    study.notes += note_texts(study.texts, source, sessions=_sessions(study), supports=supports)


def _sessions(study: Study) -> set[str]:
    return {session.session_id for session in study.sessions}
