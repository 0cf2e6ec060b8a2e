"""features, values that people gave -> values of dimensions that the machine proposes, and how far to trust them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from scipy.special import bdtrc
from threadpoolctl import threadpool_limits

from pipeline.frames import frame
from pipeline.settings import Coding as Settings
from pipeline.stages.features import Features, Sessions
from pipeline.stages.held_out import NOT_JUDGED, Lessons, Rows, folds_of, held_out_scores, rows_to_train_on
from pipeline.stages.meaning import Matrix
from pipeline.tables import CodingValues

NEVER_GUESSED = frozenset({"reactie"})
"""Whether somebody agreed or contradicted is for people to say: a wrong contradiction is a wrong finding."""

_SHARE_OF_WORDS = 0.5
_SHARE_OF_FACTS = 0.5
"""How much of the likeness in words is that of who speaks and of the code: *namens een ander* is who says it."""

_MOST_ROWS = 2000

_CHANCE = 0.05
"""Guesses that are better than the commonest value by chance alone are taken for better this seldom."""

_TRUST = {
    "dimension": "str", "value": "str", "n": "Int64", "n_proposed": "Int64", "n_agreed": "Int64",
    "precision": "float64", "recall": "float64", "f1": "float64", "usual": "float64", "note": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """`values` are rows of coding_values; `trust` tells how good held-out guesses of each dimension and value are.

    `n` codings have the value by a person; of `n_proposed` held-out guesses of it `n_agreed` are right. On the row with
    value `*` precision, recall and f1 are the share that is right, and `usual` that of always the commonest value.
    A coding with a value too rare to be learned counts as a wrong guess.
    """

    values: pd.DataFrame
    trust: pd.DataFrame


def propose_values(
    features: Features,
    given: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    groups: pd.Series | None = None,
    settings: Settings,
    seed: int,
) -> Proposed:
    """Values for machine codings (coding_id, segment_id, code), of dimensions that can be told from the text.

    `given` holds people's: coding_id, segment_id, code, dimension, value; `groups` the speaker's group by segment_id.
    A dimension is proposed where people gave two values or more at least `minimum_judged` times each, and where
    guesses for sessions held out are oftener right than always saying the commonest value is, by more than chance: an
    exact one-sided McNemar test at 5 % (Dietterich 1998, Neural Computation 10), which takes codings for independent.
    Also the value of a machine coding on a segment to which people gave one comes from other sessions than its own.
    """
    row_of = {name: at for at, name in enumerate(features.segment_ids)}
    given = given[given.segment_id.isin(row_of)].drop_duplicates(["segment_id", "code", "dimension", "value"])
    # Two people, two values: such a coding teaches nothing.
    given = given[~given.duplicated(["segment_id", "code", "dimension"], keep=False)]
    given = given.sort_values(["segment_id", "code", "dimension"], kind="stable")
    codings = codings[codings.segment_id.isin(row_of)]
    values: list[dict[str, Any]] = []
    trust: list[dict[str, Any]] = []
    for dimension, rows in given.groupby("dimension", sort=True):
        if dimension in NEVER_GUESSED:
            continue
        guesses, found = _dimension(features, rows, codings, groups=groups, minimum=settings.minimum_judged, seed=seed)
        trust += [{"dimension": dimension} | row for row in found]
        asked = zip(codings.coding_id, guesses, strict=True) if guesses is not None else ()
        values += [{"coding_id": name, "dimension": dimension, "value": value} for name, value in asked]
    columns = {name: pd.Series([row.get(name) for row in trust], dtype=dtype) for name, dtype in _TRUST.items()}
    return Proposed(frame(CodingValues, values), pd.DataFrame(columns))


def _dimension(
    features: Features,
    given: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    groups: pd.Series | None,
    minimum: int,
    seed: int,
) -> tuple[Sequence[str] | None, list[dict[str, Any]]]:
    """One dimension: a guess for each coding, or None where guesses cannot be trusted; and the rows of trust."""
    counts = given.value.value_counts()
    known = sorted(counts[counts >= minimum].index)
    if len(known) < 2:
        note = f"te weinig waarden: nodig zijn er twee met elk {minimum} coderingen"
        return None, [{"value": "*", "n": len(given), "note": note}]
    is_learned = given.value.isin(known).to_numpy()
    both = pd.concat([given[["segment_id", "code"]], codings[["segment_id", "code"]]], ignore_index=True)
    at = pd.Series(range(len(features.segment_ids)), index=features.segment_ids)[both.segment_id].to_numpy()
    sessions = features.sessions[at]
    if len(set(sessions[: len(given)][is_learned])) < 2:
        note = "alle waarden komen uit één sessie: er is geen andere om aan te toetsen"
        return None, [{"value": "*", "n": len(given), "note": note}]
    words = _words_and_facts(features.words[at], both, groups)
    truth = given.value.to_numpy(dtype=object)
    fold = _folds(sessions, both.segment_id.isin(given.segment_id).to_numpy(), n=len(given))
    targets = truth[:, None] == np.array(known, dtype=object)
    scores = _scores(features.meaning[at], words, targets, fold, seed=seed)
    guesses = np.array(known, dtype=object)[scores.argmax(axis=1)]
    trust = _trust(truth, guesses[: len(given)])
    is_better = _is_better(truth, guesses[: len(given)], usual=counts.index[0])
    if not is_better:
        trust[0]["note"] = "niet voorgesteld: niet vaker goed dan steeds de gewoonste waarde, of dat kan toeval zijn"
    return guesses[len(given) :].tolist() if is_better else None, trust


def _folds(sessions: Sessions, is_given: npt.NDArray[np.bool_], *, n: int) -> Rows:
    """The fold in which each of `n` codings by people is held out, and with it what the machine has on its segment."""
    found = np.full(len(sessions), NOT_JUDGED)
    found[:n] = folds_of(sessions[:n])
    fold_of = dict(zip(sessions[:n], found[:n], strict=True))
    found[is_given] = [fold_of[session] for session in sessions[is_given]]
    return found


def _is_better(truth: npt.NDArray[np.object_], guessed: npt.NDArray[np.object_], *, usual: str) -> bool:
    """Whether guesses are right, where the commonest value is wrong, oftener than the reverse and than chance tells."""
    is_right, is_usual = truth == guessed, truth == usual
    n_gained, n_lost = int((is_right & ~is_usual).sum()), int((is_usual & ~is_right).sum())
    return n_gained > 0 and bdtrc(n_gained - 1, n_gained + n_lost, 0.5) <= _CHANCE


def _words_and_facts(words: csr_matrix, both: pd.DataFrame, groups: pd.Series | None) -> csr_matrix:
    """Words beside the code and the speaker's group; equal facts make two codings as like as equal words do."""
    facts = [both.code.astype(str)]
    if groups is not None:
        facts.append(both.segment_id.map(groups.to_dict()).astype(object).fillna("").astype(str))
    share = (_SHARE_OF_FACTS / len(facts)) ** 0.5
    columns = [csr_matrix(pd.get_dummies(fact).to_numpy(dtype=float) * share) for fact in facts]
    return hstack([words * (1 - _SHARE_OF_FACTS) ** 0.5, *columns], format="csr")


