from __future__ import annotations

from typing import Any

import krippendorff
import numpy as np
import pandas as pd
import pytest

from pipeline.judgements import CoderRow
from pipeline.stages import agreement as stage
from pipeline.tables import TABLES
from tests.builders import code, codebook, coding, human_coding, segment, table

BOOK = codebook("reizen", code("tijd", niveau="latent"))


def coder(name: str, session: str = "A", codes: tuple[str, ...] = (), **more: bool) -> CoderRow:
    about = {"is_complete": True, "is_blind": True} | more
    return CoderRow(name, session, codes, **about)


SEGMENTS = [segment(f"{s}-{n:04d}-1") for s in "ABC" for n in range(1, 11)]


def measured(codings: list[dict[str, Any]], coders: list[CoderRow], **more: Any) -> pd.DataFrame:
    about: dict[str, Any] = {"book": BOOK, "resamples": 50, "seed": 1} | more
    rows = {"codings": codings, "segments": SEGMENTS, "human_codings": [], "human_samples": [], "code_methods": []}
    tables = {name: table(name, *about.pop(name, given)) for name, given in rows.items()}
    found = stage.measure_agreement(tables, coders=coders, **about)
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


def test_coders_that_share_no_session_have_a_row_that_says_so() -> None:
    codings = coded("HB", "A", 1) + coded("LM", "B", 1)
    found = measured(codings, [coder("HB", "A"), coder("LM", "B"), coder("JK", "A", codes=("tijd",))])
    assert set(found.loc["HB × JK"].code) == {"tijd", "*"}
    for basis in ("codable", "coded"):
        row = found.loc["HB × LM", "*", basis]
        assert (row.n_segments, row.note) == (0, stage.NOTHING_SHARED)
        assert pd.isna(row.krippendorff_alpha)
    # Who coded here and there, and read nothing whole, has nothing to compare either.
    assert set(measured(codings, []).note) == {stage.NOTHING_SHARED}


def test_one_coder_has_a_row_that_says_so_and_no_coder_none() -> None:
    found = measured(coded("HB", "A", 1), [coder("HB")])
    people = found[~found.coders.str.startswith("machine:")]
    assert people.coders.tolist() == ["HB", "HB"]
    assert set(people.note) == {stage.ALONE}
    assert len(measured([], [])) == 0


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
        (coded("HB", "A", 1), "coded", "één sessie: geen interval"),
    ],
)
def test_a_degenerate_table_gives_a_note_and_not_a_crash(codings: list[dict[str, Any]], basis: str, note: str) -> None:
    found = measured(codings, [coder("HB"), coder("LM")])
    row = found.loc["HB × LM", "reizen", basis]
    assert row.note == note
    assert pd.isna(row.alpha_low)
    assert pd.isna(row.alpha_high)


def test_what_one_session_holds_has_no_interval() -> None:
    coders = [coder(name, session) for name in ("HB", "LM") for session in "ABC"]
    found = measured([*coded("HB", "A", 1, 2), *coded("LM", "A", 2, 3)], coders)
    row = found.loc["HB × LM", "reizen", "codable"]
    assert row.note == "in één sessie gegeven: geen interval"
    assert pd.isna(row.alpha_low)
    alike = [*coded("HB", "A", 1), *coded("LM", "A", 1), *coded("HB", "B", 1), *coded("LM", "B", 1)]
    row = measured(alike, coders).loc["HB × LM", "reizen", "coded"]
    assert row.note == "geen variatie: niet te berekenen"
    row = measured(alike, coders).loc["HB × LM", "reizen", "codable"]
    assert (row.krippendorff_alpha, row.note) == (1, "elke trekking gelijk: geen interval")


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


