"""Transcripts of every format as turns: `read_turns` picks the reader by the file's extension.

Every reader is one module with `read(path, *, labels, source=None) -> list[Turn]`: `labels` are the speaker
labels of the session's register, since in running text only a registered label starts a turn; `source` is
what messages call the file. A reader raises `TranscriptError` with all problems of its file. No message
holds transcript text.

    text      txt, md
    docx      docx
    captions  vtt, srt
    table     csv, tsv, xlsx

Each makes `lines.Line` of what it finds, and `lines.turns_of_lines` does the rest: `labels` knows what opens a
turn, `software` what nobody says, `doubts` what could not be placed.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.turns import UNREGISTERED_SPEAKERS, Turn, join_turns

__all__ = ["READERS", "UNREGISTERED_SPEAKERS", "Turn", "join_turns", "read_turns", "versions"]

VERSION = 1
"""Raised when a reader makes other turns of the same file."""

READERS = {
    ".txt": "text",
    ".md": "text",
    ".docx": "docx",
    ".vtt": "captions",
    ".srt": "captions",
    ".csv": "table",
    ".tsv": "table",
    ".xlsx": "table",
}
"""The module that reads a file, by its extension."""


def versions() -> dict[str, object]:
    """What decides the turns of a file: part of the key of what was read."""
    return {"readers": VERSION} | {name: version(name) for name in ("openpyxl", "python-docx", "webvtt-py")}


def read_turns(path: Path, *, labels: Collection[str], source: str | None = None) -> list[Turn]:
    """The turns of a transcript, in order.

    `labels` are the labels of the session in sprekers.csv, `source` is what messages call the file (default
    its name). Raises TranscriptError with all problems of the file.
    """
    source = source or path.name
    module = READERS.get(path.suffix.lower())
    if module is None:
        what = f"a transcript of this format ({path.suffix or 'no extension'}) cannot be read"
        raise TranscriptError(Problem(source, 0, what, f"Save it as one of {' '.join(READERS)}"))
    # Imported when needed: the libraries for Word and Excel take a quarter of a second.
    reader = import_module(f"{__name__}.{module}")
    turns = join_turns(reader.read(path, labels=labels, source=source))
    if not turns:
        raise TranscriptError(Problem(source, 0, "nobody says anything", "Is there text after the labels?"))
    return turns
