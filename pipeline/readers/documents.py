"""What a document of a word processor consists of, be it Word, LibreOffice or RTF: paragraphs and tables, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from pipeline.readers.encoding import repaired
from pipeline.readers.labels import Labels
from pipeline.readers.lines import Content, Line, read_line
from pipeline.readers.table import NEEDED, is_header, lines_of_rows


class Paragraph(NamedTuple):
    """A paragraph, with its number in the document."""

    number: int
    text: str
    is_heading: bool = False

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


Block = Paragraph | list[Row]
"""A paragraph or a table."""


def lines_of_blocks(blocks: Iterable[Block], *, labels: Labels, name: str) -> Content:
    """The lines of paragraphs and tables, and what is wrong in them.

    Paragraphs are read as running text (see `text.read`). A table is read by row where its first row names
    the columns spreker and tekst, or where it has two columns and labels in the first; elsewhere as running text.
    """
    found = Content()
    for block in blocks:
        if isinstance(block, Paragraph):
            found.lines += block.lines()
        else:
            table = _lines_of_table(block, labels=labels, name=name)
            found.lines += table.lines
            found.problems += table.problems
    return found


def _lines_of_table(table: Sequence[Row], *, labels: Labels, name: str) -> Content:
    """The lines of a table, and what is wrong in it."""
    rows = [row for row in table if any(text.strip() for text in row.texts)]
    header: Sequence[str] = ()
    if rows and is_header(rows[0].texts):
        header, rows = rows[0].texts, rows[1:]
    elif all(len(row.cells) <= 2 for row in rows) and any(
        len(row.cells) == 2 and labels.find(repaired(row.texts[0])) for row in rows
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
