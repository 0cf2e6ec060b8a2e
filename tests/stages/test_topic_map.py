from __future__ import annotations

import numpy as np

from pipeline.stages.topic_map import lay_out
from tests.stages.test_consensus import clouds


def test_what_is_alike_lies_near_and_two_maps_are_equal() -> None:
    points, about = clouds(30, 30, 30, spread=0.1)
    spots, again = lay_out(points, seed=3), lay_out(points, seed=3)
    np.testing.assert_array_equal(spots, again)
    label = np.array(about)
    apart = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    same = label[:, None] == label
    assert apart[same].mean() < apart[~same].mean() / 2
