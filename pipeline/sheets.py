"""Tables that people keep in a spreadsheet (csv, tsv, xlsx) as rows of text with their row number.

Dutch Excel habits are taken as they come: `;` as separator, a byte order mark, Windows-1252, empty rows
at the end. Column names are compared without regard to case and spaces around them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError, Problem

SEPARATORS = ";,\t"


@dataclass(frozen=True)
class Sheet:
    """A table's `columns` (lower case) and its `rows`: the row number in the file and a text per column."""

    name: str
    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]


def read_sheet(path: Path, *, name: str | None = None) -> Sheet:
    """Read a csv, tsv or xlsx file. Raises PipelineError where it cannot be read or has no header."""
    name = name or path.name
    if path.suffix.lower() == ".xlsx":
        lines = list(_lines_of_workbook(path, name))
    else:
        lines = list(_lines_of_text(path))
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise PipelineError(Problem(name, 0, "the table is empty", "Its first row names the columns."))
    columns = [cell.strip().lower() for cell in filled[0][1]]
    named = [column for column in columns if column]
    if twice := {column for column in named if named.count(column) > 1}:
        raise PipelineError(
            Problem(name, filled[0][0], f"column '{min(twice)}' stands here twice", "Rename one of them.")
        )
    rows = [(number, _as_dict(columns, cells)) for number, cells in filled[1:]]
    return Sheet(name, named, rows)


def _as_dict(columns: list[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(columns) - len(cells))
    return {column: cell.strip() for column, cell in zip(columns, padded, strict=False) if column}


def _lines_of_text(path: Path) -> Iterator[tuple[int, list[str]]]:
    from pipeline.readers.encoding import read_text

    text = read_text(path)
    header = text.lstrip("\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _lines_of_workbook(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise PipelineError(Problem(name, 0, "not a readable xlsx file", "Save it again as .xlsx.")) from error
    sheet = book.worksheets[0]
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_cell_text(cell) for cell in cells]
    book.close()


def _cell_text(cell: object) -> str:
    import datetime

    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
