"""How far segments stand out for a code, and what people judged -> what is near enough to propose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.stages import calibration, meaning
from pipeline.stages.learning import LEAST_CHANCE
from pipeline.stages.meaning import Matrix

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Near:
    """Arrays of segments x codes: how far a segment stands out, whether to propose it, and the chance of agreement.

    `chance` is empty (nan) where nobody's codings allow to measure it.
    """

    standing: Matrix
    is_near: Mask
    chance: Matrix


def what_is_near(
    standing: Matrix, to_learn: Matrix, to_measure: Matrix, sessions: npt.NDArray[np.object_], *, minimum: int
) -> Near:
    """What meaning proposes. `to_learn` and `to_measure` are people's verdicts of that shape: 1, 0 or nan.

    Every code has the cut that the corpus tells (meaning.thresholds). Where people judged at least `minimum` segments,
    the chance of agreement at a standing is measured over all codes together as well, since a single code has few yes;
    what they would seldom agree with is not proposed. For a judged session that chance comes from the others.
    """
    is_near = standing >= meaning.thresholds(standing)
    finite = np.where(np.isfinite(standing), standing, standing[np.isfinite(standing)].min(initial=0))
    everywhere = np.repeat(sessions, standing.shape[1])
    chance = calibration.confidence(finite.ravel(), to_measure.ravel(), everywhere, minimum=minimum)
    chance = chance.reshape(standing.shape)
    learned = chance
    if not np.array_equal(to_learn, to_measure, equal_nan=True):
        learned = calibration.confidence(finite.ravel(), to_learn.ravel(), everywhere, minimum=minimum)
        learned = learned.reshape(standing.shape)
    if not np.isnan(learned).any():
        is_near = is_near & (learned >= LEAST_CHANCE)
    chance = chance.copy()
    # Of a code that nobody judged nothing was measured, whatever holds of the others.
    chance[:, (~np.isnan(to_measure)).sum(axis=0) < minimum] = np.nan
    for column in np.flatnonzero((to_measure == 1).sum(axis=0) >= minimum):
        own = (finite[:, column], to_measure[:, column], sessions)
        chance[:, column] = calibration.confidence(*own, minimum=minimum)
    return Near(standing, is_near, chance)
