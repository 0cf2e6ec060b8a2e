"""segments, tokens, vectors, codebook -> codings: what the machine proposes, by patterns and by meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.settings import Coding as Settings
from pipeline.stages import meaning
from pipeline.stages.matching import match_patterns
from pipeline.stages.meaning import Matrix
from pipeline.tables import PATTERN, SEMANTIC, Codings

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
