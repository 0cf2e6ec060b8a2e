"""The talk of a project of another program beside ours: its sources, cases, codings and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.codebook import Code, Codebook, Theme
from pipeline.exchange.analysis_tables import shown_schools
from pipeline.exchange.refi_cases import own_cases, read_cases, session_values, variable_names
from pipeline.exchange.refi_coders import Coders, is_machine
from pipeline.exchange.refi_codes import CodePlan
from pipeline.exchange.refi_codings import Codings, Own, Reader, Said, take
from pipeline.exchange.refi_elsewhere import other_cases, other_values, uncoded, unknown_source
from pipeline.exchange.refi_export import TABLES, VERSION, source_guid, turn_guid, turns_of
from pipeline.exchange.refi_marks import marks_of_machine, marks_of_people
from pipeline.exchange.refi_memos import NewMemo, memos_of
from pipeline.exchange.refi_positions import Asked, SourceText, choose_counting
from pipeline.exchange.refi_project import Project
from pipeline.exchange.refi_report import Lost
from pipeline.exchange.refi_texts import documents
from pipeline.exchange.refi_written_notes import memo_guid
from pipeline.exchange.refi_xml import ORIGIN, child, children, guid_in, guid_of
from pipeline.flow_talk import current_talk
from pipeline.report.keys import describe_study
from pipeline.study import Study
from pipeline.typed_text import name_of, with_texts

if TYPE_CHECKING:
    from pipeline.exchange.refi_import import Imported


def book_as_sent(study: Study) -> Codebook:
    """Our codebook as an export shows it, to compare: masked, but for what was typed since the last run."""
    store = study.store
    if store.stored("study_text") is None:
        return study.book
    texts = store.load("study_text")
    masked = dict(zip(texts.text_sha256, texts.text, strict=True))
    typed = study.book.model_dump(mode="json")
    return Codebook.model_validate(with_texts(typed, lambda text: masked.get(name_of(text), text)))


class OtherTalk:
    """What is coded in a project, on our turns. Raises PipelineError where the last run is not of these transcripts."""

    def __init__(
        self, study: Study, project: Project, plan: CodePlan, ids: Mapping[str, str], called: Mapping[str, str]
    ) -> None:
        with current_talk(study) as store:
            self.tables = {name: store.load(name) for name in TABLES}
            self._described: dict[str, Any] = describe_study(study)
        self.study, self.project, self.plan = study, project, plan
        self.groups = {key: item.naam for key, item in study.named.groepen.items()}
        self.told = documents(self.tables["utterances"], groups=self.groups)
        self.coders = Coders(study, project, called=called)
        self.reader = Reader(study, project, tables=self.tables, ids=ids, coders=self.coders)
        self.codings = Codings()
        self.own = self._sent()

    def read(self, found: Imported, files: dict[Path, bytes]) -> None:
        """Place everything: what is lost goes into `found`, new memos into `files`."""
        said = self._said(found)
        take(said, self.reader, self.own, into=self.codings, version=self._version())
        for item in said:
            self.codings.coders_in.setdefault(item.session, set()).add(item.coder)
        found.lost += self._of_registers(found)
        for memo in self._memos():
            if isinstance(memo, NewMemo):
                files[memo.path] = memo.data
                found.counts["memos new"] += 1
            else:
                found.lost.append(memo)
        # Turns of ours are selections without a coding.
        whole = {turn_guid(self.study, name, turn) for name in self.told for turn in self.told[name].spans}
        found.lost += [*uncoded(self.project, whole), *self.codings.lost]
        found.notes += self.coders.notes
        found.counts.update({f"codings {outcome}": n for outcome, n in self.codings.counts.items()})

    def _version(self) -> str:
        """The version of our codebook that an export of ours went out with."""
        if self.project.origin != ORIGIN:
            return ""
        lines = (line for line in self.project.description.splitlines() if line.startswith(VERSION))
        return next((line.removeprefix(VERSION).strip() for line in lines), "")

    def _sent(self) -> Own:
        """What of ours went out, by the GUIDs that it had."""
        name, book = self.study.name, self.study.book
        marks = marks_of_people(name, self.tables, self.told, book=book)
        marks += marks_of_machine(name, self.tables, self.told, book=book)
        texts = {guid_of(mark.guid, "note"): mark.note for mark in marks if mark.note}
        for memo in self._described["memos"]:
            guid, text = memo_guid(name, memo["name"]), "\n\n".join(memo["text"])
            # One on a segment went out as a mark, of which it is the note.
            texts |= {guid: text, guid_of(guid, "note"): text}
        shown = book_as_sent(self.study)
        entries: list[Theme | Code] = [*shown.themas, *shown.codes.values()]
        for entry in entries:
            if entry.memo:
                texts[memo_guid(name, f"code-{entry.id}")] = entry.memo
        return Own({mark.guid: mark.coder for mark in marks}, {mark.guid: mark.note for mark in marks}, texts)

    def _said(self, found: Imported) -> list[Said]:
        """Everything that was coded in sources that are sessions of ours."""
        likely = {source_guid(self.study, row.session_id): row.session_id for row in self.study.sessions}
        sources = self.project.sources
        texts: dict[str, SourceText] = {source.guid: source.text for source in sources if source.text}
        asked = [Asked(s.guid, item.start, item.end, item.name) for s in sources for item in s.selections]
        counting, differs = choose_counting(texts, asked)
        if texts and asked:
            found.told = f"{counting}" if differs else f"{counting} (any other way gives the same places)"
        said: list[Said] = []
        for source in sources:
            session = self.reader.match(source, likely=likely)
            if session is None:
                found.lost += unknown_source(source)
                found.counts["sources that are no session here"] += 1
                continue
            self.codings.sessions[source.guid] = session
            found.counts["sources that are a session here"] += 1
            said += self.reader.said(source, counting, self.own, self.codings)
        return said

    def _of_registers(self, found: Imported) -> Iterator[Lost]:
        """Cases and variables beside the registers: these stay, and what differs is told."""
        schools = shown_schools(self.study)
        kinds = {key: kind.naam for key, kind in self.study.named.soorten.items()}
        turns = turns_of(self.study, self.tables["utterances"], self.told)
        cases = own_cases(self.study.name, self.tables, groups=self.groups, schools=schools, turns=turns)
        own = {case.guid: case for case in cases}
        given = read_cases(self.project.root)
        found.counts["cases known already"] += sum(case.guid in own for case in given)
        yield from other_cases(given, own)
        about = session_values(self.tables["sessions"], kinds=kinds, schools=schools)
        names = variable_names(self.project.root)
        for source in self.project.sources:
            session = self.codings.sessions.get(source.guid)
            yield from other_values(source, names, about[session] if session else {}, session or source.name)

    def _memos(self) -> Iterator[NewMemo | Lost]:
        """Notes that hang on no coding and are no memo of a new code, as memos."""
        selections = [item for source in self.project.sources for item in source.selections]
        used = {guid for item in selections for coding in item.codings for guid in coding.notes}
        used |= self.reader.used_notes | self.plan.used_notes
        notes = {guid: note for guid, note in self.project.notes.items() if guid not in used}
        folder = self.study.corpus / "memos"
        return memos_of(notes, about=self._about(), sent=self.own.texts, folder=folder, author=self._author)

    def _author(self, guid: str) -> str:
        name = self.coders.of(guid)
        return "" if is_machine(name) else name

    def _about(self) -> dict[str, str]:
        """What each note stands on here, by its GUID: a code, a session or a segment."""
        about: dict[str, str] = {}
        on: dict[str, str] = dict(self.reader.ids) | self.codings.sessions | self.reader.segment_at
        for source in self.project.sources:
            for item in source.selections:
                if place := self.reader.segment_at.get(item.guid):
                    about |= dict.fromkeys(item.notes, place)
            if source.guid in self.codings.sessions:
                about |= dict.fromkeys(source.notes, self.codings.sessions[source.guid])
        return about | self._linked(on) | self.plan.notes

    def _linked(self, on: Mapping[str, str]) -> dict[str, str]:
        """Notes that a link leads from or to."""
        found: dict[str, str] = {}
        for link in children(child(self.project.root, "Links"), "Link"):
            ends = (guid_in(link.get("originGUID")), guid_in(link.get("targetGUID")))
            for note, other in (ends, ends[::-1]):
                if note in self.project.notes and other in on:
                    found[note] = on[other]
        return found
