"""The framework matrix: a row a person or a session, a column a theme or a code, in each cell one's own summary.

Ritchie and Spencer (1994), Qualitative data analysis for applied policy research, in Analyzing qualitative data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.errors import Problem
from pipeline.exchange.matrix_sheets import Shown, matrix_workbook
from pipeline.exchange.matrix_store import Cell, Place, found_again, is_outdated, named, read_cells, words_of
from pipeline.exchange.spreadsheets import save
from pipeline.flow import current_tables
from pipeline.flow_talk import shown_book
from pipeline.stages.attributions import SPOKE
from pipeline.stages.counts import persons
from pipeline.study import Study

RowKind = Literal["participants", "sessions"]
ColumnKind = Literal["themes", "codes"]

_TABLES = ("segments", "segment_codes", "participants", "sessions")
_CALLED = {"participants": "deelnemers", "sessions": "sessies", "themes": "themas", "codes": "codes"}


@dataclass(frozen=True)
class Made:
    """The file, how many texts stand in it and how many are older than their evidence, and what is worth knowing."""

    path: Path
    n_texts: int
    n_outdated: int
    notes: list[Problem]


def matrix_path(study: Study, *, rows: RowKind, columns: ColumnKind, folder: Path) -> Path:
    """The file of a matrix: the same at every export, so that texts in it are read back first."""
    return folder / f"matrix-{study.name}-{_CALLED[rows]}-{_CALLED[columns]}.xlsx"


def export_matrix(study: Study, *, rows: RowKind, columns: ColumnKind, path: Path) -> Made:
    """Write the matrix with the texts of matrix.csv. Raises PipelineError where tables are outdated."""
    study.raise_problems()
    with current_tables(study) as store:
        tables = {name: store.load(name) for name in _TABLES}
        book = shown_book(study)
    labels = row_labels(study, tables, kind=rows)
    evidence = evidence_of(tables, book=book, rows=rows, columns=columns)
    stored = read_cells(study.corpus, study.book.renamed)
    cells, notes = found_again(stored, _rows_by_words(evidence), labels)
    names = {theme.id: theme.naam for theme in book.themas} if columns == "themes" else _names_of_codes(book)
    shown = Shown(
        corpus=study.name,
        rows=labels,
        columns=names,
        cells={place: cell for place, cell in cells.items() if cell.row in labels and cell.column in names},
        evidence=evidence,
        proposed=_proposed(tables, book=book, rows=rows, columns=columns),
    )
    save(path, matrix_workbook(shown))
    outdated = [cell for place, cell in shown.cells.items() if is_outdated(cell, evidence.get(place, ()))]
    return Made(path, len(shown.cells), len(outdated), [*notes, *_homeless(study, cells, book, tables)])


def row_labels(study: Study, tables: Mapping[str, pd.DataFrame], *, kind: RowKind) -> dict[str, tuple[str, str]]:
    """By row what stands before it: for a session its kind and date, for a person the group and the sessions."""
    if kind == "sessions":
        kinds = {key: item.naam for key, item in study.named.soorten.items()}
        sessions = tables["sessions"]
        dates = sessions.date.dt.strftime("%Y-%m-%d").fillna("")
        return {
            str(name): (kinds.get(kind_of, kind_of), date)
            for name, kind_of, date in zip(sessions.session_id, sessions.session_type, dates, strict=True)
        }
    people = _people(tables)
    groups = {key: group.naam for key, group in study.named.groepen.items()}
    found: dict[str, tuple[str, str]] = {}
    for person, own in people.groupby("row", sort=False):
        group = own.stakeholder_group.dropna()
        told = groups.get(group.iloc[0], group.iloc[0]) if len(group) else own.role.iloc[0]
        found[str(person)] = (told, ", ".join(sorted(set(own.session_id))))
    return found


def evidence_of(
    tables: Mapping[str, pd.DataFrame], *, book: Codebook, rows: RowKind, columns: ColumnKind
) -> dict[Place, tuple[str, ...]]:
    """By place the passages that people confirmed or that count, as cells name them; a code holds those under it."""
    found = _placed(tables, ("confirmed", "counted"), book=book, rows=rows, columns=columns)
    texts = dict(zip(tables["segments"].segment_id, tables["segments"].text, strict=True))
    return {place: tuple(named(segment, texts[segment]) for segment in ids) for place, ids in found.items()}


def _proposed(
    tables: Mapping[str, pd.DataFrame], *, book: Codebook, rows: RowKind, columns: ColumnKind
) -> dict[Place, int]:
    """By place how many passages wait for a decision, and carry the column in no other way."""
    waiting = _placed(tables, ("proposed",), book=book, rows=rows, columns=columns)
    counted = _placed(tables, ("confirmed", "counted"), book=book, rows=rows, columns=columns)
    return {place: n for place, ids in waiting.items() if (n := len(set(ids) - set(counted.get(place, ()))))}


def _placed(
    tables: Mapping[str, pd.DataFrame], status: Iterable[str], *, book: Codebook, **kinds: str
) -> dict[Place, list[str]]:
    """By place the ids of the segments with one of these states, in the order of the talk."""
    decided = tables["segment_codes"]
    coded = decided[decided.status.isin(list(status)) & decided.code.isin(book.codes)]
    people = _people(tables).set_index("participant_id").row
    segments = tables["segments"][tables["segments"].participant_id.isin(people.index)]
    row = segments.session_id if kinds["rows"] == "sessions" else segments.participant_id.map(people)
    placed = coded.merge(segments[["segment_id"]].assign(row=row), on="segment_id").sort_values("segment_id")
    found: dict[Place, dict[str, None]] = {}
    for segment, code, who in zip(placed.segment_id, placed.code, placed.row, strict=True):
        above = book.ancestors[code]
        for column in above[:1] if kinds["columns"] == "themes" else (*above[1:], code):
            found.setdefault((who, column), {})[segment] = None
    return {place: list(ids) for place, ids in found.items()}


def _people(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Who took part and may be heard, with the person behind each as `row`."""
    participants: Any = tables["participants"]
    people = participants.assign(row=participants.participant_id.map(persons(participants)))
    return people[people.has_consent & people.role.isin(SPOKE)]


def _names_of_codes(book: Codebook) -> dict[str, str]:
    return {code.id: code.naam for code in book.codes.values() if code.status != "vervallen"}


def _rows_by_words(evidence: Mapping[Place, tuple[str, ...]]) -> dict[str, set[str]]:
    """By the hash of a passage the rows in which these words stand."""
    found: dict[str, set[str]] = {}
    for (row, _), passages in evidence.items():
        for word in words_of(passages):
            found.setdefault(word, set()).add(row)
    return found


def _homeless(
    study: Study, cells: Mapping[Place, Cell], book: Codebook, tables: Mapping[str, pd.DataFrame]
) -> list[Problem]:
    """A note for every text of which row or column is in no matrix any more: it stays in matrix.csv."""
    rows = {*row_labels(study, tables, kind="sessions"), *row_labels(study, tables, kind="participants")}
    return [
        Problem("matrix.csv", 0, f"the text on '{row}' and '{column}' has no place in any matrix", "It is kept there.")
        for row, column in cells
        if row not in rows or column not in book.names
    ]
