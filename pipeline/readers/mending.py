"""What is done to the lines of every format: they are held against the limits, and text encoded twice is repaired."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import repaired
from pipeline.readers.limits import Limits, too_many_lines
from pipeline.readers.lines import Content, Line

_LONG = 10_000
_GAP = re.compile(r"[ \t\u00a0]{4,}")


def mended(content: Content, *, name: str, limits: Limits) -> Content:
    """The content with repaired lines, and a note that says so. Raises TranscriptError where it is too large."""
    _check_size(content.lines, name=name, limits=limits)
    lines = [_repaired(_narrowed(line)) for line in content.lines]
    changed = [line.number for line, was in zip(lines, content.lines, strict=True) if _is_other(line, was)]
    notes = list(content.notes)
    if changed:
        what = f"text that was encoded twice ('Ã«' for 'ë') has been repaired ({len(changed)} lines, this is the first)"
        notes.append(Problem(name, changed[0], what, "Look whether it reads well."))
    return Content(lines, content.problems, notes)


def _check_size(lines: list[Line], *, name: str, limits: Limits) -> None:
    filled = sum(not line.text.isspace() for line in lines if line.text)
    if filled > limits.max_lines:
        raise TranscriptError(too_many_lines(name, limits))
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest and len(longest.text) > limits.max_line_signs:
        what = f"a line of {len(longest.text)} signs"
        raise TranscriptError(Problem(name, longest.number, what, "See transcripts.max_line_signs."))


def _narrowed(line: Line) -> Line:
    """A long line without wide gaps: each would be looked through again and again for a label."""
    return replace(line, text=_GAP.sub("   ", line.text)) if len(line.text) > _LONG else line


def _repaired(line: Line) -> Line:
    if line.text.isascii() and (line.label is None or line.label.isascii()):
        return line
    return replace(line, text=repaired(line.text), label=repaired(line.label) if line.label else line.label)


def _is_other(line: Line, was: Line) -> bool:
    """Whether a letter was changed, and not just a sign that nobody sees left out."""
    return any(set(now or "") - set(before or "") for now, before in ((line.text, was.text), (line.label, was.label)))
