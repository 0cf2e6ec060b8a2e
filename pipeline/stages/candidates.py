"""An index from word to segments, so that a pattern is tried only where all of its words occur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Segments = npt.NDArray[np.int64]

_NONE: Segments = np.zeros(0, dtype=np.int64)


class WordIndex:
    """Which segments hold which words: asked by the same token patterns that spaCy's matcher takes.

    Segments are numbered in the order of the tokens; `segment_ids` gives their ids.
    """

    def __init__(self, tokens: pd.DataFrame) -> None:
        numbers, ids = pd.factorize(tokens.segment_id)
        self.segment_ids = list(ids)
        self._words = {
            "LOWER": _postings(tokens.text.str.lower(), numbers),
            "LEMMA": _postings(tokens.lemma, numbers),
        }
        self._asked: dict[str, Segments] = {}

    def candidates(self, pattern: Sequence[dict[str, Any]]) -> Segments:
        """The segments in which every word occurs that the pattern cannot do without."""
        needed = [
            self._with(attribute, token[attribute])
            for token in pattern
            if "OP" not in token
            for attribute in ("LOWER", "LEMMA")
            if attribute in token
        ]
        everything = np.arange(len(self.segment_ids))
        return reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), needed, everything)

    def any_of(self, patterns: Iterable[Sequence[dict[str, Any]]]) -> Segments:
        """The segments in which one of the patterns may occur, in order."""
        found = [self.candidates(pattern) for pattern in patterns]
        return np.unique(np.concatenate(found)) if found else _NONE

    def _with(self, attribute: str, wanted: Any) -> Segments:
        key = f"{attribute} {wanted}"
        if key not in self._asked:
            postings = self._words[attribute]
            hits = [postings[word] for word in _words_asked(wanted, postings)]
            self._asked[key] = np.unique(np.concatenate(hits)) if hits else _NONE
        return self._asked[key]


def _words_asked(wanted: Any, known: dict[str, Segments]) -> list[str]:
    """The words of the corpus that one token of a pattern accepts: a word, a list, or a regular expression."""
    if isinstance(wanted, str):
        wanted = {"IN": [wanted]}
    if "IN" in wanted:
        return [word for word in wanted["IN"] if word in known]
    search = re.compile(wanted["REGEX"]).search
    return [word for word in known if search(word)]


def _postings(words: pd.Series, segments: npt.NDArray[np.intp]) -> dict[str, Segments]:
    """For every word the numbers of the segments that hold it, in order."""
    frame = pd.DataFrame({"word": words.to_numpy(dtype=object), "segment": segments}).drop_duplicates()
    return {str(word): group.to_numpy(dtype=np.int64) for word, group in frame.groupby("word", sort=False).segment}
