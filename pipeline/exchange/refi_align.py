"""Which turns of ours stand where in the text of another program: ours as it went out, or the transcript itself.

Turns are found in their order by their words, long ones first and short ones ("Ja.") between those; spaces, quotation
marks and dashes are compared without regard to their kind. What was masked here may be anything there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.stages.placing import plain

_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,60}\]")
# What stood where a placeholder stands now: a name, an address, a date in words.
_ANYTHING = r".{1,120}?"
_LONG = 40
_SAMPLE = 12
_ENOUGH = 0.5


class Plain:
    """A text with one space for each run of spaces, and the place of each sign in the text as it is."""

    def __init__(self, text: str) -> None:
        places: list[int] = []
        signs: list[str] = []
        was_space = True
        for at, sign in enumerate(text):
            if sign.isspace():
                if not was_space:
                    signs.append(" ")
                    places.append(at)
                was_space = True
            else:
                signs.append(sign)
                places.append(at)
                was_space = False
        self.text = plain("".join(signs))
        self.places = places


@dataclass(frozen=True)
class Found:
    """A turn in a source: pairs of stretches with the same words, in the source and in the turn, in order."""

    turn: int
    pieces: tuple[tuple[int, int, int, int], ...]
    """Start and end in the source, start and end in the turn."""

    @property
    def start(self) -> int:
        """Where the turn begins in the source."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Where the turn ends in the source."""
        return self.pieces[-1][1]


class Turns:
    """The turns of a session as they are sought."""

    def __init__(self, turns: Mapping[int, str]) -> None:
        self.shown = {number: Plain(text) for number, text in turns.items()}
        self.shown = {number: text for number, text in self.shown.items() if text.text.strip()}
        self.length = sum(len(text.text) for text in self.shown.values())

    def sample(self) -> list[str]:
        """The longest stretches without a placeholder, to tell whether a text may be this session."""
        pieces = [max(_PLACEHOLDER.split(text.text), key=len).strip() for text in self.shown.values()]
        return sorted((piece for piece in pieces if len(piece) >= _LONG), key=len, reverse=True)[:_SAMPLE]


def align(raw: str, turns: Turns) -> list[Found]:
    """Where turns stand in a text, in order; those that are not there are left out."""
    text = Plain(raw)
    anchors: dict[int, _Match] = {}
    at = 0
    for number, turn in turns.shown.items():
        if len(turn.text) >= _LONG and (match := _first(turn.text, text.text, at, len(text.text))):
            anchors[number] = match
            at = match[1]
    # Where the next long turn begins: a short one is sought before it.
    limits, limit = {}, len(text.text)
    for number in sorted(turns.shown, reverse=True):
        limits[number] = limit
        limit = anchors[number][0] if number in anchors else limit
    found, at = [], 0
    for number in sorted(turns.shown):
        short = None if number in anchors else _first(turns.shown[number].text, text.text, at, limits[number])
        if match := anchors.get(number) or short:
            found.append(_found(number, match, text, turns.shown[number]))
            at = match[1]
    return found


def share_found(found: Sequence[Found], turns: Turns) -> float:
    """The share of what was said in a session that stands in a text."""
    return sum(len(turns.shown[item.turn].text) for item in found) / max(turns.length, 1)


def session_of(raw: str, sessions: Mapping[str, Turns], *, likely: str = "") -> tuple[str, list[Found]] | None:
    """The session of which a text holds most, at least half, with its turns; None where there is none.

    The `likely` one is tried first: its words decide all the same.
    """
    shown = Plain(raw).text
    scores = {name: _n_sampled(shown, turns) for name, turns in sessions.items()}
    order = sorted(scores, key=lambda name: (name != likely, -scores[name], name))
    for name in order:
        if scores[name] or name == likely or sessions[name].length < _LONG * _SAMPLE:
            found = align(raw, sessions[name])
            if share_found(found, sessions[name]) >= _ENOUGH:
                return name, found
    return None


def _n_sampled(shown: str, turns: Turns) -> int:
    return sum(piece in shown for piece in turns.sample())


