"""Texts with marks, {{person:Jan}}, and what was found in them held against those marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_MARK = re.compile(r"\{\{(?P<kind>\w+):(?P<text>[^{}]*)\}\}")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class Place(NamedTuple):
    """A place in a text and its kind."""

    start: int
    end: int
    kind: str


@dataclass
class Tally:
    """Marks found whole, touched, at exactly their place, as their own kind, in all; false findings; words."""

    n_found: int = 0
    n_touched: int = 0
    n_exact: int = 0
    n_same_kind: int = 0
    n_marks: int = 0
    n_false: int = 0
    n_words: int = 0

    def add(self, text: str, marks: Sequence[Place], found: Sequence[Place]) -> None:
        """Hold the findings in one text against its marks; one is found where all its letters and digits are."""
        self.n_words += count_words([text])
        self.n_false += sum(not any(overlap(mark, place) for mark in marks) for place in found)
        for mark in marks:
            on_it = [place for place in found if overlap(mark, place)]
            self.n_marks += 1
            hidden = {at for place in on_it for at in range(place.start, place.end)}
            self.n_found += all(at in hidden for at in range(mark.start, mark.end) if text[at].isalnum())
            self.n_touched += bool(on_it)
            self.n_exact += any(place[:2] == mark[:2] for place in on_it)
            self.n_same_kind += any(place.kind == mark.kind for place in on_it)

    def shares(self) -> dict[str, Any]:
        """Recall, exact recall and precision, 0 to 1, and false maskings."""
        return {
            "n": self.n_marks,
            "recall": share(self.n_found, self.n_marks),
            "touched": share(self.n_touched, self.n_marks),
            "exact": share(self.n_exact, self.n_marks),
            "same_kind": share(self.n_same_kind, self.n_marks),
            "precision": share(self.n_touched, self.n_touched + self.n_false),
            "n_false": self.n_false,
            "n_words": self.n_words,
        }


def share(part: int, whole: int) -> float | None:
    """A share of 0 to 1; None of nothing."""
    return round(part / whole, 4) if whole else None


def overlap(first: Place, second: Place) -> bool:
    """Whether two places have a sign in common."""
    return first.start < second.end and second.start < first.end


def united(places: Iterable[Place]) -> list[Place]:
    """Places of one text, those that overlap as one."""
    result: list[Place] = []
    for place in sorted(places):
        if result and overlap(result[-1], place):
            result[-1] = Place(result[-1].start, max(result[-1].end, place.end), place.kind)
        else:
            result.append(place)
    return result


def parsed(marked: str) -> tuple[str, list[Place]]:
    """A text without its marks, and where they stood."""
    text, places, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        places.append(Place(len(text), len(text) + len(match["text"]), match["kind"]))
        text += match["text"]
        last = match.end()
    return text + marked[last:], places


def texts_in(given: Any) -> Iterator[str]:
    """All texts in some nest of lists and mappings."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict | list):
        for inner in given.values() if isinstance(given, dict) else given:
            yield from texts_in(inner)


def count_words(texts: Iterable[str]) -> int:
    """How many words texts have."""
    return sum(len(_WORD.findall(text)) for text in texts)
