from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest

from pipeline.stages.counts import count_codes
from pipeline.stages.disclosure import hide_counts
from pipeline.stages.linked_counts import Key, link
from tests.attacker import what_is_told
from tests.builders import Said, code, codebook, corpus

BOOK = codebook("reizen", "tijd", code("geld", codes=[code("loon"), code("toeslag")]))
CODES = ["reizen", "tijd", "geld", "loon", "toeslag"]
MINIMUM = 3


def study(sizes: dict[str, int], said: dict[str, dict[str, int]]) -> dict[str, pd.DataFrame]:
    """A corpus in which of every group so many people said something under a code."""
    people = {f"A-P{group}{n}": {"stakeholder_group": group} for group, size in sizes.items() for n in range(size)}
    turns = [
        Said(f"A-P{group}{n}", {name: "confirmed"})
        for name, groups in said.items()
        for group, number in groups.items()
        for n in range(number)
    ]
    tables = corpus(people, turns)
    return tables | {"counts": count_codes(tables, book=BOOK)}


def hidden(tables: dict[str, pd.DataFrame], name: str = "reizen") -> dict[str, str]:
    """The main numbers of a code that are hidden: by group, `*` over all."""
    table = hide_counts(tables, book=BOOK, minimum=MINIMUM)
    table = table[(table.code == name) & table.by2.isna() & table.is_prompted.isna() & table.by.isin(["all", "group"])]
    return dict(zip(table.value, table.reason, strict=True))


SIX = dict.fromkeys("abc", 6)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"a": 4, "b": 3, "c": 6}, {}),
        # From the total and the others the small one would follow.
        ({"a": 1, "b": 4, "c": 6}, {"a": "small", "*": "withheld"}),
        # Two small ones of which each may be 3 protect each other.
        ({"a": 2, "b": 2, "c": 6}, {"a": "small", "b": "small"}),
        ({"a": 1, "b": 1, "c": 6}, {"a": "small", "b": "small", "*": "withheld"}),
        ({"a": 1}, {"a": "small", "*": "small"}),
    ],
)
def test_what_gives_a_small_number_away_is_hidden_too(said: dict[str, int], expected: dict[str, str]) -> None:
    found = hidden(study(SIX, {"reizen": said, "tijd": dict.fromkeys("abc", 6)}))
    assert found == expected


def test_a_theme_and_its_only_code_are_one_number() -> None:
    tables = study(SIX, {"reizen": {"a": 1, "b": 4, "c": 6}})
    assert hidden(tables, "thema") == hidden(tables, "reizen") == {"a": "small", "*": "withheld"}


def test_of_a_group_of_few_nothing_is_told() -> None:
    tables = study({"a": 2, "b": 6, "c": 6}, {"reizen": {"a": 2, "b": 4, "c": 6}})
    assert "a" in hidden(tables)
    assert hidden(tables, "*")["a"] == "small"


def test_what_only_a_small_group_said_looks_as_if_nobody_did() -> None:
    found = hidden(study({"a": 2, "b": 6, "c": 6}, {"reizen": {"a": 2}, "tijd": {"b": 6}}))
    assert found["*"] == "absent"


def test_what_no_report_for_others_states_is_for_the_team() -> None:
    tables = study(SIX, {"reizen": dict.fromkeys("abc", 6)})
    table = hide_counts(tables, book=BOOK, minimum=MINIMUM)
    assert {"session", "session_type"} <= set(table.by)


def test_what_gives_a_small_number_of_a_round_away_is_hidden_too() -> None:
    people = {f"{session}-P{n}": {"person": f"{session}{n}"} for session in "AB" for n in range(6)}
    said = [Said(f"A-P{n}", {"reizen": "confirmed"}) for n in range(5)]
    tables = corpus(people, [*said, Said("B-P1", {"reizen": "confirmed"})], A={"round": 1}, B={"round": 2})
    table = hide_counts(tables | {"counts": count_codes(tables, book=BOOK)}, book=BOOK, minimum=MINIMUM)
    rows = table[(table.code == "reizen") & table.by.isin(["all", "round"]) & table.is_prompted.isna()]
    found = dict(zip(rows.by + rows.value, rows.reason, strict=True))
    # One in round 2, and nobody sat in both: without the total or round 1 it does not follow.
    assert found["round2"] == "small" and "withheld" in {found.get("all*"), found.get("round1")}


def test_it_does_not_depend_on_the_order_of_rows() -> None:
    tables = study(SIX, {"reizen": {"a": 1, "b": 4, "c": 6}, "loon": {"a": 2, "b": 1}})
    turned = {name: table.iloc[::-1].reset_index(drop=True) for name, table in tables.items()}
    columns = list(hide_counts(tables, book=BOOK, minimum=MINIMUM).columns)
    first, second = (
        hide_counts(given, book=BOOK, minimum=MINIMUM).sort_values(columns, ignore_index=True)
        for given in (tables, turned)
    )
    pd.testing.assert_frame_equal(first, second)


def any_study(seed: int) -> dict[str, pd.DataFrame]:
    """People of groups of any size, some in two rounds or beside them, who say anything under anything."""
    chance = random.Random(seed)
    groups = {name: chance.randint(1, 8) for name in "abcde"}
    people: dict[str, dict[str, Any]] = {}
    for group, size in groups.items():
        for n in range(size):
            for session in {chance.choice("ABC"), chance.choice("ABC")}:
                people[f"{session}-P{group}{n}"] = {"stakeholder_group": group, "person": f"{group}{n}"}
    said = [
        Said(
            who,
            {name: chance.choice(["confirmed", "proposed"]) for name in CODES if chance.random() < 0.2},
            question=chance.choice(["V1", "V2", None]),
            is_prompted=chance.random() < 0.5,
        )
        for who in people
        for _ in range(2)
    ]
    tables = corpus(people, said, A={"round": 1}, B={"round": 2})
    return tables | {"counts": count_codes(tables, book=BOOK)}


@pytest.mark.parametrize("seed", range(6))
def test_no_attacker_can_tell_that_somebody_is_there_and_how_few(seed: int) -> None:
    linked = link(any_study(seed), book=BOOK, minimum=MINIMUM)
    told = what_is_told(linked)
    assert told
    assert exposed(told) == {}


def test_the_attacker_finds_what_primary_suppression_alone_gives_away() -> None:
    linked = link(any_study(1), book=BOOK, minimum=MINIMUM)
    primary = {key: "small" for key, n in linked.n.items() if n < MINIMUM}
    assert exposed(what_is_told(linked, primary))


def exposed(told: dict[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    """Where there is somebody for certain, and too few."""
    return {key: (low, high) for key, (low, high) in told.items() if low >= 1 and high < MINIMUM}
