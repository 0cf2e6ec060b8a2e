"""The only module that knows parquet: parts, keys, atomic writes, checks on the way in and out.

A table lies in `<table>.parquet`, or in `<table>/<session>.parquet` where it is made per session. Its parquet
metadata holds three hashes: `key`, of all that decided the result; `content`, of the result itself; and `seal`, of the
bytes of the file. A stage whose key is stored already is not run again; and since the stages after it use its
*content* in their own keys, a result that was made anew and came out equal stops there. A part whose bytes are not
those that were sealed is deleted when a run starts, and so made anew. No time of a file or of the clock decides
anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow
import pyarrow.parquet

from pipeline.errors import PipelineError, Problem
from pipeline.faults import delete_leftovers, mendable, shown
from pipeline.frames import arrow_schema, columns_of, typed
from pipeline.integrity import OPEN_SEAL, is_whole, sealed
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
    """Write a whole file or nothing: a temporary name, fsync, rename.

    Raises PipelineError where the researcher can mend what is in the way, such as a full disk.
    """
    with mendable(path):
        _write_atomically(path, data)


def _write_atomically(path: Path, data: bytes) -> None:
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
        except (pyarrow.ArrowException, OSError):
            return None
        metadata = file.metadata or {}
        # A part of another session or table, laid here by hand, may have the key that is asked for.
        is_this = metadata.get(b"table") == name.encode() and metadata.get(b"session") == (session or "").encode()
        if not is_this or not {b"key", b"content"} <= set(metadata):
            return None
        key, content = (metadata[part].decode(errors="replace") for part in (b"key", b"content"))
        return Stored(key, content, file.num_rows)

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
        about = {"table": name, "session": session or "", "key": key, "content": content, "seal": OPEN_SEAL}
        sink = pyarrow.BufferOutputStream()
        with pyarrow.parquet.ParquetWriter(sink, table.schema, compression="zstd") as writer:
            writer.write_table(table)
            writer.add_key_value_metadata(about)
        write_atomically(self.path(name, session), sealed(sink.getvalue().to_pybytes()))
        return Stored(key, content, len(frame))

    def load(self, name: str, session: str | None = None) -> pd.DataFrame:
        """A table with the types of its contract; of a per-session table all parts, in the order of their ids.

        Raises PipelineError where a part cannot be read.
        """
        path = self.path(name, session)
        paths = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        schema = arrow_schema(TABLES[name])
        parts = [_read(p, schema) for p in paths]
        table = pyarrow.concat_tables(parts) if parts else schema.empty_table()
        frame = table.replace_schema_metadata(None).to_pandas()
        return pd.DataFrame({column: typed(frame[column], dtype) for column, dtype in columns_of(TABLES[name]).items()})

    def sessions(self) -> set[str]:
        """The sessions of which any part is stored."""
        return {path.stem for name in PER_SESSION for path in self.path(name).glob("*.parquet")}

    def discard_damaged(self) -> list[str]:
        """Delete every part that is not, byte for byte, what this version of the program stored there.

        Returns which they were, as `segments/FG01` or `counts`. Files that others laid among the tables stay.
        """
        paths = sorted([*self.root.glob("*.parquet"), *self.root.glob("*/*.parquet")])
        # As many as there are processors, since each holds the bytes of one part.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            damaged = [path for path, is_it in zip(paths, pool.map(self._is_damaged, paths), strict=True) if is_it]
        for path in damaged:
            path.unlink()
        return [path.relative_to(self.root).with_suffix("").as_posix() for path in damaged]

    def _is_damaged(self, path: Path) -> bool:
        name, session = (path.stem, None) if path.parent == self.root else (path.parent.name, path.stem)
        if name not in TABLES or self.path(name, session) != path:
            # A table of another version of this program may hold the words of somebody who withdrew.
            return _is_ours(path)
        try:
            # The seal first: what is not whole is not to be parsed.
            return (
                not is_whole(path.read_bytes())
                or self.stored(name, session) is None
                or not pyarrow.parquet.read_schema(path).equals(arrow_schema(TABLES[name]))
            )
        except (pyarrow.ArrowException, OSError):
            return True

    def keep_only(self, sessions: Collection[str]) -> list[str]:
        """Delete every part of other sessions, and whatever a killed run left. Returns the sessions that went."""
        delete_leftovers(self.root)
        gone = sorted(self.sessions() - set(sessions))
        for name in PER_SESSION:
            for session in gone:
                self.path(name, session).unlink(missing_ok=True)
        return gone


def _read(path: Path, schema: pyarrow.Schema) -> pyarrow.Table:
    try:
        return pyarrow.parquet.read_table(path, schema=schema)
    except (pyarrow.ArrowException, OSError):
        # From None: Arrow's message names this machine's folders.
        what = "this table cannot be read"
        raise PipelineError(Problem(shown(path), 0, what, "Do `route run`: it is made anew.")) from None


def _is_ours(path: Path) -> bool:
    try:
        metadata = pyarrow.parquet.read_metadata(path).metadata or {}
    except (pyarrow.ArrowException, OSError):
        return False
    return {b"key", b"content"} <= set(metadata)


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
