"""Dutch numbers as they are said: words turned into digits, with the way back to the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_UNITS = "nul een twee drie vier vijf zes zeven acht negen".split()
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_ARTICLE = "een"
_PAUSES = frozenset("uh eh uhm ehm streepje".split())
"""What may stand between the digits of one number that somebody says."""

_TWICE = "dubbel"

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+|\d+")


def _below_hundred() -> dict[str, str]:
    """Every way to write 0 to 99 as one word, with its digits."""
    words = {word: str(value) for value, word in enumerate([*_UNITS, *_TEENS])}
    words["één"] = "1"
    for ten, name in enumerate(_TENS, start=2):
        words[name] = f"{ten}0"
        for unit, first in enumerate(_UNITS[1:], start=1):
            # 'drieëntwintig' is written without its dots too.
            words |= {f"{first}{joint}{name}": f"{ten}{unit}" for joint in ("en", "ën")}
    return words


def _ordinals(cardinals: dict[str, str]) -> dict[str, str]:
    irregular = {"eerste": "1e", "derde": "3e", "achtste": "8e", "nulde": "0e"}
    regular = {f"{word}{'ste' if int(n) > 19 else 'de'}": f"{n}e" for word, n in cardinals.items()}
    return {word: n for word, n in regular.items() if word not in ("eende", "ééndde", "driede", "achtde")} | irregular


def _years(cardinals: dict[str, str]) -> dict[str, str]:
    """1900 to 2039 as one word: negentienvijfennegentig, tweeduizendvier, twintigvierentwintig."""
    years = {"tweeduizend": "2000"}
    for word, n in cardinals.items():
        if int(n) > 0:
            years[f"negentienhonderd{word}"] = f"19{int(n):02}"
        if int(n) > 9:
            years[f"negentien{word}"] = f"19{n}"
        if 0 < int(n) < 40:
            years[f"tweeduizend{word}"] = f"20{int(n):02}"
    return years


def _hundreds(cardinals: dict[str, str]) -> dict[str, str]:
    """100 to 999 as one word."""
    firsts = {"": 1} | {_UNITS[n]: n for n in range(2, 10)}
    rests = {"": 0} | {word: int(n) for word, n in cardinals.items() if int(n)}
    return {f"{first}honderd{rest}": str(100 * n + m) for first, n in firsts.items() for rest, m in rests.items()}


CARDINALS = _below_hundred()
NUMBER_WORDS = CARDINALS | _hundreds(CARDINALS) | _ordinals(CARDINALS) | _years(CARDINALS)
"""Number words with their digits; ordinals end in e."""

_TELLING = frozenset(NUMBER_WORDS) - {_ARTICLE}


@dataclass(frozen=True)
class Digits:
    """A text with its number words as digits: where each stands in it, and where its words stood in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    original: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the digits stands in the original: whole words where a number is cut."""
        return self._place(start, is_end=False), self._place(end, is_end=True)

    def _place(self, position: int, *, is_end: bool) -> int:
        # An end belongs to the number before it, a start to the one after it.
        index = bisect_right(self.starts, position - is_end) - 1
        if index < 0:
            return position
        start, end = self.original[index]
        if position - is_end < self.ends[index]:
            return end if is_end else start
        return end + position - self.ends[index]


def as_digits(text: str, words: frozenset[str] | set[str]) -> Digits | None:
    """A text with its number words as digits; None where it has none. `words` are its words in lower case.

    'Een' is a number only beside another one; fillers inside a number go ('nul zes uh twaalf').
    """
    if _TELLING.isdisjoint(words) and (_PAUSES.isdisjoint(words) or not _DIGIT.search(text)):
        return None
    tokens = [(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(text)]
    values = [_value(token) for _, _, token in tokens]
    pieces: list[str] = []
    starts, ends, original = [], [], []
    position = length = index = 0
    while index < len(tokens):
        shown, size = _number_at(tokens, values, index)
        if shown is not None:
            start, end = tokens[index][0], tokens[index + size - 1][1]
            pieces += [text[position:start], shown]
            length += start - position
            starts.append(length)
            length += len(shown)
            ends.append(length)
            original.append((start, end))
            position = end
        index += size
    return Digits("".join([*pieces, text[position:]]), tuple(starts), tuple(ends), tuple(original))


def _value(token: str) -> str | None:
    return token if token[0].isdigit() else NUMBER_WORDS.get(token)


def _number_at(tokens: list[tuple[int, int, str]], values: list[str | None], index: int) -> tuple[str | None, int]:
    """The digits for the word at `index`, None where it stays, and how many words they stand for."""
    value, word = values[index], tokens[index][2]
    before = values[index - 1] if index else None
    after, last = (*values[index + 1 : index + 3], None, None)[:2]
    if value is None and not (word == _TWICE and after and len(after) == 1):
        return ("" if word in _PAUSES and before and after else None), 1
    if value is None:
        return f"{after} {after}", 2
    if word == _ARTICLE and not before and not after:
        return None, 1
    if word in _UNITS and last and _is_ten(last) and tokens[index + 1][2] in ("en", "ën"):
        return last[0] + value, 3
    if word == "tweeduizend" and after and after.isdigit() and int(after) < 40:
        return f"20{int(after):02}", 2
    return value, 1


def _is_ten(value: str) -> bool:
    return len(value) == 2 and value.isdigit() and value[1] == "0" and value != "10"
