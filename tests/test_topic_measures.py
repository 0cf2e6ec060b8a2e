from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from benchmarks.topic_measures import (
    agreement_of_draws,
    diversity,
    is_listening,
    npmi,
    recovered,
    share_listening,
    share_unknown,
    words_of,
)

DOCUMENTS = [{"zorg", "thuis", "lange"}, {"zorg", "thuis"}, {"trein", "zorg"}, {"trein"}]


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        # Of four documents two hold both words; .5 / (.75 * .5) is 4/3.
        (["zorg", "thuis"], math.log(4 / 3) / -math.log(0.5)),
        (["thuis", "trein"], -1.0),
        # A phrase is where all its words are: in one document, which is the one that also has 'thuis'.
        (["Lange zorg", "thuis"], math.log(0.25 / (0.25 * 0.5)) / -math.log(0.25)),
    ],
)
def test_coherence_is_the_npmi_of_documents_that_hold_both_words(topic, expected):
    assert npmi([topic], DOCUMENTS) == pytest.approx(expected)


def test_terms_that_share_a_word_say_nothing_of_coherence():
    assert npmi([["lange zorg", "zorg"]], DOCUMENTS) is None
    assert npmi([["lange zorg", "zorg", "trein"], ["zorg", "thuis"]], DOCUMENTS) == pytest.approx(
        np.mean([np.mean([-1.0, math.log(0.25 / 0.375) / -math.log(0.25)]), npmi([["zorg", "thuis"]], DOCUMENTS)])
    )


def test_diversity_is_the_share_of_different_words_among_the_first_eight():
    assert diversity([["a", "b"], ["a", "c"]]) == 0.75
    assert diversity([list("abcdefghaaaa")]) == 1
    assert diversity([]) is None


def test_draws_are_compared_on_the_documents_that_both_hold_whatever_their_order_and_numbers():
    first = (np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1]))
    same = (np.array([4, 3, 1, 0]), np.array([9, 5, 7, 7]))
    assert agreement_of_draws([first, same]) == {"mean": 1.0, "lowest": 1.0}
    other = (np.array([0, 1, 2, 3]), np.array([0, 1, 0, 1]))
    assert agreement_of_draws([first, same, other])["lowest"] == pytest.approx(-0.5)


def test_documents_without_a_topic_are_a_cluster_of_their_own_and_no_topic():
    found = recovered(np.array([0, 0, -1, -1]), ["a", "a", "b", "b"])
    assert found == {"nmi": pytest.approx(1), "ari": pytest.approx(1), "outliers": 0.5, "topics": 1}


def test_words_are_found_as_they_stand_and_as_lemmas():
    tokens = pd.DataFrame({"document": [0, 0], "text": ["Wlz-zorg", "liep"], "lemma": ["wlz-zorg", "lopen"]})
    documents = words_of(["Wlz-zorg liep"], tokens)
    assert share_unknown([["wlz", "wlz-zorg", "lopen", "liep"]], documents) == 0
    assert share_unknown([["Lopen", "wlz zorg", "trein", "tram"]], documents) == 0.5


@pytest.mark.parametrize(
    ("text", "expected"), [("ja hm", True), ("[laugh]", True), ("laugh", True), ("ja mooi", False)]
)
def test_back_channels_and_laughter_are_told_from_talk(text, expected):
    assert is_listening(text) is expected
    assert share_listening([[text, "huis"]]) == (0.5 if expected else 0)
