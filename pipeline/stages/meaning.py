"""Nearness in meaning: how near each segment is to what the codebook says of each code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from pipeline.codebook import Code, question_and_answer, without_reference

Matrix = npt.NDArray[np.float64]

_NOTHING = 1e-9
"""Below this a difference is what rounding left."""

_WRITTEN = 10.0
"""What the book says of a code weighs as much as this many examples of it. Chosen on dekamer: docs/method.md."""

_SHRINKAGE = 10.0
"""How far the spread of the texts is shrunk to equal in all directions, in mean variances. Chosen on dekamer."""

_TAIL = 0.1587
"""The share of a normal distribution below one standard deviation under its middle."""

_ONE = 0.9
"""One segment, with room for the little that chance puts above any cut."""

_BEYOND = 2.0
"""Standard deviations of what chance puts above a cut: so much more is seldom chance."""

_SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class CodeTexts:
    """What the codebook says for and against a code, as texts to embed; `spoken` are its examples of talk."""

    code: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    spoken: tuple[str, ...] = ()


def texts_of(codes: Sequence[Code]) -> list[CodeTexts]:
    """The texts of each code: definition, examples and inclusions against exclusions and counter-examples.

    The definition stands there in several forms (with the name, the name alone, each sentence), since what they share
    is the code and what they do not is the wording.
    """
    return [_texts(code) for code in codes]


def _texts(code: Code) -> CodeTexts:
    written = (f"{code.naam}. {code.definitie}", code.naam, *_SENTENCES.split(code.definitie))
    examples, counter = tuple(map(_spoken, code.voorbeelden)), tuple(map(_spoken, code.tegenvoorbeelden))
    return CodeTexts(
        code.id,
        tuple(dict.fromkeys((*written, *map(without_reference, code.wel), *examples))),
        tuple(dict.fromkeys((*map(without_reference, code.niet), *counter))),
        tuple(dict.fromkeys((*examples, *counter))),
    )


def _spoken(example: str) -> str:
    question, answer = question_and_answer(example)
    return f"{question} {answer}" if question else answer


def centre(vectors: Matrix) -> Matrix:
    """Vectors without what they share, of length one. Sentence vectors of e5 lie in a narrow cone."""
    centred = vectors - vectors.mean(axis=0, keepdims=True)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.divide(centred, norms, out=np.zeros_like(centred), where=norms > _NOTHING)


def similarity(segments: Matrix, texts: Sequence[CodeTexts], *, vector_of: Callable[[str], Matrix]) -> Matrix:
    """Segments x codes: how much each segment is like what the book says of a code and unlike what it says of others.

    A linear discriminant on the book's own texts, shrunk far since they are few (Friedman 1989, Journal of the
    American Statistical Association 84); comparable over codes, without a unit. A segment of which one of
    a code's negative texts is nearer than any text that speaks for a code is at minus infinity for that code.
    """
    if not texts or not len(segments):
        return np.zeros((len(segments), len(texts)))
    with threadpool_limits(limits=1):
        vectors = _vectors(texts, vector_of)
        near = centre(segments)
        scores = near @ _discriminant(texts, vectors)
        scores[_ruled_out(near, texts, vectors)] = -np.inf
    return scores


def _ruled_out(near: Matrix, texts: Sequence[CodeTexts], vectors: dict[str, Matrix]) -> npt.NDArray[np.bool_]:
    """Segments x codes: where a text against the code lies nearer than any text of the book that speaks for a code.

    Nearer than those of its own code would not do: of a segment that has to do with neither, chance says which.
    """
    positive = _nearest(near, [code.positive for code in texts], vectors)
    negative = _nearest(near, [code.negative for code in texts], vectors)
    return (negative > positive) & (negative >= positive.max(axis=1, keepdims=True))


def _nearest(near: Matrix, texts: Sequence[Sequence[str]], vectors: dict[str, Matrix]) -> Matrix:
    """Segments x codes: the nearness of the nearest text of each code; minus infinity where it has none."""
    found = np.full((len(near), len(texts)), -np.inf)
    for column, names in enumerate(texts):
        if names:
            found[:, column] = (near @ np.stack([vectors[name] for name in names]).T).max(axis=1)
    return found


def _vectors(texts: Sequence[CodeTexts], vector_of: Callable[[str], Matrix]) -> dict[str, Matrix]:
    """The book's texts, each kind centred on its own mean: what is written, what is said; the segments on theirs."""
    spoken = dict.fromkeys(text for code in texts for text in code.spoken)
    written = dict.fromkeys(text for code in texts for text in (*code.positive, *code.negative) if text not in spoken)
    return {
        text: vector
        for kind in (written, spoken)
        if kind
        for text, vector in zip(kind, centre(np.stack([vector_of(text) for text in kind])), strict=True)
    }


def _discriminant(texts: Sequence[CodeTexts], vectors: dict[str, Matrix]) -> Matrix:
    """Dimensions x codes: the directions that tell the positive texts of each code from those of all others."""
    rows, weights, targets = [], [], []
    for column, code in enumerate(texts):
        n_written = len(set(code.positive) - set(code.spoken))
        for text in code.positive:
            rows.append(vectors[text])
            weights.append(1.0 if text in code.spoken else _WRITTEN / n_written)
            targets.append(column)
    matrix, weight = np.stack(rows), np.array(weights)[:, None] / sum(weights)
    spread = (matrix * weight).T @ matrix
    level = _SHRINKAGE * float(np.trace(spread)) / len(spread)
    if level < _NOTHING:
        return np.zeros((len(spread), len(texts)))
    belongs = np.eye(len(texts))[targets]
    directions = np.linalg.solve(spread + level * np.eye(len(spread)), matrix.T @ (belongs * weight))
    return np.asarray(directions, dtype=np.float64)


def distinction(scores: Matrix) -> Matrix:
    """Segments x codes: how far each segment stands above what is usual for that code, in standard deviations.

    Usual is the middle score of the code, and the spread that of the lower half: most segments do not carry a code,
    so the lower half tells how scores lie that only chance made (the empirical null of Efron 2004, Journal of the
    American Statistical Association 99). What is at minus infinity stays there. A constant column is zero.
    """
    found = np.full(scores.shape, -np.inf)
    for column, values in enumerate(scores.T):
        known = np.isfinite(values)
        if known.any():
            # What a negative text ruled out was low by rule, and says nothing of chance.
            middle, low = np.quantile(values[known], (0.5, _TAIL))
            spread = middle - low
            above = values[known] - middle
            found[known, column] = above / spread if spread > _NOTHING else np.zeros_like(above)
    return found


def thresholds(standing: Matrix) -> Matrix:
    """For each code the distinction from which proposing gives the largest expected F1, with nobody's codings.

    Of the segments above a cut, those beyond what chance is likely to put there are expected to carry the code.
    Infinite where that is not one segment: then nothing tells the code from its opposite.
    """
    return np.array([_threshold(values[np.isfinite(values)]) for values in standing.T])


def _threshold(values: Matrix) -> float:
    above = np.sort(values[values > 0])[::-1]
    if not len(above):
        return float("inf")
    n_proposed = np.arange(1, len(above) + 1)
    by_chance = len(values) * ndtr(-above)
    n_right = n_proposed - by_chance - _BEYOND * np.sqrt(by_chance)
    n_carry = n_right.max()
    if n_carry < _ONE:
        return float("inf")
    return float(above[int(np.argmax(2 * n_right / (n_proposed + n_carry)))])
