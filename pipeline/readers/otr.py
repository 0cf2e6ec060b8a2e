"""oTranscribe: .otr, a web page in JSON, with the times that a person set while typing."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import read_text
from pipeline.readers.html import lines_of_html
from pipeline.readers.json_text import parse_json, text_at
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of an oTranscribe file, as those of running text. Raises TranscriptError where it cannot be read.

    A time is the start of what follows it. `line` counts the lines of text that oTranscribe shows.
    """
    found = parse_json(read_text(path, name=name, limits=limits), name=name, limits=limits)
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        what = "the file is no transcript of oTranscribe"
        raise TranscriptError(Problem(name, 0, what, "Export it again as .otr."))
    return lines_of_html(text_at(found, "text"), name=name, labels=labels, limits=limits)
