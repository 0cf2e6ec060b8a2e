"""Word: .docx with labelled paragraphs, as Teams exports it, or with tables of who says what."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.styles.style import BaseStyle

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content, Line, read_line
from pipeline.readers.table import NEEDED, is_header, lines_of_rows

# Tracked deletions, the place that moved text came from, and text boxes (which Word stores twice).
_NOT_READ = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent")}
_HEADING = re.compile(r"(?:heading|kop) ?[1-9]", re.IGNORECASE)
# The name of the document and its table of contents: no part of the session, and nobody says them.
_NOT_SPOKEN = re.compile(r"(?:sub)?title|(?:onder)?titel|(?:toc|inhopg) ?[1-9]", re.IGNORECASE)


class Paragraph(NamedTuple):
    """A paragraph, with its number in the document."""

    number: int
    text: str
    is_heading: bool

    def lines(self) -> Iterator[Line]:
        """Its lines. Teams puts what is said below the speaker with a line break, in one paragraph."""
        if self.is_heading and self.text.strip():
            yield Line(self.number, self.text, is_heading=True)
        else:
            yield from (read_line(self.number, line) for line in self.text.split("\n"))


class Row(NamedTuple):
    """A row of a table, as the paragraphs of each of its cells."""

    cells: list[list[Paragraph]]

    @property
    def texts(self) -> list[str]:
        """What stands in each cell."""
        return ["\n".join(paragraph.text for paragraph in cell) for cell in self.cells]

    @property
    def number(self) -> int:
        """The number of the first paragraph."""
        return next((paragraph.number for cell in self.cells for paragraph in cell), 0)


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a Word document. Raises TranscriptError where it cannot be read.

    Paragraphs are read as running text (see `text.read`). A table is read by row where its first row names
    the columns spreker and tekst, or where it has two columns and labels in the first; elsewhere as running
    text. Tracked insertions are read, deletions and comments are not. `line` is the number of the
    paragraph, empty ones and those in tables included.
    """
    found = Content()
    for block in _blocks(_open(path, name=name, limits=limits)):
        if isinstance(block, Paragraph):
            found.lines += block.lines()
        else:
            table = _lines_of_table(block, labels=labels, name=name)
            found.lines += table.lines
            found.problems += table.problems
    return found


def _open(path: Path, *, name: str, limits: Limits) -> WordDocument:
    data = read_bytes(path, name=name, limits=limits)
    try:
        return Document(io.BytesIO(data))
    except (BadZipFile, KeyError, ValueError, SyntaxError) as error:
        what = "the file is no Word document that can be read"
        raise TranscriptError(Problem(name, 0, what, "Save it again as .docx, without a password.")) from error


def _blocks(document: WordDocument) -> Iterator[Paragraph | list[Row]]:
    """The paragraphs and the tables of a document, in order."""
    body = document.element.body
    headings = _styles(document, like=_HEADING)
    not_spoken = _styles(document, like=_NOT_SPOKEN)
    numbers = {p: number for number, p in enumerate(body.iter(qn("w:p")), start=1)}

    def paragraph(p: CT_P) -> Paragraph:
        text = "" if p.style in not_spoken else clean(_text(p))
        return Paragraph(numbers[p], text, p.style in headings)

    for element in _content(body):
        if isinstance(element, CT_Tbl):
            yield [Row([[paragraph(p) for p in cell.iter(qn("w:p"))] for cell in row.tc_lst]) for row in element.tr_lst]
        else:
            yield paragraph(element)


def _content(element: BaseOxmlElement) -> Iterator[CT_P | CT_Tbl]:
    """Paragraphs and tables, those in content controls too."""
    for child in element:
        if isinstance(child, CT_P | CT_Tbl):
            yield child
        elif child.tag not in _NOT_READ:
            yield from _content(child)


def _text(element: BaseOxmlElement) -> str:
    """The text of a paragraph, with what was inserted and without what was deleted."""
    return "".join(
        child.text if isinstance(child, CT_R) else _text(child) for child in element if child.tag not in _NOT_READ
    )


def _styles(document: WordDocument, *, like: re.Pattern[str]) -> set[str]:
    """The ids of the styles with such a name, and of those based on one."""

    def is_alike(style: BaseStyle | None) -> bool:
        return style is not None and (
            bool(like.fullmatch(style.name or "")) or is_alike(getattr(style, "base_style", None))
        )

    return {style.style_id for style in document.styles if is_alike(style)}


def _lines_of_table(table: Sequence[Row], *, labels: Labels, name: str) -> Content:
    """The lines of a table, and what is wrong in it."""
    rows = [row for row in table if any(text.strip() for text in row.texts)]
    header: Sequence[str] = ()
    if rows and is_header(rows[0].texts):
        header, rows = rows[0].texts, rows[1:]
    elif all(len(row.cells) <= 2 for row in rows) and any(
        len(row.cells) == 2 and labels.find(row.texts[0]) for row in rows
    ):
        header = NEEDED
    found = Content()
    # A row of one cell stands across the columns: a heading, or a remark.
    for has_columns, group in groupby(rows, key=lambda row: bool(header) and len(row.cells) > 1):
        if has_columns:
            below = lines_of_rows([(row.number, row.texts) for row in group], header=header, name=name)
            found.lines += below.lines
            found.problems += below.problems
        else:
            cells = chain.from_iterable(row.cells for row in group)
            found.lines += chain.from_iterable(paragraph.lines() for paragraph in chain.from_iterable(cells))
    return found
