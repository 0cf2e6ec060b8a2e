"""Search patterns by what they match: those that miss even themselves, and those of two codes that find the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from spacy.language import Language

from pipeline.codebook import Code
from pipeline.codebook_checks import Typed
from pipeline.codebook_patterns import patterns_of
from pipeline.errors import Problem
from pipeline.stages.matching import match_patterns
from pipeline.stages.tokens import annotate_segments
from pipeline.yaml_text import YamlText

_ANY_WORD = "iets"


@dataclass(frozen=True)
class _Tried:
    """What the patterns of a book find when each is written as a sentence; patterns go by their number."""

    patterns: Sequence[tuple[*Typed, str]]
    finds: frozenset[tuple[int, int]]
    covers: frozenset[tuple[int, int]]
    stops: frozenset[int]


def check_lemmas(source: YamlText, *, nlp: Language) -> tuple[list[Problem], list[Problem]]:
    """Problems and notes on the patterns of a book, as they are matched: on forms and lemmas.

    A pattern that does not find itself, written as a sentence, finds nothing. Two patterns that each cover the whole
    of the other come to the same: of two codes that is a problem, of one it is one too many.
    """
    tried = _try_out(list(patterns_of(source)), nlp=nlp)
    return list(_problems(source, tried)), list(_notes(source, tried))


def _problems(source: YamlText, tried: _Tried) -> Iterator[Problem]:
    for number, (code, place, pattern) in enumerate(tried.patterns):
        name = f"code '{code.get('id')}': pattern '{pattern}'"
        if (number, number) not in tried.finds:
            what, remedy = "does not find even itself", "Write it as it is said, without signs between the words."
            yield source.problem_in((*place, "patronen"), f"{name} {what}", remedy, item=pattern)
        for other in _same(tried, number):
            if (owner := tried.patterns[other][0].get("id")) != code.get("id"):
                what = f"finds the same as '{tried.patterns[other][2]}' of '{owner}'"
                remedy = "A pattern points at one code: make it more precise."
                yield source.problem_in((*place, "patronen"), f"{name} {what}", remedy, item=pattern)


def _notes(source: YamlText, tried: _Tried) -> Iterator[Problem]:
    for number, (code, place, pattern) in enumerate(tried.patterns):
        name = f"code '{code.get('id')}': pattern '{pattern}'"
        for other in _same(tried, number):
            if tried.patterns[other][0].get("id") == code.get("id"):
                what = f"finds the same as '{tried.patterns[other][2]}'"
                yield source.problem_in((*place, "patronen"), f"{name} {what}", "One of them will do.", item=pattern)
        if number in tried.stops:
            what, remedy = "holds only words that are said all the time", "Add a word that tells what it is about."
            yield source.problem_in((*place, "patronen"), f"{name} {what}", remedy, item=pattern)


def _same(tried: _Tried, number: int) -> Iterator[int]:
    """The patterns before this one that come to the same; equal ones are named without models."""
    mine = tried.patterns[number][2].lower().split()
    for other in range(number):
        both = {(number, other), (other, number)}
        if both <= tried.covers and tried.patterns[other][2].lower().split() != mine:
            yield other


def _try_out(patterns: Sequence[tuple[*Typed, str]], *, nlp: Language) -> _Tried:
    names = [f"p{number}" for number in range(len(patterns))]
    texts = [_as_sentence(pattern) for *_, pattern in patterns]
    tokens = annotate_segments(pd.DataFrame({"segment_id": names, "text": texts}), nlp=nlp)
    codes = [
        Code.model_validate({"id": name, "naam": pattern, "definitie": pattern, "patronen": [pattern]})
        for name, (*_, pattern) in zip(names, patterns, strict=True)
    ]
    number = {name: at for at, name in enumerate(names)}
    matches = match_patterns(tokens, codes, nlp=nlp) if len(tokens) else []
    found = [(number[m.segment_id], number[m.code], m.end_char - m.start_char) for m in matches]
    heard = tokens.groupby("segment_id").is_stop.all()
    stops = {number[str(name)] for name, all_stop in heard.items() if all_stop}
    return _Tried(
        patterns,
        frozenset((segment, code) for segment, code, _ in found),
        frozenset((segment, code) for segment, code, length in found if length == len(texts[segment])),
        frozenset(at for at in stops if "*" not in patterns[at][2]),
    )


def _as_sentence(pattern: str) -> str:
    """A pattern as somebody could say it: a gap is nothing, a part of a word is nothing, any word is one."""
    words = [word for word in pattern.lower().split() if word not in ("...", "…")]
    return " ".join(word.replace("*", "") or _ANY_WORD for word in words)
