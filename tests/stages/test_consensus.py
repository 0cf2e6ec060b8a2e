from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from pipeline.settings import Topics
from pipeline.stages.consensus import ABSENT, agree_on_topics, leave_out
from pipeline.stages.meaning import Matrix

SETTINGS = Topics(runs=10, segments_per_topic=5)


def clouds(*sizes: int, spread: float = 0.05, n_dimensions: int = 8) -> tuple[Matrix, list[int]]:
    """Points around as many directions as there are sizes, mixed, and the direction of each."""
    rng = np.random.default_rng(7)
    about = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    points = np.eye(n_dimensions)[about] + rng.normal(0, spread, (len(about), n_dimensions))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), about.tolist()


def test_clouds_are_found_numbered_by_size_and_stable() -> None:
    sizes = (40, 50, 30, 35, 45, 38)
    points, about = clouds(*sizes)
    found = agree_on_topics(points, settings=SETTINGS, seed=1)
    assert adjusted_rand_score(about, found.labels) == 1
    assert np.bincount(found.labels).tolist() == sorted(sizes, reverse=True)
    assert min(found.stability) > 0.9
    assert found.agreement > 0.9
    assert (found.belonging > 0.9).all()


def test_noise_is_hardly_more_stable_than_chance_and_groups_are() -> None:
    noise = np.random.default_rng(3).normal(size=(150, 60))
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    found = agree_on_topics(noise.astype(np.float32), settings=SETTINGS, seed=1)
    assert 0 < max(found.stability) < found.chance + 0.1
    real = agree_on_topics(clouds(30, 30, 30, 30, 30, spread=0.1, n_dimensions=60)[0], settings=SETTINGS, seed=1)
    assert min(real.stability) > real.chance


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_no_more_is_left_out_than_the_setting_allows(share: float) -> None:
    points, _ = clouds(40, 40, 40, spread=0.9)
    settings = SETTINGS.model_copy(update={"share_left_out": share})
    found = agree_on_topics(points, settings=settings, seed=1)
    is_out = found.labels == ABSENT
    assert is_out.sum() <= share * len(points)
    assert (found.belonging[is_out] < 0.5).all()
    assert share == 0 or is_out.any()


def test_what_the_majority_of_runs_places_is_never_left_out() -> None:
    labels, belonging = np.array([0, 0, 1, 1]), np.array([0.9, 0.2, 0.5, 0.1])
    assert leave_out(labels, belonging, share=1).tolist() == [0, ABSENT, 1, ABSENT]
    assert leave_out(labels, belonging, share=0.25).tolist() == [0, 0, 1, ABSENT]


def test_a_higher_resolution_gives_more_topics() -> None:
    points, _ = clouds(50, 50, 50, 50, spread=0.5)
    n = [
        len(agree_on_topics(points, settings=SETTINGS.model_copy(update={"resolution": r}), seed=1).stability)
        for r in (0.3, 1.0, 3.0)
    ]
    assert n[0] < n[1] < n[2]


def test_a_small_group_is_no_topic_of_its_own() -> None:
    points, about = clouds(40, 40, 40, 40, 40, 4)
    found = agree_on_topics(points, settings=SETTINGS, seed=1)
    few = [label for label, direction in zip(found.labels, about, strict=True) if direction == 5]
    assert len(found.stability) == 5
    assert set(few) <= {ABSENT, *range(5)}


def test_the_same_seed_gives_the_same_result() -> None:
    points, _ = clouds(40, 40, 40, spread=0.6)
    first, again = (agree_on_topics(points, settings=SETTINGS, seed=5) for _ in range(2))
    assert first.labels.tolist() == again.labels.tolist()
    assert first.stability == again.stability
