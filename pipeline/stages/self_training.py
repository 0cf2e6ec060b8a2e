"""Scores by what the codebook says, and the corpus itself -> scores by what the corpus teaches, with nobody's codings.

The scores become soft labels of all segments, and a classifier learns from those what else goes with each code
(self-training: Gera et al. 2022, EMNLP; Nigam et al. 2000, Machine Learning 39). Before and after, neighbours share
their scores (Zhou et al. 2004, NIPS 16). The choices were made on dekamer: docs/method.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags
from scipy.special import softmax
from threadpoolctl import threadpool_limits

from pipeline.stages.meaning import Matrix

_NEIGHBOURS = 10
_SHARED = 0.3
"""How much of a segment's score comes from its neighbours."""

_WORDS = 0.5
"""How much likeness in words counts beside likeness in meaning."""

_SHARPNESS = 3.0
"""How strongly the codes of a segment exclude each other: soft labels, since most segments carry none of them."""

_ROUNDS = 10
"""After these, what still goes from neighbour to neighbour is under a hundred-thousandth."""

_DIRECTIONS = 64
"""Neighbours are sought in the main directions of the vectors: four times as fast, and the same neighbours but few."""

_NOTHING = 1e-9


def refine(scores: Matrix, meaning: Matrix, words: csr_matrix) -> Matrix:
    """Segments x codes, as `scores`: how much each segment is like those that the book's texts point at.

    `meaning` holds centred vectors of length one, `words` tf-idf (it may have no columns), a row a segment. What is at
    minus infinity stays there. Nothing is random. Scores that do not differ, a single code and fewer than three
    segments teach nothing: they come back as they are.
    """
    standing = _relative(scores)
    if min(scores.shape) < 2 or len(scores) < 3 or not standing.any():
        return scores.copy()
    with threadpool_limits(limits=1):
        shares = _neighbour_shares(meaning, words)
        labels = softmax(_SHARPNESS * _relative(_spread(standing, shares)), axis=1)
        labels[~np.isfinite(scores)] = 0
        learned = _spread(_relative(_classify(meaning, labels)), shares)
    return np.where(np.isfinite(scores), learned, scores)


def _relative(scores: Matrix) -> Matrix:
    """Scores against the other codes of the same segment, in standard deviations over all; what is ruled out is low."""
    known = np.isfinite(scores)
    if not known.any():
        return np.zeros_like(scores)
    lowest = np.where(known, scores, np.inf).min(axis=1, keepdims=True)
    filled = np.where(known, scores, np.where(np.isfinite(lowest), lowest, 0))
    relative = filled - filled.mean(axis=1, keepdims=True)
    spread = float(relative.std())
    return relative / spread if spread > _NOTHING else np.zeros_like(relative)


def _classify(meaning: Matrix, labels: Matrix) -> Matrix:
    """Ridge regression of the labels on the vectors, shrunk by their mean variance."""
    products = meaning.T @ meaning
    level = float(np.trace(products)) / len(products)
    if level < _NOTHING:
        return labels
    target = labels - labels.mean(axis=0)
    return meaning @ np.linalg.solve(products + level * np.eye(len(products)), meaning.T @ target)


def _spread(scores: Matrix, shares: csr_matrix) -> Matrix:
    """Scores of which a part comes from the neighbours, and so from theirs."""
    found = scores
    for _ in range(_ROUNDS):
        found = _SHARED * (shares @ found) + (1 - _SHARED) * scores
    return found


def _neighbour_shares(meaning: Matrix, words: csr_matrix) -> csr_matrix:
    """Segments x segments: likeness to the nearest others, so scaled that who is everyone's neighbour counts less."""
    n = len(meaning)
    nearest = _nearest(meaning)
    rows = np.repeat(np.arange(n), nearest.shape[1])
    columns = nearest.ravel()
    likeness = np.einsum("ij,ij->i", meaning[rows], meaning[columns]).clip(min=0)
    likeness += _WORDS * np.asarray(words[rows].multiply(words[columns]).sum(axis=1)).ravel()
    likeness[rows == columns] = 0
    graph = csr_matrix((likeness, (rows, columns)), shape=(n, n))
    graph = graph.maximum(graph.T)
    degree = np.asarray(graph.sum(axis=1)).ravel()
    scale = diags(np.divide(1, np.sqrt(degree), out=np.zeros(n), where=degree > _NOTHING))
    return csr_matrix(scale @ graph @ scale)


def _nearest(meaning: Matrix) -> npt.NDArray[np.int64]:
    """For each segment the row numbers of those nearest in meaning, itself often among them."""
    from sklearn.neighbors import NearestNeighbors

    _, directions = np.linalg.eigh(meaning.T @ meaning)
    main = (meaning @ directions[:, -_DIRECTIONS:]).astype(np.float32)
    n_sought = min(_NEIGHBOURS + 1, len(main))
    found: npt.NDArray[np.int64] = (
        NearestNeighbors(algorithm="brute").fit(main).kneighbors(main, n_neighbors=n_sought, return_distance=False)
    )
    return found
