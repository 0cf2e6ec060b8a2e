"""Corpora for tests: copies of the example, whole or a few sessions of it, to change and break."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "raw" / "voorbeeld"


def copy_example(to: Path, *, sessions: list[str] | None = None) -> Path:
    """A copy of the example corpus in `to`/voorbeeld, with just some of its sessions where they are named."""
    corpus = to / "voorbeeld"
    shutil.copytree(EXAMPLE, corpus)
    if sessions is not None:
        for name in ("sessies.csv", "sprekers.csv", "codeurs.csv", "citaten.csv"):
            keep_rows(corpus / name, sessions)
        for path in (corpus / "coderingen").glob("*.csv"):
            keep_rows(path, sessions)
        for path in (corpus / "transcripten").iterdir():
            if path.stem not in sessions:
                path.unlink()
    return corpus


def keep_rows(path: Path, sessions: list[str]) -> None:
    """Keep only the rows of some sessions."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(row for row in rows if row["sessie"] in sessions)


def route(*arguments: str | Path, cwd: Path = ROOT, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does, in a process of its own."""
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(command, cwd=cwd, env=environment, text=True, capture_output=True, check=check)


def table_bytes(out: Path) -> dict[str, bytes]:
    """Every stored table of a run by its name below the tables' folder."""
    root = next((out / "data" / "processed").iterdir())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.parquet"))}
