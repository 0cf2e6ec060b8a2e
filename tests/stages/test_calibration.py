from __future__ import annotations

import numpy as np
import pytest

from pipeline.stages.calibration import best_cut, confidence, rate

RNG = np.random.default_rng(1)
N = 400
SCORES = RNG.normal(size=N)
CHANCE = 1 / (1 + np.exp(-(3 * SCORES - 2)))
IS_YES = (RNG.random(N) < CHANCE).astype(float)
SESSIONS = np.array([f"S{number % 8}" for number in range(N)], dtype=object)


def test_the_stated_chance_comes_out():
    found = confidence(SCORES, IS_YES, SESSIONS, minimum=10)
    for low, high in ((0, 0.2), (0.2, 0.6), (0.6, 1)):
        here = (found >= low) & (found < high)
        assert found[here].mean() == pytest.approx(IS_YES[here].mean(), abs=0.08)


def test_with_many_verdicts_the_curve_has_no_fixed_shape():
    scores = np.linspace(0, 1, 4000)
    is_yes = ((scores > 0.3) & (scores < 0.6) & (np.arange(4000) % 2 == 0) | (scores >= 0.6)).astype(float)
    sessions = np.array([f"S{number % 7}" for number in range(4000)], dtype=object)
    found = confidence(scores, is_yes, sessions, minimum=10)
    assert found[(scores > 0.35) & (scores < 0.55)] == pytest.approx(0.5, abs=0.06)
    assert 0 < found.min() < 0.01
    assert 0.99 < found.max() < 1


def test_a_judged_row_does_not_teach_its_own_chance():
    turned = IS_YES.copy()
    here = SESSIONS == "S3"
    turned[here] = 1 - turned[here]
    before = confidence(SCORES, IS_YES, SESSIONS, minimum=10)
    after = confidence(SCORES, turned, SESSIONS, minimum=10)
    assert (before[here] == after[here]).all()
    assert (before[~here] != after[~here]).any()


def test_who_nobody_judged_gets_what_all_teach():
    is_yes = IS_YES.copy()
    is_yes[:100] = np.nan
    found = confidence(SCORES, is_yes, SESSIONS, minimum=10)
    assert not np.isnan(found).any()
    order = np.argsort(SCORES[:100])
    assert (np.diff(found[:100][order]) >= 0).all()


@pytest.mark.parametrize(
    ("n", "sessions"), [(0, SESSIONS), (9, SESSIONS), (N, np.array(["S1"] * N, dtype=object))]
)  # fmt: skip
def test_too_few_verdicts_or_one_session_measure_nothing(n, sessions):
    is_yes = np.where(np.arange(N) < n, IS_YES, np.nan)
    assert np.isnan(confidence(SCORES, is_yes, sessions, minimum=10)).all()


@pytest.mark.parametrize("is_yes", [np.ones(N), np.zeros(N)])
def test_verdicts_all_alike_give_a_rate_short_of_certainty(is_yes):
    found = confidence(SCORES, is_yes, SESSIONS, minimum=10)
    assert np.ptp(found) < 0.001
    assert 0 < found[0] < 1


@pytest.mark.parametrize("scores", [np.zeros(N), -SCORES])
def test_a_score_that_tells_nothing_or_the_reverse_gives_the_rate(scores):
    found = confidence(scores, IS_YES, SESSIONS, minimum=10)
    assert found == pytest.approx(IS_YES.mean(), abs=0.03)


def test_the_cut_is_about_where_f1_is_largest():
    cut = best_cut(SCORES, confidence(SCORES, IS_YES, SESSIONS, minimum=10))
    f1 = {at: 2 * IS_YES[at <= SCORES].sum() / (IS_YES.sum() + (at <= SCORES).sum()) for at in SCORES}
    assert cut is not None
    assert f1[cut] > max(f1.values()) - 0.03


def test_rows_of_one_score_are_proposed_together():
    assert best_cut(np.array([1.0, 1.0, 0.0]), np.array([0.9, 0.8, 0.1])) == 1
    assert best_cut(np.array([0.3, 0.3]), np.array([0.3, 0.3])) is None
    assert best_cut(np.zeros(0), np.zeros(0)) is None


def test_the_rate_of_nothing_is_a_half():
    assert [rate(0, 0), rate(8, 8), rate(0, 8)] == [0.5, 0.9, 0.1]
