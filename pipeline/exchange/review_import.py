"""From review sheets that people filled in to coderingen/: what they decided, placed, and what could not be taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.codebook import Codebook
from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.exchange.review import coder_named
from pipeline.exchange.review_answers import Answer, Answers, read_answers
from pipeline.exchange.review_places import Place, Talk, answer_in, place_asked, place_words, read_talk
from pipeline.exchange.review_sheets import DECISIONS
from pipeline.exchange.review_store import Decision, Key, Stored
from pipeline.reading import is_whole_number, parse_date
from pipeline.study import Study

_MEANT = {"j": "ja", "n": "nee"} | {decision: decision for decision in DECISIONS}
_CODE = re.compile(r"\((?P<code>[a-z0-9][a-z0-9_-]*)\)$")


@dataclass
class Imported:
    """Per file what came of its rows; what could not be taken; and what is worth knowing."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def import_reviews(study: Study, paths: Sequence[Path], *, today: str) -> Imported:
    """Read sheets into coderingen/; what cannot be taken is listed and stops nothing. Raises PipelineError.

    `today` is the date of a decision where its row has none.
    """
    study.raise_problems()
    talk, found = read_talk(study), Imported()
    stored = Stored(study, talk)
    for path in paths:
        try:
            answers = read_answers(path, corpus=study.name)
            coder_named(answers.about.coder, study)
        except PipelineError as error:
            found.problems += error.problems
            continue
        found.problems += answers.problems
        found.notes += answers.notes
        counts = found.counts.setdefault(path.name, Counter())
        reader = _Sheet(study, talk, answers, found, counts, today)
        for decision in reader.decisions():
            outcome, notes = stored.take(decision)
            counts[outcome] += 1
            found.notes += notes
        if any(counts[outcome] for outcome in ("new", "changed", "known already")):
            about = answers.about
            stored.reweigh(coder_named(about.coder, study), about.sample, _weights_before(answers, talk))
    found.written = stored.save()
    return found


