from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from pipeline import store as store_module
from pipeline.errors import PipelineError
from pipeline.frames import frame
from pipeline.integrity import OPEN_SEAL, sealed
from pipeline.store import ContractError, Store, hash_of, write_atomically
from pipeline.tables import PER_SESSION, TABLES, Sessions, Table
from tests.builders import coding, segment, table

SECRET = "Jan Jansen woont hier"

_EXAMPLES: dict[str, Any] = {"Int64": 3, "bool": True, "boolean": False, "float64": 0.25, "object": [0.5, 1.0]}
_CHOICES = {
    "quotable": "intern",
    "role": "deelnemer",
    "action": "masked",
    "status": "proposed",
    "decided_by": "machine",
    "basis": "codable",
    "by": "group",
    "chosen_by": "person",
    "not_codable_reason": "moderator",
    "reason": "small",
    "sample": "blind",
    "coder": "machine:pattern",
    "source": "claim",
    "side": "supports",
    "readers": "intern",
}


def example(name: str) -> pd.DataFrame:
    """Two rows of a table: one with all its columns filled, one with all that may be empty empty."""
    rows: list[dict[str, Any]] = [{}, {}]
    for column, about in TABLES[name].to_schema().columns.items():
        kind = str(about.dtype)
        full = _EXAMPLES.get(kind, "2026-03-31" if kind.startswith("datetime") else "wóórd")
        choice = "counted" if (name, column) == ("counts", "basis") else _CHOICES.get(column, full)
        rows[0][column] = choice
        rows[1][column] = None if about.nullable else choice
        if about.unique:
            rows[1][column] = 4 if kind == "Int64" else "ander"
    return frame(TABLES[name], rows)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "tabellen")


def session_of(name: str) -> str | None:
    return "FG01" if name in PER_SESSION else None


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_it_was(store: Store, name: str) -> None:
    saved = example(name)
    store.save(name, saved, key="k", session=session_of(name))
    found = store.load(name, session_of(name))
    for column in ("vector", "vector_in_context"):
        if column in found:
            found[column], saved[column] = found[column].map(list), saved[column].map(lambda v: v and list(v))
    pd.testing.assert_frame_equal(found, saved)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_keeps_its_columns_and_types_also_for_pandas(store: Store, name: str) -> None:
    empty = frame(TABLES[name], [])
    store.save(name, empty, key="k", session=session_of(name))
    pd.testing.assert_frame_equal(store.load(name), empty)
    assert list(pd.read_parquet(store.path(name)).columns) == list(empty.columns)


def test_pandas_reads_the_parts_of_all_sessions_as_one_table(store: Store) -> None:
    store.save("segments", table("segments", segment("B-0001-1", part="Kring")), key="k", session="B")
    store.save("segments", table("segments", segment("A-0001-1")), key="k", session="A")
    store.save("segments", table("segments"), key="k", session="C")
    assert sorted(pd.read_parquet(store.path("segments")).segment_id) == ["A-0001-1", "B-0001-1"]
    assert store.load("segments").segment_id.tolist() == ["A-0001-1", "B-0001-1"]
    assert store.load("segments", "B").part.tolist() == ["Kring"]


def test_a_table_without_parts_is_empty_and_one_that_never_was_is_not_there(store: Store) -> None:
    (store.root / "segments").mkdir(parents=True)
    assert len(store.load("segments")) == 0
    assert store.stored("counts") is None
    assert store.stored("segments", "FG01") is None


def test_key_content_and_size_are_known_without_reading(store: Store) -> None:
    saved = store.save("segments", table("segments", segment("A-0001-1")), key="sleutel", session="A")
    assert store.stored("segments", "A") == saved
    assert (saved.key, saved.n_rows) == ("sleutel", 1)


def test_content_follows_what_a_table_holds_not_its_key(store: Store) -> None:
    one, other = table("segments", segment("A-0001-1")), table("segments", segment("A-0001-1", n_words=9))
    first = store.save("segments", one, key="k1", session="A")
    assert store.save("segments", one, key="k2", session="A").content == first.content
    assert store.save("segments", other, key="k1", session="A").content != first.content


def test_what_is_empty_and_what_is_zero_differ(store: Store) -> None:
    rows = [coding("A-0001-1", "x", "HB"), coding("A-0001-1", "x", "HB", start_char=0)]
    first, second = (store.save("codings", table("codings", row), key="k").content for row in rows)
    assert first != second


def _other_memory(saved: pd.DataFrame) -> pd.DataFrame:
    """An equal frame with something else in memory where a number is empty."""
    other = saved.copy()
    other["round"] = pd.Series(pd.arrays.IntegerArray(np.array([77, 77]), np.array([True, True])))
    return other


@pytest.mark.parametrize(
    "other",
    [
        lambda saved: saved.copy(),
        lambda saved: pd.concat([saved, saved]).iloc[:2],
        lambda saved: pd.concat([saved.iloc[:1], saved.iloc[1:]]).set_axis([7, 3]),
        lambda saved: saved.iloc[::-1].iloc[::-1],
        _other_memory,
    ],
)
def test_equal_frames_give_equal_bytes(store: Store, other: Any) -> None:
    row = {
        "session_type": "arena",
        "quotable": "nee",
        "source_file": "f",
        "source_sha256": "0",
        "n_turns": 1,
        "n_words": 2,
    }
    saved = frame(Sessions, [row | {"session_id": name, "title": None} for name in ("A", "B")])
    store.save("sessions", saved, key="k", session="A")
    first = store.path("sessions", "A").read_bytes()
    store.save("sessions", other(saved), key="k", session="A")
    assert store.path("sessions", "A").read_bytes() == first


def test_floats_are_rounded_so_that_the_last_bit_decides_nothing(store: Store) -> None:
    frames = [table("codings", coding("A-0001-1", "x", "HB", confidence=value)) for value in (0.3, 0.1 + 0.2)]
    assert len({store.save("codings", saved, key="k").content for saved in frames}) == 1


@pytest.mark.parametrize(
    ("broken", "names"),
    [
        (lambda f: f.assign(text=[SECRET]).drop(columns="role"), ["role"]),
        (lambda f: f.assign(role=[SECRET]), ["role", "isin"]),
        (lambda f: f.assign(spreker=[SECRET]), ["spreker"]),
        (lambda f: f.assign(n_words=pd.Series([SECRET], dtype=object)), ["n_words"]),
        (lambda f: f.assign(text=[SECRET], start_char=pd.Series([-1], dtype="Int64")), ["start_char"]),
        (lambda f: pd.concat([f.assign(segment_id=SECRET)] * 2, ignore_index=True), ["segment_id", "unique"]),
        (lambda f: f[list(reversed(f.columns))], ["text", "ordered"]),
    ],
)
def test_a_broken_contract_names_columns_and_never_a_cell(store: Store, broken: Any, names: list[str]) -> None:
    with pytest.raises(ContractError) as caught:
        store.save("segments", broken(table("segments", segment("A-0001-1"))), key="k", session="A")
    message = str(caught.value)
    assert "segments" in message
    assert all(name in message for name in names)
    assert SECRET not in message
    assert caught.value.__suppress_context__
    assert not store.path("segments", "A").exists()


def test_a_value_that_arrow_cannot_store_is_not_shown_either(store: Store) -> None:
    with pytest.raises(ContractError) as caught:
        store.save("vectors", table("vectors", {"segment_id": "A-0001-1", "vector": SECRET}), key="k", session="A")
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


class Killed(BaseException):
    """As abrupt as a kill that still unwinds."""


def _kill(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("moment", ["fsync", "replace"])
@pytest.mark.parametrize("old", [None, b"oud"])
def test_an_interrupted_write_leaves_the_old_file_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, old: bytes | None
) -> None:
    path = tmp_path / "tabel.parquet"
    if old:
        path.write_bytes(old)
    monkeypatch.setattr(os, moment, _kill)
    with pytest.raises(Killed):
        write_atomically(path, b"nieuw")
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == (["tabel.parquet"] if old else [])
    assert not old or path.read_bytes() == old
    write_atomically(path, b"nieuw")
    assert path.read_bytes() == b"nieuw"


def test_bytes_are_on_disk_before_the_name_points_at_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real = {"fsync": os.fsync, "replace": os.replace}
    for name, call in real.items():
        monkeypatch.setattr(os, name, lambda *a, n=name, c=call, **k: (order.append(n), c(*a, **k))[1])
    write_atomically(tmp_path / "a" / "b.json", b"{}")
    assert order == ["fsync", "replace", "fsync"]


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"geen parquet"])
def test_a_damaged_part_counts_as_not_stored(store: Store, damage: bytes) -> None:
    store.save("segments", table("segments", segment("A-0001-1")), key="k", session="A")
    store.path("segments", "A").write_bytes(damage)
    assert store.stored("segments", "A") is None


def _flip(offset: float) -> Callable[[Path], object]:
    """Change one bit of a file, at this share of its length."""

    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[int(offset * len(data))] ^= 16
        path.write_bytes(data)

    return damage


def _copy_over(name: str, session: str) -> Callable[[Path], object]:
    """The whole and sealed part of another session or table in its place."""
    return lambda path: shutil.copy(path.parents[1] / name / f"{session}.parquet", path)


