from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.settings import Topics
from pipeline.stages.topic_documents import Documents, make_documents, rows_to_fit
from tests.builders import segment, table


def documents(
    *rows: dict[str, Any], terms: list[str] | None = None, vectors: list[list[float]] | None = None
) -> Documents:
    """Documents of segments that each hold one word of their own, and a vector of their own."""
    names = [row["segment_id"] for row in rows]
    tokens = [
        {"segment_id": name, "token": 0, "start_char": 0, "text": name, "lemma": f"woord{name}", "pos": "NOUN"}
        | {"is_stop": False}
        for name in names
    ]
    given = vectors or [[float(at), 1.0] for at in range(len(names))]
    return make_documents(
        table("segments", *rows),
        table("tokens", *tokens),
        table(
            "vectors",
            *(
                {"segment_id": name, "vector": vector, "vector_in_context": vector}
                for name, vector in zip(names, given, strict=True)
            ),
        ),
        terms=pd.DataFrame({"segment_id": names if terms is None else terms}),
        seed=1,
    )


def said(name: str, **more: Any) -> dict[str, Any]:
    return segment(name, **({"n_words": 10, "participant_id": f"{name[0]}-P1"} | more))


def test_what_no_topic_could_be_about_takes_no_part() -> None:
    found = documents(
        said("A-0001-1"),
        said("A-0002-1", role="gespreksleider"),
        said("A-0003-1", is_codable=False),
        said("A-0004-1"),
        said("A-0005-1", role="toehoorder"),
        terms=["A-0001-1", "A-0002-1", "A-0003-1", "A-0005-1"],
    )
    assert sorted(found.segments.segment_id) == ["A-0001-1", "A-0005-1"]


def test_the_order_follows_from_the_content_and_not_from_the_order_or_the_names_of_sessions() -> None:
    rows = [said(f"A-{number:04d}-1") for number in range(20)]
    vectors = [[float(number), 1.0] for number in range(20)]
    first = documents(*rows, vectors=vectors)
    again = documents(*rows[::-1], vectors=vectors[::-1])
    assert first.segments.segment_id.tolist() == again.segments.segment_id.tolist()
    assert first.segments.segment_id.tolist() != sorted(first.segments.segment_id)
    np.testing.assert_array_equal(first.vectors, again.vectors)


def test_copies_are_fitted_once_and_point_to_what_they_copy() -> None:
    rows = [said(f"A-{number:04d}-1") for number in range(4)]
    tokens_alike = documents(*rows, vectors=[[1.0, 0.0]] * 4)
    assert len(rows_to_fit(tokens_alike, settings=Topics())) == 4, "other words are another text"
    same = tokens_alike.segments.assign(copy_of=0)
    alike = Documents(same, tokens_alike.vectors, tokens_alike.lemmas)
    assert rows_to_fit(alike, settings=Topics()).tolist() == [0]


@pytest.mark.parametrize(("n_a", "n_b", "of_a"), [(300, 100, 75), (200, 200, 50), (399, 1, 100)])
def test_a_sample_holds_each_session_in_proportion(n_a: int, n_b: int, of_a: int) -> None:
    rows = [said(f"{'A' if number < n_a else 'B'}-{number:04d}-1") for number in range(n_a + n_b)]
    found = documents(*rows)
    fitted = rows_to_fit(found, settings=Topics(fit_on=100))
    assert len(fitted) == 100
    n = found.segments.session_id.iloc[fitted].value_counts()
    assert abs(n["A"] - of_a) <= 1


def test_short_segments_are_not_fitted() -> None:
    found = documents(said("A-0001-1", n_words=7), said("A-0002-1", n_words=8))
    assert found.segments.segment_id.iloc[rows_to_fit(found, settings=Topics(minimum_words=8))].tolist() == ["A-0002-1"]
