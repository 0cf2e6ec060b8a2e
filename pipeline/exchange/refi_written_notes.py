"""The notes of an export: memos of the study on what they are about, and what coders noted on their codings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.codebook import Code, Codebook, Theme
from pipeline.exchange.refi_marks import Mark, user_guid
from pipeline.exchange.refi_texts import Document
from pipeline.exchange.refi_xml import Element, guid_of, new
from pipeline.study import Study


@dataclass
class Notes:
    """The notes of a project, each once, in the order in which they were first referred to."""

    corpus: str
    elements: list[Element] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)

    def add(self, mark: Mark) -> str:
        """The GUID of the note on a mark, or of the mark that is no more than a note."""
        name = f"{'niet: ' if not mark.is_present else ''}{mark.code}" if mark.code else "memo"
        guid = guid_of(mark.guid, "note")
        return self._note(guid, name, mark.note, author=mark.coder, date=mark.date)

    def memo(self, name: str, text: str, *, author: str, date: str | None) -> str:
        """The GUID of a memo."""
        return self._note(memo_guid(self.corpus, name), name, text, author=author, date=date)

    def _note(self, guid: str, name: str, text: str, *, author: str, date: str | None) -> str:
        made = f"{date}T00:00:00Z" if date else None
        about = {"guid": guid, "name": name, "creatingUser": user_guid(author) if author else None}
        element = new("Note", about | {"creationDateTime": made})
        element.append(new("PlainTextContent", text=text))
        self.elements.append(element)
        if author:
            self.authors.add(author)
        return guid


def memo_guid(corpus: str, name: str) -> str:
    """The GUID of a memo, or of the memo of a code."""
    return guid_of(corpus, "memo", name)


@dataclass
class Placed:
    """The GUIDs of memos by what they are about."""

    codes: dict[str, list[str]] = field(default_factory=dict)
    sessions: dict[str, list[str]] = field(default_factory=dict)
    stretches: dict[str, list[Mark]] = field(default_factory=dict)
    study: list[str] = field(default_factory=list)


def place_memos(
    memos: list[dict[str, Any]],
    notes: Notes,
    *,
    study: Study,
    segments: pd.DataFrame,
    told: Mapping[str, Document],
    book: Codebook,
) -> Placed:
    """The masked memos of the study and of its codes as notes, on what they are about."""
    placed = Placed()
    entries: list[Theme | Code] = [*book.themas, *book.codes.values()]
    for entry in entries:
        if entry.memo:
            guid = notes.memo(f"code-{entry.id}", entry.memo, author="", date=None)
            placed.codes.setdefault(entry.id, []).append(guid)
    where = segments.set_index("segment_id")
    for memo in memos:
        about, text = memo["about"], "\n\n".join(memo["text"])
        if about in where.index and (mark := _on_segment(study, memo, where.loc[about], told)):
            placed.stretches.setdefault(mark.session, []).append(mark)
            continue
        guid = notes.memo(memo["name"], text, author=memo["author"] or "", date=memo["date"])
        about = book.renamed.get(about.lower(), about)
        if about in book.names:
            placed.codes.setdefault(about, []).append(guid)
        elif about in told:
            placed.sessions.setdefault(about, []).append(guid)
        else:
            placed.study.append(guid)
    return placed


def _on_segment(study: Study, memo: dict[str, Any], segment: Any, told: Mapping[str, Document]) -> Mark | None:
    """A memo on a segment as a mark without a code."""
    document, turn = told[segment.session_id], int(segment.utterance_id.rsplit("-", 1)[1])
    if turn not in document.spans:
        return None
    start, end = int(segment.start_char), int(segment.start_char) + len(segment.text.rstrip())
    text = "\n\n".join(memo["text"])
    return Mark(
        memo_guid(study.name, memo["name"]),
        segment.session_id,
        document.position(turn, start),
        document.position(turn, end),
        ((turn, start, end),),
        "",
        memo["author"] or "",
        False,
        text,
        memo["date"],
    )
