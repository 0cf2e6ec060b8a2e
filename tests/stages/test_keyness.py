from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import power_divergence

from pipeline.stages.keyness import compare_words, log_likelihood
from tests.builders import segment, table


def test_log_likelihood_is_that_of_the_counts_expected_of_equal_shares() -> None:
    rng = np.random.default_rng(1)
    n, other = pd.Series(rng.integers(0, 50, 40)), pd.Series(rng.integers(1, 50, 40))
    share = (n + other) / 3000
    expected = [
        power_divergence([a, b], [1000 * s, 2000 * s], lambda_="log-likelihood").statistic
        for a, b, s in zip(n, other, share, strict=True)
    ]
    assert log_likelihood(n, other, 1000, 2000).to_numpy() == pytest.approx(expected)


def test_ten_against_none_in_texts_of_one_size() -> None:
    # 2 * 10 * ln 2, by hand.
    assert log_likelihood(pd.Series([10]), pd.Series([0]), 1000, 1000)[0] == pytest.approx(13.8629, abs=1e-4)


def talk(said: dict[str, tuple[str, str, list[str]]]) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Segments by id: group, participant and words, all nouns."""
    segments = [
        segment(name, " ".join(words), stakeholder_group=group, participant_id=who)
        for name, (group, who, words) in said.items()
    ]
    tokens: list[dict[str, Any]] = [
        {"segment_id": name, "token": at, "start_char": 0, "text": word, "lemma": word, "pos": "NOUN", "is_stop": False}
        for name, (_, _, words) in said.items()
        for at, word in enumerate(words)
    ]
    return table("tokens", *tokens), table("segments", *segments), pd.Series({"FG01-P2": "S1", "FG02-P2": "S1"})


def test_words_of_a_group_stand_before_those_of_others() -> None:
    tokens, segments, persons = talk(
        {
            "FG01-0001-1": ("ouder", "FG01-P2", ["brief"] * 6 + ["bus"] * 3),
            "FG02-0001-1": ("ouder", "FG02-P2", ["brief"] * 2 + ["bus", "kast"]),
            "FG01-0002-1": ("leerling", "FG01-P3", ["telefoon"] * 8 + ["bus"] * 4),
            "FG01-0003-1": ("werkgever", "FG01-P4", ["brief"] * 50),
        }
    )
    found = compare_words(tokens, segments, "ouder", persons=persons, against="leerling")
    assert found.lemma.tolist() == ["brief", "telefoon", "bus"]
    brief = found.iloc[0]
    assert (brief.n, brief.n_other, brief.n_participants, brief.n_sessions) == (8, 0, 1, 2)
    # 8 in 13 words beside half a time in 12; what was said less than five times is left out.
    assert brief.log_ratio == pytest.approx(np.log2(16 * 12 / 13))
    assert found.log_ratio.iloc[1] == pytest.approx(np.log2(12 / 13 / 16))
    assert found.set_index("lemma").log_ratio["bus"] < 0
    against_all = compare_words(tokens, segments, "ouder", persons=persons).set_index("lemma")
    assert against_all.log_ratio["brief"] < 0


def test_a_group_that_said_nothing() -> None:
    tokens, segments, persons = talk({"FG01-0001-1": ("ouder", "FG01-P2", ["brief"])})
    with pytest.raises(ValueError, match="no words"):
        compare_words(tokens, segments, "uwv", persons=persons)
    with pytest.raises(ValueError, match="no words"):
        compare_words(tokens, segments, "ouder", persons=persons)
