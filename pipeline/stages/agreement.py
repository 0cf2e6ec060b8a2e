"""codings -> agreement: how far coders, and the machine, code the same segments alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.judgements import CONSENSUS, CoderRow
from pipeline.stages.compared import Compared, in_samples, in_sessions, linked, people_in_sessions
from pipeline.stages.judged import UNKNOWN
from pipeline.stages.measured import measure
from pipeline.stages.passages import boundary_shifts
from pipeline.stages.said import Said, who_said_what
from pipeline.tables import MODEL, Agreement

VERSION = 4

SAMPLED = " (steekproef)"
"""Behind the names: what was judged in blind samples, weighted by how many segments each judgement stands for."""

NOTHING_SHARED = "geen gesprek dat beiden helemaal lazen: geen overeenstemming te berekenen"
ALONE = "één codeur: geen overeenstemming te berekenen"
NOT_BLIND = "niet blind gecodeerd"

Rows = Iterator[dict[str, Any]]
Measure = Callable[..., Rows]


def measure_agreement(
    tables: Mapping[str, pd.DataFrame], *, coders: Sequence[CoderRow], book: Codebook, resamples: int, seed: int
) -> pd.DataFrame:
    """Agreement of people who read the same sessions whole, and of the machine with each of them.

    `tables` are codings, segments, human_codings and human_samples by name, and code_methods where there is one.

    People are compared two by two, and all together where three or more are linked by sessions that they share. Two
    bases: `codable`, all codable segments of those sessions, and `coded`, those where one of them coded something,
    since uncoded talk drowns kappa. Under `*` each code of each segment is a judgement of its own, and n_segments
    counts those. Intervals (95 %) come from drawing sessions again; what only one session can tell has none.

    The machine, in each of its ways and as a whole (`machine:any`), is held against what people coded blind; where a
    coder did not, the note says so. A consensus is compared with the machine alone: it was made out of what the coders
    said. What people judged in blind samples stands in rows of its own, `HB × LM (steekproef)`: an estimate for the
    whole corpus as far as that person had not read it; a judgement weighs as many segments as it stands for.
    """
    codings, segments = tables["codings"], tables["segments"]
    learned = _learned(tables["code_methods"]) if "code_methods" in tables else ()
    said = who_said_what(codings, segments, tables["human_samples"], coders=coders, book=book, learned=learned)
    by_people = codings[~codings.coder.str.startswith("machine:")]
    people = sorted({*said.whole, *by_people.coder} - {CONSENSUS})
    shifts = boundary_shifts(by_people, tables["human_codings"], segments)
    measured = partial(measure, said=said, resamples=resamples, seed=seed)
    # One thread: sums of fractions come out the same to the last bit on any machine of one kind.
    with threadpool_limits(limits=1):
        rows = [
            *_between_people(people, lambda group: people_in_sessions(group, said, shifts), said, measured=measured),
            *_of_machine(sorted({*said.whole, *said.sampled}), said, measured=measured),
        ]
    return frame(Agreement, rows)


def _learned(code_methods: pd.DataFrame) -> list[str]:
    """The codes that the model learned, also those of which it then proposed nothing: their recall is 0."""
    return code_methods.code[(code_methods.coder == MODEL) & (code_methods.n_yes > 0)].tolist()


def _between_people(
    people: Sequence[str], whole: Callable[[tuple[str, ...]], Compared | None], said: Said, *, measured: Measure
) -> Rows:
    """Every two people and those linked, in whole sessions and in samples; who has nothing to compare has a note."""
    if len(people) == 1:
        yield from _nothing(people[0], ALONE)
    for compare, mark in ((whole, ""), (lambda group: in_samples(group, said), SAMPLED)):
        shared = []
        for pair in combinations(people, 2):
            if compared := compare(pair):
                shared.append(pair)
                note = None if mark else _not_blind(compared, said)
                yield from measured(compared, name=" × ".join(pair) + mark, note=note)
            elif not mark and not in_samples(pair, said):
                yield from _nothing(" × ".join(pair), NOTHING_SHARED)
        for group in linked(shared):
            if compared := compare(group):
                note = None if mark else _not_blind(compared, said)
                yield from measured(compared, name=" × ".join(group) + mark, note=note)


def _nothing(coders: str, note: str) -> Rows:
    for basis in ("codable", "coded"):
        yield {"code": "*", "coders": coders, "basis": basis, "n_segments": 0, "n_both": 0, "note": note}


def _not_blind(compared: Compared, said: Said) -> str | None:
    """Whether some of what was compared was coded with the machine's proposals in sight, which makes people alike."""
    is_seen = np.zeros(len(compared.cells), dtype=bool)
    for coder, verdicts in zip(compared.coders, compared.verdicts, strict=True):
        blind = said.blind.get(coder)
        is_seen |= (verdicts != UNKNOWN) & (True if blind is None else blind.reshape(-1)[compared.cells] == UNKNOWN)
    if not is_seen.any():
        return None
    return NOT_BLIND if is_seen.all() else f"deels {NOT_BLIND}"


def _of_machine(people: Sequence[str], said: Said, *, measured: Measure) -> Rows:
    """Each way of the machine and the machine as a whole beside each person, in whole sessions and in samples."""
    for way, proposed in said.machine.items():
        for person in people:
            name = f"{way} × {person}"
            is_blind = person in said.blind
            read = said.blind.get(person, said.whole.get(person))
            if read is not None and (compared := in_sessions((way, person), (proposed, read))):
                note = None if is_blind or person == CONSENSUS else NOT_BLIND
                yield from measured(compared, name=name, note=note)
            if compared := in_samples((way, person), said):
                yield from measured(compared, name=name + SAMPLED)
