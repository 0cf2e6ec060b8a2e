"""Rich text: .rtf with labelled paragraphs, or with tables of who says what. striprtf knows its codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from striprtf.striprtf import font_table_group, rtf_to_text

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.documents import Block, Paragraph, Row, lines_of_blocks
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content
from pipeline.readers.packages import not_readable

_KIND = "rich text"
_PAGE = re.compile(rb"\\ansicpg([0-9]{3,5})")
# A row begins, a cell ends, a row ends, a line ends inside a paragraph: signs that no text holds.
_ROW, _CELL, _END, _LINE = "\ue000\ue001\ue002\ue003"
_SIGNS = {"trowd": _ROW, "cell": _CELL, "nestcell": _CELL, "row": _END, "nestrow": _END, "line": _LINE}
# An escaped sign goes first, so that `\\cell` is read as a backslash and a word.
_WORD = re.compile(r"\\(?:[\\{}]|(trowd|nestcell|cell|nestrow|row|line|deleted|field)(?![a-zA-Z])(-?[0-9]{1,9})?( ?))")
_FONT = re.compile(r"(?=\\f[0-9])")
# How long the list of fonts and a font in it may be: the pattern with which striprtf reads them takes hours on more.
_LONGEST_FONTS, _LONGEST_FONT = 200_000, 500
_TABLE = re.compile(f"{_ROW}([^{_END}]*){_END}")


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of rich text. Raises TranscriptError where it cannot be read.

    Paragraphs and tables are read as `documents.lines_of_blocks` says. Tracked insertions are read, deletions,
    comments, footnotes and text boxes are not. `line` is the number of the paragraph, empty ones and the
    rows of tables included.
    """
    data = read_bytes(path, name=name, limits=limits)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise TranscriptError(not_readable(name, _KIND))
    try:
        text = rtf_to_text(_marked(_decoded(data)))
    except (UnicodeError, LookupError, ValueError, TypeError, OverflowError) as error:
        raise TranscriptError(not_readable(name, _KIND)) from error
    if text.count("\n") > limits.max_lines:
        raise TranscriptError(Problem(name, 0, "the file has too many paragraphs", "See transcripts.max_turns."))
    return lines_of_blocks(list(_blocks(clean(text))), labels=labels, name=name)


def _decoded(data: bytes) -> str:
    """The codes as text. Signs beyond ASCII should be codes too, but some programs write them as they are."""
    page = _PAGE.search(data[:1000])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(f"cp{page[1].decode()}" if page else "cp1252", errors="replace")


def _marked(text: str) -> str:
    """The codes of tables and lines as signs, since striprtf makes `|` and ends of lines of them."""
    text = text.translate(dict.fromkeys(map(ord, _SIGNS.values())))

    def sign(match: re.Match[str]) -> str:
        word, number, space = match[1], match[2], match[3]
        if word in _SIGNS:
            # The empty group ends what was counted of a sign before it.
            return "{}" + _SIGNS[word]
        if word == "field":
            # striprtf looks for links, to write the address behind each, which nobody said; and looks for minutes in
            # a file of many fields. It does not find them behind an empty group.
            return match[0] + "{}"
        if word == "deleted":
            return match[0] if number == "0" else "\\*\\deleted" + space
        return match[0]

    fonts = font_table_group(text)
    if len(fonts) > _LONGEST_FONTS or any(len(font) > _LONGEST_FONT for font in _FONT.split(fonts)):
        raise ValueError("a list of fonts that no program writes")
    # A pattern for fonts does not look beyond the end of a line, which means nothing in rich text.
    return _WORD.sub(sign, text.replace(fonts, _FONT.sub("\n", fonts), 1) if fonts else text)


def _blocks(text: str) -> Iterator[Block]:
    """The paragraphs and the tables, in order."""
    number, at = 1, 0
    found: list[Block] = []
    for match in _TABLE.finditer(text):
        before = text[at : match.start()]
        found += _paragraphs(before.rstrip("\n") if before.strip() else "", number)
        number += before.count("\n")
        at = match.end()
        cells = match[1].replace(_ROW, "").split(_CELL)
        # Behind the last cell stand codes only.
        found.append([Row([[Paragraph(number, _plain(cell).strip())] for cell in cells[:-1] or cells])])
        number += 1 + match[1].count("\n")
    found += _paragraphs(text[at:], number)
    for is_paragraph, group in groupby(found, key=lambda block: isinstance(block, Paragraph)):
        if is_paragraph:
            yield from group
        else:
            yield [row for rows in group for row in rows if isinstance(row, Row)]


def _paragraphs(text: str, number: int) -> Iterator[Paragraph]:
    for at, line in enumerate(text.split("\n")):
        if line.strip():
            yield Paragraph(number + at, _plain(line))


def _plain(text: str) -> str:
    return text.translate({ord(_ROW): "", ord(_CELL): "\t", ord(_END): "\n", ord(_LINE): "\n"})
