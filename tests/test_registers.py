from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pipeline.errors import Problem
from pipeline.reading import Reading, parse_date
from pipeline.registers import SessionRow, SpeakerRow, check_folder, read_schools, read_sessions, read_speakers
from pipeline.sheets import Sheet

TYPES = ["focusgroep", "arena"]


def reading(content: str, name: str) -> Reading:
    header, *lines = content.splitlines()
    columns = header.split(";")
    rows = [(n, dict(zip(columns, line.split(";"), strict=False))) for n, line in enumerate(lines, start=2)]
    return Reading(Sheet(name, columns, rows), [], [])


def sessions_of(folder: Path, content: str) -> tuple[list[SessionRow], list[str], list[str]]:
    transcripts = folder / "transcripten"
    transcripts.mkdir(exist_ok=True)
    for name in ("FG01.txt", "AR01.docx"):
        (transcripts / name).touch()
    (transcripts / "rond.txt").symlink_to(transcripts / "rond.txt")
    found = reading(content, "sessies.csv")
    rows = read_sessions(found, register=folder / "sessies.csv", types=TYPES)
    return rows, list(map(str, found.problems)), list(map(str, found.notes))


def speakers_of(content: str) -> tuple[list[SpeakerRow], list[str], list[str]]:
    found = reading(content, "sprekers.csv")
    rows = read_speakers(found, sessions=["FG01", "FG02"], groups=["ouder", "leerling"])
    return rows, list(map(str, found.problems)), list(map(str, found.notes))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-31", "2026-03-31"),
        ("31-03-2026", "2026-03-31"),
        ("31-3-2026", "2026-03-31"),
        ("1/9/2025", "2025-09-01"),
        ("31.03.2026", "2026-03-31"),
        ("46112", "2026-03-31"),
        ("2026-03-31 00:00:00", "2026-03-31"),
        ("2026-03-31T13:45", "2026-03-31"),
        ("31-3-2026 00:00", "2026-03-31"),
        ("46112,5", "2026-03-31"),
        ("31 maart 2026", "2026-03-31"),
        ("31-mrt-2026", "2026-03-31"),
        ("1 okt. 2025", "2025-10-01"),
        ("31 mars 2026", None),
        ("31 xyz 2026", None),
        ("29-02-2024", "2024-02-29"),
        ("29-02-2026", None),
        ("31-02-2026", None),
        ("03-31-2026", None),
        ("31-03-26", None),
        ("31-03-0026", None),
        ("2026-03-312", None),
        ("20260331", None),
        ("2026", None),
        ("461123", None),
        ("maart 2026", None),
        ("vandaag", None),
    ],
)
def test_dates_as_dutch_people_and_excel_write_them(value: str, expected: str | None) -> None:
    assert parse_date(value) == expected


def test_a_session_that_is_in_order(tmp_path: Path) -> None:
    rows, problems, notes = sessions_of(
        tmp_path,
        "sessie;bestand;soort;datum;ronde;duur_min;school;regio;titel;citeren\n"
        "FG01;FG01.txt;Focusgroep;31-03-2026;2;85;De Brug;Noord;Ouders;Extern",
    )
    assert (problems, notes) == ([], [])
    expected = ("FG01", "FG01.txt", "focusgroep", "2026-03-31", 2, 85, "De Brug", "Noord", "Ouders", "extern")
    assert tuple(vars(rows[0]).values())[:-1] == expected


