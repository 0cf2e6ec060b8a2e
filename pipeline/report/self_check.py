"""Every page is checked before it stands: quotes against the transcripts, numbers against the tables, no secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import html as lxml_html

from pipeline.errors import Problem
from pipeline.report.markup import rows_of, unnumbered
from pipeline.report.plan import Report
from pipeline.report.secrets_of_study import Secrets
from pipeline.report.tellings import name_of_row
from pipeline.report.view import READERS, View
from pipeline.stages.reading_versions import changes_in

_LEVELS = ("nee", "intern", "extern")
_REMEDY = "It was not written. This is a mistake in the report or the program: tell who keeps them."


@dataclass(frozen=True)
class Source:
    """Where words on a page come from: the masked words, how far they may go, and a checked reading version."""

    text: str
    quotable: str
    is_released: bool
    context: str | None = None
    reading: str | None = None


class Checker:
    """Knows the words and numbers of one study, as one audience may see them."""

    def __init__(self, view: View, secrets: Secrets) -> None:
        self._view, self._secrets = view, secrets

    @cached_property
    def _spoken(self) -> dict[str, str]:
        utterances = self._view.corpus.utterances
        return dict(zip(utterances.utterance_id, utterances.text.fillna(""), strict=True))

    @cached_property
    def _sources(self) -> dict[str, list[Source]]:
        """Every mark with the words that may stand under it."""
        view, corpus = self._view, self._view.corpus
        segments = corpus.segments.set_index("segment_id")
        level = dict(zip(corpus.participants.participant_id, corpus.participants.quotable, strict=True))
        found: dict[str, list[Source]] = {}
        for row in rows_of(corpus.segments):
            words = row.text if row.text in self._spoken.get(row.utterance_id, "") else ""
            source = Source(words, level.get(row.participant_id, "nee"), False, row.context)
            found.setdefault(view.marks[row.segment_id], []).append(source)
        for row in rows_of(corpus.table("quotes")):
            segment = segments.loc[row.segment_id]
            words = row.text if row.text in self._spoken.get(segment.utterance_id, "") else ""
            is_free = row.chosen_by == "person" and row.quotable == "extern"
            reading = row.reading if isinstance(row.reading, str) else None
            found.setdefault(row.quote_id, []).append(Source(words, row.quotable, is_free, segment.context, reading))
        for row in rows_of(corpus.evidence):
            words = row.text if row.text in self._spoken.get(row.utterance_id, "") else ""
            found.setdefault(row.evidence_id, []).append(Source(words, row.quotable, row.quotable == "extern"))
        return found

    @cached_property
    def _numbers(self) -> dict[str, tuple[int | None, bool]]:
        """Every row of counts with its number of participants; None where this audience may not see it."""
        counts = self._view.counts
        return {name_of_row(row): (None if row.is_hidden else int(row.n_participants), True) for row in rows_of(counts)}

    def problems(self, page: str, notebook: str, *, report: Report) -> list[Problem]:
        """What is wrong in a finished page or its executed notebook; a quote is named by its mark, a number by its row.

        Notebooks are the team's: in them only names and folders are sought.
        """
        tree, is_team = lxml_html.fromstring(page), self._view.is_team
        wrong = [*self._in_quotes(tree), *self._in_numbers(tree)]
        found = self._secrets.kinds_in(f"{_visible(tree)} {' '.join(_attributes(tree))}", is_team=is_team)
        found += self._secrets.kinds_in(notebook, is_team=True)
        wrong += [f"{kind} stands in it" for kind in found]
        return [Problem(f"report '{report.name}'", 0, what, _REMEDY) for what in dict.fromkeys(wrong)]

    def _in_quotes(self, tree: Any) -> Iterator[str]:
        for block in tree.iter("blockquote"):
            mark = block.get("data-kenmerk")
            sources = self._sources.get(mark or "", [])
            if not sources:
                yield "a quote without a mark of a passage stands in it" if not mark else f"quote {mark} is not known"
                continue
            yield from (f"quote {mark} {what}" for what in self._in_quote(block, sources))

    def _in_quote(self, block: Any, sources: list[Source]) -> Iterator[str]:
        words = [p for p in block.iter("p") if "words" in (p.get("class") or "").split()]
        said = _plain(" ".join(p.text_content() for p in words))
        is_reading = any("reading" in (p.get("class") or "").split() for p in words)
        fitting = [source for source in sources if self._fits(said, source, is_reading=is_reading)]
        if not said or not fitting:
            yield "is not what was said, word for word"
            return
        view = self._view
        if not any(_LEVELS.index(s.quotable) >= _LEVELS.index(READERS[view.audience]) for s in fitting):
            yield "may not be read by these readers"
        if view.audience == "buiten" and not any(source.is_released for source in fitting):
            yield "was released by nobody"
        for asked in (p for p in block.iter("p") if p.get("class") == "question"):
            question = _plain(asked.text_content())
            if not any(isinstance(s.context, str) and question in self._shown(s.context) for s in fitting):
                yield "stands under a question that was not asked there"

    def _fits(self, said: str, source: Source, *, is_reading: bool) -> bool:
        if not is_reading:
            return said in self._shown(source.text)
        is_checked = source.reading is not None and changes_in(source.reading, source.text) is not None
        return is_checked and said == self._shown(source.reading or "")

    def _shown(self, text: str) -> str:
        return _plain(text if self._view.is_team else unnumbered(text))

    def _in_numbers(self, tree: Any) -> Iterator[str]:
        for number in tree.iter("data"):
            name = number.get("data-telling")
            if name is None:
                continue
            n, is_known = self._numbers.get(name, (None, False))
            if not is_known:
                yield f"a number stands in no table ({name})"
            elif n is None:
                yield f"a number may not be seen by these readers ({name})"
            elif number.get("value") != str(n) or not _says(number.text_content(), n):
                yield f"a number is not that of the table ({name})"


def _says(text: str, n: int) -> bool:
    """Whether a text of a number holds that number; one in words alone (de enige ouder) has none."""
    digits = re.findall(r"\d+", text.replace(".", ""))
    return not digits or str(n) in digits


def _plain(text: str) -> str:
    return " ".join(text.split())


def _visible(tree: Any) -> str:
    body = tree.find("body")
    texts = (body if body is not None else tree).xpath(".//text()[not(parent::style)]")
    return " ".join(str(text) for text in texts)


def _attributes(tree: Any) -> Iterator[str]:
    """What stands in attributes, but for the marks by which the team's pages find segments."""
    for element in tree.iter():
        for name, value in getattr(element, "attrib", {}).items():
            if name not in ("style", "d", "class"):
                yield value
