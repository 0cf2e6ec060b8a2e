from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.judgements import CoderRow
from pipeline.settings import Topics
from pipeline.stages.topic_gap import (
    compare_topics,
    covered,
    read_whole,
    scattered,
    uncovered,
    without_topic,
)
from tests.builders import segment, table

SETTINGS = Topics()


def topic(number: int, **more: Any) -> dict[str, Any]:
    about = {"topic_id": number, "label": "l", "top_words": "w", "n_segments": 4, "n_sessions": 1, "n_participants": 1}
    return about | {"stability": 1.0, "is_reported": True} | more


def compared(
    *topics: str, coded: dict[str, str] | None = None, read: set[str] | None = None, **more: Any
) -> dict[str, pd.DataFrame]:
    """Topics 0, 1, ... of these segments, with codes on segments: `code` or `code:status` -> segments."""
    names = [(name, number) for number, members in enumerate(topics) for name in members.split()]
    placed = [
        {"segment_id": name, "topic_id": number, "probability": 1.0, "is_modelled": True} | more
        for name, number in names
    ]
    rows = [
        {"segment_id": name, "code": key.split(":")[0], "status": (key + ":confirmed").split(":")[1]}
        | {"decided_by": "human"}
        for key, members in (coded or {}).items()
        for name in members.split()
    ]
    people = {name.split("-")[0] for name, _ in names}
    participants = [
        {"participant_id": f"{session}-P1", "session_id": session, "role": "deelnemer", "person": "Sam"}
        | {"quotable": "intern", "has_consent": True}
        for session in sorted(people)
    ]
    given = {
        "topic_model": table("topics", *(topic(number) for number in range(len(topics)))),
        "segment_topics": table("segment_topics", *placed),
        "segment_codes": table("segment_codes", *rows),
        "segments": table("segments", *(segment(name) for name, _ in names)),
        "participants": table("participants", *participants),
    }
    return compare_topics(given, read=read or set(), settings=SETTINGS)


def some(session: str, first: int, n: int) -> str:
    return " ".join(f"{session}-{number:04d}-1" for number in range(first, first + n))


def test_a_topic_is_put_beside_the_code_that_it_overlaps_most() -> None:
    found = compared(
        some("A", 0, 4),
        some("A", 10, 2),
        some("A", 20, 2),
        coded={
            "reizen": some("A", 0, 3) + " A-0099-1",
            "alles:proposed": " ".join([some("A", 0, 4), some("A", 10, 2), some("A", 50, 4)]),
            "geld:rejected": some("A", 10, 2),
        },
    )
    topics = found["topics"].set_index("topic_id")
    assert (topics.closest_code[0], topics.code_overlap[0]) == ("reizen", 0.75)
    assert (topics.closest_code[1], topics.code_overlap[1]) == ("alles", 1.0)
    assert topics.closest_code.isna()[2] and pd.isna(topics.code_overlap[2])
    assert found["topic_coverage"].set_index("topic_id").closest_code[0] == "reizen"


def test_each_topic_and_code_that_fall_together_have_a_row_and_a_person_counts_once() -> None:
    found = compared(
        f"{some('A', 0, 3)} {some('B', 0, 1)}",
        some("B", 10, 2),
        coded={"reizen": f"{some('A', 0, 2)} {some('B', 0, 1)} {some('B', 10, 1)}", "geld:rejected": some("B", 10, 2)},
    )["topic_codes"]
    assert list(found.itertuples(index=False, name=None)) == [
        (0, "reizen", 3, 0.75, 0.75, 1),
        (1, "reizen", 1, 0.5, 0.25, 1),
    ]


