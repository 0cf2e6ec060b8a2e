from __future__ import annotations

from typing import Any

import pytest

from pipeline.judgements import CoderRow
from pipeline.stages.judged import NO, OPEN, UNKNOWN, YES, Judged, judge
from tests.builders import code, codebook, coding, segment, table

BOOK = codebook(code("reizen"), code("tijd"))


def read(coder: str, *codes: str, session: str = "A") -> CoderRow:
    return CoderRow(coder, session, codes, is_complete=True, is_blind=True)


def judged(codings: list[dict[str, Any]], coders: list[CoderRow], **more: Any) -> Judged:
    segments = table("segments", segment("A-0001-1"), segment("A-0002-1"), segment("B-0001-1", session_id="B"))
    given = {"rule": "meerderheid"} | more
    return judge(table("codings", *codings), segments, coders=coders, book=BOOK, **given)


def test_not_coded_is_a_no_only_where_that_person_read_that_session_for_that_code() -> None:
    found = judged([coding("A-0001-1", "reizen", "HB")], [read("HB", "reizen")])
    assert found.verdicts.tolist() == [[YES, UNKNOWN], [NO, UNKNOWN], [UNKNOWN, UNKNOWN]]
    assert judged([], []).verdicts.tolist() == [[UNKNOWN] * 2] * 3


def test_one_persons_yes_goes_before_the_same_persons_no() -> None:
    said = [coding("A-0001-1", "reizen", "HB", is_present=yes) for yes in (True, False)]
    assert judged(said, []).verdicts[0, 0] == YES
    assert judged(said[::-1], []).verdicts[0, 0] == YES


def test_two_who_read_and_one_who_coded_leave_it_open() -> None:
    coders = [read("HB"), read("LM")]
    assert judged([coding("A-0001-1", "reizen", "HB")], coders).verdicts[0, 0] == OPEN
    assert judged([coding("A-0001-1", "reizen", "HB")], coders, rule="een").verdicts[0, 0] == YES
    assert judged([coding("A-0001-1", "reizen", "HB")], coders, rule="allen").verdicts[0, 0] == NO
    agreed = [coding("A-0001-1", "reizen", "HB"), coding("A-0001-1", "reizen", "consensus")]
    assert judged(agreed, coders).verdicts[0, 0] == YES


@pytest.mark.parametrize("sample", ["blind", "leerzaam"])
def test_what_measures_the_machine_is_not_learned_from(sample: str) -> None:
    said = [coding("A-0001-1", "reizen", "HB") | {"coding_id": "c"}, coding("A-0002-1", "reizen", "HB")]
    samples = table("human_samples", {"coding_id": "c", "sample": sample, "weight": 4.0})
    found = judged(said, [], samples=samples)
    assert found.verdicts[:2, 0].tolist() == [YES, YES]
    assert found.for_learning()[:2, 0].tolist() == [UNKNOWN if sample == "blind" else YES, YES]
