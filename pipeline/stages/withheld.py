"""Words of people without consent, in what others typed: left out, wherever they stand in a row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

IN_A_ROW = 5
"""So many words one after the other are taken for a quote."""

LEFT_OUT = "[weggelaten]"
_WORD = re.compile(r"[^\W_]+")

Runs = frozenset[tuple[str, ...]]


def runs_of(texts: Iterable[str], *, others: Iterable[str] = ()) -> Runs:
    """All words in a row of these texts; what others said too is theirs."""
    own = {run for text in texts for run in _runs(text)}
    return frozenset(own.difference(*(set(_runs(text)) for text in others)))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return list(zip(*(words[start:] for start in range(IN_A_ROW)), strict=False))


def without(text: str, runs: Collection[tuple[str, ...]]) -> str:
    """A text in which every stretch of these words is `[weggelaten]`."""
    words = list(_WORD.finditer(text))
    gone: list[tuple[int, int]] = []
    for first in range(len(words) - IN_A_ROW + 1):
        stretch = words[first : first + IN_A_ROW]
        if tuple(word.group().casefold() for word in stretch) in runs:
            start, end = stretch[0].start(), stretch[-1].end()
            if gone and start <= gone[-1][1]:
                gone[-1] = (gone[-1][0], end)
            else:
                gone.append((start, end))
    for start, end in reversed(gone):
        text = f"{text[:start]}{LEFT_OUT}{text[end:]}"
    return text
