"""What people decided, as they wrote it down: coderingen/*.csv, codeurs.csv and citaten.csv."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.errors import Problem
from pipeline.registers import Reading, parse_date


@dataclass(frozen=True)
class CodingRow:
    """A row of a table in coderingen/: what one person coded, anchored on words."""

    session_id: str
    turn: int | None
    quote: str
    code: str
    coder: str
    is_present: bool
    date: str | None
    version: str | None
    memo: str | None
    values: tuple[tuple[str, str], ...]
    file: str
    line: int


@dataclass(frozen=True)
class CoderRow:
    """A row of codeurs.csv: who read which session for which codes (none named: all of them)."""

    coder: str
    session_id: str
    codes: tuple[str, ...]
    is_complete: bool
    is_blind: bool


@dataclass(frozen=True)
class ReleasedQuote:
    """A row of citaten.csv: a quote that a person chose, and whether it may go outside."""

    session_id: str
    turn: int | None
    quote: str
    report: str
    reason: str | None
    is_released: bool
    line: int


def read_codings(found: Reading, *, sessions: Collection[str], dimensions: Collection[str]) -> list[CodingRow]:
    """What people coded. Rows that name no session, code or coder, or no words, become notes: they stop nothing."""
    known = ["sessie", "beurt", "citaat", "code", "codeur", "besluit", "datum", "versie", "memo", *dimensions]
    result = []
    for line, row in found.rows(known, ["sessie", "code", "codeur"]):
        lacking = [column for column in ("sessie", "code", "codeur") if not row[column]]
        turn = row.get("beurt", "")
        decision = row.get("besluit", "").lower() or "ja"
        reason = (
            f"'{lacking[0]}' is empty" if lacking
            else f"session '{row['sessie']}' is not in sessies.csv" if row["sessie"] not in sessions
            else f"beurt '{turn}' is not a number" if turn and not turn.isdecimal()
            else "neither beurt nor citaat" if not turn and not row.get("citaat")
            else f"besluit '{decision}' is neither ja nor nee" if decision not in ("ja", "nee")
            else None
        )  # fmt: skip
        if reason:
            found.notes.append(Problem(found.sheet.name, line, reason, "This coding is left out."))
            continue
        values = tuple((name, row[name].lower()) for name in dimensions if row.get(name))
        result.append(
            CodingRow(
                row["sessie"],
                int(turn) if turn else None,
                row.get("citaat", ""),
                row["code"].lower(),
                row["codeur"],
                decision == "ja",
                parse_date(row.get("datum", "")),
                row.get("versie") or None,
                row.get("memo") or None,
                values,
                found.sheet.name,
                line,
            )
        )
    return result


def read_coders(found: Reading) -> list[CoderRow]:
    """Who read what, from codeurs.csv."""
    result = []
    for line, row in found.rows("codeur sessie codes volledig blind".split(), ["codeur", "sessie"]):
        codes = tuple(re.split(r"[\s,;]+", row.get("codes", "").lower().strip("* "))) if row.get("codes") else ()
        answers = [found.choice(line, row, column, ("ja", "nee")) == "ja" for column in ("volledig", "blind")]
        result.append(CoderRow(row["codeur"], row["sessie"], tuple(c for c in codes if c), answers[0], answers[1]))
    return result


def read_released_quotes(found: Reading) -> list[ReleasedQuote]:
    """The quotes that a person chose, from citaten.csv."""
    known = "sessie beurt citaat rapport reden vrijgegeven".split()
    return [
        ReleasedQuote(
            row["sessie"],
            found.whole(line, row, "beurt"),
            row["citaat"],
            row.get("rapport", ""),
            row.get("reden") or None,
            found.choice(line, row, "vrijgegeven", ("ja", "nee")) == "ja",
            line,
        )
        for line, row in found.rows(known, ["sessie", "citaat"])
    ]
