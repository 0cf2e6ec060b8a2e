"""The texts that people typed (codebook, guide, claims, ...): which they are, and the same with other texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

_ONE = ("titel", "naam", "definitie", "memo", "herkomst", "vraag")
_MANY = ("wel", "niet", "voorbeelden", "tegenvoorbeelden")
_NAMED = ("vragen", "dimensies", "punten")
_WHOLE = frozenset(
    "uitspraak duiding alternatief gezocht status bewering probleem stappen wie_uren_geld leerling_merkt niet_als "
    "morgen samenvatting samenvatting_leerlingen aanleiding wat_we_deden leren_stagebegeleiders beperkingen dank tekst "
    "text agenda wat_we_ermee_doen herkenning vragen aan wie wat wanneer".split()
)
"""In claims, good examples, memos and rapport.yaml: texts, and lists of paragraphs or of lines."""


def name_of(text: str) -> str:
    """By what a text is found again in the table."""
    return hashlib.sha256(text.encode()).hexdigest()


def texts_in(*typed: Any) -> list[str]:
    """Every text that a person typed, in the order in which they stand there."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    for item in typed:
        with_texts(item, keep)
    return found


def with_texts(typed: Any, change: Callable[[str], str]) -> Any:
    """What people typed with every text changed; without search patterns, which are for the machine."""
    if isinstance(typed, list):
        return [with_texts(item, change) for item in typed]
    if not isinstance(typed, dict):
        return typed
    # The `vraag` of a code or claim is the id of a research question, and the status of a code is one of a few words.
    plain = {"patronen", "id"}
    plain |= {"vraag", "status"} if "definitie" in typed else {"vraag"} if "uitspraak" in typed else set()
    changed = {key: value if key in plain else _changed(key, value, change) for key, value in typed.items()}
    return {key: value for key, value in changed.items() if key != "patronen"}


def _changed(key: str, value: Any, change: Callable[[str], str]) -> Any:
    if key in _ONE and isinstance(value, str):
        return change(value)
    if key in _MANY and isinstance(value, list):
        return [_without_reference(line, change) for line in value]
    if key in _NAMED and isinstance(value, dict):
        return {name: change(text) if isinstance(text, str) else _names(text, change) for name, text in value.items()}
    if key in _WHOLE and isinstance(value, str | list):
        return change(value) if isinstance(value, str) else [_whole(item, change) for item in value]
    return with_texts(value, change)


def _whole(item: Any, change: Callable[[str], str]) -> Any:
    return change(item) if isinstance(item, str) else with_texts(item, change)


def _names(values: Mapping[str, str], change: Callable[[str], str]) -> dict[str, str]:
    return {key: change(name) for key, name in values.items()}


def _without_reference(line: str, change: Callable[[str], str]) -> str:
    text, arrow, code = line.rpartition("->")
    return f"{change(text.strip())} -> {code.strip()}" if arrow else change(line)
