from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.judgements import (
    CoderRow,
    CodingRow,
    ReleasedQuote,
    read_by,
    read_coders,
    read_codings,
    read_released_quotes,
    spell_alike,
)
from pipeline.reading import Reading
from pipeline.sheets import Sheet
from pipeline.study import read_study
from tests.builders import code, codebook, write_study

BOOK = codebook(
    code("contact_ouders", voorheen=["contact"]),
    "reizen",
    dimensies={"oordeel": {"goed": "gaat goed", "beter": "beter"}},
)
SESSIONS = ["FG01", "FG02"]


def reading(content: str, name: str) -> Reading:
    header, *lines = content.splitlines()
    columns = header.split(";")
    rows = []
    for number, line in enumerate(lines, start=2):
        cells = line.split(";")
        row = dict(zip(columns, cells + [""] * len(columns), strict=False))
        rows.append((number, row | ({"": "too many cells"} if len(cells) > len(columns) else {})))
    return Reading(Sheet(name, columns, rows), [], [])


def codings_of(rows: str, header: str = "sessie;beurt;citaat;code;codeur;besluit;datum;oordeel") -> tuple[Any, ...]:
    found = reading(f"{header}\n{rows}", "coderingen/HB.csv")
    return read_codings(found, sessions=SESSIONS, book=BOOK), list(map(str, found.notes)), found.problems


def test_a_coding_with_all_that_it_may_hold() -> None:
    header = "sessie;beurt;citaat;code;codeur;besluit;datum;versie;memo;oordeel"
    row = "FG01;12;de bus komt niet;Reizen;HB;Nee;31-03-2026;1.10;let op;Goed"
    (found,), notes, problems = codings_of(row, header)
    assert (notes, problems) == ([], [])
    assert found == CodingRow(
        *("FG01", 12, "de bus komt niet", "reizen", "HB", False, "2026-03-31", "1.10", "let op"),
        values=(("oordeel", "goed"),),
        file="coderingen/HB.csv",
        line=2,
    )


def test_only_sessie_code_and_codeur_are_needed() -> None:
    (found,), notes, problems = codings_of("FG01;een citaat;reizen;HB", "sessie;citaat;code;codeur")
    assert (notes, problems) == ([], [])
    assert (found.turn, found.is_present, found.date, found.values) == (None, True, None, ())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (";1;;reizen;HB;;;", "'sessie' is empty"),
        ("FG01;1;;;HB;;;", "'code' is empty"),
        ("FG01;1;;reizen;;;;", "'codeur' is empty"),
        ("FG01;1;;;;;;", "'code, codeur' is empty"),
        ("FG09;1;;reizen;HB;;;", "session 'FG09' is not in sessies.csv"),
        ("fg01;1;;reizen;HB;;;", "(Did you mean 'FG01'?)"),
        ("FG01;een;;reizen;HB;;;", "beurt 'een' is not a number"),
        ("FG01;-1;;reizen;HB;;;", "beurt '-1' is not a number"),
        ("FG01;;;reizen;HB;;;", "neither beurt nor citaat"),
        ("FG01;1;;reizen;HB;misschien;;", "besluit 'misschien' is neither ja nor nee"),
        ("FG01;1;Ja; en toen;reizen;HB;;;", "too many cells"),
        ("FG01;1;;reizen;machine:pattern;;;", "this codeur is the machine"),
    ],
)
def test_a_row_that_cannot_be_used_is_a_note_and_stops_nothing(row: str, expected: str) -> None:
    rows, (note,), problems = codings_of(f"{row}\nFG02;3;;reizen;HB;;;")
    assert [found.session_id for found in rows] == ["FG02"]
    assert problems == []
    assert note.startswith("coderingen/HB.csv:2: ")
    assert note.endswith("This coding is left out.")
    assert expected in note


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("FG01;1;;reisen;HB;;;", "code 'reisen' is not in the codebook. Did you mean 'reizen'?"),
        ("FG01;1;;reizen;HB;;31-02-2026;", "datum '31-02-2026' is not a date"),
        ("FG01;1;;reizen;HB;;;goedd", "oordeel 'goedd' is not in the codebook. Did you mean 'goed'?"),
    ],
)
def test_what_the_book_may_come_to_know_is_kept_with_a_note(row: str, expected: str) -> None:
    rows, (note,), problems = codings_of(row)
    assert len(rows) == 1
    assert problems == []
    assert expected in note


def test_former_codes_and_unknown_columns() -> None:
    rows, notes, problems = codings_of("FG01;1;Contact;HB;x", "sessie;beurt;code;codeur;opmerking")
    assert rows[0].code == "contact"
    assert problems == []
    assert notes == ["coderingen/HB.csv:1: unknown column 'opmerking'. It is left alone."]


def test_a_table_without_a_needed_column_is_a_problem() -> None:
    rows, _, (problem,) = codings_of("FG01;1;reizen", "sessie;beurt;code")
    assert rows == []
    assert "column 'codeur' is missing" in str(problem)


def coders_of(rows: str, header: str = "codeur;sessie;codes;volledig;blind") -> tuple[Any, ...]:
    found = reading(f"{header}\n{rows}", "codeurs.csv")
    return read_coders(found, sessions=SESSIONS, book=BOOK), list(map(str, found.notes)), list(map(str, found.problems))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("", ()),
        ("*", ()),
        ("reizen", ("reizen",)),
        ("Reizen, contact_ouders", ("reizen", "contact_ouders")),
        ("contact", ("contact_ouders",)),
        ("thema", ("contact_ouders", "reizen")),
    ],
)
def test_which_codes_somebody_sought(codes: str, expected: tuple[str, ...]) -> None:
    (row,), notes, problems = coders_of(f"HB;FG01;{codes};ja;nee")
    assert (notes, problems) == ([], [])
    assert row == CoderRow("HB", "FG01", expected, is_complete=True, is_blind=False)


