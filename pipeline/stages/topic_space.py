"""Documents as points whose inner product is how alike two of them are: in meaning, and in the parts of their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.stages.meaning import Matrix
from pipeline.stages.topic_documents import Documents

Neighbours = npt.NDArray[np.int64]

_SHRINKAGE = 10.0
"""How far the spread of the vectors is shrunk to equal in all directions, in mean variances: as in meaning.py."""

_DIMENSIONS = 200
"""Of the parts of words; more gain nothing (docs/method.md)."""

_ROWS = 1_000
"""Documents that are compared with all others at a time: memory grows with the corpus, not with its square."""

_NOTHING = 1e-9


@dataclass(frozen=True)
class Space:
    """What turns documents into points; made of those that the model is fitted on, used for all."""

    middle: Matrix
    turn: Matrix
    letters: Any
    reduction: Any

    def points(self, documents: Documents) -> Matrix:
        """Documents x dimensions, float32: the whitened vector of length one beside the reduced parts of words."""
        meaning = (documents.vectors - self.middle) @ self.turn
        norms = np.linalg.norm(meaning, axis=1, keepdims=True)
        parts = [np.divide(meaning, norms, out=np.zeros_like(meaning), where=norms > _NOTHING)]
        if self.reduction is not None:
            parts.append(self.reduction.transform(self.letters.transform(documents.lemmas)))
        return np.hstack(parts).astype(np.float32)


def make_space(documents: Documents, *, seed: int) -> Space:
    """The space of these documents.

    Vectors are whitened with shrinkage, since a few directions that all talk shares would drown the others. Parts of
    three to five letters see that *stagebegeleider* and *begeleiding* have to do with one another; latent semantic
    analysis (Deerwester and others 1990) makes them dense.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    middle = documents.vectors.mean(axis=0, keepdims=True)
    centred = documents.vectors - middle
    variances, directions = np.linalg.eigh(centred.T @ centred / max(len(documents), 1))
    scale = np.maximum(variances, 0) + _SHRINKAGE * max(float(variances.mean()), _NOTHING)
    letters = TfidfVectorizer(
        min_df=2, sublinear_tf=True, lowercase=False, dtype=np.float64, ngram_range=(3, 5), analyzer="char_wb"
    )
    reduction = None
    try:
        parts = letters.fit_transform(documents.lemmas)
    except ValueError:
        # No three letters occur in two documents.
        parts = None
    if parts is not None and min(parts.shape) > 1:
        n_dimensions = min(_DIMENSIONS, min(parts.shape) - 1)
        reduction = TruncatedSVD(n_dimensions, random_state=seed).fit(parts)
    return Space(middle, directions * scale**-0.5, letters, reduction)


def nearest(points: Matrix, among: Matrix, *, k: int) -> Iterator[tuple[Neighbours, Matrix]]:
    """Block by block, for each of `points` its `k` most alike among `among` and how alike, the most alike first.

    Equally alike ones stand in the order of `among`.
    """
    k = min(k, len(among))
    for start in range(0, len(points), _ROWS):
        alike = points[start : start + _ROWS] @ among.T
        found = np.sort(np.argpartition(-alike, k - 1, axis=1)[:, :k], axis=1)
        order = np.argsort(-np.take_along_axis(alike, found, axis=1), axis=1, kind="stable")
        found = np.take_along_axis(found, order, axis=1)
        yield found, np.take_along_axis(alike, found, axis=1)
