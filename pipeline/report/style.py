"""How drawings look, and how a drawing becomes svg inside a figure: the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from textwrap import wrap
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from pipeline.report.markup import Html, html

# Okabe & Ito (2008): told apart with any kind of colour blindness.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#8A949C"
INK, SOFT, LINE = "#1d2327", "#55606a", "#d5dade"
SEQUENTIAL = LinearSegmentedColormap.from_list("route", ["#f1f6fa", "#9fc6e0", "#3c8dbf", "#0b5a82", "#06304a"])
"""From little to much: one hue, even steps of lightness, so that it survives a grey printer."""

HATCH = "////"
_LINE_POINTS = 10
CELL = 0.34
"""Inches of a cell or bar: what is drawn grows with its number of rows."""

_RC: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "route",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "ytick.major.size": 0,
    "xtick.major.size": 0,
    "hatch.linewidth": 0.7,
    "hatch.color": BLUE,
    "axes.unicode_minus": True,
}
_FONTS = "'Source Sans 3','Source Sans Pro','Segoe UI','Helvetica Neue',Arial,'Liberation Sans',sans-serif"
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def canvas(width: float, height: float) -> Figure:
    """An empty drawing of so many inches, apart from any global state."""
    # Without rc_context: the settings are read while the parts of a drawing are made, also by the caller.
    mpl.rcParams.update(_RC)
    return Figure(figsize=(max(width, 1.0), max(height, 0.6)))


def row_labels(axes: Axes, names: Iterable[object]) -> None:
    """The names of the rows, left of them, over one line or two; the longest name decides how wide they are.

    A text per line: of a text with several lines the browser, with its own font, would not keep the right margin.
    """
    axes.set_yticks([])
    labels = [str(name) for name in names]
    # Two lines fit a row; a word that does not fit the first may take some room of the second.
    width = max([42, *(len(name) // 2 + 12 for name in labels)])
    for place, name in enumerate(labels):
        lines = wrap(name, width) or [""]
        for number, line in enumerate(lines):
            shift = (len(lines) - 1) / 2 - number
            axes.annotate(
                line, (0, place), xycoords=("axes fraction", "data"), xytext=(-5, shift * _LINE_POINTS),
                textcoords="offset points", ha="right", va="center", annotation_clip=False,
            )  # fmt: skip


def svg(figure: Figure) -> str:
    """A drawing as svg, with all that stands outside the axes; text stays text."""
    mpl.rcParams.update(_RC)
    sink = io.StringIO()
    figure.savefig(sink, format="svg", metadata=_METADATA, bbox_inches="tight", pad_inches=0.08, transparent=True)
    drawn = sink.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"\s*<metadata>.*?</metadata>|<!--.*?-->", "", drawn, flags=re.DOTALL)
    # DejaVu, with which was measured, is wider than all of these: what fits there fits here.
    drawn = drawn.replace("'DejaVu Sans'", _FONTS)
    return _with_own_ids(drawn)


def _with_own_ids(drawn: str) -> str:
    """Only ids that something refers to, told apart from those of the other drawings on the page."""
    prefix = "f" + hashlib.sha256(drawn.encode()).hexdigest()[:8]
    used = {a or b for a, b in re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', drawn)}
    drawn = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", drawn)
    drawn = re.sub(r"url\(#", f"url(#{prefix}-", drawn)
    return re.sub(r'href="#', f'href="#{prefix}-', drawn)


def show(figure: Figure, *, caption: str, alt: str) -> Html:
    """A drawing as figure with a caption, and a text for who cannot see it. It scrolls sideways where it is wide."""
    drawn = svg(figure)
    opening = re.match(r"<svg[^>]*>", drawn)
    if opening is None:
        raise ValueError("matplotlib wrote no svg element")
    points = re.search(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', opening[0])
    width = float(points[1]) if points else 600
    start = html(
        '<svg role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 {:.0f} {:.0f}" style="width:{:.0f}px;max-width:100%;min-width:{:.0f}px">',
        alt, width, float(points[2]) if points else 400, width * 4 / 3, width,
    )  # fmt: skip
    # The svg is matplotlib's own writing: it escapes what stands in labels.
    body = Html(start + Html(drawn[opening.end() :]))
    return html(
        '<figure><div class="box" tabindex="0" role="region" '
        'aria-label="{}">{}</div><figcaption>{}</figcaption></figure>',
        caption, body, caption,
    )  # fmt: skip
