"""What people differ on, as a sheet to talk over: both sides' words, and an empty column for what is agreed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.spreadsheets import Value, csv_bytes, save
from pipeline.judgements import CONSENSUS, read_by
from pipeline.reading import is_whole_number
from pipeline.sheets import read_sheet
from pipeline.stages.disagreements import list_disagreements
from pipeline.study import Study

COLUMNS = "sessie beurt wie vraag fragment code ja nee memo consensus".split()
"""The columns of the sheet. `consensus` takes `ja` or `nee`, and then counts before what each coder gave."""

ANSWERS = ("ja", "nee")

KEPT = "verschillen-consensus.csv"
"""The table in coderingen/ in which the program keeps what was agreed on."""

_KEPT_COLUMNS = "sessie beurt citaat code codeur besluit datum versie".split()
_NEEDED = "sessie beurt fragment code consensus".split()
_TABLES = ("codings", "segments", "human_codings")


def disagreement_rows(study: Study) -> list[list[Value]]:
    """A row per segment and code on which people differ, with what was agreed on since.

    Masked text alone, from the stored tables. Raises PipelineError where there are none.
    """
    store = study.store
    if not store.stored("codings"):
        raise PipelineError(Problem(study.name, 0, "nothing is coded yet", "Run `route run --no-reports` first."))
    tables, book = {name: store.load(name) for name in _TABLES}, study.book
    found = list_disagreements(tables, read=read_by(study.coders, book=book), codes=list(book.codes))
    groups = {key: group.naam for key, group in study.named.groepen.items()}
    names = {code.id: code.naam for code in book.codes.values()}
    return [list(row) for row in rows_of(found, groups=groups, names=names)]


def rows_of(found: pd.DataFrame, *, groups: dict[str, str], names: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    """Disagreements as the rows of the sheet; `code` holds the id, by which the sheet is read back."""
    row: Any
    for row in found.itertuples(index=False):
        group = row.stakeholder_group if isinstance(row.stakeholder_group, str) else ""
        yield (
            row.session_id,
            int(row.utterance_id.rsplit("-", 1)[1]),
            f"{groups.get(group, group)} ({row.participant_id})" if group else row.participant_id,
            row.context if isinstance(row.context, str) else None,
            row.text.strip(),
            row.code,
            _lines(f"{said.coder}: {said.words}" for said in row.yes),
            _lines(f"{said.coder}: {_instead(said.instead, row.is_boundary, names)}" for said in row.no),
            _lines(f"{memo.coder}: {memo.text}" for memo in row.memos) or None,
            None if row.consensus is None else ANSWERS[0] if row.consensus else ANSWERS[1],
        )


def _instead(codes: Iterable[str], is_boundary: bool, names: dict[str, str]) -> str:
    if is_boundary:
        return "zelfde passage, andere grenzen"
    given = ", ".join(names.get(code, code) for code in codes)
    return f"wel {given}" if given else "geen code"


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


@dataclass
class Agreed:
    """What came of a filled-in sheet: how many rows are new or changed, and what could not be taken."""

    n_new: int = 0
    n_changed: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_agreed(study: Study, path: Path, *, today: str) -> Agreed:
    """Take what was filled in under `consensus` into coderingen/verschillen-consensus.csv, which the program keeps.

    A later answer on the same words and code takes the place of an earlier one; what cannot be taken is listed and
    stops nothing. `today` is the date of what is new. Raises PipelineError where a file cannot be read or written, or
    lacks a column.
    """
    study.raise_problems()
    stored = study.corpus / "coderingen" / KEPT
    known = {_key(row): row for _, row in read_sheet(stored).rows} if stored.is_file() else {}
    found, filled = Agreed(), read_sheet(path, columns=COLUMNS)
    if lacking := [column for column in _NEEDED if column not in filled.columns]:
        what = f"column '{lacking[0]}' is missing"
        raise PipelineError(Problem(path.name, filled.header, what, "Is it a file of `route export disagreements`?"))
    for line, row in filled.rows:
        answer = row.get("consensus", "").strip().lower()
        if not answer:
            continue
        if fault := _fault(row, answer, study):
            found.problems.append(Problem(path.name, line, fault, "This row is left out."))
            continue
        new = {"sessie": row["sessie"], "beurt": row["beurt"], "citaat": row["fragment"], "code": row["code"].lower()}
        before = known.get(_key(new))
        if before is None or before["besluit"] != answer:
            found.n_new += before is None
            found.n_changed += before is not None
            about = {"codeur": CONSENSUS, "besluit": answer, "datum": today, "versie": study.book.versie}
            known[_key(new)] = new | about
    if found.n_new or found.n_changed:
        save(
            stored,
            csv_bytes([_KEPT_COLUMNS, *([row.get(name, "") for name in _KEPT_COLUMNS] for row in known.values())]),
        )
    return found


def _key(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    """By what a row is known again, however its spaces were changed."""
    return row["sessie"], row["beurt"], " ".join(row["citaat"].split()), row["code"].lower()


def _fault(row: Mapping[str, str], answer: str, study: Study) -> str | None:
    """Why a row cannot be taken, or None."""
    book, code = study.book, row.get("code", "").lower()
    lacking = [column for column in ("sessie", "beurt", "fragment", "code") if not row.get(column, "").strip()]
    reasons = (
        (answer not in ANSWERS, f"consensus '{answer[:20]}' is neither ja nor nee"),
        (lacking, f"'{', '.join(lacking)}' is empty"),
        (row.get("sessie") not in {s.session_id for s in study.sessions}, "this session is not in sessies.csv"),
        (not is_whole_number(row.get("beurt", "")), "beurt is not a number"),
        (code not in book.codes and code not in book.renamed, f"code '{code[:40]}' is not in the codebook"),
    )
    return next((reason for holds, reason in reasons if holds), None)
