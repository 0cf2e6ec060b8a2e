from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from pipeline.frames import columns_of
from pipeline.settings import Coding
from pipeline.stages.features import Features
from pipeline.stages.held_out import folds_of, rows_to_train_on
from pipeline.stages.learning import Learned, learn_codes
from pipeline.tables import CodeMethods

UNKNOWN, NO, YES, OPEN = -1, 0, 1, 2
N, N_SESSIONS = 160, 4
RNG = np.random.default_rng(3)
ABOUT = RNG.integers(0, 4, N)
NOISE = RNG.normal(size=(N, 6))


def features(*, meaning: float = 0.0, words: float = 0.0, n: int = N, n_sessions: int = N_SESSIONS) -> Features:
    """Segments about one of four things, which their vectors and their words tell as clearly as is asked."""
    vectors = NOISE[:n].copy()
    vectors[np.arange(n), ABOUT[:n]] += 8 * meaning
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    counts = np.zeros((n, 5))
    counts[:, 4] = 1
    counts[np.arange(n), ABOUT[:n]] = words
    sessions = np.array([f"S{number % n_sessions}" for number in range(n)], dtype=object)
    return Features([f"S-{at:03d}" for at in range(n)], sessions, vectors, csr_matrix(counts))


def said(n: int = N) -> np.ndarray:
    """Two codes, told by what a segment is about; the second one nobody judged."""
    return np.column_stack([np.where(ABOUT[:n] == 0, YES, NO), np.full(n, UNKNOWN)]).astype(np.int8)


def learn(given: Features, verdicts: np.ndarray, **more) -> Learned:
    codes = ["reizen", "tijd", "geld"][: verdicts.shape[1]]
    return learn_codes(given, verdicts, codes, settings=Coding(minimum_judged=5), seed=1, **more)


@pytest.mark.parametrize(
    ("clear", "method"),
    [({"meaning": 1}, "vectoren"), ({"words": 3}, "woorden"), ({"meaning": 1, "words": 3}, "vectoren")],
)
def test_the_kind_of_features_that_tells_is_chosen_and_of_like_ones_the_simplest(clear, method):
    learned = learn(features(**clear), said())
    row = learned.methods.set_index("code").loc["reizen"]
    assert row.method == method
    assert row.n_agreed / row.n_judged > 0.9
    assert row.n_yes == (ABOUT == 0).sum()
    assert row.n_sessions == N_SESSIONS
    truth = said()[:, 0] == YES
    assert learned.probability.probability[truth].min() > learned.probability.probability[~truth].mean()


def test_the_table_has_its_columns_and_a_code_nobody_judged_a_note():
    learned = learn(features(meaning=1), said())
    assert list(learned.methods) == list(columns_of(CodeMethods))
    CodeMethods.validate(learned.methods)
    assert learned.methods.set_index("code").note["tijd"] == "niemand heeft deze code beoordeeld"
    assert set(learned.probability.code) == {"reizen"}
    assert learned.probability.segment_id.tolist() == features().segment_ids


def test_a_judged_segment_does_not_teach_its_own_probability():
    verdicts, given = said(), features(meaning=0.3, words=1)
    here = given.sessions == "S1"
    turned = verdicts.copy()
    turned[here, 0] = 1 - turned[here, 0]
    before, after = (learn(given, v).probability for v in (verdicts, turned))
    assert before.is_held_out.all()
    # Only what others' models and curves learned from this session may differ, not what says it is a yes here.
    truth = (verdicts[here, 0] == YES).astype(float)
    assert np.corrcoef(before.probability[here], truth)[0, 1] > 0
    assert np.corrcoef(after.probability[here], 1 - truth)[0, 1] < 0


def test_labels_that_are_chance_are_not_learned():
    verdicts = np.where(np.random.default_rng(5).random((N, 3)) < 0.2, YES, NO).astype(np.int8)
    learned = learn(features(meaning=1, words=3), verdicts)
    truth = (verdicts == YES).T.ravel()
    ranks = learned.probability.probability.rank()
    n_yes = truth.sum()
    auc = (ranks[truth].sum() - n_yes * (n_yes + 1) / 2) / (n_yes * (len(truth) - n_yes))
    assert auc < 0.6
    assert learned.probability.probability.max() < 0.6


