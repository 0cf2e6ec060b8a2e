"""From a coding sheet that was filled in to coderingen/<codeur>.csv and codeurs.csv; what cannot be taken is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Problem, did_you_mean
from pipeline.exchange.coder_file import FOLDER, change_rows, columns_of, file_of
from pipeline.exchange.coding_sheet_answers import FilledIn, Imported, read_filled
from pipeline.exchange.own_rows import OwnRow, own_rows, placing_of
from pipeline.exchange.placed_rows import Placing
from pipeline.exchange.readers_register import note_reading
from pipeline.exchange.review import coder_named
from pipeline.exchange.review_answers import Answer
from pipeline.exchange.review_import import code_in
from pipeline.exchange.review_places import Place, Talk, place_asked, read_talk
from pipeline.study import Study

_CODE_COLUMN = re.compile(r"code( \d+)?")
_TABLES = ("segments", "utterances", "codings")


@dataclass(frozen=True)
class Given:
    """One code that was given in one row, with all that hangs on it."""

    line: int
    place: Place
    segments: tuple[str, ...]
    code: str
    values: tuple[tuple[str, str], ...]
    memo: str

    @property
    def choices(self) -> tuple[tuple[tuple[str, str], ...], str]:
        """What hangs on the code: dimensions and memo."""
        return self.values, self.memo

    @property
    def pair(self) -> tuple[str, str]:
        """The segment and the code."""
        return (self.segments or ("",))[0], self.code


def import_coding_sheet(study: Study, path: Path, *, today: str) -> Imported:
    """Take a filled-in sheet in; what stands in coderingen/ already is not written again. Raises PipelineError.

    `today` is the date of the codings.
    """
    study.raise_problems()
    found = Imported()
    sheet = read_filled(path, study, found)
    coder, session = coder_named(sheet.about["codeur"], study), sheet.about["sessie"]
    talk = read_talk(study)
    tables = {name: study.store.load(name) for name in _TABLES}
    placing = placing_of(study, session, tables)
    own = own_rows(study, coder, session, tables)
    given = list(_given(sheet, talk, placing))
    _note_what_is_gone(sheet, given, own)
    file = file_of(coder, study)
    add, remove = _to_write(sheet, given, own, file)
    shared = {"codeur": coder, "besluit": "ja", "datum": today, "versie": sheet.about["versie"]}
    if add:
        change_rows(file, [shared | row for row in add], columns=columns_of(study.book)[:-1], remove=remove)
        found.written.append(file)
    is_whole = sheet.is_done and not found.problems
    if sheet.is_done and found.problems:
        what = "not all rows were taken, so this session does not count as read whole"
        found.notes.append(Problem(sheet.name, 0, what, "Mend them, then import the sheet again."))
    found.written += note_reading(
        study, coder, session, is_complete=is_whole, is_blind=sheet.about["blind"] == "ja", notes=found.notes
    )
    return found


def _given(sheet: FilledIn, talk: Talk, placing: Placing) -> Iterator[Given]:
    """Every code that was given, row by row; what cannot be taken is listed."""
    for row in sheet.rows:
        number = row.cells.get("nr", "")
        if (key := sheet.keys.get(number)) is None:
            what = f"nr '{number[:20]}' is not a number of this export" if number else "this row has no nr"
            sheet.problem(row.line, what)
            continue
        place = place_asked(key, row.cells.get("fragment"), talk)
        if isinstance(place, str):
            sheet.problem(row.line, place.replace("a part of the sheet was sorted", "its words were changed"))
            continue
        values, memo = _values(sheet, row), row.cells.get("memo", "")
        codes = list(_codes(sheet, row))
        if "memo" in row.formulas:
            sheet.problem(
                row.line, "memo holds a formula", "Type an apostrophe before it. The rest of the row is taken."
            )
        if memo and not codes:
            what = "a memo without a code: not taken"
            sheet.found.notes.append(Problem(sheet.name, row.line, what, "Give it a code, or write it in memos/."))
        about = {"sessie": place.session_id, "beurt": str(place.turn), "citaat": place.quote}
        segments = tuple(placing.segments_of(about))
        yield from (Given(row.line, place, segments, code, values, memo) for code in codes)


def _codes(sheet: FilledIn, row: Answer) -> Iterator[str]:
    """The ids of the codes in a row, each once."""
    book, found = sheet.study.book, set()
    for column in (name for name in sheet.columns if _CODE_COLUMN.fullmatch(name)):
        if column in row.formulas or column in row.merged:
            why = "holds a formula" if column in row.formulas else "is part of merged cells"
            sheet.problem(row.line, f"'{column}' {why}", "Type the code. The rest of the row is taken.")
        for text in re.split(r"[;\n]", row.cells.get(column, "")):
            if not text.strip():
                continue
            code = code_in(text, book)
            code = book.renamed.get(code, code)
            if code not in book.codes:
                remedy = f"{did_you_mean(code, book.codes)} The rest of the row is taken.".strip()
                sheet.problem(row.line, f"code '{text.strip()[:40]}' is not in the codebook", remedy)
            elif code not in found:
                found.add(code)
                yield code


def _values(sheet: FilledIn, row: Answer) -> tuple[tuple[str, str], ...]:
    """The dimensions that were filled in, by the value's id or by what it is called."""
    found = []
    for name, values in sheet.study.book.dimensies.items():
        text = " ".join(row.cells.get(name, "").lower().split())
        called = {meaning.lower(): value for value, meaning in values.items()}
        if name in row.formulas or name in row.merged:
            sheet.problem(row.line, f"'{name}' holds a formula or merged cells", "The rest of the row is taken.")
        elif text and text not in values and text not in called:
            remedy = did_you_mean(text, values, f"One of: {', '.join(values)}.") + " The rest of the row is taken."
            sheet.problem(row.line, f"{name} '{text[:20]}' is not in the codebook", remedy)
        elif text:
            found.append((name, text if text in values else called[text]))
    return tuple(found)


