"""Heat maps: what was counted solid, what waits for a decision hatched beside it, never summed."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from pipeline.report.markup import rows_of
from pipeline.report.style import BLUE, CELL, HATCH, INK, SEQUENTIAL, SOFT, canvas, row_labels

Matrix = npt.NDArray[np.float64]

_GAP = 0.35
_COLUMN = 0.28
"""Inches of a column: with upright names two panels of a dozen groups fit a page at a size that can be read."""
_NAME_WIDTH = 24
"""Characters of a column's name on one line."""
_DARK = 0.55
"""From this share on numbers are white."""


def heat_map(counted: pd.DataFrame, proposed: pd.DataFrame) -> Figure:
    """Two panels, codes by groups: counted and proposed.

    Both frames have the same rows and columns of names, and hold pairs (n, of) of participants; None is nobody, a
    text stands for a number that is not shown.
    """
    n_rows, n_columns = counted.shape
    width, height = _COLUMN * n_columns, CELL * n_rows
    figure = canvas(2 * width + _GAP, height)
    total = 2 * width + _GAP
    for index, (cells, title) in enumerate(((counted, "Geteld"), (proposed, "Voorstel, niet geteld"))):
        left = index * (width + _GAP) / total
        axes = figure.add_axes((left, 0, width / total, 1))
        _panel(axes, cells, is_proposed=index == 1)
        # With y given matplotlib leaves the title where it is, and not above the longest label of all.
        axes.set_title(title, loc="left", fontsize=10, fontweight="bold", y=1.0, pad=_title_pad(counted.columns))
    row_labels(figure.axes[0], counted.index)
    return figure


def one_map(cells: pd.DataFrame) -> Figure:
    """One panel of pairs (n, of), rows by columns under their names; None is nobody."""
    n_rows, n_columns = cells.shape
    figure = canvas(_COLUMN * n_columns, CELL * n_rows)
    axes = figure.add_axes((0, 0, 1, 1))
    _panel(axes, cells, is_proposed=False)
    row_labels(axes, cells.index)
    return figure


def _title_pad(columns: Sequence[str] | pd.Index) -> float:
    """Room for the upright names of the columns under the title, in points."""
    longest = max((len(line) for name in columns for line in _lines(name)), default=0)
    return 16 + longest * 5.4


def _lines(name: object) -> list[str]:
    """A column's name over two lines, where it is long; what is left stays on the second."""
    first, *others = wrap(str(name), _NAME_WIDTH) or [""]
    return [first, " ".join(others)] if others else [first]


def _panel(axes: Axes, cells: pd.DataFrame, *, is_proposed: bool) -> None:
    n_rows, n_columns = cells.shape
    shares, texts = _shares(cells)
    axes.pcolormesh(
        np.arange(n_columns + 1) - 0.5,
        np.arange(n_rows + 1) - 0.5,
        np.ma.masked_invalid(shares * (0.45 if is_proposed else 1)),
        cmap=SEQUENTIAL,
        norm=Normalize(0, 1),
        edgecolors="white",
        linewidth=1.2,
    )
    if is_proposed:
        _hatch(axes, shares)
    for row, column in zip(*np.nonzero(texts != ""), strict=True):
        is_dark = not is_proposed and shares[row, column] >= _DARK
        backed = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85} if is_proposed else None
        text = axes.text(
            column,
            row,
            texts[row, column],
            ha="center",
            va="center",
            fontsize=8,
            color="white" if is_dark else INK,
            bbox=backed,
        )
        text.set_in_layout(False)
    axes.set_xlim(-0.5, n_columns - 0.5)
    axes.set_ylim(n_rows - 0.5, -0.5)
    axes.set_xticks(
        np.arange(n_columns), ["\n".join(_lines(name)) for name in cells.columns], rotation=90, fontsize=8,
        linespacing=1.0,
    )  # fmt: skip
    axes.xaxis.tick_top()
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)


def _shares(cells: pd.DataFrame) -> tuple[Matrix, npt.NDArray[np.object_]]:
    """The share of participants in each cell, and what is written there."""
    shares = np.full(cells.shape, 0.0)
    texts = np.full(cells.shape, "", dtype=object)
    for row in range(cells.shape[0]):
        for column in range(cells.shape[1]):
            cell: Any = cells.iat[row, column]
            if isinstance(cell, str):
                texts[row, column] = cell
            elif cell is not None:
                # Of a group whose size is not told the number stands without a shade.
                shares[row, column] = cell[0] / cell[1] if cell[1] else 0.0
                texts[row, column] = str(cell[0])
    return shares, texts


def _hatch(axes: Axes, shares: Matrix) -> None:
    """Hatching over every cell that holds something."""
    corners = [(-0.48, -0.48), (0.48, -0.48), (0.48, 0.48), (-0.48, 0.48)]
    cells = [[(c + x, r + y) for x, y in corners] for r, c in zip(*np.nonzero(shares), strict=True)]
    axes.add_collection(PolyCollection(cells, hatch=HATCH, facecolor="none", edgecolor=BLUE, linewidth=0))


def cooccurrence_map(pairs: pd.DataFrame, codes: Sequence[str], names: Sequence[str]) -> Figure:
    """Codes on the same segment, as a triangle: the coefficient as shade, the number of segments written.

    `pairs` has code_1, code_2, n_12, coefficient and is_lopsided; a lopsided pair is bracketed.
    """
    n = len(codes)
    place = {code: index for index, code in enumerate(codes)}
    values = np.full((n, n), np.nan)
    figure = canvas(CELL * n, CELL * n)
    axes = figure.add_axes((0, 0, 1, 1))
    highest = max(float(pairs.coefficient.max()), 0.1) if len(pairs) else 1.0
    for pair in rows_of(pairs):
        if pair.code_1 in place and pair.code_2 in place:
            column, row = sorted((place[pair.code_1], place[pair.code_2]))
            values[row, column] = pair.coefficient
            text = f"({pair.n_12})" if pair.is_lopsided else str(pair.n_12)
            colour = "white" if pair.coefficient / highest >= _DARK else INK
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color=colour).set_in_layout(False)
    edges = np.arange(n + 1) - 0.5
    shown = np.ma.masked_invalid(values)
    axes.pcolormesh(edges, edges, shown, cmap=SEQUENTIAL, norm=Normalize(0, highest), edgecolors="white", linewidth=1)
    for index in range(n):
        axes.plot([-0.5, index - 0.5], [index, index], color="#eef1f3", linewidth=0.6, zorder=0)
    axes.set_xlim(-0.5, n - 0.5)
    axes.set_ylim(n - 0.5, -0.5)
    row_labels(axes, names)
    # The name of a column stands on the diagonal, where the triangle ends.
    for index, name in enumerate(names):
        axes.text(index - 0.2, index - 0.35, name, rotation=40, fontsize=7, color=SOFT,
                  ha="left", va="bottom", rotation_mode="anchor")  # fmt: skip
    axes.set_xticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    return figure
