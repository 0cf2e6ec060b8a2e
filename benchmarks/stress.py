"""Kill a run again and again, fill its disk, take its permission to write: what stands after the next run?

Every round starts from an undisturbed result of which some stages, by chance, are missing, so that a run comes soon
to where it is to be killed; every eighth round starts from nothing. The process and its group get SIGKILL after a
time drawn over all that the run has still to do, or over one stage. After a few kills a run goes to its end, and then
every table and report must have the bytes of the undisturbed one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT
from benchmarks.stress_corpus import SESSIONS, make_stress_corpus
from pipeline.faults import scratch_prefix
from pipeline.flow_keys import BESIDE_CODES, CODED, MODELLED
from pipeline.tables import PER_SESSION, READ, TABLES

Files = dict[str, bytes]

STAGES: dict[str, tuple[str, ...]] = {
    "read": READ,
    "segments": ("segments",),
    "tokens": ("tokens",),
    "vectors": ("vectors",),
    "code": CODED,
    "history": ("codebook_versions", "previous_codes"),
    "agree": ("agreement",),
    "topics": MODELLED,
    "topics_and_codes": BESIDE_CODES,
    "study_text": ("study_text",),
    "counts": ("counts",),
    "disclosure": ("hidden_counts",),
    "attributions": ("attributions",),
    "quotes": ("quotes",),
    "evidence": ("evidence",),
}
_LINES = {
    "lezen": ("read", "segments", "tokens", "vectors"),
    "coderen": ("code", "history", "agree"),
    "onderwerpen": ("topics", "topics_and_codes"),
    "tellen": ("study_text", "counts", "disclosure", "attributions", "quotes", "evidence"),
}
_START_S, _REPORTS_S = 2.0, 5.0
_MOST_KILLS = 8
_SEED = 2026


@dataclass
class Bench:
    """A corpus, where its results go, and what an undisturbed run made of it."""

    corpus: Path
    config: Path
    out: Path
    files: Files = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def tables(self) -> Path:
        return self.out / "data" / "processed" / self.corpus.name

    @property
    def reports(self) -> Path:
        return self.out / "reports" / self.corpus.name

    def start(self, *options: str) -> subprocess.Popen[str]:
        """A run in a process group of its own."""
        where = ("--corpus", str(self.corpus), "--config", str(self.config), "--out", str(self.out))
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline", "run", *where, *options],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def finish(self, *options: str) -> str:
        """Run to the end; what it said where it failed."""
        process = self.start(*options)
        _, said = process.communicate()
        return f"exit {process.returncode}: {said}" if process.returncode else ""

    def measured(self) -> Files:
        """All that a run makes and that must be the same each time, by name."""
        made = {p.relative_to(self.out).as_posix(): p.read_bytes() for p in self.out.rglob("*") if p.is_file()}
        run = json.loads(made.pop(f"data/processed/{self.corpus.name}/run.json", b"{}"))
        for of_this_run in ("stages", "seconds", "sessions_gone"):
            run.pop(of_this_run, None)
        return made | {"run.json": json.dumps(run).encode()}

    def differences(self) -> list[str]:
        """What is not as in the undisturbed run, and what is left over."""
        now = self.measured()
        names = sorted(name for name in self.files | now if self.files.get(name) != now.get(name))
        return names + [path.name for path in Path(tempfile.gettempdir()).glob(f"{scratch_prefix(self.tables)}*")]

    def restore(self) -> None:
        """Back to the undisturbed result."""
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.out.with_name("undisturbed"), self.out)


def make_bench(folder: Path) -> Bench:
    """A bench with its undisturbed run done. Raises RuntimeError where that fails, or where STAGES lacks a table."""
    if lacking := set(TABLES) - {table for tables in STAGES.values() for table in tables}:
        raise RuntimeError(f"STAGES says of no stage that it makes {sorted(lacking)}")
    bench = Bench(*make_stress_corpus(folder), folder / "out")
    if said := bench.finish():
        raise RuntimeError(said)
    bench.files = bench.measured()
    stages = json.loads((bench.tables / "run.json").read_text())["stages"]
    bench.seconds = {name: stage["seconds"] for name, stage in stages.items()}
    shutil.copytree(bench.out, folder / "undisturbed")
    return bench


def kill_runs(bench: Bench, n_kills: int) -> dict[str, Any]:
    """Kill `n_kills` runs: how many in each stage, and what was not as it should be afterwards."""
    chance = random.Random(_SEED)
    hit: Counter[str] = Counter()
    wrong: list[str] = []
    n_rounds = 0
    while hit.total() < n_kills:
        n_rounds += 1
        from_nothing = n_rounds % 8 == 1
        options = [] if from_nothing or chance.random() < 0.4 else ["--no-reports"]
        bench.restore()
        missing = _spoil(bench, chance, from_nothing=from_nothing, with_reports=not options)
        # Two processes need two times the memory of the names' lists, so not where something must be read.
        options += ["--jobs", chance.choice("12")] if "read" not in missing else []
        for _ in range(min(chance.randint(3, _MOST_KILLS), n_kills - hit.total())):
            stage = _kill(bench, options, chance)
            if stage is None:
                break
            hit[stage] += 1
            broken = _half_files(bench)
            wrong += [f"round {n_rounds}: after a kill in {stage}: {name}" for name in broken]
            print(f"kill {hit.total()} in round {n_rounds}: {stage}", *broken, flush=True)
        said = bench.finish(*options)
        different = bench.differences()
        wrong += [f"round {n_rounds}: {what}" for what in [*different, *([said] if said else [])]]
        print(f"round {n_rounds}: {', '.join(missing)}:", *(different or ["same bytes"]), said, flush=True)
    return {"kills": hit.total(), "rounds": n_rounds, "killed_in": dict(hit.most_common()), "wrong": wrong}


def _spoil(bench: Bench, chance: random.Random, *, from_nothing: bool, with_reports: bool) -> list[str]:
    """Delete the results of some stages; which. Without reading, mostly, since the lists of names take long to load."""
    if from_nothing:
        shutil.rmtree(bench.out)
        return list(STAGES)
    missing = [name for name in STAGES if chance.random() < (0.15 if name == "read" else 0.45)]
    for stage in missing:
        sessions = chance.sample(SESSIONS, chance.randint(1, len(SESSIONS)))
        for table in STAGES[stage]:
            names = [f"{table}/{session}" for session in sessions] if table in PER_SESSION else [table]
            for name in names:
                (bench.tables / f"{name}.parquet").unlink()
    if with_reports:
        for page in sorted(bench.reports.rglob("*.*")):
            if chance.random() < 0.6:
                page.unlink()
    return [*missing, *(["report"] if with_reports else [])]


def _kill(bench: Bench, options: list[str], chance: random.Random) -> str | None:
    """Start a run and kill it: the stage that it was in; None where it was done before.

    Half of the kills come at any moment of what is left to do; the others aim at one stage, so that short ones are
    hit too: they wait for the tables of the stages before it.
    """
    left = [stage for stage in STAGES if _is_missing(bench, stage)]
    seconds = [bench.seconds.get(stage, 0) for stage in left]
    aim = chance.randrange(len(left)) if left and chance.random() < 0.5 else None
    before = left[:aim] if aim is not None else []
    most = _START_S + sum(seconds) + (_REPORTS_S if "--no-reports" not in options else 0)
    after = chance.random() * (most if aim is None else _START_S * (not before) + seconds[aim])
    process = bench.start(*options)
    lines: list[str] = []
    stream = process.stderr
    reader = threading.Thread(target=lambda: lines.extend(stream or ()), daemon=True)
    reader.start()
    while process.poll() is None and any(_is_missing(bench, stage) for stage in before):
        time.sleep(0.001)
    try:
        process.wait(after)
        reader.join()
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join(timeout=5)
        return _stage_of(bench, [line.split()[0] for line in lines if line.endswith("...\n")])
    return None


def _stage_of(bench: Bench, lines: list[str]) -> str:
    """The stage of the last line of progress: of those that it covers the first with a table missing."""
    if not lines:
        return "start"
    if lines[-1] not in _LINES:
        return "report"
    stages = [(stage, session) for session in SESSIONS for stage in _LINES[lines[-1]]]
    # What has nothing to make still loads and compares keys.
    return next((stage for stage, session in stages if _is_missing(bench, stage, session)), "nothing to make")


def _is_missing(bench: Bench, stage: str, *sessions: str) -> bool:
    names = [f"{t}/{s}" if t in PER_SESSION else t for t in STAGES[stage] for s in sessions or SESSIONS]
    return not all((bench.tables / f"{name}.parquet").is_file() for name in names)


def _half_files(bench: Bench) -> list[str]:
    """Files that are there with other bytes than the undisturbed run made; the index tells what stands now."""
    return [
        name
        for name, data in bench.measured().items()
        if name in bench.files
        and name not in ("run.json", f"reports/{bench.corpus.name}/index.html")
        and bench.files[name] != data
    ]


def stress(folder: Path, *, n_kills: int) -> dict[str, Any]:
    """Kills, a full disk and one that can only be read."""
    from benchmarks.stress_disk import full_disk, read_only

    bench = make_bench(folder)
    start = time.perf_counter()
    results = {"full_disk": full_disk(bench), "read_only": read_only(bench), **kill_runs(bench, n_kills)}
    return results | {"seconds": round(time.perf_counter() - start)}
