"""A disk that is full or can only be read: a clear message, nothing half written, and then the same bytes."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.stress import Bench

_SHARES = (0.02, 0.2, 0.5, 0.8, 0.97)


def full_disk(bench: Bench) -> dict[str, Any]:
    """Runs on a disk that has room for a part of the result, then for more of it, at last for all."""
    total = sum(map(len, bench.files.values()))
    disk = _mount(bench, "full")
    if disk is None:
        return {"skipped": "no disk may be mounted here"}
    try:
        said = []
        for share in _SHARES:
            _remount(disk.out, f"size={int(share * total)}")
            said.append(_short(disk.finish()))
            print(f"full at {share:.0%}: {said[-1]}", flush=True)
        _remount(disk.out, f"size={4 * total}")
        return {"said": said, "at_the_end": _short(disk.finish()), "different": disk.differences()}
    finally:
        _umount(disk.out)


def read_only(bench: Bench) -> dict[str, Any]:
    """Runs that have something to write on a disk, or in a folder, that is closed, and again once all is open."""
    disk = _mount(bench, "closed")
    if disk is None:
        return {"skipped": "no disk may be mounted here"}
    try:
        empty = _closed(disk)
        subprocess.run(["cp", "-a", f"{bench.out}/.", disk.out], check=True)
        notebooks = disk.reports / "notebooks"
        lacking = {
            disk.tables / "segments": disk.tables / "segments" / "S1.parquet",
            disk.tables: disk.tables / "counts.parquet",
            notebooks: notebooks / "overzicht.ipynb",
            disk.reports: disk.reports / "overzicht.html",
        }
        for path in lacking.values():
            path.unlink()
        said = [empty, _closed(disk), *(_closed_part(disk, folder) for folder in lacking)]
        print("read only:", *said, sep="\n  ", flush=True)
        return {"said": said, "at_the_end": _short(disk.finish()), "different": disk.differences()}
    finally:
        _umount(disk.out)


def _closed(disk: Bench) -> str:
    _remount(disk.out, "ro")
    said = _short(disk.finish())
    _remount(disk.out, "rw")
    return said


def _closed_part(disk: Bench, folder: Path) -> str:
    """What a run says while one folder can only be read."""
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    try:
        _remount(folder, "bind,ro")
        return _short(disk.finish())
    finally:
        _umount(folder)


def _short(said: str) -> str:
    """What a failed run said, without its progress."""
    lines = [line for line in said.splitlines() if not line.endswith("...")]
    return " | ".join(lines) if len(lines) < 5 else f"{lines[0]} | {len(lines)} lines | {lines[-1]}"


def _mount(bench: Bench, name: str) -> Bench | None:
    """The bench with its results on a disk of its own, in memory; None where this may not be made."""
    place = bench.out.with_name(name)
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], check=False, capture_output=True)
    return replace(bench, out=place) if done.returncode == 0 else None


def _remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def _umount(place: Path) -> None:
    subprocess.run(["umount", "--lazy", place], check=True)
