"""Times as transcripts write them."""

from __future__ import annotations

import re

CLOCK = r"[0-9]{1,3}(?::[0-5][0-9]){1,2}(?:[.,][0-9]{1,3})?"
"""A pattern for `m:ss` and `h:mm:ss` in running text, where a lone number is no time."""

INSIDE = re.compile(rf"\[\s*(?P<time>{CLOCK})\s*\]|#(?P<f4>[0-9]{{1,2}}:[0-5][0-9]:[0-5][0-9](?:-[0-9])?)#")
"""A time that software leaves between the words: `[00:05:49]`, and `#00:05:49-2#` of f4, which has tenths."""

# No more digits than any recording needs: a number of a thousand digits is more than a float holds.
_TIME = re.compile(r"(?:(?:([0-9]{1,6}):)?([0-9]{1,6}):)?([0-9]{1,9}(?:[.,][0-9]{1,20})?)")


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


def time_inside(match: re.Match[str]) -> float:
    """Seconds of a time that `INSIDE` matched."""
    return parse_time(match["time"] or match["f4"].replace("-", "."))
