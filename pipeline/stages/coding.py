"""segments, tokens, vectors, codebook, human codings -> codings, coding_values, segment_codes.

The machine proposes by patterns and by meaning; people decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.judgements import CONSENSUS, CoderRow, read_by
from pipeline.settings import Coding as Settings
from pipeline.stages import meaning
from pipeline.stages.matching import match_patterns
from pipeline.stages.meaning import Matrix
from pipeline.tables import PATTERN, SEMANTIC, Codings, CodingValues, SegmentCodes

if TYPE_CHECKING:
    from spacy.language import Language


def code_by_patterns(tokens: pd.DataFrame, segments: pd.DataFrame, *, book: Codebook, nlp: Language) -> pd.DataFrame:
    """Proposals where a pattern of a code occurs, one row a match, with the matched words as evidence."""
    codable = set(segments.segment_id[segments.is_codable])
    text = dict(zip(segments.segment_id, segments.text, strict=True))
    codes = [code for code in book.codes.values() if code.is_for_machine]
    found = match_patterns(tokens[tokens.segment_id.isin(codable)], codes, nlp=nlp)
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
                "evidence": f"{row[column]:.1f} standaardafwijkingen boven het gemiddelde".replace(".", ","),
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
    touched: list[tuple[Any, int, int]] = []
    part: Any
    for part in parts.itertuples():
        for segment in by_turn.get(part.utterance_id, ()):
            start, end = max(part.start_char, segment.start_char), min(part.end_char, segment.end_char)
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


def decide(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    coders: Sequence[CoderRow],
    book: Codebook,
    settings: Settings,
) -> pd.DataFrame:
    """One status per segment and code: what people said goes before what the machine proposed.

    A proposal on a segment that somebody read whole for that code, and did not code, is rejected. Of a code that is
    set to count, what its search patterns find counts; nearness in meaning has no measured worth yet and stays a
    proposal.
    """
    session_of = dict(zip(segments.segment_id, segments.session_id, strict=True))
    may_count = {code.id for code in book.codes.values() if code.machine == "telt mee"}
    readers: dict[tuple[str, str], set[str]] = {}
    for coder, session, code in read_by(coders, book=book):
        readers.setdefault((session, code), set()).add(coder)
    is_machine = codings.coder.str.startswith("machine:")
    votes = _votes(codings[~is_machine])
    machine = set(zip(codings.segment_id[is_machine], codings.code[is_machine], strict=True))
    by_pattern = codings[codings.coder == PATTERN]
    patterned = set(zip(by_pattern.segment_id, by_pattern.code, strict=True))
    rows = []
    for segment_id, code in sorted({*votes, *machine}):
        said = dict.fromkeys(readers.get((session_of[segment_id], code), ()), False) | votes.get((segment_id, code), {})
        if said:
            status, by = _settle(said, settings), "human"
        else:
            is_counted = code in may_count and (segment_id, code) in patterned
            status, by = ("counted" if is_counted else "proposed"), "machine"
        rows.append({"segment_id": segment_id, "code": code, "status": status, "decided_by": by})
    return frame(SegmentCodes, rows)


def _votes(codings: pd.DataFrame) -> dict[tuple[str, str], dict[str, bool]]:
    """What each person said of a segment and code. A yes goes before a no: two passages may lie in one segment."""
    votes: dict[tuple[str, str], dict[str, bool]] = {}
    for segment_id, code, coder, is_present in zip(
        codings.segment_id, codings.code, codings.coder, codings.is_present, strict=True
    ):
        said = votes.setdefault((segment_id, code), {})
        said[coder] = said.get(coder, False) or bool(is_present)
    return votes


def _settle(said: dict[str, bool], settings: Settings) -> str:
    """What people decided together. A consensus goes first, else the rule of the settings; a tie stays open."""
    if CONSENSUS in said:
        return "confirmed" if said[CONSENSUS] else "rejected"
    n_yes, n = sum(said.values()), len(said)
    if settings.coders_disagree == "meerderheid" and n_yes * 2 == n:
        return "proposed"
    needed = {"een": 1, "meerderheid": n // 2 + 1, "allen": n}[settings.coders_disagree]
    return "confirmed" if n_yes >= needed else "rejected"
