"""Word: .docx with labelled paragraphs, as Teams exports it, or with tables of who says what."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.documents import Block, Paragraph, Row, lines_of_blocks
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits, too_many_lines
from pipeline.readers.lines import Content
from pipeline.readers.packages import check, not_readable

_KIND = "Word document"
_BOX = qn("w:txbxContent")
# What Word keeps a second time, for older versions of itself.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Tracked deletions, the place that moved text came from, and text boxes.
_NOT_READ = {qn("w:del"), qn("w:moveFrom"), _BOX, _FALLBACK}
_FOOTNOTES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
_HEADING = re.compile(r"(?:heading|kop) ?[1-9]", re.IGNORECASE)
# The name of the document and its table of contents: no part of the session, and nobody says them.
_NOT_SPOKEN = re.compile(r"(?:sub)?title|(?:onder)?titel|(?:toc|inhopg) ?[1-9]", re.IGNORECASE)


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a Word document. Raises TranscriptError where it cannot be read.

    Paragraphs and tables are read as `documents.lines_of_blocks` says. Tracked insertions are read, deletions and
    comments are not; footnotes and text boxes are not either, and a note says so. `line` is the number of the
    paragraph, empty ones and those in tables included.
    """
    data = read_bytes(path, name=name, limits=limits)
    check(data, name=name, kind=_KIND, limits=limits)
    try:
        document = Document(io.BytesIO(data))
        if sum(1 for _ in document.element.body.iter(qn("w:p"))) > limits.max_lines:
            raise TranscriptError(too_many_lines(name, limits))
        blocks = list(_blocks(document))
        left_out = list(_left_out(document, name=name))
    except (
        *(BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, TypeError),
        *(OpcError, PythonDocxError),
    ) as error:
        raise TranscriptError(not_readable(name, _KIND)) from error
    found = lines_of_blocks(blocks, labels=labels, name=name)
    found.notes += left_out
    return found


def _blocks(document: WordDocument) -> Iterator[Block]:
    """The paragraphs and the tables of a document, in order."""
    body = document.element.body
    headings = _styles(document, like=_HEADING)
    not_spoken = _styles(document, like=_NOT_SPOKEN)
    numbers = {p: number for number, p in enumerate(body.iter(qn("w:p")), start=1)}

    def paragraph(p: CT_P) -> Paragraph:
        text = "" if p.style in not_spoken else clean(_text(p))
        return Paragraph(numbers[p], text, p.style in headings)

    for element in _inside(body, CT_P, CT_Tbl):
        if isinstance(element, CT_Tbl):
            rows = ([*_tagged(row, "w:tc")] for row in _tagged(element, "w:tr"))
            yield [Row([[paragraph(p) for p in _inside(cell, CT_P)] for cell in row]) for row in rows]
        else:
            yield paragraph(element)


def _inside(element: BaseOxmlElement, *kinds: type[BaseOxmlElement]) -> Iterator[BaseOxmlElement]:
    """Elements of these kinds, those in content controls too."""
    for child in element:
        if isinstance(child, kinds):
            yield child
        elif child.tag not in _NOT_READ:
            yield from _inside(child, *kinds)


def _tagged(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The rows of a table or the cells of a row, those in content controls too, but not of a table in a table."""
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _tagged(child, tag)


def _text(element: BaseOxmlElement) -> str:
    """The text of a paragraph, with what was inserted and without what was deleted."""
    return "".join(
        child.text if isinstance(child, CT_R) else _text(child) for child in element if child.tag not in _NOT_READ
    )


def _styles(document: WordDocument, *, like: re.Pattern[str]) -> set[str]:
    """The ids of the styles with such a name, and of those based on one."""
    styles = {style.styleId: style for style in document.styles.element.style_lst}

    def is_alike(style_id: str | None) -> bool:
        seen: set[str] = set()
        while style_id and style_id in styles and style_id not in seen:
            if like.fullmatch(styles[style_id].name_val or ""):
                return True
            seen.add(style_id)
            based_on = styles[style_id].basedOn
            style_id = based_on.val if based_on is not None else None
        return False

    return {style_id for style_id in styles if is_alike(style_id)}


def _left_out(document: WordDocument, *, name: str) -> Iterator[Problem]:
    """What stands beside the running text. It is no turn, but it must not vanish in silence."""
    number = 0
    places: dict[str, list[int]] = {"footnote": [], "text box": []}
    for element in document.element.body.iter(qn("w:p"), _BOX, *_FOOTNOTES):
        number += element.tag == qn("w:p")
        if element.tag in _FOOTNOTES:
            places["footnote"].append(number)
        elif element.tag == _BOX and not any(above.tag == _FALLBACK for above in element.iterancestors()):
            places["text box"].append(number)
    for kind, numbers in places.items():
        if numbers:
            what = f"{kind} not read ({len(numbers)} in all, the first in this paragraph)"
            yield Problem(name, numbers[0], what, "Put it in the running text if somebody says it.")
