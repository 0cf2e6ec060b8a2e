from __future__ import annotations

import pandas as pd
import pyarrow
import pytest

from pipeline.frames import arrow_schema, columns_of, frame
from pipeline.tables import PER_SESSION, TABLES, Codings, Sessions, Table, Vectors


def _types(frame_: pd.DataFrame) -> list[tuple[str, str]]:
    """Columns and types, text by the name that the contract gives it."""
    return [(str(name), "string[pyarrow]" if kind == "str" else str(kind)) for name, kind in frame_.dtypes.items()]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_rows_are_a_frame_that_keeps_the_contract(table: type[Table]) -> None:
    empty = frame(table, [])
    table.validate(empty)
    assert _types(empty) == list(columns_of(table).items())
    assert arrow_schema(table).names == list(empty.columns)


def test_columns_have_their_types_also_where_all_is_empty() -> None:
    found = frame(Codings, [{"coding_id": "a", "is_present": True}, {"coding_id": "b", "decided_at": "2026-03-31"}])
    assert _types(found) == list(columns_of(Codings).items())
    assert found.decided_at.tolist()[1] == pd.Timestamp("2026-03-31")
    assert found[["confidence", "start_char", "evidence"]].isna().all(axis=None)
    assert found.is_present.tolist() == [True, False]


def test_the_order_of_columns_is_that_of_the_contract_not_of_the_rows() -> None:
    assert list(frame(Sessions, [{"n_words": 1, "session_id": "A"}]).columns) == list(columns_of(Sessions))


def test_a_column_that_the_contract_lacks_is_left_out() -> None:
    assert "label" not in frame(Sessions, [{"session_id": "A", "label": "Jan"}])


def test_vectors_are_lists_of_small_floats() -> None:
    assert arrow_schema(Vectors).field("vector").type == pyarrow.list_(pyarrow.float32())
    assert frame(Vectors, [{"segment_id": "a", "vector": [1.0, 2.0]}]).vector[0] == [1.0, 2.0]


def test_every_table_per_session_has_a_contract() -> None:
    assert set(PER_SESSION) <= set(TABLES)
