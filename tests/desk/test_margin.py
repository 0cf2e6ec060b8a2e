"""What stands in the margin, and in which order passages come."""

from __future__ import annotations

from typing import Any

from pipeline.desk.margin import COUNTED, PERSON, PROPOSED, REJECTED, Mark, marks_in
from pipeline.desk.passages import DISPUTED, passages_of
from tests.builders import code, codebook, coding, table

BOOK = codebook(
    "reizen", code("contact", kleur="#1b7f79"), dimensies={"oordeel": {"goed": "gaat goed", "beter": "kan beter"}}
)
ONE = "FG01-0002-1"


def decided(name: str, status: str, *, segment_id: str = ONE, by: str = "human", **more: Any) -> dict[str, Any]:
    return {"segment_id": segment_id, "code": name, "status": status, "decided_by": by} | more


def marks(codings: list[dict[str, Any]], decisions: list[dict[str, Any]], values: Any = ()) -> dict[str, list[Mark]]:
    tables = {
        "codings": table("codings", *codings),
        "segment_codes": table("segment_codes", *decisions),
        "coding_values": table("coding_values", *values),
    }
    return marks_in(tables, book=BOOK, rule="meerderheid")


def test_a_code_of_people_shows_who_on_which_words_and_what_they_noted() -> None:
    first = coding(ONE, "contact", "HB", start_char=0, end_char=5, memo="Kort, maar duidelijk.")
    second = coding(ONE, "contact", "LM", start_char=3, end_char=9)
    machine = coding(ONE, "contact", "machine:pattern", start_char=20, end_char=24, evidence="belt", is_negated=True)
    value = {"coding_id": first["coding_id"], "dimension": "oordeel", "value": "beter"}
    (mark,) = marks([first, second, machine], [decided("contact", "confirmed")], [value])[ONE]
    assert (mark.kind, mark.by, mark.colour) == (PERSON, "HB, LM", "#1b7f79")
    assert mark.spans == ((0, 9),)
    assert mark.values == ("kan beter",)
    assert mark.memos == (("HB", "Kort, maar duidelijk."),)
    assert not mark.is_disputed and not mark.is_negated


def test_a_proposal_shows_in_which_way_and_on_what() -> None:
    machine = coding(ONE, "reizen", "machine:pattern", start_char=20, end_char=23, evidence="bus", is_negated=True)
    (mark,) = marks([machine], [decided("reizen", "proposed", by="machine", confidence=0.4)])[ONE]
    assert (mark.kind, mark.by, mark.grounds, mark.spans) == (PROPOSED, "zoekpatroon", ("bus",), ((20, 23),))
    assert mark.confidence == 0.4 and mark.is_negated and not mark.is_disputed


def test_people_who_differ_are_named_with_what_they_said() -> None:
    said = [coding(ONE, "reizen", "HB"), coding(ONE, "reizen", "LM", is_present=False)]
    (mark,) = marks(said, [decided("reizen", "proposed")])[ONE]
    assert mark.by == "HB, LM nee" and mark.is_disputed
    # LM read the session and left it without the code: that leaves no row.
    (mark,) = marks(said[:1], [decided("reizen", "proposed")])[ONE]
    assert mark.is_disputed


def test_people_stand_before_the_machine_and_codes_that_went_are_left_out() -> None:
    decisions = [
        decided("reizen", "proposed", by="machine"),
        decided("contact", "confirmed"),
        decided("verdwenen", "confirmed"),
    ]
    found = marks([coding(ONE, "contact", "HB")], decisions)[ONE]
    assert [mark.code for mark in found] == ["contact", "reizen"]


def test_the_most_doubtful_passages_come_first() -> None:
    names = [f"FG01-000{number}-1" for number in range(1, 8)]
    people = [
        coding(names[0], "reizen", "HB"),
        coding(names[1], "reizen", "HB"),
        coding(names[1], "reizen", "LM", is_present=False),
    ]
    found = marks(
        people,
        [
            decided("reizen", "confirmed", segment_id=names[0]),
            decided("reizen", "proposed", segment_id=names[1]),
            decided("reizen", "proposed", segment_id=names[2], by="machine", confidence=0.9),
            decided("reizen", "proposed", segment_id=names[3], by="machine", confidence=0.45),
            decided("reizen", "proposed", segment_id=names[4], by="machine"),
            decided("reizen", "counted", segment_id=names[5], by="machine", confidence=0.7),
            decided("reizen", "rejected", segment_id=names[6]),
        ],
    )
    order = passages_of("thema", found, book=BOOK)
    assert [passage.mark.segment_id for passage in order] == [names[at] for at in (1, 4, 3, 2, 5, 0, 6)]
    assert [passage.kind for passage in order] == [DISPUTED, PROPOSED, PROPOSED, PROPOSED, COUNTED, PERSON, REJECTED]
    assert passages_of("contact", found, book=BOOK) == []
