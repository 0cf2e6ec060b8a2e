import datetime
import io

import openpyxl
import pytest

from pipeline.readers import Turn

from .conftest import said


def workbook(*rows, number_format=None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if number_format:
        for row in book.active.iter_rows(min_row=2):
            row[0].number_format = number_format
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("name", ["FG01.csv", "FG01.tsv"])
def test_separators_and_column_names(read, name, separator):
    text = '\ufeffNr;SPREKER; Tekst ;Tijd;Eind\r\n1;ouder 1;"Ja; nee, ja";0:03;"4,5"\r\n'.replace(";", separator)
    said = " ".join(f"Ja{separator} nee, ja".split())
    assert read(name, text) == [Turn("Ouder 1", said, 2, None, 3, 4.5)]


def test_rows_are_counted_as_they_stand_in_the_file(read):
    text = '\nspreker;tekst\nGL;"een\n\ntwee"\n\nOuder;"zei ""ja"""\n;en verder\nGL;\n;slot\n;;\n'
    assert read("FG01.csv", text) == [
        Turn("GL", "een twee", 3),
        Turn("Ouder", 'zei "ja" en verder', 7),
        Turn("GL", "slot", 9),
    ]


def test_text_in_a_cell_is_said_whatever_it_looks_like(read):
    text = "spreker;tekst\nGL;Ouder 1: nee\nOuder 1;# werk\nGL;== zo ==\nOuder 1;Piet: a\nGL;Piet: b\n"
    assert [turn.text for turn in read("FG01.csv", text)] == [
        "Ouder 1: nee",
        "# werk",
        "== zo ==",
        "Piet: a",
        "Piet: b",
    ]


def test_parts(read):
    text = "deel;spreker;tekst\n;GL;a\nBinnen;GL;b\n;GL;c\nBinnen;GL;d\nBuiten;GL;e\n"
    assert [(turn.part, turn.text) for turn in read("FG01.csv", text)] == [
        (None, "a"),
        ("Binnen", "b c d"),
        ("Buiten", "e"),
    ]


def test_start_goes_before_tijd(read):
    [turn] = read("FG01.csv", "tijd;start;spreker;tekst\n1;2;GL;a")
    assert turn.start_s == 2


def test_excels_line_about_the_separator(read):
    assert said(read("FG01.csv", "sep=;\nspreker;tekst\nGL;a,b\n")) == [("GL", "a,b")]


def test_all_problems_of_the_rows_come_together(problems):
    text = "spreker;tekst;start\nJan;geheim;0:01\nGL;a;geheim\nJan;b;0:03\nGL;ja; geheim;0:04\n"
    assert problems("FG01.csv", text) == [
        "FG01.csv:2: speaker 'Jan' has no row in sprekers.csv. Add a row for this speaker.",
        "FG01.csv:3: column 'start' holds no time. Write h:mm:ss, m:ss or seconds.",
        "FG01.csv:5: column 'start' holds no time. Write h:mm:ss, m:ss or seconds.",
        "FG01.csv:5: the row has 4 cells, the header 3. Put a text that holds a separator in quotes.",
    ]


def test_text_in_the_column_of_speakers_is_not_shown(problems):
    text = "spreker;tekst\nDit is een heel verhaal, dat niemand in een foutmelding wil zien.;GL\n"
    assert problems("FG01.csv", text) == [
        "FG01.csv:2: what stands in the place of the speaker is no label. Write a label of sprekers.csv there."
    ]


@pytest.mark.parametrize("row", ['GL;"ja\nOuder;nee\n', 'GL;"Ja" zei hij\n'])
def test_quotation_marks_that_would_swallow_text(problems, row):
    [problem] = problems("FG01.csv", f"spreker;tekst\nGL;a\n{row}")
    assert problem.startswith("FG01.csv:3: quotation marks that do not belong together")
    assert "hij" not in problem


def test_no_header(problems):
    assert problems("FG01.csv", "\nGL;geheim\n") == [
        "FG01.csv:2: the first row does not name the columns spreker and tekst. "
        "Beside them, start, eind and deel are read."
    ]


@pytest.mark.parametrize("text", ["", "\n\n", ";;\n", "spreker;tekst\n"])
def test_empty_tables(problems, text):
    assert problems("FG01.csv", text) == ["FG01.csv: the transcript is empty. Is it the right file?"]


def test_xlsx(read):
    data = workbook(
        ["Spreker", "Tekst", "Start", "Deel"],
        ["GL", "Hoe oud?", datetime.time(0, 1, 30), None],
        [None, None, None, None],
        ["ouder 1", 12, 95.5, "Slot"],
        ["GL", "Zo\nzo.", "1:36", None],
    )
    assert read("FG01.xlsx", data) == [
        Turn("GL", "Hoe oud?", 2, None, 90),
        Turn("Ouder 1", "12", 4, "Slot", 95.5),
        Turn("GL", "Zo zo.", 5, "Slot", 96),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "seconds"),
    [
        (datetime.time(1, 30), "h:mm", 90),
        (datetime.time(1, 30), "h:mm:ss", 5400),
        (datetime.time(0, 1, 30), "mm:ss", 90),
        (datetime.timedelta(hours=75, minutes=30), "[h]:mm", 4530),
        (datetime.time(0, 0, 1, 500000), "mm:ss.0", 1.5),
    ],
)
def test_a_time_in_excel_is_read_as_it_is_shown(read, value, number_format, seconds):
    data = workbook(["tijd", "spreker", "tekst"], [value, "GL", "a"], number_format=number_format)
    [turn] = read("FG01.xlsx", data)
    assert turn.start_s == seconds


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04 half"])
def test_a_broken_workbook(problems, data):
    [problem] = problems("FG01.xlsx", data)
    assert problem.startswith("FG01.xlsx: the file is no workbook that can be read")
