"""From the tables to a QDPX or QDC: masked texts, codes, codings by coder, cases with variables, memos as notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.exchange.analysis_tables import shown_schools
from pipeline.exchange.refi_book import code_elements, code_guid, codebook_element
from pipeline.exchange.refi_cases import case_element, own_cases, session_values, value_elements, variable_elements
from pipeline.exchange.refi_left_out import left_out
from pipeline.exchange.refi_marks import MACHINES, Mark, marks_of_machine, marks_of_people, user_guid
from pipeline.exchange.refi_package import packed, path_of
from pipeline.exchange.refi_report import Lost
from pipeline.exchange.refi_texts import Document, documents
from pipeline.exchange.refi_written_notes import Notes, place_memos
from pipeline.exchange.refi_xml import CODEBOOK, ORIGIN, PROJECT, Element, guid_of, new, under, written
from pipeline.exchange.review import raise_if_there
from pipeline.exchange.spreadsheets import save
from pipeline.flow import current_tables
from pipeline.report.keys import describe_study
from pipeline.study import Study

TABLES = "sessions participants utterances segments human_codings human_values codings segment_codes".split()
# So long is the name of a selection; the whole of it stands in the source.
_NAMED = 60
VERSION = "codeboek versie "
"""Opens the line of a project's description that names the version of its codebook."""


@dataclass(frozen=True)
class Exported:
    """What was written, what it holds, and what has no place in it."""

    path: Path
    counts: Mapping[str, int]
    lost: list[Lost]


def export_refi(study: Study, path: Path, *, with_machine: bool = True) -> Exported:
    """Write a QDPX, or a QDC where `path` ends so; the same tables give the same bytes. Raises PipelineError.

    `with_machine`: the machine's proposals go along, under users of their own.
    """
    raise_if_there([path])
    with current_tables(study) as store:
        tables = {name: store.load(name) for name in TABLES}
        described = describe_study(study)
    book = Codebook.model_validate(described["codebook"])
    if path.suffix.lower() == ".qdc":
        save(path, written(codebook_element(book), CODEBOOK))
        return Exported(path, {"codes": len(book.codes)}, left_out(study, tables, with_talk=False))
    groups = {key: group.naam for key, group in study.named.groepen.items()}
    told = documents(tables["utterances"], groups=groups)
    people = marks_of_people(study.name, tables, told, book=study.book)
    machine = marks_of_machine(study.name, tables, told, book=study.book) if with_machine else []
    root = _project(study, tables, book, told, [*people, *machine], described["memos"])
    save(path, packed(written(root, PROJECT), {source_guid(study, name): told[name].text for name in told}))
    counts = {"sources": len(told), "codes": len(book.codes), "codings by people": sum(m.is_present for m in people)}
    counts |= {"proposals by the machine": len(machine), "cases": int(tables["participants"].has_consent.sum())}
    return Exported(path, counts, left_out(study, tables, with_talk=True))


def source_guid(study: Study, session: str) -> str:
    """The GUID of a session."""
    return guid_of(study.name, "source", session)


