"""What a run promises whatever happens: the same bytes with any number of processes, and after any kill."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import flow
from pipeline.errors import PipelineError
from pipeline.study import Study, read_study
from pipeline.tables import PER_SESSION, TABLES
from tests.corpora import ROOT, copy_example, route, table_bytes

SESSIONS = ["AR01", "TJ02", "FG02"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("corpus"), sessions=SESSIONS)


@pytest.fixture(scope="module")
def finished(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed")
    route("run", "--no-reports", "--corpus", corpus, "--out", out)
    return out


@pytest.fixture(scope="module")
def undisturbed(finished: Path) -> dict[str, bytes]:
    return table_bytes(finished)


@pytest.fixture
def study(corpus: Path, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A copy of the tables of an undisturbed run, to break."""
    monkeypatch.chdir(ROOT)
    shutil.copytree(finished, tmp_path / "out")
    return read_study(corpus, None, tmp_path / "out")


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


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def test_damage_of_every_kind_is_mended_by_the_next_run(study: Study, finished: Path) -> None:
    """Whole, with reading: a damaged utterance is the one thing that nothing but the transcript can mend."""
    root = study.store.root
    for name in ("utterances/TJ02", "codings", "topic_model"):
        _flip(root / f"{name}.parquet")
    for name in ("code_vectors", "questions/FG02", "counts"):
        (root / f"{name}.parquet").unlink()
    (root / "vectors" / "AR01.parquet").write_bytes(b"")
    (root / "study.json").write_bytes(b"{")
    (root / "run.json").unlink()
    shutil.copy(root / "tokens" / "AR01.parquet", root / "tokens" / "FG02.parquet")
    shutil.copy(root / "agreement.parquet", root / "quotes.parquet")
    route("run", "--no-reports", "--corpus", study.corpus, "--out", study.out)
    assert table_bytes(study.out) == table_bytes(finished)
    unharmed = finished / "data" / "processed" / study.name
    assert (root / "study.json").read_bytes() == (unharmed / "study.json").read_bytes()
    assert (
        json.loads((root / "run.json").read_text())["hashes"]
        == json.loads((unharmed / "run.json").read_text())["hashes"]
    )


@pytest.mark.parametrize("moved_s", [-400_000_000, 400_000_000])
def test_no_time_of_a_file_and_no_clock_decides_anything(
    study: Study, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, moved_s: int
) -> None:
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + moved_s)
    for path in (*study.out.rglob("*"), *study.corpus.rglob("*")):
        os.utime(path, (clock() - moved_s, clock() - moved_s))
    summary = flow.run(study, with_reports=False)
    assert all(log.is_cached for log in summary.logs) and not summary.damaged
    assert table_bytes(study.out) == undisturbed


def _without(name: str) -> Callable[[Study], object]:
    return lambda study: (study.store.root / f"{name}.parquet").unlink()


def _with(section: str, **values: object) -> Callable[[Study], object]:
    def change(study: Study) -> None:
        changed = getattr(study.settings, section).model_copy(update=values)
        study.settings = study.settings.model_copy(update={section: changed})

    return change


@pytest.mark.parametrize(
    "change",
    [
        *map(_without, [table for table in TABLES if table not in PER_SESSION]),
        *map(_without, ("utterances/TJ02", "segments/AR01", "tokens/TJ02", "vectors/FG02")),
        lambda study: _flip(study.store.root / "segment_codes.parquet"),
        lambda study: _flip(study.store.root / "utterances" / "AR01.parquet"),
        lambda study: shutil.copy(study.store.root / "tokens/AR01.parquet", study.store.root / "tokens/WEG.parquet"),
        _with("privacy", minimum_cell=9),
        _with("segments", max_words=9),
    ],
)
def test_no_report_is_made_of_tables_that_a_run_would_change(study: Study, change: Callable[[Study], object]) -> None:
    """As after a kill between two stages: a report would quote whom the next stage takes out."""
    change(study)
    with pytest.raises(PipelineError, match="First do `route run`"):
        flow.report(study)
    assert not study.reports.exists()


def test_a_second_run_at_the_same_time_is_told_to_wait(corpus: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    lock = tmp_path / "data" / "processed" / "voorbeeld" / ".lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        result = route("run", "--corpus", corpus, "--out", tmp_path, check=False)
    assert result.returncode == 1
    assert "another run" in result.stderr
    assert "Traceback" not in result.stderr


_HOLD = """
import sys, time, filelock
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_lock_stops_reports_too_and_ends_with_who_held_it(study: Study) -> None:
    lock = study.store.root / ".lock"
    process = subprocess.Popen([sys.executable, "-c", _HOLD, lock], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    for command in (flow.run, flow.report):
        with pytest.raises(PipelineError, match="another run is at work"):
            command(study)
    process.kill()
    process.wait()
    assert all(log.is_cached for log in flow.run(study, with_reports=False).logs)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_run_that_may_not_write_ends_with_one_message(
    study: Study, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    (study.store.root / "counts.parquet").unlink()
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(PipelineError, match=r"^data/processed/voorbeeld/counts\.parquet: .*Then run again"):
        flow.run(study, with_reports=False)


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
            assert expected in output.stdout + output.stderr, expected
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
