"""How a number, code or address on line is found: a shape, a check, and a cue where the shape alone says too little."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

FILLERS = (
    r"(?: (?:uhm?|ehm?|dus|gewoon|dan|nou|ja|toch|weer|nu|toen|ook|altijd|wacht|even|effe|kijken|zoeken|het|dat|is|"
    r"volgens mij|(?:denk|geloof|dacht) ik|zeg maar)){0,4}"
)
"""What people say while they look for a name or number, each with a blank before it."""

CUE_REACH = 40
"""Signs between a cue and what it announces."""

AND_THEN = (
    r"(?: ?,? (?:(?:en|dan|ja|nee|komma|uhm?|ehm?|hm|even|effe|kijken|wacht|streepje|spatie|toen|daarna|daarachter|"
    r"oh|nou|nog (?:iets|wat)|nog|hoor|gewoon|dus|een|weer|moment|sorry|zoeken|volgens mij|"
    r"(?:denk|geloof|dacht) ik|zeg maar|dat is|de laatste(?: is| zijn)?) )"
    r"{1,4}| {2})"
)
"""What people say between the groups of one number."""

THIS_IS = (
    r"[,.?!]?(?: (?:dat|dit|is|was|zijn|als|mijn|m'n|het|zijn|haar|hun|ons|onze|van|de|een|staat|stond|op|ja|uh|hier|"
    r"voor|geloof|ik|denk|heet|zo|dan|dus|toch|gewoon|moet|volgens|mij|ie|uhm|ehm?|wel|zeg|maar)){0,6} "
)
"""What stands between a number and its cue where the number comes first ('148392 dat is mijn leerlingnummer')."""


class Rule(NamedTuple):
    """One shape of a kind; group 'code' is what is found, else all of it.

    Where a rule has a `cue`, it must occur shortly before the shape, or it must stand behind it ('... is mijn cue').
    """

    kind: str
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


def rule(kind: str, pattern: str, is_valid: Callable[[str], bool] = lambda _: True, *, cue: str = "") -> Rule:
    """A rule, its patterns without regard to capitals."""
    before, after = (re.compile(cue, re.I), re.compile(rf"{THIS_IS}(?:{cue})", re.I)) if cue else (None, None)
    return Rule(kind, re.compile(pattern, re.I), is_valid, before, after)


def find_shapes(text: str, rules: tuple[Rule, ...]) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of all that some rules find in a text."""
    for one in rules:
        if one.before and not one.before.search(text):
            continue
        for match in one.pattern.finditer(text):
            start, end = match.span("code" if "code" in one.pattern.groupindex else 0)
            if start < end and has_cue(text, start, end, one=one) and one.is_valid(text[start:end]):
                yield start, end, one.kind


def has_cue(text: str, start: int, end: int, *, one: Rule) -> bool:
    """Whether a rule needs no cue, or has it shortly before or right after a stretch."""
    if one.before is None or one.after is None:
        return True
    before, after = text[max(0, start - CUE_REACH) : start], text[end : end + CUE_REACH + 20]
    return one.before.search(before) is not None or one.after.match(after) is not None
