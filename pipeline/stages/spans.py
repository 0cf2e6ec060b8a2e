"""Stretches of one text, as offsets."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]


def without_overlap(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The stretches in their order, those that overlap or touch taken together."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
