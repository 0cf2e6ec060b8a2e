"""codings, codeurs.csv -> what people said together of each segment and code: yes, no, or still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.judgements import BLIND, CONSENSUS, SAMPLES, TEACHING, CoderRow, read_by

UNKNOWN, NO, YES, OPEN = -1, 0, 1, 2
"""Nobody judged it; people said no; people said yes; they said as often yes as no."""

Verdicts = npt.NDArray[np.int8]
Places = npt.NDArray[np.integer]

Rule = Literal["meerderheid", "een", "allen"]


@dataclass(frozen=True)
class Judged:
    """What people said: arrays of segments x codes, in the order of the two lists.

    `is_blind` marks what somebody judged in a blind sample, which measures the machine: it must not learn from it.
    `is_teaching` marks what the machine asked about because it doubted: that says nothing of the rest.
    """

    segment_ids: list[str]
    codes: list[str]
    verdicts: Verdicts
    is_blind: npt.NDArray[np.bool_]
    is_teaching: npt.NDArray[np.bool_]

    def for_learning(self) -> Verdicts:
        """The verdicts that the machine may learn from: none that measures it."""
        return np.where(self.is_blind, np.int8(UNKNOWN), self.verdicts)

    def for_measuring(self) -> Verdicts:
        """The verdicts that tell how often people agree: none that was asked for because the machine doubted."""
        return np.where(self.is_teaching, np.int8(UNKNOWN), self.verdicts)


def judge(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    coders: Sequence[CoderRow],
    book: Codebook,
    rule: Rule,
    samples: pd.DataFrame | None = None,
) -> Judged:
    """What people said of every segment and code, joined by the rule of the settings; a consensus goes first.

    Not coded is a no only where codeurs.csv says that this person read that session whole for that code. A person's
    yes goes before a no of the same person: two passages may lie in one segment. `samples` are rows of human_samples.
    """
    ids, codes = segments.segment_id.tolist(), list(book.codes)
    human = codings[~codings.coder.str.startswith("machine:") & codings.code.isin(codes)]
    row_of, column_of = pd.Series(range(len(ids)), index=ids), {code: at for at, code in enumerate(codes)}
    places = human.segment_id.map(row_of).to_numpy(dtype=int), human.code.map(column_of).to_numpy(dtype=int)
    said = _per_coder(human, places, _read_whole(coders, segments, book), shape=(len(ids), len(codes)))
    is_blind, is_teaching = (np.zeros((len(ids), len(codes)), dtype=bool) for _ in SAMPLES)
    for sample, marked in ((BLIND, is_blind), (TEACHING, is_teaching)):
        if samples is not None and len(samples):
            chosen = human.coding_id.isin(samples.coding_id[samples["sample"] == sample]).to_numpy()
            marked[places[0][chosen], places[1][chosen]] = True
    return Judged(ids, codes, _joined(said, rule, shape=is_blind.shape), is_blind, is_teaching)


def _read_whole(
    coders: Sequence[CoderRow], segments: pd.DataFrame, book: Codebook
) -> dict[str, list[tuple[Places, int]]]:
    """For each person the rows of every session that was read whole, with the column of the code sought there."""
    rows_of = {name: np.flatnonzero(segments.session_id == name) for name in segments.session_id.unique()}
    column_of = {code: at for at, code in enumerate(book.codes)}
    found: dict[str, list[tuple[Places, int]]] = {}
    for coder, session, code in sorted(read_by(coders, book=book)):
        if session in rows_of and code in column_of:
            found.setdefault(coder, []).append((rows_of[session], column_of[code]))
    return found


def _per_coder(
    human: pd.DataFrame,
    places: tuple[Places, Places],
    read: dict[str, list[tuple[Places, int]]],
    *,
    shape: tuple[int, int],
) -> dict[str, Verdicts]:
    rows, columns = places
    coder, is_present = human.coder.to_numpy(dtype=object), human.is_present.to_numpy(dtype=bool)
    said = {}
    for name in sorted({*coder, *read}):
        verdicts = np.full(shape, UNKNOWN, dtype=np.int8)
        for session_rows, column in read.get(name, ()):
            verdicts[session_rows, column] = NO
        for value in (NO, YES):
            chosen = (coder == name) & (is_present == bool(value))
            verdicts[rows[chosen], columns[chosen]] = value
        said[name] = verdicts
    return said


def _joined(said: dict[str, Verdicts], rule: Rule, *, shape: tuple[int, int]) -> Verdicts:
    people = [verdicts for name, verdicts in said.items() if name != CONSENSUS]
    n_yes, n = np.zeros(shape, dtype=np.int16), np.zeros(shape, dtype=np.int16)
    for verdicts in people:
        n_yes += verdicts == YES
        n += verdicts != UNKNOWN
    needed = {"een": np.ones_like(n), "meerderheid": n // 2 + 1, "allen": n}[rule]
    joined = np.where(n_yes >= needed, YES, NO).astype(np.int8)
    if rule == "meerderheid":
        joined[n_yes * 2 == n] = OPEN
    joined[n == 0] = UNKNOWN
    if CONSENSUS in said:
        joined = np.where(said[CONSENSUS] != UNKNOWN, said[CONSENSUS], joined)
    return joined
