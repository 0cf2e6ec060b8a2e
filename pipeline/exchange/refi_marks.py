"""What was coded, as marks on the documents of the sessions: of people, and of the machine under a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.exchange.refi_notes import NO_VERSION, Remark
from pipeline.exchange.refi_texts import Document
from pipeline.exchange.refi_xml import guid_of
from pipeline.tables import MODEL, PATTERN, SEMANTIC

MACHINES = {
    PATTERN: "machine (zoekpatroon)",
    SEMANTIC: "machine (betekenis)",
    MODEL: "machine (geleerd van mensen)",
}
"""What the machine's coders are called as users of another program."""

_OPEN = ("proposed", "counted", "confirmed")


@dataclass(frozen=True)
class Mark:
    """One code by one coder on one stretch of a document; `is_present` is False where the coder refused it.

    `start` and `end` count code points of the document; `turns` are the stretches in turns: number, start, end.
    """

    guid: str
    session: str
    start: int
    end: int
    turns: tuple[tuple[int, int, int], ...]
    code: str
    coder: str
    is_present: bool
    note: str
    date: str | None


def user_guid(coder: str) -> str:
    """The GUID of a coder."""
    return guid_of("user", coder)


def marks_of_people(
    corpus: str, tables: Mapping[str, pd.DataFrame], told: Mapping[str, Document], *, book: Codebook
) -> list[Mark]:
    """What people decided, as it was placed in the last run; codes that the book lacks are left out."""
    values: dict[str, dict[str, str]] = {}
    of_value = tables["human_values"]
    for coding, name, value in zip(of_value.coding_id, of_value.dimension, of_value.value, strict=True):
        values.setdefault(coding, {})[name] = value
    made: Counter[tuple[Any, ...]] = Counter()
    found = []
    renamed, codes = book.renamed, book.codes
    row: Any
    parts: dict[str, list[Any]] = {}
    for row in tables["human_codings"].itertuples():
        parts.setdefault(row.coding_id, []).append(row)
    for coding_id, (first, *more) in parts.items():
        code, session = renamed.get(first.code, first.code), first.utterance_id.rsplit("-", 1)[0]
        turns = tuple(
            (int(row.utterance_id.rsplit("-", 1)[1]), int(row.start_char), int(row.end_char)) for row in (first, *more)
        )
        if code not in codes or not all(turn in told[session].spans for turn, _, _ in turns):
            continue
        version = _text(first.codebook_version)
        remark = Remark(
            values.get(coding_id, {}),
            _text(first.memo),
            "" if version == book.versie else version or NO_VERSION,
            "" if first.is_present else code,
        )
        known = (session, turns, code, first.coder, bool(first.is_present))
        made[known] += 1
        found.append(
            Mark(
                guid_of(corpus, "coding", *map(str, known), made[known]),
                session,
                told[session].position(turns[0][0], turns[0][1]),
                told[session].position(turns[-1][0], turns[-1][2]),
                turns,
                code,
                first.coder,
                bool(first.is_present),
                remark.text,
                None if pd.isna(first.decided_at) else first.decided_at.date().isoformat(),
            )
        )
    return found


def marks_of_machine(
    corpus: str, tables: Mapping[str, pd.DataFrame], told: Mapping[str, Document], *, book: Codebook
) -> list[Mark]:
    """What the machine proposes and nobody refused, each segment, code and way once, with what it rests on."""
    row: Any
    decided = tables["segment_codes"]
    decided = decided[decided.status.isin(_OPEN)]
    is_open = {*zip(decided.segment_id, decided.code, strict=True)}
    codings = tables["codings"]
    codings = codings[codings.coder.isin(list(MACHINES)) & codings.is_present & ~codings.is_negated]
    rows: dict[tuple[str, str, str], list[object]] = {}
    for row in codings.itertuples():
        rows.setdefault((row.segment_id, row.code, row.coder), []).append(row.evidence)
    segments: dict[str, Any] = {str(row.segment_id): row for row in tables["segments"].itertuples()}
    codes, found = book.codes, []
    for (segment, code, coder), evidence in sorted(rows.items(), key=lambda item: item[0]):
        if (segment, code) not in is_open or code not in codes:
            continue
        about = segments[segment]
        turn, document = int(about.utterance_id.rsplit("-", 1)[1]), told[about.session_id]
        if turn not in document.spans:
            continue
        start = int(about.start_char) + len(about.text) - len(about.text.lstrip())
        end = int(about.start_char) + len(about.text.rstrip())
        found.append(
            Mark(
                guid_of(corpus, "coding", segment, code, coder),
                about.session_id,
                document.position(turn, start),
                document.position(turn, end),
                ((turn, start, end),),
                code,
                coder,
                True,
                _rests_on(evidence),
                None,
            )
        )
    return found


def _rests_on(evidence: Iterable[object]) -> str:
    words = list(dict.fromkeys(text for text in evidence if isinstance(text, str)))
    return f"Voorstel van de machine. Gevonden: {'; '.join(words)}" if words else "Voorstel van de machine."


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
