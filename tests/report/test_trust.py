"""How far each code can be trusted, as each report says it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.explore import STUDY_FILE
from pipeline.report import themes, trust
from pipeline.report.view import View, open_view
from pipeline.store import Store
from pipeline.study import Study
from tests.builders import coding, table

Make = Callable[..., View]


@pytest.fixture
def view_of(study: Study, tmp_path: Path) -> Make:
    """The small study, in which Spoelkeuken counts, with other agreement, samples and readers."""

    def make(*, minimum: int = 5, read: tuple[dict[str, Any], ...] = (), **tables: list[dict[str, Any]]) -> View:
        root = tmp_path / f"study{len(list(tmp_path.iterdir()))}"
        shutil.copytree(study.store.root, root)
        for name, rows in tables.items():
            session = "FG02" if name == "human_samples" else None
            Store(root).save(name, table(name, *rows), key="k", session=session)
        about = json.loads((root / STUDY_FILE).read_text(encoding="utf-8"))
        about["settings"]["coding"]["minimum_blind"] = minimum
        about["codebook"]["themas"][1]["codes"][0]["machine"] = "telt mee"
        (root / STUDY_FILE).write_text(json.dumps(about | {"coders": list(read)}), encoding="utf-8")
        return open_view(root, audience="team")

    return make


def reader(session: str = "FG02", *, is_blind: bool = True, codes: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"coder": "HB", "session_id": session, "codes": list(codes), "is_complete": True, "is_blind": is_blind}


def in_words(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", str(page)).split())


@pytest.mark.parametrize(
    ("read", "n"),
    [
        ((), 0),
        ((reader(is_blind=False),), 0),
        ((reader(codes=("bezoek",)),), 0),
        ((reader(),), 5),
        ((reader(), reader("FG01")), 10),
    ],
)
def test_segments_read_blind_are_counted_per_code(view_of: Make, read: tuple[dict[str, Any], ...], n: int) -> None:
    assert trust.n_blind(view_of(read=read)).get("keuken", 0) == n


def test_a_code_that_counts_unchecked_is_warned_about_until_enough_was_judged_blind(view_of: Make) -> None:
    warned = in_words(trust.warnings(view_of(read=(reader(),), minimum=6)))
    assert "de code “Spoelkeuken” (5)" in warned and "6 is het minimum" in warned
    assert in_words(trust.warnings(view_of(read=(reader(),), minimum=5))) == ""


def test_a_blind_sample_counts_beside_what_was_read_whole_and_a_teaching_sheet_does_not(view_of: Make) -> None:
    said = [coding(f"FG02-000{n}-1", "keuken", "LM") | {"coding_id": f"s{n}"} for n in (6, 7, 8)]
    sheets = {"s6": "blind", "s7": "blind", "s8": "leerzaam"}
    samples = [{"coding_id": name, "sample": sample} for name, sample in sheets.items()]
    assert trust.n_blind(view_of(codings=said, human_samples=samples))["keuken"] == 2
    assert trust.n_blind(view_of(codings=said, human_samples=samples, read=(reader(),)))["keuken"] == 5


@pytest.mark.parametrize(("alpha", "is_doubted"), [(0.66, True), (0.67, False), (None, False)])
def test_a_code_on_which_people_differ_carries_a_mark_wherever_it_is_named(
    view_of: Make, alpha: float | None, is_doubted: bool
) -> None:
    row = {"code": "keuken", "coders": "HB × LM", "basis": "codable", "n_segments": 10, "n_both": 4}
    view = view_of(agreement=[row | {"krippendorff_alpha": alpha}], read=(reader(), reader("FG01")))
    named = "Spoelkeuken\xa0°" if is_doubted else "Spoelkeuken"
    assert view.name("keuken") == named
    assert named in str(themes.codes_by_group(view)) and named in str(trust.trust_table(view))
    assert ("Krippendorffs alfa onder 0,67" in in_words(trust.warnings(view))) is is_doubted


def test_the_table_says_of_every_code_how_it_was_coded_and_what_was_not_measured(view_of: Make) -> None:
    told = in_words(trust.trust_table(view_of()))
    assert "Spoelkeuken vond niets (telt mee)" in told
    assert told.count("niet gemeten") >= 3