def _note_what_is_gone(sheet: FilledIn, given: list[Given], own: list[OwnRow]) -> None:
    """List rows of the export that are not there any more, and codes that this coder gave before and took away here."""
    there = {row.cells.get("nr", "") for row in sheet.rows}
    for number, key in sheet.keys.items():
        if number not in there:
            what = f"nr {number} of the export ({key['segment']}) is not in this file any more"
            sheet.problem(0, what, "It counts as not read.")
    now = {(segment, item.code) for item in given for segment in item.segments}
    in_sheet = {key["segment"] for number, key in sheet.keys.items() if number in there}
    for row in own:
        gone = [segment for segment in row.segments if segment in in_sheet and (segment, row.code) not in now]
        if row.row.is_present and gone and len(gone) == len(row.segments):
            what = f"code '{row.code}' on {gone[0]} is not in the sheet"
            remedy = f"It stays as it is in {row.row.file}: remove that row there if it must go."
            sheet.found.notes.append(Problem(row.row.file, row.row.line, what, remedy))


def _to_write(
    sheet: FilledIn, given: list[Given], own: list[OwnRow], file: Path
) -> tuple[list[dict[str, str]], list[int]]:
    """The rows to add, and the row numbers of those in `file` whose place they take."""
    known: dict[tuple[str, str], list[OwnRow]] = {}
    for row in own:
        for segment in row.segments:
            known.setdefault((segment, row.code), []).append(row)
    add, remove = [], []
    for item in _not_known(sheet, given, known):
        if before := known.get(item.pair, []):
            old = before[0].row
            is_whole = " ".join(old.quote.split()) == " ".join(item.place.quote.split())
            if len(before) > 1 or not is_whole or old.sample or old.file != f"{FOLDER}/{file.name}":
                what = f"code '{item.code}' on {item.pair[0]} was decided otherwise in {old.file}:{old.line}"
                sheet.problem(item.line, what, "That stays: change it there.")
                continue
            remove.append(old.line)
        sheet.found.counts["changed" if before else "new"] += 1
        place = {"sessie": item.place.session_id, "beurt": str(item.place.turn), "citaat": item.place.quote}
        add.append(place | {"code": item.code, "memo": item.memo} | dict(item.values))
    return add, remove


def _not_known(sheet: FilledIn, given: list[Given], known: Mapping[tuple[str, str], list[OwnRow]]) -> Iterator[Given]:
    """What coderingen/ does not hold as it was given, once each; a second time with other choices is listed."""
    taken: dict[tuple[object, str], Given] = {}
    for item in given:
        said = [own.row for own in known.get(item.pair, []) if own.row.is_present]
        first = taken.setdefault((item.place.key, item.code), item)
        if any((row.values, row.memo or "") == item.choices for row in said):
            # Who gave one code to two passages in a fragment finds it in two rows of the sheet.
            sheet.found.counts["known already"] += 1
        elif first is item:
            yield item
        elif first.choices != item.choices:
            what = f"code '{item.code}' was given to this fragment in row {first.line} too, with other choices"
            sheet.problem(item.line, what, "That one is taken: keep one of them.")
