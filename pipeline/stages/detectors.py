"""What could identify someone in a text: deduce for Dutch names, places and dates, checked patterns for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise

from stdnum import iban
from stdnum.nl import bsn

from pipeline.language.names import PARTICLES, is_common_word, is_first_name, load_deduce, starts_sentence
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
_STREET = re.compile(r"(?:straat|laan|weg|plein|pad|dijk|kade|gracht|singel|hof|steeg|dreef|park|markt)\b|\d{4}")
_WORD = re.compile(r"[^\W\d_]+")

_PATTERNS: list[tuple[str, re.Pattern[str], Callable[[str], bool]]] = [
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), lambda _: True),
    ("url", re.compile(r"(?:https?://|www\.)[^\s\[\]<>]*[^\s\[\]<>.,;:?!)]", re.I), lambda _: True),
    ("handle", re.compile(r"(?<![\w.])@[A-Za-z_][\w.]*\w"), lambda _: True),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), iban.is_valid),
    ("bsn", re.compile(r"\b\d{9}\b|\b\d{4}([ .-])\d{2}\1\d{3}\b|\b\d{3}([ .-])\d{3}\2\d{3}\b"), bsn.is_valid),
    (
        "phone",
        re.compile(r"(?<![\w+])(?:(?:\+|00)31[ .-]?(?:\(0\)[ .-]?)?|\(?0)[ .-]?\(?[1-9](?:[ .)/-]{0,2}\d){8}(?!\d)"),
        lambda _: True,
    ),
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


def versions() -> dict[str, str]:
    """What decides the findings: part of the key of what was read."""
    return {name: version(name) for name in ("deduce", "python-stdnum", "simplemma", "spacy")}


def find_identifying(text: str) -> list[Finding]:
    """What could identify someone in a text, in order and without overlap; longer and checked findings win."""
    checked = set(_by_pattern(text))
    found = checked.union(_by_deduce(text))
    return without_overlap(
        sorted(found, key=lambda f: (f.kind in ("person", "place"), f.start - f.end, f not in checked, f)), text=text
    )


def without_overlap(findings: Iterable[Finding], *, text: str) -> list[Finding]:
    """Findings in order of place, each without what one given before it covers: nothing found stays in sight."""
    kept: list[Finding] = []
    for finding in findings:
        spans = [(finding.start, finding.end)]
        for other in kept:
            sides = [side for s, e in spans for side in ((s, min(e, other.start)), (max(s, other.end), e))]
            spans = [(s, e) for s, e in sides if s < e]
        kept += [Finding(s, e, finding.kind) for s, e in (_trimmed(text, *span) for span in spans) if s < e]
    return sorted(kept)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends; empty where it holds no letter or digit."""
    piece = text[start:end]
    if not any(sign.isalnum() for sign in piece):
        return start, start
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _by_pattern(text: str) -> Iterator[Finding]:
    for kind, pattern, is_valid in _PATTERNS:
        for match in pattern.finditer(text):
            found = match.group()
            # A word in capitals after an IBAN looks like its last group.
            while not is_valid(found) and " " in found:
                found = found.rpartition(" ")[0]
            if is_valid(found):
                yield Finding(match.start(), match.start() + len(found), kind)


def _by_deduce(text: str) -> Iterator[Finding]:
    for annotation in load_deduce().deidentify(text).annotations:
        kind = _DEDUCE_KINDS.get(annotation.tag, "id_number")
        start, end = int(annotation.start_char), int(annotation.end_char)
        if kind == "place" and any(sign.isdigit() for sign in text[start:end]):
            kind = "address"
        spans = _names(text, start, end) if kind == "person" else [(start, end)]
        for first, last in spans:
            if not (kind in ("person", "place", "address") and _is_plain_word(text, first, last)):
                yield Finding(_after_opening(text, first, last) if kind == "person" else first, last, kind)


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
    """Whether a "name" is a common word with the capital of a sentence ("Niks.", "Best wel", "Groep 8")."""
    if _STREET.search(text, start, end):
        return False
    words = [word for word in _WORD.findall(text[start:end]) if len(word) > 1]
    at_start = starts_sentence(text, start)
    return at_start and all(word.lower() in stop_words() or _is_only_common(word) for word in words)


def _after_opening(text: str, start: int, end: int) -> int:
    """Where a name begins after the word that opens the sentence ("Daarna Fatima")."""
    first = _WORD.match(text, start, end)
    if first is None or not text[first.end() : end].startswith(" ") or not starts_sentence(text, start):
        return start
    word = first.group()
    is_opening = word.lower() not in PARTICLES and (word.lower() in stop_words() or _is_only_common(word))
    return first.end() + 1 if is_opening and not is_first_name(word) else start


def _is_only_common(word: str) -> bool:
    return is_common_word(word) and not is_first_name(word)
