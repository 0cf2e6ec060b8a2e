"""Agreement and disagreements as each audience sees them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.explore import STUDY_FILE
from pipeline.report import disagreements, reliability, trust
from pipeline.report.view import View, open_view
from pipeline.stages.agreement import ALONE, NOTHING_SHARED
from pipeline.store import Store
from pipeline.study import Study
from tests.builders import coding, table

Make = Callable[..., View]


@pytest.fixture
def view_of(study: Study, tmp_path: Path) -> Make:
    """The small study with other agreement, codings and coders."""

    def make(*, audience: str = "team", coders: tuple[str, ...] = (), **tables: list[dict[str, Any]]) -> View:
        root = tmp_path / audience
        shutil.copytree(study.store.root, root)
        for name, rows in tables.items():
            Store(root).save(name, table(name, *rows), key="k")
        about = json.loads((root / STUDY_FILE).read_text(encoding="utf-8"))
        read = [
            {"coder": n, "session_id": s, "codes": [], "is_complete": True} for n in coders for s in ("FG01", "FG02")
        ]
        (root / STUDY_FILE).write_text(json.dumps(about | {"coders": read}), encoding="utf-8")
        return open_view(root, audience=audience)

    return make


def row(coders: str, **more: Any) -> dict[str, Any]:
    about = {"code": "keuken", "coders": coders, "basis": "codable", "n_segments": 10, "n_both": 4, "percent": 0.9}
    return about | more


def both(coders: str, **more: Any) -> list[dict[str, Any]]:
    """A row for a code and one for all, on both bases."""
    return [row(coders, code=code, basis=basis, **more) for code in ("keuken", "*") for basis in ("codable", "coded")]


def test_who_never_read_the_same_is_named(view_of: Make) -> None:
    apart = [row("HB × JK", code="*", basis=basis, n_segments=0, note=NOTHING_SHARED) for basis in ("codable", "coded")]
    text = str(reliability.between_people(view_of(agreement=[*both("HB × LM", krippendorff_alpha=0.5), *apart])))
    assert "HB × JK lazen geen gesprek allebei helemaal" in text
    assert text.count("<h3>") == 1


@pytest.mark.parametrize("note", [NOTHING_SHARED, ALONE])
def test_where_nobody_can_be_compared_it_says_so(view_of: Make, note: str) -> None:
    text = str(reliability.between_people(view_of(agreement=[row("HB", code="*", n_segments=0, note=note)])))
    assert "niets te zeggen" in text
    assert "<table" not in text


def test_a_code_under_the_limit_is_marked_beside_its_note(view_of: Make) -> None:
    view = view_of(agreement=both("HB × LM", krippendorff_alpha=0.6, note="één sessie: geen interval"))
    assert "onder de grens; weinig gevallen; één sessie: geen interval" in str(reliability.between_people(view))


def test_outside_the_team_a_number_of_few_segments_is_not_shown(view_of: Make) -> None:
    measured = both("HB × LM", krippendorff_alpha=0.9, n_both=2)
    hidden = '<td class="n hidden-cell">×</td>'
    assert hidden in str(reliability.between_people(view_of(agreement=measured, audience="programma")))
    assert hidden not in str(reliability.between_people(view_of(agreement=measured)))


@pytest.mark.parametrize("page", [reliability.machine_against_people, trust.trust_table])
def test_outside_the_team_no_interval_tells_on_how_few_segments_a_code_is(view_of: Make, page: Any) -> None:
    about = {"code": "bereikbaar", "coders": "machine:any × HB", "basis": "codable", "n_segments": 10}
    measured = [about | {"n_both": 1, "precision": 1 / 3, "recall": 1.0}]
    team, programme = (view_of(agreement=measured, audience=name) for name in ("team", "programma"))
    assert "bereikbaar" in team.told - programme.told
    assert "0,33 (0,06 tot 0,79)" in str(page(team))
    assert "0,33" in str(page(programme)) and "0,79" not in str(page(programme))


def test_the_machine_as_a_whole_with_how_sure_its_precision_is(view_of: Make) -> None:
    measured = both("machine:any × HB", precision=0.4, recall=0.5, f1=0.44, note="gewogen steekproef: 10 oordelen")
    text = str(reliability.machine_against_people(view_of(agreement=measured)))
    assert "alle voorstellen samen × HB" in text
    assert "0,40 (0,17 tot 0,69)" in text
    assert "gewogen steekproef: 10 oordelen" in text


GIVEN = [
    # Four people of FG01 spoke the first four segments; LM takes one code for another there.
    *(coding(f"FG01-000{n}-1", "bereikbaar", "HB") for n in (1, 2, 3)),
    *(coding(f"FG01-000{n}-1", "bezoek", "LM") for n in (1, 2, 3)),
    coding("FG02-0007-1", "keuken", "HB", memo="Over de afwas."),
]


def test_the_team_sees_both_sides_and_what_was_taken_for_what(view_of: Make) -> None:
    text = str(disagreements.disagreements(view_of(codings=GIVEN, coders=("HB", "LM"))))
    assert "Dat is 7 keer zo" in text
    assert "Langskomen (3)" in text
    assert "Over de afwas." in text
    assert "Zin nummer 7" in text


def test_others_see_neither_words_nor_numbers_of_few(view_of: Make) -> None:
    view = view_of(codings=GIVEN, coders=("HB", "LM"), audience="programma")
    text = str(disagreements.disagreements(view))
    assert "Zin nummer" not in text and "afwas" not in text and "FG0" not in text
    assert "7 keer" not in text
    assert "×" in text


def test_without_disagreements_it_says_so(view_of: Make) -> None:
    assert "geen segment" in str(disagreements.disagreements(view_of(coders=("HB",))))
