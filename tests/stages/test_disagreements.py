from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.stages.disagreements import Memo, No, Yes, list_disagreements
from tests.builders import coding, human_coding, segment, table

CODES = ["reizen", "tijd"]
TEXT = "Ik ga met de bus. Dat duurt een uur."
SEGMENTS = [segment(f"A-{n:04d}-1", TEXT) for n in (1, 2, 3)]
READ = {(coder, "A", code) for coder in ("HB", "LM") for code in CODES}


def listed(*codings: dict[str, Any], read: Any = READ, **more: list[dict[str, Any]]) -> pd.DataFrame:
    rows: dict[str, list[dict[str, Any]]] = {"codings": list(codings), "segments": SEGMENTS, "human_codings": []} | more
    return list_disagreements({name: table(name, *given) for name, given in rows.items()}, read=read, codes=CODES)


def test_each_side_with_its_words_memo_and_what_it_gave_instead() -> None:
    found = listed(
        coding("A-0002-1", "tijd", "HB", start_char=18, end_char=36, memo="Elke dag."),
        coding("A-0002-1", "reizen", "LM", start_char=0, end_char=17),
        coding("A-0001-1", "reizen", "HB"),
        coding("A-0001-1", "reizen", "LM"),
    )
    assert found[["segment_id", "code"]].to_numpy().tolist() == [["A-0002-1", "reizen"], ["A-0002-1", "tijd"]]
    reizen, tijd = found.to_dict("records")
    assert reizen["yes"] == (Yes("LM", "Ik ga met de bus."),)
    assert reizen["no"] == (No("HB", ("tijd",)),)
    assert tijd["memos"] == (Memo("HB", "Elke dag."),)
    assert (tijd["text"], tijd["participant_id"]) == (TEXT, "A-P1")


def test_only_who_judged_can_say_no() -> None:
    yes = coding("A-0001-1", "reizen", "HB")
    assert len(listed(yes, read={("LM", "A", "tijd"), ("LM", "B", "reizen")})) == 0
    assert len(listed(yes, coding("A-0001-1", "reizen", "machine:pattern", is_present=False), read=set())) == 0
    refused = coding("A-0001-1", "reizen", "LM", is_present=False, memo="Gaat over tijd.")
    found = listed(yes, refused, read=set())
    assert found.no.tolist() == [(No("LM", ()),)]
    assert found.memos.tolist() == [(Memo("LM", "Gaat over tijd."),)]


def test_yes_goes_before_no_of_the_same_person() -> None:
    twice = [coding("A-0001-1", "reizen", "LM", coding_id=f"LM-{yes}", is_present=yes) for yes in (True, False)]
    assert len(listed(coding("A-0001-1", "reizen", "HB"), *twice)) == 0


def test_a_consensus_stands_beside_it_and_is_no_party() -> None:
    yes = coding("A-0001-1", "reizen", "HB")
    assert listed(yes).consensus.tolist() == [None]
    for agreed in (True, False):
        found = listed(
            yes,
            coding("A-0001-1", "reizen", "consensus", is_present=agreed),
            read=READ | {("consensus", "A", "reizen")},
        )
        assert found.consensus.tolist() == [agreed]
        assert found.no.tolist() == [(No("LM", ()),)]


def test_the_same_passage_within_other_boundaries_is_told() -> None:
    turn = [segment(f"A-0001-{n}", "x" * 40, start_char=40 * (n - 1), end_char=40 * n) for n in (1, 2)]
    words = [human_coding(n, "A-0001", s, "reizen", coder=n) for n, s in (("HB", (0, 80)), ("LM", (45, 75)))]
    found = listed(
        *(coding(f"A-0001-{n}", "reizen", "HB", coding_id="HB") for n in (1, 2)),
        coding("A-0001-2", "reizen", "LM", coding_id="LM"),
        segments=turn,
        human_codings=words,
    )
    assert found[["segment_id", "is_boundary"]].to_numpy().tolist() == [["A-0001-1", True]]


def test_without_people_the_list_is_empty_with_its_columns() -> None:
    found = listed(coding("A-0001-1", "reizen", "machine:pattern"))
    assert len(found) == 0
    assert {"segment_id", "code", "yes", "no", "memos", "consensus", "is_boundary"} <= set(found.columns)
