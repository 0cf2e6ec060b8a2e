"""PDFs with text, made here in the plainest form there is."""

import zlib

import pypdfium2
import pytest

from benchmarks.written import pdf
from pipeline.readers import Turn, read_transcript

from .conftest import LABELS, said


def test_lines_go_on_with_the_turn_over_pages(read):
    data = pdf([["GL: Hoe ging het met", "de stage?", "[00:01:02] Ouder 1: Goed,"], ["eigenlijk.", "GL: Zo."]])
    assert read("FG01.pdf", data) == [
        Turn("GL", "Hoe ging het met de stage?", 1),
        Turn("Ouder 1", "Goed, eigenlijk.", 3, None, 62),
        Turn("GL", "Zo.", 5),
    ]


def test_words_that_were_broken_off(read):
    lines = [
        "GL: de sta-",
        "ge bij een vmbo-",
        "leerling, de stage-",
        "en werkplek, de net-",
        "werker en de Noord-",
        "Zuidlijn",
    ]
    text = "de stage bij een vmbo-leerling, de stage- en werkplek, de net-werker en de Noord-Zuidlijn. Zo'n net-werker!"
    assert said(read("FG01.pdf", pdf([[*lines[:-1], "Zuidlijn. Zo'n net-werker!"]]))) == [("GL", text)]


def test_headers_footers_and_page_numbers_are_left_out_and_a_note_says_so(tmp_path):
    path = tmp_path / "FG01.pdf"
    talk = [["GL: Hoe?", "Ouder 1: Ja."], ["GL: Zo?", "Ouder 1: Ja."], ["GL: Dus?", "Ouder 1: Ja.", "12"]]
    pages = [["Verslag van de focusgroep", *said_, f"Pagina {at} van 3"] for at, said_ in enumerate(talk, start=1)]
    path.write_bytes(pdf(pages))
    found = read_transcript(path, labels=LABELS)
    assert said(found.turns) == [
        *[("GL", "Hoe?"), ("Ouder 1", "Ja."), ("GL", "Zo?"), ("Ouder 1", "Ja.")],
        *[("GL", "Dus?"), ("Ouder 1", "Ja. 12")],
    ]
    assert [str(note) for note in found.notes] == [
        "FG01.pdf: headers, footers and page numbers left out (6 lines). "
        "Use the file it was made of if something lacks."
    ]


def test_what_is_said_at_the_end_of_two_pages_is_kept(read):
    data = pdf([["GL: Hoe?", "Ja."], ["GL: En?", "Ja."]])
    assert said(read("FG01.pdf", data)) == [("GL", "Hoe? Ja. En? Ja.")]


def test_a_scan(problems):
    assert problems("FG01.pdf", pdf([[], []])) == [
        "FG01.pdf: the PDF holds no text, as a scan does. "
        "Recognise its text (OCR) first, or use the file it was made of."
    ]


def test_a_password(problems):
    locked = pdf([["GL: geheim"]]).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"00" * 32
        + b"> /U <"
        + b"11" * 32
        + b"> >>",
    )
    assert problems("FG01.pdf", locked) == ["FG01.pdf: the PDF has a password. Save it without one."]


@pytest.mark.parametrize("data", [b"", b"GL: a", b"%PDF-1.4 half", pdf([])])
def test_what_is_no_pdf(problems, data):
    [problem] = problems("FG01.pdf", data)
    assert problem.startswith("FG01.pdf: the file is no PDF that can be read")


def test_pdfium_reads_what_the_tests_write():
    assert len(pypdfium2.PdfDocument(pdf([["a"], ["b"]]))) == 2


def test_a_pdf_that_unpacks_to_more_than_a_transcript(problems):
    content = zlib.compress(b"BT /F1 11 Tf 14 TL 60 780 Td " + b"(GL: a) Tj T*\n" * 600_000 + b"ET")
    plain = pdf([["GL: a"]])
    start, end = plain.index(b"<< /Length"), plain.index(b"endstream")
    packed = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\n" % (len(content), content)
    assert problems("FG01.pdf", plain[:start] + packed + plain[end:]) == [
        "FG01.pdf: the PDF unpacks to more than a transcript holds. Is it the right file?"
    ]
