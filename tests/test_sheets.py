from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.errors import PipelineError
from pipeline.sheets import BEYOND, Sheet, read_sheet

CONTENT = "sessie;naam\nFG01;Zoë\nFG02;Renée\n"
ROWS = [(2, {"sessie": "FG01", "naam": "Zoë"}), (3, {"sessie": "FG02", "naam": "Renée"})]


def sheet_of(folder: Path, content: str | bytes, name: str = "lijst.csv") -> Sheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_sheet(path)


def workbook(folder: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "lijst.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "content",
    [
        CONTENT,
        CONTENT.encode("utf-8-sig"),
        CONTENT.encode("cp1252"),
        CONTENT.encode("utf-16"),
        CONTENT.replace("\n", "\r\n"),
        CONTENT.replace(";", ","),
        CONTENT.replace(";", "\t"),
        CONTENT.removesuffix("\n"),
        CONTENT + ";\n;\n\n ; \n",
        "sep=;\n" + CONTENT.replace("FG", "FG"),
        CONTENT.replace("sessie;naam", " Sessie ; NAAM "),
        CONTENT.replace("Zoë", "Zoe\u0308"),
        CONTENT.replace("Zoë", '"Zoë"'),
    ],
)
def test_dutch_excel_habits_are_taken_as_they_come(tmp_path: Path, content: str | bytes) -> None:
    found = sheet_of(tmp_path, content)
    assert found.columns == ["sessie", "naam"]
    assert [row for _, row in found.rows] == [row for _, row in ROWS]


def test_rows_are_numbered_as_in_the_file_also_below_empty_ones_and_cells_of_two_lines(tmp_path: Path) -> None:
    found = sheet_of(tmp_path, 'sessie;naam\n\nA;"een\ntwee"\n;;\nB;drie\n')
    assert [(number, row["sessie"]) for number, row in found.rows] == [(3, "A"), (6, "B")]
    assert found.rows[0][1]["naam"] == "een\ntwee"


def test_a_short_row_is_filled_up_and_a_long_one_shows_itself(tmp_path: Path) -> None:
    found = sheet_of(tmp_path, "a;b;c\n1\n1;2;3;4\n1;2;3;;\n")
    assert found.rows[0][1] == {"a": "1", "b": "", "c": ""}
    assert "4 cells" in found.rows[1][1][BEYOND]
    assert BEYOND not in found.rows[2][1]


def test_a_workbook_gives_the_text_that_one_sees(tmp_path: Path) -> None:
    found = read_sheet(
        workbook(
            tmp_path,
            ["Sessie", "duur_min", "naam", None],
            ["FG01", 85.0, "Zoe\u0308 ", None],
            [None, None, None, None],
            ["FG02", 7, None, None],
            [None],
        )
    )
    assert found.columns == ["sessie", "duur_min", "naam"]
    assert found.rows == [
        (2, {"sessie": "FG01", "duur_min": "85", "naam": "Zoë"}),
        (4, {"sessie": "FG02", "duur_min": "7", "naam": ""}),
    ]


def test_a_date_in_a_workbook_opens_with_the_day(tmp_path: Path) -> None:
    found = read_sheet(workbook(tmp_path, ["datum"], [datetime.datetime(2026, 3, 31, 0, 0)]))
    assert found.rows[0][1]["datum"].startswith("2026-03-31")


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ("", "lijst.csv", "the table is empty"),
        ("\n;;\n", "lijst.csv", "the table is empty"),
        ("a;b;A\n1;2;3\n", "lijst.csv", "lijst.csv:1: column 'a' stands here twice"),
        ('a;b\n1;"open\n2;3\n', "lijst.csv", "lijst.csv:2: quotation marks"),
        (b"\x00\x01\x02PK", "lijst.csv", "holds no text"),
        (b"geen werkmap", "lijst.xlsx", "no workbook that can be read"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: str | bytes, name: str, expected: str) -> None:
    with pytest.raises(PipelineError, match=expected):
        sheet_of(tmp_path, content, name)


def test_messages_use_the_name_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "geheim.csv"
    path.write_bytes(b"a;a\n")
    with pytest.raises(PipelineError) as caught:
        read_sheet(path, name="sprekers.csv")
    assert str(caught.value).startswith("sprekers.csv:1: ")
