"""Run a command and measure it: wall time, and the memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@dataclass
class Measured:
    """Seconds and the peak of proportional memory (PSS) in GB, which counts shared pages once."""

    seconds: float
    peak_gb: float
    output: str


def route(*arguments: str | Path) -> Measured:
    """Measure one command of the program. Raises CalledProcessError where it fails."""
    return module("pipeline", *arguments)


def module(name: str, *arguments: str | Path) -> Measured:
    """Measure one `python -m name`, in a process of its own. Raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", name, *map(str, arguments)]
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Measured(seconds, peak[0], output)


def median_route(*arguments: str | Path, runs: int = 5) -> float:
    """The median wall time of a command that changes nothing."""
    return sorted(route(*arguments).seconds for _ in range(runs))[runs // 2]


def _watch(pid: int, peak: list[float]) -> None:
    try:
        root = psutil.Process(pid)
        while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
            peak[0] = max(peak[0], sum(map(_pss, [root, *root.children(recursive=True)])) / 1e9)
            time.sleep(0.4)
    except psutil.NoSuchProcess:
        return


def _pss(process: psutil.Process) -> float:
    try:
        memory = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return float(getattr(memory, "pss", memory.rss))
