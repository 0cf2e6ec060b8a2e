"""The framework matrix: a researcher's texts outlive every run, and are marked where their evidence changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.errors import PipelineError
from pipeline.exchange.matrix import Made, export_matrix, matrix_path
from pipeline.exchange.matrix_import import Imported, import_matrix
from pipeline.exchange.matrix_store import FILE
from pipeline.sheets import read_sheet
from pipeline.store import Store
from pipeline.study import Study
from tests.builders import table
from tests.exchange.small_review import DATE, SESSIONS, again, reviewed

THEME = "Begeleiding (begeleiding)"
BESIDE = "passages (begeleiding)"


@pytest.fixture(autouse=True)
def _tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of the builder pass for those of a run."""

    @contextmanager
    def tables(study: Study) -> Iterator[Store]:
        yield study.store

    monkeypatch.setattr("pipeline.exchange.matrix.current_tables", tables)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = reviewed(tmp_path)
    for name in SESSIONS:
        own = study.store.load("segments", name)
        own["participant_id"] = own.role.map({"deelnemer": f"{name}-P2", "gespreksleider": f"{name}-P1"})
        study.store.save("segments", own, key="k", session=name)
    code_segments(study, "FG01-0002-1", "FG01-0008-1", "FG02-0002-1")
    return study


def code_segments(study: Study, *ids: str, status: str = "confirmed", proposed: tuple[str, ...] = ()) -> None:
    """These segments carry the code reizen, and nothing else does."""
    rows = [{"segment_id": name, "code": "reizen", "status": status, "decided_by": "human"} for name in ids]
    rows += [{"segment_id": n, "code": "reizen", "status": "proposed", "decided_by": "machine"} for n in proposed]
    study.store.save("segment_codes", table("segment_codes", *rows), key="k")


def exported(study: Study, *, rows: Any = "participants", columns: Any = "themes", name: str = "m.xlsx") -> Made:
    return export_matrix(again(study), rows=rows, columns=columns, path=study.out / name)


def cells(made: Made) -> dict[str, dict[str, str]]:
    header, *rows = load_workbook(made.path)["matrix"].iter_rows(values_only=True)
    return {str(row[0]): {str(k): str(v or "") for k, v in zip(header, row, strict=True)} for row in rows}


def write(made: Made, row: str, value: Any, *, column: str = THEME) -> Path:
    book = load_workbook(made.path)
    sheet = book["matrix"]
    at = {cell.value: cell.column for cell in sheet[1]}
    line = next(cell.row for cell in sheet["A"] if cell.value == row)
    sheet.cell(line, at[column]).value = value
    book.save(made.path)
    return made.path


def imported(study: Study, path: Path, *, by: str = "HB") -> Imported:
    return import_matrix(again(study), path, by=by, today=DATE)


def stored(study: Study) -> dict[tuple[str, str], str]:
    rows = read_sheet(study.corpus / FILE, columns=("rij", "kolom")).rows
    return {(row["rij"], row["kolom"]): row["samenvatting"] for _, row in rows}


@pytest.mark.parametrize(
    ("rows", "columns", "row", "beside"),
    [
        ("participants", "themes", "FG01-P2", "passages (begeleiding)"),
        ("participants", "codes", "FG01-P2", "passages (reizen)"),
        ("sessions", "themes", "FG01", "passages (begeleiding)"),
        ("sessions", "codes", "FG01", "passages (reizen)"),
    ],
)
def test_a_cell_stands_beside_its_passages(study: Study, rows: str, columns: str, row: str, beside: str) -> None:
    code_segments(study, "FG01-0002-1", "FG01-0008-1", "FG02-0002-1", proposed=("FG01-0004-1",))
    found = cells(exported(study, rows=rows, columns=columns))
    assert list(found) == ([f"{name}-P2" for name in SESSIONS] if rows == "participants" else list(SESSIONS))
    assert found[row][beside] == "2 passages:\nFG01-0002-1\nFG01-0008-1\n1 voorstel"


def test_one_followed_over_sessions_is_one_row(study: Study) -> None:
    for name in SESSIONS:
        people = study.store.load("participants", name)
        people.loc[people.role == "deelnemer", "person"] = "Ouder A"
        study.store.save("participants", people, key="k", session=name)
    found = cells(exported(study))
    assert list(found) == ["Ouder A"]
    assert found["Ouder A"]["gesprek of datum"] == "FG01, FG02"
    assert found["Ouder A"][BESIDE].startswith("3 passages")


