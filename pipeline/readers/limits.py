"""How large a transcript may be: a file that was made to exhaust the machine is refused before it does."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import Problem


@dataclass(frozen=True)
class Limits:
    """The largest file, what it may unpack to (in bytes), and how much may stand in it."""

    max_bytes: int = 50_000_000
    max_unpacked_bytes: int = 500_000_000
    max_turns: int = 100_000
    max_line_signs: int = 1_000_000

    @property
    def max_lines(self) -> int:
        """How many lines (or paragraphs, rows, cues) may stand in a file, empty ones included."""
        # A turn seldom has more than a few, and every one of them costs memory before turns can be counted.
        return 5 * self.max_turns


USUAL = Limits()
"""What holds where no settings say otherwise."""


def too_many_lines(name: str, limits: Limits) -> Problem:
    """The problem that a file has more lines than a transcript."""
    what = f"more than {limits.max_lines} lines, and no more than {limits.max_turns} turns may stand in a transcript"
    return Problem(name, 0, what, "Is it the right file? See transcripts.max_turns.")
