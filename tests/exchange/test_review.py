from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.errors import PipelineError
from pipeline.exchange.review import Wish, export_reviews
from pipeline.exchange.review_sheets import ANSWERS, BOOK, HELP, KEYS, LISTS, About, Asked, review_workbook
from tests.builders import codebook
from tests.exchange.small_review import DATE, answer, make_sheets, reviewed


def rows_of(path: Path, sheet: str = ANSWERS) -> list[dict[str, Any]]:
    header, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    return make_sheets(reviewed(tmp_path), monkeypatch)


def test_the_two_sheets_share_no_segment(sheets: list[Path]) -> None:
    assert [path.name for path in sheets] == [f"steekproef-proef-HB-{DATE}.xlsx", f"leerzaam-proef-HB-{DATE}.xlsx"]
    blind, teaching = ({row["segment"] for row in rows_of(path, KEYS)} for path in sheets)
    assert blind
    assert teaching
    assert blind.isdisjoint(teaching)


def test_a_blind_sheet_holds_nothing_that_depends_on_what_the_machine_proposes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, unproposed = (
        rows_of(make_sheets(reviewed(tmp_path / name, proposes=name == "a"), monkeypatch, codes=("reizen",), n=80)[0])
        for name in "ab"
    )
    assert list(seen[0]) == "nr sessie beurt wie fragment code definitie besluit oordeel memo".split()
    # So many rows that all that may be asked blind is asked, proposed or not: in the same order, with the same words.
    assert seen == unproposed
    path = tmp_path / "a" / "uit" / "HB" / f"steekproef-proef-HB-{DATE}.xlsx"
    weights = [row["gewicht"] for row in rows_of(path, KEYS)]
    assert len(set(weights)) == 2, "there were two strata"
    cells = [row[:7] for row in load_workbook(path)[ANSWERS].iter_rows(min_row=2)]
    assert (
        len({tuple((cell.fill.fgColor.rgb, cell.font.color, cell.alignment.vertical) for cell in row) for row in cells})
        == 1
    )


def test_what_gives_the_strata_away_is_in_a_sheet_that_excel_does_not_show(sheets: list[Path]) -> None:
    for path in sheets:
        book = load_workbook(path)
        shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        assert shown == [ANSWERS, BOOK, HELP]
        assert {book[name].sheet_state for name in (KEYS, LISTS)} == {"veryHidden"}
        assert [row["nr"] for row in rows_of(path)] == [row["nr"] for row in rows_of(path, KEYS)]
    weights = [row["gewicht"] for row in rows_of(sheets[0], KEYS)]
    assert sum(weights) == pytest.approx(40)
    assert {row["gewicht"] for row in rows_of(sheets[1], KEYS)} == {None}


def test_the_question_stands_above_the_answer_in_italics(sheets: list[Path]) -> None:
    sheet = load_workbook(sheets[0], rich_text=True)[ANSWERS]
    question, told = sheet["E2"].value
    assert question.font.i
    assert not told.font.i
    assert str(question).startswith("En hoe ging keer")
    assert str(told).startswith("\n\n")
    assert sheet["E2"].alignment.wrap_text


def test_a_teaching_sheet_shows_who_proposes_it_and_on_what_grounds(sheets: list[Path]) -> None:
    assert {row["voorstel"] for row in rows_of(sheets[1])} == {"zoekpatroon: bus"}


def test_confidence_stands_there_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = reviewed(tmp_path)
    decided = study.store.load("segment_codes")
    study.store.save("segment_codes", decided.assign(confidence=0.72), key="k")
    shown = {row["voorstel"] for row in rows_of(make_sheets(study, monkeypatch)[1])}
    assert shown == {"zoekpatroon: bus\nwaarschijnlijk: van tien zulke voorstellen bevestigen mensen er ongeveer 7"}


def test_no_text_is_a_formula_and_every_text_is_as_it_was(sheets: list[Path]) -> None:
    cells = [cell for path in sheets for row in load_workbook(path)[ANSWERS].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    fragments = {row["fragment"].split("\n\n")[1] for path in sheets for row in rows_of(path)}
    assert fragments <= {answer(session, number) for session in ("FG01", "FG02") for number in range(20)}


def test_every_answer_has_a_list_to_choose_from_however_long(tmp_path: Path) -> None:
    many = {f"waarde_{number}": f"Waarde {number}" for number in range(40)}
    book = codebook("reizen", dimensies={"fase": many})
    asked = [Asked(1, "FG01-0002-1", "FG01", 2, "ouder", None, "=1+1", "reizen")]
    path = tmp_path / "blad.xlsx"
    path.write_bytes(review_workbook(asked, about=About("proef", "HB", "blind", "1", DATE), book=book))
    workbook = load_workbook(path)
    sheet = workbook[ANSWERS]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"H2": '"ja,nee,twijfel"', "I2": f"'{LISTS}'!$I$1:$I$40"}
    assert [workbook[LISTS][f"I{row}"].value for row in (1, 40)] == ["waarde_0", "waarde_39"]
    assert sheet["E2"].data_type == "s"
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("A2", "$1:$1", 0)


def test_the_codebook_lies_beside_it(sheets: list[Path]) -> None:
    found = {row["code"]: row["definitie"] for row in rows_of(sheets[0], BOOK)}
    assert found["reizen"] == "Hoe iemand op het werk komt."
    assert found["oordeel"] == "goed: gaat goed\nbeter: kan beter"


def test_nothing_that_was_filled_in_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = reviewed(tmp_path)
    path = make_sheets(study, monkeypatch)[1]
    before = path.read_bytes()
    path.with_name(f"steekproef-proef-HB-{DATE}.xlsx").unlink()
    with pytest.raises(PipelineError, match="exists already"):
        export_reviews(study, Wish("HB", date=DATE), folder=path.parent)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish("../HB"), "is no name for a coder"),
        (Wish("machine:pattern"), "is no name for a coder"),
        (Wish("HB", ("reisen",)), "Did you mean 'reizen'?"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(tmp_path: Path, wish: Wish, expected: str) -> None:
    with pytest.raises(PipelineError, match=expected):
        export_reviews(reviewed(tmp_path), wish, folder=tmp_path)


def test_sheets_are_not_made_of_outdated_tables(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="First do `route run`"):
        export_reviews(reviewed(tmp_path), Wish("HB", date=DATE), folder=tmp_path)
