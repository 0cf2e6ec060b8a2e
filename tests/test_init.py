from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.configuration import Stakeholders
from pipeline.errors import PipelineError
from pipeline.init_registers import session_id_of, type_of
from pipeline.readers.table import read_rows
from pipeline.registers import SESSION_COLUMNS, SPEAKER_COLUMNS
from pipeline.study import read_study
from tests.builders import CODEBOOK, STAKEHOLDERS

TALK = "GL: Wat gaat er goed?\nAnna: De bus.\nGL: En verder?\nAnna: Niks.\nEven dit: ja.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a corpus is to be made; config/ lies in the current folder."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "stakeholders.yaml").write_text(STAKEHOLDERS, encoding="utf-8")
    (tmp_path / "config" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "nieuw"


def init(folder: Path, *options: str) -> Result:
    result = CliRunner().invoke(app, ["init", str(folder), *options])
    if isinstance(result.exception, PipelineError):
        return result
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def put(folder: Path, **talks: str) -> None:
    (folder / "transcripten").mkdir(parents=True, exist_ok=True)
    for name, talk in talks.items():
        (folder / "transcripten" / f"{name}.txt").write_text(talk, encoding="utf-8")


def rows_of(path: Path) -> list[list[str]]:
    return [cells for _, cells in read_rows(path, name=path.name)]


def problems_of(folder: Path) -> list[str]:
    return [str(problem) for problem in read_study(folder, None, folder).problems]


def test_a_new_corpus_has_empty_registers_folders_and_instructions(folder: Path) -> None:
    assert init(folder).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        "sessies.csv",
        "sprekers.csv",
        "LEESMIJ.md",
        "transcripten",
        "coderingen",
        "memos",
    }
    assert (folder / "sessies.csv").read_bytes() == f"\ufeff{';'.join(SESSION_COLUMNS)}\r\n".encode()
    assert rows_of(folder / "sprekers.csv") == [SPEAKER_COLUMNS]
    told = (folder / "LEESMIJ.md").read_text(encoding="utf-8")
    assert all(f"| {column} |" in told for column in (*SESSION_COLUMNS, *SPEAKER_COLUMNS))
    assert "focusgroep, arena" in told
    assert "ouder, leerling" in told


@pytest.mark.parametrize("name", ["sessies.csv", "sprekers.xlsx", "LEESMIJ.md"])
def test_nothing_is_written_over_and_nothing_made_beside_it(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).write_text("van mij", encoding="utf-8")
    problem = init(folder).exception
    assert isinstance(problem, PipelineError)
    assert str(problem).startswith(f"{name}: this file exists already")
    assert [path.name for path in folder.iterdir()] == [name]


def test_a_link_to_a_register_on_a_disk_that_is_not_there_stays(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "sprekers.csv").symlink_to(tmp_path / "kluis.csv")
    put(folder, FG01=TALK)
    for options in ([], ["--from-transcripts"]):
        assert "this is a link to a file that is not there" in str(init(folder, *options).exception)
    assert (folder / "sprekers.csv").is_symlink()


def test_workbooks_offer_what_may_be_chosen_and_explain_themselves(folder: Path) -> None:
    init(folder, "--xlsx")
    book = load_workbook(folder / "sprekers.xlsx")
    table = book["register"]
    assert [cell.value for cell in table[1]] == SPEAKER_COLUMNS
    offered = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in table.data_validations.dataValidation}
    assert set(offered) == {"C2", "D2", "H2", "I2"}
    assert [row[0].value for row in book["keuzes"]["D1:D2"]] == ["ouder", "leerling"]
    assert offered["D2"] == "'keuzes'!$D$1:$D$2"
    assert [row[0] for row in book["uitleg"].iter_rows(min_row=2, values_only=True)] == SPEAKER_COLUMNS
    assert problems_of(folder) == [
        "sessies.csv:1: there is no row under the header. Fill it in first.",
        "sprekers.csv:1: there is no row under the header. Fill it in first.",
    ]


@pytest.mark.parametrize("options", [[], ["--xlsx"]])
def test_registers_are_filled_with_what_the_transcripts_hold(folder: Path, options: list[str]) -> None:
    put(folder, **{"Focusgroep 1": TALK, "opname": "+31612: Ja.\n+31612: Nee.\nGL: O.\n+31612: Ja.\nGL: Zo.\n"})
    told = init(folder, "--from-transcripts", *options)
    assert told.exit_code == 0
    suffix = ".xlsx" if options else ".csv"
    assert [row[:3] for row in rows_of(folder / f"sessies{suffix}")[1:]] == [
        ["Focusgroep_1", "Focusgroep 1.txt", "focusgroep"],
        ["opname", "opname.txt", ""],
    ]
    study = read_study(folder, None, folder)
    assert [(row.session_id, row.label, row.role) for row in study.speakers] == [
        ("Focusgroep_1", "GL", ""),
        ("Focusgroep_1", "Anna", ""),
        ("opname", "+31612", ""),
        ("opname", "GL", ""),
    ]
    assert "Anna (2)" in told.output
    assert "Not added: line 5" in told.output
    assert "Even dit" not in told.output, "what may be talk is not shown"


