from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app, main
from pipeline.flow_codebook import Suggested
from pipeline.stages.suggesting import Suggestion
from tests.builders import CODEBOOK, write_study

EXAMPLES = CODEBOOK.replace(
    "        definitie: Hoe iemand op het werk komt.\n",
    """\
        definitie: Hoe iemand op het werk komt.
        voorbeelden: |
          Ik ga altijd met de bus.
          Het is drie kwartier rijden.
        tegenvoorbeelden: |
          De bus stond stil omdat ze belde. -> bereikbaarheid
        patronen: met de bus
""",
)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_study(tmp_path, codebook=EXAMPLES)


def route(*words: str, study: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["codebook", *words, "--corpus", str(study)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_check_shows_hits_and_misses_by_place_and_no_words_of_an_example(study: Path) -> None:
    status, shown = route("check", study=study)
    assert status == 0
    assert "patterns 1 of 2" in shown
    assert "config/codebook.yaml:18:11:" in shown
    assert "codes: no problems" in shown
    assert "kwartier" not in shown


def test_check_ends_with_status_1_on_problems_of_lemmas(study: Path) -> None:
    book = study / "config" / "codebook.yaml"
    two = EXAMPLES.replace("        voorheen: contact", "        voorheen: contact\n        patronen: werkgever")
    book.write_text(two.replace("patronen: met de bus", "patronen: werkgevers"))
    status, shown = route("check", study=study)
    assert status == 1
    assert "config/codebook.yaml:22:19: code 'reizen': pattern 'werkgevers' finds the same as 'werkgever'" in shown


def test_a_broken_book_is_told_with_its_places(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (study / "config" / "codebook.yaml").write_text(EXAMPLES.replace("definitie: Hoe", "defintie: Hoe"))
    monkeypatch.setattr("sys.argv", ["route", "codebook", "check", "--corpus", str(study)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    shown = capsys.readouterr().err
    assert "config/codebook.yaml:15:9: unknown key 'defintie'. Did you mean 'definitie'?" in shown
    assert "2 problems to mend." in shown


def test_rename_and_merge_write_the_file_and_say_so(study: Path) -> None:
    book = study / "config" / "codebook.yaml"
    assert route("rename", "bereikbaarheid", "bellen", study=study)[0] == 0
    assert "-> bellen" in book.read_text()
    status, shown = route("merge", "reizen", "bellen", study=study)
    assert status == 0
    assert "'reizen' is now part of 'bellen'" in shown
    assert "told the two codes apart" in shown
    assert "id: reizen" not in book.read_text()
    assert [path.name for path in book.parent.iterdir() if path.name.startswith(".")] == []


def test_schema_prints_that_of_the_codebook_and_writes_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(app, ["codebook", "schema"]).stdout
    assert json.loads(printed)["title"] == "Het codeboek van een studie"
    assert CliRunner().invoke(app, ["codebook", "schema", "--write"]).exit_code == 1
    (tmp_path / "config").mkdir()
    assert CliRunner().invoke(app, ["codebook", "schema", "--write"]).exit_code == 0
    assert (tmp_path / "config" / "schema" / "codebook.schema.json").read_text(encoding="utf-8") == printed


def test_suggest_prints_a_book_and_says_plainly_when_there_is_nothing(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["route", "codebook", "suggest", "--corpus", str(study)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    shown = capsys.readouterr().err
    assert "there are no tables of this corpus. First do `route run`." in shown
    none = (Suggested([], "", 0, "Te weinig materiaal."), Suggested([], "", 3))
    some = Suggested([Suggestion({}, {}, 0)], "titel: x\n", 3)
    expected = (
        "nothing to compare with the codebook: Te weinig materiaal.",
        "covers all 3 topics",
        "Not covered by the codebook: 1 of 3 topics.",
    )
    for found, said in zip((*none, some), expected, strict=True):
        monkeypatch.setattr("pipeline.flow_codebook.suggest", lambda _, found=found: found)
        done = CliRunner().invoke(app, ["codebook", "suggest", "--corpus", str(study)])
        assert (done.exit_code, done.stdout) == (0, found.text)
        assert said in done.stderr
