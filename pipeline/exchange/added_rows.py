"""New rows below those of a register that a person keeps: all that stands there stays as it is."""

from __future__ import annotations

import codecs
import io
import warnings
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.spreadsheets import bytes_of, csv_text, fill_cell, save
from pipeline.readers.encoding import read_bytes
from pipeline.readers.table import separator_of
from pipeline.reading import HEADER
from pipeline.sheets import Sheet, read_sheet

Rows = Sequence[Mapping[str, str]]
"""What to add, by the names of the columns."""


def add_rows(path: Path, rows: Rows, *, needed: Collection[str], name: str) -> None:
    """Add rows to a csv or xlsx in its own order of columns, separator and encoding; whole or not at all.

    `name` is what messages call the file. Raises PipelineError where it cannot be read or written, or lacks a column of
    `needed`.
    """
    sheet = read_sheet(path, name=name, columns=HEADER)
    if lacking := [column for column in needed if column not in sheet.columns]:
        what = f"column '{', '.join(lacking)}' is missing"
        raise PipelineError(Problem(name, sheet.header, what, "Add it to the header, then do this again."))
    data = read_bytes(path, name=name)
    if rows:
        add = _to_workbook if path.suffix.lower() == ".xlsx" else _to_text
        save(path, add(data, [[row.get(title, "") for title in sheet.titles] for row in rows], sheet=sheet))


def _to_text(data: bytes, rows: list[list[str]], *, sheet: Sheet) -> bytes:
    encoding = encoding_of(data)
    # A byte order mark at the start is part of the text here, and does no harm.
    text = data.decode(encoding)
    newline = "\r\n" if "\r\n" in text else "\n"
    separator = separator_of(text.lstrip("\ufeff").replace("\r\n", "\n"))
    added = csv_text(rows, separator=separator, newline=newline)
    try:
        mark = codecs.BOM_UTF8 if data.isascii() and not added.isascii() else b""
        # Excel takes a file without a mark for Windows-1252: one of plain letters needs it from now on.
        return mark + data + ("" if text.endswith("\n") else newline).encode(encoding) + added.encode(encoding)
    except UnicodeEncodeError as error:
        what = "a label holds a sign that Windows-1252, the encoding of this file, lacks"
        raise PipelineError(
            Problem(sheet.name, 0, what, "Save the file as 'CSV UTF-8', then do this again.")
        ) from error


def encoding_of(data: bytes) -> str:
    """What a text that the readers take is written in."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _to_workbook(data: bytes, rows: list[list[str]], *, sheet: Sheet) -> bytes:
    from openpyxl import load_workbook

    with warnings.catch_warnings(record=True) as lost:
        warnings.simplefilter("always", UserWarning)
        try:
            book = load_workbook(io.BytesIO(data))
        except (BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
            problem = Problem(sheet.name, 0, "the file is no workbook that can be read", "Save it again as .xlsx.")
            raise PipelineError(problem) from error
    if lost:
        what = "this workbook holds things that would be lost if rows were added to it"
        raise PipelineError(Problem(sheet.name, 0, what, "Save it as 'CSV UTF-8', or type the new rows yourself."))
    table = book.worksheets[sheet.number - 1]
    last = max([sheet.header, *(line for line, _ in sheet.rows)])
    for line, row in enumerate(rows, start=last + 1):
        for at, value in enumerate(row, start=1):
            if value:
                fill_cell(table.cell(line, at), value, name=sheet.name)
    return bytes_of(book)
