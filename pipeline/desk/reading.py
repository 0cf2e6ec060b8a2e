"""`route read` and `route passages`: their pages made, and kept true by every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.desk import pages
from pipeline.desk.margin import Mark, marks_in
from pipeline.desk.notes import Note, about, notes_of
from pipeline.desk.passages import TITLES, Passage, passages_of
from pipeline.desk.session_page import ROLES, Part, codes_in, parts_of, segment_turn, speakers_in
from pipeline.report.keys import describe_study, stored_key
from pipeline.report.markup import day

if TYPE_CHECKING:
    from pipeline.codebook import Codebook
    from pipeline.store import Store
    from pipeline.study import Study

_TABLES = "sessions utterances segments codings coding_values segment_codes".split()


@dataclass(frozen=True)
class Desk:
    """All that the pages of one study are made of: tables, masked codebook, marks of every segment, memos."""

    study: Study
    tables: Mapping[str, pd.DataFrame]
    described: dict[str, Any]
    book: Codebook
    marks: Mapping[str, Sequence[Mark]]
    notes: Sequence[Note]

    @property
    def groups(self) -> dict[str, str]:
        """What every group is called."""
        return {key: group.naam for key, group in self.study.named.groepen.items()}


def open_desk(study: Study, store: Store) -> Desk:
    """The desk of a study whose tables are those of `store` (see `flow_talk.current_talk`)."""
    from pipeline.codebook import Codebook

    tables = {name: store.load(name) for name in _TABLES}
    described = describe_study(study)
    book = Codebook.model_validate(described["codebook"])
    marks = marks_in(tables, book=book, rule=study.settings.coding.coders_disagree)
    return Desk(study, tables, described, book, marks, notes_of(described, book=book, codings=tables["codings"]))


def write_session(desk: Desk, session: str) -> Path:
    """The page to read a session."""
    own = {name: frame[frame.session_id == session] for name, frame in desk.tables.items() if name in _OF_SESSION}
    parts = parts_of(own, desk.marks, desk.notes, groups=desk.groups)
    row: Any = next(own["sessions"].itertuples())
    speakers = speakers_in(parts)
    kinds = {key: kind.naam for key, kind in desk.study.named.soorten.items()}
    told = [
        ("Soort", kinds.get(row.session_type, row.session_type)),
        ("Datum", day(row.date) if pd.notna(row.date) else ""),
        ("Ronde", str(int(row.round)) if pd.notna(row.round) else ""),
        ("Citeren", row.quotable),
        ("Beurten en woorden", f"{row.n_turns} en {row.n_words}"),
        ("Sprekers", "; ".join(f"{who} {group}" for who, group, _ in speakers)),
    ]
    path = pages.page_of_session(desk.study, session)
    pages.write_page(
        path,
        described=desk.described,
        parts=parts,
        key=pages.key_of(desk.study, desk.described, session),
        title=f"{session}: {row.title}" if isinstance(row.title, str) else session,
        lead="",
        facts=[(name, value) for name, value in told if value],
        notes=about(desk.notes, session),
        explained=None,
        choices=_choices(parts, desk.book),
    )
    return path


def write_passages(desk: Desk, code: str) -> Path:
    """The page with all passages of a code or theme."""
    found = passages_of(code, desk.marks, book=desk.book)
    parts = list(_parts_of_passages(desk, found))
    path = pages.page_of_code(desk.study, code)
    n = len({passage.mark.segment_id for passage in found})
    pages.write_page(
        path,
        described=desk.described,
        parts=parts,
        key=pages.key_of(desk.study, desk.described, code),
        title=desk.book.names[code],
        lead=f"{n} {'passage' if n == 1 else 'passages'}, de twijfelgevallen eerst.",
        facts=[("Code" if code in desk.book.codes else "Thema", code), ("Codeboek", f"versie {desk.book.versie}")],
        notes=about(desk.notes, code),
        explained=_explained(desk.book, code),
        choices=_choices(parts, desk.book),
    )
    return path


def refresh_pages(study: Study) -> int:
    """After a run: pages that stand are made anew where they changed, and go with their session or code; how many."""
    standing = list(pages.names_of_pages(study))
    if not standing:
        return 0
    desk = open_desk(study, study.store)
    sessions, n = set(desk.tables["sessions"].session_id), 0
    for path, name, is_code in standing:
        if name not in (desk.book.names if is_code else sessions):
            path.unlink()
        elif stored_key(path) != pages.key_of(study, desk.described, name):
            n += 1
            write_passages(desk, name) if is_code else write_session(desk, name)
    return n


_OF_SESSION = ("sessions", "utterances", "segments")


def _choices(parts: Sequence[Part], book: Codebook) -> dict[str, Any]:
    codes = [(theme, [(code, f"{name} ({n})") for code, name, n in codes]) for theme, codes in codes_in(parts, book)]
    people = [(who, f"{who} {group} ({n})") for who, group, n in speakers_in(parts)]
    return {"codes": codes, "sprekers": people}


def _explained(book: Codebook, code: str) -> dict[str, Any] | None:
    entry = book.codes.get(code)
    if entry is None:
        theme = next(theme for theme in book.themas if theme.id == code)
        return {"definitie": theme.definitie, "lists": []} if theme.definitie else None
    return {"definitie": entry.definitie, "lists": [("Wel", entry.wel), ("Niet", entry.niet)]}


def _parts_of_passages(desk: Desk, found: Sequence[Passage]) -> Iterator[Part]:
    """The passages under what became of them; one that carries two codes of a theme stands once."""
    segments = desk.tables["segments"].set_index("segment_id", drop=False)
    utterances = desk.tables["utterances"].set_index("utterance_id", drop=False)
    seen: set[str] = set()
    for kind, title in TITLES.items():
        part = Part(title)
        for passage in found:
            name = passage.mark.segment_id
            if passage.kind == kind and name not in seen:
                seen.add(name)
                segment: Any = segments.loc[name]
                turn: Any = utterances.loc[segment.utterance_id]
                called = desk.groups.get(turn.stakeholder_group, ROLES.get(turn.role, turn.role))
                part.turns.append(segment_turn(segment, turn, marks=desk.marks[name], notes=desk.notes, group=called))
        if part.turns:
            yield part
