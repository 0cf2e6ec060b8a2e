"""Words as they are compared: one spelling for what Dutch writes and speaks in several ways."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import simplemma

from pipeline.language.words import SEPARABLE_PARTICLES

_APOSTROPHES = str.maketrans("’‘`´", "''''")
_HYPHENS = re.compile(r"(?<=\w)[-‐‑–](?=\w)")
_SPOKEN = {
    "k": "ik",
    "'k": "ik",
    "ikke": "ik",
    "ie": "hij",
    "'ie": "hij",
    "'m": "hem",
    "m'n": "mijn",
    "mn": "mijn",
    "z'n": "zijn",
    "zn": "zijn",
    "d'r": "haar",
    "'t": "het",
    "'n": "een",
    "des": "s",
    "'s": "s",
    "da's": "dats",
    "goeie": "goede",
    "effe": "even",
    "effen": "even",
    "niks": "niets",
    "nie": "niet",
}
STRESSED = frozenset("één vóór hé dé ópen vóórkomen".split())
"""Words that differ from another word by their accent alone."""

_PREFIXES = frozenset(SEPARABLE_PARTICLES) | frozenset(
    "on be ge ver her ont er mis wan ex niet zelf re co pre stief schoon groot klein half".split()
)
_LINKS = ("", "s", "e", "en", "n")


@lru_cache(200_000)
def fold(word: str) -> str:
    """A word in lower case without what differs between spellings: accents, hyphens inside, spoken short forms.

    *co-ordinator* and *coördinator* are one word, *stage-plek* and *stageplek*, *ie* and *hij*. What stands in
    brackets stays as it is, and so does an accent that makes another word (*één*).
    """
    lower = word.lower()
    if lower.startswith("[") or lower in STRESSED:
        return lower
    lower = _HYPHENS.sub("", lower.translate(_APOSTROPHES))
    if not lower.isascii():
        lower = unicodedata.normalize("NFC", "".join(filter(_is_kept, unicodedata.normalize("NFD", lower))))
    # spaCy takes some words at the end of a sentence for an abbreviation: "ik schaam me."
    return _SPOKEN.get(lower, lower.rstrip(".") or lower)


def _is_kept(sign: str) -> bool:
    return not unicodedata.combining(sign)


@lru_cache(200_000)
def without_diminutive(lemma: str) -> str:
    """A noun without its diminutive (*stageplekje*: *stageplek*), else as it is."""
    from pipeline.language.lemmas import noun_lemma

    word = lemma.removesuffix("s") if lemma.endswith("jes") else lemma
    return noun_lemma(word, lemma) if word.endswith("je") and len(word) > 4 else lemma


@lru_cache(200_000)
def is_compound(word: str, end: str) -> bool:
    """Whether a word is a compound or a derivation of the word at its end, and does not only share its letters.

    *reistijd* is one of *tijd* and *onbereikbaar* of *bereikbaar*, *altijd* and *huur* are none of *tijd* and *uur*:
    what stands before must be a prefix, a particle, a number or a Dutch word (of three letters: a noun), or a part
    by itself to HanTa, or all of it a word that is not in the lexicon.
    """
    from pipeline.language.lemmas import tagger

    before = word.removesuffix(end)
    if not before or before in _PREFIXES or not before.isalpha() or _is_first_part(before):
        return True
    if not simplemma.is_known(word, lang="nl"):
        return len(before) > 1
    return len(before) > 2 and tagger().analyze(word, taglevel=3)[1][0][0] == before


@cache
def _is_first_part(before: str) -> bool:
    from pipeline.language.word_classes import is_noun

    for link in _LINKS:
        stem = before.removesuffix(link)
        if (link and stem == before) or len(stem) < 3 or not simplemma.is_known(stem, lang="nl"):
            continue
        if len(stem) > 3 or is_noun(stem):
            return True
    return False


@lru_cache(200_000)
def verb_of(form: str) -> str:
    """The infinitive of a form of a verb by itself (*gemeld*: *melden*), else the form."""
    return simplemma.lemmatize(form, lang="nl").lower()