def test_who_withdrew_has_no_row(study: Study) -> None:
    people = study.store.load("participants", "FG01").assign(has_consent=False)
    study.store.save("participants", people, key="k", session="FG01")
    assert list(cells(exported(study))) == ["FG02-P2"]


@pytest.mark.parametrize("text", ["Reist ver; moe", "=1+1 zegt hij", "- geen bus\n- geen geld", "'t Is ver", "@school"])
def test_a_text_comes_back_as_it_was_at_every_export(study: Study, text: str) -> None:
    made = exported(study)
    book = load_workbook(write(made, "FG01-P2", text))
    cell = book["matrix"].cell(2, 4)
    assert cell.value == text
    # As where somebody typed an apostrophe before it.
    cell.data_type = "s"
    book.save(made.path)
    assert imported(study, made.path).counts == {"new": 1}
    for _ in range(2):
        made = exported(study)
        assert imported(study, made.path).counts == {"known already": 1}
    assert stored(study) == {("FG01-P2", "begeleiding"): text}
    row = read_sheet(study.corpus / FILE).rows[0][1]
    assert (row["door"], row["datum"]) == ("HB", DATE)
    assert [item.rpartition(":")[0] for item in row["passages"].split()] == ["FG01-0002-1", "FG01-0008-1"]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (("FG01-0002-1", "FG01-0008-1", "FG01-0010-1"), f"verouderd: 1 erbij sinds {DATE}"),
        (("FG01-0002-1",), f"verouderd: 1 weg sinds {DATE}"),
        (("FG01-0002-1", "FG01-0010-1"), f"verouderd: 1 erbij, 1 weg sinds {DATE}"),
        (("FG01-0002-1", "FG01-0008-1"), "2 passages:"),
    ],
)
def test_a_text_is_marked_where_its_evidence_changed(study: Study, now: tuple[str, ...], told: str) -> None:
    imported(study, write(exported(study), "FG01-P2", "Reist ver"))
    code_segments(study, *now)
    made = exported(study)
    assert cells(made)["FG01-P2"][BESIDE].splitlines()[0] == told
    assert (made.n_texts, made.n_outdated) == (1, int(told.startswith("verouderd")))
    assert cells(made)["FG01-P2"][THEME] == "Reist ver"


def test_words_that_changed_mark_a_text_too(study: Study) -> None:
    imported(study, write(exported(study), "FG01-P2", "Reist ver"))
    own = study.store.load("segments", "FG01")
    own.loc[own.segment_id == "FG01-0002-1", "text"] = "Iets anders."
    study.store.save("segments", own, key="k", session="FG01")
    assert exported(study).n_outdated == 1


def test_an_outdated_text_is_up_to_date_after_a_change_or_after_a_look(study: Study) -> None:
    for value, column, outcome in (("Reist niet", THEME, "changed"), (None, BESIDE, "looked at again")):
        code_segments(study, "FG01-0002-1")
        imported(study, write(exported(study), "FG01-P2", "Reist ver"))
        code_segments(study, "FG01-0002-1", "FG01-0004-1")
        made = exported(study)
        assert made.n_outdated == 1
        assert imported(study, made.path).counts == {"known already": 1}
        assert imported(study, write(made, "FG01-P2", value, column=column)).counts == {outcome: 1}
        assert exported(study).n_outdated == 0
        (study.corpus / FILE).unlink()


def test_a_text_follows_its_words_where_participants_were_numbered_anew(study: Study) -> None:
    imported(study, write(exported(study), "FG01-P2", "Reist ver"))
    for name in ("segments", "participants"):
        own = study.store.load(name, "FG01")
        own["participant_id"] = own.participant_id.replace({"FG01-P2": "FG01-P3"})
        study.store.save(name, own, key="k", session="FG01")
    made = exported(study)
    assert (cells(made)["FG01-P3"][THEME], made.n_outdated) == ("Reist ver", 0)
    assert "found again, by its words, on 'FG01-P3'" in str(made.notes[0])


def test_a_text_without_a_place_is_kept_and_named(study: Study) -> None:
    imported(study, write(exported(study), "FG01-P2", "Reist ver"))
    path = study.corpus / FILE
    path.write_bytes(path.read_bytes().replace(b"FG01-P2;", b"FG09-P2;").replace(b"FG01-00", b"FG09-00"))
    code_segments(study)
    made = exported(study)
    assert "the text on 'FG09-P2' and 'begeleiding' has no place in any matrix" in str(made.notes[0])
    imported(study, write(made, "FG02-P2", "Nieuw"))
    assert set(stored(study)) == {("FG09-P2", "begeleiding"), ("FG02-P2", "begeleiding")}


