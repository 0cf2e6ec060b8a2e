"""segments -> vectors: what is codable, once by its bare text and once with the question before it."""

from __future__ import annotations

import pandas as pd

from pipeline.frames import frame
from pipeline.language.sentence_model import embed
from pipeline.language.words import without_remarks
from pipeline.tables import Vectors


def embed_segments(segments: pd.DataFrame, *, model: str | None) -> pd.DataFrame:
    """Vectors of the codable segments. Where there is no question the two vectors are the same one.

    Marks of the transcriber are left out: `[lacht]` is not what somebody said. What is masked stays.
    """
    codable = segments[segments.is_codable]
    bare = [without_remarks(text) for text in codable.text]
    contexts = [without_remarks(context) if isinstance(context, str) else None for context in codable.context]
    # Typed like an example of the codebook that opens with its question.
    joined = [f"{c} {t}" if isinstance(c, str) else t for c, t in zip(contexts, bare, strict=True)]
    vectors = embed([*bare, *joined], model=model)
    rows = zip(codable.segment_id, vectors[: len(bare)], vectors[len(bare) :], strict=True)
    return frame(
        Vectors, ({"segment_id": s, "vector": vector, "vector_in_context": context} for s, vector, context in rows)
    )
