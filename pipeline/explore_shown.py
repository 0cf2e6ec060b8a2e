"""How frames and drawings of `explore.Corpus` look in JupyterLab: whole texts, wrapped, escaped; svg."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

_MOST_ROWS = 60
_STYLE = (
    ".route-tabel table { border-collapse: collapse; } "
    ".route-tabel th, .route-tabel td { text-align: left !important; white-space: normal !important; "
    "vertical-align: top; max-width: 42em; overflow-wrap: anywhere; padding: .25em .9em .25em 0; } "
    ".route-tabel p { opacity: .75; }"
)


class Shown(pd.DataFrame):
    """A frame like any other, that a notebook shows with its texts whole and wrapped."""

    @property
    def _constructor(self) -> Callable[..., Shown]:
        return Shown

    def _repr_html_(self) -> str:
        """The first rows as a table in which what a study said is text, never markup."""
        with pd.option_context("display.max_colwidth", None):
            table = self.head(_MOST_ROWS).to_html(escape=True, border=0, na_rep="")
        left = len(self) - _MOST_ROWS
        more = f"<p>en nog {left} rijen</p>" if left > 0 else ""
        return f'<div class="route-tabel"><style>{_STYLE}</style>{table}{more}</div>'


def drawn(figure: Figure) -> Figure:
    """The drawing, which a notebook shows as svg; elsewhere it is a figure of matplotlib like any other."""
    from IPython.core.getipython import get_ipython

    from pipeline.report.style import svg

    shell: Any = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["image/svg+xml"].for_type(Figure, svg)
    return figure
