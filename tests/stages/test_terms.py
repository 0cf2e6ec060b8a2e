from __future__ import annotations

import pandas as pd
import pytest

from pipeline.stages.terms import terms_of
from pipeline.stages.tokens import annotate_segments


def terms(texts: list[str], nlp, *, minimum: int = 1) -> list[str]:
    segments = pd.DataFrame({"segment_id": [f"S-{i:04d}-1" for i in range(len(texts))], "text": texts})
    return terms_of(annotate_segments(segments, nlp=nlp), minimum=minimum).term.tolist()


def test_content_words_and_the_phrases_around_a_noun_are_terms(nlp):
    found = terms(["Daar krijgt hij goede begeleiding in het speciaal onderwijs."], nlp)
    assert {"begeleiding", "goede begeleiding", "speciaal onderwijs", "onderwijs"} <= set(found)
    assert not {"krijgen", "daar", "goed begeleiding"} & set(found)


@pytest.mark.parametrize(
    "text", ["[PERSOON-1] en [leerling A].", "In januari en op maandag.", "Uh ja, 2024.", "[lacht]"]
)
def test_masks_months_fillers_and_numbers_are_no_terms(text, nlp):
    assert terms([text], nlp) == []


def test_a_word_of_few_segments_is_no_term(nlp):
    texts = ["De bus rijdt.", "De bus is er.", "De bus en de fiets.", "De fiets."]
    assert "bus" in terms(texts, nlp, minimum=3)
    assert "fiets" not in terms(texts, nlp, minimum=3)


def test_the_order_of_rows_changes_nothing(nlp):
    segments = pd.DataFrame({"segment_id": ["A-1-1", "B-1-1"], "text": ["De goede bus rijdt.", "Een goede fiets."]})
    tokens = annotate_segments(segments, nlp=nlp)
    shuffled = tokens.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(terms_of(tokens, minimum=1), terms_of(shuffled, minimum=1))


def test_without_tokens_there_are_no_terms(nlp):
    assert terms([], nlp) == []
