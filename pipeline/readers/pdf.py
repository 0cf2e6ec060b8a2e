"""PDF with text in it, as word processors and transcription services make it. pdfium finds the lines of each page."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_ERR_PASSWORD

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import clean, read_bytes
from pipeline.readers.labels import Labels, candidate
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content, read_line
from pipeline.readers.packages import not_readable

_KIND = "PDF"
# What pdfium writes where a word is broken off at the end of a line.
_HYPHEN = "\ufffe"
# As that sign is kept while text is cleaned.
_KEPT = "\ue000"
_BROKEN = re.compile(f"([^\\W\\d_]+){_HYPHEN}([^\\W\\d_]*)")
# A hyphen at the end of a line that was there already: vmbo-leerling, oud-leerling (Taaladvies, 'Koppelteken').
_WITH_HYPHEN = "oud ex niet vso isk mbo vmbo hbo wo havo vwo mavo".split()
# stage- en werkplek
_JOINS = ("en", "of", "tot", "als", "noch", "and", "or")
# Lines at either end of a page among which headers and footers are sought.
_EDGE = 3
_STREAM = re.compile(rb"stream\r?\n")
_SHOWS = re.compile(rb"T[jJ]\b")
_CHUNK = 1 << 20
# A page has one, and so has a picture or a font.
_MOST_STREAMS = 50_000
_DIGITS = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(r"[-–|\s]*(?:(?:pagina|pag\.?|page|p\.|blz\.?)\s*)?#(?:\s*(?:/|van|of)\s*#)?[-–|\s]*", re.I)


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a PDF. Raises TranscriptError where it cannot be read, or is a scan.

    Running text (see `text.read`). What stands at the top or bottom of pages again and again is left out, page
    numbers too, and a note says so; words that were broken off at the end of a line are joined. `line` counts
    the lines of the whole document as they stand on its pages, without headers and footers.
    """
    pages = _pages(read_bytes(path, name=name, limits=limits), name=name, limits=limits)
    if not any(line.strip() for lines in pages for line in lines):
        what = "the PDF holds no text, as a scan does"
        raise TranscriptError(Problem(name, 0, what, "Recognise its text (OCR) first, or use the file it was made of."))
    repeated = _repeated(pages, labels=labels)
    found = Content()
    n_left_out, number = 0, 0
    whole = "\n".join(line for lines in pages for line in lines)
    for lines in pages:
        for at, line in enumerate(lines):
            if _is_at_edge(at, len(lines)) and _shape(line) in repeated:
                n_left_out += 1
                continue
            number += 1
            found.lines.append(read_line(number, _joined(line, whole)))
            number += line.count(_HYPHEN)
    if n_left_out:
        what = f"headers, footers and page numbers left out ({n_left_out} lines)"
        found.notes.append(Problem(name, 0, what, "Use the file it was made of if something lacks."))
    return found


def _pages(data: bytes, *, name: str, limits: Limits) -> list[list[str]]:
    """The lines of each page."""
    _check(data, name=name, limits=limits)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise TranscriptError(Problem(name, 0, "the PDF has a password", "Save it without one.")) from error
        raise TranscriptError(not_readable(name, _KIND)) from error
    pages, n_lines = [], 0
    try:
        for page in document:
            text_page = page.get_textpage()
            text = text_page.get_text_range().replace(_HYPHEN, _KEPT)
            pages.append(clean(text).replace(_KEPT, _HYPHEN).split("\n"))
            text_page.close()
            page.close()
            n_lines += len(pages[-1])
            if n_lines > limits.max_lines:
                raise TranscriptError(Problem(name, 0, "the PDF has too many lines", "See transcripts.max_turns."))
    except pdfium.PdfiumError as error:
        raise TranscriptError(not_readable(name, _KIND)) from error
    finally:
        document.close()
    return pages


def _check(data: bytes, *, name: str, limits: Limits) -> None:
    """Refuse what pdfium would need gigabytes for: it keeps an object for each stretch of text that is shown."""
    view = memoryview(data)
    if (n_streams := sum(1 for _ in _STREAM.finditer(data))) > _MOST_STREAMS:
        raise TranscriptError(Problem(name, 0, f"the PDF has {n_streams} streams", "Is it the right file?"))
    n_unpacked, n_shown = 0, len(_SHOWS.findall(data))
    for start in _STREAM.finditer(data):
        unpacking = zlib.decompressobj()
        chunk: bytes | memoryview = view[start.end() : start.end() + _CHUNK]
        at = start.end() + _CHUNK
        try:
            while chunk and not unpacking.eof:
                unpacked = unpacking.decompress(chunk, _CHUNK)
                n_unpacked, n_shown = n_unpacked + len(unpacked), n_shown + len(_SHOWS.findall(unpacked))
                if n_unpacked > limits.max_unpacked_bytes or n_shown > limits.max_lines:
                    what = "the PDF unpacks to more than a transcript holds"
                    raise TranscriptError(Problem(name, 0, what, "Is it the right file?"))
                chunk = unpacking.unconsumed_tail or view[at : at + _CHUNK]
                at += 0 if unpacking.unconsumed_tail else _CHUNK
        except zlib.error:
            # Text that is not packed, a picture, or a stream packed in another way.
            continue


def _repeated(pages: list[list[str]], *, labels: Labels) -> set[str]:
    """The shapes of lines that stand at the edge of more than half of the pages, and on two at least."""
    shapes: Counter[str] = Counter()
    for lines in pages:
        edge = [line for at, line in enumerate(lines) if _is_at_edge(at, len(lines))]
        shapes.update({_shape(line) for line in edge if line.strip() and not labels.opening(line)})
    n_filled = sum(any(line.strip() for line in lines) for lines in pages)
    return {
        shape
        for shape, n_pages in shapes.items()
        if n_pages >= 2
        and 2 * n_pages > n_filled
        # With two or three pages chance is not small: somebody says 'Ja.' at the end of each.
        and (n_pages > 3 or _PAGE_NUMBER.fullmatch(shape) or (len(shape.split()) > 1 and not candidate(shape)))
    }


def _shape(line: str) -> str:
    """A line as it is compared between pages: with any number as `#`."""
    return _DIGITS.sub("#", " ".join(line.split()))


def _is_at_edge(at: int, n_lines: int) -> bool:
    return at < _EDGE or at >= n_lines - _EDGE


def _joined(line: str, whole: str) -> str:
    """A line with broken words joined: with the hyphen where the document writes it so elsewhere."""

    def word(match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        if after in _JOINS or not after:
            return f"{before}- {after}"
        is_written_so = f"{before}-{after}" in whole or before.lower() in _WITH_HYPHEN
        has_hyphen = is_written_so or not (before[-1:].islower() and after[:1].islower())
        return f"{before}-{after}" if has_hyphen else before + after

    return _BROKEN.sub(word, line).replace(_HYPHEN, "-")
