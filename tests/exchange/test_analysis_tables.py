"""The tables that a researcher analyses elsewhere: what is counted in them, and what never stands in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.errors import PipelineError
from pipeline.exchange.analysis_export import export_tables
from pipeline.exchange.analysis_tables import Named, analysis_tables
from pipeline.explore import Corpus
from pipeline.sheets import read_sheet
from pipeline.store import Store
from pipeline.study import Study, read_study
from tests.builders import Said, code, codebook, corpus, table, write_study
from tests.exchange.small_review import reviewed

BOOK = codebook(code("reizen", codes=[code("bus"), code("fiets")]), "geld", code("oud", status="vervallen"))
FORMULA = "=HYPERLINK(1) zei ik toen de bus niet kwam."
PEOPLE: dict[str, dict[str, Any]] = {
    "FG01-P1": {"role": "gespreksleider", "stakeholder_group": None},
    "FG01-P2": {"person": "Ouder A", "school": "De Linde"},
    "FG01-P3": {"stakeholder_group": "leerling", "school": "De Wilg"},
    "FG01-P4": {"has_consent": False},
    "FG02-P1": {"person": "Ouder A", "role": "toehoorder"},
}
SAID = (
    Said("FG01-P1", {"reizen": "confirmed"}),
    Said("FG01-P2", {"bus": "confirmed", "geld": "counted"}, text=FORMULA),
    Said("FG01-P2", {"bus": "confirmed", "fiets": "confirmed", "reizen": "confirmed"}),
    Said("FG01-P2", {"geld": "proposed"}),
    Said("FG01-P3", {"geld": "rejected"}),
    Said("FG02-P1", {"geld": "confirmed", "bus": "proposed"}, negated=("geld",)),
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    sessions = "sessie;bestand;soort;school\nFG01;FG01.txt;focusgroep;De Linde\nFG02;FG01.txt;focusgroep;De Wilg\n"
    schools = "school;naam;noemen\nDe Linde;De Linde;nee\nDe Wilg;PrO De Wilg;ja\n"
    return read_study(write_study(tmp_path, sessies=sessions, **{"scholen.csv": schools}), None, tmp_path / "uit")


@pytest.fixture
def found(study: Study) -> Named:
    tables = corpus(PEOPLE, SAID, FG01={"school": "De Linde", "title": "Ouders"}, FG02={"school": "De Wilg"})
    quote = {"quote_id": "c1", "segment_id": "FG01-0002-1", "code": "bus", "text": FORMULA, "attribution": "ouder"}
    tables["quotes"] = table("quotes", quote | {"quotable": "intern", "chosen_by": "person", "reason": "raak"})
    pairs = pd.DataFrame(
        [("bus", "geld", 3, 2, 1, 0.25, False)], columns="code_1 code_2 n_1 n_2 n_12 coefficient is_lopsided".split()
    )
    return analysis_tables(study, tables, pairs, book=BOOK)


def records(found: Named, name: str) -> list[dict[str, Any]]:
    columns, rows = found[name]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def test_codes_by_participant_are_counted_with_those_under_them(found: Named) -> None:
    rows = {row["deelnemer"]: row for row in records(found, "deelnemers_aantal")}
    codes = ("reizen", "bus", "fiets", "geld")
    assert {name: tuple(row[code] for code in codes) for name, row in rows.items()} == {
        "FG01-P2": (2, 2, 1, 1),
        "FG01-P3": (0, 0, 0, 0),
        "FG02-P1": (0, 0, 0, 1),
    }
    ones = {row["deelnemer"]: tuple(row[code] for code in codes) for row in records(found, "deelnemers_01")}
    assert ones == {"FG01-P2": (1, 1, 1, 1), "FG01-P3": (0, 0, 0, 0), "FG02-P1": (0, 0, 0, 1)}


def test_proposals_stand_apart(found: Named) -> None:
    rows = {row["deelnemer"]: (row["bus"], row["geld"]) for row in records(found, "deelnemers_voorstellen")}
    assert rows == {"FG01-P2": (0, 1), "FG01-P3": (0, 0), "FG02-P1": (1, 0)}
    assert "oud" not in found["deelnemers_01"][0]


def test_who_leads_or_gave_no_consent_is_no_participant(found: Named) -> None:
    rows = {row["deelnemer"]: row for row in records(found, "deelnemers_01")}
    assert set(rows) == {"FG01-P2", "FG01-P3", "FG02-P1"}
    about = ("persoon", "sessie", "rol", "groep", "school")
    assert tuple(rows["FG01-P2"][name] for name in about) == ("Ouder A", "FG01", "deelnemer", "ouder", "school A")


def test_a_school_has_its_name_only_where_it_wants_to(found: Named) -> None:
    assert [row["school"] for row in records(found, "sessies")] == ["school A", "PrO De Wilg"]
    assert "De Linde" not in str(found)


def test_a_session_has_its_attributes_and_sizes(found: Named) -> None:
    row = records(found, "sessies")[0]
    assert (row["titel"], row["soort"], row["n_deelnemers"], row["n_fragmenten"]) == ("Ouders", "focusgroep", 2, 5)


def test_a_passage_tells_whether_it_counts_and_who_decided(found: Named) -> None:
    rows = {(row["segment"], row["code"]): row for row in records(found, "passages")}
    assert len(rows) == 10
    stands = {key: (row["stand"], row["door"], row["ontkend"]) for key, row in rows.items()}
    assert stands["FG01-0002-1", "bus"] == ("bevestigd", "mens", "nee")
    assert stands["FG01-0002-1", "geld"] == ("telt mee", "machine", "nee")
    assert stands["FG01-0005-1", "geld"] == ("afgewezen", "mens", "nee")
    assert stands["FG02-0006-1", "geld"] == ("bevestigd", "mens", "ja")
    assert (rows["FG01-0002-1", "bus"]["thema"], rows["FG01-0002-1", "bus"]["beurt"]) == ("Thema", 2)


def test_a_quote_says_for_whom_it_is_and_not_why_somebody_chose_it(found: Named) -> None:
    row = records(found, "citaten")[0]
    assert (row["sessie"], row["naam"], row["citeren"], row["gekozen_door"]) == ("FG01", "Bus", "intern", "mens")
    assert "raak" not in row.values()


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Study, Path]:
    @contextmanager
    def tables(study: Study) -> Iterator[Store]:
        yield study.store

    monkeypatch.setattr("pipeline.exchange.analysis_export.current_tables", tables)
    study = reviewed(tmp_path)
    pairs = [
        {"segment_id": name, "code": code, "status": "confirmed", "decided_by": "human"}
        for name, codes in (("FG01-0002-1", "rb"), ("FG01-0004-1", "r"), ("FG01-0008-1", "r"))
        for code in ({"r": "reizen", "b": "bereikbaarheid"}[letter] for letter in codes)
    ]
    study.store.save("segment_codes", table("segment_codes", *pairs), key="k")
    study.store.save("quotes", table("quotes"), key="k")
    return study, study.out / "tabellen"


def test_every_table_comes_as_a_sheet_and_as_a_csv(exported: tuple[Study, Path]) -> None:
    study, folder = exported
    made = export_tables(study, folder=folder)
    book = load_workbook(folder / "tabellen-proef.xlsx")
    assert [path.name for path, _ in made[1:]] == [f"{name}.csv" for name in book.sheetnames[1:]]
    for path, n in made[1:]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert len(rows) == n + 1 == book[path.stem].max_row
    pair = read_sheet(folder / "samen.csv").rows[0][1]
    assert (pair["n_1"], pair["n_2"], pair["n_12"], pair["coefficient"]) == ("1", "3", "1", "0,3333")
    assert book["samen"]["H2"].value == 0.3333
    known = Corpus(study.store.root).cooccurrence()
    assert len(known) == book["samen"].max_row - 1 == 1


def test_a_text_that_opens_as_a_formula_does_is_none(exported: tuple[Study, Path]) -> None:
    study, folder = exported
    export_tables(study, folder=folder)
    raw = (folder / "passages.csv").read_text(encoding="utf-8-sig")
    assert ";'=1+1 zei ik." in raw
    sheet = load_workbook(folder / "tabellen-proef.xlsx")["passages"]
    texts = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=1+1")]
    assert [(cell.data_type, cell.quotePrefix) for cell in texts] == [("s", True)]
    assert any(row["tekst"].startswith("=1+1 zei ik.") for _, row in read_sheet(folder / "passages.csv").rows)


def test_files_that_are_there_are_not_written_over(exported: tuple[Study, Path]) -> None:
    study, folder = exported
    folder.mkdir(parents=True)
    (folder / "samen.csv").write_text("van mij")
    with pytest.raises(PipelineError, match=r"samen\.csv: this file exists already"):
        export_tables(study, folder=folder)
    assert [path.name for path in folder.iterdir()] == ["samen.csv"]
