"""The codebook of a run as a frame, for `explore.Corpus`."""

from __future__ import annotations

from typing import Any

import pandas as pd

_COLUMNS = "id name theme above level definition machine level_of_coding status origin".split()


def _walk(entry: dict[str, Any], theme: str, above: tuple[str, ...] | None, level: int) -> list[tuple[Any, ...]]:
    line = above or ()
    details = (entry.get("machine"), entry.get("niveau"), entry.get("status"), entry.get("herkomst"))
    rows = [(entry["id"], entry["naam"], theme, line, level, entry.get("definitie") or "", *details)]
    for code in entry.get("codes", []):
        rows += _walk(code, theme, (*line, entry["id"]), level + 1)
    return rows


def codebook_frame(themes: list[dict[str, Any]]) -> pd.DataFrame:
    """Every theme and code in the order of the book, by its id: name, theme, above, level, definition, machine, ..."""
    rows = [row for theme in themes for row in _walk(theme, theme["id"], None, 0)]
    return pd.DataFrame(rows, columns=_COLUMNS).set_index("id", drop=False)
