from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.errors import PipelineError
from pipeline.flow_keys import typed_text
from pipeline.frames import frame
from pipeline.report.keys import describe_study
from pipeline.study import Study, read_study
from pipeline.tables import StudyText
from pipeline.typed_text import name_of, texts_in
from tests.builders import CODEBOOK, STAKEHOLDERS, STUDY, write_study


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No config/ of the project in sight."""
    (tmp_path / "werk").mkdir()
    monkeypatch.chdir(tmp_path / "werk")


def study_of(folder: Path, **changed: str | bytes | None) -> Study:
    return read_study(write_study(folder, **changed), None, folder / "out")


def problems_of(folder: Path, **changed: str | bytes | None) -> list[str]:
    return [str(problem) for problem in sorted(study_of(folder, **changed).problems)]


def notes_of(folder: Path, **changed: str | bytes | None) -> list[str]:
    study = study_of(folder, **changed)
    assert study.problems == []
    return [str(note) for note in sorted(study.notes)]


def test_a_study_in_order_has_neither_problems_nor_notes(tmp_path: Path) -> None:
    study = study_of(tmp_path)
    assert (study.problems, study.notes) == ([], [])
    study.raise_problems()
    assert study.name == "proef"
    assert study.book.versie == "1.10"
    assert [row.label for row in study.speakers_of("FG01")] == ["GL", "Ouder1"]
    assert study.transcript(study.sessions[0]).is_file()
    assert study.store.root == tmp_path / "out" / "data" / "processed" / "proef"


def test_every_problem_of_every_file_stands_in_one_list(tmp_path: Path) -> None:
    found = problems_of(
        tmp_path,
        settings="sed: 1\n",
        codebook=CODEBOOK.replace("definitie: Hoe iemand op het werk komt.", "niet: x -> weg"),
        stakeholders=STAKEHOLDERS.replace("meervoud: ouders", "meervout: ouders"),
        sessies="sessie;bestand;soort;datum\nFG01;FG01.txt;x;2026-02-30\nfg01;../../x;y;\n",
        sprekers="sessie;spreker;rol;groep\nFG01;A;voorzitter;ouder\nFG09;B;deelnemer;ouder\n",
        **{
            "leidraad.yaml": "focusgroep:\n  - id: F1\n",
            "codeurs.csv": "codeur;sessie\n;FG01\n",
            "transcripten/los.txt": "x",
        },
    )
    places = {problem.split(": ")[0] for problem in found}
    assert places == {
        "config/settings.yaml:1:1",
        "config/codebook.yaml:13:9",
        "config/codebook.yaml:15:15",
        "config/stakeholders.yaml:2:3",
        "config/stakeholders.yaml:2:24",
        "sessies.csv",
        "sessies.csv:2",
        "sessies.csv:3",
        "sprekers.csv:2",
        "sprekers.csv:3",
        "leidraad.yaml:2:5",
        "codeurs.csv:2",
    }


def test_a_broken_file_is_reported_alone_not_all_that_refers_to_it(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, stakeholders="groepen: [\n")) == 1
    (problem,) = problems_of(tmp_path / "b", sessies="sessie;bestand\nFG01;FG01.txt\n")
    assert "column 'soort' is missing" in problem


@pytest.mark.parametrize("name", ["codebook", "stakeholders", "sessies", "sprekers"])
def test_what_a_study_cannot_do_without_is_named(tmp_path: Path, name: str) -> None:
    (problem,) = problems_of(tmp_path, **{name: None})
    assert name in problem
    assert "does not exist" in problem


@pytest.mark.parametrize("name", ["sessies", "sprekers"])
def test_a_register_to_fill_in_is_not_a_study_yet(tmp_path: Path, name: str) -> None:
    header = STUDY[f"{name}.csv"].splitlines()[0]
    (problem,) = problems_of(tmp_path, **{name: header + "\n"})
    assert problem == f"{name}.csv:1: there is no row under the header. Fill it in first."


def test_a_session_of_which_nobody_is_registered(tmp_path: Path) -> None:
    sessions = STUDY["sessies.csv"] + "FG02;FG02.txt;focusgroep\n"
    (problem,) = problems_of(tmp_path, sessies=sessions, **{"transcripten/FG02.txt": "x"})
    assert problem.startswith("sessies.csv:3: session 'FG02' has no speaker in sprekers.csv")


@pytest.mark.parametrize(
    ("guide", "expected"),
    [
        ("focusgroep:\n  - {id: F1, vraag: Wat?, patroon: x}\n", "unknown key 'patroon'. Did you mean 'patronen'?"),
        ("focusgroep:\n  - {id: F1}\n", "leidraad.yaml:2:5: 'vraag' is missing"),
        ("focusgroep:\n  - id: F1\n    vraag:\n", "leidraad.yaml:3:5: 'vraag' is empty"),
        ("focusgroup:\n  - {id: F1, vraag: Wat?}\n", "leidraad.yaml:1:1: session type 'focusgroup' is not in stakehol"),
        (
            "focusgroep:\n  - {id: F1, vraag: A}\n  - {id: F1, vraag: A}\n",
            "leidraad.yaml:3:6: question 'F1' stands here tw",
        ),
        ("focusgroep:\n  - {id: F1, vraag: A}\narena:\n  - {id: F1, vraag: B}\n", "leidraad.yaml:4:6: 'F1' is another"),
        (
            "arena:\n  - {id: A, vraag: A, patronen: gaat goed}\n  - id: B\n    vraag: B\n    patronen: |\n"
            "      helpt\n      Gaat  goed\n",
            "leidraad.yaml:7:7: question 'B': pattern 'Gaat  goed' also belongs to 'A'",
        ),
        ("focusgroep: F1\n", "valid list"),
    ],
)
def test_what_is_wrong_in_a_topic_guide(tmp_path: Path, guide: str, expected: str) -> None:
    (problem,) = problems_of(tmp_path, **{"leidraad.yaml": guide})
    assert expected in problem


def test_a_question_may_be_asked_in_two_kinds_of_session(tmp_path: Path) -> None:
    guide = "focusgroep:\n  - {id: F1, vraag: Wat?, patronen: wat}\narena:\n  - {id: F1, vraag: Wat?, patronen: wat}\n"
    study = study_of(tmp_path, **{"leidraad.yaml": guide})
    assert study.problems == []
    assert study.guide["arena"][0].patronen == ["wat"]


def test_groups_may_be_given_by_name_alone(tmp_path: Path) -> None:
    study = study_of(tmp_path, stakeholders="groepen: {ouder: ouder}\nsoorten: {focusgroep: focusgroep}\n")
    assert study.named.groepen["ouder"].meervoud == "ouder"


def test_what_people_coded_stops_nothing(tmp_path: Path) -> None:
    notes = notes_of(
        tmp_path,
        **{
            "coderingen/HB.csv": "sessie;beurt;code;codeur;opmerking\nFG01;2;reizen;HB;x\n"
            "FG09;2;reizen;HB;\nFG01;2;weg;HB;\n",
            "coderingen/.~lock.HB.csv#": "x",
            "coderingen/LM.xls": b"\xd0\xcf",
            "codeurs.csv": "codeur;sessie;volledig\nHB;FG01;ja\nHB;FG09;ja\nLM;FG01;ja\n",
            "citaten.csv": "sessie;citaat\nFG09;x\n",
        },
    )
    assert [note.split(". ")[0] for note in notes] == [
        "citaten.csv:2: session 'FG09' is not in sessies.csv (Did you mean 'FG01'?)",
        "coderingen/HB.csv:1: unknown column 'opmerking'",
        "coderingen/HB.csv:3: session 'FG09' is not in sessies.csv (Did you mean 'FG01'?)",
        "coderingen/HB.csv:4: code 'weg' is not in the codebook",
        "coderingen/LM.xls: is not read: it is no csv, tsv or xlsx",
        "codeurs.csv:3: session 'FG09' is not in sessies.csv (Did you mean 'FG01'?)",
        "codeurs.csv:4: LM read session 'FG01' whole and coded nothing in it",
    ]


def test_codings_of_all_files_belong_to_one_coder_whatever_the_spelling(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        **{
            "coderingen/a.csv": "sessie;beurt;code;codeur\nFG01;2;reizen;hb\n",
            "coderingen/b.tsv": "sessie\tbeurt\tcode\tcodeur\nFG01\t2\treizen\tHB\n",
            "codeurs.csv": "codeur;sessie;volledig\nHB;FG01;ja\n",
        },
    )
    assert study.notes == []
    assert [(row.coder, row.file) for row in study.codings_of("FG01")] == [
        ("HB", "coderingen/a.csv"),
        ("HB", "coderingen/b.tsv"),
    ]


def test_registers_may_be_workbooks(tmp_path: Path) -> None:
    corpus = write_study(tmp_path, sessies=None)
    book = Workbook()
    for row in (["Sessie", "Bestand", "Soort", "Duur_min", "Datum"], ["FG01", "FG01.txt", "focusgroep", 85, 46112]):
        book.active.append(row)
    book.save(corpus / "sessies.xlsx")
    study = read_study(corpus, None, tmp_path)
    assert (study.problems, study.notes) == ([], [])
    assert (study.sessions[0].minutes, study.sessions[0].date) == (85, "2026-03-31")


@pytest.mark.parametrize(
    "value", [datetime.date(2026, 3, 31), datetime.datetime(2026, 3, 31, 13, 45), 46112, "46112", "31-3-2026"]
)
def test_a_workbook_as_people_keep_it(tmp_path: Path, value: object) -> None:
    corpus = write_study(tmp_path, sessies=None)
    book = Workbook()
    book.active.append(["Vul het tweede blad in"])
    table = book.create_sheet("Sessies 2026")
    for row in (
        ["Onze sessies", None, None, None, None, None, None],
        ["Sessie", "Bestand", "Soort ", "DATUM", "duur_min", "opmerking", None],
        ["FG01", "FG01.txt", "Focusgroep", value, "85", "=1+1", None],
        *([[None] * 7] * 50),
        [None, " ", None, None, None, None, None],
    ):
        table.append(row)
    book.save(corpus / "sessies.xlsx")
    study = read_study(corpus, None, tmp_path)
    assert study.problems == []
    assert [(row.session_id, row.session_type, row.date, row.minutes) for row in study.sessions] == [
        ("FG01", "focusgroep", "2026-03-31", 85)
    ]
    assert [str(note) for note in study.notes] == ["sessies.xlsx:2: unknown column 'opmerking'. It is left alone."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_csv_as_a_dutch_excel_saves_it(tmp_path: Path, encoding: str) -> None:
    text = (
        "sep=;\r\nSessie;Bestand;Soort;Datum;Duur_min;School;;\r\n"
        "FG01;FG01.txt;Focusgroep;31-3-2026;85;'t Zoëhof;;\r\n;;;;;;;\r\n;;;;;;;\r\n"
    )
    study = study_of(tmp_path, sessies=text.encode(encoding))
    assert (study.problems, study.notes) == ([], [])
    (row,) = study.sessions
    assert (row.session_type, row.date, row.minutes, row.school) == ("focusgroep", "2026-03-31", 85, "'t Zoëhof")


def test_of_a_register_in_two_forms_one_is_read_and_the_other_noted(tmp_path: Path) -> None:
    (note,) = notes_of(tmp_path, **{"sessies.xlsx": b"niet van belang"})
    assert note == "sessies.xlsx: is not read: sessies.csv is. Keep one of them."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_registers_are_read_in_what_windows_saves(tmp_path: Path, encoding: str) -> None:
    text = "Sessie;Bestand;Soort;School\r\nFG01;FG01.txt;Focusgroep;École Zoë\r\n;;;\r\n"
    study = study_of(tmp_path, sessies=text.encode(encoding))
    assert study.problems == []
    assert list(study.schools) == ["École Zoë"]


def test_speakers_may_lie_outside_the_project(tmp_path: Path) -> None:
    (tmp_path / "kluis").mkdir()
    (tmp_path / "kluis" / "sleutel.csv").write_text(STUDY["sprekers.csv"] + "FG01;Jan Jansen;x;ouder;ja\n", "utf-8")
    settings = f"transcripts: {{speakers: {tmp_path / 'kluis' / 'sleutel.csv'}}}\n"
    (problem,) = problems_of(tmp_path, settings=settings, sprekers=None)
    assert problem.startswith("sleutel.csv:4: rol 'x' is not known")
    assert "Jansen" not in problem


@pytest.mark.parametrize(
    "given", ["{kluis}/sleutel.csv", "../kluis/sleutel.csv", "~/sleutel.csv", "{kluis}/anders.csv"]
)
def test_the_place_of_the_speakers_is_absolute_or_starts_at_the_corpus_or_at_home(
    tmp_path: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kluis = tmp_path / "kluis"
    kluis.mkdir()
    monkeypatch.setenv("HOME", kluis.as_posix())
    (kluis / "sleutel.csv").write_text(STUDY["sprekers.csv"], encoding="utf-8")
    settings = f"transcripts: {{speakers: {given.format(kluis=kluis)}}}\n"
    study = study_of(tmp_path, settings=settings, sprekers="sessie;spreker;rol;groep\n")
    if "anders" in given:
        (problem,) = study.problems
        assert str(problem) == "anders.csv: this register does not exist. Fill it in first."
    else:
        assert study.problems == []
        assert [row.label for row in study.speakers_of("FG01")] == ["GL", "Ouder1"]
    (note,) = study.notes
    assert str(note).startswith("sprekers.csv: is not read: transcripts.speakers names another register")


def test_what_is_laid_beside_the_tables_tells_no_place_of_a_key_file(tmp_path: Path) -> None:
    kluis = tmp_path / "kluis"
    kluis.mkdir()
    (kluis / "sleutel.csv").write_text(STUDY["sprekers.csv"], encoding="utf-8")
    (kluis / "namen.txt").write_text("Anja\n", encoding="utf-8")
    settings = f"transcripts: {{speakers: {kluis}/sleutel.csv}}\nprivacy: {{known_names: {kluis}/namen.txt}}\n"
    study = study_of(tmp_path, settings=settings, sprekers=None)
    assert study.problems == []
    rows = [{"text_sha256": name_of(text), "text": text} for text in texts_in(typed_text(study))]
    study.store.save("study_text", frame(StudyText, rows).drop_duplicates(), key="")
    described = json.dumps(describe_study(study))
    assert "Van school naar werk" in described
    assert not any(word in described for word in ("kluis", "sleutel", "namen.txt", "Anja", "Ouder1"))


@pytest.mark.parametrize("given", ["~nobody-at-all/x.csv", "..", "lus/x.csv"])
def test_a_place_of_the_speakers_that_is_none(tmp_path: Path, given: str) -> None:
    (tmp_path / "proef").mkdir()
    (tmp_path / "proef" / "lus").symlink_to("lus")
    (problem,) = problems_of(tmp_path, settings=f"transcripts: {{speakers: {given}}}\n")
    assert problem.startswith("transcripts.speakers: this path leads")


SCHOOLS = "school;naam;noemen\nS1;De Brug;ja\nS2;Het Meerzicht;nee\n"
WITH_SCHOOLS = {
    "sessies": "sessie;bestand;soort;school\nFG01;FG01.txt;focusgroep;S1\n",
    "sprekers": STUDY["sprekers.csv"].replace("toestemming", "toestemming;school").replace("ouder;ja", "ouder;ja;S2"),
}


def test_a_school_that_wants_to_be_named_is_spared_and_others_are_masked_by_code_and_name(tmp_path: Path) -> None:
    study = study_of(tmp_path, **WITH_SCHOOLS, **{"scholen.csv": SCHOOLS})
    assert (study.problems, study.notes) == ([], [])
    assert study.named_schools == {"S1": "De Brug"}
    assert study.allowed == ["De Brug", "S1"]
    assert list(study.schools) == ["Het Meerzicht", "S2"]


def test_without_a_register_of_schools_all_are_masked(tmp_path: Path) -> None:
    study = study_of(tmp_path, **WITH_SCHOOLS)
    assert (list(study.schools), study.named_schools, study.problems) == (["S1", "S2"], {}, [])


def test_a_school_that_its_register_lacks(tmp_path: Path) -> None:
    found = problems_of(tmp_path, **WITH_SCHOOLS, **{"scholen.csv": "school;naam;noemen\nS3;De Brug;ja\n"})
    assert [problem.split(". ")[0] for problem in found] == [
        "sessies.csv:2: school 'S1' is not in scholen.csv",
        "sprekers.csv:3: school 'S2' is not in scholen.csv",
    ]


def test_known_names_are_read_from_outside_the_project(tmp_path: Path) -> None:
    (tmp_path / "namen.txt").write_text("# de klas\nJan de  Boer\n\nAnja\n", encoding="utf-8")
    study = study_of(tmp_path, settings=f"privacy: {{known_names: {tmp_path / 'namen.txt'}}}\n")
    assert (study.problems, study.known_names) == ([], ["Anja", "Jan de Boer"])


def test_what_is_wrong_with_a_list_of_names_tells_neither_a_name_nor_its_place(tmp_path: Path) -> None:
    (tmp_path / "geheim").mkdir()
    path = tmp_path / "geheim" / "klas_van_Anja.csv"
    for content, expected in (
        (None, "privacy.known_names: the file cannot be opened"),
        ("Jan;Jan\n", "privacy.known_names:1: a column stands here twice"),
        ("Jan;Els\n", "privacy.known_names:1: column 'naam' is missing"),
        ("naam\nJan\nJ.\n", "privacy.known_names:3: a name of fewer than two letters"),
    ):
        if content:
            path.write_text(content, encoding="utf-8")
        (problem,) = problems_of(tmp_path, settings=f"privacy: {{known_names: {path}}}\n")
        assert problem.startswith(expected)
        assert not any(word in problem for word in ("Jan", "Els", "Anja", "geheim"))


def test_configuration_is_taken_file_by_file(tmp_path: Path) -> None:
    corpus = write_study(tmp_path, codebook=None)
    given, project = tmp_path / "eigen", Path("config")
    for folder, title in ((given, "Eigen"), (project, "Project")):
        folder.mkdir()
        (folder / "codebook.yaml").write_text(CODEBOOK.replace("Van school naar werk", title), encoding="utf-8")
    (project / "privacy.yaml").write_text("toegestaan: UWV\n", encoding="utf-8")
    assert read_study(corpus, given, tmp_path).book.titel == "Eigen"
    study = read_study(corpus, None, tmp_path)
    assert study.book.titel == "Project"
    assert study.privacy.toegestaan == ["UWV"]
    (corpus / "config" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    assert read_study(corpus, None, tmp_path).book.titel == "Van school naar werk"


def test_a_folder_of_configuration_that_is_not_there_is_no_silent_default(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="this folder does not exist"):
        read_study(write_study(tmp_path), tmp_path / "confg", tmp_path)


def test_the_settings_name_the_default_corpus(tmp_path: Path) -> None:
    Path("config").mkdir()
    settings = Path("config/settings.yaml")
    settings.write_text(f"corpus: {write_study(tmp_path)}\n", encoding="utf-8")
    assert read_study(None, None, tmp_path).name == "proef"
    settings.write_text("corpus: weg\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="weg: this corpus folder does not exist"):
        read_study(None, None, tmp_path)
    settings.write_text("corpus: weg\nsed: 1\n", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"settings.yaml:2:1: unknown key 'sed'. Did you mean 'seed'"):
        read_study(None, None, tmp_path)


def test_a_study_with_problems_gives_no_book(tmp_path: Path) -> None:
    study = study_of(tmp_path, codebook="titel: x\n")
    for use in (lambda: study.book, study.raise_problems):
        with pytest.raises(PipelineError, match="'themas' is missing"):
            use()
