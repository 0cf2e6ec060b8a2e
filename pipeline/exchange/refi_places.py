"""Stretches of turns as rows of coderingen/, and rows as the segments that they fall on, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.exchange.own_rows import is_as_read, stored_segments
from pipeline.judgements import CodingRow
from pipeline.stages.human_coding import covered
from pipeline.stages.placing import Span, find_quote
from pipeline.stages.privacy import MaskedText
from pipeline.study import Study

Stretch = tuple[int, int, int]
"""The number of a turn, and start and end in it."""


class Places:
    """The masked turns of one session, and their segments."""

    def __init__(self, session: str, tables: Mapping[str, pd.DataFrame]) -> None:
        self.session = session
        utterances, segments = tables["utterances"], tables["segments"]
        own = utterances[utterances.session_id == session].sort_values("turn")
        self.texts: list[str] = own.text.fillna("").tolist()
        self.turns = {number: text for number, text in enumerate(self.texts, start=1) if text.strip()}
        self._by_turn: dict[str, list[Any]] = {}
        for segment in segments[segments.session_id == session].itertuples():
            self._by_turn.setdefault(str(segment.utterance_id), []).append(segment)

    def segments_of(self, stretches: Iterable[Stretch]) -> tuple[str, ...]:
        """The segments that stretches code together, as a run would have it."""
        spans = ((f"{self.session}-{turn:04d}", start, end) for turn, start, end in stretches)
        return tuple(segment.segment_id for segment, _, _ in covered(spans, self._by_turn))

    def found(self, quote: str, turn: int | None) -> tuple[str, ...]:
        """The segments on which the words of a row fall; none where they are not found."""
        if turn in self.turns and (local := self._sought(quote, [turn])):
            return local
        masked = [MaskedText(text, ()) for text in self.texts]
        spans = find_quote(quote, turn, texts=self.texts, masked=masked)
        return () if isinstance(spans, str) else self._of_spans(spans, range(1, len(self.texts) + 1))

    def _sought(self, quote: str, turns: Sequence[int]) -> tuple[str, ...]:
        """The segments of a quote that begins in the first of some turns and stands in these alone."""
        texts = [self.turns[turn] for turn in turns]
        spans = find_quote(quote, 1, texts=texts, masked=[MaskedText(text, ()) for text in texts])
        return () if isinstance(spans, str) else self._of_spans(spans, turns)

    def _of_spans(self, spans: Iterable[Span], turns: Sequence[int]) -> tuple[str, ...]:
        return self.segments_of((turns[span.turn], span.start, span.end) for span in spans)

    def rows_for(self, stretches: Sequence[Stretch]) -> list[dict[str, str]] | None:
        """Rows (beurt, citaat) that code the same segments as the stretches; None where no words can tell them apart.

        Words over turns that follow each other are one row.
        """
        rows = []
        for run in _runs(stretches):
            whole = self._row(run)
            found = [whole] if whole else [self._row([stretch]) for stretch in run]
            rows += [row for row in found if row]
            if len(rows) < len(run) and not whole:
                return None
        return rows

    def _row(self, run: Sequence[Stretch]) -> dict[str, str] | None:
        wanted = self.segments_of(run)
        turns = [turn for turn, _, _ in run]
        if not wanted:
            return None
        for widened in self._wider(run):
            quote = " ".join(" ".join(self.turns[turn][start:end].split()) for turn, start, end in widened)
            if self._sought(quote, turns) == wanted == self.segments_of(widened):
                return {"beurt": str(turns[0]), "citaat": quote}
        return None

    def _wider(self, run: Sequence[Stretch]) -> Iterable[Sequence[Stretch]]:
        """The stretches as they are, then with ever more words around them: the same words may stand there before."""
        yield run
        (turn, start, end), *_ = run
        text = self.turns[turn]
        if len(run) > 1:
            return
        while start > 0 or end < len(text):
            start = max(text.rfind(" ", 0, max(start - 1, 0)) + 1, 0) if start > 0 else 0
            after = text.find(" ", end + 1)
            end = len(text) if after < 0 else after
            yield [(turn, start, end)]


def _runs(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Stretches of turns that follow each other, together."""
    ordered = sorted(stretches)
    runs = [[stretch] for stretch in ordered[:1]]
    for before, after in pairwise(ordered):
        if after[0] == before[0] + 1:
            runs[-1].append(after)
        else:
            runs.append([after])
    return runs


class OwnCodings:
    """What stands in coderingen/ for one session, by coder and code: rows, and the segments that they fall on."""

    def __init__(self, study: Study, places: Places, tables: Mapping[str, pd.DataFrame]) -> None:
        self.rows: dict[tuple[str, str], list[tuple[CodingRow, tuple[str, ...]]]] = {}
        as_read = is_as_read(study, places.session)
        codings = tables["codings"]
        by_run: dict[tuple[str, str], dict[str, list[str]]] = {}
        for row in study.codings_of(places.session):
            code = study.book.renamed.get(row.code, row.code)
            of_coder = by_run.get((row.coder, code))
            if of_coder is None:
                own = codings[(codings.coder == row.coder) & (codings.code == code)]
                of_coder = by_run[row.coder, code] = stored_segments(own, row.coder)
            source = f"{row.file.rsplit('/', 1)[-1]}-{row.line}"
            segments = tuple(of_coder.get(source, ())) if as_read else ()
            segments = segments or places.found(row.quote, row.turn)
            if not segments and not as_read:
                # Words as they stood in the transcript are found by a run alone: what it found of this code then.
                prefix = f"{places.session}-"
                segments = tuple(name for names in of_coder.values() for name in names if name.startswith(prefix))
            self.rows.setdefault((row.coder, code), []).append((row, segments))

    def said(self, coder: str, code: str, segments: Sequence[str]) -> tuple[list[CodingRow], list[CodingRow]]:
        """The rows that give a code to all of some segments, and those that refuse it on any of them."""
        own = self.rows.get((coder, code), ())
        given = {name for row, names in own if row.is_present for name in names}
        yes = [row for row, names in own if row.is_present and set(names) & set(segments)]
        no = [row for row, names in own if not row.is_present and set(names) & set(segments)]
        return (yes if set(segments) <= given else []), no
