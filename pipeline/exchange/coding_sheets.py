"""A coding sheet: all that can be coded of one session, a row a segment, for one coder to fill in.

A blind sheet holds nothing of the machine and of other coders; what this coder coded before stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.errors import PipelineError, Problem
from pipeline.exchange.coder_file import FOLDER
from pipeline.exchange.own_rows import own_rows
from pipeline.exchange.review import asked, coder_named, raise_if_there, sessions_named
from pipeline.exchange.review_sheets import BOOK, HELP, KEYS, LISTS, Asked, text_hash
from pipeline.exchange.sheet_layout import ANSWER_FILL, LINE, fill, lay_out, offer_list, write_book, write_fragment
from pipeline.exchange.spreadsheets import Value, bytes_of, fill_cell, save
from pipeline.flow_talk import current_talk, shown_book
from pipeline.store import Store
from pipeline.study import Study

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CODES = "codes"
DONE = "klaar"
KEY_COLUMNS = "nr segment sha256 corpus codeur sessie blind versie datum".split()
CODE_COLUMNS = tuple(f"code {number}" for number in range(1, 6))
DONE_CELL = "B1"

_TABLES = "segments utterances codings segment_codes".split()
_HELP = (
    "Elke rij is een fragment. Kies in 'code 1', 'code 2' … welke codes erop vallen; geen code is ook een antwoord.",
    "De vraag die eraan voorafging, staat schuin boven het antwoord. De code gaat over het antwoord.",
    "Het hele codeboek staat op het blad 'codeboek', met wat er wel en niet onder een code valt.",
    "De keuzelijsten achter de codes gelden voor alle codes in de rij. Geldt er iets voor één code? Kopieer dan de "
    "hele rij, zet die code in de kopie en vul daar de keuzelijsten in.",
    "Meer dan vijf codes op één fragment? Kopieer de rij, of zet twee codes in één cel met een ; ertussen.",
    "Wat je eerder zelf codeerde, staat er al. Haal je het hier weg, dan blijft het in coderingen/ staan: de import "
    "zegt in welke rij.",
    "Laat de woorden van het fragment staan zoals ze zijn, en het nummer in de eerste kolom ook.",
    "Noem in een memo geen namen.",
    "Heb je alle rijen gelezen? Zet dan op het blad 'klaar' ja. Alleen dan telt 'geen code' als nee.",
    "Klaar? Sla op als .xlsx en doe: route import codeersheet, met de naam van dit bestand erachter.",
)
_BLIND_HELP = "Dit blad is blind: wat de machine of een ander vond, staat er niet bij. Overleg pas na het inlezen."
_WIDTHS = {"nr": 5, "beurt": 6, "wie": 14, "fragment": 62, "voorstel": 26, "anderen": 22, "memo": 26}
_CODE_WIDTH = 17


@dataclass(frozen=True)
class Wish:
    """For whom a sheet is made, of which session, without or with what others said, on what date."""

    coder: str
    session: str
    is_blind: bool
    date: str


@dataclass(frozen=True)
class Coded:
    """What this coder said before of one segment under the same dimensions and memo."""

    codes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    memo: str = ""


@dataclass(frozen=True)
class Line:
    """One row of the sheet; of a segment that was coded in different ways there are more, under one number."""

    asked: Asked
    coded: Coded
    proposed: str | None = None
    others: str | None = None


def export_coding_sheet(study: Study, wish: Wish, *, folder: Path) -> tuple[Path, int]:
    """Make the sheet of one coder and session: its path and number of segments.

    Raises PipelineError where the talk is outdated, where there is nothing to code, or where the file is there already.
    """
    study.raise_problems()
    coder, session = coder_named(wish.coder, study), sessions_named([wish.session], study)[0]
    path = folder / f"codeersheet-{study.name}-{session}-{coder}-{wish.date}.xlsx"
    raise_if_there([path])
    with current_talk(study) as store:
        lines = lines_of(study, store, Wish(coder, session, wish.is_blind, wish.date))
        shown = shown_book(study)
    if not lines:
        what = f"session '{session}' holds nothing that can be coded"
        raise PipelineError(Problem(study.name, 0, what, "`route trace` with a turn of it tells why."))
    save(path, _workbook(lines, about=Wish(coder, session, wish.is_blind, wish.date), corpus=study.name, book=shown))
    return path, lines[-1].asked.number


def lines_of(study: Study, store: Store, wish: Wish) -> list[Line]:
    """The rows of a sheet, in the order of the talk."""
    tables = {name: store.load(name) for name in _TABLES}
    segments = tables["segments"]
    codable = segments[(segments.session_id == wish.session) & segments.is_codable]
    rows = asked(study, codable[["segment_id"]].assign(code=""), tables)
    before = _own_codes(study, wish.coder, wish.session, tables)
    said = {} if wish.is_blind else _said(wish, tables, book=study.book)
    lines = []
    for row in rows:
        shown = [] if wish.is_blind else [said.get((row.segment_id, who)) for who in ("machine", "others")]
        lines += [Line(row, coded, *shown) for coded in before.get(row.segment_id, [Coded()])]
    return lines


def _own_codes(study: Study, coder: str, session: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, list[Coded]]:
    """By segment what a coder coded in one session by now."""
    found: dict[str, dict[tuple[Any, str], list[str]]] = {}
    for own in own_rows(study, coder, session, tables):
        for segment in own.segments if own.row.is_present else ():
            found.setdefault(segment, {}).setdefault((own.row.values, own.row.memo or ""), []).append(own.code)
    return {
        segment: [Coded(tuple(dict.fromkeys(codes)), values, memo) for (values, memo), codes in groups.items()]
        for segment, groups in found.items()
    }


def _said(wish: Wish, tables: Mapping[str, pd.DataFrame], *, book: Codebook) -> dict[tuple[str, str], str]:
    """By segment what the machine proposes, and what other coders said."""
    decided, codings, names = tables["segment_codes"], tables["codings"], book.names
    found: dict[tuple[str, str], list[str]] = {}
    machine = decided[decided.decided_by == "machine"]
    for segment, code in zip(machine.segment_id, machine.code, strict=True):
        found.setdefault((segment, "machine"), []).append(names.get(code, code))
    others = codings[~codings.coder.str.startswith("machine:") & (codings.coder != wish.coder)]
    for segment, code, coder, is_present in zip(
        others.segment_id, others.code, others.coder, others.is_present, strict=True
    ):
        line = f"{coder}: {'' if is_present else 'niet '}{names.get(code, code)}"
        found.setdefault((segment, "others"), []).append(line)
    return {place: "\n".join(dict.fromkeys(lines)) for place, lines in found.items()}


def _columns(book: Codebook, *, is_blind: bool) -> list[str]:
    others = [] if is_blind else ["voorstel", "anderen"]
    return ["nr", "beurt", "wie", "fragment", *others, *CODE_COLUMNS, *book.dimensies, "memo"]


def _workbook(lines: Sequence[Line], *, about: Wish, corpus: str, book: Codebook) -> bytes:
    from openpyxl import Workbook

    workbook: Any = Workbook()
    workbook.properties.creator = "route"
    sheet, columns = workbook.active, _columns(book, is_blind=about.is_blind)
    sheet.title = CODES
    _write_lines(sheet, lines, columns=columns, book=book)
    write_book(workbook.create_sheet(BOOK), book)
    done, told = workbook.create_sheet(DONE), workbook.create_sheet(HELP)
    title = f"Codeersheet van {about.session} voor {about.coder}, gemaakt op {about.date}."
    _write_help(told, [title, *([_BLIND_HELP] if about.is_blind else []), *_HELP])
    lists, keys = workbook.create_sheet(LISTS), workbook.create_sheet(KEYS)
    codes = [code.id for code in book.codes.values() if code.status != "vervallen"]
    offered = dict.fromkeys(CODE_COLUMNS, codes) | {name: list(values) for name, values in book.dimensies.items()}
    for column, values in offered.items():
        offer_list(sheet, columns.index(column) + 1, values, lists=lists)
    _write_done(done, lists)
    same: list[Value] = [corpus, about.coder, about.session, "ja" if about.is_blind else "nee", book.versie, about.date]
    asked_for = {line.asked.number: line.asked for line in lines}
    keyed: Iterable[list[Value]] = (
        [number, row.segment_id, text_hash(row.text), *same] for number, row in asked_for.items()
    )
    fill(keys, [KEY_COLUMNS, *keyed], first=1)
    lists.sheet_state = keys.sheet_state = "veryHidden"
    return bytes_of(workbook)


def _write_lines(sheet: Worksheet, lines: Sequence[Line], *, columns: Sequence[str], book: Codebook) -> None:
    from openpyxl.styles import Border, PatternFill, Side

    tint = PatternFill("solid", fgColor=ANSWER_FILL)
    border = Border(bottom=Side("thin", color=LINE), top=Side("thin", color=LINE))
    answers = (*CODE_COLUMNS, *book.dimensies, "memo")
    for number, line in enumerate(lines, start=2):
        row, coded = line.asked, line.coded
        values: dict[str, Value] = {"nr": row.number, "beurt": row.turn, "wie": row.who, "memo": coded.memo or None}
        values |= {"voorstel": line.proposed, "anderen": line.others} | dict(coded.values)
        last = "; ".join(coded.codes[len(CODE_COLUMNS) - 1 :])
        values |= dict(zip(CODE_COLUMNS, [*coded.codes[: len(CODE_COLUMNS) - 1], last], strict=False))
        for at, column in enumerate(columns, start=1):
            cell = sheet.cell(number, at)
            if column == "fragment":
                write_fragment(cell, row.question, row.text, name=sheet.title)
            else:
                fill_cell(cell, values.get(column) or None, name=sheet.title)
            if column in answers:
                cell.fill = tint
            cell.border = border
    lay_out(sheet, columns, widths=[_WIDTHS.get(column, _CODE_WIDTH) for column in columns])
    sheet.auto_filter.ref = sheet.dimensions


def _write_done(sheet: Worksheet, lists: Worksheet) -> None:
    fill(sheet, [["Heb je alle fragmenten van dit gesprek gelezen, ook die zonder code? (ja of nee)"]], first=1)
    lay_out(sheet, [], widths=[80, 12])
    offer_list(sheet, 2, ["ja", "nee"], lists=lists)


def _write_help(sheet: Worksheet, told: Sequence[str]) -> None:
    fill(sheet, [[line] for line in (*told, f"Wat je codeert, komt in {FOLDER}/ onder je eigen naam.")], first=1)
    lay_out(sheet, [], widths=[110])
