"""`route export refi` and `route import refi`, as a researcher gives them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.errors import PipelineError
from pipeline.sheets import read_sheet
from pipeline.store import Store
from pipeline.study import Study
from tests.exchange.projects import code, guid, project, qdpx, selection, source
from tests.exchange.small_refi import exchanged


def route(study: Study, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--corpus", str(study.corpus), "--out", str(study.out)])


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    @contextmanager
    def tables(study: Study) -> Iterator[Store]:
        yield study.store

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.exchange.refi_export.current_tables", tables)
    return exchanged(tmp_path)


def test_a_project_goes_out_with_its_report_and_comes_back(study: Study) -> None:
    done = route(study, "export", "refi")
    assert done.exit_code == 0
    made = next(Path().glob("refi-proef-*.qdpx"))
    assert "2 sources, 2 codes, 5 codings by people, 2 proposals by the machine, 4 cases" in done.stdout
    report = read_sheet(Path(f"{made.name}-verlies.csv"))
    assert ("dimensie", "oordeel") in {(row["element"], row["naam"]) for _, row in report.rows}
    back = route(study, "import", "refi", made)
    assert back.exit_code == 0
    assert "Positions: code points" in back.stdout and "0 without a place here" in back.stdout
    assert "6 codings known already" in back.stdout and "Written" not in back.stdout


def test_an_export_writes_over_nothing(study: Study) -> None:
    assert route(study, "export", "refi", "--form", "qdc").exit_code == 0
    refused = route(study, "export", "refi", "--form", "qdc")
    assert isinstance(refused.exception, PipelineError) and "exists already" in str(refused.exception)


def test_the_codebook_alone_holds_no_talk(study: Study) -> None:
    assert route(study, "export", "refi", "--form", "qdc").exit_code == 0
    text = next(Path().glob("refi-proef-*.qdc")).read_text(encoding="utf-8")
    assert "Of de begeleider te spreken is." in text and "bus" not in text


def test_without_machine_none_goes_out(study: Study) -> None:
    done = route(study, "export", "refi", "--without-machine")
    assert "0 proposals by the machine" in done.stdout


def test_what_has_no_place_is_shown_once_per_kind_and_written_one_by_one(study: Study) -> None:
    words = "Heel iets anders dat hier niet staat. " * 5
    sources = source(1, "elders.txt", selection(1, (0, 4), [1]), selection(2, (5, 10), [1]))
    path = qdpx(Path("ander.qdpx"), project(code(1, "Reizen"), sources), {1: words})
    done = route(study, "import", "refi", path, "--codeur", "Jan=JV")
    assert done.exit_code == 0
    lines = [line.split() for line in done.stderr.splitlines()]
    assert ["Coding", "2", "elders.txt"] in [line[:3] for line in lines]
    rows = read_sheet(Path("ander.qdpx-verlies.csv")).rows
    assert [row["guid"] for _, row in rows] == [guid(101, "c"), guid(201, "c"), guid(1, "e")]


def test_a_name_without_initials_is_told(study: Study) -> None:
    refused = route(study, "import", "refi", "x.qdpx", "--codeur", "Jan")
    assert isinstance(refused.exception, PipelineError) and "NAME=INITIALS" in str(refused.exception)


def test_a_file_that_is_not_there_is_told(study: Study) -> None:
    refused = route(study, "import", "refi", "weg.qdpx")
    assert isinstance(refused.exception, PipelineError) and "weg.qdpx" in str(refused.exception)
