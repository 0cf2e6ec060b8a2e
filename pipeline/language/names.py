"""Dutch names: which words are names, which are vocabulary too, by the lists of deduce and simplemma."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import Any

import simplemma

from pipeline.language.words import stop_words

PARTICLES = frozenset("van de der den het ter ten te el al bin ben".split())
"""Small words inside a surname."""

_SENTENCE_START = re.compile(r"(?:^|[.?!…:\]\"'“‘]\s*)$")


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


def release_deduce() -> None:
    """Give back deduce's 1.2 GB. Left to the end of the process, that alone takes ten seconds."""
    load_deduce.cache_clear()


def starts_sentence(text: str, start: int) -> bool:
    """Whether a word stands where any word has a capital."""
    return _SENTENCE_START.search(text[:start]) is not None


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
    """Whether a word of a speaker's label is a name, rather than a role (Directeur) or a code (W1, GL)."""
    parts = word.split("-")
    if not all(part.isalpha() and len(part) > 1 and not (part.isupper() and len(part) == 2) for part in parts):
        return False
    surnames = load_deduce().lookup_structs["surname"]
    # In lower case a word that is vocabulary too is just that ('moeder van Roos').
    has_capital = word[0].isupper()
    return any(
        (is_first_name(part) and (has_capital or not is_common_word(part)))
        or ([part.capitalize()] in surnames and not is_common_word(part))
        or (part.istitle() and len(part) > 3 and _is_unknown(part.lower()))
        for part in parts
    )


def _is_unknown(word: str) -> bool:
    """Whether neither a word nor its end is vocabulary, as in compounds: then it is a name that no list has."""
    return not any(simplemma.is_known(word[start:], lang="nl") for start in range(len(word) - 3))
