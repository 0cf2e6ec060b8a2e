"""Nearness in meaning: how near each segment is to what the codebook says of each code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.codebook import Code, question_and_answer, without_reference

Matrix = npt.NDArray[np.float64]

_NOTHING = 1e-9
"""Below this a difference is what rounding left."""


@dataclass(frozen=True)
class CodeTexts:
    """What the codebook says for and against a code, as texts to embed."""

    code: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]


def texts_of(codes: Sequence[Code]) -> list[CodeTexts]:
    """The texts of each code: definition, examples and inclusions against exclusions and counter-examples."""
    return [
        CodeTexts(
            code.id,
            (f"{code.naam}. {code.definitie}", *map(without_reference, code.wel), *map(_spoken, code.voorbeelden)),
            (*map(without_reference, code.niet), *map(_spoken, code.tegenvoorbeelden)),
        )
        for code in codes
    ]


def _spoken(example: str) -> str:
    question, answer = question_and_answer(example)
    return f"{question} {answer}" if question else answer


def centre(vectors: Matrix) -> Matrix:
    """Vectors without what they share, of length one. Sentence vectors of e5 lie in a narrow cone."""
    centred = vectors - vectors.mean(axis=0, keepdims=True)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.divide(centred, norms, out=np.zeros_like(centred), where=norms > _NOTHING)


def similarity(segments: Matrix, texts: Sequence[CodeTexts], *, vector_of: Callable[[str], Matrix]) -> Matrix:
    """Segments x codes: how far above the code's usual nearness each segment lies, in standard deviations.

    The nearness to a code is the mean of that to its centre and to its nearest positive text. A segment that is nearer
    to one of its negative texts is put at minus infinity. Standard deviations make codes with long and with
    short texts comparable without any coded example.
    """
    if not texts or not len(segments):
        return np.zeros((len(segments), len(texts)))
    all_texts = [text for code in texts for text in (*code.positive, *code.negative)]
    vectors = dict(zip(all_texts, centre(np.stack([vector_of(text) for text in all_texts])), strict=True))
    # The book's texts are centred on their own mean, the talk on its own: they are different kinds of language.
    near = centre(segments)
    columns = [_nearness(near, code, vectors) for code in texts]
    return np.column_stack(columns)


def _nearness(segments: Matrix, code: CodeTexts, vectors: dict[str, Matrix]) -> Matrix:
    positive = np.stack([vectors[text] for text in code.positive])
    centroid = positive.mean(axis=0)
    centroid /= max(float(np.linalg.norm(centroid)), _NOTHING)
    nearest = (segments @ positive.T).max(axis=1)
    score = (segments @ centroid + nearest) / 2
    spread = float(score.std())
    standard = (score - score.mean()) / spread if spread > _NOTHING else np.zeros_like(score)
    if code.negative:
        against = (segments @ np.stack([vectors[text] for text in code.negative]).T).max(axis=1)
        standard = np.where(against > nearest, -np.inf, standard)
    return standard
