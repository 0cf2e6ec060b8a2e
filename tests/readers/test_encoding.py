import codecs
import csv
from pathlib import Path

import pytest

from benchmarks.written import written
from pipeline.errors import TranscriptError
from pipeline.readers import READERS, read_transcript
from pipeline.readers.encoding import clean, decode, read_text, repaired

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


RIGHT = [
    "Zorgcoördinator: Eén € “reëel” idee… café’s in ’s-Hertogenbosch, coöperatie, naïef, België, reünie",
    "Ağaoğlu, Çelik, İbrahim Şahin, ığüşöç, ÂÎÛ, Gülşen’in öğrencisi",
    "Łódź, Kraków, żółć, ęąśćźń, Święty, Wałęsa",
    "À bientôt, voilà, ÊTRE, ÇA, DÎNER À LA CARTE, Noël, œuvre, « oui », Âge d’or",
    "São Paulo, JOÃO, Ñandú, ¿qué?, Škoda, Đoković, Ελληνικά, Привет, العربية, 25 °C, ½ m², 5 ‰",
]
TWICE = [
    ("cliÃ«nten", "cliënten"),
    ("â‚¬ 5 en â€œjaâ€\x9d", "€ 5 en “ja”"),
    ("cafÃ© Ã\xa0 la", "café à la"),
    ("\u00c3\u00ad", "í"),
]


def twice(text: str) -> str:
    """Text that was saved as UTF-8 and opened as Windows-1252, as browsers do."""
    return "".join(byte.decode("cp1252", "ignore") or chr(byte[0]) for byte in (bytes([b]) for b in text.encode()))


@pytest.mark.parametrize("text", RIGHT)
def test_text_that_is_right_is_not_changed(text):
    assert repaired(clean(text)) == text
    assert all(repaired(word) == word for word in text.split())


@pytest.mark.parametrize(("damaged", "meant"), TWICE)
def test_text_that_was_encoded_twice_is_repaired(damaged, meant):
    assert repaired(clean(damaged)) == meant


@pytest.mark.parametrize("extension", READERS)
def test_the_repair_holds_for_every_format_and_is_reported(tmp_path, extension):
    path = tmp_path / f"FG01{extension}"
    label, text = twice("Zorgcoördinator"), twice("Eén cliënt")
    path.write_bytes(written(extension, [("GL", "Ja, één."), (label, text), (label, text)]))
    found = read_transcript(path, labels=["GL", "Zorgcoördinator"])
    assert said(found.turns) == [("GL", "Ja, één."), ("Zorgcoördinator", "Eén cliënt Eén cliënt")]
    [note] = [str(note) for note in found.notes if "encoded twice" in note.what]
    assert "(2 lines, this is the first). Look whether it reads well." in note
    assert "cliënt" not in note


DATA = Path(__file__).parents[3] / "shared" / "data" / "handelingen"


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the proceedings are not in {DATA}")
def test_the_repaired_proceedings_equal_those_that_people_repaired():
    with (DATA / "turns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    meant = " ".join(" ".join(row["text"].split()) for row in rows)
    damaged = [
        line.strip()
        for path in DATA.glob("source/*.xml")
        for line in decode(path.read_bytes(), name=path.name).split("\n")
        if not line.isascii() and len(line.split()) > 5
    ]
    mended = [repaired(line) for line in damaged]
    n_equal = sum(" ".join(line.split()) in meant for line in mended)
    # The rest are titles and words between brackets, which are no turns.
    assert n_equal / len(mended) > 0.95
    assert not any("Ã" in line or "â€" in line for line in mended)
    assert all(repaired(twice(row["text"])) == row["text"] for row in rows)
