"""What people decided, as they wrote it down: coderingen/*.csv, codeurs.csv and citaten.csv.

A coding that cannot be used is noted and left out; it stops nothing. In codeurs.csv and citaten.csv, which are short,
an empty or unreadable cell must be mended.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.codebook import Codebook
from pipeline.errors import did_you_mean
from pipeline.reading import Reading, is_whole_number, parse_date
from pipeline.sheets import BEYOND

CONSENSUS = "consensus"
"""The coder under whose name stands what coders agreed on together."""

BLIND, TEACHING = "blind", "leerzaam"
SAMPLES = (BLIND, TEACHING)
"""Review sheets: drawn at random and without the machine's proposal, to measure; or where a decision teaches most."""

_MACHINE = "machine:"
_COLUMNS = "sessie beurt citaat code codeur besluit datum versie memo steekproef gewicht".split()
"""The last two come from a review sheet: which sample asked for the row, and how many segments it stands for."""

_QUOTE_COLUMNS = "sessie beurt citaat rapport reden vrijgegeven leesversie".split()


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
    sample: str | None = None
    weight: float | None = None


@dataclass(frozen=True)
class CoderRow:
    """A row of codeurs.csv: who read which session for which codes (none named: all of them, but for the `newer`)."""

    coder: str
    session_id: str
    codes: tuple[str, ...]
    is_complete: bool
    is_blind: bool
    line: int = field(default=0, compare=False)
    newer: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleasedQuote:
    """A row of citaten.csv: a quote that a person chose, and whether it may go outside.

    `reading` is the same words made easier to read: fillers out, […] for what is left out, [words] to explain.
    """

    session_id: str
    turn: int | None
    quote: str
    report: str
    reason: str | None
    is_released: bool
    line: int
    reading: str | None = None


def read_codings(
    found: Reading,
    *,
    sessions: Collection[str],
    book: Codebook | None,
    doubtful: Mapping[tuple[int, int], str] | None = None,
) -> list[CodingRow]:
    """What people coded. A code or value that the book lacks is noted too, but the row is kept: the book may change.

    `doubtful` tells by sheet and row why a row of a workbook may not say what a person sees in it: it is left out.
    """
    dimensions = book.dimensies if book else {}
    known = [*_COLUMNS, *dimensions]
    if book is None:
        # While the book is broken nobody knows which columns are dimensions.
        known += [column for column in found.sheet.columns if column not in known]
    codes = {*book.codes, *book.renamed} if book else set()
    result = []
    for line, row in found.rows(known, ["sessie", "code", "codeur"]):
        if reason := (doubtful or {}).get((found.sheet.number, line)) or _why_not(row, sessions):
            found.note(line, reason, "This coding is left out.")
            continue
        code, date, values = row["code"].lower(), row.get("datum", ""), _values(row, dimensions)
        if codes and code not in codes:
            found.note(line, f"code '{code}' is not in the codebook", did_you_mean(code, codes, "It is not counted."))
        if date and parse_date(date) is None:
            found.note(line, f"datum '{date}' is not a date", "Write 2026-03-31 or 31-03-2026.")
        for name, value in values:
            if value not in dimensions[name]:
                what = f"{name} '{value}' is not in the codebook"
                found.note(line, what, did_you_mean(value, dimensions[name], "It is not counted."))
        turn, weight = row.get("beurt", ""), row.get("gewicht", "")
        if weight and (_weight(weight) is None or not row.get("steekproef")):
            what = f"gewicht '{weight[:20]}' is no number above 0, or belongs to no steekproef"
            found.note(line, what, "The row is taken without it.")
        result.append(
            CodingRow(
                row["sessie"],
                int(turn) if turn else None,
                row.get("citaat", ""),
                code,
                row["codeur"],
                row.get("besluit", "").lower() != "nee",
                parse_date(date),
                row.get("versie") or None,
                row.get("memo") or None,
                values,
                found.sheet.name,
                line,
                row.get("steekproef", "").lower() or None,
                _weight(weight),
            )
        )
    return result


def _weight(text: str) -> float | None:
    """A weight as a Dutch or an English spreadsheet writes it; None where it is no number above 0."""
    try:
        weight = float(text.replace(",", "."))
    except ValueError:
        return None
    return weight if 0 < weight < float("inf") else None


