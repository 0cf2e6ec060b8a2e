from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from pipeline.readers.found_labels import FoundLabel, find_labels
from pipeline.study import read_study
from tests.corpora import EXAMPLE, ROOT


def labels_of(folder: Path, content: str, name: str = "FG01.txt") -> list[FoundLabel]:
    (folder / name).write_text(content, encoding="utf-8")
    return find_labels(folder / name)


def sure(found: list[FoundLabel]) -> list[tuple[str, int]]:
    return [(label.label, label.n_turns) for label in found if label.is_sure]


def test_the_labels_of_the_example_are_those_that_its_register_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    study = read_study(EXAMPLE, None, ROOT)
    for session in study.sessions:
        found = find_labels(study.transcript(session), limits=study.limits)
        registered = {row.label for row in study.speakers_of(session.session_id)}
        assert {label.label for label in found if label.is_sure} == registered, session.session_id


def test_turns_are_counted_not_lines(tmp_path: Path) -> None:
    found = labels_of(tmp_path, "GL: Hoe gaat het?\nAnna: Goed.\nAnna: En met u?\nGL: Ook.\nONBEKEND: Ja.\n")
    assert sure(found) == [("GL", 2), ("Anna", 1)]


def test_what_opens_one_line_is_doubted_unless_its_number_alone_is_new(tmp_path: Path) -> None:
    talk = "Datum: 3 maart\n# Ouders\nOuder 1: Ja.\nOuder 2: Nee.\nOuder 1: Dus.\nEven voor de duidelijkheid: nee.\n"
    found = labels_of(tmp_path, talk)
    assert sure(found) == [("Ouder 1", 2), ("Ouder 2", 1)]
    assert [label.line for label in found if not label.is_sure] == [6]


def test_labels_that_the_format_names_are_sure(tmp_path: Path) -> None:
    cue = "00:00:0{}.000 --> 00:00:0{}.500\n<v {}>Ja.</v>\n\n"
    talk = "WEBVTT\n\n" + cue.format(1, 1, "Marloes de Wit") + cue.format(2, 2, "+31612")
    assert sure(labels_of(tmp_path, talk, "FG01.vtt")) == [("Marloes de Wit", 1), ("+31612", 1)]
    rows = "spreker;tekst\nGL;Hoi: alles goed?\n;Zeg het maar.\nAnna;Ja.\n"
    assert sure(labels_of(tmp_path, rows, "FG01.csv")) == [("GL", 1), ("Anna", 1)]


def test_labels_below_times_stand_alone(tmp_path: Path) -> None:
    talk = "0:0:1.0 --> 0:0:2.0\nAnna\nDag.\n0:0:3.0 --> 0:0:4.0\nBas\nHoi.\n0:0:5.0 --> 0:0:6.0\nAnna\nZo.\n"
    found = labels_of(tmp_path, talk + "0:0:7.0 --> 0:0:8.0\nBas\nJa.\n")
    assert sure(found) == [("Anna", 2), ("Bas", 2)]


def test_a_table_in_word_without_a_header_has_its_labels_in_the_first_column(tmp_path: Path) -> None:
    document = Document()
    about = document.add_table(1, 2)
    about.cell(0, 0).text, about.cell(0, 1).text = "Plaats", "Utrecht"
    document.add_paragraph()
    table = document.add_table(4, 2)
    for row, (label, text) in zip(
        table.rows, [("GL", "Hoe?"), ("Anna", "Zo."), ("GL", "Ja?"), ("Anna", "Ja.")], strict=True
    ):
        row.cells[0].text, row.cells[1].text = label, text
    document.save(tmp_path / "FG01.docx")
    assert [pair for pair in sure(find_labels(tmp_path / "FG01.docx")) if pair[1] > 1] == [("GL", 2), ("Anna", 2)]
