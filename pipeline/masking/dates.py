"""Dates in talk: a day of the year, with or without the year, and the year in which somebody was born."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language.persons import KIN, any_of

_MONTHS = (
    r"(?:(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
    r"|(?:jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\b\.?)"
)
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # 12 maart; de 12e maart 2006; 12 maart '06
        rf"(?<![\d.,])(?P<date>(?:0?[1-9]|[12]\d|3[01])(?:e|ste|de)?(?: van)? {_MONTHS}"
        r"(?:(?: van)? (?:19|20)\d\d\b| ['`]\d\d\b)?)",
        # 12-3-2006, also said with blanks or slashes; 12-03
        r"(?<![\d/.-])(?P<date>(?:0?[1-9]|[12]\d|3[01])(?P<sep>[-/])(?:0?[1-9]|1[0-2])(?P=sep)(?:19|"
        r"20)?\d\d)(?![\d/-])",
        # geboren in 2006; uit 2006 after geboren
        r"\b(?:geboren|geboortejaar|geboortedatum|bouwjaar)\b(?: \w+){0,3}? (?P<date>(?:19|20)\d\d|['`]\d\d)\b",
        # ik ben van 2005, mijn zoon is uit 2007
        rf"\b(?:ik|jij|hij|zij|ze|wij|we|{any_of(KIN)}) (?:ben|is|was|zijn|bent)(?: (?:ook|nog|zelf|al|dus|"
        rf"er een))? (?:van|uit) "
        r"(?P<date>(?:19|20)\d\d|['`]\d\d)\b",
    )
)  # fmt: skip


def find_dates(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every day of the year, with or without a year, and of somebody's year of birth."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            yield match.span("date")
