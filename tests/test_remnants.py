from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.remnants import find_remnants
from pipeline.study import Study, read_study
from tests.builders import STUDY, Said, corpus, write_study

SAID = "Ik heb drie keer gebeld en toen stond ze weer voor de klas."
MASKED = "Ik heb drie keer gebeld en toen stond [PERSOON-1] weer voor de klas."
SILENT = STUDY["sprekers.csv"].replace("ouder;ja", "ouder;ingetrokken")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def study_of(folder: Path, *, stored: list[str], **changed: str) -> Study:
    """A study of FG01, with tables of the sessions in `stored`, in which Ouder1 says SAID."""
    talk = {"transcripten/FG01.txt": f"GL: Wat gaat er goed in deze groep van ons?\nOuder1: {SAID}\n"}
    study = read_study(write_study(folder, **(talk | changed)), None, folder / "out")
    for name in stored:
        people = {f"{name}-P1": {"role": "gespreksleider"}, f"{name}-P2": {}}
        tables = corpus(people, [Said(f"{name}-P1", text="Wat gaat er goed?"), Said(f"{name}-P2", text=MASKED)])
        for table in ("utterances", "sessions"):
            study.store.save(table, tables[table], key="k", session=name)
        study.store.save("segment_codes", tables["segment_codes"], key="k")
    return study


def report(study: Study, name: str, text: str) -> None:
    path = study.reports / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


CLAIM = "bevindingen:\n  - id: B01\n    uitspraak: Zo is het.\n    steunt_op: |\n      {}\n"


def notes_of(study: Study) -> list[str]:
    assert study.problems == []
    return [str(note) for note in find_remnants(study)]


def test_where_nothing_is_withdrawn_there_is_nothing_to_say(tmp_path: Path) -> None:
    study = study_of(
        tmp_path, stored=["FG01"], **{"memos/a.md": "Zie FG01-0002.\n", "bevindingen.yaml": CLAIM.format("FG01-0002")}
    )
    report(study, "overzicht.html", SAID)
    assert notes_of(study) == []


def test_every_place_of_a_session_that_has_withdrawn(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        stored=["FG01", "FG09"],
        **{
            "memos/a.md": "Eerst dit.\nIn FG09 hoorde ik iets, en in FG091, COVID-2019 en 12-2025 niet.\n",
            "bevindingen.yaml": CLAIM.format("FG09-0002 | x\n      FG01-0002 | x\n      FG08-0001-2 | y"),
        },
    )
    report(study, "overzicht.html", "<p>4 ouders</p>")
    report(study, "notebooks/overzicht.ipynb", "{}")
    assert [note.split(". ")[0] for note in notes_of(study)] == [
        "bevindingen.yaml:5: names session 'FG09', which is not in sessies.csv",
        "bevindingen.yaml:7: names session 'FG08', which is not in sessies.csv",
        "data/processed/proef: session 'FG09' is still in the tables sessions, utterances",
        "memos/a.md:2: names session 'FG09', which is not in sessies.csv",
        "reports/proef/notebooks/overzicht.ipynb: was made with FG09 in it",
        "reports/proef/overzicht.html: was made with FG09 in it",
    ]


def test_a_session_of_which_only_a_report_is_left_is_known_from_the_last_run(tmp_path: Path) -> None:
    study = study_of(tmp_path, stored=["FG01"])
    report(study, "overzicht.html", "<p>4 ouders</p>")
    (study.store.root / "run.json").write_text(json.dumps({"hashes": {"sessions": {"FG01": "", "FG09": ""}}}), "utf-8")
    assert [note.split(". ")[0] for note in notes_of(study)] == [
        "data/processed/proef: session 'FG09' is still in run.json",
        "reports/proef/overzicht.html: was made with FG09 in it",
    ]


def test_every_place_of_somebody_without_consent(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        stored=["FG01"],
        sprekers=SILENT,
        **{
            "coderingen/HB.csv": "sessie;beurt;citaat;code;codeur\nFG01;2;;reizen;HB\nFG01;1;;reizen;HB\n"
            "FG01;;drie keer gebeld;reizen;HB\nFG01;;gaat er goed;reizen;HB\n",
            "citaten.csv": "sessie;beurt;citaat\nFG01;2;weer voor de klas\n",
            "memos/a.md": f"Bij FG01-0001 niets.\nBij FG01-0002-1 wel.\nZe zei: {SAID.upper()}\n",
        },
    )
    report(study, "overzicht.html", f"<p>&#8216;{MASKED}&#8217;</p><p>Wat gaat er goed in deze groep van ons?</p>")
    report(study, "focusgroep-ouder.html", "<p>Wat gaat er goed in deze groep van ons?</p>")
    about = "somebody without consent in session 'FG01'"
    assert [note.split(". ")[0] for note in notes_of(study)] == [
        f"citaten.csv:2: this row is about {about}",
        f"coderingen/HB.csv:2: this row is about {about}",
        f"coderingen/HB.csv:4: this row is about {about}",
        "data/processed/proef: 1 turns of people without consent in session 'FG01' are still stored",
        f"memos/a.md:2: quotes or names a turn of {about}",
        f"memos/a.md:3: quotes or names a turn of {about}",
        f"reports/proef/overzicht.html: holds words of {about}",
    ]
    shown = " ".join(notes_of(study)).lower()
    assert "gebeld" not in shown
    assert "ouder1" not in shown
