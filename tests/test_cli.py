"""What the commands say, and what the program says of its own faults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import _print_bug, app
from pipeline.console import show_problems
from pipeline.errors import Problem
from pipeline.sheets import read_sheet
from pipeline.store import ContractError, Store
from tests.builders import STUDY, Said, corpus, table, write_study


def test_a_bug_shows_no_words_of_the_study(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        {}["Jan zei dat Petra kwam"]
    except KeyError as error:
        _print_bug(type(error), error, error.__traceback__)
    shown = capsys.readouterr().err
    assert "test_cli.py" in shown
    assert "KeyError" in shown
    assert "Petra kwam" not in shown.replace('{}["Jan zei dat Petra kwam"]', "")


@pytest.mark.parametrize("error", [ContractError("table segments breaks its contract"), PermissionError(13, "denied")])
def test_what_holds_no_words_is_shown(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    _print_bug(type(error), error, None)
    assert str(error) in capsys.readouterr().err


def test_problems_are_lines_that_open_with_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    show_problems([Problem("sprekers.csv", 12, "x", "Mend it."), Problem("sessies.csv", 0, "y")], title="To mend")
    assert capsys.readouterr().err == "sessies.csv:     y.\nsprekers.csv:12: x. Mend it.\n"


def test_many_equal_problems_stand_in_one_line_with_all_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [2, 3, 4, 5, 7, 9]
    show_problems([Problem("sprekers.csv", line, "'rol' is empty", "Fill it in.") for line in lines], title="To mend")
    assert capsys.readouterr().err == "sprekers.csv:2: 'rol' is empty, as on 5 more lines (3-5, 7, 9). Fill it in.\n"


def test_a_terminal_shows_a_table_and_no_markup_of_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    show_problems(
        [Problem("sessies.csv", 2, "bestand '[red]x[/red]' does not exist", "Add it. " * 20)], title="To mend"
    )
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err)
    assert "what to do" in shown
    assert "[red]x[/red]" in shown.replace("\n", "")
    assert max(map(len, shown.splitlines())) <= 80


def test_check_tells_notes_from_problems_and_all_of_them_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    speakers = STUDY["sprekers.csv"].replace("toestemming", "toestemming;hobby")
    changed = {"sprekers": speakers, "transcripten/los.txt": "x", "transcripten/FG01.txt": "Bas: Ja.\nBas: Nee.\n"}
    folder = write_study(tmp_path, **changed, **{"memos/a.md": "Zie FG09-0001.\n"})
    done = CliRunner().invoke(app, ["check", "--corpus", str(folder), "--out", str(tmp_path)])
    assert done.exit_code == 1
    for expected in (
        "note: names session 'FG09', which is not in sessies.csv",
        "note: unknown column 'hobby'",
        "transcripten/los.txt belongs to no session",
        "speaker 'Bas' has no row in sprekers.csv",
    ):
        assert expected in done.stdout, expected
    assert done.stderr == "2 problems to mend.\n"


def test_privacy_lists_what_was_masked_and_writes_it_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write_study(tmp_path)
    text = "=Toen belde [ouder A] naar Meerzicht."
    tables = corpus({"FG01-P1": {}}, [Said("FG01-P1", text=text)])
    place = {"start_char": 12, "end_char": 21, "placeholder": "[ouder A]", "action": "masked", "kind": "person"}
    tables["privacy_findings"] = table("privacy_findings", {"utterance_id": "FG01-0001"} | place)
    for name in ("utterances", "sessions", "privacy_findings"):
        Store(tmp_path / "data" / "processed" / "proef").save(name, tables[name], key="k", session="FG01")
    asked = ["privacy", "FG01", "--corpus", str(folder), "--out", str(tmp_path)]
    shown = CliRunner().invoke(app, asked).stdout.splitlines()
    assert (
        shown[0].split()
        == "transcripten/FG01.txt:1: masked person [ouder A] =Toen belde [ouder A] naar Meerzicht.".split()
    )
    assert shown[1].split()[:4] == ["transcripten/FG01.txt:1:", "left", "capital", "Meerzicht"]
    assert shown[2].split() == ["FG01", "1", "person", "1", "0", "1"]
    CliRunner().invoke(app, [*asked, "--csv", str(tmp_path / "na.csv")])
    rows = [row for _, row in read_sheet(tmp_path / "na.csv").rows]
    assert [(row["regel"], row["actie"], row["staat_er"]) for row in rows] == [
        ("1", "masked", "[ouder A]"),
        ("1", "left", "Meerzicht"),
    ]
    assert rows[0]["tussen"] == text
    assert b";'=Toen" in (tmp_path / "na.csv").read_bytes()
