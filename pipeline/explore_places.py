"""Where `explore.Corpus` finds the tables of a run, and how it reads one."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

TABLES_VARIABLE = "ROUTE_TABLES"
"""Environment variable by which a report tells its kernel where the tables lie."""


def read_table(path: Path) -> pd.DataFrame:
    """A table: its one file, or the parts of all sessions in the order of their ids."""
    parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path.with_name(f"{path.name}.parquet")]
    return pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)


def find_root(name_or_path: str | Path, out: str | Path | None) -> Path:
    """The folder with the tables of a corpus. Raises FileNotFoundError where there is none."""
    given = Path(name_or_path)
    told = os.environ.get(TABLES_VARIABLE)
    starts = [Path(out)] if out else [Path.cwd(), *Path.cwd().parents]
    places = [start / "data" / "processed" / given.name for start in starts]
    if told and not out and Path(told).name == given.name:
        places.insert(0, Path(told))
    if len(given.parts) > 1:
        places.insert(0, given)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"There are no tables of corpus '{given.name}'. Run the pipeline first: route run.")
