"""From a matrix that a researcher wrote in to matrix.csv in the corpus folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.matrix_sheets import KEY_COLUMNS, MATRIX, OUTDATED, ROW
from pipeline.exchange.matrix_store import FILE, Cell, Place, is_outdated, read_cells, write_cells
from pipeline.exchange.review_answers import load_filled, text_of
from pipeline.exchange.review_sheets import KEYS, text_hash
from pipeline.study import Study

_TITLE = re.compile(r"\((?P<column>[a-z0-9][a-z0-9_-]*)\)$")
_PASSAGES = "passages ("


@dataclass
class Imported:
    """What came of the cells, what could not be taken, and what is worth knowing."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class _Given:
    """One cell of the sheet: its row number, its text now, and whether the mark of age was taken away."""

    line: int
    text: str
    is_formula: bool
    is_checked: bool


def import_matrix(study: Study, path: Path, *, by: str, today: str) -> Imported:
    """Take the texts of a sheet into matrix.csv. What somebody else changed there meanwhile is listed, and stays.

    `by` is who wrote them, `today` the date of what is new. Raises PipelineError where a file cannot be read or
    written.
    """
    study.raise_problems()
    if path.suffix.lower() != ".xlsx":
        raise PipelineError(Problem(path.name, 0, "this is no xlsx", "Save it as .xlsx, then do this again."))
    book = load_filled(path)
    keys = _keys(book, path.name, study.name)
    stored = read_cells(study.corpus, study.book.renamed)
    found, now = Imported(), dict(stored)
    for place, given in _given(book[MATRIX], path.name, found):
        if (key := keys.get(place)) is None:
            if given.text:
                what = f"a text on '{place[0][:40]}' and '{place[1][:40]}', which this export did not ask for"
                found.problems.append(Problem(path.name, given.line, what, "It is left out."))
            continue
        column = study.book.renamed.get(place[1], place[1])
        _take(now, (place[0], column), given, key, (path.name, by, today), found)
    if now != stored:
        found.written.append(write_cells(study.corpus, now.values()))
    return found


def _take(
    now: dict[Place, Cell],
    place: Place,
    given: _Given,
    key: Mapping[str, str],
    about: tuple[str, str, str],
    found: Imported,
) -> None:
    """Take one cell in: a text that is new, that changed, that was taken away, or whose age was looked at."""
    name, by, today = about
    row, column = place
    cell, asked = now.get(place), tuple(key["passages"].split())
    is_touched = (text_hash(given.text) if given.text else "") != key["tekst"]
    if given.is_formula:
        found.problems.append(
            Problem(name, given.line, f"the text on '{column}' is a formula", "Type an apostrophe before it.")
        )
    elif not is_touched:
        if cell and given.is_checked and is_outdated(cell, asked) and text_hash(cell.text) == key["tekst"]:
            now[place] = replace(cell, passages=asked, date=today, by=by or cell.by)
            found.counts["looked at again"] += 1
        elif given.text:
            found.counts["known already"] += 1
    elif cell and text_hash(cell.text) not in (key["tekst"], text_hash(given.text)):
        what = f"the text on '{row}' and '{column}' was changed in {FILE} since this export"
        found.problems.append(Problem(name, given.line, what, "That one stays: join them there."))
    elif cell and cell.text == given.text:
        found.counts["known already"] += 1
    elif given.text:
        found.counts["changed" if cell else "new"] += 1
        now[place] = replace(cell or Cell(row, column, ""), text=given.text, passages=asked, date=today, by=by)
    elif cell:
        found.counts["taken away"] += 1
        what = f"the text on '{row}' and '{column}' was emptied, and so it goes from {FILE}"
        found.notes.append(Problem(name, given.line, what))
        del now[place]


def _keys(book: Any, name: str, corpus: str) -> dict[Place, Mapping[str, str]]:
    """By place what the export held. Raises PipelineError where it is none of ours, or of another corpus."""
    rows = [[text_of(value) for value in row] for row in book[KEYS].values] if KEYS in book.sheetnames else []
    if not rows or rows[0][: len(KEY_COLUMNS)] != KEY_COLUMNS or MATRIX not in book.sheetnames:
        what = "this is no matrix: the sheet 'matrix', or the hidden one that knows its cells, is not there"
        raise PipelineError(Problem(name, 0, what, "Is it a file that `route export matrix` made?"))
    found = [dict(zip(KEY_COLUMNS, row, strict=False)) for row in rows[1:] if any(row)]
    if other := next((row["corpus"] for row in found if row["corpus"] != corpus), None):
        what = f"this matrix belongs to corpus '{other[:40]}', not to '{corpus}'"
        raise PipelineError(Problem(name, 0, what, "Give the corpus that it was made from with --corpus."))
    return {(row["rij"], row["kolom"]): row for row in found}


def _given(sheet: Any, name: str, found: Imported) -> Iterator[tuple[Place, _Given]]:
    """Every cell for a text, by its place; a row or column that is known by nothing is listed."""
    header, *rows = sheet.iter_rows()
    titles = [text_of(cell.value) for cell in header]
    if ROW not in titles:
        raise PipelineError(Problem(name, 1, f"column '{ROW}' is missing", "Give it its name back, in the first row."))
    places = {at: match["column"] for at, title in enumerate(titles) if (match := _TITLE.search(title))}
    beside = {places[at]: at for at in places if titles[at].startswith(_PASSAGES)}
    seen: set[str] = set()
    for cells in rows:
        row, line = text_of(cells[titles.index(ROW)].value), cells[0].row
        if not row or row in seen:
            if any(text_of(cell.value) for cell in cells):
                what = f"row '{row[:40]}' stands here twice" if row else "this row has no name in the first column"
                found.problems.append(Problem(name, line, what, "It is left out."))
            continue
        seen.add(row)
        for at, column in places.items():
            if titles[at].startswith(_PASSAGES):
                continue
            mark = text_of(cells[beside[column]].value) if column in beside else OUTDATED
            is_formula = cells[at].data_type == "f"
            text = "" if is_formula else text_of(cells[at].value)
            yield (row, column), _Given(line, text, is_formula, not mark.startswith(OUTDATED))
