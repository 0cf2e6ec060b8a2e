"""Frames of the tables' types: from rows, and as an Arrow schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow

from pipeline.tables import TEXT, Table

_ARROW = {
    "str": pyarrow.string(),
    "string": pyarrow.string(),
    "Int64": pyarrow.int64(),
    "bool": pyarrow.bool_(),
    "boolean": pyarrow.bool_(),
    "float64": pyarrow.float64(),
    "datetime64[ns]": pyarrow.timestamp("ns"),
    "object": pyarrow.list_(pyarrow.float32()),
}


def columns_of(table: type[Table]) -> dict[str, str]:
    """The columns of a table and their pandas types."""
    return {name: str(column.dtype) for name, column in table.to_schema().columns.items()}


def arrow_schema(table: type[Table]) -> pyarrow.Schema:
    """The table's schema for parquet; the same for an empty frame."""
    return pyarrow.schema([(name, _ARROW[dtype.split("[py")[0]]) for name, dtype in columns_of(table).items()])


def frame(table: type[Table], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a frame of this table, with its types; a column that no row names is empty (a bool is False)."""
    columns = table.to_schema().columns
    records = list(rows)
    return pd.DataFrame(
        {name: typed([record.get(name) for record in records], str(columns[name].dtype)) for name in columns}
    )


def typed(values: Any, dtype: str) -> pd.Series:
    """Values as a series of one of the types that tables use."""
    if dtype == "object":
        return pd.Series(list(values), dtype=object)
    if dtype.startswith("str"):
        return pd.Series(values, dtype=TEXT)
    if dtype == "float64":
        return pd.to_numeric(pd.Series(values, dtype=object)).astype("float64")
    return pd.Series(values, dtype=dtype)
