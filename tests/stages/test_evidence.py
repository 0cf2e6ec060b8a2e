from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.stages.evidence import show_evidence
from pipeline.stages.marks import marks_of
from tests.builders import Said, corpus, segment, table

WORDS = "Eerst kwam de bus niet. Toen wel, en dat was het."


def cited(span: tuple[int, int], **more: Any) -> dict[str, Any]:
    about = {"source": "claim", "source_id": "B01", "side": "supports", "number": 1, "utterance_id": "A-0001"}
    return about | {"start_char": span[0], "end_char": span[1]} | more


def tables(*rows: dict[str, Any], quotable: str = "extern", released: tuple[int, int] | None = None) -> Any:
    found = corpus({"A-P1": {"quotable": quotable}}, [Said("A-P1", {}, text=WORDS)])
    chosen = []
    if released:
        place = {"utterance_id": "A-0001", "start_char": released[0], "end_char": released[1]}
        chosen = [place | {"is_released": True, "source_row": 2}]
    return found | {"cited_passages": table("cited_passages", *rows), "chosen_quotes": table("chosen_quotes", *chosen)}


def test_evidence_holds_the_words_and_the_segment() -> None:
    (row,) = show_evidence(tables(cited((6, 22)))).to_dict("records")
    assert (row["text"], row["segment_id"], row["participant_id"]) == ("kwam de bus niet", "A-0001-1", "A-P1")


@pytest.mark.parametrize(
    ("quotable", "released", "expected"),
    [
        ("extern", None, "intern"),
        ("extern", (0, 30), "extern"),
        ("extern", (10, 30), "intern"),
        ("intern", (0, 30), "intern"),
        ("nee", (0, 30), "nee"),
    ],
)
def test_outside_go_only_words_that_lie_within_a_released_quote(
    quotable: str, released: tuple[int, int] | None, expected: str
) -> None:
    (row,) = show_evidence(tables(cited((6, 22)), quotable=quotable, released=released)).to_dict("records")
    assert row["quotable"] == expected


def test_a_passage_that_names_a_segment_is_that_segment() -> None:
    given = tables(cited((0, len(WORDS)), segment=2))
    second = segment("A-0001-2", WORDS[24:], start_char=24, end_char=len(WORDS))
    first = segment("A-0001-1", WORDS[:24], start_char=0, end_char=24)
    given["segments"] = table("segments", first, second)
    (row,) = show_evidence(given).to_dict("records")
    assert (row["segment_id"], row["text"]) == ("A-0001-2", "Toen wel, en dat was het.")


def test_the_same_words_twice_have_two_ids() -> None:
    found = show_evidence(tables(cited((6, 22)), cited((6, 22), number=2)))
    assert found.evidence_id.nunique() == 2


def test_a_mark_tells_no_more_than_the_words() -> None:
    rows = [segment("A-0001-1", "Nee."), segment("B-0009-1", "Nee."), segment("B-0010-1", "Ja hoor.")]
    marks = marks_of(table("segments", *rows))
    assert marks.nunique() == 3
    renamed = [row | {"segment_id": row["segment_id"].replace("B", "C")} for row in rows]
    assert list(marks_of(table("segments", *renamed))) == list(marks)
    assert isinstance(marks, pd.Series)
