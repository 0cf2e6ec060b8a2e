"""human_codings -> which codings of two people mark the same passage, whatever boundaries each drew.

People agree on what a passage is about sooner than on where it begins and ends (Campbell et al. 2013, Sociological
Methods & Research 42). Whose codings overlap gave the same code once, however many segments either covers.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.judgements import CONSENSUS


@dataclass(frozen=True)
class Shift:
    """How `coder` stands on a segment once compared with `other`: gave the code too, or marked it elsewhere nearby.

    The first (`is_present`) puts one passage that was laid on two segments on the one with most of the shared words;
    of the second nothing follows about the code, only about boundaries.
    """

    coder: str
    other: str
    segment_id: str
    code: str
    is_present: bool


def boundary_shifts(codings: pd.DataFrame, human_codings: pd.DataFrame, segments: pd.DataFrame) -> list[Shift]:
    """Where two people marked the same passage with a code and yet do not have the same segments.

    Two codings are the same passage where they share half of the shorter one, which is also how much of a segment a
    coding must cover. `codings` tell the segments on which each was laid, `human_codings` the words.
    """
    people = codings[codings.is_present & ~codings.coder.str.startswith("machine:") & (codings.coder != CONSENSUS)]
    shared = _shared_words(people, human_codings)
    both = people[people.coding_id.isin({*shared.coding_id, *shared.coding_id_b})]
    laid = both.groupby("coding_id", sort=False).segment_id.agg(list).to_dict()
    places = segments[segments.utterance_id.isin(set(shared.utterance_id))]
    found: dict[Shift, None] = {}
    for (a, b), parts in shared.groupby(["coding_id", "coding_id_b"], sort=True):
        first, other, code = parts.coder.iloc[0], parts.coder_b.iloc[0], parts.code.iloc[0]
        common = {*laid[a]} & {*laid[b]}
        if not common:
            common = {_most_shared(parts, places)}
            for coder, beside in ((first, other), (other, first)):
                found |= dict.fromkeys(Shift(coder, beside, name, code, True) for name in common)
        found |= dict.fromkeys(Shift(other, first, name, code, False) for name in laid[a] if name not in common)
        found |= dict.fromkeys(Shift(first, other, name, code, False) for name in laid[b] if name not in common)
    # One passage may reach over several of the other's: where they agree on a segment, that goes first.
    return sorted(found, key=lambda shift: not shift.is_present)


def _shared_words(people: pd.DataFrame, human_codings: pd.DataFrame) -> pd.DataFrame:
    """Every stretch of words that two people marked with one code, of codings that share half of the shorter one."""
    about = people.drop_duplicates("coding_id")[["coding_id", "coder", "code"]]
    parts = human_codings[["coding_id", "utterance_id", "start_char", "end_char"]].merge(about, on="coding_id")
    both = parts.merge(parts, on=["utterance_id", "code"], suffixes=("", "_b"))
    both = both[both.coder < both.coder_b]
    start, end = both[["start_char", "start_char_b"]].max(axis=1), both[["end_char", "end_char_b"]].min(axis=1)
    both = both.assign(start=start, end=end, n=end - start)
    both = both[both.n > 0]
    length = (parts.end_char - parts.start_char).groupby(parts.coding_id).sum()
    pair = both.groupby(["coding_id", "coding_id_b"]).n.transform("sum")
    shorter = pd.concat([both.coding_id.map(length), both.coding_id_b.map(length)], axis=1).min(axis=1)
    return both[pair * 2 >= shorter]


def _most_shared(parts: pd.DataFrame, segments: pd.DataFrame) -> str:
    """The segment that holds most of the words that two codings share; of equal ones the first."""
    near = parts[["utterance_id", "start", "end"]].merge(segments, on="utterance_id")
    n = near[["end", "end_char"]].min(axis=1) - near[["start", "start_char"]].max(axis=1)
    best = near.assign(n=n).sort_values(["n", "utterance_id", "start_char"], ascending=[False, True, True])
    return str(best.segment_id.iloc[0])
