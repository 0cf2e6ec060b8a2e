"""everything -> counts: in how many sessions something came up, and how many people said something about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.frames import frame
from pipeline.stages.values import Rule, decide_values
from pipeline.tables import PATTERN, Counts

VERSION = 3

_CELLS: tuple[tuple[str, ...], ...] = (
    (),
    ("group",),
    ("session",),
    ("session_type",),
    ("school",),
    ("round",),
    ("part",),
    ("question",),
    ("group", "session_type"),
    ("group", "question"),
)
_WITH_DETAIL: tuple[tuple[str, ...], ...] = ((), ("group",))
"""Cells that are also split by dimension, and by whether the moderator had just asked."""


def persons(participants: pd.DataFrame) -> pd.Series:
    """The person behind each participant: the pseudonym where one is followed over sessions, else the participant."""
    return participants.set_index("participant_id").person.fillna(
        pd.Series(participants.participant_id.to_numpy(), index=participants.participant_id)
    )


def count_codes(tables: Mapping[str, pd.DataFrame], *, book: Codebook, rule: Rule = "meerderheid") -> pd.DataFrame:
    """Counts of sessions, persons and segments per code, theme and parent, by every cell that has one.

    `counted` holds what people confirmed and codes that were set to count; `proposed` what waits for a decision; the
    two are never summed. Moderators and unknown speakers count nowhere, listeners only by part of the session.
    Who was there and said nothing counts in every `of_participants` but that by part, since nobody knows in which
    part the silent sat. Of a question those are counted who were in a session where it was answered. Of dimensions
    what people decided counts, by the `rule` that joins coders; what the machine proposes of them does not.
    """
    present = _present(tables)
    facts = _facts(present, tables["codings"], tables["segment_codes"], book)
    rows: list[dict[str, Any]] = []
    for cell in _CELLS:
        rows += _count(facts, present, cell)
    asked = facts.dropna(subset=["is_prompted"])
    for cell in _WITH_DETAIL:
        rows += _count(asked, present, cell, extra=("is_prompted",))
    values = decide_values(tables["coding_values"], tables["codings"], rule=rule)
    values = values.rename(columns={"code": "coded", "value": "dimension_value"})
    valued = facts.merge(values, on=["segment_id", "coded"])
    for cell in _WITH_DETAIL:
        rows += _count(valued[valued.basis == "counted"], present, cell, extra=("dimension", "dimension_value"))
    return frame(Counts, rows).sort_values(
        ["code", "by", "value", "by2", "value2", "basis", "is_prompted", "dimension", "dimension_value"],
        ignore_index=True,
        kind="stable",
    )


def taking_part(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Who is counted by what: a row per participant and session, with person, group, session, ...; values are texts."""
    present = _present(tables)
    columns = ["person", "group", "session", "session_type", "school", "round"]
    people = present.loc[present.role == "deelnemer", columns].drop_duplicates(ignore_index=True)
    return people.assign(round=people["round"].map(_text, na_action="ignore"))


