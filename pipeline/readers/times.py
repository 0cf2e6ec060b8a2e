"""Times as transcripts write them."""

from __future__ import annotations

import re

CLOCK = r"[0-9]{1,3}(?::[0-5][0-9]){1,2}(?:[.,][0-9]{1,3})?"
"""A pattern for `m:ss` and `h:mm:ss` in running text, where a lone number is no time."""

_TIME = re.compile(r"(?:(?:([0-9]+):)?([0-9]+):)?([0-9]+(?:[.,][0-9]+)?)")


def parse_time(text: str) -> float:
    """Seconds of `h:mm:ss`, `m:ss` or a number of seconds, with a decimal comma or point.

    Raises ValueError where the text is no time; its message does not repeat the text.
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError("not a time")
    hours, minutes = int(match[1] or 0), int(match[2] or 0)
    seconds = float(match[3].replace(",", "."))
    if (match[2] and seconds >= 60) or (match[1] and minutes >= 60):
        raise ValueError("minutes or seconds over 59")
    return round(hours * 3600 + minutes * 60 + seconds, 3)
