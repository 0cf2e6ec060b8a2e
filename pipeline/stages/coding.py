"""segments, tokens, vectors, codebook, human codings -> codings, coding_values, segment_codes.

The machine proposes by patterns and by meaning; people decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from spacy.language import Language

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.judgements import CoderRow
from pipeline.settings import Coding as Settings
from pipeline.stages import meaning, patterns
from pipeline.stages.meaning import Matrix
from pipeline.tables import Codings, CodingValues, SegmentCodes

VERSION = 1

PATTERN, SEMANTIC = "machine:pattern", "machine:semantic"
CONSENSUS = "consensus"


def code_by_patterns(tokens: pd.DataFrame, segments: pd.DataFrame, *, book: Codebook, nlp: Language) -> pd.DataFrame:
    """Proposals where a pattern of a code occurs, one row a match, with the matched words as evidence."""
    codable = set(segments.segment_id[segments.is_codable])
    text = dict(zip(segments.segment_id, segments.text, strict=True))
    codes = [code for code in book.codes.values() if code.is_for_machine]
    found = patterns.match_patterns(tokens[tokens.segment_id.isin(codable)], codes, nlp=nlp)
    return frame(
        Codings,
        (
            {
                "coding_id": f"p-{m.segment_id}-{m.code}-{m.start_char}",
                "segment_id": m.segment_id,
                "code": m.code,
                "coder": PATTERN,
                "is_present": True,
                "is_negated": m.is_negated,
                "start_char": m.start_char,
                "end_char": m.end_char,
                "evidence": text[m.segment_id][m.start_char : m.end_char],
                "codebook_version": book.versie,
            }
            for m in found
        ),
    )


def code_by_meaning(
    vectors: pd.DataFrame, *, book: Codebook, settings: Settings, vector_of: Callable[[str], Matrix]
) -> pd.DataFrame:
    """Proposals for the segments that lie nearest to what the book says of a code; few per segment."""
    codes = meaning.texts_of([code for code in book.codes.values() if code.is_for_machine])
    if not len(vectors) or not codes:
        return frame(Codings, [])
    matrix = np.stack(vectors.vector_in_context.to_list()).astype(float)
    scores = meaning.similarity(matrix, codes, vector_of=vector_of)
    best = np.argsort(-scores, axis=1, kind="stable")[:, : settings.proposals_per_segment]
    names = [code.code for code in codes]
    return frame(
        Codings,
        (
            {
                "coding_id": f"m-{segment_id}-{names[column]}",
                "segment_id": segment_id,
                "code": names[column],
                "coder": SEMANTIC,
                "is_present": True,
                "is_negated": False,
                "evidence": f"{row[column]:.1f} standaardafwijkingen boven het gemiddelde",
                "codebook_version": book.versie,
            }
            for segment_id, row, columns in zip(vectors.segment_id, scores, best, strict=True)
            for column in columns
            if row[column] >= settings.minimum_distinction
        ),
    )


def code_by_people(human_codings: pd.DataFrame, segments: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """People's codings on segments: each segment of which the words cover half, at least the one they cover most.

    Codes that were renamed or merged move along (`voorheen`); codes that the book lacks are left out here and
    listed by `unknown_codes`.
    """
    by_turn: dict[str, list[Any]] = {}
    for segment in segments.itertuples():
        by_turn.setdefault(segment.utterance_id, []).append(segment)
    rows = []
    for coding_id, parts in human_codings.groupby("coding_id", sort=False):
        first = next(parts.itertuples())
        code = book.renamed.get(first.code, first.code)
        if code not in book.codes:
            continue
        for segment, start, end in _covered(parts, by_turn):
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


def _covered(parts: pd.DataFrame, by_turn: dict[str, list[Any]]) -> list[tuple[Any, int, int]]:
    """The segments that one coding codes, with the span of its words in the turn."""
    touched: list[tuple[float, Any, int, int]] = []
    for part in parts.itertuples():
        for segment in by_turn.get(part.utterance_id, ()):
            start, end = max(part.start_char, segment.start_char), min(part.end_char, segment.end_char)
            if start < end:
                touched.append(((end - start) / len(segment.text.rstrip()), segment, start, end))
    half = [item for item in touched if item[0] >= 0.5]
    chosen = half or ([max(touched, key=lambda item: (item[2] - item[3]) * -1)] if touched else [])
    return [(segment, start, end) for _, segment, start, end in chosen]


def unknown_codes(human_codings: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """People's codings with a code that neither is nor was in the book."""
    known = set(book.codes) | set(book.renamed)
    return human_codings[~human_codings.code.isin(known)].drop_duplicates("coding_id")


def values_of(human_values: pd.DataFrame, codings: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """The dimensions on people's codings that found a segment, as far as the book knows dimension and value."""
    known = [(name, value) for name, values in book.dimensies.items() for value in values]
    kept = human_values[
        human_values.coding_id.isin(set(codings.coding_id))
        & pd.Series(list(zip(human_values.dimension, human_values.value, strict=True)), dtype=object)
        .isin(known)
        .to_numpy()
    ]
    return frame(CodingValues, kept.to_dict("records"))


def read_by(coders: Iterable[CoderRow], *, book: Codebook) -> set[tuple[str, str, str]]:
    """(coder, session, code) for every code that a person sought in a whole session: there, not coded is a *no*."""
    return {
        (row.coder, row.session_id, code)
        for row in coders
        if row.is_complete
        for code in (row.codes or tuple(book.codes))
    }


def decide(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    coders: Sequence[CoderRow],
    book: Codebook,
    settings: Settings,
) -> pd.DataFrame:
    """One status per segment and code: what people said goes before what the machine proposed.

    A proposal on a segment that somebody read whole for that code, and did not code, is rejected.
    """
    session_of = dict(zip(segments.segment_id, segments.session_id, strict=True))
    is_machine = codings.coder.str.startswith("machine:")
    read = read_by(coders, book=book)
    readers: dict[tuple[str, str], set[str]] = {}
    for coder, session, code in read:
        readers.setdefault((session, code), set()).add(coder)
    votes: dict[tuple[str, str], dict[str, bool]] = {}
    for row in codings[~is_machine].itertuples():
        # A yes goes before a no of the same person on the same segment: two passages may lie in it.
        said = votes.setdefault((row.segment_id, row.code), {})
        said[row.coder] = said.get(row.coder, False) or row.is_present
    machine = dict.fromkeys(zip(codings.segment_id[is_machine], codings.code[is_machine], strict=True))
    rows = []
    for segment_id, code in dict.fromkeys([*votes, *machine]):
        said = dict(votes.get((segment_id, code), {}))
        for coder in readers.get((session_of[segment_id], code), ()):
            said.setdefault(coder, False)
        if said:
            status, by = _settle(said, settings), "human"
        else:
            status, by = ("counted" if book.codes[code].machine == "telt mee" else "proposed"), "machine"
        rows.append({"segment_id": segment_id, "code": code, "status": status, "decided_by": by})
    return frame(SegmentCodes, sorted(rows, key=lambda row: (row["segment_id"], row["code"])))


def _settle(said: dict[str, bool], settings: Settings) -> str:
    """What people decided together. A consensus goes first, else the rule of the settings; a tie stays open."""
    if CONSENSUS in said:
        return "confirmed" if said[CONSENSUS] else "rejected"
    n_yes, n = sum(said.values()), len(said)
    if settings.coders_disagree == "meerderheid" and n_yes * 2 == n:
        return "proposed"
    needed = {"een": 1, "meerderheid": n // 2 + 1, "allen": n}[settings.coders_disagree]
    return "confirmed" if n_yes >= needed else "rejected"
