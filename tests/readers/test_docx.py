"""Word documents, made here with python-docx and, for what it cannot write, with the XML that Word writes."""

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.readers import Turn, read_transcript

from .conftest import said

MC = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"


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


def test_what_stands_beside_the_text_is_not_read_and_a_note_says_so(tmp_path):
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{run.format('geheim')}</w:p></w:txbxContent>"
    # Word stores a text box twice.
    twice = (
        f"<w:r><mc:AlternateContent {MC}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    path = tmp_path / "FG01.docx"
    path.write_bytes(xml(run.format("GL: a"), run.format("b") + "<w:r><w:footnoteReference w:id='2'/></w:r>", twice))
    found = read_transcript(path, labels=["GL"])
    assert said(found.turns) == [("GL", "a b")]
    assert [str(note).split(".")[1] for note in found.notes] == [
        "docx:2: footnote not read (1 in all, the first in this paragraph)",
        "docx:3: text box not read (1 in all, the first in this paragraph)",
    ]


def test_what_word_keeps_for_older_versions_is_read_once(read):
    run = "<w:r><w:t>{}</w:t></w:r>"
    choice = f"<mc:Choice Requires='x'>{run.format('nieuw')}</mc:Choice>"
    both = f"<mc:AlternateContent {MC}>{choice}<mc:Fallback>{run.format('oud')}</mc:Fallback></mc:AlternateContent>"
    assert said(read("FG01.docx", xml(run.format("GL: ") + both))) == [("GL", "nieuw")]


def test_hyphens_page_numbers_and_codes_of_fields(read):
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>12 maart</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    hyphens = "<w:r><w:t xml:space='preserve'>GL: af</w:t><w:softHyphen/><w:t>spraak oud</w:t><w:noBreakHyphen/></w:r>"
    tag = "<w:smartTag w:element='x'><w:r><w:t xml:space='preserve'>leerling </w:t></w:r></w:smartTag>"
    data = xml("<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>" + hyphens + tag + field)
    assert said(read("FG01.docx", data)) == [("GL", "afspraak oud-leerling 12 maart")]


def test_rows_and_cells_in_content_controls(read):
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{control.format(cell.format('GL'))}{cell.format('{}')}</w:tr>"
    document = Document()
    grid = f"<w:tbl {nsdecls('w')}>{row.format('a')}{control.format(row.format('b'))}</w:tbl>"
    document.element.body.insert(0, parse_xml(grid))
    assert said(read("FG01.docx", saved(document))) == [("GL", "a b")]


def test_styles_that_are_based_on_each_other(read):
    document = Document()
    one, two = document.styles.add_style("Een", 1), document.styles.add_style("Twee", 1)
    one.base_style, two.base_style = two, one
    document.add_paragraph("GL: a", style=one)
    assert said(read("FG01.docx", saved(document))) == [("GL", "a")]


@pytest.mark.parametrize(("name", "remedy"), [("FG01.doc", "save it as .docx"), ("FG01.pages", "export it as Word")])
def test_other_word_processors(problems, name, remedy):
    [problem] = problems(name, b"x")
    assert remedy in problem
