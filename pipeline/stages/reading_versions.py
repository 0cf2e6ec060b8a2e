"""A quote made easier to read: fillers out, […] for words left out, [words] to explain; each change checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.language.words import HESITATIONS

_TOKEN = re.compile(r"\[[^\[\]]*\]|[^\W_]+(?:['’-][^\W_]+)*")
_OMITTED = re.compile(r"\[\s*(?:…|\.{3})\s*\]")


@dataclass(frozen=True)
class Changes:
    """What a reading version changed: how many fillers went, stretches were left out, explanations came in."""

    n_fillers: int
    n_left_out: int
    n_explained: int


def changes_in(reading: str, words: str) -> Changes | None:
    """What a reading version changed in the words that were said; None where it says something that was not said.

    Punctuation and capitals may change, and fillers may go without a sign; anything else needs […] or [words]. Of
    several ways to read it that with the fewest fillers gone counts.
    """
    read = _TOKEN.findall(reading)
    said = [token.casefold() for token in _TOKEN.findall(words)]
    if not any(not token.startswith("[") for token in read):
        return None

    @cache
    def cost(at: int, place: int, is_free: bool) -> tuple[int, int] | None:
        """(fillers gone, words left out) from here on, or None; `is_free` where […] allows any words to go."""
        ways = []
        if at == len(read) and place == len(said):
            return 0, 0
        if at < len(read):
            token = read[at].casefold()
            if place < len(said) and token == said[place]:
                ways.append(cost(at + 1, place + 1, False))
            elif _OMITTED.fullmatch(token) and place < len(said):
                ways.append(_plus(cost(at + 1, place + 1, True), 0, 1))
            elif token.startswith("[") and not _OMITTED.fullmatch(token):
                ways.append(cost(at + 1, place, is_free))
        if place < len(said) and is_free:
            ways.append(_plus(cost(at, place + 1, True), 0, 1))
        elif place < len(said) and said[place] in HESITATIONS:
            ways.append(_plus(cost(at, place + 1, False), 1, 0))
        return min((way for way in ways if way is not None), default=None)

    found = cost(0, 0, False)
    if found is None:
        return None
    n_left_out = sum(bool(_OMITTED.fullmatch(token)) for token in read)
    placeholders = [token for token in said if token.startswith("[")]
    brackets = [token.casefold() for token in read if token.startswith("[") and not _OMITTED.fullmatch(token)]
    n_explained = sum(token not in placeholders for token in brackets)
    return Changes(found[0], n_left_out, n_explained)


def _plus(way: tuple[int, int] | None, fillers: int, left_out: int) -> tuple[int, int] | None:
    return None if way is None else (way[0] + fillers, way[1] + left_out)