def _why_not(row: dict[str, str], sessions: Collection[str]) -> str | None:
    """Why a coding cannot be used, or None."""
    turn, decision = row.get("beurt", ""), row.get("besluit", "").lower() or "ja"
    sample = row.get("steekproef", "").lower()
    lacking = [column for column in ("sessie", "code", "codeur") if not row[column]]
    unknown = _unknown_session(row["sessie"], sessions)
    reasons = (
        (BEYOND in row, f"this row has {row.get(BEYOND)}: a text that holds a separator stands in quotes"),
        (lacking, f"'{', '.join(lacking)}' is empty"),
        (unknown, unknown),
        (turn and not is_whole_number(turn), f"beurt '{turn[:20]}' is not a number"),
        (not turn and not row.get("citaat"), "neither beurt nor citaat"),
        (decision not in ("ja", "nee"), f"besluit '{decision}' is neither ja nor nee"),
        (row["codeur"].lower().startswith(_MACHINE), "this codeur is the machine"),
        (sample not in ("", *SAMPLES), f"steekproef '{sample[:20]}' is none of: {', '.join(SAMPLES)}"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _unknown_session(session: str, sessions: Collection[str]) -> str | None:
    if session in sessions or not sessions:
        return None
    hint = did_you_mean(session, sessions)
    return f"session '{session}' is not in sessies.csv" + (f" ({hint})" if hint else "")


def _values(row: dict[str, str], dimensions: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, row[name].lower()) for name in dimensions if row.get(name))


def read_coders(found: Reading, *, sessions: Collection[str], book: Codebook | None) -> list[CoderRow]:
    """Who read what, from codeurs.csv. A theme among the codes stands for all codes under it."""
    result = []
    for line, row in found.rows("codeur sessie codes volledig blind".split(), ["codeur", "sessie"]):
        found.whole_row(line, row)
        coder, session = found.needed(line, row, "codeur"), found.needed(line, row, "sessie")
        is_complete, is_blind = (found.choice(line, row, name, ("ja", "nee")) == "ja" for name in ("volledig", "blind"))
        if unknown := session and _unknown_session(session, sessions):
            found.note(line, unknown, "This row is left out.")
            continue
        named = [code for code in re.split(r"[\s,;]+", row.get("codes", "").lower()) if code.strip("*")]
        codes: list[str] = []
        for name in named:
            meant = _codes_of(name, book)
            codes += meant
            if book and not meant:
                remedy = did_you_mean(name, book.names, "Name codes or themes.")
                found.note(line, f"code '{name}' is not in the codebook", remedy)
        if named and not codes:
            # None named means all of them; only unknown ones named must not come to mean that.
            continue
        result.append(CoderRow(coder, session, tuple(codes), is_complete, is_blind, line))
    return result


def _codes_of(name: str, book: Codebook | None) -> list[str]:
    """The codes that a name in codeurs.csv stands for: itself, what it was renamed to, or all codes of a theme."""
    if book is None:
        return [name]
    name = book.renamed.get(name, name)
    if name in book.codes:
        return [name]
    return [code for code, above in book.ancestors.items() if above[0] == name]


def read_released_quotes(found: Reading, *, sessions: Collection[str]) -> list[ReleasedQuote]:
    """The quotes that a person chose, from citaten.csv."""
    result = []
    for line, row in found.rows(_QUOTE_COLUMNS, ["sessie", "citaat"]):
        found.whole_row(line, row)
        session = found.needed(line, row, "sessie")
        if unknown := session and _unknown_session(session, sessions):
            found.note(line, unknown, "This quote is left out.")
            continue
        result.append(
            ReleasedQuote(
                session,
                found.whole(line, row, "beurt"),
                row["citaat"],
                row.get("rapport", ""),
                row.get("reden") or None,
                found.choice(line, row, "vrijgegeven", ("ja", "nee")) == "ja",
                line,
                row.get("leesversie") or None,
            )
        )
    return result


def spell_alike(codings: list[CodingRow], coders: list[CoderRow]) -> tuple[list[CodingRow], list[CoderRow]]:
    """The same rows with one spelling of each coder, that of codeurs.csv first: hb and HB are one coder, not two."""
    spelled = {CONSENSUS: CONSENSUS}
    for name in [*(row.coder for row in coders), *(row.coder for row in codings)]:
        spelled.setdefault(name.lower(), name)
    return (
        [replace(row, coder=spelled[row.coder.lower()]) for row in codings],
        [replace(row, coder=spelled[row.coder.lower()]) for row in coders],
    )


def read_by(coders: Iterable[CoderRow], *, book: Codebook) -> set[tuple[str, str, str]]:
    """(coder, session, code) for every code that a person sought in a whole session: there, not coded is a *no*."""
    everything = tuple(book.codes)
    return {
        (row.coder, row.session_id, code)
        for row in coders
        if row.is_complete
        for code in (row.codes or everything)
        if code not in row.newer
    }
