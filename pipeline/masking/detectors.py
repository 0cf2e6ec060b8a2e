"""What could identify someone in a text: deduce for Dutch names, places and dates, rules of our own for the rest.

Deduce finds nothing in lower-case text and no number words: `spoken_names`, `identifiers` and `ages` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from pipeline.language.names import (
    ABROAD,
)
from pipeline.language.numbers import as_digits
from pipeline.masking.addresses import find_addresses
from pipeline.masking.ages import find_ages, find_yearlings
from pipeline.masking.by_deduce import find_by_deduce
from pipeline.masking.dates import find_dates
from pipeline.masking.identifiers import find_identifiers
from pipeline.masking.institutions import find_institutions
from pipeline.masking.spoken_names import Word, find_spoken_names, words_of

PLACEHOLDERS = {
    "person": "PERSOON",
    "place": "PLAATS",
    "institution": "INSTELLING",
    "address": "ADRES",
    "postcode": "POSTCODE",
    "date": "DATUM",
    "age": "LEEFTIJD",
    "phone": "TELEFOON",
    "email": "EMAIL",
    "url": "URL",
    "handle": "ACCOUNT",
    "bsn": "BSN",
    "iban": "IBAN",
    "licence_plate": "KENTEKEN",
    "id_number": "NUMMER",
}
"""The kinds of findings and the Dutch word that stands in their place."""

_LEADS_TO_NOBODY = ABROAD | frozenset(
    {"albert heijn", "albert heyn", "jan linders", "dirk van den broek", "douwe egberts", "bart smit", "van der valk"}
)
"""Countries, and companies with a place in every town that bear the name of a person."""

_NOTHING_FOR_DEDUCE = re.compile(r"[^A-ZÀ-ÖØ-Þ\d@.]*")


@dataclass(frozen=True, order=True)
class Finding:
    """A place in a text that could identify someone."""

    start: int
    end: int
    kind: str


def versions() -> dict[str, str]:
    """What decides the findings: part of the key of what was read."""
    return {name: version(name) for name in ("HanTa", "deduce", "python-stdnum", "rapidfuzz", "simplemma", "spacy")}


def find_identifying(text: str, words: list[Word] | None = None) -> list[Finding]:
    """What could identify someone in a text, in order and without overlap; longer and checked findings win.

    `words` are those of the text, where they are known already.
    """
    words = words_of(text) if words is None else words
    checked = set(_by_rule(text, words))
    # In lower case deduce sees no name, and it takes most of the time.
    found = (
        checked
        if _NOTHING_FOR_DEDUCE.fullmatch(text)
        else checked.union(Finding(*found) for found in find_by_deduce(text))
    )
    lives_there = {f for f in checked if f.kind == "place"}
    found = {f for f in found if f in lives_there or text[f.start : f.end].lower() not in _LEADS_TO_NOBODY}
    return without_overlap(
        sorted(found, key=lambda f: (f.kind in ("person", "place"), f.start - f.end, f not in checked, f)), text=text
    )


def _by_rule(text: str, words: list[Word]) -> Iterator[Finding]:
    """What our own rules find: names in lower case, and all that is made of numbers, whether typed or said."""
    yield from (Finding(*found) for found in find_spoken_names(text, words))
    yield from (Finding(*span, "institution") for span in find_institutions(text))
    yield from (Finding(*span, "age") for span in find_yearlings(text))
    digits = as_digits(text, {word.text for word in words})
    said = digits.text if digits else text
    found = [*find_identifiers(said)]
    found += [(*span, "address") for span in find_addresses(said)]
    if any(sign.isdigit() for sign in said):
        found += [(*span, "age") for span in find_ages(said)]
        found += [(*span, "date") for span in find_dates(said)]
    for start, end, kind in found:
        yield Finding(*(digits.span(start, end) if digits else (start, end)), kind)


def without_overlap(findings: Iterable[Finding], *, text: str) -> list[Finding]:
    """Findings in order of place, each without what one given before it covers: nothing found stays in sight."""
    kept: list[Finding] = []
    taken = bytearray(len(text))
    for finding in findings:
        start = taken.find(0, finding.start, finding.end)
        while start >= 0:
            end = taken.find(1, start, finding.end)
            end = finding.end if end < 0 else end
            taken[start:end] = b"\1" * (end - start)
            first, last = _trimmed(text, start, end)
            if first < last:
                kept.append(Finding(first, last, finding.kind))
            start = taken.find(0, end, finding.end)
    return sorted(kept)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends; empty where it holds no letter or digit."""
    piece = text[start:end]
    if not any(sign.isalnum() for sign in piece):
        return start, start
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
