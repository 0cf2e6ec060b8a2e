"""What deduce finds in a text, without what it takes for a name or a number and is none in talk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.language.names import (
    PARTICLES,
    is_common_word,
    is_first_name,
    is_surname,
    load_deduce,
    starts_sentence,
)
from pipeline.language.words import stop_words
from pipeline.masking.online import is_domain
from pipeline.masking.person_numbers import is_of_a_thing

Found = tuple[int, int, str]
"""Where something begins and ends, and its kind."""


_KINDS = {
    "persoon": "person",
    "patient": "person",
    "locatie": "place",
    "instelling": "institution",
    "ziekenhuis": "institution",
    "zorginstelling": "institution",
    "datum": "date",
    "leeftijd": "age",
    "telefoonnummer": "phone",
    "emailadres": "email",
    "url": "url",
    "bsn": "bsn",
    "id": "id_number",
}
_TITLES = re.compile(
    r"^(?:(?:meneer|mevrouw|mevr\.?|dhr\.?|mw\.?|juf|meester|oom|tante|opa|oma|dokter|dr\.?"
    r"|\w*bedrijf|\w*fabriek|garage|restaurant|hotel|café|bakkerij|slagerij|manege|stichting|camping|kapsalon|firma|zorgboerderij)\s+)+",
    re.I,
)
_LOOSE_START = re.compile(r"(?:aan|op|in|bij|uit|naar) (?:de|het) ")
_LOOSE_END = re.compile(r"(?:\s+[a-zà-ÿ]+)*[\s.,;:]*$")
_NAME_ENDS_SENTENCE = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=\bO))[.?!]\s+")
_STREET = re.compile(r"(?:straat|laan|weg|plein|pad|dijk|kade|gracht|singel|hof|steeg|dreef|park|markt|ostbus)\b|\d{4}")
_WORD = re.compile(r"[^\W\d_]+")
_SUBJECT = re.compile(
    r" (?:zei|zegt|vertelde|vertelt|vroeg|vraagt|vindt|vond|denkt|dacht|wist|kwam|belde|belt|wilde|werkt|werkte|"
    r"mailde|appte)\b"
)
"""Verbs of people: before them a surname at the start of a sentence is one ('Bakker zei dat ook')."""

_ASKS = re.compile(r" (?:jij|je|u|jullie|het|ik)\b")
"""After a verb that opens a question: 'Ken jij iemand?'."""


_PIECE = re.compile(
    r"\S(?:.{0,200}(?:$|[.?!](?=\s))|.{0,200}(?=\s+(?!van|de|der|den|ter|ten|te|el|en)[a-zà-ÿ])|.{0,200}(?=\s)|.{0,200})",
    re.S,
)
"""Stretches for deduce, that takes the square of the length for a row of names."""

_LONG_PLACE = 8
"""Shorter names of places that are words too ('Best', 'Winkel') are answers of another kind more often."""

_PROVINCE = re.compile(r"\s*(?:\(?[A-Za-z]{1,2}\)?)?\s*[.,!?]*")
_ROW = re.compile(r"[\d ]+")
_NUMBER_BEFORE, _NUMBER_AFTER = re.compile(r"\d (?:en )?$"), re.compile(r" (?:en )?\d")
_TO_THE_MONTH = re.compile(r"\d{1,2}(?:[.,]\d jaar| jaar en \d{1,2} maand)", re.I)
_LASTS_BEFORE = re.compile(
    r"\b(?:na|over|al|sinds|gedurende|in|binnen|duurde?|duurt|voor|ongeveer|ruim|nog|pas|werk\w*|zit|zat|stage) "
    r"(?:\w+ )?$",
    re.I,
)
_LASTS_AFTER = re.compile(
    r"[\d\w ]{0,20}\b(?:geleden|later|eerder|lang|bezig|gewerkt|ervaring|stage|contract|wachten|gewacht)\b", re.I
)


def find_by_deduce(text: str) -> Iterator[Found]:
    """What deduce finds: start, end and kind."""
    for piece in _PIECE.finditer(text):
        for annotation in load_deduce().deidentify(piece.group()).annotations:
            first, last = piece.start() + int(annotation.start_char), piece.start() + int(annotation.end_char)
            # An age limit in a rule and a duration are ages to deduce: see ages.
            if annotation.tag != "leeftijd" or _is_age_to_the_month(text, first, last):
                yield from _of_deduce(text, (first, last, _KINDS.get(annotation.tag, "id_number")))


def _of_deduce(text: str, found: Found) -> Iterator[Found]:
    """What remains of a finding of deduce: no common word, no title, no loose word."""
    start, end, kind = found
    if kind == "place" and any(sign.isdigit() for sign in text[start:end]):
        kind = "address"
    if kind == "person":
        yield from ((*span, kind) for span in _names(text, start, end))
    elif not _is_number_of_nobody(text, found) and (
        kind not in ("place", "address") or _is_answer(text, start, end) or not _is_plain_word(text, start, end)
    ):
        yield start, end, kind


def _is_answer(text: str, start: int, end: int) -> bool:
    """Whether a long place, perhaps with its province, is all that is said: 'Drachten.', 'Bovenkerk (NH)'."""
    return end - start >= _LONG_PLACE and not text[:start].strip() and bool(_PROVINCE.fullmatch(text, end))


def _is_number_of_nobody(text: str, found: Found) -> bool:
    """Whether a "site" is two sentences, a "date" part of a row of numbers, or a "number" that of a thing."""
    start, end, kind = found
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    if kind == "date":
        return _ROW.fullmatch(text, start, end) is not None and bool(
            _NUMBER_BEFORE.search(before) or _NUMBER_AFTER.match(after)
        )
    return (kind == "url" and not is_domain(text[start:end])) or (
        kind in ("bsn", "id_number") and is_of_a_thing(before, after)
    )


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names in what deduce took for one: apart where a sentence ends in it ("Henk. Henk"), without the title
    before and the small words after it ("meneer Jansen op de")."""
    cuts = [start + match.end() for match in _NAME_ENDS_SENTENCE.finditer(text[start:end])]
    for first, last in pairwise([start, *cuts, end]):
        title = _TITLES.match(text[first:last])
        loose = _LOOSE_START.match(text, first)
        begin = loose.end() if loose else first + (title.end() if title else 0)
        loose = _LOOSE_END.search(text[begin:last])
        stop = begin + loose.start() if loose else last
        if begin < stop and (title or not _is_plain_word(text, begin, stop)):
            yield _after_opening(text, begin, stop), stop


def _is_plain_word(text: str, start: int, end: int) -> bool:
    """Whether a "name" is a common word with the capital of a sentence ("Niks.", "Best wel", "Groep 8")."""
    if _STREET.search(text, start, end) or not starts_sentence(text, start):
        return False
    first, *others = _WORD.findall(text[start:end]) or [""]
    # A capital inside a sentence, or an initial, is no habit of writing.
    if len(first) == 1 or first[:1].islower() or any(word[0].isupper() for word in others):
        return False
    if _ASKS.match(text, end) and is_common_word(first):
        return True
    if _SUBJECT.match(text, end) and is_surname(first) and first.lower() not in stop_words():
        return False
    return all(word.lower() in stop_words() or _is_only_common(word) for word in (first, *others))


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


def _is_age_to_the_month(text: str, start: int, end: int) -> bool:
    """Whether a number of years is an age said precisely ('1 jaar en 3 maanden', '2.5 jaar'), and no duration."""
    return bool(
        _TO_THE_MONTH.match(text, start)
        and not _LASTS_BEFORE.search(text[max(0, start - 30) : start])
        and not _LASTS_AFTER.match(text, end)
    )
