from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from pipeline.report import figures, style

LONG = "Een code met een naam die een onderzoeker echt zo lang zou maken, en nog iets langer"


def heat(n_rows: int, n_columns: int) -> Any:
    rng = np.random.default_rng(1)
    names = [f"{LONG} {i}" if i % 3 == 0 else f"Code {i}" for i in range(n_rows)]
    columns = [f"medewerkers van het Doorstroompunt {i}" for i in range(n_columns)]
    cells = [[None if rng.random() < 0.3 else (int(rng.integers(1, 9)), 9) for _ in columns] for _ in names]
    counted = pd.DataFrame(cells, index=names, columns=columns, dtype=object)
    proposed = counted.copy()
    proposed.iat[0, 0] = "<3"
    return figures.heat_map(counted, proposed)


def bars(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"name": [f"{LONG} {i}" for i in range(n)], "counted": [float(i % 4) for i in range(n)],
         "proposed": [np.nan] * n, "of": [9] * n, "n_turns": [5] * n,
         "n_words": [10**i for i in range(n)] if n < 6 else [50] * n,
         "n_codable": [9] * n, "n_read": [3] * n, "n": [1] * n, "n_others": [2] * n, "of_others": [30] * n,
         "label": ["a, b, c"] * n, "n_segments": [8] * n, "stability": [0.4] * n,
         "is_reported": [i % 2 == 0 for i in range(n)]}
    )  # fmt: skip


DRAWINGS = {
    "heat": lambda n: heat(n, 12),
    "themes": lambda n: figures.theme_bars(bars(n)),
    "sessions": lambda n: figures.session_bars(bars(n)),
    "reading": lambda n: figures.reading_bars(bars(n)),
    "topics": lambda n: figures.topic_bars(bars(n)),
    "beside": lambda n: figures.beside_others(bars(n), group="ouders"),
}


@pytest.mark.parametrize("n", [1, 5, 60])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_label_is_clipped(name: str, n: int) -> None:
    figure = DRAWINGS[name](n)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    box = figure.get_tightbbox(renderer)
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            extent = text.get_window_extent(renderer).transformed(figure.dpi_scale_trans.inverted())
            assert box.x0 - 0.09 <= extent.x0 and extent.x1 <= box.x1 + 0.09, text.get_text()
            assert box.y0 - 0.09 <= extent.y0 and extent.y1 <= box.y1 + 0.09, text.get_text()


def test_labels_of_rows_do_not_overlap() -> None:
    figure = heat(60, 4)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    labels = [t for t in figure.axes[0].texts if t.get_ha() == "right"]
    boxes = [t.get_window_extent(canvas.get_renderer()).padded(-1.5) for t in labels]
    assert len(labels) > 60
    assert sum(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]) == 0


def test_the_same_drawing_is_the_same_svg() -> None:
    assert style.svg(heat(5, 3)) == style.svg(heat(5, 3))


def test_svg_holds_no_time_and_no_address() -> None:
    drawn = style.svg(heat(5, 3))
    assert (
        "dc:date" not in drawn
        and "matplotlib.org" not in drawn
        and "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", drawn)
    )


def test_figure_can_be_heard() -> None:
    shown = str(figures.show(heat(3, 2), caption='Wat "er" <staat>', alt="Een raster & meer"))
    assert 'role="img" aria-label="Een raster &amp; meer"' in shown
    assert "<figcaption>Wat &#34;er&#34; &lt;staat&gt;</figcaption>" in shown
    assert shown.startswith("<figure>") and shown.endswith("</figure>")


def test_labels_are_words_not_formulas_or_markup() -> None:
    table = bars(1).assign(name=r"$\frac{1}{2}$ <script>")
    drawn = style.svg(figures.theme_bars(table))
    assert r"$\frac{1}{2}$ &lt;script&gt;" in drawn


def test_ids_of_two_drawings_differ() -> None:
    first, second = (set(re.findall(r' id="([^"]+)"', style.svg(heat(n, 3)))) for n in (3, 4))
    assert first and second and not first & second


def test_cooccurrence_names_every_code() -> None:
    pairs = pd.DataFrame({"code_1": ["a"], "code_2": ["b"], "n_12": [3], "coefficient": [0.4], "is_lopsided": [True]})
    drawn = style.svg(figures.cooccurrence_map(pairs, ["a", "b"], ["Eerste code", "Tweede code"]))
    assert drawn.count("Eerste code") == 2 and "(3)" in drawn
