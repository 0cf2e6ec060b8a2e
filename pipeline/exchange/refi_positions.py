"""In what units a program counted its positions: told from the text they should fall on, since programs differ.

The specification (REFI-QDA 1.5, 10.2) counts Unicode code points of the file; NVivo on Windows counts UTF-16 units and
CRLF as two, ATLAS.ti CRLF as one. Ends are one past the last sign in practice, whatever the text of the specification
says. The way of counting that puts most selections on words whole, and on the words that they quote, is the one used.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_QUOTED, _EDGE, _BEYOND = 4.0, 1.0, -4.0
_SHORTEST_QUOTE = 8
# So many selections of a project tell enough.
_MOST_ASKED = 300


@dataclass(frozen=True)
class Counting:
    """A way to count: the unit, how many of them a line end takes (0: as in the file), whether the mark at the start
    of the file counts, and whether the end is the last sign itself."""

    unit: str = "code points"
    line_end: int = 0
    counts_mark: bool = False
    is_end_included: bool = False

    def __str__(self) -> str:
        said = [self.unit, ("line ends as in the file", "CRLF as one", "line ends as two")[self.line_end]]
        said += ["the byte order mark counted"] if self.counts_mark else []
        return ", ".join([*said, "end included" if self.is_end_included else "end exclusive"])


SPECIFIED = Counting()
COUNTINGS = tuple(
    Counting(unit, line_end, counts_mark, is_end_included)
    for is_end_included in (False, True)
    for counts_mark in (False, True)
    for unit in ("code points", "UTF-16 units")
    for line_end in (0, 1, 2)
)
"""All ways that are tried, that of the specification first: of equal ones the first is taken."""


class SourceText:
    """The text of a source as its file holds it (`raw`), without the byte order mark."""

    def __init__(self, data: bytes | str) -> None:
        text = data if isinstance(data, str) else _decoded(data)
        self.has_mark = text.startswith("\ufeff")
        self.raw = text.removeprefix("\ufeff")

    @cached_property
    def _wide(self) -> list[int]:
        """Where the signs stand that take two UTF-16 units."""
        return [at for at, sign in enumerate(self.raw) if sign > "\uffff"] if not self.raw.isascii() else []

    @cached_property
    def _ends(self) -> list[int]:
        """Where the lines end: at the CR of a CRLF, else at the LF or CR."""
        found = []
        for at, sign in enumerate(self.raw):
            if sign == "\r" or (sign == "\n" and (at == 0 or self.raw[at - 1] != "\r")):
                found.append(at)
        return found

    def place(self, position: int, counting: Counting) -> int:
        """A position of the other program as an index in `raw`; below 0 or beyond the end where it has no place."""
        position -= int(counting.counts_mark and self.has_mark)
        if counting.unit == "code points" and counting.line_end == 0:
            return position
        low, high = 0, len(self.raw)
        if position > self._counted(high, counting):
            return high + 1
        while low < high:
            middle = (low + high) // 2
            if self._counted(middle, counting) < position:
                low = middle + 1
            else:
                high = middle
        return low if position >= 0 else position

    def _counted(self, index: int, counting: Counting) -> int:
        """How many units stand before an index of `raw`."""
        n = index
        if counting.unit != "code points":
            n += bisect_right(self._wide, index - 1)
        if counting.line_end:
            before = bisect_right(self._ends, index - 1)
            n += self._line_ends[before] if counting.line_end == 2 else -self._pairs_before(index)
        return n

    @cached_property
    def _line_ends(self) -> list[int]:
        """By the number of line ends before, how many units more they take where each counts as two."""
        found = [0]
        for at in self._ends:
            is_pair = self.raw.startswith("\r\n", at)
            found.append(found[-1] + (0 if is_pair else 1))
        return found

    @cached_property
    def _pairs(self) -> list[int]:
        """Where the LF of each CRLF stands."""
        return [at + 1 for at in self._ends if self.raw.startswith("\r\n", at)]

    def _pairs_before(self, index: int) -> int:
        return bisect_right(self._pairs, index - 1)

    def stretch(self, start: int, end: int, counting: Counting) -> tuple[int, int] | None:
        """Start and end (exclusive) in `raw`; None where they lie outside the text, or the wrong way round."""
        first = self.place(start, counting)
        last = self.place(end + int(counting.is_end_included), counting)
        return (first, last) if 0 <= first <= last <= len(self.raw) else None


def _decoded(data: bytes) -> str:
    """UTF-8, as the specification wants it, or what programs on Windows write all the same."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "\ufeff" + data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


@dataclass(frozen=True)
class Asked:
    """A selection to try: its source, its positions and the words that it may quote."""

    source: str
    start: int
    end: int
    quote: str = ""


def choose_counting(texts: Mapping[str, SourceText], selections: Sequence[Asked]) -> tuple[Counting, bool]:
    """The way of counting of a project, and whether it differs from every other on these selections."""
    asked = [item for item in selections if item.source in texts and item.end > item.start]
    asked = asked[:: max(1, len(asked) // _MOST_ASKED)]
    scores = {counting: _score(texts, asked, counting) for counting in COUNTINGS}
    best = max(COUNTINGS, key=lambda counting: scores[counting])
    places = {
        tuple(texts[item.source].stretch(item.start, item.end, counting) for item in asked)
        for counting in COUNTINGS
        if not counting.is_end_included
    }
    return best, len(places) > 1


def _score(texts: Mapping[str, SourceText], asked: Iterable[Asked], counting: Counting) -> float:
    total = 0.0
    for item in asked:
        text = texts[item.source]
        found = text.stretch(item.start, item.end, counting)
        if found is None:
            total += _BEYOND
            continue
        start, end = found
        total += _EDGE * (_is_edge(text.raw, start, opens=True) + _is_edge(text.raw, end, opens=False))
        total += _QUOTED * quotes(item.quote, text.raw[start:end])
    return total


def _is_edge(text: str, at: int, *, opens: bool) -> float:
    """Whether a selection may begin or end here: beside a word, not inside it; outside the spaces around it at best."""
    if text[at - 1 : at + 1] == "\r\n":
        return -1.0
    before, after = text[at - 1 : at], text[at : at + 1]
    if before.isalnum() and after.isalnum():
        return 0.0
    inside, outside = (after, before) if opens else (before, after)
    # An apostrophe or a bracket belongs to what is selected as much as a letter does.
    return 1.0 if inside.strip() and (not outside or not outside.isalnum()) else 0.5


def quotes(quote: str, words: str) -> bool:
    """Whether the name of a selection is how its words begin, as programs name selections."""
    said, words = ("".join(text.rstrip("…. ").split()) for text in (quote, words))
    return len(said) >= _SHORTEST_QUOTE and words.startswith(said)
