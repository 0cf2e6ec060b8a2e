"""`route export review` and `route import review`, as a researcher gives them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.errors import PipelineError
from pipeline.store import Store
from pipeline.study import Study
from tests.exchange.small_review import fill, make_sheets, reviewed, up_to_date, written


def route(study: Study, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--corpus", str(study.corpus), "--out", str(study.out)])


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.chdir(tmp_path)
    return reviewed(tmp_path)


def test_sheets_come_in_the_folder_that_was_asked_for(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    # So that the tables of the builder pass for those of a run.
    make_sheets(study, monkeypatch)
    (study.out / "bladen").mkdir()
    done = route(study, "export", "review", "--codeur", "lm", "--n", "20", "--to", study.out / "bladen")
    assert done.exit_code == 0
    names = sorted(path.name.rsplit("-", 3)[0] for path in (study.out / "bladen").iterdir())
    assert names == ["leerzaam-proef-lm", "steekproef-proef-lm"]
    assert "20 rows in uit/bladen/steekproef-proef-lm" in done.stdout


def test_sheets_are_refused_of_tables_that_a_run_would_change(study: Study) -> None:
    done = route(study, "export", "review", "--codeur", "HB")
    assert isinstance(done.exception, PipelineError)
    assert "First do `route run`" in str(done.exception)


@pytest.mark.parametrize(("answer", "status"), [("nee", 0), ("misschien", 1)])
def test_an_import_ends_with_1_where_something_was_not_taken(
    study: Study, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    path = make_sheets(study, monkeypatch, n=20)[0]
    fill(path, lambda sheet, at: sheet.cell(2, at["besluit"], answer))
    done = route(study, "import", "review", path)
    assert done.exit_code == status
    assert ("1 problem to mend." in done.stderr) is bool(status)
    assert f"{path.name}: {20 - status} new." in done.stdout
    assert "Written: proef/coderingen/steekproef-HB.csv" in done.stdout
    again = route(study, "import", "review", path)
    assert again.exit_code == status
    assert "known already" in again.stdout
    assert "Written" not in again.stdout


def test_a_coding_sheet_goes_out_and_comes_back(study: Study) -> None:
    up_to_date(study)
    done = route(study, "export", "codeersheet", "FG01", "--codeur", "HB", "--blind")
    assert (done.exit_code, done.stdout.splitlines()[0][:13]) == (0, "20 fragments ")
    path = next(Path().glob("codeersheet-proef-FG01-HB-*.xlsx"))
    book = load_workbook(path, rich_text=True)
    book["codes"]["E2"].value, book["codes"]["E3"].value = "reizen", "reisen"
    book.save(path)
    back = route(study, "import", "codeersheet", path)
    assert back.exit_code == 1
    assert f"{path.name}:3: code 'reisen' is not in the codebook. Did you mean 'reizen'?" in back.stderr
    assert "Written: proef/coderingen/HB.csv" in back.stdout
    assert [row["code"] for row in written(study, "HB.csv")] == ["reizen"]


def test_a_matrix_keeps_what_was_written_in_the_file_it_writes_over(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def tables(study: Study) -> Iterator[Store]:
        yield study.store

    monkeypatch.setattr("pipeline.exchange.matrix.current_tables", tables)
    asked = ("export", "matrix", "--rows", "sessions", "--columns", "codes")
    assert route(study, *asked).exit_code == 0
    path = Path("matrix-proef-sessies-codes.xlsx")
    book = load_workbook(path)
    book["matrix"]["D2"].value = "Belt altijd terug"
    book.save(path)
    again = route(study, *asked, "--door", "HB")
    assert "1 texts, of which 0 verouderd" in again.stdout
    assert load_workbook(path)["matrix"]["D2"].value == "Belt altijd terug"
    assert b"Belt altijd terug;HB;" in (study.corpus / "matrix.csv").read_bytes()
    book["matrix"]["D2"].value = "=1+1"
    book.save(path)
    refused = route(study, *asked)
    assert isinstance(refused.exception, PipelineError) and "the file stays as it was" in str(refused.exception)
    assert load_workbook(path)["matrix"]["D2"].value == "=1+1"
