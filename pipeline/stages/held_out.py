"""Features and people's verdicts -> scores of segments by a model that never saw the session that it scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from pipeline.stages.meaning import Matrix

Rows = npt.NDArray[np.int64]

MAX_FOLDS = 5
NOT_JUDGED = -1

_ALPHA = 0.1
"""The penalty of the ridge. Chosen on dekamer; between .1 and 1 macro-F1 there differs by less than a hundredth."""

_DEGREE = 3
_CHUNK = 1000
_NOTHING = 1e-9


@dataclass(frozen=True)
class Lessons:
    """What one model learns: segments that were judged (`rows`), with 0 or 1 for each target.

    `fold` holds for every segment the fold in which it is held out, or NOT_JUDGED; `trained_on` which of `rows` are
    learned from, as positions in `rows`.
    """

    rows: Rows
    targets: Matrix
    fold: Rows
    trained_on: Rows


def folds_of(sessions: npt.NDArray[np.object_]) -> Rows:
    """For each row its fold: at most five, of like size, and a session is never in two of them."""
    from sklearn.model_selection import GroupKFold

    fold = np.zeros(len(sessions), dtype=np.int64)
    names = np.unique(sessions.astype(str), return_inverse=True)[1]
    n_folds = min(MAX_FOLDS, int(names.max(initial=-1)) + 1)
    if n_folds > 1:
        for number, (_, held_out) in enumerate(GroupKFold(n_folds).split(names, groups=names)):
            fold[held_out] = number
    return fold


def rows_to_train_on(targets: Matrix, *, most: int, seed: int) -> Rows:
    """Positions of at most `most` rows: half of them those with the rarest targets, the rest drawn at random.

    Solving takes time by the third power of the rows, and of a rare code it is the yes that is scarce, not the no.
    """
    if len(targets) <= most:
        return np.arange(len(targets))
    drawn = np.random.default_rng(seed).permutation(len(targets))
    rarity = (targets / np.maximum(targets.sum(axis=0), 1)).max(axis=1, initial=0)
    rarest = drawn[np.argsort(-rarity[drawn], kind="stable")][: most // 2]
    others = drawn[~np.isin(drawn, rarest)][: most - len(rarest)]
    return np.sort(np.concatenate([rarest, others]))


def held_out_scores(
    meaning: Matrix, words: csr_matrix, lessons: Lessons, *, shares_of_words: Sequence[float]
) -> list[Matrix]:
    """For each share of words the scores of all segments, as segments x targets: about 0 is no, about 1 is yes.

    A judged segment is scored by the model that did not see its fold, any other by the model on all. The model is
    kernel ridge regression: likeness in meaning to the third power and likeness in words, mixed by the share.
    """
    train = lessons.rows[lessons.trained_on]
    kernels = _likeness(meaning, words, train, train)
    models = [_models(_mix(kernels, share), lessons, train=train) for share in shares_of_words]
    scores = [np.zeros((len(meaning), lessons.targets.shape[1])) for _ in shares_of_words]
    for start in range(0, len(meaning), _CHUNK):
        chunk = np.arange(start, min(start + _CHUNK, len(meaning)))
        kernels = _likeness(meaning, words, chunk, train)
        for share, of_share, found in zip(shares_of_words, models, scores, strict=True):
            mixed = _mix(kernels, share)
            for fold in np.unique(lessons.fold[chunk]):
                here = lessons.fold[chunk] == fold
                weights, base = of_share[int(fold)]
                found[chunk[here]] = mixed[here] @ weights + base
    return scores


def _likeness(meaning: Matrix, words: csr_matrix, left: Rows, right: Rows) -> tuple[Matrix, Matrix]:
    by_meaning = ((1 + meaning[left] @ meaning[right].T) / 2) ** _DEGREE
    return by_meaning, (words[left] @ words[right].T).toarray()


def _mix(kernels: tuple[Matrix, Matrix], share: float) -> Matrix:
    return (1 - share) * kernels[0] + share * kernels[1]


def _models(kernel: Matrix, lessons: Lessons, *, train: Rows) -> dict[int, tuple[Matrix, Matrix]]:
    """For each fold the model that did not see it, and under NOT_JUDGED the one on all: weights and base scores."""
    targets, fold = lessons.targets[lessons.trained_on], lessons.fold[train]
    models = {}
    for held_out in [NOT_JUDGED, *np.unique(lessons.fold[lessons.rows]).tolist()]:
        seen = np.flatnonzero(fold != held_out)
        weights = np.zeros_like(targets)
        base = np.zeros(targets.shape[1])
        if len(seen):
            weights[seen], base = _ridge(kernel[np.ix_(seen, seen)], targets[seen])
        models[held_out] = weights, base
    return models


def _ridge(kernel: Matrix, targets: Matrix) -> tuple[Matrix, Matrix]:
    from sklearn.kernel_ridge import KernelRidge

    weight = _weights(targets)
    base = np.average(targets, axis=0, weights=weight)
    model = KernelRidge(alpha=_ALPHA, kernel="precomputed").fit(kernel, targets - base, sample_weight=weight)
    return model.dual_coef_, base


def _weights(targets: Matrix) -> Matrix:
    """Rows weigh as their rarest target is rare, so that a frequent code does not drown the others; their mean is 1."""
    frequency = targets.mean(axis=0)
    rarest = np.where(targets > 0, frequency, np.inf).min(axis=1, initial=np.inf)
    none = np.isinf(rarest)
    rarest[none] = none.mean()
    weight = 1 / rarest
    return np.asarray(weight / weight.mean())


def stack(scores: Sequence[Matrix], is_yes: Matrix, fold: Rows) -> Matrix:
    """Several scores of one code as one, weighed by logistic regression on the verdicts of other folds (Wolpert 1992).

    `is_yes` is 1, 0 or nan. A score of minus infinity, which a counter-example gives, counts as the lowest of the rest.
    """
    from sklearn.linear_model import LogisticRegression

    columns = np.column_stack([np.where(np.isfinite(s), s, s[np.isfinite(s)].min(initial=0)) for s in scores])
    columns = (columns - columns.mean(axis=0)) / np.maximum(columns.std(axis=0), _NOTHING)
    stacked = columns[:, 0].copy()
    for held_out in np.unique(fold):
        rows = ~np.isnan(is_yes) & (fold != held_out)
        if len(np.unique(is_yes[rows])) == 2:
            model = LogisticRegression(solver="newton-cholesky").fit(columns[rows], is_yes[rows])
            here = fold == held_out
            stacked[here] = model.decision_function(columns[here])
    return stacked
