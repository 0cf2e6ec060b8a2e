"""tokens, codebook -> what the search patterns match: the words of each match, and whether they are denied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.codebook import Code
from pipeline.language.clauses import ends_clause
from pipeline.language.negation import is_negated
from pipeline.language.words import NEGATIONS, PREPOSITIONS, is_remark, words_in
from pipeline.stages.candidates import WordIndex
from pipeline.stages.patterns import Sequence, Variant, Word, pattern_variants

_WHOLE = "whole"
"""Names what matched without a split verb; those with one are named after its particle."""
_QUOTES = frozenset("' ’ ‘ \" “ ” „ « » `".split())
_FILLERS = frozenset(
    "uh uhm eh ehm hm zeg maar gewoon eigenlijk echt dus toch even eventjes wel best nou ook dan heel hoor ja zo "
    "weer".split()
)
_BETWEEN: dict[str, dict[str, Any]] = {
    "gap": {"LEMMA": "within", "OP": "?"},
    "no verb": {"LEMMA": "within", "TAG": "word", "OP": "?"},
    "cluster": {"POS": "VERB", "OP": "?"},
    "filler": {"POS": "INTJ", "OP": "?"},
}
_IDIOMS = frozenset({("af", "toe"), ("vast", "zeker"), ("op", "neer"), ("op", "af"), ("over", "weer"), ("in", "uit")})
_OPENS = ("PRON", "DET", "PROPN", "SCONJ", "PUNCT")
"""What a clause may open with after its conjunction."""
_NOMINAL = ("NOUN", "PROPN", "ADJ", "NUM")
_SAYING = frozenset("zeggen vragen denken vinden roepen antwoorden".split())


@dataclass(frozen=True)
class Match:
    """A stretch of a segment that a pattern of a code matched; offsets within the segment."""

    segment_id: str
    code: str
    start_char: int
    end_char: int
    is_negated: bool


def match_patterns(tokens: pd.DataFrame, codes: Iterable[Code], *, nlp: Language) -> list[Match]:
    """What the codes' patterns match, in the order of the segments; inside one code the longest match wins.

    Each code is tried only on the segments that hold all words of one of its patterns, laid behind each other in one
    document of spaCy. Patterns look through the marks of the transcriber: "ik bel (lacht) hem terug".
    """
    unheard = [text for text in tokens.text.unique() if text in _QUOTES or is_remark(text)]
    talk = _Talk(tokens[~tokens.text.isin(unheard)])
    found: list[tuple[int, int, int, Match]] = []
    for order, code in enumerate(codes):
        own = NEGATIONS.intersection(word for pattern in code.patronen for word in words_in(pattern))
        variants = [variant for pattern in code.patronen for variant in pattern_variants(pattern, nlp)]
        for start, end in _longest(talk, variants, nlp=nlp):
            number = int(talk.segments[start])
            first, last = talk.bounds[number : number + 2]
            denied = is_negated(talk.lower[first:last], start - first, end - first, own=own)
            chars = talk.starts[start], talk.starts[end - 1] + len(talk.texts[end - 1])
            found.append((number, order, start, Match(talk.index.segment_ids[number], code.id, *chars, denied)))
    return [match for *_, match in sorted(found, key=lambda item: item[:3])]


def _longest(talk: _Talk, variants: list[Variant], *, nlp: Language) -> list[tuple[int, int]]:
    """Where the patterns of one code match, as rows of the talk: the longest of those that overlap, else the first."""
    found = _phrases(talk, [v for v in variants if len(v.words) > 1], nlp=nlp)
    for word in dict.fromkeys(v.words[0] for v in variants if len(v.words) == 1):
        if isinstance(word, Word):
            found |= {(row, row + 1) for row in talk.index.rows(word).tolist()}
    taken: set[int] = set()
    longest = []
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            longest.append((start, end))
    return longest


def _phrases(talk: _Talk, variants: list[Variant], *, nlp: Language) -> set[tuple[int, int]]:
    """Where sequences of words occur, by spaCy's matcher on the segments that hold all their words."""
    possible = [(v, segments) for v in dict.fromkeys(variants) if len(segments := talk.index.candidates(v.words))]
    if not possible:
        return set()
    words = _classes([v for v, _ in possible], talk.index)
    rows, doc = talk.document(np.unique(np.concatenate([s for _, s in possible])), words, nlp=nlp)
    matcher = Matcher(nlp.vocab)
    for particle in dict.fromkeys(v.particle for v, _ in possible):
        patterns = [_token_pattern(v.words, words) for v, _ in possible if v.particle == particle]
        matcher.add(particle or _WHOLE, patterns)
    found, split = set(), set()
    for name, start, end in matcher(doc):
        particle = nlp.vocab.strings[name]
        span = int(rows[start]), int(rows[end - 1]) + 1
        if particle == _WHOLE:
            found.add(span)
        elif talk.is_split(rows[start:end], particle=particle):
            split.add(span)
    # The verb nearest to its particle: 'op een gegeven moment gaf hij op'.
    nearest = {(end, talk.index.lemma_of(start)): start for start, end in sorted(split)}
    return found | {(start, end) for (end, _), start in nearest.items()}


