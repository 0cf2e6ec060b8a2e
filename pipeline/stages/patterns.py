"""Search patterns of the codebook, compiled for spaCy's matcher in the orders in which Dutch uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import pandas as pd
import simplemma
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.codebook import Code
from pipeline.language.negation import is_negated
from pipeline.language.words import NEGATIONS, SEPARABLE_PARTICLES

VERSION = 1

TokenPattern = dict[str, Any]

_GAP: TokenPattern = {"IS_PUNCT": False, "OP": "?"}
_VERB_GAP = 6
_PHRASE_GAP = 4


@dataclass(frozen=True)
class Match:
    """A stretch of a segment that a pattern of a code matched; offsets within the segment."""

    segment_id: str
    code: str
    start_char: int
    end_char: int
    is_negated: bool


def match_patterns(tokens: pd.DataFrame, codes: Iterable[Code], *, nlp: Language) -> list[Match]:
    """What the codes' patterns match, in the order of the segments; inside one code the longest match wins."""
    matcher, own = _compile(codes, nlp)
    if not len(matcher):
        return []
    matches: list[Match] = []
    for segment_id, rows in _documents(tokens):
        words, lemmas, pos, starts = rows
        doc = Doc(nlp.vocab, words=words, lemmas=lemmas, pos=pos)
        lower = [word.lower() for word in words]
        by_code: dict[str, list[Span]] = {}
        for span in matcher(doc, as_spans=True):
            by_code.setdefault(span.label_, []).append(span)
        for code, spans in by_code.items():
            matches += [
                Match(
                    segment_id,
                    code,
                    starts[span.start],
                    starts[span.end - 1] + len(words[span.end - 1]),
                    is_negated(lower, span.start, span.end, own=own[code]),
                )
                for span in filter_spans(spans)
            ]
    return matches


def _documents(tokens: pd.DataFrame) -> Iterator[tuple[str, tuple[list[str], list[str], list[str], list[int]]]]:
    ids = tokens.segment_id.to_numpy(dtype=object)
    columns = [tokens[name].tolist() for name in ("text", "lemma", "pos", "start_char")]
    start = 0
    for end in range(1, len(ids) + 1):
        if end == len(ids) or ids[end] != ids[start]:
            words, lemmas, pos, starts = (column[start:end] for column in columns)
            yield ids[start], (words, lemmas, pos, starts)
            start = end


def _compile(codes: Iterable[Code], nlp: Language) -> tuple[Matcher, dict[str, frozenset[str]]]:
    matcher = Matcher(nlp.vocab)
    own: dict[str, frozenset[str]] = {}
    for code in codes:
        patterns = [variant for pattern in code.patronen for variant in pattern_variants(pattern, nlp)]
        if patterns:
            matcher.add(code.id, patterns)
            own[code.id] = frozenset(word for p in code.patronen for word in p.lower().split()) & NEGATIONS
    return matcher, own


def pattern_variants(pattern: str, nlp: Language) -> list[list[TokenPattern]]:
    """A pattern as token patterns: every word by its form or its lemma, and the other orders that Dutch has.

    `*` stands for any part of a word and `...` for up to four words. A separable verb is matched joined, split
    ("bel hem terug") and around *te* or another verb ("terug te bellen"); a phrase that ends in an infinitive also
    with the verb in front ("krijg haar niet te pakken").
    """
    words = pattern.lower().split()
    lemmas = [token.lemma_ for token in nlp(" ".join(words).replace("*", ""))]
    if len(lemmas) != len(words):
        lemmas = words
    options = [_options(word, lemma) for word, lemma in zip(words, lemmas, strict=True)]
    variants = [list(choice) for choice in product(*options)]
    result = [_flatten(variant) for variant in variants]
    *before, last = words
    if before and is_infinitive(last):
        result += [_flatten([v[-1], *[[_GAP]] * _VERB_GAP, *v[:-1]]) for v in variants]
    if split := split_verb(last):
        result += [_flatten([*v[:-1], *separated]) for v in variants for separated in _separated(*split)]
    return result


def _flatten(parts: Iterable[list[TokenPattern]]) -> list[TokenPattern]:
    return [token for part in parts for token in part]


def _options(word: str, lemma: str) -> list[list[TokenPattern]]:
    if word in ("...", "…"):
        return [[_GAP] * _PHRASE_GAP]
    if "*" in word:
        expression = "^" + ".*".join(map(re.escape, word.split("*"))) + "$"
        return [[{"LOWER": {"REGEX": expression}}], [{"LEMMA": {"REGEX": expression}}]]
    return [[{"LOWER": word}], [{"LEMMA": {"IN": sorted({word, lemma})}}]]


def _separated(particle: str, verb: str) -> list[list[list[TokenPattern]]]:
    """The orders in which a separable verb stands apart."""
    stem: list[TokenPattern] = [{"LEMMA": verb, "POS": {"IN": ["VERB", "AUX", "NOUN"]}}]
    part: list[TokenPattern] = [{"LOWER": particle}]
    between: list[TokenPattern] = [{"POS": {"IN": ["AUX", "ADP", "VERB"]}, "OP": "?"}]
    return [[stem, [_GAP] * _VERB_GAP, part], [part, between, stem]]


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
