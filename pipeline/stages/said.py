"""codings, codeurs.csv, human_samples -> what every coder said of every codable segment and code, each apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.codebook import Codebook
from pipeline.judgements import BLIND, TEACHING, CoderRow, read_by
from pipeline.stages.judged import NO, UNKNOWN, YES, Verdicts
from pipeline.tables import MODEL, PATTERN, SEMANTIC

ANY = "machine:any"
"""The machine as a reader meets it: what any of its ways proposes."""

Cells = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sampled:
    """What one person said in blind samples: cells (row times the number of codes, plus column), yes or no, weights."""

    cells: Cells
    verdicts: Verdicts
    weights: npt.NDArray[np.float64]
    is_weighted: bool


@dataclass(frozen=True)
class Said:
    """What coders said; all arrays are segments x codes: UNKNOWN, NO, YES. `session` numbers each segment's session.

    `whole` holds people's verdicts in the sessions that they read whole, `blind` those that they read without the
    machine's proposals in sight, `machine` the machine's by each of its ways. `is_coded` tells by coder the segments
    that got any code of theirs; `refused` the cells that somebody refused in so many words.
    """

    segments: pd.DataFrame
    session: Cells
    codes: list[str]
    whole: dict[str, Verdicts]
    blind: dict[str, Verdicts]
    machine: dict[str, Verdicts]
    sampled: dict[str, Sampled]
    is_coded: dict[str, npt.NDArray[np.bool_]]
    refused: dict[str, set[int]]


def who_said_what(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    coders: Sequence[CoderRow],
    book: Codebook,
    learned: Collection[str] = (),
) -> Said:
    """What everybody said of the codable segments, for every code that is in use.

    Not coded is a no only where codeurs.csv says that this person read that session whole for that code. A person's
    yes goes before a no of the same person: two passages may lie in one segment. What was decided with the machine's
    proposal in sight, on a teaching sheet, is left out, also where that person read the whole session. `learned` are
    the codes that the model learned: of those it says no where it proposes nothing, also where that is everywhere.
    """
    codable = segments[segments.is_codable].reset_index(drop=True)
    codes = [code.id for code in book.codes.values() if code.status != "vervallen"]
    known = codings[codings.segment_id.isin(codable.segment_id)]
    given = known[known.is_present]
    by_coder = {str(coder): set(own.segment_id) for coder, own in given.groupby("coder")}
    by_coder[ANY] = set().union(*(ids for coder, ids in by_coder.items() if coder.startswith("machine:")))
    known = _with_cells(known[known.code.isin(codes)], codable, codes).merge(samples, on="coding_id", how="left")
    is_machine = known.coder.str.startswith("machine:")
    people, machine = known[~is_machine], known[is_machine]
    whole, blind = (
        {coder: _filled(no, people[people.coder == coder]) for coder, no in found.items()}
        for found in (_read(rows, codable, codes, book=book) for rows in (coders, [r for r in coders if r.is_blind]))
    )
    return Said(
        segments=codable,
        session=np.unique(codable.session_id.to_numpy(dtype=str), return_inverse=True)[1],
        codes=codes,
        whole=whole,
        blind=blind,
        machine=_by_machine(machine, len(codable), codes, book=book, learned=learned),
        sampled=_sampled(people[people["sample"] == BLIND]),
        is_coded={coder: codable.segment_id.isin(ids).to_numpy() for coder, ids in by_coder.items()},
        refused={str(coder): set(own.cell) for coder, own in people[~people.is_present].groupby("coder")},
    )


def _with_cells(codings: pd.DataFrame, segments: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Codings with the place of their cell in an array of segments x codes, laid out flat."""
    row_of = pd.Series(range(len(segments)), index=segments.segment_id)
    column_of = {code: at for at, code in enumerate(codes)}
    cell = codings.segment_id.map(row_of).astype(int) * len(codes) + codings.code.map(column_of).astype(int)
    return codings.assign(cell=cell)


def _read(
    coders: Iterable[CoderRow], segments: pd.DataFrame, codes: list[str], *, book: Codebook
) -> dict[str, Verdicts]:
    """For each person who read sessions whole an array that says no there, for the codes sought."""
    column_of = {code: at for at, code in enumerate(codes)}
    rows_of = {str(name): np.asarray(rows) for name, rows in segments.groupby("session_id").indices.items()}
    sought: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for coder, session, code in sorted(read_by(coders, book=book)):
        if session in rows_of and code in column_of:
            sought[coder, session].append(column_of[code])
    found: dict[str, Verdicts] = {}
    for (coder, session), columns in sought.items():
        verdicts = found.setdefault(coder, np.full((len(segments), len(codes)), UNKNOWN, dtype=np.int8))
        verdicts[rows_of[session][:, None], columns] = NO
    return found


def _filled(read: Verdicts, own: pd.DataFrame) -> Verdicts:
    """The array of one reader with every yes in it, and without what was decided on teaching sheets."""
    flat = read.reshape(-1)
    yes = own.cell[own.is_present].to_numpy(int)
    flat[yes[flat[yes] != UNKNOWN]] = YES
    flat[own.cell[own["sample"] == TEACHING].to_numpy(int)] = UNKNOWN
    return flat.reshape(read.shape)


def _by_machine(
    codings: pd.DataFrame, n_segments: int, codes: list[str], *, book: Codebook, learned: Collection[str]
) -> dict[str, Verdicts]:
    """By each way: yes where it proposes, no elsewhere, for the codes that are its to propose.

    The model has something to say only of codes that it learned.
    """
    may = np.array([book.codes[code].is_for_machine for code in codes], dtype=bool)
    found = {}
    for way in (PATTERN, SEMANTIC, MODEL, ANY):
        own = codings if way == ANY else codings[codings.coder == way]
        columns = may & np.isin(codes, [*own.code, *learned]) if way == MODEL else may
        verdicts = np.full((n_segments, len(codes)), UNKNOWN, dtype=np.int8)
        verdicts[:, columns] = NO
        found[way] = _filled(verdicts, own.assign(sample=None))
    return found


def _sampled(rows: pd.DataFrame) -> dict[str, Sampled]:
    """By person what was judged in blind samples; a row without weight stands for itself."""
    found: dict[str, Sampled] = {}
    for coder, own in rows.groupby("coder"):
        is_weighted = own.weight.notna().any()
        joined = own.assign(weight=own.weight.fillna(1.0)).groupby("cell").agg({"is_present": "any", "weight": "mean"})
        found[str(coder)] = Sampled(
            joined.index.to_numpy(int),
            joined.is_present.to_numpy(bool).astype(np.int8),
            joined.weight.to_numpy(float),
            bool(is_weighted),
        )
    return found
