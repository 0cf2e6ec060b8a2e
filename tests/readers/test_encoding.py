import codecs

import pytest

from pipeline.errors import TranscriptError
from pipeline.readers.encoding import read_text

from .conftest import said

TEXT = "Zorgcoördinator: Eén € “reëel” idee.\nOuder 1: Ja…\n"
EXPECTED = [("Zorgcoördinator", "Eén € “reëel” idee."), ("Ouder 1", "Ja…")]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 bom", "utf-16", "utf-16 be", "windows-1252", "crlf", "cr"],
)
def test_encodings(read, data):
    assert said(read("FG01.txt", data)) == EXPECTED


def test_decomposed_accents_are_one_sign_as_in_the_register(read):
    assert said(read("FG01.txt", "Zorgcoo\u0308rdinator: ree\u0308el", ["Zorgcoördinator"])) == [
        ("Zorgcoördinator", "reëel")
    ]
    assert said(read("FG01.txt", "Zorgcoördinator: ja", ["Zorgcoo\u0308rdinator"])) == [("Zorgcoo\u0308rdinator", "ja")]


def test_signs_that_nobody_sees_are_left_out(read):
    assert said(read("FG01.txt", "\u200bOuder\u00a01\ufeff: af\u00adspraak\x01")) == [("Ouder 1", "afspraak")]


def test_crlf_does_not_move_the_line_numbers(read):
    assert [turn.line for turn in read("FG01.txt", "\r\nGL: a\r\n\r\nOuder: b\r\n")] == [2, 4]


@pytest.mark.parametrize("data", [b"\x00\x01\x02", "GL: a".encode("utf-16-le"), codecs.BOM_UTF16_LE + b"a", b"\x81"])
def test_what_is_no_text(problems, data):
    assert problems("FG01.txt", data) == [
        "FG01.txt: the file holds no text in UTF-8 or Windows-1252. Save the file as text in UTF-8."
    ]


def test_one_damaged_byte_does_not_spoil_all_accents(problems):
    data = "GL: één\nOuder: geïnteresseerd\nGL: caf".encode() + b"\xe9"
    assert problems("FG01.txt", data) == ["FG01.txt:3: a sign that is damaged, in a file that is UTF-8. Type it again."]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(TranscriptError, match=r"FG09.txt: the file cannot be opened \(No such file"):
        read_text(tmp_path / "FG09.txt", name="FG09.txt")
