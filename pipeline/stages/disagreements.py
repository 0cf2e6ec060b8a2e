"""codings, codeurs.csv -> disagreements: where one person gave a code and another, who judged it too, did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from pipeline.judgements import CONSENSUS
from pipeline.stages.passages import boundary_shifts

_SEGMENT = ["segment_id", "session_id", "utterance_id", "participant_id", "stakeholder_group", "context", "text"]
COLUMNS = [*_SEGMENT, "code", "yes", "no", "memos", "consensus", "is_boundary"]


class Yes(NamedTuple):
    """Who gave the code, and the words of this segment that he or she marked."""

    coder: str
    words: str


class No(NamedTuple):
    """Who did not give the code, and the codes that this person gave to the segment instead."""

    coder: str
    instead: tuple[str, ...]


class Memo(NamedTuple):
    """What somebody noted on the coding."""

    coder: str
    text: str


def list_disagreements(
    tables: Mapping[str, pd.DataFrame], *, read: Collection[tuple[str, str, str]], codes: Sequence[str]
) -> pd.DataFrame:
    """One row per segment and code on which people differ, in the order of the talk and of `codes`.

    `tables` are codings, segments and human_codings by name. A no is a refusal, or a segment of a session that this
    person read whole for the code (`read`: coder, session, code) and did not code. Columns: those of the segment;
    `yes`, `no` and `memos`, tuples of the types above; `consensus`, what was agreed on since (True, False, None);
    `is_boundary`, whether all who said no gave the code to the same passage within other boundaries.
    """
    codings, segments = tables["codings"], tables["segments"]
    people = codings[~codings.coder.str.startswith("machine:") & codings.code.isin(codes)]
    agreed = people[people.coder == CONSENSUS].groupby(["segment_id", "code"]).is_present.any().to_dict()
    people = people[people.coder != CONSENSUS]
    shifts = boundary_shifts(people, tables["human_codings"], segments)
    beside = {(shift.segment_id, shift.code, shift.coder) for shift in shifts}
    segment_of = segments[_SEGMENT].set_index("segment_id", drop=False)
    place = {name: at for at, name in enumerate(segments.segment_id)}
    order = {code: at for at, code in enumerate(codes)}
    rows = []
    for segment_id, code, yes, no in _divided(people, segments, read=read, codes=codes):
        said_yes = [Yes(row.coder, _words(row, segment_of.text[segment_id])) for row in yes]
        memos = [Memo(row.coder, row.memo) for row in [*yes, *no.rows] if isinstance(row.memo, str)]
        rows.append(
            segment_of.loc[segment_id].to_dict()
            | {
                "code": code,
                "yes": tuple(said_yes),
                "no": tuple(no.said),
                "memos": tuple(memos),
                "consensus": agreed.get((segment_id, code)),
                "is_boundary": all((segment_id, code, said.coder) in beside for said in no.said),
            }
        )
    rows.sort(key=lambda row: (place[row["segment_id"]], order[row["code"]]))
    return pd.DataFrame(rows, columns=COLUMNS)


class _Noes(NamedTuple):
    said: list[No]
    rows: list[Any]


def _divided(
    people: pd.DataFrame, segments: pd.DataFrame, *, read: Collection[tuple[str, str, str]], codes: Sequence[str]
) -> Iterator[tuple[str, str, list[Any], _Noes]]:
    """Segment, code, the codings of those who said yes, and those who said no."""
    session_of = dict(zip(segments.segment_id, segments.session_id, strict=True))
    readers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for coder, session, code in sorted(read):
        readers[session, code].add(coder)
    given: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    said: defaultdict[tuple[str, str], dict[bool, list[Any]]] = defaultdict(lambda: {True: [], False: []})
    row: Any
    for row in people.sort_values(["coder", "coding_id"], kind="stable").itertuples(index=False):
        said[row.segment_id, row.code][bool(row.is_present)].append(row)
        if row.is_present:
            given[row.segment_id, row.coder].add(row.code)
    for (segment_id, code), answers in said.items():
        yes = {row.coder for row in answers[True]}
        refused = [row for row in answers[False] if row.coder not in yes]
        no = ({row.coder for row in refused} | readers[session_of[segment_id], code] - {CONSENSUS}) - yes
        if yes and no:
            instead = [No(coder, tuple(c for c in codes if c in given[segment_id, coder])) for coder in sorted(no)]
            yield segment_id, code, answers[True], _Noes(instead, refused)


def _words(row: Any, text: str) -> str:
    """What a coder marked of a segment; all of it where the coding has no place in it."""
    return text.strip() if pd.isna(row.start_char) else text[int(row.start_char) : int(row.end_char)].strip()
