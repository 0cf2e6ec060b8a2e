from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from pipeline.stages.meaning import centre
from pipeline.stages.self_training import refine

N_PER_CODE = 40


def corpus(n_codes: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores that are often wrong, vectors of groups that hold together, and the group of each segment."""
    random = np.random.default_rng(1)
    group = np.repeat(np.arange(n_codes), N_PER_CODE)
    vectors = centre(random.normal(size=(n_codes, 30))[group] + random.normal(size=(len(group), 30)))
    scores = 0.6 * np.eye(n_codes)[group] + random.normal(scale=0.5, size=(len(group), n_codes))
    return scores, vectors, group


def no_words(n: int) -> csr_matrix:
    return csr_matrix((n, 0))


def test_the_corpus_corrects_what_the_book_got_wrong():
    scores, vectors, group = corpus()
    learned = refine(scores, vectors, no_words(len(group)))
    assert learned.shape == scores.shape
    assert (scores.argmax(axis=1) == group).mean() < 0.8
    assert (learned.argmax(axis=1) == group).mean() > 0.95


def test_words_bind_segments_whose_vectors_do_not_tell():
    scores, _, group = corpus()
    vectors = centre(np.random.default_rng(2).normal(size=(len(group), 30)))
    words = csr_matrix(np.eye(3)[group])
    right = [(refine(scores, vectors, w).argmax(axis=1) == group).mean() for w in (no_words(len(group)), words)]
    assert right[1] > right[0]


def test_what_the_book_ruled_out_stays_out():
    scores, vectors, group = corpus()
    scores[5, 0] = scores[7] = -np.inf
    learned = refine(scores, vectors, no_words(len(group)))
    assert np.array_equal(np.isneginf(learned), np.isneginf(scores))


@pytest.mark.parametrize(
    "scores",
    [
        np.zeros((0, 3)),
        np.ones((1, 3)),
        np.array([[1.0, 2.0], [2.0, 1.0]]),
        np.arange(9.0)[:, None],
        np.ones((9, 2)),
        np.full((9, 2), -np.inf),
        np.zeros((9, 0)),
    ],
)
def test_what_teaches_nothing_comes_back_as_it_is(scores: np.ndarray):
    vectors = centre(np.eye(9)[: len(scores)]) if len(scores) else np.zeros((0, 9))
    assert np.array_equal(refine(scores, vectors, no_words(len(scores))), scores)


def test_segments_that_are_all_alike_have_no_neighbours():
    learned = refine(np.array([[1.0, 0.0]] * 4 + [[0.0, 1.0]]), np.zeros((5, 8)), no_words(5))
    assert np.isfinite(learned).all()
    assert learned.argmax(axis=1).tolist() == [0, 0, 0, 0, 1]


def test_a_constant_code_keeps_the_others_apart():
    scores, vectors, group = corpus()
    with_constant = np.column_stack([scores, np.full(len(scores), scores.min())])
    learned = refine(with_constant, vectors, no_words(len(group)))
    assert (learned.argmax(axis=1) == group).mean() > 0.95


def test_the_order_of_segments_and_of_codes_does_not_matter():
    scores, vectors, group = corpus()
    learned = refine(scores, vectors, no_words(len(group)))
    order = np.random.default_rng(3).permutation(len(group))
    assert np.allclose(refine(scores[order], vectors[order], no_words(len(group))), learned[order])
    assert np.allclose(refine(scores[:, ::-1], vectors, no_words(len(group))), learned[:, ::-1])


def test_the_same_bytes_with_any_number_of_threads():
    scores, vectors, group = corpus(6)
    found = []
    for limit in (1, 2):
        with threadpool_limits(limits=limit):
            found.append(refine(scores, vectors, no_words(len(group))).tobytes())
    assert found[0] == found[1]
