"""Points -> topics on which many runs agree: no topic hangs on one seed, one order or one resolution.

Each run is a Leiden partition (Traag, Waltman and van Eck 2019) of the graph of nearest neighbours of nine tenths of
the points. How often two points fall together over the runs is their co-association (Fred and Jain 2005); average
linkage on it, cut at one half, gives groups in which two points were together in most runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.settings import Topics as Settings
from pipeline.stages.meaning import Matrix
from pipeline.stages.topic_space import Neighbours, nearest

Labels = npt.NDArray[np.int64]

ABSENT = -1
"""The label of a point that a run left out, and of one that is in no topic."""

_RESOLUTIONS = (0.875, 1.0, 1.125, 1.25, 1.5)
"""Of the runs in turn, times the setting: coarse and fine runs together keep what holds at either."""

_SHARE = 0.9
_NEIGHBOURS = 40
_SMALL = 10
"""A point has at most one in so many of the others as neighbours; where nearly all are, nobody is near."""

_SPARE = 1.6
"""So many times the neighbours are looked up, since a run lacks a tenth of them."""

MAJORITY = 0.5
_LEIDEN_ITERATIONS = 2
_DRAWN = 1_000
"""Points to tell what chance reaches; with more the bound only falls."""

_NOTHING = 1e-9


@dataclass(frozen=True)
class Consensus:
    """Labels of all points (-1 is none), how far each belongs to its topic, and the stability of each topic.

    `chance` is the highest stability that points without groups reach, as many and treated alike: small corpora look
    stable by chance. `belonging` is the mean share of runs in which a point fell together with the others of its topic;
    `stability` the mean best Jaccard overlap of the topic with a cluster of each run (Hennig 2007); `agreement` the
    mean adjusted Rand index of the runs with the result.
    """

    labels: Labels
    belonging: Matrix
    stability: list[float]
    agreement: float
    chance: float


def agree_on_topics(points: Matrix, *, settings: Settings, seed: int) -> Consensus:
    """The topics of points in a canonical order; numbered by size, the largest first."""
    runs, labels, belonging = _agreed(points, settings=settings, seed=seed)
    chance = _chance(points, settings=settings, seed=seed)
    return Consensus(labels, belonging, _stabilities(labels, runs), _agreement(labels, runs), chance)


def _agreed(points: Matrix, *, settings: Settings, seed: int) -> tuple[Labels, Labels, Matrix]:
    """The runs, and the labels and belonging that follow from them."""
    runs = _runs(points, settings=settings, seed=seed)
    together = _together(runs)
    labels, belonging = _settle(_cut(together), together, smallest=settings.segments_per_topic)
    labels = leave_out(labels, belonging, share=settings.share_left_out)
    return runs, _by_size(labels), belonging


def _chance(points: Matrix, *, settings: Settings, seed: int) -> float:
    """The highest stability in draws from one normal distribution with the same mean and covariance.

    That has the same directions but no groups (Liu, Hayes, Nobel and Marron 2008). About `_DRAWN` points are drawn in
    all; the more points, the lower what chance reaches, so that for a larger corpus the bound is safe.
    """
    n, middle = min(len(points), _DRAWN), points.mean(axis=0, dtype=float)
    spread = (points - middle) / len(points) ** 0.5
    length = float(np.linalg.norm(points, axis=1).mean())
    highest = 0.0
    for draw in range(max(1, _DRAWN // n)):
        drawn = middle + np.random.default_rng([seed, n, draw]).normal(size=(n, len(points))) @ spread
        norms = np.maximum(np.linalg.norm(drawn, axis=1, keepdims=True), _NOTHING)
        runs, labels, _ = _agreed((drawn * length / norms).astype(np.float32), settings=settings, seed=seed)
        highest = max(highest, *_stabilities(labels, runs), 0.0)
    return highest


def _runs(points: Matrix, *, settings: Settings, seed: int) -> Labels:
    """Runs x points: the cluster of each point in each run, or ABSENT."""
    n = len(points)
    k = max(2, min(_NEIGHBOURS, n // _SMALL))
    found, alike = _neighbours(points, n_wanted=int(k * _SPARE) + 1)
    runs = np.full((settings.runs, n), ABSENT, dtype=np.int64)
    for run in range(settings.runs):
        rng = np.random.default_rng([seed, run])
        is_in = np.zeros(n, dtype=bool)
        is_in[rng.permutation(n)[: max(2, round(n * _SHARE))]] = True
        resolution = settings.resolution * _RESOLUTIONS[run % len(_RESOLUTIONS)]
        edges, weights = _edges(found, alike, is_in, k=k)
        runs[run, is_in] = _leiden(edges, weights, n, resolution=resolution, seed=int(rng.integers(2**31)))[is_in]
    return runs


def _neighbours(points: Matrix, *, n_wanted: int) -> tuple[Neighbours, Matrix]:
    blocks = list(nearest(points, points, k=n_wanted + 1))
    return np.vstack([found for found, _ in blocks]), np.vstack([alike for _, alike in blocks])


def _edges(
    found: Neighbours, alike: Matrix, is_in: npt.NDArray[np.bool_], *, k: int
) -> tuple[Neighbours, npt.NDArray[np.float64]]:
    """The `k` nearest present neighbours of each present point, as pairs without direction, and their weights."""
    n = len(found)
    own = np.arange(n)[:, None]
    usable = is_in[found] & is_in[:, None] & (found != own) & (alike > 0)
    usable &= np.cumsum(usable, axis=1) <= k
    rows, columns = np.nonzero(usable)
    pairs = np.sort(np.column_stack([rows, found[rows, columns]]), axis=1)
    kept, first = np.unique(pairs[:, 0] * n + pairs[:, 1], return_index=True)
    return np.column_stack([kept // n, kept % n]), alike[rows, columns][first].astype(float)


def _leiden(edges: Neighbours, weights: npt.NDArray[np.float64], n: int, *, resolution: float, seed: int) -> Labels:
    import igraph
    import leidenalg

    graph = igraph.Graph(n=n, edges=edges)
    found = leidenalg.find_partition(
        graph,
        leidenalg.RBConfigurationVertexPartition,
        weights=weights.tolist(),
        resolution_parameter=resolution,
        n_iterations=_LEIDEN_ITERATIONS,
        seed=seed,
    )
    return np.array(found.membership, dtype=np.int64)


def _together(runs: Labels) -> npt.NDArray[np.float32]:
    """Points x points: the share of the runs with both in which both are in one cluster; the diagonal is 0."""
    n = runs.shape[1]
    found = np.zeros((n, n), dtype=np.float32)
    for run in runs:
        # Whole numbers: the order of additions, and so the number of threads, changes no byte.
        clusters, column = np.unique(run, return_inverse=True)
        one = np.zeros((n, len(clusters)), dtype=np.float32)
        one[np.arange(n), column] = run != ABSENT
        found += one @ one.T
    is_in = (runs != ABSENT).astype(np.float32)
    found /= np.maximum(is_in.T @ is_in, 1)
    np.fill_diagonal(found, 0)
    return found


def _cut(together: npt.NDArray[np.float32]) -> Labels:
    """Average linkage, cut where two groups fell together in less than half of the runs."""
    from scipy.cluster.hierarchy import fcluster, linkage

    n = len(together)
    apart = np.concatenate([1.0 - together[row, row + 1 :] for row in range(n - 1)])
    return np.asarray(fcluster(linkage(apart, "average"), 1 - MAJORITY, "distance"), dtype=np.int64)


def _settle(labels: Labels, together: npt.NDArray[np.float32], *, smallest: int) -> tuple[Labels, Matrix]:
    """Every point with the topic that it fell together with most; groups under `smallest` are given to the others."""
    while True:
        topics, sizes = np.unique(labels, return_counts=True)
        kept = topics[sizes >= smallest]
        if not len(kept):
            return np.full(len(labels), ABSENT, dtype=np.int64), np.zeros(len(labels))
        members = (labels[:, None] == kept).astype(np.float32)
        mean = together @ members / np.maximum(members.sum(axis=0) - members, 1)
        # Rounded, so that a tie is a tie whatever the order of additions was.
        mean = np.round(mean.astype(float), 6)
        labels = kept[mean.argmax(axis=1)]
        if (np.unique(labels, return_counts=True)[1] >= smallest).all():
            return labels, mean.max(axis=1)


def leave_out(labels: Labels, belonging: Matrix, *, share: float) -> Labels:
    """The labels without the points that belong least: at most this share, and none that most runs place."""
    least = np.argsort(belonging, kind="stable")[: int(len(labels) * share)]
    left = labels.copy()
    left[least[belonging[least] < MAJORITY]] = ABSENT
    return left


def _by_size(labels: Labels) -> Labels:
    """Topics numbered from 0 on, the largest first, of equal ones the one that starts first."""
    topics, first, sizes = np.unique(labels[labels != ABSENT], return_index=True, return_counts=True)
    number = {int(topic): new for new, topic in enumerate(topics[np.lexsort((first, -sizes))])}
    return np.array([number.get(int(label), ABSENT) for label in labels], dtype=np.int64)


def _stabilities(labels: Labels, runs: Labels) -> list[float]:
    return [_stability(labels == topic, runs) for topic in range(labels.max(initial=ABSENT) + 1)]


def _stability(is_member: npt.NDArray[np.bool_], runs: Labels) -> float:
    best = []
    for run in runs:
        inside = run[is_member & (run != ABSENT)]
        if not len(inside):
            best.append(0.0)
            continue
        clusters, shared = np.unique(inside, return_counts=True)
        sizes = np.array([(run == cluster).sum() for cluster in clusters])
        best.append(float((shared / (sizes + len(inside) - shared)).max()))
    return round(float(np.mean(best)), 6)


def _agreement(labels: Labels, runs: Labels) -> float:
    from sklearn.metrics import adjusted_rand_score

    found = [adjusted_rand_score(labels[run != ABSENT], run[run != ABSENT]) for run in runs]
    return round(float(np.mean(found)), 6)
