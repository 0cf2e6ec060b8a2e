"""Which row of counts a number on a page is: written beside it, so that it can be checked and opened."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report.markup import Html, html

KEY = ["code", "dimension", "dimension_value", "by", "value", "by2", "value2", "basis", "is_prompted"]
_SEPARATOR, _ESCAPED = "|", "%7C"
_PROMPTED = {True: "ja", False: "nee"}


def name_of_row(row: Any) -> str:
    """The row of counts as one text, for the attribute data-telling."""
    return _SEPARATOR.join(_written(getattr(row, column)) for column in KEY)


def row_of_name(name: str) -> dict[str, Any]:
    """The columns of KEY from such a text; what is empty is None. Raises ValueError where it names no row."""
    values = name.split(_SEPARATOR)
    if len(values) != len(KEY):
        raise ValueError("a telling names nine columns")
    found: dict[str, Any] = {
        column: value.replace(_ESCAPED, _SEPARATOR) or None for column, value in zip(KEY, values, strict=True)
    }
    asked = found["is_prompted"]
    return found | {"is_prompted": None if asked is None else asked == "ja"}


def telling(row: Any, text: Any) -> Html:
    """The text that says how many participants a row of counts has, marked as that number."""
    return html('<data class="telling" value="{}" data-telling="{}">{}</data>', int(row.n_participants),
                name_of_row(row), text)  # fmt: skip


def _written(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if pd.api.types.is_bool(value):
        return _PROMPTED[bool(value)]
    return str(value).replace(_SEPARATOR, _ESCAPED)
