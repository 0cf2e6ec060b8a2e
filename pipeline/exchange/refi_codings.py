"""From the selections of another program to rows of coderingen/: placed on our turns, each once, nothing in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.errors import Problem
from pipeline.exchange.refi_align import Found, Turns, in_turns, session_of
from pipeline.exchange.refi_coders import Coders, is_machine
from pipeline.exchange.refi_notes import NO_VERSION, Remark, read_remark
from pipeline.exchange.refi_places import OwnCodings, Places, Stretch
from pipeline.exchange.refi_positions import Counting
from pipeline.exchange.refi_project import GivenCoding, GivenSource, Project, Selection
from pipeline.exchange.refi_report import Lost
from pipeline.readers.encoding import clean
from pipeline.study import Study

_ALL_TAKEN, _MANY = 0.9, 10
Row = dict[str, str]


@dataclass(frozen=True)
class Own:
    """What of ours went out: by GUID the coder and the note of each coding, and of each note what it belongs to."""

    coders: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of each note of ours by its GUID, as it went out."""


@dataclass(frozen=True)
class Said:
    """One code by one coder on stretches of one session, as another program has it; refused where not `is_present`."""

    session: str
    stretches: tuple[Stretch, ...]
    code: str
    coder: str
    guid: str
    source: str
    date: str | None
    remark: Remark
    is_present: bool = True
    is_as_sent: bool = False
    """Whether its note is the one that went out, or was dropped on the way."""


@dataclass
class Codings:
    """Rows to add by coder, and what came of all of them."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[Lost] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    """The session that each source is, by the source's GUID."""
    seen: set[tuple[str, str]] = field(default_factory=set)
    """Coder and session of every new row."""
    coders_in: dict[str, set[str]] = field(default_factory=dict)
    """Everyone, the machine too, with codings in a session."""


class Reader:
    """Reads the codings of a project; `ids` are our codes by the GUIDs of theirs."""

    def __init__(
        self,
        study: Study,
        project: Project,
        *,
        tables: Mapping[str, pd.DataFrame],
        ids: Mapping[str, str],
        coders: Coders,
    ) -> None:
        self.study, self.project, self.ids, self.coders = study, project, ids, coders
        self.tables = tables
        self.places = {row.session_id: Places(row.session_id, tables) for row in study.sessions}
        self.turns = {name: Turns(places.turns) for name, places in self.places.items()}
        self.found: dict[str, tuple[str, list[Found]]] = {}
        self.segment_at: dict[str, str] = {}
        """The first segment of each selection, by its GUID."""
        self.used_notes: set[str] = set()
        """Notes that say that a code was refused."""

    def match(self, source: GivenSource, *, likely: Mapping[str, str]) -> str | None:
        """The session that a source is, by its words; None where it is none of ours."""
        if source.text is None:
            return None
        stem = source.name.rsplit(".", 1)[0]
        wanted = likely.get(source.guid) or stem
        found = session_of(source.text.raw, self.turns, likely=wanted if wanted in self.turns else "")
        if found is None:
            return None
        self.found[source.guid] = found
        return found[0]

    def said(self, source: GivenSource, counting: Counting, own: Own, into: Codings) -> Iterator[Said]:
        """What was coded in a source that is a session of ours."""
        session, found = self.found[source.guid]
        turns, text = self.places[session].turns, source.text
        for selection in source.selections if text else ():
            span = text.stretch(selection.start, selection.end, counting) if text else None
            where = tuple(in_turns(found, *span, raw=text.raw, turns=turns)) if span and text else ()
            if not where:
                why = "de plaats ligt buiten de tekst" if span is None else "er staan geen woorden van een beurt"
                self._unplaced(selection, source, why, into)
                continue
            if segments := self.places[session].segments_of(where):
                self.segment_at[selection.guid] = segments[0]
            yield from self._of_selection(selection, where, source, session, own, into)

    def _unplaced(self, selection: Selection, source: GivenSource, why: str, into: Codings) -> None:
        for coding in selection.codings:
            into.lost.append(Lost("Coding", f"{why}: niet geplaatst", source.name, guid=coding.guid))
        if not selection.codings:
            into.lost.append(Lost("PlainTextSelection", f"{why}: niet geplaatst", source.name, guid=selection.guid))

    def _of_selection(
        self,
        selection: Selection,
        where: tuple[Stretch, ...],
        source: GivenSource,
        session: str,
        own: Own,
        into: Codings,
    ) -> Iterator[Said]:
        dimensions = self.study.book.dimensies
        for coding in selection.codings:
            code = self.ids.get(coding.code)
            if code is None:
                what = "verwijst naar een code die niet in het bestand staat, of naar een thema"
                into.lost.append(Lost("Coding", what, source.name, guid=coding.guid))
                continue
            note, is_as_sent = self._note(coding, selection, own)
            remark = read_remark(note, dimensions=dimensions)
            about = (code, self.coders.of(coding.user), coding.guid, source.name, coding.date)
            yield Said(session, where, *about, remark, is_as_sent=is_as_sent)
        for guid in selection.notes:
            note_ = self.project.notes.get(guid)
            remark = read_remark(note_.text if note_ else "", dimensions=dimensions)
            refused = self.study.book.renamed.get(remark.refused, remark.refused)
            if note_ and refused in self.study.book.codes:
                self.used_notes.add(guid)
                about = (refused, self.coders.of(note_.user), guid, source.name, note_.date)
                yield Said(
                    session, where, *about, remark, is_present=False, is_as_sent=own.texts.get(guid) == note_.text
                )

    def _note(self, coding: GivenCoding, selection: Selection, own: Own) -> tuple[str, bool]:
        """What is noted on a coding, and whether it is what went out, or lost on the way."""
        notes = [self.project.notes[guid] for guid in coding.notes if guid in self.project.notes]
        text = "\n\n".join(
            [*(note.text for note in notes), *([selection.description] if selection.description else [])]
        )
        sent = own.notes.get(coding.guid)
        if sent is not None and is_machine(own.coders[coding.guid]):
            # Who takes a proposal over did not write what the machine noted on it.
            return text.replace(sent, ""), True
        return text, sent is not None and (not text.strip() or " ".join(text.split()) == " ".join(sent.split()))


