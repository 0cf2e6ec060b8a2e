from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.codebook import Codebook
from pipeline.stages.counts import count_codes, persons
from tests.builders import Said, code, codebook, coding, corpus, table

BOOK = codebook("reizen", "tijd", code("geld", codes=[code("loon")]))

Counted = pd.DataFrame


def counted(people: dict[str, dict[str, Any]], said: list[Said], *, book: Codebook = BOOK, **sessions: Any) -> Counted:
    return count_codes(corpus(people, said, **sessions), book=book)


def row(counts: Counted, name: str, **wanted: Any) -> Any:
    """The one row of a code; what is not asked for is: all, counted, without dimension or prompt."""
    asked = {
        "by": "all",
        "value": "*",
        "basis": "counted",
        "by2": None,
        "is_prompted": None,
        "dimension": None,
    } | wanted
    found = counts[counts.code == name]
    for column, value in asked.items():
        found = found[found[column].isna()] if value is None else found[found[column] == value]
    assert len(found) == 1, f"{len(found)} rows of {name} where {asked}"
    return next(found.itertuples())


def ratio(found: Any, unit: str = "participants") -> tuple[int, int]:
    return getattr(found, f"n_{unit}"), getattr(found, f"of_{unit}")


def test_a_person_over_sessions_is_one_by_pseudonym() -> None:
    people = {"TJ01-P1": {"person": "Sam"}, "TJ02-P1": {"person": "Sam"}, "TJ02-P2": {}}
    counts = counted(people, [Said("TJ01-P1", {"reizen": "confirmed"}), Said("TJ02-P1", {"reizen": "confirmed"})])
    found = row(counts, "reizen")
    assert ratio(found) == (1, 2)
    assert ratio(found, "sessions") == (2, 2)
    assert found.n_segments == 2
    assert ratio(row(counts, "reizen", by="session", value="TJ02")) == (1, 2)


def test_who_is_behind_a_participant() -> None:
    people = corpus({"A-P1": {"person": "Sam"}, "A-P2": {}}, [])["participants"]
    assert persons(people).to_dict() == {"A-P1": "Sam", "A-P2": "A-P2"}


def test_who_said_nothing_was_there_all_the_same() -> None:
    people = {"A-P1": {}, "A-P2": {}, "A-P3": {}, "B-P1": {}}
    said = [Said("A-P1", {"reizen": "confirmed"}), Said("A-P2", is_codable=False)]
    found = row(counted(people, said), "reizen")
    assert ratio(found) == (1, 4)
    assert ratio(found, "sessions") == (1, 2)


@pytest.mark.parametrize(
    "nobody",
    [
        {"role": "gespreksleider", "stakeholder_group": None},
        {"role": "onbekend", "stakeholder_group": None},
        {"role": "toehoorder"},
        {"has_consent": False},
    ],
)
def test_moderators_unknown_speakers_listeners_and_who_withdrew_count_nowhere(nobody: dict[str, Any]) -> None:
    said = [Said("A-P1", {"reizen": "confirmed"}), Said("A-P2", {"reizen": "confirmed", "tijd": "confirmed"})]
    counts = counted({"A-P1": {}, "A-P2": nobody}, said)
    assert set(counts.code) == {"reizen", "thema"}
    assert ratio(row(counts, "reizen")) == (1, 1)
    assert row(counts, "reizen").n_segments == 1


def test_listeners_count_by_part_of_the_session_alone() -> None:
    people = {"AR01-P1": {"stakeholder_group": "leerling"}, "AR01-P2": {"role": "toehoorder"}}
    said = [
        Said("AR01-P1", {"reizen": "confirmed"}, part="Binnenkring"),
        Said("AR01-P2", {"reizen": "confirmed"}, part="Buitenkring"),
    ]
    counts = counted(people, said)
    assert ratio(row(counts, "reizen", by="part", value="Buitenkring")) == (1, 1)
    assert ratio(row(counts, "reizen", by="part", value="Binnenkring")) == (1, 1)
    assert row(counts, "reizen").n_participants == 1
    assert not (counts.by.eq("group") & counts.value.eq("ouder")).any()


