from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from pipeline.errors import PipelineError
from pipeline.language.sentence_model import embed

TEXTS = ["Nee.", "De begeleider belt nooit terug en dat vind ik erg jammer.", "De bus kwam niet."]


def test_rows_of_length_one():
    rows = embed(TEXTS, model=None)
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_same_text_is_the_same_bytes_in_any_company():
    together = embed([*TEXTS, TEXTS[0]], model=None)
    alone = [embed([text], model=None)[0] for text in TEXTS]
    assert [row.tobytes() for row in together] == [row.tobytes() for row in (*alone, alone[0])]


def test_what_means_the_same_is_nearer():
    near, same, far = embed(
        ["Mijn begeleider is niet te bereiken.", "Ik krijg mijn coach nooit te pakken.", "De soep was te zout."],
        model=None,
    )
    assert near @ same > near @ far


def test_no_texts_no_rows():
    assert embed([], model=None).shape[0] == 0


@pytest.mark.skipif(importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed")
def test_a_model_that_cannot_be_loaded_can_be_mended():
    with pytest.raises(PipelineError, match=r"sentence model 'x/bestaat-niet' cannot be loaded\. .*transformers"):
        embed(TEXTS, model="x/bestaat-niet")


def test_a_sentence_transformer_is_used_where_it_is_named(monkeypatch):
    class Model:
        def encode(self, texts: list[str], *, normalize_embeddings: bool) -> list[list[float]]:
            assert normalize_embeddings
            return [[float(len(text)), 0.0] for text in texts]

    monkeypatch.setattr("pipeline.language.sentence_model._transformer", lambda _: Model())
    assert embed(["ja", "nee", "ja"], model="x").tolist() == [[2, 0], [3, 0], [2, 0]]