def heard_questions(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Who heard which question answered: person, group, question."""
    present = _present(tables)
    return _asked(present[present.role == "deelnemer"])[["person", "group", "question"]].drop_duplicates()


def facts_of(tables: Mapping[str, pd.DataFrame], book: Codebook) -> pd.DataFrame:
    """What is counted: one row per segment, code and everything above it, with who said it, where, and on what basis.

    Columns code (or theme), coded (the code itself), basis, role, person, group, session, round, ...; listeners too.
    """
    return _facts(_present(tables), tables["codings"], tables["segment_codes"], book)


def _present(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Who was there: a row per codable segment of participants and listeners, and one for each who was silent."""
    participants, segments = tables["participants"], tables["segments"]
    turns = tables["utterances"][["utterance_id", "question_id", "is_prompted"]]
    people = participants[participants.has_consent & participants.role.isin(["deelnemer", "toehoorder"])].copy()
    people["person"] = people.participant_id.map(persons(participants))
    attributes = tables["sessions"][["session_id", "session_type", "round", "school"]]
    people = people.merge(attributes, on="session_id", suffixes=("", "_s"))
    people["school"] = people.school.fillna(people.school_s)
    columns = ["participant_id", "person", "session_type", "round", "school"]
    spoken = segments[segments.is_codable].merge(turns, on="utterance_id").merge(people[columns], on="participant_id")
    silent = people[~people.participant_id.isin(spoken.participant_id)]
    everyone = pd.concat([spoken, silent], ignore_index=True)
    names = {"stakeholder_group": "group", "session_id": "session", "question_id": "question"}
    kept = "segment_id session person role group session_type round school part question is_prompted".split()
    return everyone.rename(columns=names)[kept]


def _facts(present: pd.DataFrame, codings: pd.DataFrame, segment_codes: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """One row per segment, code and everything above that code; `coded` is the code itself."""
    alive = segment_codes[segment_codes.status != "rejected"].rename(columns={"code": "coded"})
    alive = alive.assign(
        basis=alive.status.map({"confirmed": "counted", "counted": "counted", "proposed": "proposed"}),
        is_read=alive.decided_by == "human",
    )
    # Denied is a code of which every pattern that matched in the segment is denied: said once plainly, it came up.
    matches = codings[codings.coder == PATTERN].rename(columns={"code": "coded"})
    negated = matches.groupby(["segment_id", "coded"], as_index=False).is_negated.all()
    alive = alive.merge(negated, how="left", on=["segment_id", "coded"])
    alive["is_negated"] = alive.is_negated.eq(True)
    above = [(code, name) for code, ancestors in book.ancestors.items() for name in (code, *ancestors)]
    rolled = alive.merge(pd.DataFrame(above, columns=["coded", "code"]), on="coded")
    return rolled.drop(columns=["status", "decided_by", "confidence"]).merge(present, on="segment_id")


def _count(
    facts: pd.DataFrame, present: pd.DataFrame, cell: tuple[str, ...], *, extra: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    if "part" not in cell:
        facts, present = (table[table.role == "deelnemer"] for table in (facts, present))
    by = list(cell)
    if "question" in cell:
        present = _asked(present)
    facts, present = facts.dropna(subset=by), present.dropna(subset=by)
    of = _sizes(present, by)
    rows = []
    for key, group in facts.groupby(["code", "basis", *extra, *by], sort=True):
        code, basis, *rest = key
        values = [_text(value) for value in rest[len(extra) :]]
        of_sessions, of_participants = of[tuple(values)]
        # Of a theme one segment may carry two codes: it is read if one is, and denied if all are.
        segments = group.groupby("segment_id")
        rows.append(
            {
                "code": code,
                "basis": basis,
                **dict(zip(extra, rest, strict=False)),
                "by": by[0] if by else "all",
                "value": values[0] if by else "*",
                "by2": by[1] if len(by) > 1 else None,
                "value2": values[1] if len(by) > 1 else None,
                "n_sessions": group.session.nunique(),
                "of_sessions": of_sessions,
                "n_participants": group.person.nunique(),
                "of_participants": of_participants,
                "n_segments": segments.ngroups,
                "n_negated": int(segments.is_negated.all().sum()),
                "share_read_by_person": float(segments.is_read.any().mean()),
            }
        )
    return rows


def _asked(present: pd.DataFrame) -> pd.DataFrame:
    """Everyone under every question that was answered in their session, also who left it to others."""
    questions = present[["session", "question"]].dropna().drop_duplicates()
    people = present.drop(columns=["segment_id", "part", "question", "is_prompted"]).drop_duplicates()
    return people.merge(questions, on="session")


def _sizes(present: pd.DataFrame, by: list[str]) -> dict[tuple[str, ...], tuple[int, int]]:
    """How many sessions and persons there are in each cell."""
    if not by:
        return {(): (present.session.nunique(), present.person.nunique())}
    sizes = present.groupby(by)[["session", "person"]].nunique()
    return {
        tuple(_text(part) for part in (key if isinstance(key, tuple) else (key,))): (int(sessions), int(people))
        for key, sessions, people in zip(sizes.index, sizes.session, sizes.person, strict=True)
    }


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float | int) else str(value)
