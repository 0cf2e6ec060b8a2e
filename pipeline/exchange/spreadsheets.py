"""Tables for a spreadsheet, csv or xlsx, in which no text can act as a formula, and which read back as they were.

A label or a quote may open with `=`, `+`, `-` or `@`. Excel, LibreOffice and Google would compute it, and a formula can
send what stands beside it to a web page (https://owasp.org/www-community/attacks/CSV_Injection). In csv such a text
gets an apostrophe before it; in xlsx its cell says that it is text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError, Problem
from pipeline.store import write_atomically

if TYPE_CHECKING:
    from openpyxl.cell import Cell

Value = str | int | float | None
"""What a cell may hold; None is an empty one."""

# Their full-width forms too: Excel in East Asian languages takes those for the same signs. The apostrophes are
# counted along, so that a text that opens with one of its own comes back as it was.
_ACTIVE = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_LONGEST_CELL = 32_767


def disarmed(text: str) -> str:
    """A text as it may stand in a csv that a spreadsheet opens: an apostrophe before what would be a formula."""
    return f"'{text}" if _ACTIVE.match(text) else text


def rearmed(text: str) -> str:
    """What was given to `disarmed`."""
    return text[1:] if text.startswith("'") and _ACTIVE.match(text) else text


def write_sheet(path: Path, rows: Iterable[Sequence[Value]], *, columns: Sequence[str]) -> None:
    """Write a table as csv or xlsx, by the extension of `path`: a whole file or nothing.

    Raises PipelineError where the extension is another, where the file cannot be written, and where a text is longer
    than a cell can hold.
    """
    if path.suffix.lower() == ".xlsx":
        data = _workbook([columns, *rows], name=path.name)
    elif path.suffix.lower() == ".csv":
        data = csv_bytes([columns, *rows])
    else:
        raise PipelineError(Problem(path.name, 0, "a table is written as .csv or .xlsx", "Give it such a name."))
    save(path, data)


def save(path: Path, data: bytes) -> None:
    """Write a file for the researcher, whole or not at all. Raises PipelineError where that cannot be done."""
    try:
        mode = path.stat().st_mode if path.is_file() else None
        write_atomically(path, data)
        if mode is not None:
            # A key file that only its owner may read stays so.
            path.chmod(mode)
    except PipelineError as error:
        # Its folders may be nobody's business.
        raise PipelineError(replace(problem, where=path.name) for problem in error.problems) from error
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise PipelineError(Problem(path.name, 0, what, "Is it open in Excel, or the folder read-only?")) from error


def csv_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as a Dutch Excel opens them by a double click: `;`, UTF-8 with its mark, CRLF."""
    return csv_text(rows, separator=";").encode("utf-8-sig")


def csv_text(rows: Iterable[Sequence[Value]], *, separator: str, newline: str = "\r\n") -> str:
    """Rows as the lines of a csv, disarmed."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator=newline)
    writer.writerows([disarmed(value) if isinstance(value, str) else value for value in row] for row in rows)
    return file.getvalue()


def fill_cell(cell: Cell, value: Value, *, name: str) -> None:
    """Put a value in a cell of a workbook; a text stays text, whatever it opens with. Raises PipelineError."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if text.startswith("'"):
        # Else it would be taken for an apostrophe of ours and come back without it.
        text = disarmed(text)
    if len(text) > _LONGEST_CELL:
        # openpyxl would cut it off without a word.
        what = f"a text is longer than the {_LONGEST_CELL} signs that a cell can hold"
        raise PipelineError(Problem(name, cell.row or 0, what, "Write it as .csv."))
    cell.value = text
    if text:
        cell.data_type = "s"
    # Else who opens the cell to edit it makes a formula of it after all. To set it is slow.
    if bool(cell.quotePrefix) != (is_active := bool(_ACTIVE.match(text))):
        cell.quotePrefix = is_active


def bytes_of(book: Any) -> bytes:
    """A workbook of openpyxl as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _workbook(rows: Iterable[Sequence[Value]], *, name: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row, start=1):
            fill_cell(sheet.cell(number, at), value, name=name)
    sheet.freeze_panes = "A2"
    return bytes_of(book)
