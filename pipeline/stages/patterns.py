"""Search patterns of the codebook, compiled for spaCy's matcher in the orders in which Dutch uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Any

import simplemma
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.words import SEPARABLE_PARTICLES

TokenPattern = dict[str, Any]

_GAP: TokenPattern = {"IS_PUNCT": False, "OP": "?"}
_GAP_IN_CLAUSE: TokenPattern = _GAP | {"POS": {"NOT_IN": ["SCONJ"]}}
_VERB_GAP = 6
_PHRASE_GAP = 4


def pattern_variants(pattern: str, nlp: Language) -> tuple[list[list[TokenPattern]], list[list[TokenPattern]]]:
    """A pattern as token patterns: every word by its form or its lemma, and the other orders that Dutch has.

    `*` stands for any part of a word and `...` for up to four words. A separable verb is matched joined, split
    ("bel hem terug") and around *te* or another verb ("terug te bellen"); a phrase with an infinitive also with
    *te* or another verb before it and with the verb in front ("krijg haar niet te pakken"). The second list holds
    those that end in the particle of a split verb.
    """
    words, lemmas = _words(pattern, nlp)
    options = [_options(word, lemma) for word, lemma in zip(words, lemmas, strict=True)]
    variants = [list(choice) for choice in product(*options)]
    result = [_flatten(variant) for variant in variants]
    for verb in [i for i, word in enumerate(words) if len(words) > 1 and is_infinitive(word)]:
        result += [_flatten([*v[:verb], *_BETWEEN, *v[verb:]]) for v in variants if verb]
        result += [_flatten([v[verb], [_GAP_IN_CLAUSE] * _VERB_GAP, *v[:verb], *v[verb + 1 :]]) for v in variants]
    apart: list[list[TokenPattern]] = []
    if split := split_verb(words[-1]):
        stem, part = _separated(*split)
        rest = [list(choice) for choice in product(*options[:-1])]
        gap = [[_GAP] * _VERB_GAP]
        result += [_flatten([*v, part, *_BETWEEN, stem]) for v in rest]
        apart += [_flatten([*v, stem, *gap, part]) for v in rest]
        if rest != [[]]:
            apart += [_flatten([stem, *gap, *v, [_GAP] * _PHRASE_GAP, part]) for v in rest]
    return result, apart


def _words(pattern: str, nlp: Language) -> tuple[list[str], list[str]]:
    """The words of a pattern, cut as they are in the talk ("'s avonds" is two), with their lemmas."""
    words: list[str] = []
    for word in pattern.lower().split():
        words += [word] if "*" in word else [token.text for token in nlp.tokenizer(word)]
    doc = nlp(Doc(nlp.vocab, words=[word.replace("*", "") or word for word in words]))
    # Words in brackets are one token in the talk.
    return (words, [t.lemma_ or t.lower_ for t in doc]) if len(doc) == len(words) else ([t.text for t in doc],) * 2


def _flatten(parts: Iterable[list[TokenPattern]]) -> list[TokenPattern]:
    return [token for part in parts for token in part]


def _options(word: str, lemma: str) -> list[list[TokenPattern]]:
    if word in ("...", "…"):
        return [[_GAP] * _PHRASE_GAP]
    if "*" in word:
        expression = "^" + ".*".join(map(re.escape, word.split("*"))) + "$"
        return [[{"LOWER": {"REGEX": expression}}], [{"LEMMA": {"REGEX": expression}}]]
    return [[{"LOWER": word}], [{"LEMMA": {"IN": sorted({word, lemma})}}]]


_BETWEEN: list[list[TokenPattern]] = [[{"POS": {"IN": ["AUX", "ADP", "VERB"]}, "OP": "?"}]] * 2


def _separated(particle: str, verb: str) -> tuple[list[TokenPattern], list[TokenPattern]]:
    """A separable verb as its stem and its particle."""
    return [{"LEMMA": verb, "POS": {"IN": ["VERB", "AUX", "NOUN"]}}], [{"LOWER": particle}]


@cache
def is_infinitive(word: str) -> bool:
    """Whether a word is the infinitive of a Dutch verb."""
    from pipeline.language.lemmas import tagger

    return word.endswith("n") and any(tag.startswith("WW(inf") for tag, _ in tagger().tag_word(word))


@cache
def split_verb(word: str) -> tuple[str, str] | None:
    """A separable verb as particle and verb (*terugbellen*: *terug*, *bellen*), else None."""
    for particle in sorted(SEPARABLE_PARTICLES, key=len, reverse=True):
        verb = word.removeprefix(particle)
        if verb != word and len(verb) > 3 and simplemma.is_known(verb, lang="nl") and is_infinitive(verb):
            return particle, verb
    return None
