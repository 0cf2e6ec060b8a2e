"""A map of segments by topic, drawn from the stored places."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from pipeline.report.markup import rows_of
from pipeline.report.style import BLUE, GREEN, GREY, INK, ORANGE, canvas

Places = npt.NDArray[np.float64]

# The rest of Okabe & Ito (2008); their yellow cannot be seen on white.
COLOURS = (BLUE, ORANGE, GREEN, "#D55E00", "#CC79A7", "#56B4E9", INK)
_NONE = "#cbd1d6"

_WIDTH, _HEIGHT = 4.55, 3.9
"""Inches of the map: with its margin it fits the screen of a phone."""
_LINE = 0.19
_SHORT = 27
"""Characters of a name of which two fit side by side in the legend."""
_DOT = 2.6
_FEW = 1_000
"""Up to so many segments the dots are larger."""
_APART = 0.21
"""Inches between the middles of two numbers: beside each other both can be read."""
_ROUNDS = 300


def topic_map(points: pd.DataFrame, topics: pd.DataFrame) -> Figure:
    """Every segment a dot at its place, in the colour of its topic, with the topic's number in the middle of it.

    `points` has x, y and topic_id; `topics` topic_id, label and is_reported, by number. Past as many topics
    as there are colours a topic has its number alone. What is in no topic, or in one that is not reported, is grey.
    """
    shown = topics[topics.is_reported]
    entries = _entries(shown, has_others=bool((~points.topic_id.isin(shown.topic_id)).any()))
    n_columns = 2 if all(len(text) <= _SHORT for _, text, _ in entries) else 1
    depth = _LINE * (-(-len(entries) // n_columns)) + 0.1
    figure = canvas(_WIDTH, _HEIGHT + depth)
    height = _HEIGHT + depth
    axes = figure.add_axes((0, depth / height, 1, _HEIGHT / height))
    _dots(axes, points, shown)
    _numbers(axes, points, shown)
    _legend(figure.add_axes((0, 0, 1, depth / height)), entries, n_columns=n_columns)
    return figure


def _colour(number: int) -> str:
    return COLOURS[number - 1] if number <= len(COLOURS) else GREY


def _entries(shown: pd.DataFrame, *, has_others: bool) -> list[tuple[str, str, str]]:
    """What the legend explains: number, text, colour."""
    entries = [(str(row.topic_id), str(row.label), _colour(row.topic_id)) for row in rows_of(shown)]
    return [*entries, ("", "geen van deze", _NONE)] if has_others else entries


def _dots(axes: Axes, points: pd.DataFrame, shown: pd.DataFrame) -> None:
    size = _DOT * (1.4 if len(points) <= _FEW else 1)
    others = points[~points.topic_id.isin(shown.topic_id)]
    _draw(axes, others, _NONE, size)
    # The largest first, so that a small topic is not under it.
    for row in rows_of(shown):
        _draw(axes, points[points.topic_id == row.topic_id], _colour(row.topic_id), size)
    _limit(axes, points)


def _draw(axes: Axes, points: pd.DataFrame, colour: str, size: float) -> None:
    """All dots as one path of strokes without length and with round ends: a tenth of the svg that markers take."""
    if not len(points):
        return
    places = np.repeat(points[["x", "y"]].to_numpy(dtype=float), 2, axis=0)
    path = Path(places, [Path.MOVETO, Path.LINETO] * len(points))
    path.should_simplify = False
    axes.add_patch(
        PathPatch(path, fill=False, edgecolor=colour, linewidth=size, capstyle="round", alpha=0.8, snap=False)
    )


def _limit(axes: Axes, points: pd.DataFrame) -> None:
    """The whole map in the drawing, an inch as far across as upwards: a distance is the same in any direction."""
    middle, half = [], []
    for values in (points.x, points.y):
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        middle.append((low + high) / 2)
        half.append(max((high - low) / 2 * 1.06, 1e-3))
    scale = max(half[0] / _WIDTH, half[1] / _HEIGHT)
    axes.set_xlim(middle[0] - scale * _WIDTH, middle[0] + scale * _WIDTH)
    axes.set_ylim(middle[1] - scale * _HEIGHT, middle[1] + scale * _HEIGHT)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(True)


def _numbers(axes: Axes, points: pd.DataFrame, shown: pd.DataFrame) -> None:
    medians = points.groupby("topic_id")[["x", "y"]].median()
    drawn = shown[shown.topic_id.isin(medians.index)]
    if not len(drawn):
        return
    low, size = _frame(axes)
    wanted = (medians.loc[drawn.topic_id].to_numpy(dtype=float) - low) / size * [_WIDTH, _HEIGHT]
    for row, at, free in zip(rows_of(drawn), wanted, pushed_apart(wanted), strict=True):
        x, y = low + free / [_WIDTH, _HEIGHT] * size
        if float(np.hypot(*(free - at))) > _APART / 2:
            start = low + at / [_WIDTH, _HEIGHT] * size
            axes.plot([start[0], x], [start[1], y], color=INK, linewidth=0.6)
        _badge(axes, (float(x), float(y)), str(row.topic_id), _colour(row.topic_id))


def _frame(axes: Axes) -> tuple[Places, Places]:
    """The lower left corner of the drawing and its size, in units of the map."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return np.array([left, bottom]), np.array([right - left, top - bottom])


def pushed_apart(places: Places) -> Places:
    """Places in inches, moved no further than it takes for any two to stand apart, and inside the map."""
    free = places.astype(float).copy()
    n = len(free)
    # On one and the same place each goes its own way.
    angle = np.arange(n) * 2.4
    free += np.column_stack([np.cos(angle), np.sin(angle)]) * 1e-3
    first, second = np.triu_indices(n, k=1)
    edge = np.array([_APART / 2, _APART / 2])
    for _ in range(_ROUNDS):
        between = free[second] - free[first]
        distance = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-9)
        near = distance < _APART
        if not near.any():
            break
        step = between / distance[:, None] * ((_APART - distance) * 0.55)[:, None]
        np.subtract.at(free, first[near], step[near])
        np.add.at(free, second[near], step[near])
        free = np.clip(free, edge, np.array([_WIDTH, _HEIGHT]) - edge)
    return free


def _badge(axes: Axes, place: tuple[float, float], text: str, colour: str) -> None:
    box: Any = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": colour, "linewidth": 1.4}
    axes.annotate(text, place, ha="center", va="center", fontsize=7.5, fontweight="bold", bbox=box)


def _legend(axes: Axes, entries: list[tuple[str, str, str]], *, n_columns: int) -> None:
    """Number and name of every topic, column by column."""
    n_rows = -(-len(entries) // n_columns)
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(n_rows * _LINE, -0.1)
    axes.set_axis_off()
    for index, (number, text, colour) in enumerate(entries):
        x, y = index // n_rows * _WIDTH / n_columns, (index % n_rows + 0.5) * _LINE
        axes.plot([x + 0.05], [y], marker="o", markersize=5.5, color=colour, linestyle="none")
        axes.annotate(number, (x + 0.3, y), ha="right", va="center", fontsize=8, fontweight="bold")
        axes.annotate(text, (x + 0.37, y), va="center", fontsize=8, annotation_clip=False)
