"""LibreOffice and OpenOffice: .odt with labelled paragraphs, or with tables of who says what."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from lxml import etree
from odfdo import Document
from odfdo.element import Element
from odfdo.security import SecurityError

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.documents import Block, Paragraph, Row, lines_of_blocks
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content
from pipeline.readers.packages import check, not_readable

_KIND = "OpenDocument text"
# Tracked deletions, comments, what the document says about itself, and the pronunciation above a word.
_NOT_READ = {
    "text:tracked-changes",
    "office:annotation",
    "office:forms",
    "text:table-of-content",
    "text:ruby-text",
    "svg:title",
    "svg:desc",
}
_BESIDE = {"text:note": "footnote", "draw:text-box": "text box"}
"""What stands beside the running text."""
_SIGNS = {"text:tab": "\t", "text:line-break": "\n"}
_HEADING = re.compile(r"(?:heading|kop)(?:_20_)?[1-9]", re.IGNORECASE)
_NOT_SPOKEN = re.compile(r"(?:sub)?title|(?:onder)?titel|contents_20_(?:heading|[1-9])", re.IGNORECASE)
# More spaces in a row than this are layout, and the number is in the file: it may be anything.
_MOST_SPACES = 100


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of an OpenDocument text. Raises TranscriptError where it cannot be read.

    Paragraphs, lists and tables are read as `documents.lines_of_blocks` says. Tracked insertions are read, deletions
    and comments are not; footnotes and text boxes are not either, and a note says so. `line` is the number of
    the paragraph, empty ones and those in tables included.
    """
    data = read_bytes(path, name=name, limits=limits)
    check(data, name=name, kind=_KIND, limits=limits)
    try:
        document = Document(io.BytesIO(data))
        if document.manifest.root.get_elements("//manifest:encryption-data"):
            raise TranscriptError(Problem(name, 0, "the file has a password", "Save it without one."))
        reading = _Reading(document)
        blocks = list(reading.blocks(document.body))
    except (
        *(BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, TypeError, OSError),
        *(etree.LxmlError, SecurityError),
    ) as error:
        raise TranscriptError(not_readable(name, _KIND)) from error
    found = lines_of_blocks(blocks, labels=labels, name=name)
    found.notes += reading.left_out(name)
    return found


class _Reading:
    """Counts paragraphs while it walks through a document, and notes what it leaves out."""

    def __init__(self, document: Document) -> None:
        self.number = 0
        self.beside: dict[str, list[int]] = {}
        self.parents = {
            style.get_attribute_string("style:name"): style.get_attribute_string("style:parent-style-name")
            for style in document.get_styles("paragraph")
        }

    def blocks(self, element: Element) -> Iterator[Block]:
        """The paragraphs and the tables inside an element, in order."""
        for child in element.children:
            if child.tag in ("text:p", "text:h"):
                yield self.paragraph(child)
            elif child.tag == "table:table":
                rows = _tagged(child, "table:table-row")
                yield [Row([[*self.paragraphs(cell)] for cell in _tagged(row, "table:table-cell")]) for row in rows]
            elif child.tag not in _NOT_READ and not self.is_beside(child):
                yield from self.blocks(child)

    def paragraphs(self, cell: Element) -> Iterator[Paragraph]:
        """The paragraphs of a cell, those of a table in it too."""
        for block in self.blocks(cell):
            if isinstance(block, Paragraph):
                yield block
            else:
                yield from (paragraph for row in block for inner in row.cells for paragraph in inner)

    def paragraph(self, element: Element) -> Paragraph:
        """One paragraph or heading."""
        self.number += 1
        number = self.number
        styles = [*self.styles(element)]
        is_heading = element.tag == "text:h" or any(_HEADING.fullmatch(style) for style in styles)
        is_spoken = not any(_NOT_SPOKEN.fullmatch(style) for style in styles)
        text = clean("".join(self.text(element)))
        return Paragraph(number, text if is_spoken else "", is_heading)

    def styles(self, element: Element) -> Iterator[str]:
        """The style of a paragraph, and those that it is based on."""
        seen: set[str] = set()
        style = element.get_attribute_string("text:style-name")
        while style and style not in seen:
            yield style
            seen.add(style)
            style = self.parents.get(style)

    def text(self, element: Element) -> Iterator[str]:
        """The text inside an element, with what was inserted and without what was deleted."""
        yield element.text or ""
        for child in element.children:
            if child.tag == "text:s":
                given = child.get_attribute_string("text:c") or "1"
                yield " " * min(int(given) if given.isdecimal() else 1, _MOST_SPACES)
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag not in _NOT_READ and not self.is_beside(child):
                yield from self.text(child)
            yield child.tail or ""

    def is_beside(self, element: Element) -> bool:
        """Whether this stands beside the running text; if so, it is noted."""
        kind = _BESIDE.get(element.tag)
        if kind:
            self.beside.setdefault(kind, []).append(self.number)
        return bool(kind)

    def left_out(self, name: str) -> Iterator[Problem]:
        """What stands beside the running text. It is no turn, but it must not vanish in silence."""
        for kind, numbers in self.beside.items():
            what = f"{kind} not read ({len(numbers)} in all, the first in this paragraph)"
            yield Problem(name, numbers[0], what, "Put it in the running text if somebody says it.")


def _tagged(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in a group of rows too."""
    for child in element.children:
        if child.tag == tag:
            yield child
        elif child.tag in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _tagged(child, tag)
