"""Transcripts of every format as turns: `read_transcript` picks the reader by the file's extension.

Every reader is one module with `read(path, *, name, labels, limits) -> Content`: `name` is what messages call
the file; `labels` are those of the session's register, since a table without a header is known by them; `limits`
is how large a file and what is in it may be. What is wrong in a file is collected in the content; a reader
raises `TranscriptError` only where it can read nothing of it. No message holds transcript text.

    text      txt, md
    docx      docx
    odt       odt
    rtf       rtf
    pdf       pdf
    html      html, htm
    captions  vtt, srt
    asr       json (Whisper, WhisperX, Amberscript)
    otr       otr (oTranscribe)
    eaf       eaf (ELAN)
    table     csv, tsv, xlsx

A reader makes `lines.Line` of what it finds, and `lines.turns_of_lines` does the rest: `labels` knows what opens a
turn, `overlaps` what one says through another, `software` what nobody says, `doubts` what could not be placed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.labels import Labels
from pipeline.readers.limits import USUAL, Limits
from pipeline.readers.lines import Content, turns_of_lines
from pipeline.readers.mending import mended
from pipeline.readers.turns import UNREGISTERED_SPEAKERS, Turn, join_turns

__all__ = [
    "READERS",
    "UNREGISTERED_SPEAKERS",
    "Content",
    "Labels",
    "Limits",
    "Transcript",
    "Turn",
    "join_turns",
    "read_content",
    "read_transcript",
    "versions",
]

VERSION = 2
"""Raised when a reader makes other turns of the same file."""

READERS = {
    ".txt": "text",
    ".md": "text",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".vtt": "captions",
    ".srt": "captions",
    ".json": "asr",
    ".otr": "otr",
    ".eaf": "eaf",
    ".csv": "table",
    ".tsv": "table",
    ".xlsx": "table",
}
"""The module that reads a file, by its extension."""

_LIBRARIES = (
    "beautifulsoup4",
    "ftfy",
    "lxml",
    "odfdo",
    "openpyxl",
    "pypdfium2",
    "python-docx",
    "striprtf",
    "webvtt-py",
)
_OTHER_FORMATS = {
    ".doc": "Open it in Word and save it as .docx.",
    ".pages": "Open it in Pages and export it as Word (.docx).",
    ".xls": "Open it in Excel and save it as .xlsx.",
    ".ods": "Open it in LibreOffice and save it as .xlsx or .csv.",
}


def versions() -> dict[str, object]:
    """What decides the turns of a file: part of the key of what was read."""
    return {"readers": VERSION} | {name: version(name) for name in _LIBRARIES}


@dataclass(frozen=True)
class Transcript:
    """The turns of a file, in order, and what was mended or left out on the way."""

    turns: list[Turn]
    notes: list[Problem]


def read_transcript(
    path: Path, *, labels: Collection[str], name: str | None = None, limits: Limits = USUAL
) -> Transcript:
    """The turns of a transcript, in order.

    `labels` are the labels of the session in sprekers.csv, `name` is what messages call the file (default
    its own). Raises TranscriptError with all problems of the file.
    """
    name, known = name or path.name, Labels(labels)
    content = read_content(path, name=name, labels=known, limits=limits)
    turns = join_turns(turns_of_lines(content, labels=known, name=name))
    if len(turns) > limits.max_turns:
        what = f"{len(turns)} turns, and no more than {limits.max_turns} may stand in a transcript"
        raise TranscriptError(Problem(name, 0, what, "Is it the right file? See transcripts.max_turns."))
    if not turns:
        raise TranscriptError(Problem(name, 0, "nobody says anything", "Is there text after the labels?"))
    return Transcript(turns, content.notes)


def read_content(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """What the reader of this format finds in a file. Raises TranscriptError where there is none, or it cannot."""
    module = READERS.get(path.suffix.lower())
    if module is None:
        what = f"a transcript of this format ({path.suffix or 'no extension'}) cannot be read"
        remedy = _OTHER_FORMATS.get(path.suffix.lower(), f"Save it as one of {' '.join(READERS)}")
        raise TranscriptError(Problem(name, 0, what, remedy))
    # Imported when needed: the libraries for Word and Excel take a quarter of a second.
    content: Content = import_module(f"{__name__}.{module}").read(path, name=name, labels=labels, limits=limits)
    return mended(content, name=name, limits=limits)
