from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.codebook import Codebook
from pipeline.stages import human_coding as stage
from tests.builders import code, codebook, human_coding, segment, table

BOOK = codebook(
    code("reizen", voorheen=["vervoer"]),
    code("tijd", machine="telt mee"),
    "geld",
    dimensies={"oordeel": {"goed": "gaat goed", "beter": "kan beter"}},
)


def people(placed: list[dict[str, Any]], segments: list[dict[str, Any]], book: Codebook = BOOK) -> pd.DataFrame:
    return stage.code_by_people(table("human_codings", *placed), table("segments", *segments), book=book)


def turn(*lengths: int, utterance: str = "A-0001") -> list[dict[str, Any]]:
    """Segments of these lengths that tile a turn."""
    rows, start = [], 0
    for number, length in enumerate(lengths, start=1):
        text = "x" * (length - 1) + ("x" if number == len(lengths) else " ")
        rows.append(segment(f"{utterance}-{number}", text, start_char=start, end_char=start + length))
        start += length
    return rows


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 30), ["A-0001-1", "A-0001-2", "A-0001-3"]),
        ((0, 10), ["A-0001-1"]),
        ((0, 5), ["A-0001-1"]),
        ((0, 15), ["A-0001-1", "A-0001-2"]),
        ((0, 14), ["A-0001-1"]),
        ((8, 22), ["A-0001-2"]),
        ((12, 25), ["A-0001-2", "A-0001-3"]),
        ((12, 24), ["A-0001-2"]),
        ((3, 5), ["A-0001-1"]),
        ((7, 14), ["A-0001-2"]),
        ((6, 14), ["A-0001-1"]),
        ((28, 30), ["A-0001-3"]),
    ],
)
def test_a_coding_codes_each_segment_of_which_it_covers_half_and_at_least_one(
    span: tuple[int, int], expected: list[str]
) -> None:
    assert people([human_coding("c", "A-0001", span, "reizen")], turn(10, 10, 10)).segment_id.tolist() == expected


def test_the_space_that_ends_a_segment_is_none_of_its_words() -> None:
    # Of "xxxx " two letters are half.
    found = people([human_coding("c", "A-0001", (8, 22), "reizen")], turn(20, 5, 5))
    assert found.segment_id.tolist() == ["A-0001-1", "A-0001-2"]


def test_offsets_count_within_the_segment() -> None:
    found = people([human_coding("c", "A-0001", (4, 18), "reizen")], turn(10, 10))
    assert list(zip(found.start_char, found.end_char, strict=True)) == [(4, 10), (0, 8)]


def test_a_quote_over_several_turns_codes_each_segment_that_it_covers() -> None:
    parts = [
        human_coding("c", "A-0001", (12, 20), "reizen"),
        human_coding("c", "A-0002", (0, 2), "reizen"),
        human_coding("c", "A-0003", (0, 9), "reizen"),
    ]
    segments = turn(10, 10) + turn(30, utterance="A-0002") + turn(10, utterance="A-0003")
    found = people(parts, segments)
    assert found.segment_id.tolist() == ["A-0001-2", "A-0003-1"]
    assert set(found.coding_id) == {"c"}


def test_a_quote_that_covers_no_half_codes_the_segment_that_it_covers_most() -> None:
    parts = [human_coding("c", "A-0001", (18, 20), "reizen"), human_coding("c", "A-0002", (0, 3), "reizen")]
    found = people(parts, turn(20) + turn(20, utterance="A-0002"))
    assert found.segment_id.tolist() == ["A-0002-1"]


def test_a_turn_without_segments_has_no_codings() -> None:
    assert len(people([human_coding("c", "A-0009", (0, 5), "reizen")], turn(10))) == 0


def test_what_a_person_wrote_goes_along() -> None:
    about = {
        "coder": "LM",
        "is_present": False,
        "decided_at": "2026-03-31",
        "codebook_version": "1.10",
        "memo": "twijfel",
    }
    (row,) = people([human_coding("c", "A-0001", (0, 10), "geld", **about)], turn(10)).to_dict("records")
    expected = about | {"code": "geld", "decided_at": pd.Timestamp("2026-03-31"), "is_negated": False}
    assert {key: row[key] for key in expected} == expected


def test_renamed_codes_move_along_and_unknown_ones_are_listed() -> None:
    placed = [
        human_coding("a", "A-0001", (0, 10), "vervoer"),
        human_coding("b", "A-0001", (0, 10), "onbekend"),
        human_coding("b", "A-0002", (0, 10), "onbekend"),
    ]
    assert people(placed, turn(10)).code.tolist() == ["reizen"]
    unknown = stage.unknown_codes(table("human_codings", *placed), book=BOOK)
    assert unknown[["coding_id", "code"]].to_numpy().tolist() == [["b", "onbekend"]]


def test_dimensions_are_kept_as_far_as_the_book_and_the_segments_know_them() -> None:
    values = table(
        "human_values",
        {"coding_id": "a", "dimension": "oordeel", "value": "goed"},
        {"coding_id": "a", "dimension": "oordeel", "value": "matig"},
        {"coding_id": "a", "dimension": "kleur", "value": "goed"},
        {"coding_id": "weg", "dimension": "oordeel", "value": "goed"},
    )
    codings = people([human_coding("a", "A-0001", (0, 10), "reizen")], turn(10))
    found = stage.values_of(values, codings, book=BOOK)
    assert found.to_numpy().tolist() == [["a", "oordeel", "goed"]]
    assert len(stage.values_of(values.iloc[:0], codings, book=BOOK)) == 0
    assert len(stage.values_of(values, codings, book=codebook("reizen"))) == 0
