"""The schools of the registers, as people call them: the whole name, or the part of it that is the school's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.masking.institutions import KINDS, SCHOOLS, SORTS

_GENERAL = re.compile(
    rf"^(?:(?:{SORTS}|{SCHOOLS}|vso|pro|praktijkonderwijs|openbare?|christelijke?|katholieke?|rsg|csg|sg) )+|"
    rf" (?:{SCHOOLS}|vso|pro|praktijkonderwijs|praktijkschool)$",
    re.I,
)
_ARTICLE = re.compile(r"^(?:de|het|'t) ", re.I)


def own_part(name: str) -> str:
    """The name of an institution without its sort and article: Meerzicht of 'Praktijkschool Meerzicht'."""
    return _ARTICLE.sub("", _GENERAL.sub("", name))


def names_of_schools(schools: Mapping[str, str]) -> dict[str, str]:
    """What registers call schools, and the part of each that is its own ('Het Kompas': Kompas), with their placeholder.

    A part that two schools share is neither's.
    """
    parts: dict[str, str | None] = {}
    for name, placeholder in schools.items():
        for part in {_GENERAL.sub("", name), own_part(name), _ARTICLE.sub("", name)} - {name}:
            if len(part) > 3 and not KINDS.fullmatch(part):
                parts[part] = placeholder if parts.get(part, placeholder) == placeholder else None
    return {part: shown for part, shown in parts.items() if shown} | dict(schools)
