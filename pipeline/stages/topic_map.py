"""Points -> a map of them: the graph of nearest neighbours laid out in a plane, for people to look at."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

from pipeline.stages.meaning import Matrix
from pipeline.stages.topic_space import nearest

_NEIGHBOURS = 15
_EPOCHS = 200
_MINIMUM_DISTANCE = 0.05


def lay_out(points: Matrix, *, seed: int) -> npt.NDArray[np.float64]:
    """Points x 2: what is near was alike; distances between far groups mean little.

    The layout is that of UMAP (McInnes and others 2018) as igraph has it, which needs no compiler, from the first two
    principal components on.
    """
    import igraph
    from sklearn.decomposition import PCA

    n = len(points)
    blocks = list(nearest(points, points, k=_NEIGHBOURS + 1))
    found = np.vstack([block for block, _ in blocks])
    alike = np.vstack([values for _, values in blocks]).astype(float)
    rows, columns = np.nonzero(found != np.arange(n)[:, None])
    pairs = np.sort(np.column_stack([rows, found[rows, columns]]), axis=1)
    kept, first = np.unique(pairs[:, 0] * n + pairs[:, 1], return_index=True)
    apart = np.maximum(0.0, 1 - alike[rows, columns][first] / 2)
    graph = igraph.Graph(n=n, edges=np.column_stack([kept // n, kept % n]))
    start = PCA(n_components=2, random_state=seed).fit_transform(points.astype(float))
    start = start / max(float(np.abs(start).max()), 1e-9) * 10
    try:
        igraph.set_random_number_generator(random.Random(seed))
        layout = graph.layout_umap(dist=apart.tolist(), seed=start.tolist(), min_dist=_MINIMUM_DISTANCE, epochs=_EPOCHS)
    finally:
        igraph.set_random_number_generator(random)
    return np.round(np.array(layout.coords, dtype=float), 4)
