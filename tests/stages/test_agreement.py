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

from pipeline.judgements import CoderRow
from pipeline.stages import agreement as stage
from pipeline.stages.agreement import Table2x2
from tests.builders import code, codebook, coding, segment, table

BOOK = codebook("reizen", code("tijd", niveau="latent"))


def of_coders(first: list[int], second: list[int]) -> Table2x2:
    pairs = list(zip(first, second, strict=True))
    return Table2x2(*(pairs.count(cell) for cell in ((1, 1), (1, 0), (0, 1), (0, 0))))


def test_the_ten_units_of_the_textbook() -> None:
    found = of_coders([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
    assert stage.percent_agreement(found) == pytest.approx(0.60)
    assert stage.krippendorff_alpha(found) == pytest.approx(0.0952, abs=5e-5)
    assert stage.cohen_kappa(found) == pytest.approx(0.0909, abs=5e-5)
    assert stage.gwet_ac1(found) == pytest.approx(0.3103, abs=5e-5)


@pytest.mark.parametrize(("first", "second", "kappa"), [(75, 75, 0.3143), (150, 0, 0.3478)])
def test_a_thousand_characters_of_which_most_are_uncoded(first: int, second: int, kappa: float) -> None:
    found = Table2x2(50, first, second, 800)
    assert stage.percent_agreement(found) == pytest.approx(0.85)
    assert stage.cohen_kappa(found) == pytest.approx(kappa, abs=5e-5)


def test_chance_gives_zero() -> None:
    found = Table2x2(90_000, 210_000, 210_000, 490_000)
    assert stage.cohen_kappa(found) == pytest.approx(0, abs=1e-9)
    assert stage.krippendorff_alpha(found) == pytest.approx(0, abs=1e-5)


def test_perfect_agreement_gives_one_and_its_opposite_less_than_zero() -> None:
    perfect, opposite = Table2x2(5, 0, 0, 5), Table2x2(0, 5, 5, 0)
    for coefficient in (stage.krippendorff_alpha, stage.cohen_kappa, stage.gwet_ac1):
        assert coefficient(perfect) == pytest.approx(1)
        assert coefficient(opposite) < 0


def published(path: Path, least: int) -> list[Any]:
    return [item for item in json.loads(path.read_text()) if len(item["units_by_coders"][0]) == least]


def test_published_examples_of_two_coders_one_category_at_a_time(shared_data: Path) -> None:
    examples = published(shared_data / "agreement" / "reference_values.json", 2)
    assert {item["name"] for item in examples} >= {"Krippendorff 2004 createExample2", "Cohen 1960 p.45"}
    for item in examples:
        units = item["units_by_coders"]
        for category in {value for unit in units for value in unit}:
            coded = [[int(unit[coder] == category) for unit in units] for coder in (0, 1)]
            expected = krippendorff.alpha(reliability_data=coded, level_of_measurement="nominal")
            assert stage.krippendorff_alpha(of_coders(*coded)) == pytest.approx(expected)


def test_cohens_own_example_follows_from_its_categories(shared_data: Path) -> None:
    # Kappa of a table is the mean of its categories' kappas, weighted by 1 - chance (Fleiss 1971).
    (item,) = [
        item
        for item in published(shared_data / "agreement" / "reference_values.json", 2)
        if item["statistic"] == "cohen_kappa"
    ]
    units = item["units_by_coders"]
    above, room = 0.0, 0.0
    for category in (1, 2, 3):
        found = of_coders(*([int(unit[coder] == category) for unit in units] for coder in (0, 1)))
        p, q = (found.both + found.first) / found.n, (found.both + found.second) / found.n
        chance = p * q + (1 - p) * (1 - q)
        above += float(stage.cohen_kappa(found)) * (1 - chance)
        room += 1 - chance
    assert above / room == pytest.approx(item["published"], abs=5e-4)


cells = st.integers(0, 40)


@given(cells, cells, cells, cells)
def test_alpha_is_that_of_the_package_krippendorff(both: int, first: int, second: int, neither: int) -> None:
    n = both + first + second + neither
    ones = 2 * both + first + second
    found = stage.krippendorff_alpha(Table2x2(both, first, second, neither))
    if ones in (0, 2 * n):
        assert np.isnan(found)
        return
    coded = [
        [1] * both + [1] * first + [0] * second + [0] * neither,
        [1] * both + [0] * first + [1] * second + [0] * neither,
    ]
    expected = krippendorff.alpha(reliability_data=coded, level_of_measurement="nominal")
    assert found == pytest.approx(expected, abs=1e-9)


@given(cells, cells, cells, cells)
def test_no_table_crashes_and_every_coefficient_keeps_its_range(a: int, b: int, c: int, d: int) -> None:
    found = Table2x2(a, b, c, d)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = {
            name: float(getattr(stage, name)(found))
            for name in ("percent_agreement", "krippendorff_alpha", "cohen_kappa", "gwet_ac1", "f1_score")
        }
    for name, value in values.items():
        low = 0 if name in ("percent_agreement", "f1_score") else -1
        assert np.isnan(value) or low - 1e-9 <= value <= 1 + 1e-9, name


@given(cells, cells, cells, cells)
def test_who_is_named_first_does_not_matter(both: int, first: int, second: int, neither: int) -> None:
    one, other = Table2x2(both, first, second, neither), Table2x2(both, second, first, neither)
    for name in ("percent_agreement", "krippendorff_alpha", "cohen_kappa", "gwet_ac1", "f1_score"):
        assert float(getattr(stage, name)(one)) == pytest.approx(float(getattr(stage, name)(other)), nan_ok=True)


def coder(name: str, session: str = "A", codes: tuple[str, ...] = (), **more: bool) -> CoderRow:
    about = {"is_complete": True, "is_blind": True} | more
    return CoderRow(name, session, codes, **about)


SEGMENTS = [segment(f"{s}-{n:04d}-1") for s in "ABC" for n in range(1, 11)]


def measured(codings: list[dict[str, Any]], coders: list[CoderRow], **more: Any) -> pd.DataFrame:
    about: dict[str, Any] = {"book": BOOK, "resamples": 50, "seed": 1, "segments": SEGMENTS} | more
    segments = table("segments", *about.pop("segments"))
    found = stage.measure_agreement(table("codings", *codings), segments, coders=coders, **about)
    return found.set_index(["coders", "code", "basis"], drop=False)


def coded(coder_name: str, session: str, *numbers: int, name: str = "reizen") -> list[dict[str, Any]]:
    return [coding(f"{session}-{n:04d}-1", name, coder_name) for n in numbers]


def test_two_people_are_compared_over_the_sessions_that_both_read_whole() -> None:
    codings = coded("HB", "A", 1, 2) + coded("LM", "A", 2, 3, 6, 8) + coded("HB", "B", 1)
    found = measured(codings, [coder("HB"), coder("LM"), coder("HB", "B"), coder("LM", "B", is_complete=False)])
    row = found.loc["HB × LM", "reizen", "codable"]
    # The two strings of the textbook, as segments.
    assert (row.n_segments, row.n_both) == (10, 1)
    assert row.percent == pytest.approx(0.6)
    assert row.krippendorff_alpha == pytest.approx(0.0952, abs=5e-5)
    assert row.cohen_kappa == pytest.approx(0.0909, abs=5e-5)
    assert row.gwet_ac1 == pytest.approx(0.3103, abs=5e-5)
    assert found.loc["HB × LM", "reizen", "coded"].n_segments == 5


def test_coders_that_share_no_session_have_no_row() -> None:
    codings = coded("HB", "A", 1) + coded("LM", "B", 1)
    found = measured(codings, [coder("HB", "A"), coder("LM", "B"), coder("JK", "A", codes=("tijd",))])
    assert "HB × LM" not in set(found.coders)
    assert set(found.loc["HB × JK"].code) == {"tijd", "*"}
    assert len(measured(codings, [])) == 0


def test_a_code_that_one_of_two_did_not_seek_has_no_row() -> None:
    found = measured(coded("HB", "A", 1), [coder("HB"), coder("LM", codes=("reizen",))])
    assert set(found.loc["HB × LM"].code) == {"reizen", "*"}


def test_segments_that_cannot_carry_a_code_are_no_part_of_it() -> None:
    extra = segment("A-0011-1", is_codable=False)
    found = measured(coded("HB", "A", 1), [coder("HB"), coder("LM")], segments=[*SEGMENTS, extra])
    assert found.loc["HB × LM", "reizen", "codable"].n_segments == 10


@pytest.mark.parametrize(
    ("codings", "basis", "note"),
    [
        ([], "codable", "geen variatie: niet te berekenen"),
        ([], "coded", "niets gecodeerd"),
        (
            coded("HB", "A", *range(1, 11)) + coded("LM", "A", *range(1, 11)),
            "codable",
            "geen variatie: niet te berekenen",
        ),
        (coded("HB", "A", 1), "codable", "één sessie: geen interval"),
    ],
)
def test_a_degenerate_table_gives_a_note_and_not_a_crash(codings: list[dict[str, Any]], basis: str, note: str) -> None:
    found = measured(codings, [coder("HB"), coder("LM")])
    row = found.loc["HB × LM", "reizen", basis]
    assert row.note == note
    assert pd.isna(row.alpha_low)
    assert pd.isna(row.alpha_high)


def test_an_interval_holds_the_value_and_is_the_same_twice() -> None:
    codings = [*coded("HB", "A", 1, 2), *coded("LM", "A", 2), *coded("HB", "B", 4, 5), *coded("LM", "B", 5, 6)]
    codings += [*coded("HB", "C", 1, 9), *coded("LM", "C", 1, 9)]
    coders = [coder(name, session) for name in ("HB", "LM") for session in "ABC"]
    first, again = (measured(codings, order, resamples=200) for order in (coders, coders[::-1]))
    pd.testing.assert_frame_equal(first, again)
    row = first.loc["HB × LM", "reizen", "codable"]
    assert row.alpha_low < row.krippendorff_alpha < row.alpha_high
    assert pd.isna(row.note)
    assert pd.isna(measured(codings, coders, resamples=0).loc["HB × LM", "reizen", "codable"].alpha_low)


def test_the_star_takes_every_code_of_every_segment_as_a_judgement() -> None:
    codings = coded("HB", "A", 1, 2) + coded("LM", "A", 2) + coded("HB", "A", 3, name="tijd")
    found = measured(codings, [coder("HB"), coder("LM")])
    star = found.loc["HB × LM", "*", "codable"]
    assert (star.n_segments, star.n_both) == (20, 1)
    assert star.percent == pytest.approx(18 / 20)


def test_the_machine_is_held_against_each_person_for_its_own_codes() -> None:
    codings = coded("machine:pattern", "A", 1, 2, 3) + coded("HB", "A", 2, 3, 4, 5)
    found = measured(codings, [coder("HB")])
    row = found.loc["machine:pattern × HB", "reizen", "codable"]
    assert (row.precision, row.recall, row.f1) == pytest.approx((2 / 3, 2 / 4, 4 / 7))
    assert "tijd" not in set(found.loc["machine:pattern × HB"].code), "a latent code is not the machine's"
    assert found.loc["machine:semantic × HB", "reizen", "codable"].recall == 0


def test_the_machine_is_held_against_blind_work_where_there_is_any() -> None:
    codings = coded("machine:pattern", "A", 1) + coded("machine:pattern", "B", 1)
    codings += coded("HB", "A", 1) + coded("LM", "A", 1)
    coders = [coder("HB", "A", is_blind=False), coder("HB", "B"), coder("LM", "A", is_blind=False)]
    found = measured(codings, coders)
    blind = found.loc["machine:pattern × HB", "reizen", "codable"]
    seen = found.loc["machine:pattern × LM", "reizen", "codable"]
    assert (blind.n_segments, blind.n_both) == (10, 0)
    assert "niet blind" not in str(blind.note)
    assert seen.n_both == 1
    assert str(seen.note).startswith("niet blind gecodeerd")


def test_a_consensus_is_compared_with_the_machine_alone() -> None:
    found = measured(coded("consensus", "A", 1), [coder("HB"), coder("LM"), coder("consensus")])
    pairs = set(found.coders)
    assert "HB × LM" in pairs
    assert "machine:pattern × consensus" in pairs
    assert not any("consensus" in pair and "machine" not in pair for pair in pairs)


def test_a_refusal_is_no_coding_and_a_retired_code_no_judgement() -> None:
    book = codebook("reizen", code("oud", status="vervallen"))
    refused = coding("A-0001-1", "reizen", "HB", is_present=False)
    found = measured([refused, *coded("LM", "A", 1)], [coder("HB"), coder("LM")], book=book)
    assert found.loc["HB × LM", "reizen", "codable"].n_both == 0
    assert set(found.code) == {"reizen", "*"}
