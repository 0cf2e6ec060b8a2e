"""What every reader yields, and what all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

UNREGISTERED_SPEAKERS = ("ONBEKEND", "MEERDERE")
"""Labels that may be used without a row in sprekers.csv: somebody unknown, and several at once."""


@dataclass(frozen=True)
class Turn:
    """What one speaker says in a row, as it stands in the transcript.

    `speaker` is the label as the register spells it, `line` the line (or row, paragraph, cue)
    of the source where the turn begins, `part` the heading above it. Times are in seconds.
    """

    speaker: str
    text: str
    line: int
    part: str | None = None
    start_s: float | None = None
    end_s: float | None = None


def join_turns(pieces: Iterable[Turn]) -> list[Turn]:
    """Pieces as turns: one speaker in a row is one turn, and a heading ends it.

    Empty pieces are left out; the texts are joined by a space. A turn starts with its first piece and
    ends with the piece that ends last.
    """
    filled = (piece for piece in pieces if piece.text.strip())
    turns: list[Turn] = []
    for _, together in groupby(filled, key=lambda piece: (piece.speaker, piece.part)):
        run = list(together)
        text = " ".join(" ".join(piece.text for piece in run).split())
        ends = [piece.end_s for piece in run if piece.end_s is not None]
        turns.append(replace(run[0], text=text, end_s=max(ends, default=None)))
    return turns
