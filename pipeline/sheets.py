"""Tables that people keep in a spreadsheet (csv, tsv, xlsx) as rows of text with their row number.

Dutch Excel habits are taken as they come: `;` as separator, a byte order mark, Windows-1252, empty rows
at the end. Column names are compared without regard to case and spaces around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.readers.table import read_rows

BEYOND = ""
"""Under this name stands what a row holds beyond the last column: a `;` in a text that lacks its quotes."""


@dataclass(frozen=True)
class Sheet:
    """A table's `columns` (lower case) and its `rows`: the row number in the file and a text per column."""

    name: str
    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]


def read_sheet(path: Path, *, name: str | None = None) -> Sheet:
    """Read a csv, tsv or xlsx file. Raises PipelineError where it cannot be read or has no header."""
    name = name or path.name
    (number, header), *rows = list(read_rows(path, name=name)) or [(0, [])]
    columns = [cell.strip().lower() for cell in header]
    named = [column for column in columns if column]
    if not named:
        raise PipelineError(Problem(name, 0, "the table is empty", "Its first row names the columns."))
    if twice := {column for column in named if named.count(column) > 1}:
        raise PipelineError(Problem(name, number, f"column '{min(twice)}' stands here twice", "Rename one of them."))
    return Sheet(name, named, [(number, _as_dict(columns, cells)) for number, cells in rows])


def _as_dict(columns: list[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(columns) - len(cells))
    row = {column: cell.strip() for column, cell in zip(columns, padded, strict=False) if column}
    if any(cell.strip() for cell in cells[len(columns) :]):
        row[BEYOND] = f"{len(cells)} cells, and {len(columns)} columns"
    return row
