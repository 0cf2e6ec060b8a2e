"""A project of another program as it stands in its file: users, sources, selections, codings and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.exchange.refi_package import Package
from pipeline.exchange.refi_positions import SourceText
from pipeline.exchange.refi_report import Lost
from pipeline.exchange.refi_xml import Element, child, children, guid_in, name_of, targets, text_in
from pipeline.reading import parse_date

NOT_CODED = "een selectie zonder codering of notitie"
_HOLDS_TEXT = ("TextSource", "Representation", "Transcript")


@dataclass(frozen=True)
class GivenCoding:
    """A coding: who gave which codes, when, and the notes on it."""

    guid: str
    user: str
    code: str
    date: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """A stretch of a text by its positions as they stand there, with what hangs on it."""

    guid: str
    name: str
    start: int
    end: int
    description: str
    codings: tuple[GivenCoding, ...]
    notes: tuple[str, ...]


@dataclass
class GivenSource:
    """A text with its selections; `text` is None where the file lacks it. `name` is what the program calls it."""

    guid: str
    name: str
    element: Element
    text: SourceText | None
    selections: list[Selection] = field(default_factory=list)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivenNote:
    """A note: its text, who wrote it and when."""

    guid: str
    name: str
    text: str
    user: str
    date: str | None


@dataclass
class Project:
    """What a project holds that may have a place here; `lost` is what has none."""

    name: str
    origin: str
    description: str
    users: Mapping[str, str]
    ids: Mapping[str, str]
    sources: list[GivenSource]
    notes: Mapping[str, GivenNote]
    root: Element
    lost: list[Lost] = field(default_factory=list)


def read_project(package: Package) -> Project:
    """Read a project; whatever is wrong in it is in `lost`, and stops nothing."""
    root = package.root
    lost: list[Lost] = []
    users = {guid_in(user.get("guid")): user for user in children(child(root, "Users"), "User")}
    sources = list(_sources(package, child(root, "Sources"), lost))
    for number, source in enumerate(sources):
        if not source.guid or any(source.guid == other.guid for other in sources[:number]):
            # By its GUID a source is kept apart from the others.
            source.guid = f"{source.guid or 'bron'}-{number + 1}"
    return Project(
        (root.get("name") or "").strip(),
        (root.get("origin") or "").strip(),
        text_in(root, "Description"),
        {guid: (user.get("name") or user.get("id") or guid).strip() for guid, user in users.items()},
        {guid: (user.get("id") or "").strip() for guid, user in users.items()},
        sources,
        {note.guid: note for note in _notes(package, child(root, "Notes"))},
        root,
        lost,
    )


def _sources(package: Package, parent: Element | None, lost: list[Lost]) -> Iterator[GivenSource]:
    """Every text among the sources: plain ones, and what stands for a PDF or a recording."""
    for source in children(parent):
        called = (source.get("name") or "").strip()
        if name_of(source) in _HOLDS_TEXT:
            yield _source(package, source, called, lost)
            continue
        for text in children(source, *_HOLDS_TEXT):
            yield _source(package, text, called, lost)


def _source(package: Package, element: Element, called: str, lost: list[Lost]) -> GivenSource:
    path = (element.get("plainTextPath") or "").strip()
    data = package.text_at(path) if path else None
    inline = child(element, "PlainTextContent")
    given = data if data is not None else "".join(inline.itertext()) if inline is not None else None
    source = GivenSource(
        guid_in(element.get("guid")), called, element, SourceText(given) if given is not None else None
    )
    source.notes = tuple(targets(element, "NoteRef"))
    points = {guid_in(item.get("guid")): item.get("position") for item in children(element, "SyncPoint")}
    seen: set[tuple[object, ...]] = set()
    for selection in children(element, "PlainTextSelection", "TranscriptSelection"):
        found = _selection(selection, points)
        name = name_of(selection)
        if found is None:
            lost.append(Lost(name, "geen begin of einde in de tekst", called, guid=guid_in(selection.get("guid"))))
            continue
        if not found.codings and not found.notes:
            lost.append(Lost(name, NOT_CODED, called, guid=found.guid))
            continue
        if found.start == found.end:
            lost.append(Lost(name, "een selectie zonder tekst (begin en einde gelijk)", called, guid=found.guid))
            continue
        what = (found.start, found.end, *((c.user, c.code, c.notes) for c in found.codings), *found.notes)
        if what in seen:
            lost.append(Lost(name, "dezelfde selectie staat er nog eens: een keer gelezen", called, guid=found.guid))
            continue
        seen.add(what)
        source.selections.append(found)
    return source


def _selection(element: Element, points: Mapping[str, str | None]) -> Selection | None:
    """A selection, or None where it has no positions. One of a transcript runs from a moment to a moment."""
    start, end = element.get("startPosition"), element.get("endPosition")
    if name_of(element) == "TranscriptSelection":
        start, end = (points.get(guid_in(element.get(key))) for key in ("fromSyncPoint", "toSyncPoint"))
    try:
        span = (int(start or ""), int(end or ""))
    except ValueError:
        return None
    codings = tuple(coding for item in children(element, "Coding") for coding in given_codings(item))
    notes = tuple(targets(element, "NoteRef"))
    about = (guid_in(element.get("guid")), (element.get("name") or "").strip())
    return Selection(*about, *span, text_in(element, "Description").strip(), codings, notes)


def given_codings(element: Element) -> list[GivenCoding]:
    """A Coding, once for each code that it refers to."""
    made = (element.get("creationDateTime") or "").strip()[:10]
    about = (guid_in(element.get("guid")), guid_in(element.get("creatingUser")))
    notes = tuple(targets(element, "NoteRef"))
    return [GivenCoding(*about, code, parse_date(made), notes) for code in targets(element, "CodeRef")]


def _notes(package: Package, parent: Element | None) -> Iterator[GivenNote]:
    for element in children(parent, "Note"):
        path = (element.get("plainTextPath") or "").strip()
        data = package.text_at(path) if path else None
        text = data.decode("utf-8-sig", "replace") if data is not None else text_in(element, "PlainTextContent")
        about = text_in(element, "Description").strip()
        text = "\n\n".join(part for part in (about, text.strip()) if part)
        made = (element.get("creationDateTime") or "").strip()[:10]
        user = guid_in(element.get("creatingUser") or element.get("modifyingUser"))
        yield GivenNote(guid_in(element.get("guid")), (element.get("name") or "").strip(), text, user, parse_date(made))
