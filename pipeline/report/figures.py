"""Bars: sessions, topics, themes of a group, a group beside the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from pipeline.report.heatmaps import cooccurrence_map, heat_map
from pipeline.report.markup import percent, percent_down, rows_of, whole
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
_NARROW = 4.0
"""Inches of a drawing for who reads on a phone: with the names above the bars it fits the screen."""
_LEGEND_LINE = 50
"""Characters of a legend on one line."""
_UPPER, _LOWER, _THICK = 0.03, 0.28, 0.22
"""Two bars in a row of height 1, with the name above them."""
_OPEN: Any = {"facecolor": "white", "edgecolor": BLUE, "hatch": HATCH, "linewidth": 0.7}


def _bars(names: pd.Series) -> tuple[Figure, Axes]:
    """Axes for horizontal bars, one row a name, read from the top."""
    n = len(names)
    figure = canvas(_WIDTH, CELL * max(n, 1) + 0.1)
    axes = figure.add_axes((0, 0, 1, 1))
    row_labels(axes, names)
    _without_scale(axes, n)
    return figure, axes


def _pairs_of_bars(names: pd.Series) -> tuple[Figure, Axes]:
    """Axes for two bars a row, under the name of the row."""
    n = len(names)
    figure = canvas(_NARROW, CELL * 1.75 * max(n, 1) + 0.1)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_yticks([])
    for place, name in enumerate(names):
        above = (0, place - 0.26)
        axes.annotate(str(name), above, xycoords=("axes fraction", "data"), va="center", annotation_clip=False)
    _without_scale(axes, n)
    return figure, axes


def _without_scale(axes: Axes, n: int) -> None:
    axes.set_ylim(max(n, 1) - 0.45, -0.55)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])


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
    is_long = sum(len(str(handle.get_label())) for handle in handles) > _LEGEND_LINE
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=1 if is_long else len(handles),
        frameon=False,
        fontsize=8.5,
    )


def theme_bars(rows: pd.DataFrame) -> Figure:
    """Participants per theme or code, counted solid and proposed hatched under it.

    Columns `name`, `counted`, `proposed` (numbers of participants) and `of`; NaN where one is not shown.
    """
    figure, axes = _pairs_of_bars(rows.name)
    y = np.arange(len(rows))
    counted, proposed = rows.counted.astype(float).fillna(0), rows.proposed.astype(float).fillna(0)
    axes.barh(y + _UPPER, counted, height=_THICK, color=BLUE)
    axes.barh(y + _LOWER, proposed, height=_THICK - 0.02, **_OPEN)
    # Where the size of the group is not told, the longest bar is as long as the axis.
    longest = np.nan_to_num(rows[["of", "counted", "proposed"]].to_numpy(dtype=float)).max(initial=1.0)
    axes.set_xlim(0, float(longest))
    for place, row in enumerate(rows_of(rows)):
        _write(axes, 0 if pd.isna(row.counted) else row.counted, place + _UPPER, _written(row.counted, row.of))
        if pd.isna(row.proposed) or row.proposed:
            _write(axes, 0 if pd.isna(row.proposed) else row.proposed, place + _LOWER, _written(row.proposed, row.of))
    _legend(axes, [Patch(facecolor=BLUE, label="geteld"), Patch(**_OPEN, label="voorstel, niet geteld")])
    return figure


def _written(n: float, of: float) -> str:
    if pd.isna(n):
        return "niet getoond"
    return f"{int(n)}" if pd.isna(of) else f"{int(n)} van {int(of)}"


def beside_others(rows: pd.DataFrame, *, group: str) -> Figure:
    """The share of participants in a group and in all other groups together, side by side.

    Columns `name`, `n`, `of`, `n_others`, `of_others`.
    """
    figure, axes = _pairs_of_bars(rows.name)
    y = np.arange(len(rows))
    own, others = rows.n.astype(float) / rows.of, rows.n_others.astype(float) / rows.of_others
    axes.barh(y + _UPPER, own, height=_THICK, color=BLUE)
    axes.barh(y + _LOWER, others, height=_THICK, color=ORANGE)
    axes.set_xlim(0, 1)
    for middle in y:
        # Beside the bars only: through the names it would be a line through words.
        axes.vlines([0.25, 0.5, 0.75, 1], middle - 0.12, middle + 0.42, color=LINE, linewidth=0.6, zorder=0)
    for place, row in enumerate(rows_of(rows)):
        _write(axes, own.iloc[place], place + _UPPER, f"{int(row.n)} van {int(row.of)}")
        _write(axes, others.iloc[place], place + _LOWER, f"{int(row.n_others)} van {int(row.of_others)}")
    _legend(axes, [Patch(facecolor=BLUE, label=group), Patch(facecolor=ORANGE, label="alle andere deelnemers")])
    return figure


def topic_bars(topics: pd.DataFrame) -> Figure:
    """Segments per topic, and how stable it is; columns `label`, `n_segments`, `stability`, `is_reported`."""
    figure, axes = _bars(topics.label)
    for place, row in enumerate(rows_of(topics)):
        style: Any = {"color": BLUE} if row.is_reported else {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.9}
        axes.barh(place, row.n_segments, height=0.62, **style)
        _write(axes, row.n_segments, place, f"{row.n_segments} segmenten, stabiliteit {percent_down(row.stability)}")
    handles = [Patch(facecolor=BLUE, label="stabiel genoeg")]
    if not topics.is_reported.all():
        handles.append(Patch(facecolor="white", edgecolor=GREY, label="niet stabiel genoeg om te rapporteren"))
    _legend(axes, handles)
    return figure
