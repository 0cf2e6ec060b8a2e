from __future__ import annotations

from typing import Any

import pytest

from pipeline.judgements import CoderRow
from pipeline.settings import Coding
from pipeline.stages.deciding import decide
from pipeline.stages.judged import judge
from tests.builders import code, codebook, coding, segment, table

BOOK = codebook(
    code("reizen", voorheen=["vervoer"]),
    code("tijd", machine="telt mee"),
    "geld",
    dimensies={"oordeel": {"goed": "gaat goed", "beter": "kan beter"}},
)


def coder(name: str, *, codes: tuple[str, ...] = (), session: str = "A", is_complete: bool = True) -> CoderRow:
    return CoderRow(name, session, codes, is_complete=is_complete, is_blind=True)


def decided(
    *codings: dict[str, Any], coders: list[CoderRow] | None = None, **settings: Any
) -> dict[tuple[str, str], tuple[str, str]]:
    segments = table("segments", *(segment(f"A-000{n}-1") for n in range(1, 5)), segment("B-0001-1"))
    rules = Coding(**settings)
    table_of_codings = table("codings", *codings)
    judged = judge(table_of_codings, segments, coders=coders or [], book=BOOK, rule=rules.coders_disagree)
    found = decide(table_of_codings, judged, book=BOOK, settings=rules)
    return {(row.segment_id, row.code): (row.status, row.decided_by) for row in found.itertuples()}


def votes(**said: bool) -> list[dict[str, Any]]:
    return [coding("A-0001-1", "reizen", name, is_present=yes) for name, yes in said.items()]


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ("meerderheid", {"HB": True}, "confirmed"),
        ("meerderheid", {"HB": False}, "rejected"),
        ("meerderheid", {"HB": True, "LM": False}, "proposed"),
        ("meerderheid", {"HB": True, "LM": False, "JK": True}, "confirmed"),
        ("meerderheid", {"HB": True, "LM": False, "JK": False}, "rejected"),
        ("meerderheid", {"HB": True, "LM": True, "JK": False, "PP": False}, "proposed"),
        ("een", {"HB": True, "LM": False, "JK": False}, "confirmed"),
        ("een", {"HB": False, "LM": False}, "rejected"),
        ("allen", {"HB": True, "LM": True}, "confirmed"),
        ("allen", {"HB": True, "LM": True, "JK": False}, "rejected"),
        ("meerderheid", {"HB": True, "LM": True, "consensus": False}, "rejected"),
        ("allen", {"HB": False, "LM": True, "consensus": True}, "confirmed"),
        ("een", {"HB": True, "consensus": False}, "rejected"),
    ],
)
def test_people_decide_by_consensus_first_then_by_the_rule(rule: str, said: dict[str, bool], expected: str) -> None:
    found = decided(*votes(**said), coders_disagree=rule)
    assert found == {("A-0001-1", "reizen"): (expected, "human")}


def test_the_machine_proposes_and_counts_only_where_the_book_says_so() -> None:
    found = decided(
        coding("A-0001-1", "reizen", "machine:pattern"),
        coding("A-0001-1", "reizen", "machine:semantic"),
        coding("A-0001-1", "tijd", "machine:semantic"),
        coding("A-0002-1", "tijd", "machine:pattern"),
    )
    assert found == {
        ("A-0001-1", "reizen"): ("proposed", "machine"),
        # Nearness in meaning has no measured worth: it does not count, also where the code may.
        ("A-0001-1", "tijd"): ("proposed", "machine"),
        ("A-0002-1", "tijd"): ("counted", "machine"),
    }


def test_a_person_goes_before_the_machine() -> None:
    machine = [coding("A-0001-1", name, "machine:pattern") for name in ("reizen", "tijd")]
    people_ = [coding("A-0001-1", "reizen", "HB"), coding("A-0001-1", "tijd", "HB", is_present=False)]
    found = decided(*machine, *people_)
    assert found == {("A-0001-1", "reizen"): ("confirmed", "human"), ("A-0001-1", "tijd"): ("rejected", "human")}


@pytest.mark.parametrize(
    ("coders", "expected"),
    [
        ([], ("proposed", "machine")),
        ([coder("HB")], ("rejected", "human")),
        ([coder("HB", codes=("reizen",))], ("rejected", "human")),
        ([coder("HB", codes=("geld",))], ("proposed", "machine")),
        ([coder("HB", is_complete=False)], ("proposed", "machine")),
        ([coder("HB", session="B")], ("proposed", "machine")),
    ],
)
def test_not_coded_is_a_no_only_where_codeurs_says_that_it_was_sought(
    coders: list[CoderRow], expected: tuple[str, str]
) -> None:
    assert decided(coding("A-0001-1", "reizen", "machine:pattern"), coders=coders) == {("A-0001-1", "reizen"): expected}


def test_who_read_along_and_did_not_code_votes_no() -> None:
    yes = coding("A-0001-1", "reizen", "HB")
    assert decided(yes, coders=[coder("HB"), coder("LM")])["A-0001-1", "reizen"] == ("proposed", "human")
    three = [coder("HB"), coder("LM"), coder("JK")]
    assert decided(yes, coders=three)["A-0001-1", "reizen"] == ("rejected", "human")
    assert decided(yes, coders=[coder("HB"), coder("LM", is_complete=False)])["A-0001-1", "reizen"][0] == "confirmed"


def test_of_two_passages_in_one_segment_the_yes_holds() -> None:
    passages = [coding("A-0001-1", "reizen", "HB", is_present=yes) for yes in (True, False)]
    for order in (passages, passages[::-1]):
        assert decided(*order)["A-0001-1", "reizen"] == ("confirmed", "human")


def test_no_codings_no_decisions_and_the_order_of_rows_does_not_matter() -> None:
    assert decided(coders=[coder("HB")]) == {}
    rows = [coding(f"A-000{n}-1", name, "machine:pattern") for n in (3, 1, 2) for name in ("tijd", "geld")]
    assert list(decided(*rows)) == list(decided(*reversed(rows))) == sorted(decided(*rows))