def test_what_is_not_filled_in_is_empty_and_not_quotable(tmp_path: Path) -> None:
    (row,), problems, _ = sessions_of(tmp_path, "sessie;bestand;soort;datum;citeren\nFG01;FG01.txt;focusgroep;;")
    assert problems == []
    assert (row.date, row.round, row.school, row.quotable) == (None, None, None, "nee")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("FG01;FG01.txt;focusgroep;\nfg01;AR01.docx;arena;", "sessies.csv:3: session id 'fg01' also stands on line 2"),
        ("fg01;FG01.txt;focusgroep;\nFG01;AR01.docx;arena;", "sessies.csv:3: session id 'FG01' also stands on line 2"),
        ("FG 01;FG01.txt;focusgroep;", "sessies.csv:2: session id 'FG 01' holds other signs"),
        ("FG-01;FG01.txt;focusgroep;", "sessies.csv:2: session id 'FG-01' holds other signs"),
        (";FG01.txt;focusgroep;", "sessies.csv:2: 'sessie' is empty"),
        ("FG01;;focusgroep;", "sessies.csv:2: 'bestand' is empty"),
        ("FG01;FG01.txt;;", "sessies.csv:2: 'soort' is empty"),
        ("FG01;FG01.txt;focusgroup;", "soort 'focusgroup' is not known. Did you mean 'focusgroep'?"),
        ("FG01;FG01.txt;diner;", "One of: focusgroep, arena."),
        ("FG01;FG1.txt;focusgroep;", "bestand 'FG1.txt' does not exist. Did you mean 'FG01.txt'?"),
        ("FG01;../sessies.csv;focusgroep;", "bestand '../sessies.csv' lies outside transcripten/"),
        ("FG01;../../x;focusgroep;", "bestand '../../x' lies outside transcripten/"),
        ("FG01;/etc/passwd;focusgroep;", "bestand '/etc/passwd' lies outside transcripten/"),
        ("FG01;.;focusgroep;", "lies outside transcripten/"),
        (f"FG01;{'x' * 300};focusgroep;", "sessies.csv:2: bestand is no name of a file"),
        ("FG01;rond.txt;focusgroep;", "sessies.csv:2: bestand is no name of a file"),
        ("FG01;FG01.txt;focusgroep;31-02-2026", "sessies.csv:2: datum '31-02-2026' is not a date"),
    ],
)
def test_a_session_that_is_not(tmp_path: Path, rows: str, expected: str) -> None:
    _, problems, _ = sessions_of(tmp_path, f"sessie;bestand;soort;datum\n{rows}")
    assert len(problems) == 1
    assert expected in problems[0]


@pytest.mark.parametrize("value", ["85 min", "1,5", "-3", "twee", "9" * 10])
def test_a_number_is_written_in_digits(tmp_path: Path, value: str) -> None:
    _, (problem,), _ = sessions_of(tmp_path, f"sessie;bestand;soort;duur_min\nFG01;FG01.txt;arena;{value}")
    assert f"duur_min '{value}' is not a whole number" in problem


def test_a_link_out_of_the_folder_is_outside_too(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.txt"
    secret.touch()
    (tmp_path / "transcripten").mkdir()
    (tmp_path / "transcripten" / "link.txt").symlink_to(secret)
    _, (problem,), _ = sessions_of(tmp_path, "sessie;bestand;soort\nFG01;link.txt;arena")
    assert "lies outside" in problem


def test_a_name_that_a_mac_took_apart_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "transcripten").mkdir()
    name = unicodedata.normalize("NFD", "Zoë.txt")
    (tmp_path / "transcripten" / name).touch()
    (row,), problems, _ = sessions_of(tmp_path, "sessie;bestand;soort\nFG01;Zoë.txt;arena")
    assert problems == []
    assert (tmp_path / "transcripten" / row.file).is_file()


def test_a_missing_column_and_an_unknown_one_are_told_apart(tmp_path: Path) -> None:
    rows, problems, notes = sessions_of(tmp_path, "sessie;bestant;soort\nFG01;FG01.txt;arena")
    assert rows == []
    assert problems == [
        "sessies.csv:1: column 'bestand' is missing. Columns: sessie, bestand, soort, datum, ronde, duur_min, school, "
        "regio, gespreksleider, titel, citeren."
    ]
    assert notes == ["sessies.csv:1: unknown column 'bestant'. It is left alone. Did you mean 'bestand'?"]


def test_a_row_with_more_cells_than_columns_is_a_problem(tmp_path: Path) -> None:
    found = reading("sessie;bestand;soort\nFG01;FG01.txt;arena", "sessies.csv")
    found.sheet.rows[0][1][""] = "4 cells, and 3 columns"
    (tmp_path / "transcripten").mkdir()
    (tmp_path / "transcripten" / "FG01.txt").touch()
    read_sessions(found, register=tmp_path / "sessies.csv", types=TYPES)
    assert [str(problem) for problem in found.problems] == [
        "sessies.csv:2: this row has 4 cells, and 3 columns. Put a text that holds a separator in quotes."
    ]


