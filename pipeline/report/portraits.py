"""Session portraits: who speaks when, and on what; a strip per session, for the team alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from pipeline.report import figures
from pipeline.report.markup import Html, paragraph, rows_of
from pipeline.report.style import LINE, canvas, row_labels
from pipeline.report.view import View

THEMES = ("#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499")
"""Paul Tol's muted scheme (2021): nine colours that are told apart with any kind of colour blindness."""

_OTHER, _NONE, _MODERATOR, _SPEAKER = "#5a5a5a", "#eceff1", "#b9c0c6", "#3d4a54"
_BINS, _ROW, _WIDTH = 120, 0.36, 5.2
_STATUS = ("confirmed", "counted")


def portraits(view: View) -> Html:
    """The drawing with what it shows; nothing for others than the team, for whom a session follows people."""
    if not view.is_team:
        return Html("")
    sessions = view.corpus.sessions
    if not len(sessions):
        return paragraph("Er zijn geen gesprekken.")
    themes = _by_size(view)
    drawn = _draw(view, list(sessions.session_id), themes)
    left = len(view.themes) - len(THEMES)
    more = " De kleinste thema's delen één kleur." if left > 0 else ""
    caption = (
        "Elk gesprek van begin tot eind. De hoge strook zegt waar het over ging, naar het thema van de codes die "
        "bevestigd zijn of meetellen; grijs is zonder zo'n code. De lage strook zegt wie sprak: licht is de "
        f"gespreksleider, donker de anderen.{more}"
    )
    alt = f"Stroken van {len(sessions)} gesprekken, met de thema's in de volgorde waarin zij ter sprake kwamen."
    return figures.show(drawn, caption=caption, alt=alt)


def draw_portraits(view: View, sessions: list[str]) -> Figure:
    """The strips of some sessions, for who looks at them one by one."""
    return _draw(view, sessions, _by_size(view))


def _by_size(view: View) -> list[str]:
    """The themes that get a colour of their own: those under which most segments fall, in the order of the book."""
    coded = view.corpus.segment_codes
    theme = coded.code[coded.status.isin(_STATUS)].map(view.book.theme)
    most = set(theme.value_counts().head(len(THEMES)).index)
    return [name for name in view.themes if name in most]


def _draw(view: View, sessions: list[str], themes: list[str]) -> Figure:
    colours = [_NONE, *THEMES[: len(themes)], _OTHER]
    figure = canvas(_WIDTH, _ROW * len(sessions))
    axes = figure.add_axes((0, 0, 1, 1))
    segments = _with_theme(view, themes)
    for place, session in enumerate(sessions):
        about, who = _bins(segments[segments.session_id == session])
        _strip(axes, about, colours, (place - 0.36, 0.54))
        _strip(axes, who, [_MODERATOR, _SPEAKER], (place + 0.2, 0.14))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(sessions) - 0.5, -0.5)
    axes.set_xticks([0, 0.5, 1], ["begin", "midden", "eind"], fontsize=8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    row_labels(axes, sessions)
    handles: list[Any] = [Patch(color=colour, label=view.name(name)) for colour, name in zip(THEMES, themes,
                                                                                             strict=False)]  # fmt: skip
    handles += [Patch(color=_OTHER, label="ander thema")] * (len(view.themes) > len(themes))
    axes.legend(handles=[*handles, Patch(color=_NONE, label="geen code")], loc="lower left",
                bbox_to_anchor=(-0.01, 1.0), ncols=2, frameon=False, fontsize=8)  # fmt: skip
    return figure


def _strip(axes: Axes, numbers: Any, colours: Sequence[str], rows: tuple[float, float]) -> None:
    """A strip of stretches of one colour; those of a kind are one drawing, which keeps a page small."""
    runs: dict[int, list[tuple[float, float]]] = {}
    start = 0
    for place in range(1, _BINS + 1):
        if place == _BINS or numbers[place] != numbers[start]:
            runs.setdefault(int(numbers[start]), []).append((start / _BINS, (place - start) / _BINS))
            start = place
    for number, stretches in sorted(runs.items()):
        axes.broken_barh(stretches, rows, facecolors=colours[number], linewidth=0)


def _with_theme(view: View, themes: list[str]) -> pd.DataFrame:
    """Every segment with the number of its theme's colour: 0 is none; of several codes the first in the book counts."""
    coded = view.corpus.segment_codes
    coded = coded[coded.status.isin(_STATUS)]
    order = {code: place for place, code in enumerate(view.codes)}
    first = coded.assign(order=coded.code.map(order)).sort_values("order").drop_duplicates("segment_id")
    number = {name: place for place, name in enumerate(themes, start=1)}
    theme = dict(zip(first.segment_id, first.code.map(view.book.theme), strict=True))
    segments = view.corpus.segments.sort_values(["utterance_id", "start_char"])
    colour = [number.get(theme[name], len(themes) + 1) if name in theme else 0 for name in segments.segment_id]
    return segments.assign(colour=colour)


def _bins(segments: pd.DataFrame) -> tuple[Any, Any]:
    """Per stretch of a session the theme's colour with most words, no theme only where there is none; and who spoke."""
    words = segments.n_words.clip(lower=1).to_numpy(dtype=float)
    ends = np.cumsum(words)
    total = float(ends[-1]) if len(ends) else 1.0
    about, who = np.zeros(_BINS), np.zeros(_BINS)
    said: list[dict[int, float]] = [{} for _ in range(_BINS)]
    spoken = np.zeros((_BINS, 2))
    for row, start, end in zip(rows_of(segments), ends - words, ends, strict=True):
        first, last = int(start / total * _BINS), min(int(np.ceil(end / total * _BINS)), _BINS)
        for place in range(first, max(last, first + 1)):
            if place < _BINS:
                said[place][row.colour] = said[place].get(row.colour, 0.0) + row.n_words
                spoken[place, int(row.role != "gespreksleider")] += row.n_words
    for place, counted in enumerate(said):
        coloured = {colour: n for colour, n in counted.items() if colour}
        about[place] = max(coloured, key=lambda colour: coloured[colour]) if coloured else 0
        who[place] = float(spoken[place, 1] >= spoken[place, 0])
    return about, who
