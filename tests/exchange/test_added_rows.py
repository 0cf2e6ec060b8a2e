from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from pipeline.errors import PipelineError
from pipeline.exchange.added_rows import add_rows
from pipeline.sheets import read_sheet

NEW = {"sessie": "FG02", "spreker": "Zoë"}


def add(path: Path, *rows: dict[str, str]) -> None:
    add_rows(path, rows, needed=["sessie", "spreker"], name=path.name)


@pytest.mark.parametrize(
    ("before", "added"),
    [
        ("sessie;spreker\r\nFG01;GL\r\n".encode("utf-8-sig"), "FG02;Zoë\r\n".encode()),
        ("Spreker,opmerking,Sessie\nGL,'k zag René,FG01".encode(), "\nZoë,,FG02\n".encode()),
        ("sessie;spreker\r\nFG01;Renée\r\n;;\r\n".encode("cp1252"), "FG02;Zoë\r\n".encode("cp1252")),
        ("sessie\tspreker\r\nFG01\tGL\r\n".encode("utf-16"), "FG02\tZoë\r\n".encode("utf-16-le")),
        (b"sep=;\nsessie;spreker\nFG01;GL\n", None),
        (b"Studie;\n;\nsessie;spreker\nFG01;GL\n", None),
    ],
)
def test_what_stands_in_a_csv_stays_byte_for_byte(tmp_path: Path, before: bytes, added: bytes | None) -> None:
    path = tmp_path / "sprekers.csv"
    path.write_bytes(before)
    add(path, NEW)
    after = path.read_bytes()
    if added is None:
        # Of plain letters Excel would take the new sign for another without a mark.
        assert after == b"\xef\xbb\xbf" + before + "FG02;Zoë\n".encode()
    else:
        assert after == before + added
    sheet = read_sheet(path, columns=["sessie", "spreker"])
    assert {name: sheet.rows[-1][1][name] for name in NEW} == NEW


def test_a_workbook_keeps_its_comments_and_the_order_of_its_columns(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Lees mij eerst"])
    table = book.create_sheet("sprekers")
    for row in (["spreker", "eigen", "sessie"], ["GL", "=1+1", "FG01"]):
        table.append(row)
    table["A2"].comment = Comment("Dit ben ik", "HB")
    path = tmp_path / "sprekers.xlsx"
    book.save(path)
    add(path, NEW, {"sessie": "FG02", "spreker": "=1+1"})
    kept = load_workbook(path)
    table = kept["sprekers"]
    assert kept.worksheets[0]["A1"].value == "Lees mij eerst"
    assert table["A2"].comment.text == "Dit ben ik"
    assert [[cell.value for cell in row] for row in table.iter_rows(min_row=2)] == [
        ["GL", "=1+1", "FG01"],
        ["Zoë", None, "FG02"],
        ["=1+1", None, "FG02"],
    ]
    assert [table["B2"].data_type, table["A4"].data_type] == ["f", "s"], "a person's formula is one, a label is none"


@pytest.mark.parametrize(
    ("before", "label", "expected"),
    [
        ("sessie;spreker\nFG01;Renée\n".encode("cp1252"), "Łukasz", "Windows-1252"),
        (b"sessie;label\nFG01;GL\n", "Zoe", "column 'spreker' is missing"),
        (b'sessie;spreker\nFG01;"GL\n', "Zoe", "quotation marks"),
    ],
)
def test_where_rows_cannot_be_added_nothing_changes(tmp_path: Path, before: bytes, label: str, expected: str) -> None:
    path = tmp_path / "sprekers.csv"
    path.write_bytes(before)
    with pytest.raises(PipelineError, match=expected):
        add(path, {"sessie": "FG02", "spreker": label})
    assert path.read_bytes() == before
