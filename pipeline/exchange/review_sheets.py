"""A review sheet as a workbook: what a person is asked, an answer per row, and a hidden sheet to know the rows by.

The visible sheet of a blind sample holds nothing that depends on the machine's proposals. What would give them away,
such as how many segments a row stands for, stands in a sheet that Excel does not offer to show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.codebook import Codebook
from pipeline.exchange.sheet_layout import ANSWER_FILL, LINE, fill, lay_out, offer_list, write_book, write_fragment
from pipeline.exchange.spreadsheets import Value, bytes_of, fill_cell
from pipeline.judgements import BLIND, TEACHING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ANSWERS, BOOK, HELP, KEYS, LISTS = "besluiten", "codeboek", "uitleg", "_route", "_keuzes"
"""The names of the sheets; the last two are hidden."""

STEMS = {BLIND: "steekproef", TEACHING: "leerzaam"}
"""How the file of each sample begins, in the folder of the coder and in coderingen/."""

KEY_COLUMNS = "nr segment code gewicht sha256 steekproef codeur corpus versie datum".split()
DECISIONS = ("ja", "nee", "twijfel")
Before = tuple[str, str, float]
_HELP = {
    BLIND: (
        "Blinde steekproef",
        "Wat de machine voorstelt, staat er niet bij. Wat je hier besluit, meet hoe vaak mensen en machine het eens "
        "zijn; de machine leert er niet van.",
        "Overleg niet over deze rijen voordat ze zijn ingelezen, en zoek ze niet op in een verslag.",
    ),
    TEACHING: (
        "Leerzame fragmenten",
        "Hier staan fragmenten waarbij een besluit het meeste leert, met het voorstel erbij. Van wat je hier besluit, "
        "leert de machine; de overeenstemming wordt er niet mee gemeten.",
    ),
}
_HOW = (
    "Elke rij is één vraag: valt deze code op dit fragment? Kies ja, nee of twijfel.",
    "Het hele codeboek staat op het blad 'codeboek', met wat er wel en niet onder een code valt.",
    "De vraag die eraan voorafging, staat schuin boven het antwoord. De code gaat over het antwoord.",
    "Andere codes kunnen ook op het fragment vallen: daar gaat de rij niet over.",
    "Vul bij ja ook de andere keuzelijsten in, voor zover het fragment er iets over zegt.",
    "Een rij zonder besluit of met twijfel wordt niet overgenomen. Het bestand kan later nog eens ingelezen worden.",
    "Sorteren, filteren en rijen weghalen mag. Laat het nummer in de eerste kolom staan: daaraan is de rij bekend.",
    "Klaar? Sla op als .xlsx en doe: route import review, met de naam van dit bestand erachter.",
)
_WIDTHS = {"nr": 5, "sessie": 8, "beurt": 6, "wie": 14, "fragment": 62, "code": 20, "definitie": 34}
_WIDTHS |= {"voorstel": 28, "besluit": 9, "memo": 26}
_DIMENSION_WIDTH = 12


@dataclass(frozen=True)
class About:
    """Whose sheet it is: the corpus, the coder, the sample (blind or leerzaam), the codebook's version, the date."""

    corpus: str
    coder: str
    sample: str
    version: str
    date: str


@dataclass(frozen=True)
class Asked:
    """One row: does this code fall on this segment? `code` is its id; in a blind sample there is no `proposal`."""

    number: int
    segment_id: str
    session_id: str
    turn: int
    who: str
    question: str | None
    text: str
    code: str
    weight: float | None = None
    proposal: str | None = None


def text_hash(text: str) -> str:
    """By what a text is known again, however its spaces were changed."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def columns_of(sample: str, *, book: Codebook) -> list[str]:
    """The columns of the visible sheet."""
    asked = "nr sessie beurt wie fragment code definitie".split()
    return [*asked, *([] if sample == BLIND else ["voorstel"]), "besluit", *book.dimensies, "memo"]


def review_workbook(asked: Sequence[Asked], *, about: About, book: Codebook, before: Sequence[Before] = ()) -> bytes:
    """The workbook as a file. `book` is the codebook as it may be shown. Raises PipelineError.

    `before` are segment, code and new weight of what this coder judged in earlier samples: more now share the whole.
    """
    from openpyxl import Workbook

    workbook: Any = Workbook()
    workbook.properties.creator = "route"
    answers = workbook.active
    answers.title = ANSWERS
    _write_answers(answers, asked, about=about, book=book)
    write_book(workbook.create_sheet(BOOK), book)
    _write_help(workbook.create_sheet(HELP), about)
    lists, keys = workbook.create_sheet(LISTS), workbook.create_sheet(KEYS)
    _offer_lists(answers, lists, columns=columns_of(about.sample, book=book), book=book)
    _write_keys(keys, asked, about, before)
    lists.sheet_state = keys.sheet_state = "veryHidden"
    return bytes_of(workbook)


def _write_answers(sheet: Worksheet, asked: Sequence[Asked], *, about: About, book: Codebook) -> None:
    from openpyxl.styles import Border, PatternFill, Side

    columns, codes = columns_of(about.sample, book=book), book.codes
    tint = PatternFill("solid", fgColor=ANSWER_FILL)
    line = Border(bottom=Side("thin", color=LINE), top=Side("thin", color=LINE))
    for line_number, row in enumerate(asked, start=2):
        code = codes[row.code]
        values: dict[str, Value] = {
            "nr": row.number,
            "sessie": row.session_id,
            "beurt": row.turn,
            "wie": row.who,
            "code": f"{code.naam}\n({row.code})",
            "definitie": code.definitie,
            "voorstel": row.proposal,
        }
        for at, column in enumerate(columns, start=1):
            cell = sheet.cell(line_number, at)
            if column == "fragment":
                write_fragment(cell, row.question, row.text, name=ANSWERS)
            else:
                fill_cell(cell, values.get(column), name=sheet.title)
            if column in ("besluit", *book.dimensies, "memo"):
                cell.fill = tint
            cell.border = line
    widths = [_WIDTHS.get(column, _DIMENSION_WIDTH) for column in columns]
    lay_out(sheet, columns, widths=widths)
    sheet.auto_filter.ref = sheet.dimensions


def _write_help(sheet: Worksheet, about: About) -> None:
    title, *told = _HELP[about.sample]
    made = f"Corpus {about.corpus}, codeboek versie {about.version}, gemaakt op {about.date}."
    fill(sheet, [[line] for line in (f"{title} voor {about.coder}", made, *told, *_HOW)], first=1)
    lay_out(sheet, [], widths=[110])


def _write_keys(sheet: Worksheet, asked: Sequence[Asked], about: About, before: Sequence[Before]) -> None:
    """What every row is, for the import, that knows it by its number; without a number what was asked before."""
    same = [about.sample, about.coder, about.corpus, about.version, about.date]
    rows: list[list[Value]] = [
        [row.number, row.segment_id, row.code, row.weight, text_hash(row.text), *same] for row in asked
    ]
    rows += [[None, segment, code, weight, None, *same] for segment, code, weight in before]
    fill(sheet, [KEY_COLUMNS, *rows], first=1)


def _offer_lists(sheet: Worksheet, lists: Worksheet, *, columns: Sequence[str], book: Codebook) -> None:
    """A list to choose from in every answer."""
    offered = {"besluit": list(DECISIONS)} | {name: list(values) for name, values in book.dimensies.items()}
    for column, values in offered.items():
        offer_list(sheet, columns.index(column) + 1, values, lists=lists)
