"""codebook -> what the machine makes of the book's own examples: a book that misses these will miss the talk too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from spacy.language import Language

from pipeline.codebook import Code, Codebook, Theme
from pipeline.codebook_items import question_and_answer, reference_of
from pipeline.stages.matching import match_patterns
from pipeline.stages.tokens import annotate_segments

Propose = Callable[[Codebook, Sequence[str]], list[tuple[str, ...]]]
"""The codes that meaning proposes under a book, for each of some texts."""

KINDS = ("voorbeelden", "tegenvoorbeelden")


@dataclass(frozen=True)
class Example:
    """One example or counter-example: of which code, as typed, and what was said, with its question and without.

    `applies` is the code that should be found: its own, or that behind `->`; None where the book names none, or one
    that the machine may not propose.
    """

    code: str
    kind: str
    item: str
    answer: str
    spoken: str
    number: int
    applies: str | None

    @property
    def is_counter(self) -> bool:
        """Whether it is what the code is not about."""
        return self.kind == "tegenvoorbeelden"


@dataclass(frozen=True)
class Outcome:
    """The codes that patterns and meaning gave an example."""

    example: Example
    by_patterns: tuple[str, ...]
    by_meaning: tuple[str, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """What either gave, without doubles."""
        return tuple(dict.fromkeys((*self.by_patterns, *self.by_meaning)))

    @property
    def is_wrong(self) -> bool:
        """Whether a counter-example got the code that it is no example of."""
        return self.example.is_counter and self.example.code in self.found

    @property
    def is_missed(self) -> bool:
        """Whether the code that does apply was not found."""
        return self.example.applies is not None and self.example.applies not in self.found


def try_examples(book: Codebook, *, nlp: Language, propose: Propose) -> list[Outcome]:
    """What the machine gives each example of the codes that it may propose, in the order of the book.

    Patterns see what was said, meaning sees it with its question, both as in a segment. An example is never held
    against itself: meaning works in rounds, each under a book from which one example of every code is left out.
    """
    codes = [code for code in book.codes.values() if code.is_for_machine]
    asked = {code.id for code in codes}
    examples = [example for code in codes for example in examples_of(code, asked=asked)]
    by_patterns = _by_patterns(examples, codes, nlp=nlp)
    by_meaning = _by_meaning(examples, book, propose=propose)
    return [Outcome(*each) for each in zip(examples, by_patterns, by_meaning, strict=True)]


def examples_of(code: Code, *, asked: Collection[str]) -> Iterator[Example]:
    """The examples of a code, then its counter-examples, numbered from 0. Only codes in `asked` are to be found."""
    items = [(kind, item) for kind in KINDS for item in getattr(code, kind)]
    for number, (kind, item) in enumerate(items):
        _, answer = question_and_answer(item)
        applies = code.id if kind == KINDS[0] else reference_of(item)
        yield Example(code.id, kind, item, answer, _spoken(item), number, applies if applies in asked else None)


def _spoken(item: str) -> str:
    question, answer = question_and_answer(item)
    return f"{question} {answer}" if question else answer


def _by_patterns(examples: Sequence[Example], codes: Sequence[Code], *, nlp: Language) -> list[tuple[str, ...]]:
    names = [str(number) for number in range(len(examples))]
    segments = pd.DataFrame({"segment_id": names, "text": [example.answer for example in examples]})
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    for match in match_patterns(annotate_segments(segments, nlp=nlp), codes, nlp=nlp):
        found[match.segment_id][match.code] = None
    return [tuple(found[name]) for name in names]


def _by_meaning(examples: Sequence[Example], book: Codebook, *, propose: Propose) -> list[tuple[str, ...]]:
    texts = [example.spoken for example in examples]
    found: list[tuple[str, ...]] = [()] * len(examples)
    for number in sorted({example.number for example in examples}):
        asked = [at for at, example in enumerate(examples) if example.number == number]
        proposed = propose(_without(book, {texts[at] for at in asked}), texts)
        for at in asked:
            found[at] = proposed[at]
    return found


def _without(book: Codebook, texts: set[str]) -> Codebook:
    """The book without these examples, under whichever code they stand."""

    def less(entry: Code) -> Code:
        kept = {kind: [item for item in getattr(entry, kind) if _spoken(item) not in texts] for kind in KINDS}
        return entry.model_copy(update={**kept, "codes": [less(code) for code in entry.codes]})

    themes: list[Theme] = [t.model_copy(update={"codes": [less(code) for code in t.codes]}) for t in book.themas]
    return book.model_copy(update={"themas": themes})
