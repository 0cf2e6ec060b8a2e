"""What a run promises whatever happens: the same bytes with any number of processes, and after any kill."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpora import ROOT, copy_example, route, table_bytes

SESSIONS = ["AR01", "TJ02", "FG02"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("corpus"), sessions=SESSIONS)


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed")
    route("run", "--no-reports", "--corpus", corpus, "--out", out)
    return table_bytes(out)


def test_two_processes_give_the_same_bytes(corpus: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    route("run", "--no-reports", "--jobs", "2", "--corpus", corpus, "--out", tmp_path)
    assert table_bytes(tmp_path) == undisturbed


def test_a_kill_leaves_only_whole_files_and_the_next_run_completes(
    corpus: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    moments = random.Random(7)
    command = [sys.executable, "-m", "pipeline", "run", "--no-reports", "--corpus", str(corpus), "--out", str(tmp_path)]
    for _ in range(4):
        process = subprocess.Popen(
            command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(3, 16))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for path in tmp_path.rglob("*.parquet"):
            name = path.relative_to(tmp_path / "data" / "processed" / "voorbeeld").as_posix()
            # Every file that is there has the bytes it would have had: there is no half of anything.
            assert path.read_bytes() == undisturbed[name]
    route("run", "--no-reports", "--corpus", corpus, "--out", tmp_path)
    assert table_bytes(tmp_path) == undisturbed
    assert not list(tmp_path.rglob(".*.tmp"))


def test_a_second_run_at_the_same_time_is_told_to_wait(corpus: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    lock = tmp_path / "data" / "processed" / "voorbeeld" / ".lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        result = route("run", "--corpus", corpus, "--out", tmp_path, check=False)
    assert result.returncode == 1
    assert "another run" in result.stderr
    assert "Traceback" not in result.stderr


def test_all_bad_input_is_named_in_one_list_and_nothing_is_written(corpus: Path, tmp_path: Path) -> None:
    broken = tmp_path / "voorbeeld"
    shutil.copytree(corpus, broken)
    transcripts = broken / "transcripten"
    (transcripts / "AR01.txt").write_text("", encoding="utf-8")
    (transcripts / "FG02.txt").rename(transcripts / "FG02.xyz")
    (transcripts / "los.txt").write_text("GL: hallo", encoding="utf-8")
    sessions = broken / "sessies.csv"
    rows = sessions.read_text(encoding="utf-8").replace("FG02.txt", "FG02.xyz").splitlines()
    rows += [rows[1], "ZZ01;weg.txt;focusgroep;31-02-2026;;;;;;;intern"]
    sessions.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = route("run", "--corpus", broken, "--out", tmp_path / "out", check=False)
    checked = route("check", "--corpus", broken, "--out", tmp_path / "out", check=False)
    for output in (result, checked):
        assert output.returncode == 1
        assert "Traceback" not in output.stderr
        for expected in ("also stands on line", "'weg.txt' does not exist", "31-02-2026", "los.txt"):
            assert expected in output.stderr, expected
    assert not list((tmp_path / "out").rglob("*.parquet"))
    # With the registers mended, the transcripts' own problems are listed, together.
    sessions.write_text("\n".join(rows[:-2]) + "\n", encoding="utf-8")
    (transcripts / "los.txt").unlink()
    result = route("run", "--corpus", broken, "--out", tmp_path / "out", check=False)
    assert result.returncode == 1
    assert "AR01.txt" in result.stderr
    assert "FG02.xyz" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_codings_that_find_no_place_are_listed_and_stop_nothing(corpus: Path, tmp_path: Path) -> None:
    small = tmp_path / "voorbeeld"
    shutil.copytree(corpus, small)
    codings = small / "coderingen" / "HB.csv"
    header = codings.read_text(encoding="utf-8-sig").splitlines()[0]
    rows = [
        "TJ02;3;Dit heeft niemand ooit gezegd hoor;tijd;HB;ja;;1.0;;;;;;",
        "TJ02;3;;bestaat_niet;HB;ja;;1.0;;;;;;",
        "TJ02;999;;tijd;HB;ja;;1.0;;;;;;",
    ]
    codings.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    result = route("run", "--no-reports", "--corpus", small, "--out", tmp_path / "out")
    assert "3 things that people made found no place" in result.stdout
