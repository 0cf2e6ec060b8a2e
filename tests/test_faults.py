from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from pipeline.errors import PipelineError
from pipeline.faults import delete_leftovers, mendable, scratch_prefix, shown
from pipeline.store import write_atomically
from tests.corpora import ROOT

_FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "part of the disk is full",
    errno.EFBIG: "larger than is allowed",
    errno.EROFS: "can be read only",
    errno.EACCES: "you may not read or write this",
    errno.EPERM: "you may not read or write this",
    errno.EIO: "the disk failed",
    errno.ENOSYS: "cannot lock files",
}


@pytest.mark.parametrize("number", _FAULTS)
@pytest.mark.parametrize("moment", ["open", "fdopen", "fsync", "replace"])
def test_what_the_disk_refuses_is_one_message_and_the_old_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, moment: str
) -> None:
    path = tmp_path / "data" / "processed" / "studie" / "counts.parquet"
    write_atomically(path, b"oud")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), f"{path.parent}/.counts.parquet.x1.tmp")

    monkeypatch.setattr(os, moment, refuse)
    with pytest.raises(PipelineError) as caught:
        write_atomically(path, b"nieuw")
    monkeypatch.undo()
    message = str(caught.value)
    assert message.startswith("data/processed/studie/counts.parquet: ") and _FAULTS[number] in message
    assert str(tmp_path) not in message
    assert [(p.name, p.read_bytes()) for p in path.parent.iterdir()] == [("counts.parquet", b"oud")]


def _folder_in_place_of_a_file(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "x").touch()


def _file_in_place_of_a_folder(path: Path) -> None:
    path.parent.parent.mkdir(parents=True)
    path.parent.touch()


@pytest.mark.parametrize("block", [_folder_in_place_of_a_file, _file_in_place_of_a_folder])
def test_something_else_in_the_way_is_told(tmp_path: Path, block: object) -> None:
    path = tmp_path / "reports" / "studie" / "index.html"
    block(path)  # type: ignore[operator]
    with pytest.raises(PipelineError, match=r"reports/studie.*another kind is in the way"):
        write_atomically(path, b"nieuw")
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere: permissions stop nobody here")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PipelineError, match="you may not read or write this"):
        write_atomically(tmp_path / "counts.parquet", b"nieuw")


@pytest.mark.parametrize(
    ("file", "expected"),
    [(None, "studie: the disk failed"), ("/home/els/uit/data/raw/studie/a.txt", "data/raw/studie/a.txt: ")],
)
def test_the_file_is_named_where_the_system_tells_it(file: str | None, expected: str) -> None:
    with pytest.raises(PipelineError) as caught, mendable("studie"):
        raise OSError(errno.EIO, "x", file)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "x"), OSError("x"), ValueError("x"), FileNotFoundError("x")])
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, mendable("studie"):
        raise error
    assert caught.value is error


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/els/werk/data/processed/klein/counts.parquet", "data/processed/klein/counts.parquet"),
        ("/data/els/reports/klein/index.html", "reports/klein/index.html"),
        ("/home/els/kluis/sprekers.csv", "kluis/sprekers.csv"),
        ("/home/els/uit/data", "data"),
    ],
)
def test_a_path_is_shown_without_the_folders_of_this_machine(path: str, expected: str) -> None:
    assert shown(Path(path)) == expected


def test_what_a_killed_run_left_is_deleted_and_nothing_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, root = tmp_path / "tmp", tmp_path / "tabellen"
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    half, mine = root / "segments" / ".A.parquet.x1y2.tmp", root / "mijn.tmp"
    scratch = temporary / f"{scratch_prefix(root)}abc" / "executed.ipynb"
    other = temporary / f"{scratch_prefix(tmp_path / 'anders')}abc" / "executed.ipynb"
    for path in (half, mine, scratch, other):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    delete_leftovers(root)
    assert [path.exists() for path in (half, mine, scratch.parent, other)] == [False, True, False, True]


_RUN = """
import os, sys, time
from joblib import Parallel, delayed
from pipeline.faults import end_with

def work(parent):
    end_with(parent)
    # One write, so that the numbers of two workers never stand on one line.
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(60)

Parallel(n_jobs=2)(delayed(work)(os.getpid()) for _ in range(2))
"""


def test_workers_end_with_a_run_that_is_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", _RUN], cwd=ROOT, text=True, stdout=subprocess.PIPE)
    assert process.stdout
    workers = [psutil.Process(int(process.stdout.readline())) for _ in range(2)]
    assert process.pid not in [worker.pid for worker in workers]
    process.send_signal(signal.SIGKILL)
    process.wait()
    # Without a word from them they would sleep for a minute.
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive
