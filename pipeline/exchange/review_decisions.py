"""What is decided on the review page: every decision a row in coderingen/<codeur>.csv, on disk before it is answered.

What this review wrote, and may take back, it knows by a journal beside the tables that holds hashes of rows and no
words of the talk. A row that somebody changed since is not ours any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.errors import PipelineError, Problem
from pipeline.exchange.coder_file import change_rows, columns_of, file_of, name_of_row, rows_in
from pipeline.exchange.placed_rows import Placing, row_of
from pipeline.exchange.proposals import Proposal, Walk
from pipeline.exchange.review_journal import Answer, Journal
from pipeline.judgements import TEACHING
from pipeline.study import Study

FOLDER = "review"


@dataclass(frozen=True)
class Decided:
    """An answer that stands in the file; `is_ours` where this review wrote it and may change it."""

    answer: Answer
    is_ours: bool


@dataclass(frozen=True)
class _Line:
    """One row of the coder, in whatever file: a row number and a name where it may be ours, the segments it codes."""

    number: int | None
    name: str
    row: Mapping[str, str]
    code: str
    segments: tuple[str, ...]


class RefusedError(PipelineError):
    """A decision that was not written; the message is for who decides, in Dutch."""


class Decisions:
    """The decisions of one coder on one walk through proposals."""

    def __init__(self, study: Study, walk: Walk, *, coder: str, today: Callable[[], str]) -> None:
        self.study, self.walk, self.coder, self.today = study, walk, coder, today
        self.path = file_of(coder, study)
        self._placing = Placing(walk.turns, walk.segments, book=study.book)
        self._renamed = study.book.renamed
        self._journal = Journal(study.store.root / FOLDER / f"{coder.lower()}.json")
        self._journal.keep_only(walk.known)
        own = f"coderingen/{self.path.name}"
        self._elsewhere = [
            self._line(None, row_of(row))
            for row in study.codings
            if row.coder == coder and row.session_id in walk.turns and row.file != own
        ]

    def decided(self) -> dict[int, Decided]:
        """What is decided of each proposal, by its number: read from the file as it stands now."""
        lines = [*self._lines(), *self._elsewhere]
        by_pair: dict[tuple[str, str], list[_Line]] = {}
        for line in lines:
            for segment in line.segments:
                by_pair.setdefault((segment, line.code), []).append(line)
        by_name = {line.name: line for line in lines if line.name}
        written, found = self._journal.rows_by_item(), {}
        for number, proposal in enumerate(self.walk.proposals):
            if said := by_pair.get((proposal.segment_id, proposal.code)):
                names = written.get(proposal.name, set())
                is_ours = all(line.name in names for line in said)
                ours = [by_name[name] for name in names if name in by_name]
                found[number] = Decided(self._answer(proposal, ours if is_ours else said), is_ours)
        return found

    def decide(self, number: int, answer: Answer) -> None:
        """Write an answer, in the place of an earlier one of this review. Raises RefusedError, or PipelineError."""
        proposal = self.walk.proposals[number]
        self._raise_unless_same(proposal)
        before = self.decided().get(number)
        if before and not before.is_ours:
            said = "ja" if before.answer.is_present else "nee"
            raise _refused(f"{self.coder} besloot hier al over ({said}), buiten deze beoordeling; dat blijft zo staan")
        rows = self._rows(proposal, answer)
        # The journal first: a row that it names and that never came is no harm, one that it lacks could not be undone.
        old = self._numbers(self._journal.rows_of(proposal.name))
        self._journal.add(proposal.name, [name_of_row(row) for row in rows], before.answer if before else None)
        change_rows(self.path, rows, columns=columns_of(self.study.book), remove=old)

    def undo(self) -> int | None:
        """Take back the last answer of this walk: its number; None where there is none. Raises RefusedError."""
        numbers = {proposal.name: number for number, proposal in enumerate(self.walk.proposals)}
        entry = self._journal.last(numbers)
        if entry is None:
            return None
        number = numbers[entry.item]
        proposal = self.walk.proposals[number]
        old = self._numbers(entry.rows)
        if len(old) < len(entry.rows):
            self._journal.drop(entry)
            raise _refused("het laatste besluit werd intussen in het bestand veranderd, en blijft daar staan")
        rows = self._rows(proposal, entry.before) if entry.before else []
        change_rows(self.path, rows, columns=columns_of(self.study.book), remove=old)
        self._journal.drop(entry)
        return number

    def draft(self, number: int) -> str:
        """A memo that was typed and not decided with."""
        return self._journal.drafts.get(self.walk.proposals[number].name, "")

    def keep_draft(self, number: int, memo: str) -> None:
        """Keep what was typed as a memo, until a decision takes it along."""
        self._journal.keep_draft(self.walk.proposals[number].name, memo)

    def first(self) -> int:
        """Where the walk goes on: at the first open proposal after the one that was decided last."""
        numbers = {proposal.name: number for number, proposal in enumerate(self.walk.proposals)}
        entry, decided = self._journal.last(numbers), self.decided()
        start = numbers[entry.item] if entry else 0
        order = [*range(start, len(numbers)), *range(start)]
        return next((number for number in order if number not in decided), start)

    def _lines(self) -> list[_Line]:
        """The rows of this coder in the file, as it stands now."""
        return [
            self._line(number, row)
            for number, row in rows_in(self.path)
            if row.get("codeur", "").lower() == self.coder.lower() and row.get("sessie") in self.walk.turns
        ]

    def _line(self, number: int | None, row: Mapping[str, str]) -> _Line:
        code = row.get("code", "").lower()
        code = self._renamed.get(code, code)
        name = name_of_row(row) if number else ""
        return _Line(number, name, row, code, tuple(self._placing.segments_of(row)))

    def _numbers(self, names: Collection[str]) -> list[int]:
        """The numbers of these rows, as far as they are still there; of equal ones the last."""
        found = {line.name: line.number for line in self._lines() if line.number}
        return [number for name, number in found.items() if name in names]

    def _answer(self, proposal: Proposal, lines: list[_Line]) -> Answer:
        """What rows say of a proposal; a row of another code was written beside it."""
        of_code = [line.row for line in lines if line.code == proposal.code]
        other = next((line for line in lines if line.code != proposal.code), None)
        said_yes = [row for row in of_code if row.get("besluit", "").lower() != "nee"]
        row = (said_yes or of_code)[0]
        valued = other.row if other and not said_yes else row
        values = {name: valued[name] for name in self.study.book.dimensies if valued.get(name)}
        about = (row.get("memo", ""), values, row.get("datum", ""), row.get("versie", ""))
        return Answer(bool(said_yes), other.code if other else None, *about)

    def _rows(self, proposal: Proposal, answer: Answer) -> list[dict[str, str]]:
        """The rows of an answer. Raises RefusedError where they have no place, or contradict others."""
        place = (proposal.segment_id, proposal.session_id, proposal.turn, proposal.text)
        if not self._placing.is_found_again(*place):
            raise _refused("deze woorden staan vaker in deze beurt; codeer dit fragment zelf in coderingen/")
        shared = {
            "sessie": proposal.session_id,
            "beurt": str(proposal.turn),
            "citaat": proposal.text,
            "codeur": self.coder,
            "datum": answer.date or self.today(),
            "versie": answer.version or self.study.book.versie,
            "steekproef": TEACHING,
        }
        said = {"code": proposal.code, "besluit": "ja" if answer.is_present else "nee", "memo": answer.memo}
        rows = [shared | said]
        if answer.other and self._is_new(proposal, answer.other):
            rows.append(shared | {"code": answer.other, "besluit": "ja"})
        if answer.is_present or len(rows) > 1:
            rows[0 if answer.is_present else 1] |= answer.values
        return rows

    def _is_new(self, proposal: Proposal, code: str) -> bool:
        """Whether this coder did not give the segment this code already. Raises RefusedError where it was refused."""
        ours = self._journal.rows_of(proposal.name)
        said = [
            line.row.get("besluit", "").lower() != "nee"
            for line in [*self._lines(), *self._elsewhere]
            if line.code == code and proposal.segment_id in line.segments and line.name not in ours
        ]
        if said and not any(said):
            raise _refused(f"{self.coder} besloot eerder dat deze andere code hier niet op valt")
        return not said

    def _raise_unless_same(self, proposal: Proposal) -> None:
        stored = self.study.store.stored("segments", proposal.session_id)
        if stored is None or stored.content != self.walk.contents[proposal.session_id]:
            raise _refused("de tabellen zijn intussen vernieuwd; stop met Ctrl-C en start route review opnieuw")


def _refused(what: str) -> RefusedError:
    return RefusedError(Problem("review", 0, what))
