"""What two or more coders said of the same segments and codes, side by side, as the agreement between them needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.stages.judged import NO, UNKNOWN, YES, Verdicts
from pipeline.stages.passages import Shift
from pipeline.stages.said import Cells, Said

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """Judgements that at least two of `coders` made: `verdicts` is coders x judgements, UNKNOWN where one made none.

    A judgement's `cells` is its place in segments x codes, laid out flat; `weights` how many segments it stands for.
    `left_out` are cells where coders differ about boundaries alone; `sample` is the kind of sample, None for sessions.
    """

    coders: tuple[str, ...]
    verdicts: Verdicts
    cells: Cells
    weights: Weights
    left_out: Cells
    sample: str | None = None


def in_sessions(
    coders: Sequence[str], arrays: Sequence[Verdicts], *, left_out: Collection[int] = ()
) -> Compared | None:
    """What coders said in sessions read whole, where at least two judged; None where they never did."""
    n = sum((array != UNKNOWN).astype(np.int16) for array in arrays)
    cells = np.flatnonzero(np.asarray(n) >= 2)
    if not len(cells):
        return None
    verdicts = np.stack([array.reshape(-1)[cells] for array in arrays])
    return Compared(tuple(coders), verdicts, cells, np.ones(len(cells)), np.array(sorted(left_out), dtype=int))


def in_samples(coders: Sequence[str], said: Said) -> Compared | None:
    """What coders said where at least one of them judged in a blind sample and another judged too, in any way."""
    samples = [said.sampled[coder] for coder in coders if coder in said.sampled]
    if not samples:
        return None
    cells = np.unique(np.concatenate([sample.cells for sample in samples]))
    verdicts = np.full((len(coders), len(cells)), UNKNOWN, dtype=np.int8)
    total, n = np.zeros(len(cells)), np.zeros(len(cells))
    for at, coder in enumerate(coders):
        array = said.machine.get(coder, said.whole.get(coder))
        if array is not None:
            verdicts[at] = array.reshape(-1)[cells]
        if coder in said.sampled:
            own = said.sampled[coder]
            places = np.searchsorted(cells, own.cells)
            verdicts[at, places] = own.verdicts
            total[places] += own.weights
            n[places] += 1
    kept = (verdicts != UNKNOWN).sum(axis=0) >= 2
    if not kept.any():
        return None
    kind = "gewogen steekproef" if any(sample.is_weighted for sample in samples) else "steekproef"
    nothing = np.empty(0, dtype=int)
    return Compared(tuple(coders), verdicts[:, kept], cells[kept], (total / n)[kept], nothing, kind)


def people_in_sessions(coders: Sequence[str], said: Said, shifts: Iterable[Shift]) -> Compared | None:
    """What people said in the sessions that they read whole, with differences of boundaries alone set aside."""
    if not all(coder in said.whole for coder in coders):
        return None
    verdicts = {coder: said.whole[coder].copy() for coder in coders}
    columns = {code: at for at, code in enumerate(said.codes)}
    rows = {name: at for at, name in enumerate(said.segments.segment_id)}
    left_out = set()
    for shift in shifts:
        if not {shift.coder, shift.other} <= {*coders} or shift.segment_id not in rows or shift.code not in columns:
            continue
        cell = rows[shift.segment_id] * len(columns) + columns[shift.code]
        flat = verdicts[shift.coder].reshape(-1)
        # What somebody refused in so many words is no matter of boundaries.
        if flat[cell] == NO and cell not in said.refused.get(shift.coder, ()):
            flat[cell] = YES if shift.is_present else UNKNOWN
            if not shift.is_present:
                left_out.add(cell)
    return in_sessions(coders, list(verdicts.values()), left_out=left_out)


def linked(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Groups of three or more people who are linked by pairs that judged the same things; each group sorted."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & {*pair}]
        groups = [group for group in groups if group not in touched] + [set(pair).union(*touched)]
    return sorted(tuple(sorted(group)) for group in groups if len(group) > 2)
