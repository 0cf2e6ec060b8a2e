"""Lines over rounds: a small picture per code, all with the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from textwrap import shorten, wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pipeline.report.markup import rows_of
from pipeline.report.style import BLUE, GREY, LINE, SOFT, canvas

_COLUMNS = 2
"""Two pictures side by side: with more of them the names do not fit a phone."""

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 2.5, 0.85, 0.35, 0.62
_NAME = 34
_AGENDA = 26


def lines_over_rounds(rows: pd.DataFrame, *, rounds: pd.DataFrame, order: Sequence[str]) -> Figure:
    """The share of those present who said something, per round, a picture per name in this order.

    `rows` has name, round, n (NaN: not known) and of; `rounds` has round, agenda and n. Above the first pictures stand
    the agenda and how many were there.
    """
    n_rows = int(np.ceil(len(order) / _COLUMNS))
    width = _COLUMNS * _WIDTH + (_COLUMNS - 1) * _GAP_X
    height = n_rows * (_HEIGHT + _GAP_Y)
    figure = canvas(width, height)
    for place, name in enumerate(order):
        row, column = divmod(place, _COLUMNS)
        left = column * (_WIDTH + _GAP_X) / width
        bottom = 1 - ((row + 1) * (_HEIGHT + _GAP_Y) - _GAP_Y * 0.45) / height
        axes = figure.add_axes((left, bottom, _WIDTH / width, _HEIGHT / height))
        _line(axes, rows[rows.name == name], rounds)
        title = "\n".join(wrap(name, _NAME)[:2])
        axes.set_title(title, loc="left", fontsize=8.5, fontweight="bold", pad=4)
    _legend(figure, rounds, height)
    return figure


def _line(axes: Axes, rows: pd.DataFrame, rounds: pd.DataFrame) -> None:
    share = dict(zip(rows["round"], rows.n / rows.of.astype(float), strict=True))
    number = dict(zip(rows["round"], rows.n, strict=True))
    x = np.arange(len(rounds))
    y = np.array([share.get(name, np.nan) for name in rounds["round"]], dtype=float)
    axes.plot(x, y, color=BLUE, marker="o", markersize=4.5, linewidth=1.4, clip_on=False)
    known = np.flatnonzero(~np.isnan(y))
    # Where a round between two known ones is not known, a thin line leads the eye, and claims nothing.
    for first, second in pairwise(known):
        if second - first > 1:
            axes.plot([first, second], y[[first, second]], color=GREY, linewidth=0.7, linestyle=":", clip_on=False)
    for place in known:
        text = f"{int(number[rounds['round'].iloc[place]])}"
        axes.annotate(text, (place, y[place]), xytext=(0, 5), textcoords="offset points", ha="center", fontsize=7.5)
    axes.set_xlim(-0.4, max(len(rounds) - 0.6, 0.4))
    axes.set_ylim(0, 1.12)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"], fontsize=7, color=SOFT)
    axes.set_xticks(x, list(rounds["round"]), fontsize=7.5)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def _legend(figure: Figure, rounds: pd.DataFrame, height: float) -> None:
    """Agenda and attendance of every round, above all pictures."""
    lines = []
    for row in rows_of(rounds):
        there = "" if row.n is None or pd.isna(row.n) else f", {int(row.n)} aanwezig"
        agenda = shorten(str(row.agenda or ""), _AGENDA * 2, placeholder=" …")
        lines.append(f"{row.round}  {agenda}{there}")
    style: Any = {"fontsize": 8, "color": SOFT, "va": "bottom", "linespacing": 1.5}
    figure.text(0, 1 + 0.12 / height, "\n".join(lines), **style)
