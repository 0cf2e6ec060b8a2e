"""JSON, read so that a file that was made to exhaust the machine is refused before it does."""

from __future__ import annotations

import json
import math
from typing import Any

from pipeline.errors import Problem, TranscriptError
from pipeline.readers.encoding import clean
from pipeline.readers.limits import Limits

# What a list, an object and a value take in memory, in bytes, however short they are in the file.
_PER_BRACKET, _PER_VALUE = 200, 60


def parse_json(text: str, *, name: str, limits: Limits) -> Any:
    """The value that a file holds; NaN and Infinity in it are None. Raises TranscriptError."""
    unpacked = _PER_BRACKET * (text.count("[") + text.count("{")) + _PER_VALUE * text.count(",")
    if unpacked > limits.max_unpacked_bytes:
        what = f"the file unpacks to more than a transcript holds ({limits.max_unpacked_bytes / 1_000_000:g} MB)"
        raise TranscriptError(Problem(name, 0, what, "Is it the right file? See transcripts.max_unpacked_megabytes."))
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        # Also a number of thousands of digits, and lists in lists without end.
        line = getattr(error, "lineno", 0)
        raise TranscriptError(Problem(name, line, "the file is broken JSON", "Export it again.")) from error


def text_at(value: Any, key: str) -> str:
    """The text under a key of an object, clean; empty where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return clean(found) if isinstance(found, str) else ""


def dicts_at(value: Any, key: str) -> list[dict[str, Any]] | None:
    """The list of objects under a key; None where something else stands there."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) and all(isinstance(item, dict) for item in found) else None


def seconds_at(value: dict[str, Any], key: str) -> float | None:
    """The seconds under a key, rounded to milliseconds; None where there are none. Raises ValueError."""
    found = value.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found < 1e9 or math.isnan(found):
        raise ValueError("no time")
    return round(float(found), 3)
