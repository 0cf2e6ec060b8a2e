"""How long topics take on a corpus of the size of one study, and how much memory, in a process of their own."""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.coding_speed import talk
from benchmarks.measure import module
from benchmarks.topic_systems import SEED, model_segments

N_SEGMENTS = 12_000
_CENTRES, _DIMENSIONS, _SPREAD = 60, 384, 0.06


def topic_speed(folder: Path) -> dict[str, Any]:
    """Seconds and peak memory (GB, all of the process) of `model_topics` on 12,000 segments, with all stability runs.

    Talk as in the benchmark of coding, only segments that are long enough to be modelled, repeated to 12,000. Vectors
    are drawn around 60 centres with a fixed seed, a text that is there again a little further on, so that no segment
    is a copy of another and all can be modelled. BERTopic's import is told apart.
    """
    segments, tokens = _long_talk()
    for name, table in {"segments": segments, "tokens": tokens, "vectors": _vectors(segments)}.items():
        table.to_pickle(folder / f"{name}.pkl")
    measured = module("benchmarks.topic_speed", folder)
    timed = json.loads((folder / "timed.json").read_text(encoding="utf-8"))
    total = timed["model_s"] + timed["import_bertopic_s"]
    return {"segments": len(segments), **timed, "total_s": total, "peak_gb": measured.peak_gb}


def _long_talk() -> tuple[pd.DataFrame, pd.DataFrame]:
    from pipeline.language.words import words_in
    from pipeline.settings import Topics

    segments, tokens = talk()
    segments = segments.assign(
        n_words=[len(words_in(text)) for text in segments.text], role="deelnemer", stakeholder_group="allen"
    )
    segments = segments[segments.n_words >= Topics().minimum_words]
    missing = N_SEGMENTS - len(segments)
    again = segments.head(missing)
    copied = tokens[tokens.segment_id.isin(again.segment_id)]
    segments = pd.concat([segments, again.assign(segment_id=again.segment_id + "-again")], ignore_index=True)
    tokens = pd.concat([tokens, copied.assign(segment_id=copied.segment_id + "-again")], ignore_index=True)
    segments["participant_id"] = [f"{session}-P{at % 6}" for at, session in enumerate(segments.session_id)]
    return segments, tokens[tokens.segment_id.isin(segments.segment_id)]


def _vectors(segments: pd.DataFrame) -> pd.DataFrame:
    random = np.random.default_rng(SEED)
    text, texts = pd.factorize(segments.text)
    centres = random.normal(size=(_CENTRES, _DIMENSIONS)) / np.sqrt(_DIMENSIONS)
    drawn = centres[random.integers(_CENTRES, size=len(texts))[text]]
    drawn = drawn + random.normal(size=drawn.shape) * _SPREAD
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return pd.DataFrame({"segment_id": segments.segment_id, "vector": list(drawn.astype(np.float32))})


def _timed(folder: Path) -> dict[str, float | int]:
    """Seconds in this process, BERTopic imported first."""
    tables = [pd.read_pickle(folder / f"{name}.pkl") for name in ("segments", "tokens", "vectors")]
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bertopic  # noqa: F401
    imported = time.perf_counter()
    found = model_segments(*tables, seed=SEED)
    seconds = time.perf_counter() - imported
    return {
        "import_bertopic_s": imported - start,
        "model_s": seconds,
        "modelled": found.told["n_modelled"],
        "topics": len(found.words),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "timed.json").write_text(json.dumps(_timed(folder)), encoding="utf-8")
