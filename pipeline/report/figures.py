"""Bars: sessions, topics, themes of a group, a group beside the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from pipeline.report.heatmaps import cooccurrence_map, heat_map
from pipeline.report.markup import percent, rows_of, whole
from pipeline.report.style import BLUE, CELL, GREY, HATCH, LINE, ORANGE, SOFT, canvas, row_labels, show

__all__ = [
    "beside_others",
    "cooccurrence_map",
    "heat_map",
    "reading_bars",
    "session_bars",
    "show",
    "theme_bars",
    "topic_bars",
]

_WIDTH = 5.2
_OPEN: Any = {"facecolor": "white", "edgecolor": BLUE, "hatch": HATCH, "linewidth": 0.7}


def _bars(names: pd.Series, *, per_row: float = 1.0) -> tuple[Figure, Axes]:
    """Axes for horizontal bars, one row a name, read from the top."""
    n = len(names)
    figure = canvas(_WIDTH, CELL * per_row * max(n, 1) + 0.1)
    axes = figure.add_axes((0, 0, 1, 1))
    row_labels(axes, names)
    axes.set_ylim(max(n, 1) - 0.45, -0.55)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    return figure, axes


def _write(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(text, (x, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8, color=SOFT)


def session_bars(sessions: pd.DataFrame) -> Figure:
    """Words per session; columns `name`, `n_words`, `n_turns`."""
    figure, axes = _bars(sessions.name)
    axes.barh(np.arange(len(sessions)), sessions.n_words, height=0.62, color=BLUE)
    for y, row in enumerate(rows_of(sessions)):
        _write(axes, row.n_words, y, f"{whole(row.n_words)} woorden, {whole(row.n_turns)} beurten")
    return figure


def reading_bars(sessions: pd.DataFrame) -> Figure:
    """Which part of the codable segments a person read; columns `name`, `n_codable`, `n_read`."""
    figure, axes = _bars(sessions.name)
    y = np.arange(len(sessions))
    axes.barh(y, sessions.n_read, height=0.62, color=BLUE)
    axes.barh(y, sessions.n_codable - sessions.n_read, left=sessions.n_read, height=0.62, **_OPEN)
    for place, row in enumerate(rows_of(sessions)):
        share = row.n_read / row.n_codable if row.n_codable else 0
        _write(axes, row.n_codable, place, f"{percent(share)} van {row.n_codable}")
    handles = [Patch(facecolor=BLUE, label="door een mens gelezen"), Patch(**_OPEN, label="door niemand gelezen")]
    _legend(axes, handles)
    return figure


def _legend(axes: Axes, handles: list[Patch]) -> None:
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(handles), frameon=False, fontsize=8.5
    )


def theme_bars(rows: pd.DataFrame) -> Figure:
    """Participants per theme or code, counted solid and proposed hatched under it.

    Columns `name`, `counted`, `proposed` (numbers of participants, NaN where they are not shown) and `of`.
    """
    figure, axes = _bars(rows.name, per_row=1.35)
    y = np.arange(len(rows))
    counted, proposed = rows.counted.astype(float).fillna(0), rows.proposed.astype(float).fillna(0)
    axes.barh(y - 0.18, counted, height=0.34, color=BLUE)
    axes.barh(y + 0.2, proposed, height=0.3, **_OPEN)
    highest = float(rows.of.max()) if len(rows) else 1.0
    axes.set_xlim(0, highest)
    for place, row in enumerate(rows_of(rows)):
        _write(axes, 0 if pd.isna(row.counted) else row.counted, place - 0.18, _written(row.counted, row.of))
        if pd.isna(row.proposed) or row.proposed:
            _write(axes, 0 if pd.isna(row.proposed) else row.proposed, place + 0.2, _written(row.proposed, row.of))
    _legend(axes, [Patch(facecolor=BLUE, label="geteld"), Patch(**_OPEN, label="voorstel, niet geteld")])
    return figure


def _written(n: float, of: float) -> str:
    return "niet getoond" if pd.isna(n) else f"{int(n)} van {int(of)}"


def beside_others(rows: pd.DataFrame, *, group: str) -> Figure:
    """The share of participants in a group and in all other groups together, side by side.

    Columns `name`, `n`, `of`, `n_others`, `of_others`.
    """
    figure, axes = _bars(rows.name, per_row=1.35)
    y = np.arange(len(rows))
    own, others = rows.n.astype(float) / rows.of, rows.n_others.astype(float) / rows.of_others
    axes.barh(y - 0.19, own, height=0.34, color=BLUE)
    axes.barh(y + 0.19, others, height=0.34, color=ORANGE)
    axes.set_xlim(0, 1)
    for share in (0.25, 0.5, 0.75, 1):
        axes.axvline(share, color=LINE, linewidth=0.6, zorder=0)
    for place, row in enumerate(rows_of(rows)):
        _write(axes, own.iloc[place], place - 0.19, f"{int(row.n)} van {int(row.of)}")
        _write(axes, others.iloc[place], place + 0.19, f"{int(row.n_others)} van {int(row.of_others)}")
    _legend(axes, [Patch(facecolor=BLUE, label=group), Patch(facecolor=ORANGE, label="alle andere deelnemers")])
    return figure


def topic_bars(topics: pd.DataFrame) -> Figure:
    """Segments per topic, and how stable it is; columns `label`, `n_segments`, `stability`, `is_reported`."""
    figure, axes = _bars(topics.label)
    for place, row in enumerate(rows_of(topics)):
        style: Any = {"color": BLUE} if row.is_reported else {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.9}
        axes.barh(place, row.n_segments, height=0.62, **style)
        _write(axes, row.n_segments, place, f"{row.n_segments} segmenten, stabiliteit {percent(row.stability)}")
    _legend(
        axes,
        [
            Patch(facecolor=BLUE, label="stabiel genoeg"),
            Patch(facecolor="white", edgecolor=GREY, label="niet stabiel genoeg om te rapporteren"),
        ],
    )
    return figure
