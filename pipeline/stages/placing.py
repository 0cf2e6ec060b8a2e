"""What people coded or chose is found in the talk by its words, as they stood in the transcript or as masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.claims import CitedPassage
from pipeline.judgements import CodingRow, ReleasedQuote
from pipeline.language.words import remarks_in, without_remarks
from pipeline.stages.privacy import MaskedText
from pipeline.stages.reading_versions import changes_in

_SAME = str.maketrans("‘’‚‛`´“”„‟«»‐‑‒–—−\u00a0", "''''''\"\"\"\"\"\"------ ")


@dataclass(frozen=True)
class Span:
    """A stretch of one turn: the turn's index and offsets in its masked text."""

    turn: int
    start: int
    end: int


def find_quote(quote: str, turn: int | None, *, texts: Sequence[str], masked: Sequence[MaskedText]) -> list[Span] | str:
    """Where a quote stands, one span for each turn that it runs over; else the reason why it has no place.

    `turn` counts from 1, as `beurt` in the registers. An empty quote is the whole turn. Spaces, quotation marks and
    dashes are compared without regard to their kind; a quote that leaves out marks of the transcriber, or has others
    than the text, is found too.
    """
    if turn is not None and not 1 <= turn <= len(texts):
        return f"beurt {turn} bestaat niet: het gesprek heeft {len(texts)} beurten"
    if not quote.strip():
        index = (turn or 1) - 1
        return [Span(index, 0, len(masked[index].text))] if turn else "geen beurt en geen citaat"
    for with_marks, read in ((True, _all), (False, _without_marks)):
        words = plain(" ".join((quote if with_marks else without_remarks(quote)).split()))
        for originals, is_masked in ((list(texts), False), ([m.text for m in masked], True)):
            read_texts = [read(text) for text in originals]
            shown = [text for text, _ in read_texts]
            places = _places(words, shown, turn) if words else []
            if len(places) > 1:
                return f"citaat komt {len(places)} keer voor: noem de beurt"
            if places:
                spans = _split(places[0], shown, len(words))
                spans = [_in_original(span, read_texts[span.turn][1]) for span in spans]
                return [_masked_span(span, masked[span.turn], is_masked) for span in spans]
    return "citaat komt in deze beurt niet voor" if turn else "citaat komt in dit gesprek niet voor"


def _all(text: str) -> tuple[str, Sequence[int]]:
    """A text as it is, with the place of each sign."""
    return text, range(len(text))


def _without_marks(text: str) -> tuple[str, Sequence[int]]:
    """A text without the marks of the transcriber, with the place of each sign."""
    hidden = {place for start, end in remarks_in(text) for place in range(start, end)}
    places = [place for place in range(len(text)) if place not in hidden]
    return "".join(text[place] for place in places), places


def _in_original(span: Span, places: Sequence[int]) -> Span:
    """A span of a text without marks as the span of the text with them."""
    return Span(span.turn, places[span.start], places[span.end - 1] + 1)


def plain(text: str) -> str:
    """A text in which quotation marks, dashes and spaces are all of one kind, sign for sign."""
    return text.translate(_SAME)


