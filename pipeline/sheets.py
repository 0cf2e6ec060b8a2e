"""Tables that people keep in a spreadsheet (csv, tsv, xlsx) as rows of text with their row number.

Dutch Excel habits are taken as they come: `;` as separator, a byte order mark, Windows-1252, empty rows
and columns at the end, a title above the header, a sheet with instructions before the table. Column names are compared
without regard to case and spaces around them. An apostrophe that keeps a text from being a formula is taken off.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.spreadsheets import rearmed
from pipeline.readers.encoding import read_bytes
from pipeline.readers.table import Row, read_rows, sheets_of_workbook

BEYOND = ""
"""Under this name stands what a row holds beyond the last column: a `;` in a text that lacks its quotes."""

# A title, a date, an empty row and a line of explanation may stand above the header, not half a page.
_HEADER_WITHIN = 10


@dataclass(frozen=True)
class Sheet:
    """A table's `columns` (lower case) and its `rows`: the row number in the file and a text per column.

    `header` is the row that names the columns, `titles` what stands in it cell by cell, `number` that of the sheet, and
    `others` those of further sheets that have such a row: they are not read.
    """

    name: str
    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]
    header: int = 1
    titles: tuple[str, ...] = ()
    number: int = 1
    others: tuple[int, ...] = ()


def read_sheet(path: Path, *, name: str | None = None, columns: Collection[str] = ()) -> Sheet:
    """Read a csv, tsv or xlsx file. Raises PipelineError where it cannot be read or has no header.

    The table is the sheet with the row that names most of `columns`, at least two (one where only one is given), the
    first of those that name as many; where none does its header is the first row that is not empty.
    """
    name = name or path.name
    tables = _tables(path, name)
    headers = [_header(rows, set(columns)) for rows in tables]
    most = max(n_named for _, n_named in headers)
    chosen, *others = [index for index, (_, n_named) in enumerate(headers) if n_named == most]
    rows = tables[chosen][headers[chosen][0] :]
    if not rows:
        raise PipelineError(Problem(name, 0, "the table is empty", "Its first row names the columns."))
    (line, header), *rows = rows
    titles = [cell.strip().lower() for cell in header]
    named = [title for title in titles if title]
    if twice := {title for title in named if named.count(title) > 1}:
        # What is no header may hold names of people.
        shown = f"column '{min(twice)}'" if most or not columns else "a column"
        raise PipelineError(Problem(name, line, f"{shown} stands here twice", "Rename one of them."))
    found = [(number, _as_dict(titles, cells)) for number, cells in rows]
    further = tuple(index + 1 for index in others) if most else ()
    return Sheet(name, named, found, line, tuple(titles), chosen + 1, further)


def doubtful_rows(path: Path) -> dict[tuple[int, int], str]:
    """Of a workbook, by sheet and row number, why a row may not say what a person sees in it; nothing of another file.

    Of merged cells only the first holds the value, and a formula that no spreadsheet computed holds none.
    """
    if path.suffix.lower() != ".xlsx":
        return {}
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell

    found: dict[tuple[int, int], str] = {}
    written, computed = (load_workbook(path, data_only=is_computed) for is_computed in (False, True))
    for number, (sheet, values) in enumerate(zip(written.worksheets, computed.worksheets, strict=True), start=1):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, MergedCell):
                    found[number, cell.row] = "it holds merged cells"
                elif cell.data_type == "f" and values[cell.coordinate].value is None:
                    found[number, cell.row] = "it holds a formula without a value"
    return found


def _tables(path: Path, name: str) -> list[list[Row]]:
    """The rows that are not empty, of each sheet."""
    if path.suffix.lower() == ".xlsx":
        sheets = list(sheets_of_workbook(read_bytes(path, name=name), name=name))
    else:
        sheets = [list(read_rows(path, name=name))]
    return [[row for row in rows if any(cell.strip() for cell in row[1])] for rows in sheets] or [[]]


def _header(rows: list[Row], columns: set[str]) -> tuple[int, int]:
    """Where the row stands that names most of the columns, and how many; 0, 0 where none names enough of them."""
    named = [len({cell.strip().lower() for cell in cells} & columns) for _, cells in rows[:_HEADER_WITHIN]]
    most = max(named, default=0)
    return (named.index(most), most) if most >= min(2, len(columns)) > 0 else (0, 0)


def _as_dict(columns: list[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(columns) - len(cells))
    row = {column: rearmed(cell.strip()).strip() for column, cell in zip(columns, padded, strict=False) if column}
    if any(cell.strip() for cell in cells[len(columns) :]):
        row[BEYOND] = f"{len(cells)} cells, and {len(columns)} columns"
    return row
