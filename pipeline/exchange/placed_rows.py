"""On which segments the rows of coderingen/ fall, by the masked talk of the last run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.exchange.review_sheets import text_hash
from pipeline.frames import frame
from pipeline.judgements import CodingRow
from pipeline.reading import is_whole_number
from pipeline.stages.human_coding import code_by_people
from pipeline.stages.placing import find_quote
from pipeline.stages.privacy import MaskedText
from pipeline.tables import HumanCodings

Row = Mapping[str, str]


def row_of(coding: CodingRow) -> dict[str, str]:
    """A coding that was read, as the row that it stood in."""
    about = {"sessie": coding.session_id, "beurt": str(coding.turn or ""), "citaat": coding.quote, "code": coding.code}
    about |= {"codeur": coding.coder, "besluit": "ja" if coding.is_present else "nee", "datum": coding.date or ""}
    return about | {"versie": coding.version or "", "memo": coding.memo or ""} | dict(coding.values)


class Placing:
    """Finds the segments of rows; what was found once is remembered. `turns` are the masked turns of each session."""

    def __init__(self, turns: Mapping[str, Sequence[str]], segments: pd.DataFrame, *, book: Codebook) -> None:
        self._turns = turns
        self._masked = {name: [MaskedText(text, ()) for text in texts] for name, texts in turns.items()}
        self._segments = dict(list(segments.groupby("session_id")))
        self._book = book
        self._code = next(iter(book.codes))
        self._found: dict[tuple[str, str, str], list[str]] = {}
        names = zip(segments.segment_id, segments.session_id, segments.utterance_id, segments.text, strict=True)
        for segment, session, utterance, text in names:
            turn = str(int(utterance.rsplit("-", 1)[1]))
            # Words that stand in a turn twice fall on the first of them.
            self._found.setdefault((session, turn, text_hash(text)), [segment])

    def segments_of(self, row: Row) -> list[str]:
        """The ids of the segments that a row codes; none where its words are not found."""
        session, turn = row.get("sessie", ""), row.get("beurt", "")
        key = (session, turn, text_hash(row.get("citaat", "")))
        if key not in self._found:
            self._found[key] = self.sought(session, turn, row.get("citaat", ""))
        return self._found[key]

    def sought(self, session: str, turn: str, quote: str) -> list[str]:
        """As a run would find them, word by word."""
        if session not in self._turns or (turn and not is_whole_number(turn)):
            return []
        number = int(turn) if turn else None
        spans = find_quote(quote, number, texts=self._turns[session], masked=self._masked[session])
        if isinstance(spans, str):
            return []
        rows: list[dict[str, Any]] = [
            {
                "coding_id": "row",
                "utterance_id": f"{session}-{span.turn + 1:04d}",
                "start_char": span.start,
                "end_char": span.end,
                "code": self._code,
                "coder": "row",
                "is_present": True,
            }
            for span in spans
        ]
        found = code_by_people(frame(HumanCodings, rows), self._segments[session], book=self._book)
        return [str(name) for name in found.segment_id]

    def is_found_again(self, segment: str, session: str, turn: int, quote: str) -> bool:
        """Whether these words code this segment and no other."""
        return self.sought(session, str(turn), quote) == [segment]
