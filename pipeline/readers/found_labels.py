"""Which labels a transcript seems to hold, before there is a register of its speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.readers import read_content
from pipeline.readers.labels import Labels, candidate, fold_label, is_name
from pipeline.readers.limits import USUAL, Limits
from pipeline.readers.lines import FROM_TO, Line
from pipeline.readers.software import is_written_by_software
from pipeline.readers.turns import UNREGISTERED_SPEAKERS

_NOBODY = {label.casefold() for label in UNREGISTERED_SPEAKERS}
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class FoundLabel:
    """What opens lines as a speaker's label does, as it is written first.

    `n_turns` counts how often it takes the floor. A label is sure where the format names it, where only recording
    software writes such a line, where it opens two lines or more, or where another label differs from it in its number
    alone; what opens one line may be text ("Even voor de duidelijkheid:").
    """

    label: str
    n_turns: int
    line: int
    is_sure: bool


class _Anybody(Labels):
    """Takes whatever has the shape of a label for one: so a table is known whose first column has no name."""

    def find(self, label: str) -> str | None:
        """The label, where it may be one."""
        return label if is_name(_plain(label)) else None


def find_labels(path: Path, *, source: str | None = None, limits: Limits = USUAL) -> list[FoundLabel]:
    """The labels in a transcript of any format, in the order in which they speak.

    `source` is what messages call the file (default its name). Raises TranscriptError where it cannot be read.
    """
    name = source or path.name
    found = _counted(read_content(path, name=name, labels=Labels(()), limits=limits).lines)
    if not any(label.is_sure for label in found):
        again = _counted(read_content(path, name=name, labels=_Anybody(()), limits=limits).lines)
        # One line each is a table about the conversation (place, date), not the conversation.
        found = again if any(label.n_turns > 1 for label in again) else found
    return found


def _counted(lines: list[Line]) -> list[FoundLabel]:
    opens: dict[str, list[int]] = {}
    written: dict[str, str] = {}
    n_turns: dict[str, int] = {}
    sure: set[str] = set()
    last = ""
    for number, label, is_sure in _openings(lines):
        if not is_sure and not sure and is_written_by_software(f"{label}:", is_at_start=True):
            # 'Datum: 3 maart', above the conversation.
            continue
        key = fold_label(label)
        written.setdefault(key, _plain(label))
        opens.setdefault(key, []).append(number)
        n_turns[key] = n_turns.get(key, 0) + (key != last)
        last = key
        if is_sure or len(opens[key]) > 1:
            sure.add(key)
    shapes = {_NUMBER.sub("0", key) for key in sure if _NUMBER.search(key)}
    sure |= {key for key in opens if _NUMBER.search(key) and _NUMBER.sub("0", key) in shapes}
    return [
        FoundLabel(written[key], n_turns[key], opens[key][0], key in sure)
        for key in opens
        if key and key not in _NOBODY
    ]


def _plain(label: str) -> str:
    return " ".join(label.split()).removesuffix(":").rstrip()


def _openings(lines: list[Line]) -> Iterator[tuple[int, str, bool]]:
    """Each line that opens as if with a label: its number, the label, and whether nothing else can stand there."""
    is_below_times = False
    for line in lines:
        text = line.text.strip()
        if line.label and not line.is_heading:
            if is_name(_plain(line.label)):
                yield line.number, line.label, True
        elif line.label is None and FROM_TO.fullmatch(text):
            is_below_times = True
        elif line.label is None and text and not line.is_heading:
            seems = candidate(text)
            # A label below `0:01 --> 0:05` stands alone.
            label = seems.label if seems else text if is_below_times and is_name(text) else ""
            if label and not is_written_by_software(text, is_at_start=False):
                yield line.number, label, bool(seems and seems.is_certain)
            is_below_times = False
