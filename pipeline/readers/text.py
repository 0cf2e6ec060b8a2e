"""Running text: .txt and .md."""

from __future__ import annotations

from pathlib import Path

from pipeline.readers.encoding import read_text
from pipeline.readers.labels import Labels
from pipeline.readers.limits import Limits
from pipeline.readers.lines import Content, read_line


def read(path: Path, *, name: str, labels: Labels, limits: Limits) -> Content:
    """The lines of a text file. Raises TranscriptError where it cannot be read.

    A turn opens with a label of the register: `Label: tekst`, `[00:01:02] Label: tekst`,
    `Label: [00:01:02] tekst`, `Label (00:01:02): tekst`, or `Label [00:01:02]` or `Label   0:03` above the
    text. Lines without a label go on with it. `# Naam` and `== Naam ==` start a part.
    """
    text = read_text(path, name=name, limits=limits)
    return Content([read_line(number, line) for number, line in enumerate(text.split("\n"), start=1)])
