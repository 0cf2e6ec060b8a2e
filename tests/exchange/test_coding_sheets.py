"""A coding sheet of a session: what stands in it, and what comes back of it in coderingen/ and codeurs.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.errors import PipelineError
from pipeline.exchange.coding_sheet_answers import Imported
from pipeline.exchange.coding_sheet_import import import_coding_sheet
from pipeline.exchange.coding_sheets import Wish, export_coding_sheet
from pipeline.sheets import read_sheet
from pipeline.study import Study
from tests.builders import coding
from tests.exchange.small_review import DATE, N_ANSWERS, again, answer, reviewed, up_to_date, written

TEXT = "=1+1"
HEADER = "sessie;beurt;citaat;code;codeur;besluit\r\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return up_to_date(reviewed(tmp_path, codings=(coding("FG01-0004-1", "reizen", "LM"),)))


def exported(study: Study, *, coder: str = "HB", is_blind: bool = False) -> Path:
    folder = study.out / ("blind" if is_blind else "open")
    folder.mkdir(parents=True, exist_ok=True)
    return export_coding_sheet(again(study), Wish(coder, "fg01", is_blind, DATE), folder=folder)[0]


def cells(path: Path) -> list[dict[str, Any]]:
    header, *rows = load_workbook(path)["codes"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def filled(path: Path, *changes: tuple[int, str, Any], done: str | None = None) -> Path:
    """Fill in cells by the number of the fragment and the name of the column."""
    book = load_workbook(path, rich_text=True)
    sheet = book["codes"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for number, column, value in changes:
        sheet.cell(number + 1, at[column]).value = value
        if value == TEXT:
            # As where somebody typed an apostrophe before it.
            sheet.cell(number + 1, at[column]).data_type = "s"
    book["klaar"]["B1"] = done
    book.save(path)
    return path


def imported(study: Study, path: Path) -> Imported:
    return import_coding_sheet(again(study), path, today=DATE)


def told(found: Imported) -> list[str]:
    return [*map(str, found.problems), *map(str, found.notes)]


def test_a_row_is_a_fragment_under_its_question(study: Study) -> None:
    rows = cells(exported(study))
    assert [row["nr"] for row in rows] == list(range(1, N_ANSWERS + 1))
    assert rows[0]["fragment"] == f"En hoe ging keer 0?\n\n{answer('FG01', 0)}"
    assert (rows[0]["beurt"], rows[0]["wie"], rows[0]["code 1"]) == (2, "ouder", None)


def test_lists_offer_codes_and_dimensions_and_a_second_sheet_explains_them(study: Study) -> None:
    book = load_workbook(exported(study))
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in book["codes"].data_validations.dataValidation}
    columns = {cell.value: cell.column_letter for cell in book["codes"][1]}
    assert offered[columns["code 1"]] == offered[columns["code 5"]] == '"bereikbaarheid,reizen"'
    assert offered[columns["oordeel"]] == '"goed,beter"'
    assert book.sheetnames[:2] == ["codes", "codeboek"]
    assert "Hoe iemand op het werk komt." in [cell.value for cell in book["codeboek"]["D"]]


def test_a_blind_sheet_shows_nothing_of_machine_and_others(study: Study) -> None:
    assert "\n".join(str(row.get("voorstel")) for row in cells(exported(study))).count("Reizen") == 7
    assert [row["anderen"] for row in cells(exported_again(study))][1] == "LM: Reizen"
    blind = exported(study, is_blind=True)
    assert {"voorstel", "anderen"} & set(cells(blind)[0]) == set()
    book = load_workbook(blind)
    everything = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert [text for text in everything if "LM" in text] == []
    # With and without proposals the sheet is the same.
    other = up_to_date(reviewed(study.out / "zonder", proposes=False))
    unproposed = load_workbook(exported(other, is_blind=True))
    assert [list(sheet.iter_rows(values_only=True)) for sheet in book] == [
        list(sheet.iter_rows(values_only=True)) for sheet in unproposed
    ]


def exported_again(study: Study) -> Path:
    (study.out / "open" / f"codeersheet-proef-FG01-HB-{DATE}.xlsx").unlink()
    return exported(study)


def test_a_sheet_that_somebody_may_have_filled_in_is_not_written_over(study: Study) -> None:
    exported(study)
    with pytest.raises(PipelineError, match="exists already"):
        exported(study)


def test_what_is_filled_in_comes_under_the_coder_and_in_the_register(study: Study) -> None:
    path = exported(study, is_blind=True)
    changes = [
        (1, "code 1", "reizen"),
        (1, "code 3", "bereikbaarheid"),
        (1, "oordeel", "Gaat goed"),
        (1, "memo", TEXT),
    ]
    found = imported(study, filled(path, *changes, (4, "code 2", "Reizen"), done="ja"))
    assert (told(found), found.counts) == ([], {"new": 3})
    rows = written(study, "HB.csv")
    assert [(row["beurt"], row["code"], row["oordeel"], row["memo"]) for row in rows] == [
        ("2", "reizen", "goed", "=1+1"),
        ("2", "bereikbaarheid", "goed", "=1+1"),
        ("8", "reizen", "", ""),
    ]
    assert {(row["codeur"], row["besluit"], row["datum"], row["versie"]) for row in rows} == {
        ("HB", "ja", DATE, "1.10")
    }
    assert rows[2]["citaat"] == answer("FG01", 3).strip()
    after = again(study)
    assert (after.problems, after.notes) == ([], [])
    assert [(row.coder, row.session_id, row.codes, row.is_complete, row.is_blind) for row in after.coders] == [
        ("HB", "FG01", (), True, True)
    ]


def test_a_second_import_adds_nothing(study: Study) -> None:
    path = filled(exported(study), (1, "code 1", "reizen"), (4, "code 1", "reizen"), done="ja")
    imported(study, path)
    before = {file.name: file.read_bytes() for file in study.corpus.rglob("*.csv")}
    found = imported(study, path)
    assert (told(found), found.counts, found.written) == ([], {"known already": 2}, [])
    assert {file.name: file.read_bytes() for file in study.corpus.rglob("*.csv")} == before


def test_what_was_coded_before_stands_in_the_sheet_and_is_not_added_again(study: Study) -> None:
    path = study.corpus / "coderingen" / "HB.csv"
    path.parent.mkdir()
    before = (HEADER + "FG01;2;belde terug;contact;HB;\r\nFG01;6;;reizen;HB;\r\nFG01;8;;reizen;LM;\r\n").encode()
    path.write_bytes(before)
    sheet = exported(study, is_blind=True)
    assert [(row["nr"], row["code 1"]) for row in cells(sheet) if row["code 1"]] == [
        (1, "bereikbaarheid"),
        (3, "reizen"),
    ]
    found = imported(study, filled(sheet, (2, "code 1", "reizen")))
    assert (told(found), found.counts) == ([], {"known already": 2, "new": 1})
    assert path.read_bytes().split(b"\r\n", 1)[1].startswith(before.split(b"\r\n", 1)[1])
    assert [row["beurt"] for row in written(study, "HB.csv")] == ["2", "6", "8", "4"]


def test_a_choice_that_changed_takes_the_place_of_the_first(study: Study) -> None:
    path = exported(study)
    imported(study, filled(path, (1, "code 1", "reizen"), (1, "oordeel", "goed"), (2, "code 1", "reizen")))
    found = imported(study, filled(path, (1, "oordeel", "beter")))
    assert found.counts == {"changed": 1, "known already": 1}
    assert [(row["beurt"], row["oordeel"]) for row in written(study, "HB.csv")] == [("4", ""), ("2", "beter")]


def test_what_was_decided_otherwise_by_hand_stays(study: Study) -> None:
    sheet = exported(study)
    path = study.corpus / "coderingen" / "HB.csv"
    path.parent.mkdir()
    path.write_bytes((HEADER + "FG01;2;belde terug;reizen;HB;nee\r\n").encode())
    found = imported(study, filled(sheet, (1, "code 1", "reizen"), done="ja"))
    assert told(found)[0].endswith("was decided otherwise in coderingen/HB.csv:2. That stays: change it there.")
    assert len(written(study, "HB.csv")) == 1
    # Nor does the session count as read whole.
    assert [row.is_complete for row in again(study).coders] == [False]


def test_a_code_that_was_taken_out_is_named_with_file_and_row(study: Study) -> None:
    path = exported(study)
    imported(study, filled(path, (1, "code 1", "reizen")))
    found = imported(study, filled(path, (1, "code 1", None)))
    assert told(found) == [
        "coderingen/HB.csv:2: code 'reizen' on FG01-0002-1 is not in the sheet. It stays as it is in "
        "coderingen/HB.csv: remove that row there if it must go."
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((2, "code 2", "reisen"), ":3: code 'reisen' is not in the codebook. Did you mean 'reizen'? The rest"),
        ((2, "fragment", "De begeleider belde nooit."), ":3: the fragment is not the one that was asked"),
        ((2, "nr", 99), ":3: nr '99' is not a number of this export"),
        ((2, "nr", None), ":3: this row has no nr"),
        ((2, "oordeel", "slecht"), ":3: oordeel 'slecht' is not in the codebook"),
        ((2, "memo", "=A1"), ":3: memo holds a formula"),
        ((2, "code 2", "=A1"), ":3: 'code 2' holds a formula"),
    ],
)
def test_what_cannot_be_taken_is_listed_with_file_and_row(
    study: Study, change: tuple[int, str, Any], problem: str
) -> None:
    path = filled(exported(study), (1, "code 1", "reizen"), (2, "code 1", "reizen"), change, done="ja")
    found = imported(study, path)
    assert str(found.problems[0]).startswith(f"{path.name}{problem}")
    assert written(study, "HB.csv")[0]["beurt"] == "2"
    assert [row.is_complete for row in again(study).coders] == [False]


def test_a_row_that_was_removed_is_listed_and_the_session_is_not_read_whole(study: Study) -> None:
    path = exported(study)
    book = load_workbook(path, rich_text=True)
    book["codes"].delete_rows(4)
    book["klaar"]["B1"] = "ja"
    book.save(path)
    found = imported(study, path)
    assert "nr 3 of the export (FG01-0006-1) is not in this file any more" in str(found.problems[0])
    assert [row.is_complete for row in again(study).coders] == [False]


def test_a_row_that_was_copied_gives_each_code_its_own_dimensions(study: Study) -> None:
    path = filled(exported(study), (1, "code 1", "reizen"), (1, "oordeel", "goed"))
    book = load_workbook(path, rich_text=True)
    sheet = book["codes"]
    sheet.append([cell.value for cell in sheet[2]])
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(sheet.max_row, at["code 1"]).value = "bereikbaarheid"
    sheet.cell(sheet.max_row, at["oordeel"]).value = "beter"
    book.save(path)
    assert told(imported(study, path)) == []
    rows = {row["code"]: row["oordeel"] for row in written(study, "HB.csv")}
    assert rows == {"reizen": "goed", "bereikbaarheid": "beter"}
    (study.out / "open" / path.name).unlink()
    again_out = cells(exported(study))
    assert [(row["nr"], row["code 1"], row["oordeel"]) for row in again_out[:3]] == [
        (1, "reizen", "goed"),
        (1, "bereikbaarheid", "beter"),
        (2, None, None),
    ]


def test_one_code_on_two_passages_of_a_fragment_stays_as_it_is(study: Study) -> None:
    path = study.corpus / "coderingen" / "HB.csv"
    path.parent.mkdir()
    rows = "FG01;2;De begeleider van;reizen;HB;ja;goed\r\nFG01;2;belde terug;reizen;HB;ja;beter\r\n"
    before = f"{HEADER.strip()};oordeel\r\n{rows}".encode()
    path.write_bytes(before)
    found = imported(study, exported(study))
    assert (told(found), found.counts) == ([], {"known already": 2})
    assert path.read_bytes() == before


def test_one_code_given_twice_with_other_choices_is_listed(study: Study) -> None:
    path = filled(exported(study), (1, "code 1", "reizen"), (1, "oordeel", "goed"))
    book = load_workbook(path, rich_text=True)
    sheet = book["codes"]
    sheet.append([cell.value for cell in sheet[2]])
    sheet.cell(sheet.max_row, next(cell.column for cell in sheet[1] if cell.value == "oordeel")).value = "beter"
    book.save(path)
    found = imported(study, path)
    assert f"{path.name}:22: code 'reizen' was given to this fragment in row 2 too" in str(found.problems[0])
    assert [row["oordeel"] for row in written(study, "HB.csv")] == ["goed"]


def test_more_than_five_codes_fit_in_the_last_cell(study: Study) -> None:
    found = imported(study, filled(exported(study), (1, "code 5", "reizen; bereikbaarheid")))
    assert found.counts == {"new": 2}


def test_a_session_that_was_read_with_proposals_in_sight_does_not_become_blind(study: Study) -> None:
    imported(study, exported(study))
    imported(study, filled(exported(study, is_blind=True), done="ja"))
    register = read_sheet(study.corpus / "codeurs.csv").rows
    assert [(row["volledig"], row["blind"]) for _, row in register] == [("ja", "nee")]


def test_what_others_wrote_in_the_register_stays_byte_for_byte(study: Study) -> None:
    path = study.corpus / "codeurs.csv"
    before = b"codeur;sessie;codes;volledig;blind\r\nLM;FG01;reizen;ja;nee\r\n"
    path.write_bytes(before)
    imported(study, filled(exported(study), done="ja"))
    assert path.read_bytes() == before + b"HB;FG01;;ja;nee\r\n"
    assert [row.codes for row in again(study).coders] == [("reizen",), ()]


@pytest.mark.parametrize("name", ["codes", "_route"])
def test_a_workbook_that_lost_a_sheet_is_refused(study: Study, name: str) -> None:
    path = exported(study)
    book = load_workbook(path)
    del book[name]
    book.save(path)
    with pytest.raises(PipelineError, match="this is no coding sheet"):
        imported(study, path)