def _project(
    study: Study,
    tables: Mapping[str, pd.DataFrame],
    book: Codebook,
    told: Mapping[str, Document],
    marks: list[Mark],
    memos: list[dict[str, Any]],
) -> Element:
    """The whole project, in the order of the schema."""
    notes = Notes(study.name)
    on = place_memos(memos, notes, study=study, segments=tables["segments"], told=told, book=book)
    schools = shown_schools(study)
    groups = {key: group.naam for key, group in study.named.groepen.items()}
    kinds = {key: kind.naam for key, kind in study.named.soorten.items()}
    about = session_values(tables["sessions"], kinds=kinds, schools=schools)
    turns = turns_of(study, tables["utterances"], told)
    cases = own_cases(study.name, tables, groups=groups, schools=schools, turns=turns)
    codes, sources = new("Codes"), []
    for name in told:
        own = [mark for mark in marks if mark.session == name]
        source = _source(study, told[name], [*own, *on.stretches.get(name, ())], notes)
        source.extend(new("NoteRef", {"targetGUID": guid}) for guid in on.sessions.get(name, ()))
        source.extend(value_elements(about[name]))
        sources.append(source)
    codes.extend(code_elements(book, memos=on.codes))
    coders = sorted({mark.coder for mark in marks} | notes.authors, key=lambda name: (name in MACHINES, name))
    root = new("Project", {"name": study.name, "origin": ORIGIN})
    root.extend(under("Users", [_user(coder) for coder in coders]))
    root.extend(under("CodeBook", [codes]))
    root.extend(under("Variables", variable_elements()))
    root.extend(under("Cases", [case_element(case) for case in cases]))
    root.extend(under("Sources", sources))
    root.extend(under("Notes", notes.elements))
    root.append(new("Description", text=f"{book.titel}\n{VERSION}{book.versie}\nDe teksten zijn gemaskeerd."))
    root.extend(new("NoteRef", {"targetGUID": guid}) for guid in on.study)
    return root


def _user(coder: str) -> Element:
    return new("User", {"guid": user_guid(coder), "name": MACHINES.get(coder, coder), "id": coder})


def turn_guid(study: Study, session: str, turn: int) -> str:
    """The GUID of the selection that a whole turn is, to which its case refers."""
    return guid_of(study.name, "turn", session, turn)


def turns_of(study: Study, utterances: pd.DataFrame, told: Mapping[str, Document]) -> dict[str, list[str]]:
    """The selections of everyone's turns."""
    found: dict[str, list[str]] = {}
    row: Any
    for row in utterances.sort_values(["session_id", "turn"]).itertuples():
        if int(row.turn) in told[row.session_id].spans:
            found.setdefault(row.participant_id, []).append(turn_guid(study, row.session_id, int(row.turn)))
    return found


def _source(study: Study, document: Document, marks: Iterable[Mark], notes: Notes) -> Element:
    """A session with a selection for each turn and each stretch that was coded; one stretch is one selection."""
    name = document.session
    guid = source_guid(study, name)
    element = new("TextSource", {"guid": guid, "name": name, "plainTextPath": path_of(guid)})
    stretches: dict[tuple[int, int], list[Mark]] = {span: [] for span in document.spans.values()}
    for mark in marks:
        stretches.setdefault((mark.start, mark.end), []).append(mark)
    turn_at = {span: turn for turn, span in document.spans.items()}
    for start, end in sorted(stretches, key=lambda span: (span[0], -span[1])):
        turn = turn_at.get((start, end))
        own = guid_of(study.name, "selection", name, start, end) if turn is None else turn_guid(study, name, turn)
        shown = " ".join(document.text[start:end].split())
        about = {"guid": own, "name": shown if len(shown) <= _NAMED else f"{shown[: _NAMED - 1]}…"}
        selection = new("PlainTextSelection", about | {"startPosition": str(start), "endPosition": str(end)})
        placed = sorted(stretches[start, end], key=lambda mark: (mark.coder, mark.code, mark.guid))
        selection.extend(_coding(mark, notes) for mark in placed if mark.is_present and mark.code)
        selection.extend(
            new("NoteRef", {"targetGUID": notes.add(mark)}) for mark in placed if not (mark.is_present and mark.code)
        )
        element.append(selection)
    return element


def _coding(mark: Mark, notes: Notes) -> Element:
    made = f"{mark.date}T00:00:00Z" if mark.date else None
    element = new("Coding", {"guid": mark.guid, "creatingUser": user_guid(mark.coder), "creationDateTime": made})
    element.append(new("CodeRef", {"targetGUID": code_guid(mark.code)}))
    if mark.note:
        element.append(new("NoteRef", {"targetGUID": notes.add(mark)}))
    return element