def test_where_no_types_are_known_none_is_wrong(tmp_path: Path) -> None:
    found = reading("sessie;bestand;soort\nFG01;FG01.txt;diner", "sessies.csv")
    (tmp_path / "transcripten").mkdir()
    (tmp_path / "transcripten" / "FG01.txt").touch()
    read_sessions(found, register=tmp_path / "sessies.csv", types=())
    assert found.problems == []


def test_a_speaker_that_is_in_order() -> None:
    rows, problems, notes = speakers_of(
        "sessie;spreker;rol;groep;pseudoniem;school;regio;toestemming;citeren\n"
        "FG01;Ouder 1;Deelnemer;ouder;Anna;De Brug;Noord;Ja;intern\n"
        "FG01;GL;gespreksleider;;;;;ja;"
    )
    assert (problems, notes) == ([], [])
    expected = ("FG01", "Ouder 1", "deelnemer", "ouder", "Anna", "De Brug", "Noord", True, "intern")
    assert tuple(vars(rows[0]).values())[:-1] == expected
    assert rows[1].quotable is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("FG09;Jan;deelnemer;ouder;ja", "session 'FG09' is not in sessies.csv. Did you mean"),
        ("fg01;Jan;deelnemer;ouder;ja", "session 'fg01' is not in sessies.csv. Did you mean 'FG01'?"),
        ("FG01;Jan;deelnemr;ouder;ja", "rol 'deelnemr' is not known. Did you mean 'deelnemer'?"),
        ("FG01;Jan;deelnemer;oude;ja", "groep 'oude' is not known. Did you mean 'ouder'?"),
        ("FG01;Jan;deelnemer;;ja", "'groep' is empty. Only a gespreksleider needs no group."),
        ("FG01;Jan;toehoorder;;ja", "'groep' is empty"),
        ("FG01;Jan;;ouder;ja", "'rol' is empty"),
        ("FG01;;deelnemer;ouder;ja", "'spreker' is empty"),
        (";Jan;deelnemer;ouder;ja", "'sessie' is empty"),
        ("FG01;Jan;deelnemer;ouder;", "'toestemming' is empty. Write ja, nee or ingetrokken."),
        ("FG01;Jan;deelnemer;ouder;misschien", "toestemming 'misschien' is not known"),
        ("FG01;onbekend;deelnemer;ouder;ja", "It may be used without a row here"),
    ],
)
def test_a_speaker_that_is_not(row: str, expected: str) -> None:
    _, problems, _ = speakers_of(f"sessie;spreker;rol;groep;toestemming\n{row}")
    assert len(problems) == 1
    assert expected in problems[0]
    assert problems[0].startswith("sprekers.csv:2: ")
    assert "Jan" not in problems[0], "a label may be a name: no message holds one"


@pytest.mark.parametrize(("answer", "expected"), [("ja", True), ("nee", False), ("Ingetrokken", False)])
def test_consent(answer: str, expected: bool) -> None:
    (row,), _, _ = speakers_of(f"sessie;spreker;rol;groep;toestemming\nFG01;Jan;deelnemer;ouder;{answer}")
    assert row.has_consent is expected


def test_no_column_for_consent_means_yes_with_a_note() -> None:
    (row,), problems, (note,) = speakers_of("sessie;spreker;rol;groep\nFG01;Jan;deelnemer;ouder")
    assert row.has_consent
    assert problems == []
    assert "no column 'toestemming'" in note


@pytest.mark.parametrize("again", ["Jan de Boer", "JAN DE BOER", "Jan  de  Boer"])
def test_a_label_stands_once_in_a_session(again: str) -> None:
    rows = f"FG01;Jan de Boer;deelnemer;ouder\nFG02;Jan de Boer;deelnemer;ouder\nFG01;{again};deelnemer;ouder"
    _, (problem,), _ = speakers_of(f"sessie;spreker;rol;groep\n{rows}")
    assert problem == "sprekers.csv:4: this speaker of session 'FG01' also stands on line 2. Keep one row."