def _places(words: str, texts: list[str], turn: int | None) -> list[int]:
    """Where the words begin in the turns joined by spaces; of a named turn the first place that begins in it.

    Whole words go before parts of words: 'nee' is sought in 'neem' only where it stands nowhere by itself.
    """
    joined = plain(" ".join(texts))
    first = sum(len(text) + 1 for text in texts[: turn - 1]) if turn else 0
    last = first + len(texts[turn - 1]) if turn else len(joined)
    found: list[int] = []
    position = joined.find(words, first)
    while 0 <= position < last:
        found.append(position)
        position = joined.find(words, position + 1)
    found = [place for place in found if _is_whole(joined, place, place + len(words))] or found
    return found[:1] if turn else found


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends at the edge of a word."""
    edges = [i for i in (start, end) if 0 < i < len(text)]
    return not any(text[i - 1].isalnum() and text[i].isalnum() for i in edges)


def _split(position: int, texts: list[str], length: int) -> list[Span]:
    """A place in the joined turns as spans of single turns."""
    spans, offset = [], 0
    for index, text in enumerate(texts):
        start, end = max(position - offset, 0), min(position + length - offset, len(text))
        if start < end:
            spans.append(Span(index, start, end))
        offset += len(text) + 1
    return spans


def _masked_span(span: Span, masked: MaskedText, is_masked: bool) -> Span:
    if is_masked:
        return span
    return Span(span.turn, masked.offset(span.start), masked.offset(span.end, is_end=True))


@dataclass
class PlacedCodings:
    """Rows of human_codings, human_values and human_samples; of unplaced what found no place, with file and row."""

    codings: list[dict[str, Any]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)
    unplaced: list[dict[str, Any]] = field(default_factory=list)


def place_codings(
    codings: Sequence[CodingRow], *, ids: Sequence[str], texts: Sequence[str | None], masked: Sequence[MaskedText]
) -> PlacedCodings:
    """What people coded, found in the talk, with its dimensions and the sample that asked for it.

    `texts` are the turns as they stood, None where there is no consent: what was coded there is unplaced.
    """
    found = PlacedCodings()
    for row in codings:
        source = {"source_file": row.file, "source_row": row.line}
        spans = _spoken_with_consent(row.quote, row.turn, texts=texts, masked=masked)
        if isinstance(spans, str):
            found.unplaced.append({"session_id": row.session_id, "reason": spans, **source})
            continue
        coding_id = f"{row.coder}-{row.session_id}-{row.file.rsplit('/', 1)[-1]}-{row.line}"
        found.codings += [
            {
                "coding_id": coding_id,
                "utterance_id": ids[span.turn],
                "start_char": span.start,
                "end_char": span.end,
                "code": row.code,
                "coder": row.coder,
                "is_present": row.is_present,
                "decided_at": row.date,
                "codebook_version": row.version,
                "memo": row.memo,
                **source,
            }
            for span in spans
        ]
        found.values += [{"coding_id": coding_id, "dimension": name, "value": value} for name, value in row.values]
        if row.sample:
            found.samples.append({"coding_id": coding_id, "sample": row.sample, "weight": row.weight})
    return found


def place_quotes(
    quotes: Sequence[ReleasedQuote], *, ids: Sequence[str], texts: Sequence[str | None], masked: Sequence[MaskedText]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of chosen_quotes and of unplaced. A quote is the words of one speaker, so it lies in one turn.

    A reading version that says something else than the quote is left out; the quote stays.
    """
    placed: list[dict[str, Any]] = []
    unplaced: list[dict[str, Any]] = []
    for row in quotes:
        source = {"session_id": row.session_id, "source_file": "citaten.csv", "source_row": row.line}
        spans = _spoken_with_consent(row.quote, row.turn, texts=texts, masked=masked)
        if isinstance(spans, list) and len(spans) > 1:
            spans = "citaat loopt over meer beurten"
        if isinstance(spans, str):
            unplaced.append({**source, "reason": spans})
            continue
        words = masked[spans[0].turn].text[spans[0].start : spans[0].end]
        reading = row.reading if row.reading and changes_in(row.reading, words) else None
        if row.reading and not reading:
            unplaced.append({**source, "reason": "leesversie zegt iets anders dan het citaat"})
        placed.append(
            {
                "utterance_id": ids[spans[0].turn],
                "start_char": spans[0].start,
                "end_char": spans[0].end,
                "report": row.report or None,
                "reason": row.reason,
                "is_released": row.is_released,
                "source_row": row.line,
                "reading": reading,
            }
        )
    return placed, unplaced


def place_cited(
    cited: Sequence[CitedPassage], *, ids: Sequence[str], texts: Sequence[str | None], masked: Sequence[MaskedText]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of cited_passages, one for each turn that a passage runs over, and of unplaced."""
    placed: list[dict[str, Any]] = []
    unplaced: list[dict[str, Any]] = []
    for row in cited:
        spans = _spoken_with_consent(row.quote, row.turn, texts=texts, masked=masked)
        if isinstance(spans, str):
            # Lines above it may have come or gone since the session was read: the id says where to look all the same.
            source = {"source_file": row.file, "source_row": row.line}
            unplaced.append({"session_id": row.session_id, "reason": f"{row.source_id}: {spans}", **source})
            continue
        what = {"source": row.source, "source_id": row.source_id, "side": row.side, "number": row.number}
        for span in spans:
            place = {"utterance_id": ids[span.turn], "start_char": span.start, "end_char": span.end}
            placed.append({**what, **place, "segment": row.segment})
    return placed, unplaced


def _spoken_with_consent(
    quote: str, turn: int | None, *, texts: Sequence[str | None], masked: Sequence[MaskedText]
) -> list[Span] | str:
    spans = find_quote(quote, turn, texts=[text or "" for text in texts], masked=masked)
    if isinstance(spans, list) and any(texts[span.turn] is None for span in spans):
        return "de spreker van deze beurt gaf geen toestemming"
    return spans