def test_three_who_read_the_same_have_a_row_together() -> None:
    codings = [*coded("HB", "A", 1, 2, 3), *coded("LM", "A", 2, 3), *coded("JK", "A", 3, 4)]
    codings += [*coded("HB", "B", 1), *coded("LM", "B", 1, 5)]
    coders = [*(coder(name) for name in ("HB", "LM", "JK")), coder("HB", "B"), coder("LM", "B"), coder("HB", "C")]
    row = measured(codings, coders).loc["HB × JK × LM", "reizen", "codable"]
    said = {"HB": [1, 1, 1, 0, 1, 0], "LM": [0, 1, 1, 0, 1, 1], "JK": [0, 0, 1, 1, None, None]}
    # The other six of A and eight of B nobody coded; what only one read (C) is not theirs together.
    by_coder = [[*values, *([0] * 6), *([None if name == "JK" else 0] * 8)] for name, values in said.items()]
    expected = krippendorff.alpha(np.array(by_coder, dtype=float), level_of_measurement="nominal")
    assert row.krippendorff_alpha == pytest.approx(expected)
    assert (row.n_segments, row.n_both) == (20, 2)
    assert row.percent == pytest.approx((16 + 3 * 1 / 3) / 20)
    pairs = [f"{a} × {b}" for a, b in (("HB", "JK"), ("HB", "LM"), ("JK", "LM"))]
    kappas = [measured(codings, coders).loc[pair, "reizen", "codable"].cohen_kappa for pair in pairs]
    assert row.cohen_kappa == pytest.approx(np.mean(kappas))


def test_who_saw_the_proposals_is_told() -> None:
    coders = [coder("HB"), coder("LM", is_blind=False), coder("HB", "B"), coder("LM", "B")]
    codings = coded("HB", "A", 1) + coded("LM", "A", 1, 2)
    assert measured(codings, coders[:2]).loc["HB × LM", "*", "codable"].note.startswith("niet blind gecodeerd")
    assert measured(codings, coders).loc["HB × LM", "*", "codable"].note.startswith("deels niet blind gecodeerd")


def test_the_machine_as_a_whole_is_any_of_its_ways_and_the_model_knows_what_it_learned() -> None:
    codings = coded("machine:pattern", "A", 1) + coded("machine:semantic", "A", 1, 2) + coded("HB", "A", 1, 2, 3)
    found = measured(codings, [coder("HB")])
    whole = found.loc["machine:any × HB", "reizen", "codable"]
    assert (whole.precision, whole.recall) == pytest.approx((1, 2 / 3))
    assert "machine:model × HB" not in set(found.coders)
    learned = measured([*codings, *coded("machine:model", "A", 5)], [coder("HB")])
    row = learned.loc["machine:model × HB", "reizen", "codable"]
    assert (row.precision, row.note) == (0, "het ene voorstel klopte niet; één sessie: geen interval")


