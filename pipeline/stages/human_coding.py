"""human_codings, segments, codebook -> codings: what people coded, laid on segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.tables import Codings, CodingValues


def code_by_people(human_codings: pd.DataFrame, segments: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """People's codings on segments: each segment of which the words cover half, at least the one they cover most.

    Codes that were renamed or merged move along (`voorheen`); codes that the book lacks are left out here and
    listed by `unknown_codes`.
    """
    by_turn: dict[str, list[Any]] = {}
    segment: Any
    for segment in segments.itertuples():
        by_turn.setdefault(segment.utterance_id, []).append(segment)
    codes, renamed = book.codes, book.renamed
    rows = []
    for coding_id, parts in human_codings.groupby("coding_id", sort=False):
        first: Any = next(parts.itertuples())
        code = renamed.get(first.code, first.code)
        if code not in codes:
            continue
        spans = zip(parts.utterance_id, parts.start_char, parts.end_char, strict=True)
        for segment, start, end in covered(spans, by_turn):
            rows.append(
                {
                    "coding_id": coding_id,
                    "segment_id": segment.segment_id,
                    "code": code,
                    "coder": first.coder,
                    "is_present": first.is_present,
                    "is_negated": False,
                    "start_char": start - segment.start_char,
                    "end_char": end - segment.start_char,
                    "decided_at": first.decided_at,
                    "codebook_version": first.codebook_version,
                    "memo": first.memo,
                }
            )
    return frame(Codings, rows)


def covered(spans: Iterable[tuple[str, int, int]], by_turn: Mapping[str, Sequence[Any]]) -> list[tuple[Any, int, int]]:
    """The segments that one coding codes, with the span of its words in the turn.

    `spans` are turns with offsets in them, `by_turn` the segments of each, as rows of that table.
    """
    touched: list[tuple[Any, int, int]] = []
    for turn, first, last in spans:
        for segment in by_turn.get(turn, ()):
            start, end = max(first, segment.start_char), min(last, segment.end_char)
            if start < end:
                touched.append((segment, start, end))
    half = [(segment, s, e) for segment, s, e in touched if (e - s) * 2 >= len(segment.text.rstrip())]
    return half or sorted(touched, key=lambda item: item[1] - item[2])[:1]


def unknown_codes(human_codings: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """People's codings with a code that neither is nor was in the book."""
    known = set(book.codes) | set(book.renamed)
    return human_codings[~human_codings.code.isin(known)].drop_duplicates("coding_id")


def values_of(human_values: pd.DataFrame, codings: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """The dimensions on people's codings that found a segment, as far as the book knows dimension and value."""
    known = {(name, value) for name, values in book.dimensies.items() for value in values}
    found = set(codings.coding_id)
    rows = zip(human_values.coding_id, human_values.dimension, human_values.value, strict=True)
    return frame(
        CodingValues,
        (
            {"coding_id": coding_id, "dimension": name, "value": value}
            for coding_id, name, value in rows
            if coding_id in found and (name, value) in known
        ),
    )