def _other_columns(path: Path) -> None:
    """What a version of the program made whose tables had other columns."""
    sink = pyarrow.BufferOutputStream()
    metadata = pyarrow.parquet.read_metadata(path).metadata
    table = pyarrow.parquet.read_table(path).drop_columns("context")
    with pyarrow.parquet.ParquetWriter(sink, table.schema) as writer:
        writer.write_table(table)
        about = {key: value for key, value in metadata.items() if key in (b"table", b"session", b"key", b"content")}
        writer.add_key_value_metadata({**about, "seal": OPEN_SEAL})
    path.write_bytes(sealed(sink.getvalue().to_pybytes()))


@pytest.mark.parametrize(
    "damage",
    [
        *map(_flip, np.linspace(0, 0.999, 40)),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(path.read_bytes() + b" "),
        lambda path: path.write_text("session_id;text\nA;x\n"),
        lambda path: pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), path),
        _copy_over("segments", "B"),
        _copy_over("utterances", "A"),
        _other_columns,
    ],
)
def test_a_part_that_is_not_as_it_was_stored_is_deleted_and_named(store: Store, damage: Any) -> None:
    for session in ("A", "B"):
        store.save("segments", table("segments", segment(f"{session}-0001-1")), key="k", session=session)
    store.save("utterances", example("utterances"), key="k", session="A")
    store.save("counts", example("counts"), key="k")
    assert store.discard_damaged() == []
    damage(store.path("segments", "A"))
    assert store.discard_damaged() == ["segments/A"]
    assert store.stored("segments", "A") is None
    assert store.stored("segments", "B") and store.stored("utterances", "A") and store.stored("counts")


@pytest.mark.parametrize("name", TABLES)
def test_a_whole_table_of_any_kind_is_kept_whatever_its_times_are(store: Store, name: str) -> None:
    store.save(name, example(name), key="k", session=session_of(name))
    for when in (0, 4_000_000_000):
        os.utime(store.path(name, session_of(name)), (when, when))
        assert store.discard_damaged() == []


def test_tables_that_this_version_does_not_know_go_and_files_of_others_stay(store: Store) -> None:
    store.save("counts", example("counts"), key="k")
    store.save("segments", table("segments", segment("A-0001-1")), key="k", session="A")
    old, elsewhere = store.root / "excerpts.parquet", store.root / "segments.parquet"
    shutil.copy(store.path("counts"), old)
    shutil.copy(store.path("segments", "A"), elsewhere)
    mine = store.root / "eigen" / "selectie.parquet"
    mine.parent.mkdir()
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), mine)
    assert store.discard_damaged() == ["excerpts", "segments"]
    assert mine.exists() and not old.exists() and not elsewhere.exists()


def test_reading_a_damaged_table_names_it_and_not_the_machine(store: Store) -> None:
    store.save("segments", table("segments", segment("A-0001-1")), key="k", session="A")
    store.path("segments", "A").write_bytes(b"PAR1 kapot PAR1")
    with pytest.raises(
        PipelineError, match=r"segments/A\.parquet: this table cannot be read\. Do `route run`"
    ) as caught:
        store.load("segments")
    assert str(store.root) not in str(caught.value)


def test_a_parquet_file_of_others_has_no_key(store: Store) -> None:
    store.root.mkdir(parents=True)
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), store.path("counts"))
    assert store.stored("counts") is None


def test_keep_only_removes_all_parts_of_sessions_that_went_and_what_a_kill_left(store: Store) -> None:
    for session in ("A", "B"):
        store.save("segments", table("segments", segment(f"{session}-0001-1")), key="k", session=session)
    store.save("utterances", table("utterances"), key="k", session="C")
    store.save("codings", table("codings"), key="k")
    leftover = store.root / "segments" / ".A.parquet.x1y2.tmp"
    leftover.write_bytes(b"half")
    assert store.sessions() == {"A", "B", "C"}
    assert store.keep_only(["A", "Z"]) == ["B", "C"]
    assert store.sessions() == {"A"}
    assert not leftover.exists()
    assert store.load("segments").session_id.tolist() == ["A"]
    assert store.stored("codings") is not None


def test_a_hash_follows_values_and_types_and_not_the_order_of_keys() -> None:
    assert hash_of({"a": 1, "b": 2}) == hash_of({"b": 2, "a": 1})
    assert hash_of("1") != hash_of(1)
    assert hash_of("a", "b") != hash_of("ab")
    assert hash_of(["a"], "b") != hash_of("a", ["b"])
    assert len(hash_of("é")) == 16


def test_the_examples_above_cover_every_choice() -> None:
    for name, kind in TABLES.items():
        assert issubclass(kind, Table)
        kind.validate(example(name))
    assert store_module.PER_SESSION is PER_SESSION
