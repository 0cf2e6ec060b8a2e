"""Overlapping speech inside a turn, as noScribe and transcribers mark it, and times between the words.

`//Ouder 2: ja precies. //` is what a registered speaker says while another has the floor: a turn of its own, so that
nobody's words stand in the turn of somebody else. `//` without a name stays in the text, as a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.labels import Labels, candidate
from pipeline.readers.times import INSIDE, time_inside

# No web address, and no ruled line.
_SIGN = re.compile(r"(?<![:/])//(?!/)")


@dataclass(frozen=True)
class Stretch:
    """What one speaker says: another than before where it `opens_for` one, who had the floor where it `closes`."""

    text: str
    opens_for: str | None = None
    closes: bool = False


def stretches(text: str, *, labels: Labels, is_open: bool) -> Iterator[Stretch]:
    """A text cut where another begins to talk through it, and where that ends. `is_open` where it goes on.

    Where there are no names, there is one stretch.
    """
    first, *others = _SIGN.split(text)
    parts, opens_for, closes = [first], None, False
    for part in others:
        opening = labels.opening(part)
        if not opening and not is_open:
            parts += ["//", part]
            continue
        yield Stretch("".join(parts), opens_for, closes)
        parts = [opening.text if opening else part]
        opens_for, closes = opening.speaker if opening else None, opening is None
        is_open = opening is not None
    yield Stretch("".join(parts), opens_for, closes)


def unknown_names(text: str, *, labels: Labels) -> Iterator[str]:
    """Who talks through the speaker without a row in the register: `//Piet: ja //`, the name against the sign."""
    for part in _SIGN.split(text)[1:]:
        seems = None if part[:1].isspace() or labels.opening(part) else candidate(part)
        if seems:
            yield seems.label


def take_time(text: str) -> tuple[str, float | None]:
    """A text without the times between its words, and the time that it begins with."""
    first = INSIDE.match(text.lstrip())
    return INSIDE.sub(" ", text), time_inside(first) if first else None
