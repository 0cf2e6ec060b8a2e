"""A review sheet that a person filled in, as rows of text: a workbook, or a csv that a spreadsheet saved of it."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.exchange.review_sheets import KEY_COLUMNS, KEYS, STEMS, About
from pipeline.exchange.spreadsheets import rearmed
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.limits import USUAL
from pipeline.readers.packages import check, not_readable
from pipeline.sheets import BEYOND, read_sheet

_NEEDED = ("nr", "besluit")
_NEEDED_ALONE = ("sessie", "fragment", "code", "besluit")
"""What a sheet cannot do without: with its hidden sheet, and where that was lost."""

_COLUMNS = (*_NEEDED_ALONE, "nr", "beurt")
_HEADER_WITHIN = 10
_MOST_ROWS = 50_000
_KEY, _NUMBER = re.compile(r"\w+-\d+-\d+"), re.compile(r"(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)?")
_FILE = re.compile(r"(?P<stem>steekproef|leerzaam)-(?P<rest>.+?)(?:-(?P<date>\d{4}-\d{2}-\d{2}))?(?:[ _(].*)?")


@dataclass(frozen=True)
class Answer:
    """One row: a text per column; `formulas` are the columns that hold one, `merged` those that lost a value."""

    line: int
    cells: dict[str, str]
    formulas: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass
class Answers:
    """One file: whose it is, its rows, and by number what was asked (`keys`; empty where the hidden sheet is lost).

    `before` are the keys of what this coder judged in earlier samples, with the weight that it has from now on.
    """

    name: str
    about: About
    columns: list[str]
    rows: list[Answer] = field(default_factory=list)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    before: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def read_answers(path: Path, *, corpus: str) -> Answers:
    """Read a filled-in sheet. Raises PipelineError where it is none, or none of this corpus."""
    if path.suffix.lower() in (".csv", ".tsv"):
        found = _of_text(path, corpus)
    elif path.suffix.lower() == ".xlsx":
        found = _of_workbook(path, corpus)
    else:
        raise PipelineError(Problem(path.name, 0, "this is no xlsx or csv", "Save it as .xlsx, then do this again."))
    needed = _NEEDED if found.keys else _NEEDED_ALONE
    if lacking := [column for column in needed if column not in found.columns]:
        named = [did_you_mean(column, found.columns) for column in lacking]
        remedy = " ".join(dict.fromkeys(text for text in named if text)) or "Give it its name back."
        raise PipelineError(Problem(path.name, 1, f"column '{', '.join(lacking)}' is missing", remedy))
    if found.about.corpus != corpus:
        what = f"this sheet belongs to corpus '{found.about.corpus[:40]}', not to '{corpus}'"
        raise PipelineError(Problem(path.name, 0, what, "Give the corpus that it was made from with --corpus."))
    if not found.keys:
        what = "the hidden sheet that knows the rows is not there: taken by their words, without weight"
        found.notes.append(Problem(path.name, 0, what, "Better: import the .xlsx itself, if you still have it."))
    return found


def _of_text(path: Path, corpus: str) -> Answers:
    sheet = read_sheet(path, columns=_COLUMNS)
    found = Answers(path.name, _about_of_name(path, corpus), sheet.columns)
    for line, row in sheet.rows:
        if BEYOND in row:
            what = f"this row has {row[BEYOND]}: a text that holds a separator stands in quotes"
            found.problems.append(Problem(path.name, line, what, "This row is left out."))
            continue
        found.rows.append(Answer(line, row))
    return found


def _of_workbook(path: Path, corpus: str) -> Answers:
    book = load_filled(path)
    visible = [sheet for sheet in book.worksheets if not sheet.title.startswith("_")]
    headers = [_header(sheet) for sheet in visible]
    at = max(range(len(visible)), key=lambda index: headers[index][1], default=None)
    if at is None or headers[at][1] < 2:
        what = "no sheet of this workbook names the columns nr and besluit"
        raise PipelineError(Problem(path.name, 0, what, "Is it a file that `route export review` made?"))
    top = headers[at][0]
    titles = [text_of(cell.value).lower() for cell in visible[at][top]]
    if twice := sorted({title for title in titles if title and titles.count(title) > 1}):
        raise PipelineError(Problem(path.name, top, f"column '{twice[0]}' stands here twice", "Rename one of them."))
    keys = _keys(book)
    asked = {row["nr"]: row for row in keys if row["nr"]}
    about = _about_of_keys(keys) or _about_of_name(path, corpus)
    found = Answers(path.name, about, [title for title in titles if title], keys=asked)
    found.before = [row for row in keys if not row["nr"]]
    for row in visible[at].iter_rows(min_row=top + 1):
        answer = answer_of(row, titles)
        if any(answer.cells.values()) or answer.formulas:
            found.rows.append(answer)
    return found


def load_filled(path: Path) -> Any:
    """A workbook that a person filled in. Raises PipelineError where it cannot be read."""
    from openpyxl import load_workbook

    data = read_bytes(path, name=path.name)
    check(data, name=path.name, kind="workbook", limits=USUAL)
    try:
        with warnings.catch_warnings():
            # What it cannot keep (a picture, a rule) is none of ours, and nothing is written back.
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(io.BytesIO(data))
    except (
        *(BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError, AttributeError, TypeError),
        *(OverflowError, RecursionError),
    ) as error:
        raise PipelineError(not_readable(path.name, "workbook")) from error
    for sheet in book.worksheets:
        if sheet.max_row > _MOST_ROWS:
            what = f"a sheet goes on to row {sheet.max_row}"
            raise PipelineError(Problem(path.name, 0, what, "Remove what stands far below the table."))
    return book


def _header(sheet: Any) -> tuple[int, int]:
    """The row that names most of our columns, and how many."""
    rows = sheet.iter_rows(max_row=_HEADER_WITHIN, values_only=True)
    named = [len({text_of(value).lower() for value in row} & set(_COLUMNS)) for row in rows]
    most = max(named, default=0)
    return (named.index(most) + 1 if named else 1), most


def answer_of(row: Sequence[Any], titles: Sequence[str]) -> Answer:
    """A row of a sheet by the titles of its columns."""
    from openpyxl.cell.cell import MergedCell

    cells = {title: cell for title, cell in zip(titles, row, strict=False) if title}
    formulas = tuple(title for title, cell in cells.items() if cell.data_type == "f")
    merged = tuple(title for title, cell in cells.items() if isinstance(cell, MergedCell))
    texts = {title: "" if title in formulas else text_of(cell.value) for title, cell in cells.items()}
    return Answer(row[0].row, texts, formulas, merged)


def text_of(value: object) -> str:
    """A cell as text, without the apostrophe that keeps it from being a formula."""
    match value:
        case None:
            return ""
        case datetime.datetime() | datetime.date():
            return value.isoformat()[:10]
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return rearmed(clean(str(value)).strip()).strip()


def _keys(book: Any) -> list[dict[str, str]]:
    """The rows of the hidden sheet; none where it is not whole."""
    if KEYS not in book.sheetnames:
        return []
    header, *rows = [[text_of(value) for value in row] for row in book[KEYS].iter_rows(values_only=True)]
    if not set(KEY_COLUMNS) <= set(header):
        return []
    found = [dict(zip(header, row, strict=False)) for row in rows if any(row)]
    is_whole = all(row["steekproef"] in STEMS and _KEY.fullmatch(row["segment"]) for row in found)
    return found if is_whole and all(_NUMBER.fullmatch(row["gewicht"]) for row in found) else []


def _about_of_keys(keys: list[dict[str, str]]) -> About | None:
    for row in keys:
        return About(row["corpus"], row["codeur"], row["steekproef"], row["versie"], row["datum"])
    return None


def _about_of_name(path: Path, corpus: str) -> About:
    """Whose sheet it is, from the name that the export gave it. Raises PipelineError."""
    match = _FILE.fullmatch(path.stem)
    if not match:
        what = "nothing says whose sheet this is: its hidden sheet is lost, and its name is another"
        remedy = "Give it back the name of the export: steekproef-<corpus>-<codeur>-<datum>."
        raise PipelineError(Problem(path.name, 0, what, remedy))
    of_corpus, _, coder = match["rest"].rpartition("-")
    if match["rest"].startswith(f"{corpus}-"):
        of_corpus, coder = corpus, match["rest"].removeprefix(f"{corpus}-")
    sample = next(sample for sample, stem in STEMS.items() if stem == match["stem"])
    return About(of_corpus, coder, sample, "", match["date"] or "")
