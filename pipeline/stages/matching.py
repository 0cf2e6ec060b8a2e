"""tokens, codebook -> what the search patterns match: the words of each match, and whether they are denied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.codebook import Code
from pipeline.language.negation import is_negated
from pipeline.language.words import NEGATIONS, PREPOSITIONS, is_remark
from pipeline.stages.candidates import WordIndex
from pipeline.stages.patterns import pattern_variants

_APART = "*apart*"
"""Names the patterns of split verbs; no code can be called this."""


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

    Each code is tried only on the segments that hold all words of one of its patterns. Patterns look through the
    marks of the transcriber: "ik bel (lacht) hem terug".
    """
    tokens = tokens[~tokens.text.isin([text for text in tokens.text.unique() if is_remark(text)])]
    index = WordIndex(tokens)
    documents = _Documents(tokens, nlp)
    found: list[tuple[int, int, Match]] = []
    for order, code in enumerate(codes):
        whole, apart = _variants(code, nlp)
        if not whole:
            continue
        matcher = Matcher(nlp.vocab)
        matcher.add(code.id, whole)
        if apart:
            matcher.add(_APART, apart)
        own = frozenset(word for pattern in code.patronen for word in pattern.lower().split()) & NEGATIONS
        for number in index.any_of([*whole, *apart]):
            doc = documents[int(number)]
            spans = [span for span in matcher(doc, as_spans=True) if _is_match(doc, span)]
            lower = [token.lower_ for token in doc]
            for span in filter_spans(spans):
                start, end = documents.characters(int(number), span)
                denied = is_negated(lower, span.start, span.end, own=own)
                found.append((int(number), order, Match(index.segment_ids[number], code.id, start, end, denied)))
    return [match for *_, match in sorted(found, key=lambda item: item[:2])]


def _variants(code: Code, nlp: Language) -> tuple[list[list[dict[str, object]]], list[list[dict[str, object]]]]:
    both = [pattern_variants(pattern, nlp) for pattern in code.patronen]
    return [p for whole, _ in both for p in whole], [p for _, apart in both for p in apart]


def _is_match(doc: Doc, span: Span) -> bool:
    return span.label_ != _APART or is_stranded(doc, span.end - 1)


class _Documents:
    """The segments as spaCy documents, made when they are asked for."""

    def __init__(self, tokens: pd.DataFrame, nlp: Language) -> None:
        self._columns = [tokens[name].tolist() for name in ("text", "lemma", "pos", "start_char")]
        starts = (~tokens.segment_id.duplicated()).to_numpy().nonzero()[0].tolist()
        self._bounds = [*starts, len(tokens)]
        self._vocab = nlp.vocab
        self._made: dict[int, Doc] = {}

    def __getitem__(self, number: int) -> Doc:
        if number not in self._made:
            rows = slice(*self._bounds[number : number + 2])
            words, lemmas, pos, _ = (column[rows] for column in self._columns)
            self._made[number] = Doc(self._vocab, words=words, lemmas=lemmas, pos=pos)
        return self._made[number]

    def characters(self, number: int, span: Span) -> tuple[int, int]:
        """A span's offsets in its segment."""
        words, starts, first = self._columns[0], self._columns[3], self._bounds[number]
        last = first + span.end - 1
        return starts[first + span.start], starts[last] + len(words[last])


def is_stranded(doc: Doc, i: int) -> bool:
    """Whether a particle belongs to the verb before it ("ik zoek het op"), and not to what follows ("op school")."""
    if doc[i].lower_ not in PREPOSITIONS or i + 1 == len(doc):
        return True
    following = doc[i + 1]
    if following.text.startswith("["):
        return is_remark(following.text)
    if following.lower_ in ("die", "dat", "wat") and i + 2 < len(doc):
        # 'viel iemand uit die de stages deed', but 'vroeg het aan die jongen'.
        return doc[i + 2].pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")
    return following.pos_ not in ("DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM")
