from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.exchange.coder_file import change_rows, name_of_row, rows_in
from pipeline.sheets import read_sheet

COLUMNS = "sessie beurt citaat code codeur besluit steekproef".split()
NEW = {"sessie": "FG02", "beurt": "4", "citaat": 'Één ; "bus"', "code": "reizen", "codeur": "HB", "besluit": "nee"}
HEADER = "sessie;beurt;citaat;code;codeur;besluit"


def change(path: Path, *rows: dict[str, str], remove: tuple[int, ...] = ()) -> None:
    change_rows(path, rows, columns=COLUMNS, remove=remove)


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("cp1252", "\r\n"), ("utf-16", "\r\n")]
)
def test_a_row_that_comes_and_goes_leaves_every_byte_of_the_others(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "HB.csv"
    rows = [HEADER, 'FG01;2;"Eén; met puntkomma";reizen;LM;', ";;;;;", "FG01;;’t Zit zo;reizen;HB;ja", ""]
    before = newline.join(rows).encode(encoding)
    path.write_bytes(before)
    change(path, NEW)
    assert path.read_bytes().startswith(before)
    assert {name: rows_in(path)[-1][1][name] for name in NEW} == NEW
    change(path, remove=(rows_in(path)[-1][0],))
    assert path.read_bytes() == before


def test_a_column_that_is_lacking_comes_behind_the_others(tmp_path: Path) -> None:
    path = tmp_path / "HB.csv"
    path.write_bytes(f"{HEADER}\nFG01;2;;reizen;HB;ja\n".encode())
    change(path, NEW | {"steekproef": "leerzaam"})
    header, kept, _ = path.read_text(encoding="utf-8-sig").splitlines()
    assert (header, kept) == (f"{HEADER};steekproef", "FG01;2;;reizen;HB;ja")
    assert [row.get("steekproef") for _, row in rows_in(path)] == ["", "leerzaam"]


def test_a_row_over_several_lines_goes_whole(tmp_path: Path) -> None:
    path = tmp_path / "HB.csv"
    path.write_bytes(f'{HEADER}\nFG01;2;"een\ntwee\ndrie";reizen;HB;ja\nFG01;3;vier;reizen;HB;\n'.encode())
    change(path, remove=(2,))
    assert path.read_text() == f"{HEADER}\nFG01;3;vier;reizen;HB;\n"


def test_a_last_line_without_an_end_stays_a_row_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "HB.csv"
    path.write_bytes(f"{HEADER}\nFG01;3;vier;reizen;HB;".encode())
    change(path, NEW)
    assert [row["citaat"] for _, row in rows_in(path)] == ["vier", NEW["citaat"]]


@pytest.mark.parametrize("quote", ["=1+1", "- nee", "@school", "'t is zo", "'=1"])
def test_a_quote_that_opens_as_a_formula_does_is_disarmed_and_read_back(tmp_path: Path, quote: str) -> None:
    path = tmp_path / "HB.csv"
    change(path, NEW | {"citaat": quote})
    assert rows_in(path)[0][1]["citaat"] == quote
    assert f";{quote};" not in path.read_text(encoding="utf-8-sig") or quote.startswith("'t")
    assert name_of_row(rows_in(path)[0][1]) == name_of_row(NEW | {"citaat": quote})


def test_a_sign_that_the_encoding_lacks_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "HB.csv"
    before = f"{HEADER}\r\nFG01;3;één;reizen;HB;\r\n".encode("cp1252")
    path.write_bytes(before)
    with pytest.raises(PipelineError, match="CSV UTF-8"):
        change(path, NEW | {"citaat": "😀"})
    assert path.read_bytes() == before


def test_a_row_that_is_too_long_is_mended_before_the_header_grows(tmp_path: Path) -> None:
    path = tmp_path / "HB.csv"
    before = f"{HEADER}\nFG01;3;vier;reizen;HB;;vijf\n".encode()
    path.write_bytes(before)
    with pytest.raises(PipelineError, match="longer than the header"):
        change(path, NEW | {"steekproef": "leerzaam"})
    assert path.read_bytes() == before


def test_a_new_file_is_one_that_excel_opens(tmp_path: Path) -> None:
    path = tmp_path / "coderingen" / "HB.csv"
    change(path, NEW)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfsessie;beurt;")
    assert read_sheet(path).columns == COLUMNS