def test_a_text_of_a_renamed_code_moves_along(study: Study) -> None:
    (study.corpus / FILE).write_text("rij;kolom;samenvatting\nFG01;contact;Belt terug\n")
    assert cells(exported(study, rows="sessions", columns="codes"))["FG01"]["Bereikbaarheid (bereikbaarheid)"] == (
        "Belt terug"
    )


def test_what_a_colleague_changed_meanwhile_stays_and_is_listed(study: Study) -> None:
    imported(study, write(exported(study), "FG01-P2", "eerst"))
    mine, hers = exported(study, name="a.xlsx"), exported(study, name="b.xlsx")
    assert imported(study, write(hers, "FG01-P2", "van haar"), by="LM").counts == {"changed": 1}
    found = imported(study, write(mine, "FG01-P2", "van mij"))
    assert "m" not in stored(study) and "was changed in matrix.csv since this export" in str(found.problems[0])
    assert stored(study) == {("FG01-P2", "begeleiding"): "van haar"}
    # What was left as it was does not put the old words back.
    untouched = exported(study, name="c.xlsx")
    imported(study, write(exported(study, name="d.xlsx"), "FG01-P2", "nog later"))
    assert imported(study, untouched.path).problems == []
    assert stored(study) == {("FG01-P2", "begeleiding"): "nog later"}


def test_a_text_that_is_emptied_goes_and_a_row_that_is_removed_does_not(study: Study) -> None:
    made = exported(study)
    write(made, "FG01-P2", "een")
    imported(study, write(made, "FG02-P2", "twee"))
    made = exported(study)
    book = load_workbook(made.path)
    book["matrix"].delete_rows(2)
    book.save(made.path)
    found = imported(study, write(made, "FG02-P2", None))
    assert stored(study) == {("FG01-P2", "begeleiding"): "een"}
    assert "was emptied, and so it goes from matrix.csv" in str(found.notes[0])


@pytest.mark.parametrize(
    ("row", "value", "problem"),
    [
        (3, "FG01-P2", "row 'FG01-P2' stands here twice"),
        (3, None, "no name in the first column"),
        (3, "X", "not ask for"),
    ],
)
def test_rows_that_are_not_known_are_listed(study: Study, row: int, value: str | None, problem: str) -> None:
    made = exported(study)
    write(made, "FG02-P2", "twee")
    book = load_workbook(made.path)
    book["matrix"].cell(row, 1).value = value
    book.save(made.path)
    found = imported(study, made.path)
    assert problem in str(found.problems[0]) and str(found.problems[0]).startswith("m.xlsx:3")
    assert not (study.corpus / FILE).exists()


def test_a_formula_is_no_text(study: Study) -> None:
    found = imported(study, write(exported(study), "FG01-P2", '=HYPERLINK("http://evil.example")'))
    assert "is a formula" in str(found.problems[0])
    assert not (study.corpus / FILE).exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("rij;kolom\nFG01;reizen\n", "column 'samenvatting' is missing"),
        ("rij;kolom;samenvatting\nFG01;;tekst\n", "matrix.csv:2: 'rij' or 'kolom' is empty"),
        (
            "rij;kolom;samenvatting\nFG01;reizen;a\nFG01;reizen;b\n",
            "matrix.csv:3: 'FG01' and 'reizen' stand here twice",
        ),
        ("rij;kolom;samenvatting\nFG01;reizen;a;b\n", "matrix.csv:2: this row has 4 cells"),
    ],
)
def test_a_store_that_cannot_be_understood_stops_the_export(study: Study, content: str, problem: str) -> None:
    (study.corpus / FILE).write_text(content)
    with pytest.raises(PipelineError, match=problem.replace("'", ".")):
        exported(study)
    assert not (study.out / "m.xlsx").exists()


def test_a_column_of_ones_own_in_the_store_stays(study: Study) -> None:
    (study.corpus / FILE).write_text("rij;kolom;samenvatting;eigen\nFG01;reizen;a;van mij\n")
    imported(study, write(exported(study), "FG01-P2", "b"))
    rows = [row for _, row in read_sheet(study.corpus / FILE).rows]
    assert [(row["samenvatting"], row["eigen"]) for row in rows] == [("a", "van mij"), ("b", "")]


def test_the_name_of_the_file_tells_which_matrix_it_is(study: Study) -> None:
    path = matrix_path(study, rows="sessions", columns="codes", folder=Path("x"))
    assert path == Path("x/matrix-proef-sessies-codes.xlsx")
