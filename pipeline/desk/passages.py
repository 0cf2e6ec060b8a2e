"""All passages of a code, those first on which it is least certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.desk.margin import COUNTED, PERSON, PROPOSED, REJECTED, Mark

DISPUTED = "Waar codeurs verschilden"
TITLES = {
    DISPUTED: DISPUTED,
    PROPOSED: "Voorstellen van de machine, de onzekerste eerst",
    COUNTED: "Telt mee zonder dat iemand het las, het onzekerste eerst",
    PERSON: "Bevestigd",
    REJECTED: "Afgewezen",
}
"""What the passages are called, in their order."""


@dataclass(frozen=True)
class Passage:
    """One segment with this code or one under it: in which of TITLES it stands, and its mark."""

    kind: str
    mark: Mark


def passages_of(code: str, marks: Mapping[str, Sequence[Mark]], *, book: Codebook) -> list[Passage]:
    """Every passage of a code, theme included: those on which coders differ, then what is nearest to even odds.

    `marks` are those of `marks_in`. Proposals of which nobody knows how often people agree come before the others: that
    is as uncertain as can be. What people confirmed and rejected follows, in the order of the talk.
    """
    below = {code, *(name for name, above in book.ancestors.items() if code in above)}
    found = [
        Passage(DISPUTED if mark.is_disputed else mark.kind, mark)
        for segment in sorted(marks)
        for mark in marks[segment]
        if mark.code in below
    ]
    order = list(TITLES)
    return sorted(found, key=lambda passage: (order.index(passage.kind), _certainty(passage)))


def _certainty(passage: Passage) -> float:
    if passage.kind not in (PROPOSED, COUNTED) or passage.mark.confidence is None:
        return 0.0
    return abs(passage.mark.confidence - 0.5)
