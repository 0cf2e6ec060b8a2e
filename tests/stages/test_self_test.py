from __future__ import annotations

from collections.abc import Sequence

import pytest
from spacy.language import Language

from pipeline.codebook import Codebook
from pipeline.stages.self_test import Outcome, try_examples
from tests.builders import code, codebook


def by_known_words(book: Codebook, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Stands in for meaning: a code whose examples share the first word of a text."""
    return [
        tuple(c.id for c in book.codes.values() if any(e.split()[0] == text.split()[0] for e in c.voorbeelden))
        for text in texts
    ]


def outcomes(nlp: Language, *codes: dict[str, object]) -> dict[str, Outcome]:
    return {o.example.item: o for o in try_examples(codebook(*codes), nlp=nlp, propose=by_known_words)}


def test_an_example_is_hit_when_patterns_or_meaning_give_its_own_code(nlp: Language) -> None:
    found = outcomes(
        nlp,
        code("bellen", voorbeelden=["Ze belt nooit terug.", "Vaak gebeld.", "Vaak app ik."], patronen="terugbellen"),
        code("reizen", voorbeelden="Ze komt met de bus.", patronen="bus"),
    )
    assert found["Ze belt nooit terug."].by_patterns == ("bellen",)
    assert found["Vaak app ik."].by_meaning == ("bellen",)
    assert found["Ze komt met de bus."].found == ("reizen",)
    assert not any(outcome.is_missed for outcome in found.values())


def test_an_example_is_not_held_against_itself_nor_against_its_double_elsewhere(nlp: Language) -> None:
    found = outcomes(
        nlp,
        code("bellen", voorbeelden="Nooit gebeld."),
        code("reizen", voorbeelden="Te ver.", tegenvoorbeelden="Nooit gebeld. -> bellen"),
    )
    assert found["Nooit gebeld."].is_missed
    assert found["Nooit gebeld. -> bellen"].is_missed


@pytest.mark.parametrize(
    ("counter", "is_wrong", "is_missed"),
    [
        ("Met de bus. -> reizen", False, False),
        ("Met de trein. -> reizen", False, True),
        ("Ze belt terug. -> reizen", True, True),
        ("Ze belt terug.", True, False),
        ("Iets anders.", False, False),
        ("Iets anders. -> latent", False, False),
    ],
)
def test_a_counter_example_gets_the_code_behind_its_arrow_and_not_its_own(
    nlp: Language, counter: str, is_wrong: bool, is_missed: bool
) -> None:
    found = outcomes(
        nlp,
        code("bellen", tegenvoorbeelden=counter, patronen="terugbellen"),
        code("reizen", patronen="bus"),
        code("latent", niveau="latent", voorbeelden="Iets anders."),
    )
    assert list(found) == [counter]
    assert (found[counter].is_wrong, found[counter].is_missed) == (is_wrong, is_missed)


def test_meaning_hears_the_question_and_patterns_only_the_answer(nlp: Language) -> None:
    found = outcomes(
        nlp,
        code("bellen", voorbeelden=["[Belt ze terug?] Nee.", "Belt ze?"], patronen="terugbellen"),
        code("leeg"),
    )
    asked = found["[Belt ze terug?] Nee."]
    assert (asked.by_patterns, asked.by_meaning) == ((), ("bellen",))


def test_a_book_without_examples_has_nothing_to_try(nlp: Language) -> None:
    assert outcomes(nlp, code("bellen", patronen="terugbellen")) == {}
