"""What hangs on a coding and has no place of its own in REFI-QDA, as a note: dimensions, a *no*, the book's version.

A line per thing, `oordeel: beter`, and below an empty line what the coder wrote. A note that a person typed in another
program has no such lines, and is a memo as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

_REFUSED = "nee"
NO_VERSION = "-"
"""Of a coding whose coder named no version; one without this line is of the version that went out."""


@dataclass(frozen=True)
class Remark:
    """What a note on a coding says."""

    values: Mapping[str, str] = field(default_factory=dict)
    memo: str = ""
    version: str = ""
    refused: str = ""
    """The id of the code that this person did not give here on purpose (`besluit: nee`)."""

    @property
    def text(self) -> str:
        """The note; empty where nothing is to be noted."""
        lines = [f"besluit: {_REFUSED}", f"code: {self.refused}"] if self.refused else []
        lines += [f"{name}: {value}" for name, value in self.values.items()]
        lines += [f"versie: {self.version}"] if self.version else []
        return "\n\n".join(part for part in ("\n".join(lines), self.memo) if part)


def read_remark(text: str, *, dimensions: Collection[str]) -> Remark:
    """What a note says, whoever wrote it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    said: dict[str, str] = {}
    while lines:
        key, colon, value = lines[0].partition(":")
        key, value = key.strip().lower(), value.strip().lower()
        # A value is an id, of one word: a memo may open with `fase:` too.
        if not colon or len(value.split()) != 1 or key not in {"besluit", "code", "versie", *dimensions}:
            break
        said[key] = value
        lines.pop(0)
    refused = said.pop("code", "") if said.get("besluit") == _REFUSED else ""
    values = {name: value for name, value in said.items() if name in dimensions}
    memo = "\n".join(line.strip() for line in lines).strip()
    return Remark(values, " ".join(memo.split()), said.get("versie", ""), refused)
