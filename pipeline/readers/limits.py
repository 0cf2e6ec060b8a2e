"""How large a transcript may be: a file that was made to exhaust the machine is refused before it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The largest file, what it may unpack to (in bytes), and how much may stand in it."""

    max_bytes: int = 50_000_000
    max_unpacked_bytes: int = 500_000_000
    max_turns: int = 100_000
    max_line_signs: int = 1_000_000


USUAL = Limits()
"""What holds where no settings say otherwise."""