def test_one_pseudonym_for_two_speakers_of_a_session_is_noted_without_its_name() -> None:
    rows = "FG01;A;deelnemer;ouder;Anna;ja\nFG01;B;deelnemer;ouder;anna;ja\nFG02;A;deelnemer;ouder;Anna;ja"
    _, problems, notes = speakers_of(f"sessie;spreker;rol;groep;pseudoniem;toestemming\n{rows}")
    assert problems == []
    assert notes == [
        "sprekers.csv:3: this pseudoniem of session 'FG01' also stands on line 2. They are counted as one person."
    ]


def test_a_pseudonym_is_one_person_however_it_is_spelled() -> None:
    rows = "FG01;A;deelnemer;ouder;Anna;ja\nFG02;B;deelnemer;ouder;anna;ja\nFG02;C;deelnemer;ouder;;ja"
    speakers, _, _ = speakers_of(f"sessie;spreker;rol;groep;pseudoniem;toestemming\n{rows}")
    assert [row.person for row in speakers] == ["Anna", "Anna", None]


def test_a_register_without_a_header_shows_no_cell_of_it() -> None:
    _, problems, notes = speakers_of("FG01;Jan de Boer;deelnemer;ouder\nFG01;Els;deelnemer;ouder")
    assert "column 'spreker' is missing" in " ".join(problems)
    assert "jan" not in " ".join([*problems, *notes]).lower()


def session_row(name: str, file: str) -> SessionRow:
    return SessionRow(name, file, "arena", None, None, None, None, None, None, "nee", 2)


def folder_problems(folder: Path, *sessions: tuple[str, str]) -> list[Problem]:
    return list(check_folder(folder, [session_row(*item) for item in sessions]))


def test_a_file_without_a_session_is_named_also_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "oud").mkdir()
    for name in ("FG01.txt", "los.txt", "oud/ook.docx", ".DS_Store", "~$FG01.docx", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).touch()
    found = [problem.what for problem in folder_problems(tmp_path, ("FG01", "FG01.txt"))]
    assert found == ["transcripten/los.txt belongs to no session", "transcripten/oud/ook.docx belongs to no session"]


def test_a_file_in_a_folder_below_may_belong_to_a_session(tmp_path: Path) -> None:
    below = tmp_path / "transcripten" / "ronde 1"
    below.mkdir(parents=True)
    (below / "FG01.txt").touch()
    (row, *_), problems, _ = sessions_of(tmp_path, "sessie;bestand;soort\nFG01;./ronde 1/FG01.txt;arena")
    assert problems == []
    assert [p.what for p in check_folder(tmp_path / "transcripten", [row])] == [
        "transcripten/AR01.docx belongs to no session",
        "transcripten/FG01.txt belongs to no session",
    ]


def test_two_sessions_do_not_share_a_file(tmp_path: Path) -> None:
    (tmp_path / "A.txt").touch()
    (problem,) = folder_problems(tmp_path, ("FG01", "A.txt"), ("FG02", "A.txt"))
    assert problem.what == "session 'FG02' has the same bestand as 'FG01'"


def test_sessions_whose_file_is_not_filled_in_share_nothing(tmp_path: Path) -> None:
    assert folder_problems(tmp_path, ("FG01", ""), ("FG02", "")) == []


def test_a_school_is_named_only_where_it_wants_to_be() -> None:
    found = reading("school;naam;noemen\nS1;De Brug;Ja\nS2;Meerzicht;nee\nS3;;", "scholen.csv")
    rows = read_schools(found)
    assert (found.problems, found.notes) == ([], [])
    assert [(row.school, row.name, row.may_be_named) for row in rows] == [
        ("S1", "De Brug", True),
        ("S2", "Meerzicht", False),
        ("S3", None, False),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("S1;;ja", "scholen.csv:2: school 'S1' may be named and has no naam"),
        (";De Brug;ja", "'school' is empty"),
        ("S1;De Brug;soms", "noemen 'soms' is not known"),
        ("S1;De Brug;ja\ns1;Brug;nee", "scholen.csv:3: school 's1' also stands on line 2"),
    ],
)
def test_a_school_that_is_not_in_order(row: str, expected: str) -> None:
    found = reading(f"school;naam;noemen\n{row}", "scholen.csv")
    read_schools(found)
    (problem,) = found.problems
    assert expected in str(problem)
