from __future__ import annotations

import datetime
from pathlib import Path
from zipfile import ZipFile

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
        CONTENT.replace("\n", ";;;\r\n").encode("cp1252"),
        "sep=;\r\n" + CONTENT.replace("\n", "\r\n"),
        b"\xef\xbb\xbfsep=,\r\n" + CONTENT.replace(";", ",").encode(),
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


def sheets(folder: Path, **tables: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / "lijst.xlsx"
    book.save(path)
    return path


TABLE: list[list[object]] = [["Sessie", "Bestand", "Soort"], ["FG01", "FG01.txt", "arena"]]
HELP: list[list[object]] = [["Uitleg"], ["sessie", "de code van de sessie"], ["bestand", "de naam van het bestand"]]
LISTS: list[list[object]] = [["soort", "rol"], ["arena", "deelnemer"]]
COLUMNS = ["sessie", "bestand", "soort", "rol"]


@pytest.mark.parametrize(
    "order", [["help", "table"], ["table", "help"], ["lists", "help", "table"], ["empty", "table"]]
)
def test_the_sheet_is_the_one_with_the_columns_wherever_it_stands(tmp_path: Path, order: list[str]) -> None:
    every = {"help": HELP, "table": TABLE, "lists": LISTS, "empty": []}
    found = read_sheet(sheets(tmp_path, **{name: every[name] for name in order}), columns=COLUMNS)
    assert found.rows == [(2, {"sessie": "FG01", "bestand": "FG01.txt", "soort": "arena"})]
    assert found.others == ()


def test_a_second_sheet_with_these_columns_is_told_of(tmp_path: Path) -> None:
    found = read_sheet(sheets(tmp_path, uitleg=HELP, ronde1=TABLE, ronde2=TABLE), columns=COLUMNS)
    assert (found.number, found.others) == (2, (3,))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_title_may_stand_above_the_header(tmp_path: Path, suffix: str) -> None:
    rows: list[list[object]] = [["Sessies van de studie", None, None], [None, None, None], *TABLE, [None, None, None]]
    if suffix == ".csv":
        path = tmp_path / "lijst.csv"
        path.write_text("\n".join(";".join(str(cell or "") for cell in row) for row in rows), encoding="utf-8")
    else:
        path = sheets(tmp_path, blad=rows)
    found = read_sheet(path, columns=COLUMNS)
    assert (found.header, found.columns) == (3, ["sessie", "bestand", "soort"])
    assert found.rows == [(4, {"sessie": "FG01", "bestand": "FG01.txt", "soort": "arena"})]


def test_a_sheet_that_gives_its_size_too_small_is_read_whole(tmp_path: Path) -> None:
    whole, broken = sheets(tmp_path, blad=TABLE), tmp_path / "klein.xlsx"
    with ZipFile(whole) as old, ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:C2"', b'<dimension ref="A1:A1"'))
    assert read_sheet(broken).rows == read_sheet(whole).rows


def test_an_apostrophe_before_what_would_be_a_formula_is_taken_off(tmp_path: Path) -> None:
    found = sheet_of(tmp_path, "label;woord\n'+31612;'n\n")
    assert found.rows[0][1] == {"label": "+31612", "woord": "'n"}


def test_no_cell_is_shown_of_a_table_without_its_header(tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("FG01;Jan;Jan\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="a column stands here twice") as caught:
        read_sheet(path, columns=COLUMNS)
    assert "jan" not in str(caught.value).lower()


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