def test_a_code_that_does_not_exist_never_comes_to_mean_all_codes() -> None:
    rows, (note,), problems = coders_of("HB;FG01;reisen;ja;ja")
    assert (rows, problems) == ([], [])
    assert note == "codeurs.csv:2: code 'reisen' is not in the codebook. Did you mean 'reizen'?"


def test_a_row_of_an_unknown_session_is_a_note() -> None:
    rows, (note,), problems = coders_of("HB;FG09;;ja;ja\nLM;FG01;;;")
    assert [row.coder for row in rows] == ["LM"]
    assert problems == []
    assert note.startswith("codeurs.csv:2: session 'FG09' is not in sessies.csv")


@pytest.mark.parametrize(
    ("row", "expected"),
    [(";FG01;;ja;ja", "'codeur' is empty"), ("HB;;;ja;ja", "'sessie' is empty"), ("HB;FG01;;half;ja", "'half'")],
)
def test_a_row_of_codeurs_that_is_wrong_is_a_problem(row: str, expected: str) -> None:
    _, _, (problem,) = coders_of(row)
    assert problem.startswith("codeurs.csv:2: ")
    assert expected in problem


def test_who_read_a_session_whole_said_no_where_nothing_was_coded() -> None:
    rows = [
        CoderRow("HB", "FG01", (), is_complete=True, is_blind=True),
        CoderRow("LM", "FG01", ("reizen",), is_complete=True, is_blind=True),
        CoderRow("LM", "FG02", (), is_complete=False, is_blind=True),
    ]
    assert read_by(rows, book=BOOK) == {
        ("HB", "FG01", "contact_ouders"),
        ("HB", "FG01", "reizen"),
        ("LM", "FG01", "reizen"),
    }


def test_one_coder_has_one_spelling() -> None:
    (first, second), _, _ = codings_of("FG01;1;;reizen;hb;;;\nFG01;1;;reizen;Consensus;;;")
    codings, coders = spell_alike([first, second], [CoderRow("HB", "FG01", (), is_complete=True, is_blind=True)])
    assert [row.coder for row in codings] == ["HB", "consensus"]
    assert coders[0].coder == "HB"


def quotes_of(rows: str) -> tuple[Any, ...]:
    found = reading(f"sessie;beurt;citaat;rapport;reden;vrijgegeven\n{rows}", "citaten.csv")
    rows_read = read_released_quotes(found, sessions=SESSIONS)
    return rows_read, list(map(str, found.notes)), list(map(str, found.problems))


def test_a_quote_is_released_only_where_it_says_so() -> None:
    (first, second, third), notes, problems = quotes_of(
        "FG01;3;Dat ging goed;overzicht;mooi;Ja\nFG01;;Dat niet;;;nee\nFG01;;Ook niet;;;"
    )
    assert (notes, problems) == ([], [])
    assert first == ReleasedQuote("FG01", 3, "Dat ging goed", "overzicht", "mooi", is_released=True, line=2)
    assert not second.is_released
    assert not third.is_released


def test_a_quote_of_an_unknown_session_is_a_note_and_a_wrong_release_a_problem() -> None:
    rows, (note,), (problem,) = quotes_of("FG09;3;Dat;;;ja\nFG01;3;Dat;;;jaa")
    assert [row.session_id for row in rows] == ["FG01"]
    assert not rows[0].is_released
    assert note.startswith("citaten.csv:2: session 'FG09'")
    assert problem == "citaten.csv:3: vrijgegeven 'jaa' is not known. Did you mean 'ja'?"


def test_merged_cells_and_formulas_without_a_value_are_left_out_with_their_row(tmp_path: Path) -> None:
    corpus = write_study(tmp_path)
    book = Workbook()
    sheet = book.active
    sheet.append(["sessie", "beurt", "code", "codeur", "besluit"])
    for besluit in ("nee", "nee", "=A1", "nee"):
        sheet.append(["FG01", 2, "reizen", "HB", besluit])
    sheet.merge_cells("E2:E3")
    (corpus / "coderingen").mkdir()
    book.save(corpus / "coderingen" / "HB.xlsx")
    study = read_study(corpus, corpus / "config", tmp_path / "out")
    assert [(row.line, row.is_present) for row in study.codings] == [(2, False), (5, False)]
    said = {(note.line, note.what) for note in study.notes if note.where.endswith("HB.xlsx")}
    assert said == {(3, "it holds merged cells"), (4, "it holds a formula without a value")}


@pytest.mark.parametrize(("sample", "weight", "n_notes"), [("blind", "veel", 1), ("", "3", 1), ("blind", "2,5", 0)])
def test_a_weight_that_says_nothing_is_noted(tmp_path: Path, sample: str, weight: str, n_notes: int) -> None:
    rows = f"sessie;beurt;code;codeur;steekproef;gewicht\nFG01;2;reizen;HB;{sample};{weight}\n"
    corpus = write_study(tmp_path, **{"coderingen/HB.csv": rows})
    study = read_study(corpus, corpus / "config", tmp_path / "out")
    assert len(study.codings) == 1
    assert len([note for note in study.notes if "gewicht" in note.what]) == n_notes
