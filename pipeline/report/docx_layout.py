"""What a docx needs to read well before Word has touched it: fitting columns, and a contents list that is filled.

Word fills a contents list when it opens a document; LibreOffice, a preview and a printer show what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_TEXT_WIDTH = 9185
"""Twips between the margins of our reference document: 21 less twice 2.4 cm."""
_TWIPS_PER_POINT = 20
_PADDING = 230
_LETTER = 0.64
"""How wide a letter is beside its height, with room for the fonts that stand in where Calibri is not installed."""
_LONGEST_LINE = 44
_LISTED = ("Heading 1", "Heading 2")


def set_widths(table: Any, *, points: float) -> None:
    """Give each column room for its longest word, and what is left in proportion to how much text it holds."""
    from docx.oxml.ns import qn
    from docx.shared import Twips

    letter = points * _LETTER * _TWIPS_PER_POINT
    texts: list[list[str]] = [[] for _ in table.columns]
    for tr in table._tbl.tr_lst:
        column = 0
        for tc in tr.tc_lst:
            if tc.grid_span == 1:
                texts[column].append(" ".join(text.text or "" for text in tc.iter(qn("w:t"))))
            column += tc.grid_span
    least = [_PADDING + letter * _longest(word for text in column for word in text.split()) for column in texts]
    most = [max(low, _PADDING + letter * _wanted(_longest(column))) for column, low in zip(texts, least, strict=True)]
    widths = _shared_out(least, most)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    for tr in table._tbl.tr_lst:
        column = 0
        for tc in tr.tc_lst:
            tc.width = Twips(sum(widths[column : column + tc.grid_span]))
            column += tc.grid_span
    _set_total(table, sum(widths))


def _longest(texts: Iterable[str]) -> int:
    return max((len(text) for text in texts), default=1)


def _wanted(letters: int) -> float:
    """Letters on a line for a text of so many: of a long one more, but a column of prose is not all there is."""
    return letters if letters <= _LONGEST_LINE else _LONGEST_LINE * (letters / _LONGEST_LINE) ** 0.5


def _shared_out(least: list[float], most: list[float]) -> list[int]:
    """Widths in twips that fit the page: what each wants where there is room for all, else its share."""
    if sum(most) <= _TEXT_WIDTH:
        return [round(width) for width in most]
    if sum(least) >= _TEXT_WIDTH:
        return [int(width * _TEXT_WIDTH / sum(least)) for width in least]
    share = (_TEXT_WIDTH - sum(least)) / (sum(most) - sum(least))
    return [int(low + (high - low) * share) for low, high in zip(least, most, strict=True)]


def _set_total(table: Any, width: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    total = properties.find(qn("w:tblW"))
    if total is None:
        total = OxmlElement("w:tblW")
        properties.append(total)
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(width))


def fill_contents(document: Any) -> None:
    """Put the contents list below the title, and the headings into it, each a link."""
    from docx.oxml.ns import qn

    block = next(document.element.body.iterchildren(qn("w:sdt")), None)
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name in _LISTED]
    if block is None or not headings:
        return
    headings[0]._p.addprevious(block)
    field = next(p for p in block.iter(qn("w:p")) if p.findall(f".//{qn('w:fldChar')}"))
    end = field.findall(f".//{qn('w:fldChar')}")[-1]
    end.getparent().remove(end)
    last = field
    for heading in headings:
        entry = _paragraph(_link(heading))
        last.addnext(entry)
        last = entry
    last.append(_run(end))


def _link(heading: Any) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    text = OxmlElement("w:t")
    text.text = heading.text
    run = _run(text)
    mark = heading._p.find(qn("w:bookmarkStart"))
    before = heading._p.getprevious()
    if mark is None and before is not None and before.tag == qn("w:bookmarkStart"):
        mark = before
    if mark is None:
        return run
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), mark.get(qn("w:name")))
    link.append(run)
    return link


def _run(content: Any) -> Any:
    from docx.oxml import OxmlElement

    run = OxmlElement("w:r")
    run.append(content)
    return run


def _paragraph(content: Any) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph, properties, style = (OxmlElement(name) for name in ("w:p", "w:pPr", "w:pStyle"))
    style.set(qn("w:val"), "Compact")
    properties.append(style)
    paragraph.append(properties)
    paragraph.append(content)
    return paragraph
