from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from spacy.language import Language

from pipeline.codebook import Codebook
from pipeline.judgements import CoderRow
from pipeline.settings import Coding
from pipeline.stages import coding as stage
from pipeline.stages import human_coding as human_coding_stage
from pipeline.stages.deciding import decide
from pipeline.stages.judged import judge
from tests.builders import code, codebook, coding, human_coding, segment, table

BOOK = codebook(
    code("reizen", voorheen=["vervoer"]),
    code("tijd", machine="telt mee"),
    "geld",
    dimensies={"oordeel": {"goed": "gaat goed", "beter": "kan beter"}},
)


def people(placed: list[dict[str, Any]], segments: list[dict[str, Any]], book: Codebook = BOOK) -> pd.DataFrame:
    return human_coding_stage.code_by_people(table("human_codings", *placed), table("segments", *segments), book=book)


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
    unknown = human_coding_stage.unknown_codes(table("human_codings", *placed), book=BOOK)
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
    found = human_coding_stage.values_of(values, codings, book=BOOK)
    assert found.to_numpy().tolist() == [["a", "oordeel", "goed"]]
    assert len(human_coding_stage.values_of(values.iloc[:0], codings, book=BOOK)) == 0
    assert len(human_coding_stage.values_of(values, codings, book=codebook("reizen"))) == 0


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


def machine_codes(nlp: Language, text: str, *codes: dict[str, Any], **more: Any) -> pd.DataFrame:
    segments = table("segments", segment("A-0001-1", text, **more))
    doc = nlp(text)
    tokens = table(
        "tokens",
        *(
            {
                "segment_id": "A-0001-1",
                "token": token.i,
                "start_char": token.idx,
                "text": token.text,
                "lemma": token.lemma_,
                "pos": token.pos_,
            }
            for token in doc
        ),
    )
    return stage.code_by_patterns(tokens, segments, book=codebook(*codes), nlp=nlp)


def test_a_pattern_is_a_proposal_with_its_words_as_evidence(nlp: Language) -> None:
    found = machine_codes(nlp, "Daar kom je met de bus niet.", code("reizen", patronen=["met de bus"]))
    (row,) = found.to_dict("records")
    assert (row["coder"], row["evidence"], row["codebook_version"]) == ("machine:pattern", "met de bus", "1.10")
    assert "Daar kom je met de bus niet."[row["start_char"] : row["end_char"]] == "met de bus"
    assert row["is_negated"]


@pytest.mark.parametrize("more", [{"niveau": "latent"}, {"machine": "nee"}, {"status": "vervallen"}])
def test_the_machine_leaves_a_code_alone_that_is_not_for_it(nlp: Language, more: dict[str, str]) -> None:
    entry = code("reizen", patronen=["bus"], **more)
    assert len(machine_codes(nlp, "Met de bus.", entry)) == 0
    vectors = table("vectors", {"segment_id": "A-0001-1", "vector": [1.0], "vector_in_context": [1.0, 0.0]})
    found = stage.code_by_meaning(vectors, book=codebook(entry), settings=Coding(), vector_of=lambda _: np.ones(2))
    assert len(found) == 0


def test_the_machine_leaves_a_segment_alone_that_cannot_carry_a_code(nlp: Language) -> None:
    entry = code("reizen", patronen=["bus"])
    assert len(machine_codes(nlp, "De bus?", entry, is_codable=False, not_codable_reason="moderator")) == 0


def by_meaning(**settings: Any) -> pd.DataFrame:
    """Twenty segments of which the last lies where code `tijd` is, and the one before it where `geld` is."""
    rng = np.random.default_rng(1)
    places = rng.normal(0, 1, (20, 6)) * [0.01, 0.01, 1, 1, 1, 1]
    places[-1], places[-2] = [5, 0, 0, 0, 0, 0], [0, 5, 0, 0, 0, 0]
    vectors = table(
        "vectors", *({"segment_id": f"A-{n:04d}-1", "vector_in_context": list(v)} for n, v in enumerate(places))
    )
    directions = {"Tijd": np.eye(6)[0], "Geld": np.eye(6)[1]}
    return stage.code_by_meaning(
        vectors,
        book=codebook("tijd", "geld"),
        settings=Coding(**settings),
        vector_of=lambda text: directions[text.split(".")[0]],
    )


def test_meaning_proposes_what_stands_out() -> None:
    found = by_meaning(proposals_per_segment=1)
    assert list(zip(found.segment_id, found.code, strict=True)) == [("A-0018-1", "geld"), ("A-0019-1", "tijd")]
    assert found.coder.unique().tolist() == ["machine:semantic"]
    assert found.evidence.str.fullmatch(r"\d+,\d standaardafwijkingen boven het gemiddelde").all()


@pytest.mark.parametrize("settings", [{"proposals_per_segment": 0}, {"minimum_distinction": 99}])
def test_meaning_proposes_no_more_than_the_settings_allow(settings: dict[str, Any]) -> None:
    assert len(by_meaning(**settings)) == 0


def test_no_segments_no_proposals() -> None:
    found = stage.code_by_meaning(table("vectors"), book=BOOK, settings=Coding(), vector_of=lambda _: np.ones(2))
    assert len(found) == 0
