"""Phase by judgement: how many people, as cells that grow darker."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from pipeline.report.style import CELL, INK, SEQUENTIAL, canvas, row_labels

_COLUMN = 0.9
_DARK = 0.55


def cells(table: pd.DataFrame, *, is_step: bool) -> Figure:
    """A cell per row and column with its number; `is_step` where a number stands for at least so many."""
    n_rows, n_columns = table.shape
    figure = canvas(_COLUMN * n_columns, CELL * n_rows * 1.2)
    axes = figure.add_axes((0, 0, 1, 1))
    values = table.to_numpy(dtype=float)
    top = max(float(values.max(initial=0)), 1.0)
    axes.pcolormesh(np.arange(n_columns + 1) - 0.5, np.arange(n_rows + 1) - 0.5, values, cmap=SEQUENTIAL,
                    norm=Normalize(0, top), edgecolors="white", linewidth=1.2)  # fmt: skip
    for row in range(n_rows):
        for column in range(n_columns):
            n = int(values[row, column])
            if n:
                colour = "white" if values[row, column] / top >= _DARK else INK
                text = f"{n}+" if is_step else str(n)
                axes.text(column, row, text, ha="center", va="center", fontsize=8.5, color=colour)
    axes.set_xlim(-0.5, n_columns - 0.5)
    axes.set_ylim(n_rows - 0.5, -0.5)
    axes.set_xticks(np.arange(n_columns), [str(name).replace(" ", "\n", 1) for name in table.columns], fontsize=8.5)
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)
    row_labels(axes, table.index)
    return figure
