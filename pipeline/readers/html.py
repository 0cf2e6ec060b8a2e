"""Web pages: .html and .htm, those of noScribe with the times and overlaps that they carry too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bs4.dammit import EncodingDetector
from lxml import etree

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.documents import Paragraph, Row, lines_of_blocks
from pipeline.readers.encoding import clean, decode, read_bytes
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits, too_many_lines
from pipeline.readers.lines import Content, Line, read_line

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer "
    "form header hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# What a browser does not show as text, and what was struck out.
_NOT_READ = frozenset(
    "audio button canvas datalist del head iframe math nav noscript object script select style svg template textarea "
    "title video".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
# Each closing tag is sought in all that is open: without a limit a file of 4 MB takes hours.
_DEEPEST, _MOST_TAGS = 500, 1_000_000
# noScribe: the milliseconds of what stands in this anchor. oTranscribe: the second at which what follows begins.
_ANCHOR = re.compile(r"ts_([0-9]{1,12})_([0-9]{1,12})(?:_.*)?")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
# Eight bits to a sign. What a page says it is may be wrong, and some codecs of Python take hours.
_8_BIT = re.compile(r"(?:windows-|cp)125[0-8]|iso-8859-(?:[2-9]|1[0-6])|mac(?:intosh|-?roman)", re.IGNORECASE)


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a web page. Raises TranscriptError where it cannot be read.

    What a browser shows as a line is a line of running text (see `text.read`), a heading starts a part, and tables
    are read as those of Word (see `docx.read`). Nothing that is hidden, struck out, a script or a comment is read.
    `line` counts the lines of text that a browser shows.
    """
    data = read_bytes(path, name=name, limits=limits)
    declared = EncodingDetector.find_declared_encoding(data, is_html=True) or ""
    try:
        text = clean(data.decode(declared)) if _8_BIT.fullmatch(declared) else decode(data, name=name)
    except (LookupError, UnicodeDecodeError):
        text = decode(data, name=name)
    return lines_of_html(text, name=name, labels=labels, limits=limits)


def lines_of_html(text: str, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a page or of a piece of one. Raises TranscriptError where it is no page, or made to exhaust."""
    if text.count("<") > _MOST_TAGS:
        raise TranscriptError(too_many_lines(name, limits))
    page = _Page(name, labels, limits)
    # As events: a tree of a page of 50 MB fills the memory.
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except etree.XMLSyntaxError as error:
        what = "the file is no web page that can be read"
        raise TranscriptError(Problem(name, 0, what, "Save it again as a web page.")) from error
    return page.found


@dataclass
class _Piece:
    """Text with the times that it was said at, where the page tells them."""

    # A list, since a text that grows sign by sign is copied as often.
    parts: list[str] = field(default_factory=list)
    start_s: float | None = None
    end_s: float | None = None

    @property
    def text(self) -> str:
        """Its words, each behind one space."""
        return " ".join("".join(self.parts).split())


@dataclass
class _Page:
    """What lxml tells of a page, tag by tag, as lines."""

    name: str
    labels: Labels
    limits: Limits
    found: Content = field(default_factory=Content)
    number: int = 0
    # How many tags are open, and how many were where something hidden, a heading, <pre> or an anchor with times began.
    depth: int = 0
    hidden_at: int = 0
    heading_at: int = 0
    pre_at: int = 0
    anchor_at: int = 0
    # Tables in tables are read as text in a cell.
    table_at: int = 0
    rows: list[Row] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=lambda: [_Piece()])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        self.depth += 1
        if self.depth > _DEEPEST:
            what = f"a web page of more than {_DEEPEST} levels"
            raise TranscriptError(Problem(self.name, 0, what, "Save it again as a web page."))
        if self.hidden_at:
            return
        if tag in _BLOCKS:
            self._end_line()
        timestamp = _SECONDS.fullmatch(attributes.get("data-timestamp", ""))
        anchor = _ANCHOR.fullmatch(attributes.get("name", "")) if tag == "a" else None
        if tag in _NOT_READ or "hidden" in attributes or timestamp or _HIDDEN.search(attributes.get("style", "")):
            self.hidden_at = self.depth
        if timestamp:
            self.pieces.append(_Piece(start_s=float(timestamp.group())))
        elif anchor:
            self.anchor_at = self.depth
            self.pieces.append(_Piece(start_s=int(anchor[1]) / 1000, end_s=int(anchor[2]) / 1000))
        elif tag in _HEADINGS:
            self.heading_at = self.depth
        elif tag == "pre":
            self.pre_at = self.depth
        elif tag in ("table", "tr", "td", "th"):
            self._start_in_table(tag)

    def _start_in_table(self, tag: str) -> None:
        if tag == "table":
            self.table_at = self.table_at or self.depth
        elif tag == "tr" and self.table_at:
            self.rows.append(Row([]))
        elif self.rows:
            self.rows[-1].cells.append([])

    def end(self, tag: str) -> None:
        """A tag closes."""
        if not self.hidden_at and tag in _BLOCKS:
            self._end_line()
        if self.anchor_at == self.depth:
            self.anchor_at = 0
            self.pieces.append(_Piece())
        if self.table_at == self.depth:
            table = lines_of_blocks([self.rows], labels=self.labels, name=self.name)
            self.found.lines += table.lines
            self.found.problems += table.problems
            self.rows, self.table_at = [], 0
        for place in ("hidden_at", "heading_at", "pre_at"):
            if getattr(self, place) == self.depth:
                setattr(self, place, 0)
        self.depth -= 1

    def data(self, text: str) -> None:
        """Text between tags."""
        if self.hidden_at:
            return
        first, *others = text.split("\n") if self.pre_at else (text,)
        self.pieces[-1].parts.append(first)
        for other in others:
            self._end_line()
            self.pieces[-1].parts.append(other)

    def comment(self, text: str) -> None:
        """What nobody sees."""

    def close(self) -> None:
        """The page ends."""
        self._end_line()

    def _end_line(self) -> None:
        if len(self.pieces) == 1 and not self.pieces[0].parts:
            return
        pieces, self.pieces = _joined(self.pieces), [_Piece()]
        if not pieces:
            return
        self.number += 1
        if self.number > self.limits.max_lines:
            raise TranscriptError(too_many_lines(self.name, self.limits))
        text = " ".join(piece.text for piece in pieces)
        if self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1].append(Paragraph(self.number, text, bool(self.heading_at)))
        elif self.heading_at:
            self.found.lines.append(Line(self.number, text, is_heading=True))
        elif read_line(self.number, text).is_heading:
            self.found.lines.append(read_line(self.number, text))
        else:
            # Only the first piece can open a turn: what follows it stands in the same line.
            self.found.lines += [
                Line(self.number, piece.text, label, start_s=piece.start_s, end_s=piece.end_s)
                for piece, label in zip(pieces, [None, *[""] * (len(pieces) - 1)], strict=True)
            ]


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces that hold text. One that goes on inside a word is one with the piece before it."""
    filled: list[_Piece] = []
    for piece in pieces:
        parts = [part for part in piece.parts if part]
        is_blank = not any(part.strip() for part in parts)
        if filled and (is_blank or not _is_apart(filled[-1].parts[-1], parts[0])):
            filled[-1].parts += parts
            filled[-1].end_s = piece.end_s or filled[-1].end_s
        elif not is_blank:
            filled.append(_Piece(parts, piece.start_s, piece.end_s))
    return filled


def _is_apart(before: str, after: str) -> bool:
    """Whether two stretches of text belong to different words; noScribe writes `//` against the words around it."""
    return before[-1].isspace() or after[0].isspace() or after.startswith("//")
