"""The words of a corpus, and where they stand, so that a pattern is tried only where all of its words occur."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.language.spelling import fold, is_compound, verb_of, without_diminutive
from pipeline.stages.patterns import Sequence, Word

Numbers = npt.NDArray[np.int64]

_NONE: Numbers = np.zeros(0, dtype=np.int64)
_VERBAL = frozenset(("VERB", "AUX", "NOUN"))
"""A verb at the start of a clause is taken for a noun at times."""


class WordIndex:
    """Which words the talk has and in which segments they stand; asked by the words of a pattern.

    A word is a form with its lemma and part of speech; words and segments are numbered by first occurrence.
    """

    def __init__(self, tokens: pd.DataFrame) -> None:
        segments, ids = pd.factorize(tokens.segment_id)
        self.segment_ids = list(ids)
        codes = [pd.factorize(tokens[column])[0].astype(np.int64) for column in ("text", "lemma", "pos")]
        key = (codes[0] * (codes[1].max(initial=0) + 1) + codes[1]) * (codes[2].max(initial=0) + 1) + codes[2]
        self.words, _ = pd.factorize(key)
        first = np.unique(self.words, return_index=True)[1]
        kinds = tokens.iloc[first]
        self.forms = [fold(text) for text in kinds.text]
        self._lemmas = [without_diminutive(fold(lemma)) for lemma in kinds.lemma]
        self._is_verbal = [pos in _VERBAL for pos in kinds.pos]
        # The tagger takes a verb before a masked name for a name: 'bel je [PERSOON-1] terug'.
        self._named = [n for n, pos in enumerate(kinds.pos) if pos == "PROPN" and self.forms[n].isalpha()]
        self._by_form, self._by_lemma = _numbers(self.forms), _numbers(self._lemmas)
        self._spelled = sorted({*self._by_form, *self._by_lemma})
        pairs = np.unique(self.words * max(1, len(ids)) + segments)
        self._segments = pairs % max(1, len(ids))
        self._starts = np.searchsorted(pairs // max(1, len(ids)), np.arange(len(first) + 1))
        self._found: dict[Word, Numbers] = {}
        self._postings: dict[Word, Numbers] = {}

    def form_of(self, row: int) -> str:
        """The folded form of a row of the tokens."""
        return self.forms[self.words[row]]

    def lemma_of(self, row: int) -> str:
        """The lemma of a row of the tokens."""
        return self._lemmas[self.words[row]]

    def numbers(self, word: Word) -> Numbers:
        """The words of the talk that a word of a pattern stands for."""
        if word not in self._found:
            self._found[word] = np.array(sorted(self._find(word)), dtype=np.int64)
        return self._found[word]

    def rows(self, word: Word) -> Numbers:
        """The rows of the tokens in which a word of a pattern stands."""
        return np.flatnonzero(np.isin(self.words, self.numbers(word)))

    def candidates(self, sequence: Sequence) -> Numbers:
        """The segments in which all words of a sequence occur, in order."""
        needed = sorted((self._segments_with(w) for w in sequence if isinstance(w, Word)), key=len)
        return reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), needed) if needed else _NONE

    def _segments_with(self, word: Word) -> Numbers:
        if word not in self._postings:
            parts = [self._segments[self._starts[n] : self._starts[n + 1]] for n in self.numbers(word)]
            self._postings[word] = np.unique(np.concatenate(parts)) if parts else _NONE
        return self._postings[word]

    def _find(self, word: Word) -> set[int]:
        found = {n for form in word.forms for n in self._by_form.get(form, ())}
        found |= {n for lemma in word.lemmas for n in self._by_lemma.get(lemma, ())}
        spelled = _shaped(word.shape, self._spelled) if word.shape else []
        if word.verb:
            first, verb = word.verb
            spelled += [
                s for s in self._spelled if s.startswith(first) and s != first and verb_of(s[len(first) :]) == verb
            ]
        found |= {n for s in spelled for n in (*self._by_form.get(s, ()), *self._by_lemma.get(s, ()))}
        if not word.is_verb:
            return found
        named = {n for n in self._named if verb_of(self.forms[n]) in word.lemmas}
        return {n for n in found if self._is_verbal[n]} | named


def _shaped(shape: str, spelled: list[str]) -> list[str]:
    """The words of a shape with `*`; where that opens it alone, only compounds and derivations."""
    parts = [fold(part) for part in shape.split("*")]
    fixed = max(parts, key=len)
    matches = re.compile(".*".join(map(re.escape, parts))).fullmatch
    found = [word for word in spelled if fixed in word and matches(word)]
    is_ending = fixed != "" and shape.startswith("*") and shape.count("*") == 1
    return [word for word in found if not is_ending or is_compound(word, fixed)]


def _numbers(words: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        found[word].append(number)
    return dict(found)