@pytest.mark.parametrize("role", ["gespreksleider", "onbekend"])
def test_by_part_moderators_and_unknown_speakers_count_no_more_than_elsewhere(role: str) -> None:
    said = [Said(who, {"reizen": "confirmed"}, part="Binnenkring") for who in ("A-P1", "A-P2")]
    found = row(counted({"A-P1": {}, "A-P2": {"role": role}}, said), "reizen", by="part", value="Binnenkring")
    assert (found.n_segments, *ratio(found)) == (1, 1, 1)


def test_a_theme_and_a_parent_count_a_segment_once_however_many_codes_it_has() -> None:
    said = [
        Said("A-P1", {"reizen": "confirmed", "tijd": "confirmed", "loon": "confirmed"}),
        Said("A-P1", {"loon": "confirmed", "geld": "confirmed"}),
    ]
    counts = counted({"A-P1": {}}, said)
    assert row(counts, "thema").n_segments == 2
    assert row(counts, "geld").n_segments == 2
    assert row(counts, "loon").n_segments == 2
    assert row(counts, "reizen").n_segments == 1
    assert row(counts, "thema").n_participants == 1


def test_counted_and_proposed_are_never_summed() -> None:
    said = [
        Said("A-P1", {"reizen": "confirmed"}),
        Said("A-P2", {"reizen": "counted"}),
        Said("A-P3", {"reizen": "proposed"}),
        Said("A-P3", {"reizen": "proposed"}),
        Said("A-P4", {"reizen": "rejected"}),
    ]
    counts = counted({f"A-P{n}": {} for n in range(1, 5)}, said)
    assert (row(counts, "reizen").n_participants, row(counts, "reizen").n_segments) == (2, 2)
    proposed = row(counts, "reizen", basis="proposed")
    assert (proposed.n_participants, proposed.n_segments) == (1, 2)
    assert row(counts, "thema", basis="proposed").n_segments == 2


def test_the_share_that_a_person_read() -> None:
    said = [Said("A-P1", {"reizen": "confirmed"}), *([Said("A-P1", {"reizen": "counted"})] * 3)]
    assert row(counted({"A-P1": {}}, said), "reizen").share_read_by_person == pytest.approx(0.25)
    mixed = [Said("A-P1", {"reizen": "counted", "tijd": "confirmed"})]
    assert row(counted({"A-P1": {}}, mixed), "thema").share_read_by_person == 1


def test_what_was_denied_is_told_apart() -> None:
    said = [
        Said("A-P1", {"reizen": "proposed"}, negated=("reizen",)),
        Said("A-P1", {"reizen": "proposed"}),
        Said("A-P1", {"reizen": "proposed", "tijd": "proposed"}, negated=("reizen",)),
    ]
    counts = counted({"A-P1": {}}, said)
    found = row(counts, "reizen", basis="proposed")
    assert (found.n_segments, found.n_negated) == (3, 2)
    assert row(counts, "thema", basis="proposed").n_negated == 1, "in the last segment something came up undenied"


def test_a_code_that_matched_once_plainly_is_not_denied() -> None:
    tables = corpus({"A-P1": {}}, [Said("A-P1", {"reizen": "proposed"}, negated=("reizen",))])
    plain = table("codings", coding("A-0001-1", "reizen", "machine:pattern", coding_id="p-2"))
    meant = table("codings", coding("A-0001-1", "reizen", "machine:semantic", coding_id="m-1"))
    denied = count_codes(tables | {"codings": pd.concat([tables["codings"], meant])}, book=BOOK)
    assert row(denied, "reizen", basis="proposed").n_negated == 1
    both = count_codes(tables | {"codings": pd.concat([tables["codings"], plain])}, book=BOOK)
    assert row(both, "reizen", basis="proposed").n_negated == 0


