"""`python -m benchmarks [NAME ...]` measures speed and quality; stress and fuzz run only by name."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.agreement import agreement_speed
from benchmarks.coding_speed import coding_speed
from benchmarks.fuzz import command
from benchmarks.learning import learning_quality
from benchmarks.meaning import meaning_quality
from benchmarks.measure import ROOT, SHARED, median_route, route
from benchmarks.privacy import privacy
from benchmarks.seed_corpus import make_seed_corpus
from benchmarks.stages import annotate_speed, embed_speed
from benchmarks.stress import stress
from benchmarks.topics import topic_quality

Results = dict[str, Any]

TABLES = Path("data/processed")


def example(folder: Path) -> Results:
    """The example: nothing cached, nothing changed, one code edited."""
    shutil.copytree(ROOT / "config", folder / "config")
    options = ("--config", folder / "config", "--out", folder / "out")
    cold = route("run", *options)
    again = [route("run", *options).seconds for _ in range(3)]
    book = folder / "config" / "codebook.yaml"
    text = book.read_text(encoding="utf-8")
    book.write_text(re.sub(r"^( +)terugbellen\n", r"\1terugbellen\n\1bellen\n", text, count=1, flags=re.M))
    edited = route("run", *options)
    run = json.loads((folder / "out" / TABLES / "voorbeeld" / "run.json").read_text())
    stages = ("read", "segments", "tokens", "vectors")
    return {
        "cold_s": cold.seconds,
        "cold_peak_gb": cold.peak_gb,
        "nothing_changed_s": sorted(again)[1],
        "one_code_edited_s": edited.seconds,
        "done_again_after_edit": {name: run["stages"][name]["n_done"] for name in stages},
    }


def seed(folder: Path) -> Results:
    """A corpus of the size of one study, cold."""
    if not SHARED.is_dir():
        return {"skipped": "../shared/data is absent"}
    size = make_seed_corpus(folder / "zaad")
    measured = route("run", "--corpus", folder / "zaad", "--out", folder / "out")
    run = json.loads((folder / "out" / TABLES / "zaad" / "run.json").read_text())
    seconds = {name: stage["seconds"] for name, stage in run["stages"].items()}
    return {"size": size, "cold_s": measured.seconds, "peak_gb": measured.peak_gb, "stages_s": seconds}


def annotate(folder: Path) -> Results:
    """Tokens per second."""
    route("run", "--no-reports", "--out", folder)
    return annotate_speed(folder / TABLES / "voorbeeld")


def embed(folder: Path) -> Results:
    """The embed stage against its model alone."""
    route("run", "--no-reports", "--out", folder)
    return embed_speed(folder / TABLES / "voorbeeld")


def start(folder: Path) -> Results:
    """How long a user waits before anything happens."""
    return {"help_s": median_route("--help"), "check_s": median_route("check", "--out", folder)}


BENCHMARKS: dict[str, Callable[[Path], Results]] = {
    "start": start,
    "example": example,
    "annotate": annotate,
    "embed": embed,
    "seed": seed,
    "privacy": lambda _: privacy(),
    "agreement": lambda _: agreement_speed(),
    "coding": coding_speed,
    "meaning": lambda _: meaning_quality(),
    "learning": lambda _: learning_quality(),
    "topics": topic_quality,
}


def main(names: list[str], *, n_kills: int, show: bool = False) -> None:
    """Run the named benchmarks, print what they measured and write it to benchmarks/results.json."""
    results: Results = {"machine": {"cores": os.cpu_count(), "python": platform.python_version()}}
    measures = BENCHMARKS | {"stress": partial(stress, n_kills=n_kills), "privacy": lambda _: privacy(show=show)}
    for name in names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as folder:
            results[name] = measures[name](Path(folder))
        print(name, json.dumps(results[name], indent=2))
    path = ROOT / "benchmarks" / "results.json"
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["fuzz"]:
        sys.exit(command(sys.argv[2:]))
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS, "stress"])
    parser.add_argument("--kills", type=int, default=200, help="how often stress kills a run")
    parser.add_argument("--show", action="store_true", help="print what privacy masks in public talk")
    given = parser.parse_args()
    main(given.names, n_kills=given.kills, show=given.show)