def sampled(coder_name: str, session: str, number: int, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A judgement from a review sheet: the coding, and its row of human_samples."""
    about = {"sample": "blind", "weight": None, "is_present": True} | more
    row = coding(f"{session}-{number:04d}-1", "reizen", coder_name, is_present=about.pop("is_present"))
    return row | {"coding_id": f"s-{row['coding_id']}"}, {"coding_id": f"s-{row['coding_id']}"} | about


def test_a_code_that_was_learned_and_never_proposed_counts_as_missed() -> None:
    about = {"coder": "machine:model", "method": "woorden", "n_no": 20, "n_sessions": 2, "n_judged": 0, "n_agreed": 0}
    methods = [about | {"code": "reizen", "n_yes": 10}, about | {"code": "tijd", "n_yes": 0}]
    book = codebook("reizen", "tijd")
    found = measured(coded("HB", "A", 1, 2), [coder("HB")], code_methods=methods, book=book)
    assert found.loc["machine:model × HB", "reizen", "codable"].recall == 0
    assert "tijd" not in set(found.loc["machine:model × HB"].code)


def test_a_blind_sample_measures_the_machine_by_its_weights() -> None:
    judged = [
        sampled("HB", "A", 1, weight=2.0),
        sampled("HB", "A", 2, weight=2.0, is_present=False),
        sampled("HB", "B", 1, weight=10.0),
        sampled("HB", "B", 2, weight=10.0, is_present=False),
        sampled("HB", "C", 3, weight=20.0, is_present=False),
    ]
    codings = [*coded("machine:pattern", "A", 1, 2), *(row for row, _ in judged)]
    found = measured(codings, [], human_samples=[row for _, row in judged])
    row = found.loc["machine:pattern × HB (steekproef)", "reizen", "codable"]
    assert (row.n_segments, row.n_both) == (5, 1)
    assert (row.precision, row.recall, row.f1) == pytest.approx((2 / 4, 2 / 12, 4 / 16))
    assert row.percent == pytest.approx(32 / 44)
    # As two raters of 44 segments would come out, but with chance corrected for the five that were judged.
    observed, yes = 12 / 44, (4 + 12) / 88
    assert row.krippendorff_alpha == pytest.approx(1 - observed / (2 * yes * (1 - yes) * 10 / 9))
    assert row.note == "gewogen steekproef: 5 oordelen"
    assert "machine:pattern × HB" not in set(found.coders)


def test_without_weights_a_sample_counts_as_it_is_whatever_the_unit_of_the_weights() -> None:
    values = [(1, True), (2, False), (3, True), (4, False)]
    found = []
    for weight in (None, 1.0, 0.001, 500.0):
        judged = [sampled("HB", "A", n, weight=weight, is_present=yes) for n, yes in values]
        rows = [*coded("machine:pattern", "A", 1, 2), *(row for row, _ in judged)]
        found.append(measured(rows, [], human_samples=[row for _, row in judged]).drop(columns="note"))
    for other in found[1:]:
        pd.testing.assert_frame_equal(found[0], other)


def test_what_two_people_judged_in_samples_is_compared_and_teaching_sheets_never() -> None:
    judged = [sampled(name, "A", n, is_present=n != 2 or name == "HB") for name in ("HB", "LM") for n in (1, 2, 3)]
    taught = [sampled(name, "A", n, sample="leerzaam") for name in ("HB", "LM") for n in (5, 6, 7)]
    codings = [row for row, _ in (*judged, *taught)]
    samples = [row for _, row in (*judged, *taught)]
    row = measured(codings, [], human_samples=samples).loc["HB × LM (steekproef)", "reizen", "codable"]
    assert (row.n_segments, row.n_both) == (3, 2)
    assert row.note.startswith("steekproef: 3 oordelen")
    # In a session read whole too: what was decided with a proposal in sight is nobody's own judgement.
    whole = measured(codings, [coder("HB"), coder("LM")], human_samples=samples)
    assert whole.loc["HB × LM", "reizen", "codable"].n_segments == 7


def test_a_sample_by_one_is_compared_with_what_another_read_whole() -> None:
    judged = [sampled("LM", "A", 1), sampled("LM", "A", 2), sampled("LM", "B", 1)]
    codings = [*coded("HB", "A", 1), *(row for row, _ in judged)]
    found = measured(codings, [coder("HB")], human_samples=[row for _, row in judged])
    row = found.loc["HB × LM (steekproef)", "reizen", "codable"]
    assert (row.n_segments, row.n_both) == (2, 1)
    assert "HB × LM" not in set(found.coders)


# Two segments of one turn, words at 0-40 and 40-80, and a third of the same length.
TURN = [segment(f"A-0001-{n}", text="x" * 40, start_char=40 * (n - 1), end_char=40 * n) for n in (1, 2, 3)]
OTHERS = [segment(f"A-{n:04d}-1") for n in range(2, 8)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # A quote over the border, laid on the first segment by one and on the second by the other.
        ((30, 48, [1]), (32, 55, [2]), {"n_both": 1, "n_segments": 8, "n_left_out": 1}),
        # A whole turn beside one of its sentences.
        ((0, 120, [1, 2, 3]), (45, 75, [2]), {"n_both": 1, "n_segments": 7, "n_left_out": 2}),
        # Quotes that share less than half of the shorter one are two passages.
        ((0, 40, [1]), (38, 78, [2]), {"n_both": 0, "n_segments": 9, "n_left_out": 0}),
    ],
)
def test_the_same_passage_within_other_boundaries_is_no_disagreement(
    first: tuple[int, int, list[int]], second: tuple[int, int, list[int]], expected: dict[str, int]
) -> None:
    codings, words = [], []
    for name, (start, end, laid) in zip(("HB", "LM"), (first, second), strict=True):
        words.append(human_coding(f"{name}-1", "A-0001", (start, end), "reizen", coder=name))
        codings += [coding(f"A-0001-{n}", "reizen", name, coding_id=f"{name}-1") for n in laid]
    more = {"segments": [*TURN, *OTHERS], "human_codings": words}
    row = measured(codings, [coder("HB"), coder("LM")], **more).loc["HB × LM", "reizen", "codable"]
    assert (row.n_both, row.n_segments) == (expected["n_both"], expected["n_segments"])
    if n := expected["n_left_out"]:
        assert f"{n} keer dezelfde passage met andere grenzen" in row.note


def test_a_refusal_is_no_matter_of_boundaries() -> None:
    words = [human_coding(n, "A-0001", s, "reizen", coder=n[:2]) for n, s in (("HB-1", (0, 120)), ("LM-1", (45, 75)))]
    codings = [coding(f"A-0001-{n}", "reizen", "HB", coding_id="HB-1") for n in (1, 2, 3)]
    codings += [coding("A-0001-2", "reizen", "LM", coding_id="LM-1")]
    codings += [coding("A-0001-3", "reizen", "LM", is_present=False)]
    more = {"segments": [*TURN, *OTHERS], "human_codings": words}
    row = measured(codings, [coder("HB"), coder("LM")], **more).loc["HB × LM", "reizen", "codable"]
    assert (row.n_both, row.n_segments) == (1, 8)


def test_every_row_fits_the_table() -> None:
    judged = [sampled("HB", "A", n, weight=3.0, is_present=n > 2) for n in range(1, 5)]
    codings = [*coded("HB", "B", 1), *coded("LM", "B", 1, 2), *coded("machine:model", "B", 2)]
    codings += [row for row, _ in judged]
    coders = [coder(name, "B") for name in ("HB", "LM", "consensus")]
    found = measured(codings, coders, human_samples=[row for _, row in judged])
    TABLES["agreement"].validate(found.reset_index(drop=True))
    assert not found.duplicated(["coders", "code", "basis"]).any()


def test_the_interval_is_that_of_the_package_called_for_every_draw() -> None:
    codings = [*coded("HB", "A", 1, 2, 3), *coded("LM", "A", 2, 3, 4), *coded("JK", "A", 3)]
    codings += [*coded("HB", "B", 5, 6), *coded("LM", "B", 5), *coded("HB", "C", 1), *coded("JK", "C", 1, 2)]
    read = {"HB": "ABC", "LM": "AB", "JK": "AC"}
    coders = [coder(name, session) for name, sessions in read.items() for session in sessions]
    row = measured(codings, coders, resamples=40).loc["HB × JK × LM", "reizen", "codable"]
    given = {(item["coder"], item["segment_id"]) for item in codings}
    by_session = [
        [[(n, f"{s}-{k:04d}-1") in given if s in read[n] else np.nan for k in range(1, 11)] for n in ("HB", "JK", "LM")]
        for s in "ABC"
    ]
    alphas = []
    for draw in np.random.default_rng(1).multinomial(3, [1 / 3] * 3, 40):
        drawn = np.hstack(
            [np.array(said, dtype=float) for said, n in zip(by_session, draw, strict=True) for _ in range(n)]
        )
        alphas.append(krippendorff.alpha(reliability_data=drawn, level_of_measurement="nominal"))
    assert (row.alpha_low, row.alpha_high) == pytest.approx(tuple(np.quantile(alphas, [0.025, 0.975])))