def test_what_nobody_judged_or_is_open_gets_the_model_on_all():
    verdicts = said()
    verdicts[:20, 0], verdicts[20:30, 0] = UNKNOWN, OPEN
    found = learn(features(meaning=1), verdicts).probability
    assert found.is_held_out.tolist() == [False] * 30 + [True] * 130
    assert found.is_proposed[:30].tolist() == (ABOUT[:30] == 0).tolist()


def test_a_session_where_people_only_said_yes_teaches_but_measures_nothing():
    given, verdicts = features(meaning=1), said()
    whole = learn(given, verdicts).methods.loc[0]
    only_yes = (given.sessions == "S0") & (verdicts[:, 0] == NO)
    verdicts[only_yes, 0] = UNKNOWN
    row = learn(given, verdicts).methods.loc[0]
    assert row.n_yes == whole.n_yes
    assert row.n_judged <= whole.n_judged - (verdicts[given.sessions == "S0", 0] == YES).sum() + 1


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda v, s: np.where(np.cumsum(v == YES) > 4, UNKNOWN, v), "te weinig oordelen: 4 keer ja"),
        (lambda v, s: np.where(v == YES, YES, UNKNOWN), "te weinig oordelen"),
        (lambda v, s: np.where(s == "S0", v, UNKNOWN), "te weinig sessies"),
        (lambda v, s: np.where((v == YES) & (s != "S0"), UNKNOWN, v), "te weinig sessies"),
    ],
)
def test_too_little_to_learn_from_says_so(change, note):
    verdicts, given = said(), features(meaning=1)
    verdicts[:, 0] = change(verdicts[:, 0], given.sessions)
    learned = learn(given, verdicts)
    assert learned.methods.note[0].startswith(note)
    assert (len(learned.probability), learned.methods.n_judged.sum()) == (0, 0)


@pytest.mark.parametrize("n", [0, 1])
def test_next_to_nothing_is_no_error(n):
    learned = learn(features(n=n), said(n))
    assert len(learned.probability) == 0
    assert learned.methods.note.notna().all()
    assert len(learn_codes(features(n=n), said(n)[:, :0], [], settings=Coding(), seed=1).methods) == 0


def test_without_words_or_vectors_the_other_is_used():
    given = features(meaning=1, words=3)
    no_words = replace(given, words=csr_matrix((N, 0)))
    no_vectors = replace(given, meaning=given.meaning[:, :0])
    assert learn(no_words, said()).methods.method[0] == "vectoren"
    assert learn(no_vectors, said()).methods.method[0] == "woorden"


def test_what_the_codebook_says_is_used_where_it_tells_more():
    score = np.where(said() == YES, 2.0, -np.inf) + np.random.default_rng(2).normal(size=(N, 2))
    learned = learn(features(), said(), extra={"betekenis": score})
    assert learned.methods.method[0] == "vectoren, woorden en codeboek"
    assert learned.methods.n_agreed[0] / learned.methods.n_judged[0] > 0.9


def test_a_session_is_in_one_fold_and_there_are_five_at_most():
    sessions = np.array([f"S{number % 13}" for number in range(60)], dtype=object)
    folds = pd.DataFrame({"session": sessions, "fold": folds_of(sessions)})
    assert folds.groupby("session").fold.nunique().max() == 1
    assert folds.fold.nunique() == 5
    assert folds_of(np.array(["A", "A"], dtype=object)).tolist() == [0, 0]


def test_of_many_rows_those_of_rare_codes_are_kept():
    targets = np.zeros((100, 2))
    targets[::2, 0], targets[:5, 1] = 1, 1
    kept = rows_to_train_on(targets, most=20, seed=1)
    assert len(kept) == 20
    assert set(range(5)) <= set(kept.tolist())
    assert (targets[kept].sum(axis=1) == 0).any()


_RUN = """
import hashlib, sys
from tests.stages.test_learning import features, learn, said
found = learn(features(meaning=0.2, words=1), said()).probability
print(hashlib.sha256(found.to_csv(index=False).encode()).hexdigest())
"""


def test_threads_and_hash_seed_change_nothing():
    root = Path(__file__).parents[2]
    found = {
        subprocess.run(
            [sys.executable, "-c", _RUN],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": n, "OMP_NUM_THREADS": n, "PYTHONHASHSEED": n},
        ).stdout
        for n in ("1", "2")
    }
    assert len(found) == 1
