"""Notes of another program as memos: memos/*.md, each once, about the code, session or segment that it stands on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.exchange.refi_codes import readable_id
from pipeline.exchange.refi_project import GivenNote
from pipeline.exchange.refi_report import Lost
from pipeline.memos import STUDY
from pipeline.readers.encoding import clean


@dataclass(frozen=True)
class NewMemo:
    """A file to write."""

    path: Path
    data: bytes


def memos_of(
    notes: Mapping[str, GivenNote],
    *,
    about: Mapping[str, str],
    sent: Mapping[str, str],
    folder: Path,
    author: Callable[[str], str],
) -> Iterator[NewMemo | Lost]:
    """A memo for each note that is not here yet; of one that is, that its text is another now.

    `about` is by GUID what a note stands on (what it lacks is about the study), `sent` the texts of ours as they went
    out, and `author` gives the coder that a user is.
    """
    for note in notes.values():
        text = clean(note.text).strip()
        if not text:
            continue
        if note.guid in sent:
            if " ".join(text.split()) != " ".join(sent[note.guid].split()):
                yield Lost(
                    "Note", "deze memo is daar anders dan hier: die van hier blijft", name=note.name, guid=note.guid
                )
            continue
        path = folder / f"{readable_id(note.name or 'memo')}-{note.guid[:8]}.md"
        data = _written(note, text, about.get(note.guid, STUDY), author(note.user) if note.user else "")
        if not path.exists():
            yield NewMemo(path, data)
        elif path.read_bytes() != data:
            yield Lost("Note", f"memos/{path.name} is hier veranderd: dat blijft", name=note.name, guid=note.guid)


def _written(note: GivenNote, text: str, about: str, author: str) -> bytes:
    """The memo as a file; a title of its own stands above the text."""
    front = {"datum": note.date, "door": author, "bij": about}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
    title = clean(note.name)
    is_titled = bool(title) and not text.startswith(title)
    return "\n".join(["---", *lines, "---", "", *([title, ""] if is_titled else []), text, ""]).encode()
