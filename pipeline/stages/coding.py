"""What the machine found -> codings: by patterns, by meaning, and by what it learned from people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.stages.matching import Match
from pipeline.stages.meaning import Matrix
from pipeline.stages.nearness import Mask, Near
from pipeline.tables import MODEL, PATTERN, SEMANTIC, Codings

Sure = Mapping[tuple[str, str], float]
"""The measured chance that a person agrees, by segment and code; nan where nothing was measured."""


def by_patterns(
    matches: Iterable[Match], text: Mapping[str, str], *, book: Codebook, sure: Sure | None = None
) -> pd.DataFrame:
    """One row a match, with the matched words as evidence; `text` is that of the segments."""
    known = sure or {}
    return frame(
        Codings,
        (
            {
                "coding_id": f"p-{m.segment_id}-{m.code}-{m.start_char}",
                "segment_id": m.segment_id,
                "code": m.code,
                "coder": PATTERN,
                "is_present": True,
                "confidence": known.get((m.segment_id, m.code)),
                "is_negated": m.is_negated,
                "start_char": m.start_char,
                "end_char": m.end_char,
                "evidence": text[m.segment_id][m.start_char : m.end_char],
                "codebook_version": book.versie,
            }
            for m in matches
        ),
    )


def best_codes(scores: Matrix, is_near: Mask, *, most: int) -> list[list[int]]:
    """For each segment the columns of the codes that it is near to: at most so many, the highest score first."""
    near = np.where(is_near, scores, -np.inf)
    best = np.argsort(-near, axis=1, kind="stable")[:, :most]
    return [[int(column) for column in columns if np.isfinite(near[row, column])] for row, columns in enumerate(best)]


def by_meaning(
    segment_ids: Sequence[str],
    codes: Sequence[str],
    near: Near,
    *,
    most: int,
    book: Codebook,
) -> pd.DataFrame:
    """A row for each segment and each code that it is near to: at most so many per segment, the nearest first."""
    return frame(
        Codings,
        (
            {
                "coding_id": f"m-{segment_ids[row]}-{codes[column]}",
                "segment_id": segment_ids[row],
                "code": codes[column],
                "coder": SEMANTIC,
                "is_present": True,
                "confidence": near.chance[row, column],
                "is_negated": False,
                "evidence": _standing(near.standing[row, column]),
                "codebook_version": book.versie,
            }
            for row, columns in enumerate(best_codes(near.standing, near.is_near, most=most))
            for column in columns
        ),
    )


def _standing(score: float) -> str:
    return f"{score:.1f} standaardafwijkingen boven wat gewoon is".replace(".", ",")


def by_model(probability: pd.DataFrame, *, book: Codebook) -> pd.DataFrame:
    """A row for each segment and code that the model learned and proposes, with its chance as confidence.

    `probability` is that of learning.Learned: of segments that people judged it comes from other sessions than theirs.
    """
    proposed = probability[probability.is_proposed]
    return frame(
        Codings,
        (
            {
                "coding_id": f"l-{segment_id}-{code}",
                "segment_id": segment_id,
                "code": code,
                "coder": MODEL,
                "is_present": True,
                "confidence": chance,
                "is_negated": False,
                "evidence": "geleerd van codeurs",
                "codebook_version": book.versie,
            }
            for segment_id, code, chance in zip(proposed.segment_id, proposed.code, proposed.probability, strict=True)
        ),
    )
