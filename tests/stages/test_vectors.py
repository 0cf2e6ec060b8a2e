from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.stages import vectors
from pipeline.stages.vectors import embed_segments
from pipeline.tables import Vectors


def segments(*rows: tuple[str, str | None, bool]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment_id": [f"S-{i}" for i in range(len(rows))],
            "text": pd.Series([row[0] for row in rows], dtype="str"),
            "context": pd.Series([row[1] for row in rows], dtype="str"),
            "is_codable": pd.Series([row[2] for row in rows], dtype=bool),
        }
    )


@pytest.fixture
def embedded(monkeypatch) -> list[str]:
    """The texts that are embedded, by a model that counts signs."""
    seen: list[str] = []

    def embed(texts: list[str], *, model: str | None) -> np.ndarray:
        seen.extend(texts)
        return np.array([[len(text), hash(text) % 97] for text in texts], dtype=np.float32).reshape(len(texts), 2)

    monkeypatch.setattr(vectors, "embed", embed)
    return seen


def test_only_what_is_codable_is_embedded(embedded: list[str]):
    result = Vectors.validate(embed_segments(segments(("Ja.", None, False), ("De bus. ", None, True)), model=None))
    assert result.segment_id.tolist() == ["S-1"]
    assert set(embedded) == {"De bus."}


def test_marks_of_the_transcriber_are_not_embedded_and_what_is_masked_is(embedded: list[str]):
    rows = segments(("(lacht) De bus (..) met [ouder A]. [onverstaanbaar]", "Hoe (3 sec) dan?", True))
    embed_segments(rows, model=None)
    assert set(embedded) == {"De bus met [ouder A].", "Hoe dan? De bus met [ouder A]."}


def test_a_question_comes_before_its_answer(embedded: list[str]):
    result = embed_segments(segments(("Nee. ", "Helpt hij?", True), ("De bus.", None, True)), model=None)
    assert embedded == ["Nee.", "De bus.", "Helpt hij? Nee.", "De bus."]
    assert result.vector[0].tolist() != result.vector_in_context[0].tolist()
    assert result.vector[1].tolist() == result.vector_in_context[1].tolist()


def test_nothing_codable_no_vectors():
    assert len(Vectors.validate(embed_segments(segments(("Ja.", None, False)), model=None))) == 0
    assert len(embed_segments(segments(), model=None)) == 0


def test_the_bundled_model_gives_rows():
    result = embed_segments(segments(("De bus kwam niet.", "Hoe kom je er?", True)), model=None)
    assert [len(vector) for vector in (*result.vector, *result.vector_in_context)] == [384, 384]
