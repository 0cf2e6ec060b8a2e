from __future__ import annotations

import numpy as np
import pytest

from pipeline.codebook import Code
from pipeline.language.sentence_model import embed
from pipeline.stages.meaning import CodeTexts, centre, distinction, similarity, texts_of, thresholds


def test_the_texts_for_and_against_a_code():
    code = Code(
        id="x", naam="Bereik", definitie="Of je iemand spreekt. Ook als dat niet lukt.",
        wel=["bellen -> y"], niet=["tijd -> y"],
        voorbeelden=["[Kun je bellen?] Nee. -> y"], tegenvoorbeelden=["Met de bus. -> y"],
    )  # fmt: skip
    written = ("Bereik", "Of je iemand spreekt.", "Ook als dat niet lukt.", "bellen")
    assert texts_of([code]) == [
        CodeTexts(
            "x",
            (f"Bereik. {code.definitie}", *written, "Kun je bellen? Nee."),
            ("tijd", "Met de bus."),
            ("Kun je bellen? Nee.", "Met de bus."),
        )
    ]


def test_no_text_counts_twice():
    code = Code(id="x", naam="Bereik", definitie="Bereik", wel=["Bereik"])
    assert texts_of([code])[0].positive == ("Bereik. Bereik", "Bereik")


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
    assert scores[:3].argmax(axis=1).tolist() == [0, 1, 2]


def test_what_is_nearest_to_a_counter_example_is_out():
    with_counter = [CodeTexts("bus", ("bus",), ("stage",)), CodeTexts("soep", ("soep",), ())]
    scores = similarity(TALK, with_counter, vector_of=vector_of)
    assert np.isneginf(scores[1, 0])
    assert np.isfinite(scores[0, 0])
    assert np.isfinite(scores[:, 1]).all()


def test_a_counter_example_is_not_heard_where_another_code_is_nearer():
    texts = [CodeTexts("bus", ("bus",), ("stage",)), CodeTexts("soep", ("soep", "stage"), ())]
    far = [CodeTexts("bus", ("bus",), ("stage",)), CodeTexts("soep", ("soep",), ())]
    soup = TALK[2:3]
    for book in (texts, far):
        assert np.isfinite(similarity(np.vstack([TALK, soup]), book, vector_of=vector_of)[4]).all()


def test_examples_weigh_more_the_more_there_are():
    def weight_of(n: int) -> float:
        spoken = tuple(f"stage {number}" for number in range(n))
        book = [CodeTexts("x", ("bus", *spoken), (), spoken), CodeTexts("y", ("soep", "soep 1"), (), ("soep 1",))]
        to_bus, to_stage = similarity(TALK, book, vector_of=lambda text: vector_of(text.split()[0]))[:2, 0]
        return float(to_stage - to_bus)

    assert weight_of(1) < weight_of(10) < weight_of(50)


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


def test_distinction_counts_from_the_middle_in_spreads_of_the_lower_half():
    scores = np.column_stack([np.arange(1001.0), np.zeros(1001)])
    standing = distinction(scores)
    assert standing[500, 0] == 0
    assert standing[159, 0] == pytest.approx(-1, abs=0.01)
    assert not standing[:, 1].any()


def test_what_was_ruled_out_stays_out_and_is_not_usual():
    column = np.append(np.arange(11.0), [-np.inf] * 5)[:, None]
    standing = distinction(column)
    assert np.isneginf(standing[11:]).all()
    assert np.array_equal(standing[:11], distinction(column[:11]))


def talk_with(n_carrying: int) -> np.ndarray:
    """A thousand scores, of which so many lie where chance puts none."""
    random = np.random.default_rng(1)
    return np.append(random.normal(size=1000 - n_carrying), random.normal(6, 0.5, size=n_carrying))[:, None]


@pytest.mark.parametrize("n", [5, 20, 100])
def test_the_threshold_divides_those_who_carry_a_code_from_the_rest(n: int):
    standing = distinction(talk_with(n))
    assert abs(int((standing >= thresholds(standing)).sum()) - n) <= 2


@pytest.mark.parametrize(
    "scores", [np.zeros((9, 1)), np.full((3, 1), -np.inf), np.zeros((0, 1)), np.arange(5.0)[:, None]]
)
def test_nothing_is_proposed_where_nothing_stands_out(scores: np.ndarray):
    standing = distinction(scores)
    assert thresholds(standing).tolist() == [np.inf]
    assert standing.shape == scores.shape


def test_scores_do_not_depend_on_the_order_of_codes_and_segments():
    texts = [CodeTexts(name, (name,), ()) for name in VECTORS]
    scores = similarity(TALK, texts, vector_of=vector_of)
    turned = similarity(TALK[::-1], texts[::-1], vector_of=vector_of)
    assert np.allclose(scores, turned[::-1, ::-1])