def test_what_a_person_filled_in_stays_and_only_what_is_new_is_added(folder: Path) -> None:
    put(folder, FG01=TALK)
    init(folder, "--from-transcripts")
    sessions, speakers = folder / "sessies.csv", folder / "sprekers.csv"
    mine = b'spreker,sessie,rol,groep,eigen\nGL,FG01,gespreksleider,,"dat ben ik, HB"\n'
    speakers.write_bytes(mine)
    before = sessions.read_bytes()
    put(folder, TJ01="GL: Hoi.\nBas: Dag.\nGL: Zo.\nBas: Ja.\n")
    init(folder, "--from-transcripts")
    assert sessions.read_bytes() == before + b"TJ01;TJ01.txt;;;;;;;;;\r\n"
    assert speakers.read_bytes() == mine + b"Anna,FG01,,,\nGL,TJ01,,,\nBas,TJ01,,,\n"
    again = (sessions.read_bytes(), speakers.read_bytes())
    init(folder, "--from-transcripts")
    assert (sessions.read_bytes(), speakers.read_bytes()) == again


def test_a_file_that_cannot_be_read_is_named_and_not_added(folder: Path) -> None:
    put(folder, FG01=TALK, leeg="\x00")
    (folder / "transcripten" / "opname.mp3").write_bytes(b"ID3")
    told = init(folder, "--from-transcripts")
    assert told.exit_code == 1
    assert "transcripten/opname.mp3: a transcript of this format (.mp3) cannot be read" in told.output
    assert [row[0] for row in rows_of(folder / "sessies.csv")[1:]] == ["FG01"]


def test_a_register_that_lacks_a_column_is_not_added_to(folder: Path) -> None:
    put(folder, FG01=TALK)
    (folder / "sessies.csv").write_text("sessie;bestand;soort\nFG01;FG01.txt;arena\n", encoding="utf-8")
    (folder / "sprekers.csv").write_text("sessie;spreker;rol\nFG01;GL;gespreksleider\n", encoding="utf-8")
    problem = init(folder, "--from-transcripts").exception
    assert "sprekers.csv:1: column 'groep' is missing" in str(problem)
    assert (folder / "sprekers.csv").read_text(encoding="utf-8").count("\n") == 2


def test_transcripts_in_the_folder_itself_are_to_be_moved(folder: Path) -> None:
    folder.mkdir()
    (folder / "FG01.txt").write_text(TALK, encoding="utf-8")
    problem = init(folder, "--from-transcripts").exception
    assert str(problem).startswith("nieuw: the transcripts (1) lie in the folder itself. Move them to transcripten/")
    assert [path.name for path in folder.iterdir()] == ["FG01.txt"]


def test_a_register_outside_the_project_is_filled_there_and_no_label_is_shown(folder: Path, tmp_path: Path) -> None:
    put(folder, FG01=TALK)
    (tmp_path / "kluis").mkdir()
    settings = tmp_path / "config" / "settings.yaml"
    settings.write_text("transcripts: {speakers: ../kluis/sleutel.csv}\n", encoding="utf-8")
    told = init(folder, "--from-transcripts")
    assert [row[1] for row in rows_of(tmp_path / "kluis" / "sleutel.csv")[1:]] == ["GL", "Anna"]
    assert not (folder / "sprekers.csv").exists()
    assert "Anna" not in told.output
    settings.write_text("transcripts: {speakers: ../weg/sleutel.csv}\n", encoding="utf-8")
    assert "the folder of this setting does not exist" in str(init(folder, "--from-transcripts").exception)


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("FG01", "FG01"),
        ("Focusgroep ouders (2)", "Focusgroep_ouders_2"),
        ("Zoë", "Zoe"),
        ("—", "S1"),
        ("fg02", "fg02_2"),
    ],
)
def test_a_session_id_is_what_a_file_is_called_in_letters_digits_and_underscores(stem: str, expected: str) -> None:
    assert session_id_of(stem, {"fg02"}) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("Focusgroep 1", "focusgroep"), ("3 arenagesprekken", "arena"), ("FG01", ""), ("focusgroep na arena", "")],
)
def test_a_kind_of_session_is_taken_only_where_the_name_says_one(stem: str, expected: str) -> None:
    names = Stakeholders.model_validate(
        {
            "groepen": {},
            "soorten": {"focusgroep": "focusgroep", "arena": {"naam": "arenagesprek", "meervoud": "arena's"}},
        }
    )
    assert type_of(stem, names) == expected