@pytest.mark.parametrize(
    ("n_read", "read_coded", "n_unread", "unread_coded", "expected"),
    [
        # What people read decides, whatever the machine proposes elsewhere.
        (10, 2, 30, 30, (10, True, False)),
        (10, 3, 30, 0, (10, True, True)),
        # Too little read: all of it, against what is usual where nobody read (here .22).
        (9, 0, 11, 4, (20, False, False)),
        (9, 0, 11, 5, (20, False, True)),
        (0, 0, 20, 0, (20, False, False)),
    ],
)
def test_what_people_read_decides_and_else_what_is_usual(
    n_read: int, read_coded: int, n_unread: int, unread_coded: int, expected: tuple[int, bool, bool]
) -> None:
    members = f"{some('R', 0, n_read)} {some('U', 0, n_unread)}"
    coded = {"een": f"{some('R', 0, read_coded)} {some('U', 0, unread_coded)}", "twee:proposed": some("U", 1000, 88)}
    found = compared(members, some("U", 1000, 400), coded=coded, read={"R"})["topic_coverage"]
    row = found.set_index("topic_id").loc[0]
    assert (row.n_segments, row.is_read, row.is_covered) == expected


def test_codes_that_are_as_frequent_elsewhere_cover_nothing() -> None:
    topics = [some("A", 100 * number, 20) for number in range(3)]
    everywhere = " ".join(some("A", 100 * number, 18) for number in range(3))
    once = {f"los{number}": some("A", number, 1) for number in range(10)}
    found = compared(*topics, coded={"overal": everywhere} | once, read={"A"})["topic_coverage"]
    assert found.n_coded.tolist() == [0, 0, 0]
    found = compared(*topics, coded={"hier": some("A", 0, 9), "dan": some("A", 9, 9)}, read={"A"})["topic_coverage"]
    assert found.n_coded.tolist() == [18, 0, 0]
    assert found.is_covered.tolist() == [True, False, False]
    assert compared(some("A", 0, 20), coded={"alles": some("A", 0, 9)})["topic_coverage"].is_covered[0]


def test_without_any_code_no_topic_is_covered_and_without_topics_there_is_nothing() -> None:
    assert not compared(some("A", 0, 12))["topic_coverage"].is_covered.any()
    assert all(len(item) == 0 for item in compared().values())


def test_a_segment_that_was_placed_afterwards_covers_nothing() -> None:
    placed = compared(some("A", 0, 8), some("B", 0, 8), coded={"een": some("A", 0, 8)}, is_modelled=False)
    assert placed["topic_coverage"].n_segments.tolist() == [0, 0]
    assert not placed["topic_coverage"].is_covered[0]
    assert placed["topic_codes"].n_segments.tolist() == [8]


def test_only_who_read_a_session_whole_for_all_codes_read_it() -> None:
    coders = [
        CoderRow("HB", "A", (), True, False),
        CoderRow("HB", "B", (), False, False),
        CoderRow("HB", "C", ("reizen",), True, False),
    ]
    assert read_whole(coders) == {"A"}


def test_covered_and_uncovered_are_the_reported_topics_with_most_people_first() -> None:
    topics = table("topics", topic(0), topic(1, n_participants=5), topic(2, is_reported=False), topic(3))
    rows = [
        {"topic_id": n, "n_segments": 20, "n_coded": 1, "share_coded": 0.05, "is_read": False, "is_covered": n == 3}
        for n in range(4)
    ]
    coverage = table("topic_coverage", *rows)
    missed = uncovered(topics, coverage)
    assert missed.topic_id.tolist() == [1, 0]
    assert missed.n_deciding.tolist() == [20, 20]
    assert covered(topics, coverage).topic_id.tolist() == [3]


def test_a_code_falls_apart_that_is_large_and_lies_in_no_topic_for_a_third() -> None:
    sizes = {"ruim": [3, 3, 3, 3], "klein": [2, 2, 2, 2], "vast": [4, 3, 3, 2], "een": [12]}
    rows = [
        {"topic_id": at, "code": code, "n_segments": n, "share_of_topic": 0.1, "n_participants": 1}
        | {"share_of_code": n / sum(parts)}
        for code, parts in sizes.items()
        for at, n in enumerate(parts)
    ]
    found = scattered(table("topic_codes", *rows))
    assert list(found.itertuples(index=False, name=None)) == [("ruim", 12, 4, 0, 0.25)]
    assert len(scattered(table("topic_codes"))) == 0
    assert without_topic(table("topic_codes", *rows), ["vast", "zeldzaam", "ruim"]) == ["zeldzaam"]
