"""Documents outside the model -> the topic of those that are most alike: short ones, copies, and what was too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.stages.consensus import ABSENT, MAJORITY, Labels, leave_out
from pipeline.stages.meaning import Matrix
from pipeline.stages.topic_documents import Documents
from pipeline.stages.topic_space import Space, nearest

_VOTES = 15
"""Nearest modelled segments that say where another belongs."""

_PART = 2_000
"""Documents that are placed at a time, so that memory does not grow with the corpus."""


@dataclass(frozen=True)
class Model:
    """The rows of the documents that the model is made of, with their points, labels and belonging."""

    rows: npt.NDArray[np.int64]
    points: Matrix
    labels: Labels
    belonging: Matrix


def place(
    documents: Documents, model: Model, *, space: Space, is_long: npt.NDArray[np.bool_], share_left_out: float
) -> tuple[Labels, Matrix]:
    """Labels and belonging of all documents, given those of the model.

    A copy goes with what it copies. Of the others the belonging is the share of a topic in the likeness of their
    nearest; long ones are left out by the rule of the model, short ones wherever no topic has the majority.
    """
    n = len(documents)
    labels, belonging = np.full(n, ABSENT, dtype=np.int64), np.zeros(n)
    labels[model.rows], belonging[model.rows] = model.labels, model.belonging
    is_known = np.zeros(n, dtype=bool)
    is_known[model.rows] = True
    copy_of = documents.segments.copy_of.to_numpy(dtype=np.int64)
    others = np.flatnonzero(~is_known & ~is_known[copy_of])
    for start in range(0, len(others), _PART):
        done = start
        points = space.points(documents.take(others[start : start + _PART]))
        for near, alike in nearest(points, model.points, k=_VOTES):
            rows = others[done : done + len(near)]
            labels[rows], belonging[rows] = _vote(model.labels[near], alike)
            done += len(near)
    long = others[is_long[others]]
    labels[long] = leave_out(labels[long], belonging[long], share=share_left_out)
    short = others[~is_long[others]]
    labels[short[belonging[short] < MAJORITY]] = ABSENT
    copies = np.flatnonzero(~is_known & is_known[copy_of])
    labels[copies], belonging[copies] = labels[copy_of[copies]], belonging[copy_of[copies]]
    return labels, belonging


def _vote(topics: Labels, alike: Matrix) -> tuple[Labels, Matrix]:
    """For each row the topic with most of the likeness of its nearest, and its share of it."""
    weights = np.maximum(alike.astype(float), 0)
    votes = np.stack([(weights * (topics == topic)).sum(axis=1) for topic in range(topics.max(initial=0) + 1)], axis=1)
    total = weights.sum(axis=1, keepdims=True)
    share = np.round(np.divide(votes, total, out=np.zeros_like(votes), where=total > 0), 6)
    most = share.max(axis=1)
    return np.where(most > 0, share.argmax(axis=1), ABSENT).astype(np.int64), most
