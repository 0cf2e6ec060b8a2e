from __future__ import annotations

import numpy as np
import pytest

from pipeline.stages.meaning import Matrix
from pipeline.stages.nearness import Near, what_is_near

N, N_CODES = 400, 5
SESSIONS = np.array([f"S{at * 4 // N}" for at in range(N)], dtype=object)


@pytest.fixture
def standing() -> Matrix:
    """Noise, in which one segment in twenty stands out for one of the codes."""
    found = np.random.default_rng(1).normal(size=(N, N_CODES))
    found[np.arange(0, N, 20), np.arange(0, N, 20) // 20 % N_CODES] += 6
    return found


def near(standing: Matrix, verdicts: Matrix | None = None, measured: Matrix | None = None) -> Near:
    nobody = np.full(standing.shape, np.nan)
    learned = nobody if verdicts is None else verdicts
    return what_is_near(standing, learned, learned if measured is None else measured, SESSIONS, minimum=10)


def test_without_peoples_codings_the_corpus_tells_the_cut_and_nothing_has_a_chance(standing: Matrix) -> None:
    found = near(standing)
    assert found.is_near[standing > 4].all() and found.is_near.mean() < 0.1
    assert np.isnan(found.chance).all()


def test_what_people_seldom_agree_with_is_not_proposed(standing: Matrix) -> None:
    agreed = near(standing, (standing > 4).astype(float))
    assert agreed.is_near[standing > 4].all() and agreed.chance[standing > 4].mean() > 0.5
    refused = near(standing, np.zeros_like(standing))
    assert not refused.is_near.any()


def test_of_a_judged_session_the_chance_comes_from_the_others(standing: Matrix) -> None:
    verdicts = (standing > 4).astype(float)
    verdicts[SESSIONS == "S0"] = 0
    found = near(standing, verdicts)
    here, elsewhere = (standing > 4) & (SESSIONS == "S0")[:, None], (standing > 4) & (SESSIONS == "S1")[:, None]
    assert found.chance[here].mean() > found.chance[elsewhere].mean()


def test_what_measures_decides_on_the_chance_and_not_on_what_is_proposed(standing: Matrix) -> None:
    found = near(standing, None, (standing > 4).astype(float))
    assert (found.is_near == near(standing).is_near).all()
    assert not np.isnan(found.chance).any()


def test_what_a_counter_example_rules_out_is_never_near(standing: Matrix) -> None:
    standing[0] = -np.inf
    for verdicts in (None, (standing > 4).astype(float)):
        assert not near(standing, verdicts).is_near[0].any()


def test_without_segments_nothing_is_near() -> None:
    nothing = np.zeros((0, N_CODES))
    found = what_is_near(nothing, nothing, nothing, SESSIONS[:0], minimum=10)
    assert found.is_near.shape == (0, N_CODES)


def test_a_code_that_nobody_judged_has_no_chance_whatever_holds_of_others(standing: Matrix) -> None:
    verdicts = (standing > 4).astype(float)
    verdicts[:, 2] = np.nan
    found = near(standing, verdicts)
    assert np.isnan(found.chance[:, 2]).all() and not np.isnan(np.delete(found.chance, 2, axis=1)).any()
