"""Tables with a row for a turn or a piece of it: .csv, .tsv and .xlsx. Tables in Word are read by it too."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import clean, read_bytes, read_text
from pipeline.readers.labels import Labels
from pipeline.readers.limits import USUAL, Limits
from pipeline.readers.lines import Content, Line
from pipeline.readers.packages import check, not_readable
from pipeline.readers.times import parse_time

Row = tuple[int, list[str]]
"""A row of a table: its number in the source, and its cells as they are shown."""

_SEPARATORS = ";,\t"
NEEDED = ("spreker", "tekst")
"""The columns that a table of turns must have."""
_OTHER_NAMES = {"tijd": "start"}
_WORKBOOK = "workbook"
_CELLS_PER_LINE = 10


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a table. Raises TranscriptError where it cannot be read.

    Needed columns are `spreker` and `tekst`; `start` or `tijd`, `eind` and `deel` are read where they stand.
    A row without a speaker goes on with the last one; another `deel` starts a part.
    """
    rows = read_rows(path, name=name, limits=limits)
    number, header = next(rows, (0, []))
    if not header:
        raise TranscriptError(Problem(name, 0, "the transcript is empty", "Is it the right file?"))
    if not is_header(header):
        what = "the first row does not name the columns spreker and tekst"
        raise TranscriptError(Problem(name, number, what, "Beside them, start, eind and deel are read."))
    return lines_of_rows(rows, header=header, name=name)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names the columns that are needed."""
    return set(NEEDED) <= set(_columns(cells))


def lines_of_rows(rows: Iterable[Row], *, header: Sequence[str], name: str) -> Content:
    """The rows below a header as lines, and what is wrong in them."""
    columns, width = _columns(header), len(header)
    found = Content()
    part = ""
    for number, cells in rows:
        values = {column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()}
        if any(cell.strip() for cell in cells[width:]):
            what = f"the row has {len(cells)} cells, the header {width}"
            found.problems.append(Problem(name, number, what, "Put a text that holds a separator in quotes."))
        times: dict[str, float | None] = {"start": None, "eind": None}
        for column in times:
            try:
                times[column] = parse_time(values[column]) if values.get(column) else None
            except ValueError:
                what = f"column '{column}' holds no time"
                found.problems.append(Problem(name, number, what, "Write h:mm:ss, m:ss or seconds."))
        if values.get("deel") and values["deel"] != part:
            part = values["deel"]
            found.lines.append(Line(number, part, is_heading=True))
        label, text = values["spreker"], values["tekst"]
        found.lines.append(Line(number, text, label, start_s=times["start"], end_s=times["eind"]))
    return found


def read_rows(path: Path, *, name: str, limits: Limits = USUAL) -> Iterator[Row]:
    """The rows of a csv, tsv or xlsx file that are not empty. Raises TranscriptError."""
    if path.suffix.lower() == ".xlsx":
        rows = _rows_of_workbook(read_bytes(path, name=name, limits=limits), name=name, limits=limits)
    else:
        rows = _rows_of_text(read_text(path, name=name, limits=limits), name=name)
    return (row for row in rows if any(cell.strip() for cell in row[1]))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column stands: the first that has its name."""
    names = [name.strip().lower() for name in header]
    found = {name: at for at, name in reversed(list(enumerate(names)))}
    return {_OTHER_NAMES[name]: at for name, at in found.items() if name in _OTHER_NAMES} | found


def separator_of(text: str) -> str:
    """What stands between the cells of a csv: what it says itself, else the sign that its first line has most."""
    first = text.lstrip().split("\n", 1)[0]
    # Excel writes and reads `sep=;` above the header.
    return first[4] if first[:4] == "sep=" and len(first) == 5 else max(_SEPARATORS, key=first.count)


def _rows_of_text(text: str, *, name: str) -> Iterator[Row]:
    first = text.lstrip().split("\n", 1)[0]
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            if not (number == 1 and first[:4] == "sep="):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        what = "quotation marks that do not belong together, in this row or below it"
        if "field limit" in str(error):
            what = f"a text of more than {csv.field_size_limit()} signs, or {what}"
        remedy = 'A text that holds a " stands in quotes itself, with each " in it written twice.'
        raise TranscriptError(Problem(name, number, what, remedy)) from error


def _rows_of_workbook(data: bytes, *, name: str, limits: Limits) -> Iterator[Row]:
    """The rows of the first sheet."""
    return iter(next(sheets_of_workbook(data, name=name, limits=limits), []))


def sheets_of_workbook(data: bytes, *, name: str, limits: Limits = USUAL) -> Iterator[list[Row]]:
    """The rows of each sheet of a workbook, in order. Raises TranscriptError."""
    from openpyxl import load_workbook

    check(data, name=name, kind=_WORKBOOK, limits=limits)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            # Some programs write a size that is too small, and what lies beyond it would not be read.
            sheet.reset_dimensions()
            rows, n_cells = [], 0
            for number, row in enumerate(sheet.iter_rows(), start=1):
                n_cells += max(len(row), _CELLS_PER_LINE)
                # One cell in the last column of the last row makes billions of empty ones.
                if n_cells > _CELLS_PER_LINE * limits.max_lines:
                    what = "the workbook has more cells than a table of turns"
                    raise TranscriptError(Problem(name, number, what, "Remove what stands far below or beside it."))
                rows.append((number, [_shown(cell.value, cell) for cell in row]))
            yield rows
    except (
        *(BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError, AttributeError, TypeError),
        *(OverflowError, RecursionError),
    ) as error:
        raise TranscriptError(not_readable(name, _WORKBOOK)) from error


def _shown(value: object, cell: object) -> str:
    """A cell as Excel shows it.

    Who types 1:30 for a minute and a half gets a cell of one hour and a half; it still shows 1:30.
    """
    match value:
        case None:
            return ""
        case datetime.time():
            since_midnight = datetime.datetime.combine(datetime.date.min, value) - datetime.datetime.min
            return _shown(since_midnight, cell)
        case datetime.timedelta():
            minutes, seconds = divmod(round(value.total_seconds(), 3), 60)
            shown = f"{int(minutes // 60)}:{int(minutes % 60):02d}"
            has_seconds = "s" in getattr(cell, "number_format", "s").lower()
            return f"{shown}:{seconds:06.3f}".removesuffix(".000") if has_seconds else shown
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return clean(str(value))
