"""What sheets for people share: a fragment under its question, the codebook, the layout of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.codebook import Codebook
from pipeline.exchange.spreadsheets import Value, fill_cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

GAP = "\n\n"
"""What stands in a cell between the question and the answer."""

ANSWER_FILL, LINE = "FFFBE6", "BFBFBF"
_LONGEST_LIST = 255
_HEADER_FILL, _GREY = "DCE6EA", "666666"


def write_fragment(cell: Any, question: str | None, text: str, *, name: str) -> None:
    """The question in italics above the answer, in one cell, so that no sorting or filter parts them."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    question = " ".join((question or "").split())
    fill_cell(cell, f"{question}{GAP}{text}" if question else text, name=name)
    if question:
        font = InlineFont(rFont="Calibri", sz=11, i=True, color=_GREY)
        shown = [ILLEGAL_CHARACTERS_RE.sub("", text) for text in (question, f"{GAP}{text}")]
        cell.value = CellRichText(TextBlock(font, shown[0]), TextBlock(InlineFont(rFont="Calibri", sz=11), shown[1]))


def write_book(sheet: Worksheet, book: Codebook) -> None:
    """The whole codebook, and what the values of the dimensions mean."""
    columns = ["thema", "code", "naam", "definitie", "wel", "niet"]
    rows = [
        [theme.naam, code.id, code.naam, code.definitie, "\n".join(code.wel), "\n".join(code.niet)]
        for theme in book.themas
        for code, above in book.walk()
        if above[0] == theme.id and code.status != "vervallen"
    ]
    rows += [
        ["dimensie", name, "", "\n".join(f"{value}: {meaning}" for value, meaning in values.items()), "", ""]
        for name, values in book.dimensies.items()
    ]
    fill(sheet, rows)
    lay_out(sheet, columns, widths=[24, 18, 28, 50, 50, 50])


def fill(sheet: Worksheet, rows: Sequence[Sequence[Value]], *, first: int = 2) -> None:
    """Rows of values from this row of the sheet on. Raises PipelineError where a text is too long for a cell."""
    for number, row in enumerate(rows, start=first):
        for at, value in enumerate(row, start=1):
            fill_cell(sheet.cell(number, at), value, name=sheet.title)


def lay_out(sheet: Worksheet, columns: Sequence[str], *, widths: Sequence[float]) -> None:
    """Header, widths and wrapped text, and A4 on its side with the header on every page."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(1, at, column)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_HEADER_FILL)
        cell.alignment = Alignment(vertical="center")
    if columns:
        sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&P / &N"


def offer_list(sheet: Worksheet, column: int, values: Sequence[str], *, lists: Worksheet) -> None:
    """A list to choose from in every cell of a column; one that is too long for a rule stands in the sheet `lists`."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(column)
    source = f'"{",".join(values)}"'
    if len(source) > _LONGEST_LIST:
        for number, value in enumerate(values, start=1):
            fill_cell(lists[f"{letter}{number}"], value, name=lists.title)
        source = f"'{lists.title}'!${letter}$1:${letter}${len(values)}"
    rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "Niet in de lijst", "Kies een waarde uit de lijst, of laat de cel leeg."
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{max(2, sheet.max_row)}")
