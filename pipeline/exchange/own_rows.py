"""What one coder said of one session by now, as it stands in coderingen/, on the segments of the last run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.exchange.placed_rows import Placing, row_of
from pipeline.flow_sessions import read_key, sha256_of
from pipeline.judgements import CodingRow
from pipeline.study import Study


@dataclass(frozen=True)
class OwnRow:
    """A row of coderingen/, the code that it means now and the segments that it falls on."""

    row: CodingRow
    code: str
    segments: tuple[str, ...]


def own_rows(study: Study, coder: str, session: str, tables: Mapping[str, pd.DataFrame]) -> list[OwnRow]:
    """The rows of a coder in a session, from the tables segments, utterances and codings of the last run.

    Words as they stood in the transcript are found by a run alone: where people coded since, such rows have no segment.
    """
    placing = placing_of(study, session, tables)
    stored = stored_segments(tables["codings"], coder) if is_as_read(study, session) else {}
    found = []
    for row in study.codings_of(session):
        if row.coder == coder:
            source = f"{row.file.rsplit('/', 1)[-1]}-{row.line}"
            segments = placing.segments_of(row_of(row)) or stored.get(source, [])
            found.append(OwnRow(row, study.book.renamed.get(row.code, row.code), tuple(segments)))
    return found


def placing_of(study: Study, session: str, tables: Mapping[str, pd.DataFrame]) -> Placing:
    """What finds the segments of rows of one session."""
    utterances, segments = tables["utterances"], tables["segments"]
    texts = utterances.text[utterances.session_id == session].fillna("").tolist()
    return Placing({session: texts}, segments[segments.session_id == session], book=study.book)


def is_as_read(study: Study, session: str) -> bool:
    """Whether nobody coded in this session since the last run: only then a row is known by its number."""
    row = next(item for item in study.sessions if item.session_id == session)
    stored = study.store.stored("utterances", session)
    return stored is not None and stored.key == read_key(study, row, sha256_of(study.transcript(row)))


def stored_segments(codings: pd.DataFrame, coder: str) -> dict[str, list[str]]:
    """The segments of a coder's codings by the file and row that they came from, as their ids name it."""
    own = codings[codings.coder == coder]
    found: dict[str, list[str]] = {}
    for name, segment in zip(own.coding_id, own.segment_id, strict=True):
        source = name.removeprefix(f"{coder}-{segment.split('-', maxsplit=1)[0]}-")
        found.setdefault(source, []).append(segment)
    return found
