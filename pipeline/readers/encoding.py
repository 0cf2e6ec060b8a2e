"""The bytes of a text file as text, whatever Dutch Windows, a Mac or a transcriber saved it in."""

from __future__ import annotations

import codecs
import os
import re
import stat
import unicodedata
from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.limits import USUAL, Limits, too_many_lines

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Zero-width space, word joiner, soft hyphen, a byte order mark inside the text and the control signs that Word leaves
# in pasted text: nobody sees them, and each would keep a label or a quote from being found. Marks that turn the
# direction of text make a reader see other words than stand there, tags hide whole sentences. The joiners U+200C and
# U+200D stay: names in Persian and Hindi, and emoji, are spelled with them.
_UNSEEN = "".join(
    map(
        chr,
        [
            *({*range(32)} - {*b"\t\n\v\f\r"}),
            *({*range(0x7F, 0xA0)} - {0x85}),
            *(0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF),
            *range(0x202A, 0x202F),
            *range(0x2061, 0x2070),
            *range(0xFFF9, 0xFFFC),
            *range(0xE0000, 0xE0080),
        ],
    )
)
_DROPPED = dict.fromkeys(map(ord, _UNSEEN))
# In text that was encoded twice these are halves of letters: `Ã` with a soft hyphen is an i with an accent.
_HALVES = {ord(sign): sign for sign in (*map(chr, range(0x80, 0xA0)), "\u00ad")}
_MAYBE_TWICE = re.compile("[\u00c2-\u00c5\u00d0\u00d1\u00e2]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(path: Path, *, name: str, limits: Limits = USUAL) -> str:
    """The text of a file, NFC-normalised, with `\n` between its lines.

    Read are UTF-8 with and without a byte order mark, UTF-16 with one, and Windows-1252. `name` is what
    messages call the file. Raises TranscriptError where the file cannot be opened, is too large or holds no text.
    """
    text = decode(read_bytes(path, name=name, limits=limits), name=name)
    # Four times what may stand in a transcript: JSON and XML are written on many short lines, and half of them may be
    # empty. It keeps fifty million line ends from becoming as many lines.
    if text.count("\n") > 4 * limits.max_lines:
        raise TranscriptError(too_many_lines(name, limits))
    return text


def read_bytes(path: Path, *, name: str, limits: Limits = USUAL) -> bytes:
    """The bytes of a file. Raises TranscriptError where it is absent, locked, too large or no file."""
    try:
        # Without it, opening a pipe waits until somebody writes into it.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise TranscriptError(Problem(name, 0, "this is no file", "Put the transcript itself there."))
            data = file.read(limits.max_bytes + 1)
            after = os.fstat(handle)
    except OSError as error:
        raise TranscriptError(
            Problem(name, 0, f"the file cannot be opened ({error.strerror})", "Is it there, and closed?")
        ) from error
    if len(data) > limits.max_bytes:
        what = f"the file is larger than {limits.max_bytes / 1_000_000:g} MB"
        raise TranscriptError(Problem(name, 0, what, "See transcripts.max_megabytes."))
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TranscriptError(Problem(name, 0, "the file changed while it was read", "Close it, and run again."))
    return data


def decode(data: bytes, *, name: str) -> str:
    """Bytes as text, NFC-normalised, with `\\n` between lines. Raises TranscriptError."""
    encoding = next((codec for mark, codec in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or b"\0" in data:
            raise TranscriptError(_not_text(name)) from error
        text = _decode_8_bit(data, name=name)
    # Text never holds a NUL; a PDF, a zip (docx, xlsx), a recording and UTF-16 without its mark always do.
    if "\0" in text:
        raise TranscriptError(_not_text(name))
    return clean(text)


def clean(text: str) -> str:
    """Text as the pipeline keeps it: NFC, `\\n` between lines, without invisible signs.

    Signs that may be halves of letters in text that was encoded twice stay until `repaired` has seen them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    dropped = {**_DROPPED, **_HALVES} if _MAYBE_TWICE.search(text) else _DROPPED
    return unicodedata.normalize("NFC", _without_surrogates(text).translate(dropped))


def repaired(text: str) -> str:
    """One line of clean text, with text that was encoded twice read as it was meant: `cliÃ«nt` as cliënt.

    Only that is repaired, by ftfy (Speer 2019, doi:10.5281/zenodo.2591652): quotation marks, ligatures and widths
    stay as they are, and so does text that is right.
    """
    if text.isascii():
        return text
    # Imported when needed: most files hold nothing to repair.
    if _MAYBE_TWICE.search(text):
        import ftfy

        text = ftfy.fix_encoding(text)
    return unicodedata.normalize("NFC", _without_surrogates(text).translate(_DROPPED))


def _without_surrogates(text: str) -> str:
    """Halves of signs, which JSON and RTF can hold, joined; a half alone is a damaged sign."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode_8_bit(data: bytes, *, name: str) -> str:
    """Text that is no UTF-8. UTF-8 with a damaged byte is an error: as Windows-1252 all its accents go wrong."""
    as_utf8 = data.decode("utf-8", errors="replace")
    n_damaged = as_utf8.count("\ufffd")
    n_whole = sum(sign > "\x7f" for sign in as_utf8) - n_damaged
    if n_whole > n_damaged:
        line = as_utf8[: as_utf8.index("\ufffd")].count("\n") + 1
        raise TranscriptError(Problem(name, line, "a sign that is damaged, in a file that is UTF-8", "Type it again."))
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        # An old Mac or DOS. charset-normalizer, asked to tell these apart, was wrong on most Dutch texts, and a
        # wrong guess changes words in silence.
        raise TranscriptError(_not_text(name)) from error


def _not_text(name: str) -> Problem:
    return Problem(name, 0, "the file holds no text in UTF-8 or Windows-1252", "Save the file as text in UTF-8.")
