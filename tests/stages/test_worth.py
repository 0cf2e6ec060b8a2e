from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.stages.worth import worth_of
from tests.builders import table


def row(coders: str, **more: Any) -> dict[str, Any]:
    about = {"code": "reizen", "coders": coders, "basis": "codable", "n_segments": 100, "n_both": 10}
    return about | more


def worth(*rows: dict[str, Any]) -> Any:
    return worth_of(table("agreement", *rows)).loc["reizen"]


def test_of_people_the_largest_group_that_read_whole_sessions_goes_first() -> None:
    pair, group = row("HB × LM", krippendorff_alpha=0.9), row("HB × JK × LM", krippendorff_alpha=0.7, alpha_low=0.5)
    sample = row("HB × LM (steekproef)", krippendorff_alpha=0.8, note="steekproef: 100 oordelen")
    nothing = row("AB × LM", n_segments=0)
    found = worth(nothing, sample, pair, group)
    assert (found.people, found.krippendorff_alpha, found.alpha_low) == ("HB × JK × LM", 0.7, 0.5)
    assert worth(nothing, sample).people_note == "steekproef: 100 oordelen"
    assert pd.isna(worth(nothing).krippendorff_alpha)


def test_of_the_machine_what_was_judged_blind_goes_first_and_then_what_was_judged_most() -> None:
    seen = row("machine:any × HB", precision=0.5, n_both=40, note="niet blind gecodeerd")
    few, many = row("machine:any × LM", precision=0.5), row("machine:any × LM (steekproef)", precision=0.4, n_both=16)
    other = row("machine:pattern × LM", precision=1.0)
    found = worth(seen, few, many, other)
    assert (found.machine, found.n_proposed, found.is_blind) == ("machine:any × LM (steekproef)", 40, True)
    assert (found.precision_low, found.precision_high) == pytest.approx((0.263, 0.554), abs=1e-3)
    assert worth(seen).is_blind == False  # noqa: E712
    agreed = row("machine:any × consensus", precision=0.3, n_both=3)
    assert worth(seen, many, agreed).machine == "machine:any × consensus"


def test_by_weights_a_precision_rests_on_no_more_than_was_judged() -> None:
    found = worth(row("machine:any × HB (steekproef)", precision=3 / 53, n_both=3, n_segments=6))
    assert found.n_proposed == 6
    assert found.precision_high > 0.3


def test_a_code_of_which_nothing_was_measured_has_no_number() -> None:
    found = worth(row("HB × LM", krippendorff_alpha=0.9), row("HB × LM", basis="coded", krippendorff_alpha=0.1))
    assert found.krippendorff_alpha == 0.9
    assert pd.isna(found.machine) and pd.isna(found.precision_low)
    none_right = worth(row("machine:any × HB", precision=0.0, n_both=0, note="geen van 8 voorstellen klopte"))
    assert pd.isna(none_right.precision_high)
    assert none_right.machine_note == "geen van 8 voorstellen klopte"
    assert len(worth_of(table("agreement"))) == 0