def _pattern(text: str) -> re.Pattern[str]:
    """The words of a turn, in which a placeholder may be any words or the placeholder itself."""
    text = text.strip()
    parts, masked = _PLACEHOLDER.split(text), _PLACEHOLDER.findall(text)
    pattern = f"({re.escape(parts[0])})"
    for number, (placeholder, piece) in enumerate(zip(masked, parts[1:], strict=True)):
        # At an edge nothing tells where other words would begin: there it is itself, or left out.
        is_edge = (number == 0 and not parts[0]) or (number == len(masked) - 1 and not piece)
        other = "" if is_edge else f"|{_ANYTHING}"
        pattern += f"(?:{re.escape(placeholder)}{other}){'?' if is_edge else ''}({re.escape(piece)})"
    return re.compile(pattern)


_Match = tuple[int, int, re.Match[str] | None]
"""Start and end of a turn in a text; and how, where other words stand for what was masked."""


def _first(turn: str, text: str, start: int, stop: int) -> _Match | None:
    """Where a turn stands first, to the letter; else with other words for what was masked."""
    words = turn.strip()
    at = text.find(words, start, stop)
    while at >= 0:
        if _is_whole(text, at, at + len(words)):
            return at, at + len(words), None
        at = text.find(words, at + 1, stop)
    if not _PLACEHOLDER.search(words):
        return None
    for match in _pattern(words).finditer(text, start, stop):
        if match[0].strip() and _is_whole(text, *match.span()):
            return *match.span(), match
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch neither begins nor ends inside a word."""
    return not any(text[at - 1].isalnum() and text[at].isalnum() for at in (start, end) if 0 < at < len(text))


def _found(number: int, where: _Match, text: Plain, turn: Plain) -> Found:
    """The pieces of a turn, and the placeholders between them, in source and turn."""
    start, end, match = where
    at = len(turn.text) - len(turn.text.lstrip())
    if match is None:
        return Found(number, ((*_stretch(text, start, end), *_stretch(turn, at, at + end - start)),))
    pieces: list[tuple[int, int, int, int]] = []
    before = match.start()
    for group in range(1, (match.lastindex or 0) + 1):
        first, last = match.span(group)
        if group > 1:
            placeholder = _PLACEHOLDER.match(turn.text, at)
            length = len(placeholder[0]) if placeholder else 0
            if before < first:
                pieces.append((*_stretch(text, before, first), *_stretch(turn, at, at + length)))
            at += length
        if first < last:
            pieces.append((*_stretch(text, first, last), *_stretch(turn, at, at + last - first)))
        at += last - first
        before = last
    return Found(number, tuple(pieces))


def _stretch(text: Plain, start: int, end: int) -> tuple[int, int]:
    """A stretch of a plain text as a stretch of the text itself."""
    return text.places[start], text.places[end - 1] + 1


def in_turns(
    found: Sequence[Found], start: int, end: int, *, raw: str, turns: Mapping[int, str]
) -> list[tuple[int, int, int]]:
    """The stretches of turns (number, start, end) that one of a source covers; of a placeholder all or nothing."""
    result = []
    for item in found:
        if item.start >= end or item.end <= start:
            continue
        covered = list(_covered(item, start, end, raw, turns[item.turn]))
        if covered:
            result.append((item.turn, min(first for first, _ in covered), max(last for _, last in covered)))
    return result


def _covered(item: Found, start: int, end: int, raw: str, turn: str) -> Iterator[tuple[int, int]]:
    for first, last, own_first, own_last in item.pieces:
        low, high = max(first, start), min(last, end)
        if low >= high or not raw[low:high].strip():
            continue
        if (low, high) == (first, last) or _PLACEHOLDER.fullmatch(turn[own_first:own_last]):
            yield own_first, own_last
        else:
            yield (
                own_first + _same_words(raw[first:low], turn[own_first:own_last]),
                own_first + _same_words(raw[first:high], turn[own_first:own_last]),
            )


def _same_words(before: str, turn: str) -> int:
    """How far in a turn as many signs stand as in a stretch of the source; spaces are not counted."""
    n = sum(not sign.isspace() for sign in before)
    at = 0
    while n and at < len(turn):
        n -= not turn[at].isspace()
        at += 1
    return at
