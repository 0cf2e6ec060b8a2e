"""segments -> an opaque mark for each: by it a reader refers to a passage, and only the team finds it."""

from __future__ import annotations

import hashlib

import pandas as pd


def marks_of(segments: pd.DataFrame) -> pd.Series:
    """The mark of every segment, by segment_id.

    It tells no more than the words: from a hash of the id anyone who can guess ids would find session and turn.
    """
    ordered = segments.sort_values("segment_id")
    number = ordered.groupby("text").cumcount()
    marks = [
        "s" + hashlib.sha256(f"{text}|{n}".encode()).hexdigest()[:12]
        for text, n in zip(ordered.text, number, strict=True)
    ]
    return pd.Series(marks, index=ordered.segment_id.to_numpy(), dtype="object")