@dataclass
class _Sheet:
    """One sheet while its rows are read: each row is a decision, or is counted and listed."""

    study: Study
    talk: Talk
    answers: Answers
    found: Imported
    counts: Counter[str]
    today: str

    def decisions(self) -> Iterator[Decision]:
        """What was decided, row by row."""
        keys, numbers = self.answers.keys, Counter(row.cells.get("nr", "") for row in self.answers.rows)
        for row in self.answers.rows:
            number = row.cells.get("nr", "")
            if keys and number not in keys:
                what = f"nr '{number[:20]}' is not a number of this export" if number else "this row has no nr"
                self._problem(row, what, "What else you coded belongs in a table of your own in coderingen/.")
            elif keys and numbers[number] > 1 and len(self._said(number)) > 1:
                self._problem(
                    row, f"nr {number} stands here more than once, with different answers", "Keep one of them."
                )
            elif decided := self._decided(row):
                try:
                    yield self._decision(row, decided)
                except PipelineError as error:
                    self.found.problems += error.problems
        if gone := len(set(keys) - set(numbers)):
            what = f"{gone} rows of the export are not in this file any more"
            self.found.notes.append(Problem(self.answers.name, 0, what, "They count as not decided."))

    def _said(self, number: str) -> set[str]:
        return {_meant(row.cells.get("besluit", "")) for row in self.answers.rows if row.cells.get("nr") == number}

    def _problem(self, row: Answer, what: str, remedy: str = "This row is left out.") -> None:
        self.found.problems.append(Problem(self.answers.name, row.line, what, remedy))

    def _note(self, row: Answer, what: str, remedy: str = "") -> None:
        self.found.notes.append(Problem(self.answers.name, row.line, what, remedy))

    def _decided(self, row: Answer) -> str | None:
        """ja or nee; None where there is no such answer, which is counted and, where it is odd, listed."""
        text = row.cells.get("besluit", "")
        meant = _meant(text)
        if "besluit" in row.formulas:
            self._problem(row, "besluit holds a formula", "Type ja, nee or twijfel.")
        elif "besluit" in row.merged:
            self._problem(row, "besluit is part of merged cells", "Split them, and fill in each row.")
        elif not meant:
            self.counts["empty"] += 1
            if row.cells.get("memo"):
                self._note(row, "a memo without a besluit: not taken", "Fill in ja or nee to keep it.")
        elif meant == "twijfel":
            self.counts["in doubt"] += 1
            self._note(row, "twijfel: not taken", "Talk it over, then fill in ja or nee.")
        elif meant not in DECISIONS:
            self._problem(row, f"besluit '{text[:20]}' is none of: {', '.join(DECISIONS)}")
        else:
            return meant
        return None

    def _decision(self, row: Answer, decided: str) -> Decision:
        """The row as a decision. Raises PipelineError with the reason why it cannot be taken."""
        answers, cells = self.answers, row.cells
        key = answers.keys.get(cells.get("nr", ""))
        code = self._code(row, key)
        place = self._place(row, key)
        if isinstance(place, str):
            raise PipelineError(Problem(answers.name, row.line, place, "This row is left out."))
        if place.was_moved and key:
            self._note(row, "the segment changed since the export: found again by its words")
        date = cells.get("datum", "")
        if date and parse_date(date) is None:
            self._problem(row, f"datum '{date[:20]}' is not a date", "The date of today is taken.")
        return Decision(
            file=answers.name,
            line=row.line,
            place=place,
            code=code,
            coder=coder_named(cells.get("codeur") or answers.about.coder, self.study),
            is_present=decided == "ja",
            date=parse_date(date) or self.today,
            version=answers.about.version,
            memo=self._memo(row),
            values=self._values(row),
            sample=answers.about.sample,
            weight=_weight(key["gewicht"]) if key else "",
        )

    def _code(self, row: Answer, key: Mapping[str, str] | None) -> str:
        """The id of the code, as it was when the sheet was made: old ids move along. Raises PipelineError."""
        book, shown = self.study.book, row.cells.get("code", "")
        seen = code_in(shown, book)
        code = key["code"] if key else seen
        if key and shown and seen != code:
            what = "the code is not the one that was asked under this number"
            raise PipelineError(Problem(self.answers.name, row.line, what, "This row is left out."))
        if code not in book.codes and code not in book.renamed:
            remedy = did_you_mean(code, book.codes, "If it was renamed, name its old id under voorheen.")
            what = f"code '{code[:40]}' is not in the codebook"
            raise PipelineError(Problem(self.answers.name, row.line, what, remedy))
        return code

    def _place(self, row: Answer, key: Mapping[str, str] | None) -> Place | str:
        cells = row.cells
        if key is None:
            turn = cells.get("beurt", "")
            number = int(turn) if is_whole_number(turn) else None
            return place_words(answer_in(cells["fragment"]), cells["sessie"], number, self.talk)
        session, turn, _ = key["segment"].rsplit("-", 2)
        for column, expected in (("sessie", session), ("beurt", turn.lstrip("0"))):
            if cells.get(column, expected) != expected:
                return f"{column} is not that of the segment that was asked under this number"
        return place_asked(key, cells.get("fragment"), self.talk)

    def _memo(self, row: Answer) -> str:
        if "memo" in row.formulas:
            self._problem(row, "memo holds a formula", "The decision is taken without it.")
        return row.cells.get("memo", "")

    def _values(self, row: Answer) -> dict[str, str]:
        """The dimensions that were filled in, by the value's id or by what it is called."""
        found = {}
        for name, values in self.study.book.dimensies.items():
            text = " ".join(row.cells.get(name, "").lower().split())
            called = {meaning.lower(): value for value, meaning in values.items()}
            if name in row.formulas or name in row.merged:
                why = "holds a formula" if name in row.formulas else "is part of merged cells"
                self._problem(row, f"{name} {why}", "The decision is taken without it.")
            elif text and text not in values and text not in called:
                remedy = did_you_mean(text, values, f"One of: {', '.join(values)}.")
                self._problem(row, f"{name} '{text[:20]}' is not in the codebook", f"{remedy} Taken without it.")
            elif text:
                found[name] = text if text in values else called[text]
        return found


def _meant(text: str) -> str:
    """An answer without regard to case, spaces and signs: ' Ja!' and 'J' are ja."""
    plain = re.sub(r"[\W_]+", "", text.lower())
    return _MEANT.get(plain, plain or text.strip())


def code_in(shown: str, book: Codebook) -> str:
    """The id of a code from its cell: the id in brackets, else by its name, else what stands there."""
    if match := _CODE.search(shown.strip().lower()):
        return match["code"]
    plain = " ".join(shown.lower().split())
    return next((code.id for code in book.codes.values() if code.naam.lower() == plain), plain)


def _weights_before(answers: Answers, talk: Talk) -> dict[Key, str]:
    """The weights that earlier decisions have from now on, where their segment stands as it did."""
    rows = [row for row in answers.before if row["segment"] in talk.segments]
    return {(talk.segments[row["segment"]].key, row["code"]): _weight(row["gewicht"]) for row in rows}


def _weight(text: str) -> str:
    """With a decimal comma: of 12.5 a Dutch Excel would make a date."""
    return f"{float(text):.6f}".rstrip("0").rstrip(".").replace(".", ",") if text else ""
