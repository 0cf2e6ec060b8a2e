"""What has no place on the other side of an exchange, element by element: no loss without a line about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.exchange.spreadsheets import csv_bytes, save

COLUMNS = ["element", "naam", "guid", "bron", "wat"]


@dataclass(frozen=True, order=True)
class Lost:
    """One element that did not come along, in the words of the exchange format, and why. Never holds talk."""

    element: str
    what: str
    source: str = ""
    name: str = ""
    guid: str = ""


def write_report(path: Path, lost: Iterable[Lost]) -> None:
    """All of it as a csv, a line per element. Raises PipelineError where it cannot be written."""
    save(path, csv_bytes([COLUMNS, *([item.element, item.name, item.guid, item.source, item.what] for item in lost)]))


def summarised(lost: Sequence[Lost]) -> list[list[str]]:
    """A row per kind of loss: the element, how often, where, and why."""
    found: Counter[tuple[str, str, str]] = Counter((item.element, item.source, item.what) for item in lost)
    return [[element, str(n), source or "-", what] for (element, source, what), n in sorted(found.items())]
