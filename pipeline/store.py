"""The only module that knows parquet: parts, keys, atomic writes, checks on the way in and out.

A table lies in `<table>.parquet`, or in `<table>/<session>.parquet` where it is made per session. Its parquet
metadata holds two hashes: `key`, of all that decided the result, and `content`, of the result itself. A stage whose
key is stored already is not run again; and since the stages after it use its *content* in their own keys, a
result that was made anew and came out equal stops there.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow
import pyarrow.parquet

from pipeline.frames import arrow_schema, columns_of, typed
from pipeline.tables import PER_SESSION, TABLES

_DECIMALS = 6


class ContractError(Exception):
    """A stage made a table that breaks its contract: a bug. Names columns and rows, never values."""


@dataclass(frozen=True)
class Stored:
    """What is known of a stored table without reading it."""

    key: str
    content: str
    n_rows: int


def hash_of(*parts: Any) -> str:
    """A short, stable hash of anything that JSON can hold; 16 hexadecimal digits."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: a temporary name, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        # Gone already where all went well.
        Path(temporary).unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class Store:
    """The tables of one corpus, in one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str, session: str | None = None) -> Path:
        """Where a table, or the part of one session, lies."""
        if name in PER_SESSION:
            return self.root / name / f"{session}.parquet" if session else self.root / name
        return self.root / f"{name}.parquet"

    def stored(self, name: str, session: str | None = None) -> Stored | None:
        """Key, content and size of what is stored; None where nothing readable is."""
        path = self.path(name, session)
        try:
            file = pyarrow.parquet.read_metadata(path)
        except (FileNotFoundError, pyarrow.ArrowInvalid, OSError):
            return None
        metadata = file.metadata or {}
        if not {b"key", b"content"} <= set(metadata):
            return None
        return Stored(metadata[b"key"].decode(), metadata[b"content"].decode(), file.num_rows)

    def save(self, name: str, frame: pd.DataFrame, *, key: str, session: str | None = None) -> Stored:
        """Check a table against its contract and store it. Raises ContractError where it breaks it."""
        _check(name, frame)
        rounded = frame.round({str(c): _DECIMALS for c, dtype in frame.dtypes.items() if dtype == "float64"})
        try:
            table = pyarrow.Table.from_pandas(rounded, schema=arrow_schema(TABLES[name]), preserve_index=False)
        except (pyarrow.ArrowException, TypeError):
            # From None: Arrow's own message holds the value that it could not store.
            raise ContractError(f"table {name} holds values that its types cannot") from None
        content = _content(table)
        table = table.replace_schema_metadata({"key": key, "content": content})
        sink = pyarrow.BufferOutputStream()
        pyarrow.parquet.write_table(table, sink, compression="zstd")
        write_atomically(self.path(name, session), sink.getvalue().to_pybytes())
        return Stored(key, content, len(frame))

    def load(self, name: str, session: str | None = None) -> pd.DataFrame:
        """A table with the types of its contract; of a per-session table all parts, in the order of their ids."""
        path = self.path(name, session)
        paths = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        schema = arrow_schema(TABLES[name])
        parts = [pyarrow.parquet.read_table(p, schema=schema) for p in paths]
        table = pyarrow.concat_tables(parts) if parts else schema.empty_table()
        frame = table.replace_schema_metadata(None).to_pandas()
        return pd.DataFrame({column: typed(frame[column], dtype) for column, dtype in columns_of(TABLES[name]).items()})

    def sessions(self) -> set[str]:
        """The sessions of which any part is stored."""
        return {path.stem for name in PER_SESSION for path in self.path(name).glob("*.parquet")}

    def keep_only(self, sessions: Collection[str]) -> list[str]:
        """Delete every part of other sessions, and whatever a killed run left. Returns the sessions that went."""
        for leftover in self.root.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)
        gone = sorted(self.sessions() - set(sessions))
        for name in PER_SESSION:
            for session in gone:
                self.path(name, session).unlink(missing_ok=True)
        return gone


def _content(table: pyarrow.Table) -> str:
    """A hash of what a table holds, whatever lies in memory where a value is empty."""
    for index, column in enumerate(table.columns):
        field = table.schema.field(index)
        if column.null_count and (pyarrow.types.is_integer(field.type) or pyarrow.types.is_boolean(field.type)):
            filled = column.fill_null(pyarrow.scalar(0).cast(field.type))
            table = table.set_column(index, field, filled).append_column(f"{field.name}?", column.is_null())
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table.replace_schema_metadata(None).combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()[:16]


def _check(name: str, frame: pd.DataFrame) -> None:
    try:
        TABLES[name].validate(frame, lazy=True)
    except (pandera.errors.SchemaErrors, pandera.errors.SchemaError) as error:
        # From None: pandera's own message holds the failing cells, and those hold transcript text.
        raise ContractError(f"table {name} breaks its contract:\n{_cases(error)}") from None


def _cases(error: Any) -> str:
    """What failed, by column, check and row. Names of columns are shown, cells are not."""
    cases = getattr(error, "failure_cases", None)
    if not isinstance(cases, pd.DataFrame):
        return ""
    is_name = cases.check.astype(str).str.startswith("column_")
    shown = cases.assign(column=cases.column.where(~is_name, cases.failure_case))
    return shown[["column", "check", "index"]].drop_duplicates().head(5).to_string(index=False)
