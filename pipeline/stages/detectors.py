"""What could identify someone in a text: deduce for Dutch names, places and dates, checked patterns for the rest."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import simplemma
from stdnum import iban
from stdnum.nl import bsn

from pipeline.language.words import stop_words

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

_DEDUCE_KINDS = {
    "persoon": "person",
    "patient": "person",
    "locatie": "place",
    "instelling": "institution",
    "ziekenhuis": "institution",
    "datum": "date",
    "leeftijd": "age",
    "telefoonnummer": "phone",
    "emailadres": "email",
    "url": "url",
    "bsn": "bsn",
    "id": "id_number",
}
_TITLES = re.compile(
    r"^(?:(?:meneer|mevrouw|mevr\.?|dhr\.?|mw\.?|juf|meester|oom|tante|opa|oma|dokter|dr\.?)\s+)+", re.I
)
_LOOSE_END = re.compile(r"(?:\s+[a-zà-ÿ]+)*[\s.,;:]*$")
_NAME_ENDS_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.?!]\s+")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_START = re.compile(r"(?:^|[.?!…:\]\"'“‘]\s*)$")

_PATTERNS: list[tuple[str, re.Pattern[str], Callable[[str], bool]]] = [
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), lambda _: True),
    ("url", re.compile(r"(?:https?://|www\.)[^\s\[\]<>]*[^\s\[\]<>.,;:?!)]"), lambda _: True),
    ("handle", re.compile(r"(?<![\w.])@[A-Za-z_][\w.]*\w"), lambda _: True),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), iban.is_valid),
    ("bsn", re.compile(r"\b\d{9}\b|\b\d{4}\.\d{2}\.\d{3}\b"), bsn.is_valid),
    ("phone", re.compile(r"(?<![\d+])(?:\+31|0031|0)[ -]?\(?[1-9]\)?(?:[ -]?\d){8}(?!\d)"), lambda _: True),
    ("postcode", re.compile(r"\b[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b"), lambda _: True),
    ("age", re.compile(r"(?<=\bben )[1-9]?\d\b(?=\s*(?:[.,;!?]|$|jaar|en\b|geworden))", re.I), lambda _: True),
    (
        "licence_plate",
        re.compile(r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])(?:[A-Z]{1,3}|\d{1,3})-(?:[A-Z]{2,3}|\d{2,3})-(?:[A-Z]{1,2}|\d{1,2})\b"),
        lambda _: True,
    ),
]  # fmt: skip


@dataclass(frozen=True, order=True)
class Finding:
    """A place in a text that could identify someone."""

    start: int
    end: int
    kind: str


@cache
def load_deduce() -> Any:
    """Deduce, loaded once per process (about 9 s and 1.2 GB; its first use ever builds look-ups for a minute)."""
    root = logging.getLogger()
    guard = logging.NullHandler()
    level = root.level
    # Importing deduce calls logging.basicConfig, which does nothing where a handler is present.
    root.addHandler(guard)
    try:
        from deduce import Deduce

        return Deduce()
    finally:
        root.removeHandler(guard)
        root.setLevel(level)


def versions() -> dict[str, str]:
    """What decides the findings: part of the key of what was read."""
    return {"deduce": version("deduce"), "stdnum": version("python-stdnum")}


def find_identifying(text: str) -> list[Finding]:
    """What could identify someone in a text, in order and without overlap; longer and checked findings win."""
    found = [*_by_pattern(text), *_by_deduce(text)]
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.kind in ("person", "place"), f.start - f.end)):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return sorted(kept)


def _by_pattern(text: str) -> Iterator[Finding]:
    for kind, pattern, is_valid in _PATTERNS:
        for match in pattern.finditer(text):
            if is_valid(match.group()):
                yield Finding(match.start(), match.end(), kind)


def _by_deduce(text: str) -> Iterator[Finding]:
    for annotation in load_deduce().deidentify(text).annotations:
        kind = _DEDUCE_KINDS.get(annotation.tag, "id_number")
        start, end = int(annotation.start_char), int(annotation.end_char)
        if kind == "place" and any(sign.isdigit() for sign in text[start:end]):
            kind = "address"
        spans = _names(text, start, end) if kind == "person" else [(start, end)]
        for first, last in spans:
            if not (kind in ("person", "place") and _is_plain_word(text, first, last)):
                yield Finding(first, last, kind)


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names in what deduce took for one: apart where a sentence ends in it ("Henk. Henk"), without the title
    before and the small words after it ("meneer Jansen op de")."""
    cuts = [start + match.end() for match in _NAME_ENDS_SENTENCE.finditer(text[start:end])]
    for first, last in pairwise([start, *cuts, end]):
        title = _TITLES.match(text[first:last])
        begin = first + (title.end() if title else 0)
        loose = _LOOSE_END.search(text[begin:last])
        stop = begin + loose.start() if loose else last
        if begin < stop:
            yield begin, stop


def _is_plain_word(text: str, start: int, end: int) -> bool:
    """Whether a "name" is a common word with the capital of a sentence ("Niks.", "Punt.", "Best wel")."""
    words = [word for word in _WORD.findall(text[start:end]) if len(word) > 1]
    at_start = starts_sentence(text, start)
    return at_start and all(word.lower() in stop_words() or _is_only_common(word) for word in words)


def starts_sentence(text: str, start: int) -> bool:
    """Whether a word stands where any word has a capital."""
    return _SENTENCE_START.search(text[:start]) is not None


def _is_only_common(word: str) -> bool:
    return is_common_word(word) and not is_first_name(word)


@cache
def is_common_word(word: str) -> bool:
    """Whether a word is Dutch vocabulary too, so that alone it proves no name (Bas, Roos, Wil, Mark)."""
    lower = word.lower()
    if lower in stop_words():
        return True
    return simplemma.is_known(lower, lang="nl") and simplemma.lemmatize(lower, lang="nl").islower()


@cache
def is_first_name(word: str) -> bool:
    """Whether deduce lists a word as a first name in the Netherlands."""
    return [word.capitalize()] in load_deduce().lookup_structs["first_name"]


@cache
def is_name(word: str) -> bool:
    """Whether a word of a speaker's label is a name, rather than a role (Directeur) or a code (W1)."""
    parts = word.split("-")
    if not all(part.isalpha() and part[0].isupper() and not part.isupper() for part in parts):
        return False
    surnames = load_deduce().lookup_structs["surname"]
    return any(is_first_name(part) or ([part] in surnames and not is_common_word(part)) for part in parts)
