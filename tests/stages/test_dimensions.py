from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from pipeline.settings import Coding
from pipeline.stages.dimensions import Proposed, propose_values
from pipeline.stages.features import Features

N = 80
IDS = [f"S-{at:03d}" for at in range(N)]
RNG = np.random.default_rng(2)
IS_GOOD = RNG.random(N) < 0.5


def features(*, clear: float) -> Features:
    vectors = RNG.normal(size=(N, 6))
    vectors[:, 0] += clear * np.where(IS_GOOD, 1, -1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    sessions = np.array([f"S{number % 4}" for number in range(N)], dtype=object)
    return Features(IDS, sessions, vectors, csr_matrix((N, 0)))


def given(values, *, dimension: str = "oordeel", rows=range(60)) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "coding_id": f"HB-{at}",
                "segment_id": IDS[at],
                "code": "reizen",
                "dimension": dimension,
                "value": values[at],
            }
            for at in rows
        ],
        columns=["coding_id", "segment_id", "code", "dimension", "value"],
    )


CODINGS = pd.DataFrame({"coding_id": [f"m-{name}" for name in IDS[60:]], "segment_id": IDS[60:], "code": "reizen"})
VALUES = np.where(IS_GOOD, "goed", "beter")


def propose(seen: Features, values: pd.DataFrame, **more) -> Proposed:
    return propose_values(seen, values, CODINGS, settings=Coding(minimum_judged=5), seed=1, **more)


def test_a_value_that_the_text_tells_is_proposed_with_how_often_it_was_right():
    found = propose(features(clear=4), given(VALUES))
    assert found.values.value.tolist() == VALUES[60:].tolist()
    assert found.values.coding_id.tolist() == CODINGS.coding_id.tolist()
    whole = found.trust.set_index("value").loc["*"]
    assert whole.n == whole.n_proposed == 60
    assert whole.f1 > 0.95 > whole.usual
    assert set(found.trust.value) == {"*", "goed", "beter"}


def test_what_is_no_better_than_the_commonest_value_is_not_proposed():
    chance = np.where(np.random.default_rng(7).random(N) < 0.8, "goed", "beter")
    found = propose(features(clear=0), given(chance))
    assert len(found.values) == 0
    assert found.trust.note[0].startswith("niet voorgesteld")


@pytest.mark.parametrize(("n_told", "is_proposed"), [(4, False), (5, True)])
def test_being_right_a_little_oftener_than_the_commonest_value_may_be_chance(n_told, is_proposed):
    """In five held-out guesses out of five, never in four out of four, chance is below one in twenty."""
    values = np.where(np.arange(60) < 9, "beter", "goed")
    told = np.zeros((N, 2))
    told[:, 0] = np.where(np.arange(N) < n_told, 1, -1)
    sessions = np.array([f"S{number % 4}" for number in range(N)], dtype=object)
    found = propose(Features(IDS, sessions, told, csr_matrix((N, 0))), given(values))
    assert found.trust.n_agreed[0] == 51 + n_told
    assert (len(found.values) > 0) is is_proposed


def test_a_value_too_rare_to_learn_counts_as_a_wrong_guess():
    values = VALUES.copy()
    values[:3] = "tip"
    whole = propose(features(clear=4), given(values)).trust.set_index("value")
    assert (whole.n["*"], whole.n_proposed["*"], whole.n["tip"], whole.n_agreed["tip"]) == (60, 60, 3, 0)
    assert whole.n_agreed["*"] == 57


def test_the_machine_guesses_what_people_judged_without_having_seen_it():
    """A session of its own kind: only who learned from it can tell its values."""
    sessions = np.array(["S0"] * 20 + [f"S{1 + number % 3}" for number in range(60)], dtype=object)
    vectors = np.zeros((N, 4))
    vectors[np.arange(N), np.where(np.arange(N) < 20, np.where(IS_GOOD, 0, 1), np.where(IS_GOOD, 2, 3))] = 1
    codings = pd.DataFrame({"coding_id": [f"m-{name}" for name in IDS], "segment_id": IDS, "code": "reizen"})
    seen = Features(IDS, sessions, vectors, csr_matrix((N, 0)))
    all_but_some = given(VALUES, rows=[at for at in range(N) if at not in (0, 79)])
    found = propose_values(seen, all_but_some, codings, settings=Coding(minimum_judged=5), seed=1).values.value
    assert found[1:20].nunique() == 1
    assert found[0] == VALUES[0] and found[20:].tolist() == VALUES[20:].tolist()


def test_who_speaks_and_the_code_are_seen():
    groups = pd.Series(np.where(IS_GOOD, "leerling", "ouder"), index=IDS)
    values = given(np.where(IS_GOOD, "zelf", "ander"), dimension="spreekt_over")
    assert len(propose(features(clear=0), values).values) == 0
    found = propose(features(clear=0), values, groups=groups)
    assert found.values.value.tolist() == np.where(IS_GOOD, "zelf", "ander")[60:].tolist()


def test_agreeing_and_contradicting_are_never_guessed():
    found = propose(features(clear=4), given(VALUES, dimension="reactie"))
    assert (len(found.values), len(found.trust)) == (0, 0)


def test_too_few_of_a_value_or_one_session_says_so():
    one_value = propose(features(clear=4), given(np.full(N, "goed")))
    one_session = propose(features(clear=4), given(VALUES, rows=range(0, 80, 4)))
    assert one_value.trust.note[0].startswith("te weinig waarden")
    assert one_session.trust.note[0].startswith("alle waarden komen uit één sessie")
    assert len(one_value.values) == len(one_session.values) == 0


def test_nothing_given_nothing_to_fill_and_a_segment_without_vector():
    seen = features(clear=4)
    assert len(propose(seen, given(VALUES, rows=range(0))).trust) == 0
    elsewhere = given(VALUES).assign(segment_id="S-999")
    assert len(propose(seen, elsewhere).trust) == 0
    nothing = propose_values(seen, given(VALUES), CODINGS.head(0), settings=Coding(minimum_judged=5), seed=1)
    assert len(nothing.values) == 0
    assert nothing.trust.f1[0] > 0.9


def test_two_people_with_two_values_on_one_coding_teach_nothing():
    doubled = pd.concat([given(VALUES), given(np.full(N, "tip"), rows=range(30))], ignore_index=True)
    assert propose(features(clear=4), doubled).trust.set_index("value").n["*"] == 30
