"""matrix.csv in the corpus folder: what a researcher wrote in the cells of the framework matrix, and on what it rests.

A cell rests on passages, each named by its segment and a hash of its words: so a text finds its row again where ids
shifted, and is known to be older than its evidence where passages came, went or changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.review_sheets import text_hash
from pipeline.exchange.spreadsheets import csv_bytes, save
from pipeline.sheets import BEYOND, read_sheet

FILE = "matrix.csv"
_COLUMNS = "rij kolom samenvatting door datum passages".split()
_DIGITS = 8

Place = tuple[str, str]
"""A row (session, or person) and a column (theme or code)."""


@dataclass(frozen=True)
class Cell:
    """One text of a researcher: `passages` are those on which it rests, as `named`; `others` what else a row holds."""

    row: str
    column: str
    text: str
    by: str = ""
    date: str = ""
    passages: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.row, self.column


def named(segment_id: str, text: str) -> str:
    """A passage as a cell names it: its id, and a hash of its words."""
    return f"{segment_id}:{text_hash(text)[:_DIGITS]}"


def words_of(passages: Iterable[str]) -> Counter[str]:
    """The hashes of passages, however their ids shifted."""
    return Counter(name.rpartition(":")[2] for name in passages)


def is_outdated(cell: Cell, now: Iterable[str]) -> bool:
    """Whether the passages of a place are others than those on which a text rests."""
    return words_of(cell.passages) != words_of(now)


def read_cells(corpus: Path, renamed: Mapping[str, str]) -> dict[Place, Cell]:
    """The stored texts; a code that was renamed moves along. Raises PipelineError where a row cannot be understood."""
    path = corpus / FILE
    if not path.is_file():
        return {}
    sheet = read_sheet(path, columns=_COLUMNS)
    if lacking := [name for name in _COLUMNS[:3] if name not in sheet.columns]:
        what = f"column '{', '.join(lacking)}' is missing"
        raise PipelineError(Problem(FILE, sheet.header, what, f"Columns: {', '.join(_COLUMNS)}."))
    found: dict[Place, Cell] = {}
    problems = []
    for line, row in sheet.rows:
        column = row["kolom"].lower()
        others = tuple((name, value) for name, value in row.items() if name not in _COLUMNS and name != BEYOND)
        about = (row["samenvatting"], row.get("door", ""), row.get("datum", ""))
        cell = Cell(row["rij"], renamed.get(column, column), *about, tuple(row.get("passages", "").split()), others)
        if BEYOND in row:
            what = f"this row has {row[BEYOND]}: a text that holds a separator stands in quotes"
            problems.append(Problem(FILE, line, what, "Mend it first."))
        elif not all(cell.place):
            problems.append(Problem(FILE, line, "'rij' or 'kolom' is empty", "Fill it in."))
        elif cell.place in found:
            problems.append(Problem(FILE, line, f"'{cell.row}' and '{cell.column}' stand here twice", "Join them."))
        found[cell.place] = cell
    if problems:
        raise PipelineError(problems)
    return found


def write_cells(corpus: Path, cells: Iterable[Cell]) -> Path:
    """Store the texts, all of them or nothing."""
    kept = sorted(cells, key=lambda cell: cell.place)
    extra = list(dict.fromkeys(name for cell in kept for name, _ in cell.others))
    rows = [
        [cell.row, cell.column, cell.text, cell.by, cell.date, " ".join(cell.passages)]
        + [dict(cell.others).get(name, "") for name in extra]
        for cell in kept
    ]
    save(corpus / FILE, csv_bytes([[*_COLUMNS, *extra], *rows]))
    return corpus / FILE


def found_again(
    cells: Mapping[Place, Cell], row_of: Mapping[str, set[str]], rows: Iterable[str]
) -> tuple[dict[Place, Cell], list[Problem]]:
    """The texts with the rows that they belong to now, and a note for each that moved.

    `row_of` gives by the hash of a passage the rows in which these words stand now. A text moves where none of its
    words stand in its own row any more, and most of them in one other row that has no text there.
    """
    known, moved, notes = set(rows), dict(cells), []
    for place, cell in cells.items():
        words = words_of(cell.passages)
        votes = Counter(row for word, n in words.items() for row in row_of.get(word, ()) for _ in range(n))
        best, n = votes.most_common(1)[0] if votes else ("", 0)
        is_elsewhere = best in known and not votes[cell.row] and 2 * n > sum(words.values())
        if is_elsewhere and (best, cell.column) not in moved:
            moved[best, cell.column] = replace(cell, row=best)
            del moved[place]
            what = f"the text on '{cell.row}' and '{cell.column}' was found again, by its words, on '{best}'"
            notes.append(Problem(FILE, 0, what))
    return moved, notes
