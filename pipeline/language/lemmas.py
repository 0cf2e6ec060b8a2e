"""Part of speech and lemma of Dutch words, by HanTa with nouns corrected by simplemma.

HanTa alone gives *kinder*, *schol* and *problem* for *kinderen*, *scholen* and *problemen*; simplemma knows the nouns
but not the sentence. Both carry their data with them. HanTa analyses every word anew, and most words are
repeats, so its word analyses are cached: the results are the same and come several times as fast.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import simplemma
from HanTa.HanoverTagger import HanoverTagger

UPOS = {
    "N": "NOUN",
    "WW": "VERB",
    "ADJ": "ADJ",
    "BW": "ADV",
    "VNW": "PRON",
    "LID": "DET",
    "VZ": "ADP",
    "VG": "CCONJ",
    "TW": "NUM",
    "TSW": "INTJ",
    "LET": "PUNCT",
    "SPEC": "X",
}
"""The universal part of speech (UD) for each class of the Dutch CGN tag set that HanTa uses."""

_AUXILIARIES = frozenset("hebben zijn worden zullen kunnen mogen moeten willen".split())
_CACHE = 200_000


class CachedTagger(HanoverTagger):
    """HanTa with its two analyses of single words remembered."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self._tag_word = lru_cache(_CACHE)(super()._tag_word)
        self._analyze = lru_cache(_CACHE)(super()._analyze)


@cache
def tagger() -> Any:
    """The Dutch tagger, loaded once per process (about 2 s)."""
    return CachedTagger("morphmodel_dutch.pgz")


@lru_cache(_CACHE)
def noun_lemma(word: str, otherwise: str) -> str:
    """The singular of a noun: by simplemma, for an unknown compound by its longest known end, else as given."""
    if simplemma.is_known(word, lang="nl"):
        return simplemma.lemmatize(word, lang="nl").replace("_", "")
    for start in range(2, len(word) - 3):
        end = word[start:]
        if simplemma.is_known(end, lang="nl"):
            return word[:start] + simplemma.lemmatize(end, lang="nl").replace("_", "")
    return otherwise


@lru_cache(_CACHE)
def universal(tag: str, lemma: str) -> str:
    """The UPOS of a CGN tag."""
    head, _, features = tag.partition("(")
    if head == "N" and features.startswith("eigen"):
        return "PROPN"
    if head == "SPEC" and features.startswith(("deeleigen", "afk")):
        return "PROPN"
    if head == "VG" and features.startswith("onder"):
        return "SCONJ"
    if head == "VNW" and (features.startswith(("bez", "aanw,det", "onbep,det", "vb,det"))):
        return "DET"
    if head == "WW" and lemma in _AUXILIARIES:
        return "AUX"
    return UPOS.get(head, "X")


def tag_words(words: list[str]) -> list[tuple[str, str]]:
    """Lemma (lower case) and UPOS of each word of one sentence."""
    result = []
    for word, lemma, tag in tagger().tag_sent(words):
        lower = word.lower()
        if tag.startswith("N(soort,ev,basis"):
            lemma = lower
        elif tag.startswith("N(soort"):
            lemma = noun_lemma(lower, lemma)
        result.append((lemma.lower() or lower, universal(tag, lemma)))
    return result
