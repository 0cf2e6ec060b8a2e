"""What people judged -> which codes can be learned from it, and which together."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.stages.features import Sessions
from pipeline.stages.meaning import Matrix


def why_not(is_yes: Matrix, sessions: Sessions, *, minimum: int) -> str | None:
    """Why a code is not learned, in Dutch, or None."""
    n_yes, n_no = int((is_yes == 1).sum()), int((is_yes == 0).sum())
    if not n_yes + n_no:
        return "niemand heeft deze code beoordeeld"
    if n_yes < minimum or n_no < minimum:
        return f"te weinig oordelen: {n_yes} keer ja en {n_no} keer nee, nodig is {minimum} van elk"
    if len(set(sessions[is_yes == 1]) & set(sessions[is_yes == 0])) < 2:
        return "te weinig sessies met zowel ja als nee: nodig zijn er 2, om de ene aan de andere te toetsen"
    return None


def unlearned(code: str, note: str) -> dict[str, Any]:
    """The row of code_methods of a code that is not learned, but for its coder."""
    counts = dict.fromkeys(("n_yes", "n_no", "n_sessions", "n_judged", "n_agreed"), 0)
    return {"code": code, "method": "niet geleerd", "note": note} | counts


def judged_alike(is_yes: Matrix, columns: list[int]) -> list[list[int]]:
    """Columns of codes that people judged on the same segments: one model can learn them together."""
    groups: dict[bytes, list[int]] = {}
    for column in columns:
        groups.setdefault(np.isnan(is_yes[:, column]).tobytes(), []).append(column)
    return list(groups.values())
