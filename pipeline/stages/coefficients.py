"""Coefficients of agreement between two or more coders with gaps, nominal, as sums that can be drawn again.

Every coefficient but kappa follows from sums over units, so that a thousand resamples of sessions are one product of
matrices. A *unit* is what is judged: one segment for one code. `units` in this module is an array of units x
categories: how many coders put the unit in the category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_CERTAIN = 0.025, 0.975
"""The tails of a 95 % interval."""


@dataclass(frozen=True)
class Sums:
    """What is added over units: each field an array of any leading shape (codes, resamples).

    `pairable` counts the values of each category on units with two or more coders, `shares` the share of each category
    on units with any; `disagreement` is the number of unlike pairs of a unit over one less than its coders.
    """

    pairable: Array
    disagreement: Array
    alike: Array
    n_paired: Array
    shares: Array
    n_judged: Array


def terms(units: npt.ArrayLike) -> Array:
    """What each unit adds to the sums: units x (2 q + 4), in the order of the fields of `Sums`."""
    counts = np.asarray(units, dtype=float)
    n = counts.sum(axis=1, keepdims=True)
    is_paired, is_judged = n > 1, n > 0
    alike = (counts * (counts - 1)).sum(axis=1, keepdims=True)
    return np.hstack(
        [
            counts * is_paired,
            (n * (n - 1) - alike) / np.maximum(n - 1, 1),
            alike / np.maximum(n * (n - 1), 1),
            is_paired,
            counts / np.maximum(n, 1),
            is_judged,
        ]
    )


def sums(added: Array) -> Sums:
    """The sums of terms by name; the terms are the last axis."""
    q = added.shape[-1] // 2 - 2
    return Sums(
        added[..., :q], added[..., q], added[..., q + 1], added[..., q + 2], added[..., q + 3 : -1], added[..., -1]
    )


def ratio(numerator: Any, denominator: Any) -> Any:
    """A division; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(denominator) == 0, np.nan, np.divide(numerator, denominator))


def percent_agreement(s: Sums) -> Any:
    """The share of pairs of coders that said the same of a unit, mean over units with two or more (Fleiss 1971)."""
    return ratio(s.alike, s.n_paired)


def krippendorff_alpha(s: Sums) -> Any:
    """Krippendorff's alpha, nominal, any number of coders with gaps (Krippendorff 2004); NaN where nothing varies.

    Equal to the package krippendorff, and fit for a thousand resamples at once.
    """
    n = s.pairable.sum(axis=-1)
    return 1 - ratio((n - 1) * s.disagreement, n**2 - (s.pairable**2).sum(axis=-1))


def gwet_ac1(s: Sums) -> Any:
    """Gwet's AC1 (2008; with gaps 2014): chance by the mean share of a category, steady where it is rare."""
    shares = s.shares / np.maximum(np.asarray(s.n_judged), 1e-300)[..., None]
    chance = (shares * (1 - shares)).sum(axis=-1) / (shares.shape[-1] - 1)
    return ratio(percent_agreement(s) - chance, 1 - chance)


def f1_score(s: Sums) -> Any:
    """F1 of the last category between two coders without gaps, whichever of them is the machine."""
    return 1 - ratio(s.disagreement, 2 * s.pairable[..., -1])


def cohen_kappa(table: npt.ArrayLike) -> Any:
    """Cohen's kappa (1960) of two coders: chance by each coder's own shares.

    `table` counts units by what the first (rows) and the second coder (columns) said, on its last two axes.
    """
    t = np.asarray(table, dtype=float)
    n = t.sum(axis=(-2, -1))
    same = ratio(np.trace(t, axis1=-2, axis2=-1), n)
    chance = ratio((t.sum(axis=-1) * t.sum(axis=-2)).sum(axis=-1), n**2)
    return ratio(same - chance, 1 - chance)


def mean_kappa(tables: Sequence[npt.ArrayLike]) -> Any:
    """Light's kappa (1971) of three or more coders: the mean of Cohen's kappa over all pairs that have one.

    Cohen's is defined for two. Fleiss' kappa generalises Scott's pi, with which a group could not stand beside its
    pairs (Conger 1980).
    """
    kappas = np.stack([cohen_kappa(table) for table in tables])
    return ratio(np.nansum(kappas, axis=0), np.count_nonzero(~np.isnan(kappas), axis=0))


def interval(values: npt.ArrayLike) -> tuple[float, float] | None:
    """The 95 % interval of resampled values by its percentiles; None where no resample has a value."""
    usable = np.asarray(values, dtype=float)
    usable = usable[~np.isnan(usable)]
    if not len(usable):
        return None
    low, high = np.quantile(usable, _CERTAIN)
    return float(low), float(high)


def share_interval(n_of: float, n: float) -> tuple[float, float]:
    """Wilson's interval (1927) of a share: `n_of` out of `n`, 95 %. It takes the `n` for independent."""
    z = 1.959964
    middle, spread = n_of + z**2 / 2, z * np.sqrt(n_of * (n - n_of) / n + z**2 / 4)
    return max(float((middle - spread) / (n + z**2)), 0.0), min(float((middle + spread) / (n + z**2)), 1.0)
