"""Drawings of one corpus for `explore.Corpus`: a session from begin to end, and codes over rounds or sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from pipeline.explore_shown import drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pipeline.explore import Corpus

Over = Literal["round", "session"]

_WIDTH, _HEIGHT, _WIDEST_NAME = 6.5, 3.4, 34
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#55606a")
_MARKS = "osD^vPX"


def portrait(corpus: Corpus, sessions: Sequence[str]) -> Figure:
    """Who speaks when, and on what, a strip for each session. Raises KeyError where there is no such session."""
    from pipeline.report.portraits import draw_portraits
    from pipeline.report.view import View

    known = set(corpus.sessions.session_id)
    if missing := [session for session in sessions if session not in known]:
        raise KeyError(f"There is no session '{missing[0]}'. There are: {', '.join(sorted(known))}.")
    return drawn(draw_portraits(View(corpus, "team"), list(sessions)))


def timeline_table(corpus: Corpus, codes: Sequence[str], *, over: Over = "round") -> pd.DataFrame:
    """The share of participants present who spoke of each code: a row per round or dated session, a column per code.

    What counts alone; what nobody said is 0. Raises KeyError where a code is not in the book.
    """
    if missing := [code for code in codes if code not in corpus.codebook.index]:
        raise KeyError(f"There is no code '{missing[0]}'.")
    counts: Any = corpus.counts
    cells = counts[
        (counts.by == over)
        & counts.by2.isna()
        & (counts.basis == "counted")
        & counts.dimension.isna()
        & counts.is_prompted.isna()
        & counts.code.isin(codes)
    ]
    cells = cells.assign(share=cells.n_participants / cells.of_participants)
    table = cells.pivot_table(index="value", columns="code", values="share", aggfunc="max")
    return table.reindex(index=_places(corpus, over), columns=list(codes)).fillna(0.0)


def _places(corpus: Corpus, over: Over) -> list[str]:
    sessions = corpus.sessions
    if over == "round":
        return [str(int(number)) for number in sorted(sessions["round"].dropna().unique())]
    return list(sessions.sort_values(["date", "session_id"]).session_id)


def timeline(corpus: Corpus, codes: Sequence[str], *, over: Over = "round") -> Figure:
    """A line per code over the rounds (or sessions, by date): the share of those present who spoke of it."""
    from matplotlib.ticker import PercentFormatter

    from pipeline.report.style import LINE, canvas

    table = timeline_table(corpus, codes, over=over)
    figure = canvas(_WIDTH, _HEIGHT)
    axes = figure.add_axes((0, 0, 1, 1))
    names = corpus.codebook.name
    for at, code in enumerate(table.columns):
        colour, mark = _COLOURS[at % len(_COLOURS)], _MARKS[at % len(_MARKS)]
        label = str(names[code])
        short = label if len(label) <= _WIDEST_NAME else f"{label[: _WIDEST_NAME - 1]}…"
        axes.plot(range(len(table)), table[code], color=colour, marker=mark, markersize=5, label=short)
    axes.set_xticks(range(len(table)), [f"ronde {name}" if over == "round" else name for name in table.index])
    axes.tick_params(axis="x", rotation=0 if over == "round" else 45)
    axes.set_ylim(-0.03, 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.set_ylabel("deelnemers die er iets over zeiden")
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=8)
    return drawn(figure)
