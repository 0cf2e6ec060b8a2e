from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.stages.coding import best_codes, by_meaning, by_model, by_patterns
from pipeline.stages.matching import Match
from pipeline.stages.nearness import Near
from tests.builders import codebook

BOOK = codebook("reizen", "tijd")
NOWHERE = float("inf")


def test_a_pattern_is_a_proposal_with_its_words_as_evidence() -> None:
    text = "Daar kom je met de bus niet."
    match = Match("A-0001-1", "reizen", 12, 22, is_negated=True)
    (row,) = by_patterns([match], {"A-0001-1": text}, book=BOOK, sure={("A-0001-1", "reizen"): 0.75}).to_dict("records")
    assert (row["coder"], row["evidence"], row["codebook_version"]) == ("machine:pattern", "met de bus", "1.10")
    assert (row["is_negated"], row["confidence"]) == (True, 0.75)
    (unknown,) = by_patterns([match], {"A-0001-1": text}, book=BOOK).to_dict("records")
    assert pd.isna(unknown["confidence"])


@pytest.mark.parametrize(
    ("cuts", "most", "expected"),
    [
        ([1.0, 1.0], 2, [[1, 0], []]),
        ([1.0, 1.0], 1, [[1], []]),
        ([1.0, 1.0], 0, [[], []]),
        ([0.0, 3.1], 2, [[0], [0]]),
        ([NOWHERE, 1.0], 2, [[1], []]),
        ([2.0, 3.0], 2, [[1, 0], []]),
    ],
)
def test_meaning_proposes_the_nearest_and_no_more_than_allowed(
    cuts: list[float], most: int, expected: list[list[int]]
) -> None:
    scores = np.array([[2.0, 3.0], [0.5, -np.inf]])
    assert best_codes(scores, scores >= np.array(cuts), most=most) == expected


def test_a_proposal_by_meaning_says_how_far_it_stands_out() -> None:
    near = Near(np.array([[2.34]]), np.array([[True]]), np.array([[np.nan]]))
    (row,) = by_meaning(["A-0001-1"], ["reizen"], near, most=1, book=BOOK).to_dict("records")
    assert (row["coder"], row["segment_id"], row["code"]) == ("machine:semantic", "A-0001-1", "reizen")
    assert row["evidence"] == "2,3 standaardafwijkingen boven wat gewoon is" and pd.isna(row["confidence"])


def test_the_model_proposes_what_it_was_held_out_to_propose() -> None:
    learned = pd.DataFrame(
        {
            "segment_id": ["A-0001-1", "A-0002-1"],
            "code": "tijd",
            "probability": [0.4, 0.6],
            "is_proposed": [True, False],
        }
    )
    (row,) = by_model(learned, book=BOOK).to_dict("records")
    assert (row["segment_id"], row["coder"], row["confidence"]) == ("A-0001-1", "machine:model", 0.4)
