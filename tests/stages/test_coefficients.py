from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages import coefficients as stage
from pipeline.stages.coefficients import Sums, sums, terms

# Four coders, twelve units, gaps; one unit has one coder (Krippendorff 2004). Gwet published what follows from it.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def sums_of(units: Any) -> Sums:
    return sums(terms(units).sum(axis=0))


def counted(by_coder: Any) -> np.ndarray[Any, Any]:
    """Values by coder and unit (None is a gap) as units x categories."""
    values = pd.DataFrame(by_coder)
    categories = sorted(set(values.to_numpy()[values.notna().to_numpy()]))
    return np.column_stack([(values == category).sum() for category in categories])


def yes_no(both: float, first: float, second: float, neither: float) -> tuple[Any, Any]:
    """Two coders by how often both, one or neither said yes: sums over units, and their table."""
    kinds = stage.terms([[0, 2], [1, 1], [2, 0]])
    added = (np.array([both, first + second, neither])[:, None] * kinds).sum(axis=0)
    return stage.sums(added), [[neither, second], [first, both]]


def values_of(both: float, first: float, second: float, neither: float) -> dict[str, float]:
    summed, table = yes_no(both, first, second, neither)
    found = {name: getattr(stage, name)(summed) for name in ("percent_agreement", "krippendorff_alpha", "gwet_ac1")}
    found |= {"cohen_kappa": stage.cohen_kappa(table), "f1_score": stage.f1_score(summed)}
    return {name: float(value) for name, value in found.items()}


def test_the_ten_units_of_the_textbook() -> None:
    found = values_of(1, 1, 3, 5)
    assert found["percent_agreement"] == pytest.approx(0.60)
    assert found["krippendorff_alpha"] == pytest.approx(0.0952, abs=5e-5)
    assert found["cohen_kappa"] == pytest.approx(0.0909, abs=5e-5)
    assert found["gwet_ac1"] == pytest.approx(0.3103, abs=5e-5)


@pytest.mark.parametrize(("first", "second", "kappa"), [(75, 75, 0.3143), (150, 0, 0.3478)])
def test_a_thousand_characters_of_which_most_are_uncoded(first: int, second: int, kappa: float) -> None:
    found = values_of(50, first, second, 800)
    assert found["percent_agreement"] == pytest.approx(0.85)
    assert found["cohen_kappa"] == pytest.approx(kappa, abs=5e-5)


def test_more_coders_with_gaps_as_gwet_published_them() -> None:
    found = sums_of(counted(FOUR))
    assert stage.percent_agreement(found) == pytest.approx(0.81818, abs=5e-6)
    assert stage.krippendorff_alpha(found) == pytest.approx(0.74342, abs=5e-6)
    assert stage.gwet_ac1(found) == pytest.approx(0.77544, abs=5e-6)


def test_published_values(shared_data: Path) -> None:
    checked = []
    for item in json.loads((shared_data / "agreement" / "reference_values.json").read_text()):
        by_coder = list(map(list, zip(*item["units_by_coders"], strict=True)))
        if item["statistic"] == "krippendorff_alpha_nominal":
            assert stage.krippendorff_alpha(sums_of(counted(by_coder))) == pytest.approx(item["published"], abs=5e-4)
        elif item["statistic"] == "cohen_kappa":
            table = pd.crosstab(*(pd.Series(values) for values in by_coder))
            assert stage.cohen_kappa(table) == pytest.approx(item["published"], abs=5e-4)
        else:
            # Codes are nominal: of ordinal and interval examples only the package tells the nominal value.
            expected = krippendorff.alpha(np.array(by_coder, dtype=float), level_of_measurement="nominal")
            assert stage.krippendorff_alpha(sums_of(counted(by_coder))) == pytest.approx(expected)
        checked.append(item["statistic"])
    assert {"krippendorff_alpha_nominal", "cohen_kappa"} <= set(checked)


@pytest.mark.parametrize(("name", "alpha"), [("Economisch", 0.67), ("Hoofd_OW", 0.63), ("CAP_onderw", 0.41)])
def test_headlines_by_26_coders_with_gaps(shared_data: Path, name: str, alpha: float) -> None:
    long = pd.read_csv(shared_data / "agreement" / f"icr_long_{name}.csv")
    wide = long.pivot(index="coder", columns="unit", values="code").to_numpy(dtype=float)
    found = float(stage.krippendorff_alpha(sums_of(counted(wide))))
    assert found == pytest.approx(krippendorff.alpha(wide, level_of_measurement="nominal"))
    assert found == pytest.approx(alpha, abs=5e-3)


def test_chance_gives_zero() -> None:
    found = values_of(90_000, 210_000, 210_000, 490_000)
    assert found["cohen_kappa"] == pytest.approx(0, abs=1e-9)
    assert found["krippendorff_alpha"] == pytest.approx(0, abs=1e-5)


def test_perfect_agreement_gives_one_and_its_opposite_less_than_zero() -> None:
    perfect, opposite = values_of(5, 0, 0, 5), values_of(0, 5, 5, 0)
    for name in ("krippendorff_alpha", "cohen_kappa", "gwet_ac1"):
        assert perfect[name] == pytest.approx(1)
        assert opposite[name] < 0


said = st.lists(st.lists(st.sampled_from([0, 1, None]), min_size=4, max_size=4), min_size=1, max_size=20)


@given(said)
def test_alpha_is_that_of_the_package_krippendorff(units: list[list[int | None]]) -> None:
    values = pd.DataFrame(units, dtype=float)
    counts = np.column_stack([(values == c).sum(axis=1) for c in (0, 1)])
    paired = counts[counts.sum(axis=1) > 1]
    found = stage.krippendorff_alpha(sums_of(counts))
    if not paired.any(axis=0).all():
        assert np.isnan(found)
        return
    expected = krippendorff.alpha(values.T.to_numpy(), level_of_measurement="nominal", value_domain=[0, 1])
    assert found == pytest.approx(expected, abs=1e-9)


cells = st.integers(0, 40)


@given(cells, cells, cells, cells)
def test_no_table_crashes_and_every_coefficient_keeps_its_range(a: int, b: int, c: int, d: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = values_of(a, b, c, d)
    for name, value in found.items():
        low = 0 if name in ("percent_agreement", "f1_score") else -1
        assert np.isnan(value) or low - 1e-9 <= value <= 1 + 1e-9, name


@given(cells, cells, cells, cells)
def test_who_is_named_first_does_not_matter(both: int, first: int, second: int, neither: int) -> None:
    one, other = values_of(both, first, second, neither), values_of(both, second, first, neither)
    assert one == pytest.approx(other, nan_ok=True)


def test_kappa_of_three_coders_is_the_mean_of_those_pairs_that_have_one() -> None:
    tables = [[[5, 1], [1, 5]], [[5, 0], [0, 5]], [[10, 0], [0, 0]]]
    kappas = [float(stage.cohen_kappa(table)) for table in tables]
    assert np.isnan(kappas[2])
    assert stage.mean_kappa(tables) == pytest.approx(np.mean(kappas[:2]))
    assert np.isnan(stage.mean_kappa(tables[2:]))


@pytest.mark.parametrize(("n_of", "n", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0, 0.278), (5, 5, 0.566, 1)])
def test_the_interval_of_a_share(n_of: int, n: int, low: float, high: float) -> None:
    assert stage.share_interval(n_of, n) == pytest.approx((low, high), abs=5e-4)
