"""Rich text, in the codes that Word and LibreOffice write."""

import pytest

from pipeline.readers import Turn

from .conftest import said


def rtf(body: str | bytes, page: str = "1252") -> bytes:
    start = rf"{{\rtf1\ansi\ansicpg{page}\deff0{{\fonttbl{{\f0\fswiss\fcharset0 Arial;}}}}{{\colortbl;\red0;}}\pard "
    return start.encode() + (body.encode("ascii") if isinstance(body, str) else body) + b"}"


def test_labelled_paragraphs(read):
    body = (
        r"GL   0:03\line Hoe {\b ging} het?\par" "\n" r"\par [00:01:02] ouder 1: Go\par ed.\par {\b GL}:\tab Dank.\par"
    )
    assert read("FG01.rtf", rtf(body)) == [
        Turn("GL", "Hoe ging het?", 1, None, 3),
        Turn("Ouder 1", "Go ed.", 3, None, 62),
        Turn("GL", "Dank.", 5),
    ]


@pytest.mark.parametrize(
    "body",
    [
        r"GL: h\'e9 \'80 \'93ja\'94\par",
        r"GL: h\u233? \u8364? \u8220?ja\u8221?\par",
        "GL: hé € “ja”\\par".encode("cp1252"),
    ],
)
def test_signs_beyond_ascii(read, body):
    assert said(read("FG01.rtf", rtf(body))) == [("GL", "hé € “ja”")]


def test_another_code_page(read):
    assert said(read("FG01.rtf", rtf("GL: Łódź\\par".encode("cp1250"), page="1250"))) == [("GL", "Łódź")]


def test_only_what_is_said(read):
    body = (
        r"{\header kop}{\footer voet}{\info{\author x}}GL: zie {\field{\*\fldinst{HYPERLINK "
        r'"http://x.nl"}}{\fldrslt hier}} en{\deleted\revauth1  geheim}{\revised  nieuw}'
        r"{\footnote noot}{\annotation opmerking} \{a\} C:\\cell\\f0\par"
    )
    assert said(read("FG01.rtf", rtf(body))) == [("GL", r"zie hier en nieuw {a} C:\cell\f0")]


def test_tables(read):
    row = r"\trowd\cellx900\cellx9000\pard\intbl {}\cell {}\cell\row" "\n"
    rows = row.format("GL", r"Hoe?\par Zo?") + row.format("ouder 1", "Ja|nee.") + row.format("", "Toch.")
    assert read("FG01.rtf", rtf(rf"GL: a\par {rows}\pard Ouder: b\par")) == [
        Turn("GL", "a Hoe? Zo?", 1),
        Turn("Ouder 1", "Ja|nee. Toch.", 4),
        Turn("Ouder", "b", 6),
    ]
    header = row.format("Spreker", "Tekst") + row.format("GL", "Piet: a")
    assert said(read("FG02.rtf", rtf(header))) == [("GL", "Piet: a")]


@pytest.mark.parametrize(
    "data", [b"", b"GL: a", b"PK\x03\x04", b"{\\rtf1 GL: \\uc\\u99999999 a}", b"{\\rtf1 \\'81 GL: a}"]
)
def test_what_is_no_rich_text(problems, data):
    [problem] = problems("FG01.rtf", data)
    assert problem.startswith("FG01.rtf: the file is no rich text that can be read")