def test_cells_have_denominators_of_their_own() -> None:
    people = {
        "FG01-P1": {},
        "FG01-P2": {},
        "AR01-P1": {"stakeholder_group": "leerling"},
        "AR01-P2": {"school": "De Brug"},
    }
    said = [Said("FG01-P1", {"reizen": "confirmed"}), Said("AR01-P1", {"reizen": "confirmed"})]
    sessions = {"FG01": {"school": "De Kade", "round": 1}, "AR01": {"session_type": "arena", "round": 2}}
    counts = counted(people, said, **sessions)
    assert ratio(row(counts, "reizen", by="group", value="ouder")) == (1, 3)
    assert ratio(row(counts, "reizen", by="group", value="leerling")) == (1, 1)
    assert ratio(row(counts, "reizen", by="session_type", value="arena")) == (1, 2)
    assert ratio(row(counts, "reizen", by="school", value="De Kade")) == (1, 2)
    assert ratio(row(counts, "reizen", by="round", value="1")) == (1, 2)
    both = row(counts, "reizen", by="group", value="ouder", by2="session_type", value2="focusgroep")
    assert ratio(both) == (1, 2)
    assert not (counts.value == "De Brug").any(), "a cell in which the code did not come up has no row"


def test_under_a_question_everyone_counts_who_heard_it_answered() -> None:
    people = {"A-P1": {}, "A-P2": {}, "A-P3": {}, "B-P1": {}}
    said = [
        Said("A-P1", {"reizen": "confirmed"}, question="V1"),
        Said("A-P2", question="V1"),
        Said("B-P1", question="V2"),
    ]
    counts = counted(people, said)
    found = row(counts, "reizen", by="question", value="V1")
    assert ratio(found) == (1, 3)
    assert ratio(found, "sessions") == (1, 1)
    assert ratio(row(counts, "reizen", by="group", value="ouder", by2="question", value2="V1")) == (1, 3)


def test_what_a_moderator_had_just_asked_about_is_told_apart() -> None:
    said = [
        Said("A-P1", {"reizen": "confirmed"}, is_prompted=True),
        Said("A-P2", {"reizen": "confirmed"}),
        Said("A-P2", {"reizen": "confirmed"}, is_prompted=True),
    ]
    counts = counted({"A-P1": {}, "A-P2": {}, "A-P3": {}}, said)
    assert ratio(row(counts, "reizen", is_prompted=True)) == (2, 3)
    assert ratio(row(counts, "reizen", is_prompted=False)) == (1, 3)


def test_dimensions_count_what_people_gave_where_the_code_counts() -> None:
    said = [
        Said("A-P1", {"reizen": "confirmed"}),
        Said("A-P2", {"reizen": "rejected"}),
        Said("A-P2", {"tijd": "confirmed"}),
    ]
    tables = corpus({"A-P1": {}, "A-P2": {}}, said)
    ids = [f"HB-A-000{n}-1-reizen" for n in (1, 2)]
    tables["coding_values"] = table(
        "coding_values", *({"coding_id": name, "dimension": "oordeel", "value": "goed"} for name in ids)
    )
    counts = count_codes(tables, book=BOOK)
    found = row(counts, "reizen", dimension="oordeel", dimension_value="goed")
    assert (found.n_segments, *ratio(found)) == (1, 1, 2)
    by_group = row(counts, "reizen", dimension="oordeel", dimension_value="goed", by="group", value="ouder")
    assert ratio(by_group) == (1, 2)
    assert not (counts.dimension.notna() & counts.code.eq("tijd")).any()
    tables["segment_codes"] = tables["segment_codes"].assign(status="proposed")
    assert count_codes(tables, book=BOOK).dimension.isna().all()


def test_nothing_coded_counts_nothing_and_nobody_there_crashes_nothing() -> None:
    assert len(counted({"A-P1": {}}, [Said("A-P1")])) == 0
    assert len(counted({"A-P1": {"has_consent": False}}, [])) == 0


def test_counts_never_exceed_their_denominators_and_do_not_depend_on_the_order_of_rows() -> None:
    names = ["A-P1", "A-P2", "B-P1", "B-P2"]
    people = {name: {"person": "Sam" if name.endswith("P1") else None} for name in names}
    said = [
        Said(name, {c: "confirmed"}, question=q) for name in names for c in ("reizen", "loon") for q in ("V1", None)
    ]
    tables = corpus(people, said)
    counts = count_codes(tables, book=BOOK)
    assert (counts.n_participants <= counts.of_participants).all()
    assert (counts.n_sessions <= counts.of_sessions).all()
    assert (counts.n_negated <= counts.n_segments).all()
    turned = {name: item.iloc[::-1].reset_index(drop=True) for name, item in tables.items()}
    pd.testing.assert_frame_equal(count_codes(turned, book=BOOK), counts)
