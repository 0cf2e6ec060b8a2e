"""Running text: .txt and .md."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pipeline.readers.encoding import read_text
from pipeline.readers.lines import read_line, turns_of_lines
from pipeline.readers.turns import Turn


def read(path: Path, *, labels: Collection[str], source: str | None = None) -> list[Turn]:
    """What each speaker says in a text file, in pieces. Raises TranscriptError with all problems of the file.

    A turn opens with a label of `labels`: `Label: tekst`, `[00:01:02] Label: tekst`,
    `Label: [00:01:02] tekst`, `Label (00:01:02): tekst`, or `Label [00:01:02]` or `Label   0:03` above the
    text. Lines without a label go on with it. `# Naam` and `== Naam ==` start a part.
    """
    source = source or path.name
    text = read_text(path, source=source)
    lines = (read_line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return turns_of_lines(lines, labels=labels, source=source)
