"""Held-out scores and people's verdicts of one code -> the measured chance that a person agrees, and where to cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from pipeline.stages.held_out import folds_of
from pipeline.stages.meaning import Matrix

Sessions = npt.NDArray[np.object_]
Curve = Callable[[Matrix], Matrix]

_ENOUGH_FOR_STEPS = 500
"""Verdicts of either kind from which a curve without a fixed shape is as steady as a logistic one.

Niculescu-Mizil and Caruana (2005, ICML) put the turn at about a thousand cases. On dekamer, with 25 to 200 yes, the
logistic curve was the better one.
"""


_NOTHING = 1e-9


def confidence(scores: Matrix, is_yes: Matrix, sessions: Sessions, *, minimum: int) -> Matrix:
    """For each row the measured chance that a person says yes, 0 to 1; all empty (nan) below `minimum` verdicts.

    `is_yes` is 1, 0, or nan where nobody judged. A judged row gets the chance that the other sessions teach, so that
    figures on it are held out; a row that nobody judged what all teach. With one session all is empty: nothing can
    be held out.
    """
    found = np.full(len(scores), np.nan)
    judged = np.flatnonzero(~np.isnan(is_yes))
    fold = folds_of(sessions[judged])
    if len(judged) < minimum or not fold.any():
        return found
    curve = _curve(scores[judged], is_yes[judged])
    found = curve(scores)
    for number in np.unique(fold):
        here, others = judged[fold == number], judged[fold != number]
        found[here] = _curve(scores[others], is_yes[others])(scores[here])
    return found


def best_cut(scores: Matrix, chance: Matrix) -> float | None:
    """The score from which proposing gives the largest expected F1, where `chance` is that each row is a yes.

    None where all chances are alike: such scores tell nothing, and all or nothing would be proposed.
    """
    if not len(chance) or np.isnan(chance).any() or np.ptp(chance) < _NOTHING:
        return None
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(chance[order])
    f1 = 2 * found / (np.arange(1, len(order) + 1) + found[-1])
    # Rows of one score are proposed together or not at all.
    ends = np.append(np.diff(scores[order]) != 0, True)
    return float(scores[order][int(np.argmax(np.where(ends, f1, -1)))])


def rate(n_yes: int, n: int) -> float:
    """The chance of a yes after `n` verdicts, with one yes and one no added: the rule of succession of Laplace."""
    return (n_yes + 1) / (n + 2)


def _curve(scores: Matrix, is_yes: Matrix) -> Curve:
    """How the chance of a yes rises with the score; flat where the score does not tell yes from no."""
    n, n_yes = len(is_yes), int(is_yes.sum())
    spread = float(scores.std()) if n else 0.0
    flat = rate(n_yes, n)
    if not 0 < n_yes < n or spread < _NOTHING:
        return lambda given: np.full(len(given), flat)
    if min(n_yes, n - n_yes) >= _ENOUGH_FOR_STEPS:
        return _steps(scores, is_yes)
    return _logistic(scores, is_yes, flat=flat)


def _steps(scores: Matrix, is_yes: Matrix) -> Curve:
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(out_of_bounds="clip", y_min=rate(0, len(is_yes)), y_max=rate(len(is_yes), len(is_yes)))
    model.fit(scores, is_yes)
    return lambda given: np.asarray(model.predict(given), dtype=float)


def _logistic(scores: Matrix, is_yes: Matrix, *, flat: float) -> Curve:
    """Platt's curve: targets drawn in a little, as in `rate`, so that ten verdicts give no certainty (Platt 1999).

    Scores are drawn in by a logarithm first: the many that are clearly a no would else decide how steep it is.
    """
    from sklearn.linear_model import LogisticRegression

    middle, spread = scores.mean(), scores.std()

    def column(given: Matrix) -> Matrix:
        away = (given - middle) / spread
        return np.asarray(np.sign(away) * np.log1p(np.abs(away))).reshape(-1, 1)

    n, n_yes = len(is_yes), int(is_yes.sum())
    toward_yes = np.where(is_yes == 1, (n_yes + 1) / (n_yes + 2), 1 / (n - n_yes + 2))
    model = LogisticRegression(C=10, solver="newton-cholesky").fit(
        np.vstack([column(scores), column(scores)]),
        np.repeat([1, 0], n),
        sample_weight=np.concatenate([toward_yes, 1 - toward_yes]),
    )
    if model.coef_[0, 0] <= 0:
        return lambda given: np.full(len(given), flat)
    return lambda given: np.asarray(model.predict_proba(column(given))[:, 1])
