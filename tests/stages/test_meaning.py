from __future__ import annotations

import numpy as np
import pytest

from pipeline.codebook import Code
from pipeline.language.sentence_model import embed
from pipeline.stages.meaning import CodeTexts, centre, similarity, texts_of


def test_the_texts_for_and_against_a_code():
    code = Code(
        id="x", naam="Bereik", definitie="Of je iemand spreekt.",
        wel=["bellen -> y"], niet=["tijd -> y"],
        voorbeelden=["[Kun je bellen?] Nee. -> y"], tegenvoorbeelden=["Met de bus. -> y"],
    )  # fmt: skip
    assert texts_of([code]) == [
        CodeTexts("x", ("Bereik. Of je iemand spreekt.", "bellen", "Kun je bellen? Nee."), ("tijd", "Met de bus."))
    ]


def test_centring_takes_away_what_is_shared():
    rows = centre(np.array([[5.0, 1.0], [5.0, -1.0]]))
    assert rows.tolist() == [[0, 1], [0, -1]]


def test_centring_one_row_gives_zeros():
    assert centre(np.array([[3.0, 4.0]])).tolist() == [[0, 0]]


VECTORS = {"bus": [1.0, 0.0, 0.0], "stage": [0.0, 1.0, 0.0], "soep": [0.0, 0.0, 1.0]}


def vector_of(text: str) -> np.ndarray:
    return np.array(VECTORS[text])


TALK = np.array([[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.0, 0.1, 0.9], [0.5, 0.5, 0.1]])


def test_the_nearest_segment_scores_highest():
    texts = [CodeTexts(name, (name,), ()) for name in VECTORS]
    scores = similarity(TALK, texts, vector_of=vector_of)
    assert scores.shape == (4, 3)
    assert scores.argmax(axis=0).tolist() == [0, 1, 2]
    assert np.allclose(scores.mean(axis=0), 0)
    assert np.allclose(scores.std(axis=0), 1)


def test_what_is_nearer_to_a_counter_example_is_out():
    with_counter = [CodeTexts("bus", ("bus",), ("stage",)), CodeTexts("soep", ("soep",), ())]
    scores = similarity(TALK, with_counter, vector_of=vector_of)
    assert np.isneginf(scores[1, 0])
    assert np.isfinite(scores[0, 0])
    assert np.isfinite(scores[:, 1]).all()


@pytest.mark.parametrize(("n", "codes"), [(0, 1), (3, 0), (1, 2)])
def test_too_little_to_compare(n: int, codes: int):
    texts = [CodeTexts(name, (name,), ()) for name in list(VECTORS)[:codes]]
    scores = similarity(TALK[:n], texts, vector_of=vector_of)
    assert scores.shape == (n, codes)
    assert not scores.any()


def test_segments_that_are_all_the_same_say_nothing():
    texts = [CodeTexts(name, (name,), ()) for name in VECTORS]
    assert not similarity(np.repeat(TALK[:1], 3, axis=0), texts, vector_of=vector_of).any()


def test_a_segment_finds_its_code_in_dutch():
    codes = [
        Code(id="reizen", naam="Reizen", definitie="De reis naar stage of werk, met bus, trein of fiets."),
        Code(id="bereik", naam="Bereikbaarheid", definitie="Of je de begeleider aan de telefoon krijgt."),
        Code(id="geld", naam="Loon", definitie="Wat iemand verdient met zijn werk."),
    ]
    talk = ["Er gaat daar geen bus heen.", "Ik bel en ze neemt nooit op.", "Ik krijg maar drie euro per uur."]
    scores = similarity(
        embed(talk, model=None).astype(float),
        texts_of(codes),
        vector_of=lambda text: embed([text], model=None)[0].astype(float),
    )
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]
