"""Word documents, made here with python-docx and, for what it cannot write, with the XML that Word writes."""

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.readers import Turn

from .conftest import said


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def paragraphs(*texts) -> bytes:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def table(*rows) -> bytes:
    document = Document()
    grid = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def xml(*bodies) -> bytes:
    """A document with these paragraphs, in XML."""
    document = Document()
    for body in bodies:
        document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{body}</w:p>"))
    return saved(document)


def test_labelled_paragraphs(read):
    data = paragraphs("GL: Hoe\u00a0ging het?", "", "[00:01:02] ouder 1: Goed.", "Echt.", "== Slot ==", "GL:\tDank.")
    assert read("FG01.docx", data) == [
        Turn("GL", "Hoe ging het?", 1),
        Turn("Ouder 1", "Goed. Echt.", 3, None, 62),
        Turn("GL", "Dank.", 6, "Slot"),
    ]


def test_teams(read):
    data = paragraphs(
        "Focusgroep-20260810_160146-Meeting Recording",
        "August 10, 2026, 8:01PM",
        "36m 4s",
        "GL started transcription",
        "GL   0:03\nWelkom allemaal.",
        "GL   0:09\nWie begint?",
        "Ouder 1   1:00:12\nIk wel: graag.\nJa.",
        "GL stopped transcription",
    )
    assert read("FG01.docx", data) == [
        Turn("GL", "Welkom allemaal. Wie begint?", 5, None, 3),
        Turn("Ouder 1", "Ik wel: graag. Ja.", 7, None, 3612),
    ]


def test_word_headings_start_a_part_and_the_title_does_not(read):
    document = Document()
    document.add_heading("Arena op school", level=0)
    document.add_paragraph("GL: a")
    document.add_heading("Binnenkring", level=1)
    document.add_paragraph("GL: b")
    dutch = document.styles.add_style("Kop 2", 1)
    own = document.styles.add_style("Mijn tussenkop", 1)
    own.base_style = dutch
    document.add_paragraph("Buitenkring", style=own)
    document.add_paragraph("GL: c")
    assert [(turn.part, turn.text) for turn in read("AR01.docx", saved(document))] == [
        (None, "a"),
        ("Binnenkring", "b"),
        ("Buitenkring", "c"),
    ]


def test_tracked_changes(read):
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    deleted = "<w:del w:id='1' w:author='x'><w:r><w:delText>geheim </w:delText></w:r></w:del>"
    moved = f"<w:moveFrom w:id='2' w:author='x'>{run.format('weg ')}</w:moveFrom>"
    inserted = f"<w:ins w:id='3' w:author='x'>{run.format('Ouder 1: ')}</w:ins>"
    moved_here = f"<w:moveTo w:id='4' w:author='x'>{run.format('ja ')}</w:moveTo>"
    comment = "<w:commentRangeStart w:id='5'/>{}<w:commentRangeEnd w:id='5'/><w:r><w:commentReference w:id='5'/></w:r>"
    data = xml(inserted + deleted + moved + moved_here + comment.format(run.format("hoor")))
    assert said(read("FG01.docx", data)) == [("Ouder 1", "ja hoor")]


def test_links_fields_and_content_controls_are_read_text_boxes_are_not(read):
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run.format('geheim')}</w:p></w:txbxContent></w:pict></w:r>"
    link = f"<w:hyperlink>{run.format('hier')}</w:hyperlink>"
    control = f"<w:sdt><w:sdtContent>{run.format(' en daar')}</w:sdtContent></w:sdt>"
    data = xml(run.format("GL: ") + box + link + control)
    assert said(read("FG01.docx", data)) == [("GL", "hier en daar")]


def test_table_with_a_header(read):
    data = table(["Nr", "Tijd", "Spreker", "Tekst"], ["1", "0:03", "GL", "Hoe?"], ["2", "0:05", "ouder 1:", "Zo.\nJa."])
    assert read("FG01.docx", data) == [Turn("GL", "Hoe?", 5, None, 3), Turn("Ouder 1", "Zo. Ja.", 9, None, 5)]


def test_table_of_labels_and_text(read):
    data = table(["GL", "Hoe?"], ["Ouder 1", "Piet: zo."], ["", "En verder."], ["GL", "Piet: ja."])
    assert read("FG01.docx", data) == [
        Turn("GL", "Hoe?", 1),
        Turn("Ouder 1", "Piet: zo. En verder.", 3),
        Turn("GL", "Piet: ja.", 7),
    ]


def test_a_speaker_in_a_table_without_a_row(problems):
    data = table(["GL", "Hoe?"], ["Jan:", "geheim"])
    assert problems("FG01.docx", data) == [
        "FG01.docx:3: speaker 'Jan' has no row in sprekers.csv. Add a row for this speaker."
    ]


def test_a_row_across_the_columns_may_be_a_heading(read):
    document = Document()
    grid = document.add_table(3, 2)
    for at, row in enumerate([["GL", "a"], ["== Slot ==", ""], ["GL", "b"]]):
        for cell, text in zip(grid.rows[at].cells, row, strict=True):
            cell.text = text
    across = grid.rows[1]._tr
    across.remove(across.tc_lst[1])
    assert [(turn.part, turn.text) for turn in read("FG01.docx", saved(document))] == [(None, "a"), ("Slot", "b")]


def test_running_text_in_a_table(read):
    data = table(["GL: Hoe?\nOuder 1: Zo.", "", "GL: O."])
    assert said(read("FG01.docx", data)) == [("GL", "Hoe?"), ("Ouder 1", "Zo."), ("GL", "O.")]


def test_a_table_of_particulars_is_no_turn(problems):
    document = Document()
    grid = document.add_table(1, 2)
    grid.rows[0].cells[0].text, grid.rows[0].cells[1].text = "Plaats", "geheim"
    document.add_paragraph("GL: a")
    [problem] = problems("FG01.docx", saved(document))
    assert problem.startswith("FG01.docx:1: text that stands before any speaker label")


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04 half"])
def test_a_broken_document(problems, data):
    [problem] = problems("FG01.docx", data)
    assert problem.startswith("FG01.docx: the file is no Word document that can be read")


def test_a_workbook_that_is_called_docx(problems, tmp_path: Path):
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    [problem] = problems("FG01.docx", (tmp_path / "a.xlsx").read_bytes())
    assert problem.startswith("FG01.docx: the file is no Word document that can be read")
