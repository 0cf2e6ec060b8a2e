"""Examples that anyone can add to: tests/cases/*.yaml, each with `gevallen` and `bekende_missers`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One example; of a known failure it is known that the program gets it wrong."""

    given: dict[str, Any]
    is_known_failure: bool

    def check(self, found: Any, expected: Any) -> None:
        """Fail where a case comes out wrong, and where a known failure comes out right."""
        if self.is_known_failure:
            assert found != expected, "gaat nu goed: verplaats dit geval van bekende_missers naar gevallen"
        else:
            assert found == expected


def cases(name: str) -> list[Any]:
    """The examples of one file as parameters for a test."""
    content = YAML(typ="safe", pure=True).load(FOLDER / f"{name}.yaml")
    assert set(content) == {"gevallen", "bekende_missers"}
    return [
        pytest.param(Case(given, kind == "bekende_missers"), id=f"{kind}-{number}-{str(given['tekst'])[:40]}")
        for kind in ("gevallen", "bekende_missers")
        for number, given in enumerate(content[kind] or [], start=1)
    ]


def as_list(value: Any) -> list[Any]:
    """One thing or several, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]
