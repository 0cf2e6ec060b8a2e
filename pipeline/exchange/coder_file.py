"""coderingen/<codeur>.csv: rows come and go below those that a person keeps there; all others stay byte for byte."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pipeline.codebook import Codebook
from pipeline.errors import PipelineError, Problem
from pipeline.exchange.added_rows import encoding_of
from pipeline.exchange.spreadsheets import csv_bytes, csv_text, save
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.table import separator_of
from pipeline.reading import HEADER
from pipeline.sheets import BEYOND, Sheet, read_sheet
from pipeline.store import hash_of
from pipeline.study import Study

FOLDER = "coderingen"
_FIRST = "sessie beurt citaat code codeur besluit datum versie memo".split()
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")

Row = Mapping[str, str]


def file_of(coder: str, study: Study) -> Path:
    """The csv in coderingen/ that has this coder's name, however it is spelled there."""
    folder = study.corpus / FOLDER
    named = {path.stem.lower(): path for path in sorted(folder.glob("[!.~]*.csv"), reverse=True)}
    return named.get(coder.lower(), folder / f"{coder}.csv")


def rows_in(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of such a file with their row numbers; none where there is no file. Raises PipelineError."""
    return read_sheet(path, name=_called(path), columns=HEADER).rows if path.is_file() else []


def name_of_row(row: Row) -> str:
    """By what a row is known again: what stands in it, as it is read back."""
    read = {column: clean(value).strip() for column, value in row.items()}
    return hash_of(sorted((column, value) for column, value in read.items() if value))


def columns_of(book: Codebook) -> list[str]:
    """The columns of a new file."""
    return [*_FIRST, *book.dimensies, "steekproef"]


def change_rows(path: Path, add: Sequence[Row], *, columns: Sequence[str], remove: Collection[int] = ()) -> None:
    """Remove rows by their number and put others below the last one; the whole change is on disk, or nothing of it.

    A column that the file lacks, and that a new row fills, is added to its header. `columns` are those of a file that
    is not there yet. Raises PipelineError where it cannot be read or written.
    """
    save(path, changed_bytes(path, add, columns=columns, remove=remove))


def changed_bytes(path: Path, add: Sequence[Row], *, columns: Sequence[str], remove: Collection[int] = ()) -> bytes:
    """The file as `change_rows` would write it, before anything is written. Raises PipelineError as that does."""
    if not path.is_file():
        return csv_bytes([columns, *([row.get(name, "") for name in columns] for row in add)])
    sheet = read_sheet(path, name=_called(path), columns=HEADER)
    lacking = [name for name in columns if name not in sheet.columns and any(row.get(name) for row in add)]
    if lacking and (longer := [line for line, row in sheet.rows if BEYOND in row]):
        what = "this row is longer than the header"
        raise PipelineError(Problem(sheet.name, longer[0], what, "Mend it first: nothing was written."))
    data = read_bytes(path, name=sheet.name)
    text = data.decode(encoding_of(data))
    lines = _LINE.findall(text)
    separator = separator_of(text.lstrip("\ufeff"))
    for line in sorted(remove, reverse=True):
        del lines[line - 1 : line - 1 + _n_lines(lines[line - 1 :], separator)]
    newline = "\r\n" if "\r\n" in text else "\n"
    if lacking:
        _extend_header(lines, sheet, separator.join(["", *lacking]), separator)
    rows = [[row.get(title, "") for title in (*sheet.titles, *lacking)] for row in add]
    if rows and lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    return _encoded("".join(lines), csv_text(rows, separator=separator, newline=newline), data, sheet.name)


def _called(path: Path) -> str:
    return f"{FOLDER}/{path.name}" if path.parent.name == FOLDER else path.name


def _n_lines(lines: Sequence[str], separator: str) -> int:
    """On how many lines the first row stands: a text in quotes may run over several."""
    reader = csv.reader(iter(lines), delimiter=separator)
    next(reader)
    return reader.line_num


def _extend_header(lines: list[str], sheet: Sheet, added: str, separator: str) -> None:
    last = sheet.header - 1 + _n_lines(lines[sheet.header - 1 :], separator) - 1
    bare = lines[last].rstrip("\r\n")
    lines[last] = bare + added + lines[last][len(bare) :]


def _encoded(kept: str, added: str, data: bytes, name: str) -> bytes:
    encoding = encoding_of(data)
    # Excel takes a file without a mark for Windows-1252: one of plain letters needs it from now on.
    mark = codecs.BOM_UTF8 if data.isascii() and not added.isascii() else b""
    try:
        return mark + kept.encode(encoding) + added.encode(encoding)
    except UnicodeEncodeError as error:
        what = "a text holds a sign that Windows-1252, the encoding of this file, lacks"
        remedy = "Save the file as 'CSV UTF-8', then do this again."
        raise PipelineError(Problem(name, 0, what, remedy)) from error