def _scores(meaning: Matrix, words: csr_matrix, targets: npt.NDArray[np.bool_], fold: Rows, *, seed: int) -> Matrix:
    """Codings x values: people's codings come first, the machine's follow; who has a fold is held out with it.

    A row without any target, a value too rare to be learned, is scored and not learned from.
    """
    learned = np.flatnonzero(targets.any(axis=1))
    numbers = targets.astype(float)
    trained_on = learned[rows_to_train_on(numbers[learned], most=_MOST_ROWS, seed=seed)]
    lessons = Lessons(np.arange(len(targets)), numbers, fold, trained_on)
    with threadpool_limits(limits=1):
        return held_out_scores(meaning, words, lessons, shares_of_words=[_SHARE_OF_WORDS])[0]


def _trust(truth: npt.NDArray[np.object_], guessed: npt.NDArray[np.object_]) -> list[dict[str, Any]]:
    n_right = int((truth == guessed).sum())
    right, usual = n_right / len(truth), max(Counter(truth).values()) / len(truth)
    whole = {"n_proposed": len(truth), "n_agreed": n_right, "precision": right, "recall": right, "f1": right}
    rows: list[dict[str, Any]] = [{"value": "*", "n": len(truth), "usual": usual} | whole]
    for value in sorted(set(truth)):
        has, says = int((truth == value).sum()), int((guessed == value).sum())
        agreed = int(((truth == value) & (guessed == value)).sum())
        shares = {"precision": agreed / says if says else None, "recall": agreed / has, "f1": 2 * agreed / (has + says)}
        rows.append({"value": value, "n": has, "n_proposed": says, "n_agreed": agreed} | shares)
    return rows