def take(said: Sequence[Said], reader: Reader, own: Own, *, into: Codings, version: str) -> None:
    """Put what is new among the rows to write; what stands in coderingen/ already is not written again."""
    tables, study = reader.tables, reader.study
    is_reassigned = _is_reassigned(said, own)
    known: dict[str, OwnCodings] = {}
    taken: set[tuple[object, ...]] = set()
    for item in said:
        coder, kind = item.coder, "Coding" if item.is_present else "Note"
        if is_machine(coder) or (is_reassigned and is_machine(own.coders.get(item.guid, ""))):
            into.counts["proposals of the machine, left alone"] += 1
            continue
        places = reader.places[item.session]
        segments = places.segments_of(item.stretches)
        if item.session not in known:
            known[item.session] = OwnCodings(study, places, tables)
        yes, no = known[item.session].said(coder, item.code, segments)
        same, other = (yes, no) if item.is_present else (no, yes)
        key = (item.session, item.stretches, item.code, coder, item.is_present)
        if same or key in taken:
            into.counts["known already" if same else "twice in the file"] += 1
            if same and _differs(item, same, study.book):
                what = f"de aantekening is daar anders dan in {same[0].file}:{same[0].line}: die blijft"
                into.lost.append(Lost(kind, what, item.source, guid=item.guid))
            continue
        if other:
            row = other[0]
            what = f"{coder} besliste in {row.file}:{row.line} anders over '{item.code}': dat blijft"
            into.lost.append(Lost(kind, what, item.source, guid=item.guid))
            continue
        rows = places.rows_for(item.stretches)
        if rows is None:
            what = "de woorden zijn in deze beurt niet van andere te onderscheiden: niet geplaatst"
            into.lost.append(Lost(kind, what, item.source, guid=item.guid))
            continue
        taken.add(key)
        into.counts["new"] += 1
        into.seen.add((coder, item.session))
        into.rows.setdefault(coder, []).extend(_row(item, row, version) for row in rows)


def _row(item: Said, place: Mapping[str, str], version: str) -> Row:
    """A row of coderingen/."""
    memo = clean(item.remark.memo)
    about = {"sessie": item.session, **place, "code": item.code, "codeur": item.coder}
    about |= {"besluit": "ja" if item.is_present else "nee", "datum": item.date or ""}
    own = "" if item.remark.version == NO_VERSION else item.remark.version or version
    return about | {"versie": own, "memo": memo} | dict(item.remark.values)


def _differs(item: Said, rows: Sequence[object], book: Codebook) -> bool:
    """Whether another program has other dimensions or another memo; where it dropped them it has not."""
    if item.is_as_sent or not (item.remark.values or item.remark.memo):
        return False
    values = {(name, value) for name, value in item.remark.values.items() if name in book.dimensies}
    return not any(
        set(getattr(row, "values", ())) == values and (getattr(row, "memo", None) or "") == item.remark.memo
        for row in rows
    )


def _is_reassigned(said: Sequence[Said], own: Own) -> bool:
    """Whether the other program put all that came in under the name of who opened it, the machine's proposals too.

    A person may take over a proposal. Nearly all of ours under one name, and none left under the machine's, is no work
    of a person: then what has the GUID of a proposal is one.
    """
    machine = {guid for guid, coder in own.coders.items() if is_machine(coder)}
    back = [item.coder for item in said if item.guid in machine]
    enough = len(back) >= _MANY and len(back) >= _ALL_TAKEN * len(machine)
    return enough and len(set(back)) == 1 and not is_machine(back[0])
