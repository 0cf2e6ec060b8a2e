"""Search patterns of the codebook, compiled into the orders in which Dutch uses their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import simplemma
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.spelling import STRESSED, fold, without_diminutive
from pipeline.language.words import PLACEHOLDER, SEPARABLE_PARTICLES

Between = Literal["gap", "no verb", "cluster", "filler"]
"""What may stand between words: any of the same clause, any but a verb, *te* with another verb, or a filler."""


@dataclass(frozen=True)
class Word:
    """Which words of the talk one word of a pattern stands for.

    Any of the forms or lemmas (folded); a shape with `*`; or the verb behind a first part ("ziek" + "melden").
    """

    forms: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    shape: str = ""
    verb: tuple[str, str] | None = None
    is_verb: bool = False


Sequence = tuple[Word | Between, ...]


@dataclass(frozen=True)
class Variant:
    """One order of the words of a pattern, with the particle of a verb that is split from it."""

    words: Sequence
    particle: str = ""


_VERB_GAP: Sequence = ("gap",) * 6
_PHRASE_GAP: Sequence = ("gap",) * 4
_SHORT_GAP: Sequence = ("no verb",) * 3
_GAPS = ("gap", "no verb")
_CLUSTER: Sequence = ("cluster",) * 2

_PIECE = re.compile(rf"{PLACEHOLDER.pattern}|[.]{{3}}|(?:(?![.]{{3}})\S)+")
_SUBJECTS = frozenset("ik je jij u hij ze zij we wij jullie men dat het er".split())
_REFLEXIVE = "zich <wederkerend>"
_REFLEXIVES = frozenset("zich me mij je u ons jullie mezelf mijzelf jezelf uzelf zichzelf onszelf".split())
_PREPOSITIONS = {p: p for p in "aan achter bij door in naar naast onder op over tegen tussen uit van voor".split()}
_PREPOSITIONS |= {"met": "mee", "tot": "toe"}
"""Prepositions with their form after *er* and *daar*: *omgaan met* is *daarmee omgaan* too."""


def pattern_variants(pattern: str, nlp: Language) -> list[Variant]:
    """A pattern as sequences of words: as it stands, and in the other orders that Dutch has.

    `*` stands for any part of a word and `...` for up to four words. A separable verb is matched joined, split
    ("bel hem terug") and around *te* or another verb ("terug te bellen"); an expression with an infinitive also with
    the verb in front ("krijg haar niet te pakken") and with words before the verb ("contact met ons opgenomen").
    Compounds match in one word and in two.
    """
    if not any(sign.isalnum() for sign in pattern):
        # Nothing but signs: `*` and `...` would match all that was said.
        signs = _words(pattern, nlp)[0] if not set(pattern) <= set("*.… ") else []
        return [Variant(_joined([_element(sign, sign, i) for i, sign in enumerate(signs)]))] if signs else []
    words, lemmas = _words(pattern, nlp)
    if any(map(is_infinitive, words)):
        # *zich schamen* is *ik schaam me* too, but *op zich* has no verb to go with.
        words = [_REFLEXIVE if word == "zich" else word for word in words]
    elements = [_element(word, lemma, i) for i, (word, lemma) in enumerate(zip(words, lemmas, strict=True))]
    found = [Variant(_joined(elements))]
    if len(words) == 1:
        found += [Variant(parts) for parts in _apart(pattern.strip().lower())]
    if len(words) == 2 and "*" not in pattern and "..." not in words:
        found.append(Variant((_one_word(words, lemmas),)))
    if len(words) > 2 and words[0] in _SUBJECTS:
        found.append(Variant(_joined([elements[1], elements[0], *elements[2:]])))
    for i, word in enumerate(words):
        if is_infinitive(word) and "*" not in word:
            found += _around_verb(word, elements[i], before=elements[:i], after=elements[i + 1 :])
            if i:
                joined = Word(verb=(words[i - 1], word), forms=frozenset([words[i - 1] + word]))
                found.append(Variant(_joined([*elements[: i - 1], (joined,), *elements[i + 1 :]])))
    return list(dict.fromkeys(found))


def _around_verb(word: str, verb: Sequence, *, before: list[Sequence], after: list[Sequence]) -> list[Variant]:
    """The orders of an expression around its verb: that in front, at the end, and split where it is separable."""
    ahead, behind = _joined(before), _joined(after)
    found: list[Sequence] = []
    rest = _joined([*before, *after])
    if before:
        found.append((*ahead, *_SHORT_GAP, *_CLUSTER, *verb, *behind))
    if rest:
        found.append((*verb, *_VERB_GAP, *rest))
    if after:
        found.append((*rest, *_SHORT_GAP, *_CLUSTER, *verb))
    split = split_verb(word)
    if split is None:
        return [Variant(words) for words in found]
    part, stem = Word(forms=frozenset([split[0]])), Word(lemmas=frozenset([split[1]]), is_verb=True)
    found.append((*ahead, *(_SHORT_GAP if before else ()), part, *_CLUSTER, stem, *behind))
    stranded: list[Sequence] = [(*rest, *_SHORT_GAP, stem, *_VERB_GAP, part)] if rest else [(stem, *_VERB_GAP, part)]
    if rest:
        stranded.append((stem, *_VERB_GAP, *rest, *_PHRASE_GAP, part))
    if after:
        found.append((*rest, *_SHORT_GAP, part, *_CLUSTER, stem))
        stranded.append((*ahead, stem, *_VERB_GAP, part, *_SHORT_GAP, *behind))
    return [Variant(words) for words in found] + [Variant(words, particle=split[0]) for words in stranded]


def _words(pattern: str, nlp: Language) -> tuple[list[str], list[str]]:
    """The words of a pattern, cut as they are in the talk ("'s avonds" is two), folded, with their lemmas."""
    words: list[str] = []
    for word in _PIECE.findall(pattern.lower().replace("’", "'").replace("…", "...")):
        is_whole = "*" in word or word == "..." or PLACEHOLDER.fullmatch(word)
        words += [word] if is_whole else [token.text for token in nlp.tokenizer(word)]
    words = [word for word in words if word != "'"] or words
    doc = nlp(Doc(nlp.vocab, words=[word.replace("*", "") or word for word in words]))
    # Words in round brackets may be one token in the talk: (lacht).
    given = [(t.text, t.lemma_ or t.lower_) for t in doc] if len(doc) != len(words) else []
    given = given or [(word, t.lemma_ or t.lower_) for word, t in zip(words, doc, strict=True)]
    if len(given) == 2 and split_verb(given[1][0] + given[0][1]) and given[1][0] in SEPARABLE_PARTICLES:
        given = [(given[1][0] + given[0][1],) * 2]
    # The lemma of *'s* is *de*: not what is meant.
    given = [(word, word if word.startswith("'") else lemma) for word, lemma in given]
    return [fold(word) for word, _ in given], [fold(lemma) for _, lemma in given]


def _element(word: str, lemma: str, position: int) -> Sequence:
    """What one word of a pattern stands for."""
    if word == "...":
        return _PHRASE_GAP
    if "*" in word:
        return (Word(shape=word),)
    if word == _REFLEXIVE:
        return (Word(forms=_REFLEXIVES), *_SHORT_GAP)
    if position and word in _PREPOSITIONS:
        with_er = {stem + _PREPOSITIONS[word] for stem in ("er", "daar", "hier", "waar")}
        return (Word(forms=frozenset({word, _PREPOSITIONS[word], *with_er})),)
    if word in STRESSED or without_diminutive(word) != word:
        # Who writes a diminutive means it: no *duim* for *duimpje*.
        one = word.removesuffix("s")
        return (Word(forms=frozenset([word] if word in STRESSED else [one, f"{one}s"])),)
    return (Word(forms=frozenset([word]), lemmas=frozenset({word, lemma}), verb=split_verb(word)),)


def _one_word(words: list[str], lemmas: list[str]) -> Word:
    """Two words as one: *job coach* is *jobcoach* and *job-coach*."""
    return Word(forms=frozenset(["".join(words)]), lemmas=frozenset([words[0] + without_diminutive(lemmas[1])]))


def _apart(word: str) -> list[Sequence]:
    """A compound of two nouns as two words: *jobcoach* is *job coach*."""
    cuts = range(3, len(word) - 2) if word.isalpha() and not is_infinitive(word) else ()
    pairs = [(word[:cut], word[cut:]) for cut in cuts if is_part(word[:cut]) and is_part(word[cut:])]
    folded = [(fold(first), fold(second)) for first, second in pairs]
    return [(Word(forms=frozenset([a])), Word(forms=frozenset([b]), lemmas=frozenset([b]))) for a, b in folded]


def _joined(elements: Iterable[Sequence]) -> Sequence:
    """Elements one after the other; hesitations and particles of speech may stand between."""
    result: list[Word | Between] = []
    for element in elements:
        if result and element[0] not in _GAPS and result[-1] not in _GAPS:
            result.append("filler")
        result += element
    fixed = [i for i, item in enumerate(result) if item not in _GAPS]
    return tuple(result[fixed[0] : fixed[-1] + 1]) if fixed else ()


@cache
def is_part(word: str) -> bool:
    """Whether a word may be half of a compound that is written in two: a noun of three letters or more."""
    from pipeline.language.word_classes import is_noun

    return len(word) > 2 and simplemma.is_known(word, lang="nl") and is_noun(word)


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