def _classes(variants: list[Variant], index: WordIndex) -> _Classes:
    """The words of the talk, told apart only as far as these patterns do."""
    asked = list(dict.fromkeys(word for variant in variants for word in variant.words if isinstance(word, Word)))
    meant: dict[int, list[int]] = {}
    for number, word in enumerate(asked):
        for n in index.numbers(word).tolist():
            meant.setdefault(n, []).append(number)
    names = np.full(len(index.forms) + 1, "-", dtype=object)
    options: dict[Word, list[str]] = {word: [] for word in asked}
    for name, numbers in {"+".join(map(str, numbers)): numbers for numbers in meant.values()}.items():
        for number in numbers:
            options[asked[number]].append(name)
    for n, numbers in meant.items():
        names[n] = "+".join(map(str, numbers))
    return _Classes(names, options)


def _token_pattern(sequence: Sequence, classes: _Classes) -> list[dict[str, Any]]:
    """A sequence as spaCy's matcher takes it."""
    result = []
    for item in sequence:
        if isinstance(item, Word):
            names = classes.options[item]
            # One name is compared in C, a list of them in Python.
            result.append({"ORTH": names[0] if len(names) == 1 else {"IN": names}})
        else:
            result.append(_BETWEEN[item])
    return result


@dataclass(frozen=True)
class _Classes:
    """The name of every word of the talk for one code (the last is no word), and the names that a Word accepts."""

    names: npt.NDArray[np.object_]
    options: dict[Word, list[str]]


class _Talk:
    """All that was said, as columns, and as documents of spaCy in which the words are classes of words."""

    def __init__(self, tokens: pd.DataFrame) -> None:
        self.index = WordIndex(tokens)
        self.texts, self.starts = tokens.text.tolist(), tokens.start_char.tolist()
        self.lower = tokens.text.str.lower().tolist()
        self._pos = tokens.pos.tolist()
        self.segments = pd.factorize(tokens.segment_id)[0].astype(np.int64)
        self.bounds = np.searchsorted(self.segments, np.arange(len(self.index.segment_ids) + 1)).tolist()
        self._slots = np.insert(np.arange(len(tokens)), self.bounds[1:], -1)
        self._slot_segments = np.insert(self.segments, self.bounds[1:], np.arange(len(self.index.segment_ids)))
        stops = [self._stops(i) for i in range(len(tokens))]
        self._gaps = np.array([*("stop" if stop else "within" for stop in stops), "stop"], dtype=object)
        self._kinds = np.array([*map(_kind, self.lower, self._pos), "X"], dtype=object)
        self._verbs = np.array([*("verb" if p in ("VERB", "AUX") else "word" for p in self._pos), "word"], dtype=object)

    def document(
        self, segments: npt.NDArray[np.int64], classes: _Classes, *, nlp: Language
    ) -> tuple[npt.NDArray[np.int64], Doc]:
        """These segments behind each other, nothing matching from one into the next, and the row of each token."""
        wanted = np.zeros(len(self.index.segment_ids), dtype=bool)
        wanted[segments] = True
        rows = self._slots[wanted[self._slot_segments]]
        numbers = np.append(self.index.words, len(classes.names) - 1)[rows]
        columns = {"lemmas": self._gaps, "pos": self._kinds, "tags": self._verbs}
        given = {name: column[rows].tolist() for name, column in columns.items()}
        return rows, Doc(nlp.vocab, words=classes.names[numbers].tolist(), **given)

    def _stops(self, i: int) -> bool:
        """Whether a gap may not pass over this word: a clause ends there."""
        word, pos = self.lower[i], self._pos[i]
        is_last = i + 1 == len(self.lower) or self.segments[i] != self.segments[i + 1]
        opens = not is_last and (self._pos[i + 1] in _OPENS or self.lower[i + 1] == "als")
        if word in ("dat", "maar"):
            # 'leg ik dat uit', 'krijg maar acht uur': a pronoun and a particle, where no subject follows.
            return opens and pos in ("SCONJ", "CCONJ")
        return pos in ("PUNCT", "SCONJ") or ends_clause(self.lower, i)

    def is_split(self, rows: npt.NDArray[np.int64], *, particle: str) -> bool:
        """Whether in these rows a particle stands by itself, after its verb."""
        return self._is_stranded(max(row for row in rows.tolist() if self.index.form_of(row) == particle))

    def _is_stranded(self, i: int) -> bool:
        """Whether a particle belongs to the verb before it ("zoek het op"), not to what follows ("op school")."""
        last = self.bounds[self.segments[i] + 1]
        word, following = self.lower[i], self.lower[i + 1 : min(last, i + 3)]
        if not following:
            return True
        pos = self._pos[i + 1]
        is_idiom = following[0] == "en" and (word, following[-1]) in _IDIOMS
        is_verb = pos in ("VERB", "AUX") and following[0] not in _FILLERS
        # 'denkt dat ze mee kan': the particle of another verb.
        if is_idiom or (is_verb and self.index.lemma_of(i + 1) not in _SAYING):
            return False
        # What stands in brackets is masked: a name, most often. Remarks are not among the words.
        if word not in PREPOSITIONS or following[0].startswith("["):
            return word not in PREPOSITIONS
        if following[0] in ("die", "dat", "wat") and len(following) == 2:
            # 'viel iemand uit die de stages deed', but 'vroeg het aan die jongen'.
            return self._pos[i + 2] not in _NOMINAL
        return pos not in (*_NOMINAL, "DET", "PRON")


def _kind(word: str, pos: str) -> str:
    """What a word may be between the words of a pattern: part of a verb cluster, or a filler."""
    return "INTJ" if word in _FILLERS else "VERB" if pos in ("AUX", "ADP", "VERB") else "X"
