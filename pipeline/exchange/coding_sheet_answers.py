"""A coding sheet that a person filled in, as rows of text with what was exported under their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.coding_sheets import CODES, DONE, DONE_CELL, KEY_COLUMNS
from pipeline.exchange.review_answers import Answer, answer_of, load_filled, text_of
from pipeline.exchange.review_sheets import KEYS
from pipeline.study import Study

Key = Mapping[str, str]


@dataclass
class Imported:
    """What came of the rows; what could not be taken, by row; what is worth knowing; the files that were written."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


@dataclass
class FilledIn:
    """A sheet while it is read: its rows, and by number what was exported."""

    name: str
    rows: list[Answer]
    columns: list[str]
    keys: dict[str, Key]
    is_done: bool
    study: Study
    found: Imported

    @property
    def about(self) -> Key:
        """What holds of the whole sheet: corpus, codeur, sessie, blind, versie, datum."""
        return next(iter(self.keys.values()))

    def problem(self, line: int, what: str, remedy: str = "This row is left out.") -> None:
        """List what was not taken."""
        self.found.problems.append(Problem(self.name, line, what, remedy))


def read_filled(path: Path, study: Study, found: Imported) -> FilledIn:
    """The sheet with its hidden one. Raises PipelineError where it is none, or none of this corpus."""
    if path.suffix.lower() != ".xlsx":
        raise PipelineError(Problem(path.name, 0, "this is no xlsx", "Save it as .xlsx, then do this again."))
    book = load_filled(path)
    keys = _keys(book[KEYS]) if KEYS in book.sheetnames else {}
    if not keys or CODES not in book.sheetnames:
        what = "this is no coding sheet: the sheet 'codes', or the hidden one that knows its rows, is not there"
        raise PipelineError(Problem(path.name, 0, what, "Is it a file that `route export codeersheet` made?"))
    about = next(iter(keys.values()))
    if about["corpus"] != study.name:
        what = f"this sheet belongs to corpus '{about['corpus'][:40]}', not to '{study.name}'"
        raise PipelineError(Problem(path.name, 0, what, "Give the corpus that it was made from with --corpus."))
    if about["sessie"] not in {session.session_id for session in study.sessions}:
        what = f"session '{about['sessie'][:20]}' is not in sessies.csv any more"
        raise PipelineError(Problem(path.name, 0, what, "Nothing was imported."))
    header, *rows = book[CODES].iter_rows()
    titles = [text_of(cell.value).lower() for cell in header]
    if lacking := [name for name in ("nr", "fragment") if name not in titles]:
        what = f"column '{', '.join(lacking)}' is missing"
        raise PipelineError(Problem(path.name, 1, what, "Give it its name back, in the first row."))
    if twice := sorted({title for title in titles if title and titles.count(title) > 1}):
        raise PipelineError(Problem(path.name, 1, f"column '{twice[0]}' stands here twice", "Rename one of them."))
    answers = [answer for row in rows if any((answer := answer_of(row, titles)).cells.values()) or answer.formulas]
    is_done = DONE in book.sheetnames and text_of(book[DONE][DONE_CELL].value).lower().startswith("j")
    return FilledIn(path.name, answers, [title for title in titles if title], keys, is_done, study, found)


def _keys(sheet: Any) -> dict[str, Key]:
    """By number what was exported; nothing where the hidden sheet is not whole."""
    header, *rows = [[text_of(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    if header[: len(KEY_COLUMNS)] != KEY_COLUMNS:
        return {}
    found = [dict(zip(header, row, strict=False)) for row in rows if any(row)]
    is_whole = all(all(row[column] for column in KEY_COLUMNS[:6]) for row in found)
    return {row["nr"]: row for row in found} if is_whole else {}
