"""What pandoc leaves open in a docx: fixed dates, no author, tables that fit the page; and the reference document."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from pipeline.report.docx_layout import fill_contents, set_widths

NEW_PAGE = "\ue0f0"
"""A sign for private use that stands for the end of a page, where pandoc knows none."""

_EPOCH = (2000, 1, 1, 0, 0, 0)
_WIDE = 5
"""From so many columns on the letters of a table are smaller."""


def finished(data: bytes, *, title: str) -> bytes:
    """A docx of pandoc's without traces of when and where it was made, its tables laid out."""
    from docx import Document

    document: Any = Document(io.BytesIO(data))
    for table in document.tables:
        _lay_out(table)
    fill_contents(document)
    for paragraph in document.paragraphs:
        if paragraph.text == NEW_PAGE:
            paragraph.runs[0].text = ""
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, "", "", ""
    about.language = "nl-NL"
    about.created = about.modified = datetime.datetime(*_EPOCH)
    about.revision = 1
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_dates(out.getvalue())


def _lay_out(table: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    if table.rows:
        properties = table.rows[0]._tr.get_or_add_trPr()
        if not properties.xpath("w:tblHeader"):
            properties.append(OxmlElement("w:tblHeader"))
    points = 7.5 if len(table.columns) > 2 * _WIDE else 8.5 if len(table.columns) >= _WIDE else 9.5
    set_widths(table, points=points)
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(points)


def _with_fixed_dates(data: bytes) -> bytes:
    """The same archive with one date for every part, in the order of their names but for the first."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make_reference() -> bytes:
    """The reference document of all reports: pandoc's own with our fonts, styles and page numbers."""
    import pypandoc
    from docx import Document
    from docx.shared import Cm

    pandoc = pypandoc.get_pandoc_path()
    document: Any = Document(io.BytesIO(_default_reference(pandoc)))
    styles = document.styles
    for name, (size, colour, is_bold) in _FONTS.items():
        _font(styles[name] if name in [s.name for s in styles] else styles.add_style(name, 1), size, colour, is_bold)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin = section.bottom_margin = Cm(2.3)
        _page_number(section.footer.paragraphs[0])
    for name in ("Block Text", "Bij citaat", "Vraag"):
        styles[name].paragraph_format.left_indent = Cm(0.8)
    styles["Nieuwe pagina"].paragraph_format.page_break_before = True
    out = io.BytesIO()
    document.save(out)
    return _with_fixed_dates(out.getvalue())


_INK, _BLUE, _SOFT = "1D2327", "0B5A82", "55606A"
_FONTS: dict[str, tuple[float, str, bool]] = {
    "Normal": (10.5, _INK, False), "Body Text": (10.5, _INK, False), "First Paragraph": (10.5, _INK, False),
    "Compact": (10.5, _INK, False), "Title": (24, _INK, True), "Subtitle": (13, _SOFT, False),
    "Heading 1": (18, _INK, True), "Heading 2": (15, _BLUE, True), "Heading 3": (12.5, _INK, True),
    "Heading 4": (11, _INK, True), "TOC Heading": (15, _BLUE, True), "Block Text": (10.5, _INK, False),
    "Image Caption": (9, _SOFT, False),
    "Table Caption": (9, _SOFT, False), "Bij citaat": (9, _SOFT, False), "Vraag": (10, _SOFT, False),
    "Opmerking": (10, _INK, False), "Nog in te vullen": (10.5, "9A5B00", True), "Kenmerk": (9, _SOFT, False),
    "Ondertekening": (10, _SOFT, False), "Spreker": (9, _SOFT, True),
    "Nieuwe pagina": (1, _INK, False),
}  # fmt: skip


def _default_reference(pandoc: str) -> bytes:
    import subprocess

    asked = [pandoc, "--print-default-data-file", "reference.docx"]
    return subprocess.run(asked, check=True, capture_output=True).stdout


def _font(style: Any, size: float, colour: str, is_bold: bool) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), is_bold
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.italic = False


def _page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)
