"""What this coder's reviews wrote and may take back: hashes of rows in coderingen/, and no words of the talk."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.store import write_atomically


@dataclass(frozen=True)
class Answer:
    """What one person says of one proposal; `other` is a code that falls on the segment instead, or beside it."""

    is_present: bool
    other: str | None = None
    memo: str = ""
    values: dict[str, str] = field(default_factory=dict)
    date: str = ""
    version: str = ""


@dataclass(frozen=True)
class Entry:
    """One answer: the proposal, the names of its rows, and the answer whose place it took."""

    item: str
    rows: list[str]
    before: Answer | None = None


class Journal:
    """What this coder's reviews wrote, in the order in which they did, and memos that wait for a decision."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries: list[Entry] = []
        self.drafts: dict[str, str] = {}
        if path.is_file():
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                self.entries = [_entry(item) for item in kept["entries"]]
                self.drafts = dict(kept["drafts"])
            except (ValueError, KeyError, TypeError):
                # Damaged: what stands in the file of the coder stays, and is not ours to take back any more.
                self.entries, self.drafts = [], {}

    def rows_of(self, item: str) -> set[str]:
        """The names of all rows that were ever written for a proposal and not taken back."""
        return {name for entry in self.entries if entry.item == item for name in entry.rows}

    def rows_by_item(self) -> dict[str, set[str]]:
        """The same for every proposal at once."""
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            found.setdefault(entry.item, set()).update(entry.rows)
        return found

    def last(self, items: Collection[str]) -> Entry | None:
        """The last answer to one of these proposals."""
        return next((entry for entry in reversed(self.entries) if entry.item in items), None)

    def add(self, item: str, rows: list[str], before: Answer | None) -> None:
        """Note an answer; its memo waits no more."""
        self.entries.append(Entry(item, rows, before))
        self.drafts.pop(item, None)
        self._save()

    def drop(self, entry: Entry) -> None:
        """Forget an answer that was taken back."""
        self.entries.remove(entry)
        self._save()

    def keep_draft(self, item: str, memo: str) -> None:
        """Keep a memo that was typed and not decided with; an empty one is forgotten."""
        if self.drafts.get(item, "") != memo:
            self.drafts = {**self.drafts, item: memo} if memo else {k: v for k, v in self.drafts.items() if k != item}
            self._save()

    def keep_only(self, segments: Collection[str]) -> None:
        """Forget what belongs to segments that are gone: somebody may have withdrawn."""
        entries = [entry for entry in self.entries if entry.item.split(" ")[0] in segments]
        drafts = {item: memo for item, memo in self.drafts.items() if item.split(" ")[0] in segments}
        if (entries, drafts) != (self.entries, self.drafts):
            self.entries, self.drafts = entries, drafts
            self._save()

    def _save(self) -> None:
        kept = {"entries": [asdict(entry) for entry in self.entries], "drafts": self.drafts}
        write_atomically(self._path, json.dumps(kept, ensure_ascii=False).encode())


def _entry(kept: dict[str, Any]) -> Entry:
    return Entry(kept["item"], list(kept["rows"]), Answer(**kept["before"]) if kept["before"] else None)
