"""The bytes of a text file as text, whatever Dutch Windows, a Mac or a transcriber saved it in."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.limits import USUAL, Limits

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Zero-width space, soft hyphen, direction marks, a byte order mark inside the text and the control signs that
# Word leaves in pasted text: nobody sees them, and each would keep a label or a quote from being found.
_UNSEEN = "\u200b\u00ad\u200e\u200f\ufeff\x7f" + "".join(map(chr, {*range(32)} - {*b"\t\n\v\f\r"}))
_DROPPED = dict.fromkeys(map(ord, _UNSEEN))


def read_text(path: Path, *, name: str, limits: Limits = USUAL) -> str:
    """The text of a file, NFC-normalised, with `\n` between its lines.

    Read are UTF-8 with and without a byte order mark, UTF-16 with one, and Windows-1252. `name` is what
    messages call the file. Raises TranscriptError where the file cannot be opened, is too large or holds no text.
    """
    return decode(read_bytes(path, name=name, limits=limits), name=name)


def read_bytes(path: Path, *, name: str, limits: Limits = USUAL) -> bytes:
    """The bytes of a file. Raises TranscriptError where it is absent, locked or too large."""
    try:
        if path.stat().st_size > limits.max_bytes:
            what = f"the file is larger than {limits.max_bytes / 1_000_000:g} MB"
            raise TranscriptError(Problem(name, 0, what, "See transcripts.max_megabytes."))
        return path.read_bytes()
    except OSError as error:
        raise TranscriptError(
            Problem(name, 0, f"the file cannot be opened ({error.strerror})", "Is it there, and closed?")
        ) from error


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
    """Text as the pipeline keeps it: NFC, `\\n` between lines, without invisible signs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    return unicodedata.normalize("NFC", text)


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
