"""participants, sessions -> attributions: what stands under somebody's words, as precise as enough people share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.configuration import Stakeholders
from pipeline.frames import frame
from pipeline.stages.counts import persons
from pipeline.tables import Attributions

VERSION = 1

SPOKE = ["deelnemer", "toehoorder"]
_READERS = {"nee": ("nee", "intern", "extern"), "intern": ("intern", "extern"), "extern": ("extern",)}
"""Who else could have been quoted where this may be: the others in whom a speaker is lost."""


def attribute(tables: Mapping[str, pd.DataFrame], *, names: Stakeholders, minimum_cell: int) -> pd.DataFrame:
    """For every participant, and each way of being quotable, the most precise label that `minimum_cell` persons share.

    What counts is how many persons may stand under exactly that label and be quoted at all: a label that is less
    precise than others says that a more precise one would have named too few. So a small remainder is filled up with
    the smallest group of persons that could have been named more precisely (k-anonymity by full recoding: Sweeney
    2002, with complementary recoding).
    """
    participants = tables["participants"]
    people = participants.merge(tables["sessions"][["session_id", "session_type"]], on="session_id")
    person = people.participant_id.map(persons(participants))
    spoke = people.participant_id.isin(tables["segments"].participant_id)
    people = people.assign(person=person)[people.has_consent & people.role.isin(SPOKE) & spoke]
    rows = []
    for readers, allowed in _READERS.items():
        heard = people[people.quotable.isin(allowed)]
        kind = heard.session_type.map({key: kind.naam for key, kind in names.soorten.items()})
        group = heard.stakeholder_group.map({key: group.naam for key, group in names.groepen.items()})
        steps = [group + ", " + kind, group, pd.Series("deelnemer", index=heard.index)]
        label = _coarsened(heard.person, steps, minimum_cell)
        rows += [
            {"participant_id": who, "readers": readers, "attribution": text}
            for who, text in zip(heard.participant_id, label, strict=True)
        ]
    return frame(Attributions, rows)


def _coarsened(person: pd.Series, steps: Sequence[pd.Series], minimum: int) -> pd.Series:
    """Labels from precise to general; of those that share the next label as many as needed join who must take it."""
    label = steps[0].copy()
    for coarser in steps[1:]:
        for name, inside in label.groupby(coarser):
            sizes = person[inside.index].groupby(inside).nunique().sort_index().sort_values(kind="stable")
            joined, others = list(sizes.index[sizes < minimum]), list(sizes.index[sizes >= minimum])
            while joined and others and person[inside.index[inside.isin(joined)]].nunique() < minimum:
                joined.append(others.pop(0))
            label[inside.index[inside.isin(joined)]] = name
    return label
