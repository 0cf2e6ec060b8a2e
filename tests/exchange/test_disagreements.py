from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.exchange import disagreements
from pipeline.exchange.spreadsheets import write_sheet
from pipeline.judgements import CoderRow
from pipeline.stages.disagreements import Memo, No, Yes
from pipeline.study import Study, read_study
from tests.builders import coding, segment, table, write_study

TEXT = "De begeleider belt altijd terug."


def frame(**changed: object) -> pd.DataFrame:
    row = {
        "segment_id": "FG01-0002-1",
        "session_id": "FG01",
        "utterance_id": "FG01-0002",
        "participant_id": "FG01-P1",
        "stakeholder_group": "ouder",
        "context": "Wat gaat er goed?",
        "text": f"{TEXT} ",
        "code": "bereikbaarheid",
        "yes": (Yes("HB", "belt altijd terug"),),
        "no": (No("JK", ()), No("LM", ("reizen",))),
        "memos": (Memo("HB", "Let op."),),
        "consensus": None,
        "is_boundary": False,
    }
    return pd.DataFrame([row | changed])


def rows(found: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(disagreements.rows_of(found, groups={"ouder": "ouder"}, names={"reizen": "Reizen"}))


def test_a_row_holds_both_sides() -> None:
    assert rows(frame()) == [
        (
            "FG01", 2, "ouder (FG01-P1)", "Wat gaat er goed?", TEXT, "bereikbaarheid",
            "HB: belt altijd terug", "JK: geen code\nLM: wel Reizen", "HB: Let op.", None,
        )
    ]  # fmt: skip


def test_what_is_empty_stays_empty_and_what_was_agreed_stands_there() -> None:
    (row,) = rows(frame(stakeholder_group=float("nan"), context=float("nan"), memos=(), consensus=False))
    assert (row[2], row[3], row[8], row[9]) == ("FG01-P1", None, None, "nee")
    (row,) = rows(frame(is_boundary=True, consensus=True))
    assert (row[7].split("\n")[0], row[9]) == ("JK: zelfde passage, andere grenzen", "ja")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return read_study(write_study(tmp_path), None, tmp_path / "out")


def sheet(path: Path, *answers: str | None, **changed: object) -> Path:
    given = rows(frame(no=(No("JK", ()),), **changed))[0]
    write_sheet(path, [[*given[:-1], answer] for answer in answers], columns=disagreements.COLUMNS)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_filled_in_becomes_a_coding_of_the_consensus(tmp_path: Path, study: Study, suffix: str) -> None:
    path = sheet(tmp_path / f"verschillen{suffix}", None, "Ja")
    found = disagreements.import_agreed(study, path, today="2026-05-01")
    assert (found.n_new, found.n_changed, found.problems) == (1, 0, [])
    (row,) = read_study(study.corpus, None, tmp_path / "out").codings
    assert (row.session_id, row.turn, row.quote, row.code) == ("FG01", 2, TEXT, "bereikbaarheid")
    assert (row.coder, row.is_present, row.date, row.version) == ("consensus", True, "2026-05-01", "1.10")


def test_a_later_answer_takes_the_place_of_an_earlier_one(tmp_path: Path, study: Study) -> None:
    for answer, counts in (("ja", (1, 0)), ("ja", (0, 0)), ("nee", (0, 1))):
        found = disagreements.import_agreed(study, sheet(tmp_path / "v.xlsx", answer), today="2026-05-01")
        assert (found.n_new, found.n_changed) == counts
    assert [row.is_present for row in read_study(study.corpus, None, tmp_path / "out").codings] == [False]


@pytest.mark.parametrize(
    ("changed", "answer", "what"),
    [
        ({}, "misschien", "consensus 'misschien' is neither ja nor nee"),
        ({"text": ""}, "ja", "'fragment' is empty"),
        ({"session_id": "FG09"}, "ja", "this session is not in sessies.csv"),
        ({"code": "bereikbar"}, "ja", "code 'bereikbar' is not in the codebook"),
    ],
)
def test_what_cannot_be_taken_is_listed_by_its_row(
    tmp_path: Path, study: Study, changed: dict[str, object], answer: str, what: str
) -> None:
    found = disagreements.import_agreed(study, sheet(tmp_path / "v.xlsx", answer, **changed), today="2026-05-01")
    assert [(problem.line, problem.what) for problem in found.problems] == [(2, what)]
    assert not (study.corpus / "coderingen" / disagreements.KEPT).exists()


def test_another_sheet_is_refused(tmp_path: Path, study: Study) -> None:
    write_sheet(tmp_path / "v.xlsx", [["FG01", 2, TEXT, "ja"]], columns=["sessie", "beurt", "fragment", "besluit"])
    with pytest.raises(PipelineError, match="column 'code' is missing"):
        disagreements.import_agreed(study, tmp_path / "v.xlsx", today="2026-05-01")


def test_the_rows_of_a_study_come_from_its_stored_tables(study: Study) -> None:
    with pytest.raises(PipelineError, match="nothing is coded yet"):
        disagreements.disagreement_rows(study)
    study.coders = [CoderRow(name, "FG01", (), True, True) for name in ("HB", "LM")]
    store = study.store
    store.save("segments", table("segments", segment("FG01-0002-1", TEXT)), key="k", session="FG01")
    store.save("human_codings", table("human_codings"), key="k", session="FG01")
    store.save("codings", table("codings", coding("FG01-0002-1", "reizen", "LM")), key="k")
    (row,) = disagreements.disagreement_rows(study)
    assert row[:3] == ["FG01", 2, "ouder (FG01-P1)"]
    assert row[5:8] == ["reizen", f"LM: {TEXT}", "HB: geen code"]
