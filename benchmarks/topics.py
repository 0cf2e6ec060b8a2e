"""The pipeline's topics side by side with BERTopic as it comes, on the same vectors in the same run.

Questions and news are edited writing with one label each: talk is harder.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import SHARED
from benchmarks.topic_measures import (
    agreement_of_draws,
    diversity,
    is_listening,
    npmi,
    recovered,
    share_listening,
    share_unknown,
    without_stop_words,
    words_of,
)
from benchmarks.topic_speed import topic_speed
from benchmarks.topic_systems import SEED, Documents, Found, by_bertopic, by_pipeline, documents_of, model_segments
from benchmarks.topic_table import printed, table_of

_LEAST = 20
"""Questions that a theme needs, and words that a turn of parliament needs, to be measured."""

_WORDS = 60
"""A segment holds so many words at most; of a question of dekamer the first are taken."""

_RUNS, _ORDERS, _DRAWS, _SHARE_DRAWN = 3, 2, 5, 0.9

Fit = Callable[..., Found]


def topic_quality(folder: Path) -> dict[str, Any]:
    """Per set and system what is recovered, how it agrees with itself and its words; the table; speed and memory.

    `bertopic` sets nothing, and is the mean of three runs; `bertopic_centred` is given centred vectors, which is what
    it lacks most; `ours` gives the same on each run.
    """
    results: dict[str, Any] = {}
    if SHARED.is_dir():
        sets = {"dekamer": _dekamer(_WORDS), "dekamer_whole": _dekamer(None), "sib200": _sib200()}
        for name, (texts, truth) in (sets | {"handelingen": _handelingen()}).items():
            results[name] = _measured(documents_of(texts, truth))
        results["ifadv"] = _negative_control()
    else:
        results["skipped"] = "../shared/data is absent"
    results["speed"] = topic_speed(folder)
    results["table"] = table_of(results)
    printed(results)
    return results


def _dekamer(n_words: int | None) -> tuple[list[str], list[str]]:
    with (SHARED / "dekamer" / "questions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["question_theme_main"] not in ("", "NA")]
    n = Counter(row["question_theme_main"] for row in rows)
    kept = [row for row in rows if n[row["question_theme_main"]] >= _LEAST]
    return [" ".join(row["question"].split()[:n_words]) for row in kept], [row["question_theme_main"] for row in kept]


def _sib200() -> tuple[list[str], list[str]]:
    rows: list[dict[str, str]] = []
    for part in ("train", "dev"):
        with (SHARED / "sib200_nl" / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row["text"] for row in rows], [row["category"] for row in rows]


def _handelingen() -> tuple[list[str], list[str]]:
    with (SHARED / "handelingen" / "turns.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["text"].split()) >= _LEAST]
    return [" ".join(row["text"].split()) for row in rows], [row["agenda_item"] for row in rows]


def _measured(documents: Documents) -> dict[str, Any]:
    """Both systems on documents with a known label."""
    held = words_of(documents.texts, documents.tokens)
    unseeded: Sequence[int | None] = [None] * _RUNS
    return {
        "documents": len(documents.texts),
        "labels": len(set(documents.truth)),
        "bertopic": _one(by_bertopic, documents, held, seeds=unseeded),
        "bertopic_centred": _one(partial(by_bertopic, is_centred=True), documents, held, seeds=unseeded),
        "ours": _one(by_pipeline, documents, held, seeds=[SEED]),
    }


def _one(fit: Fit, documents: Documents, held: Sequence[set[str]], *, seeds: Sequence[int | None]) -> dict[str, Any]:
    """One system: the mean over `seeds`, and with one seed what another order and other draws change."""
    n = len(documents.texts)
    runs = [fit(documents, np.arange(n), seed=seed) for seed in seeds]
    table = pd.DataFrame(
        [
            {
                **recovered(run.labels, documents.truth),
                "npmi": npmi(run.words, held),
                "npmi_content": npmi(without_stop_words(run.words), held),
                "diversity": diversity(run.words),
                "words_unknown": share_unknown(run.words, held),
            }
            for run in runs
        ],
        dtype=float,
    )
    figures = {str(name): float(value) for name, value in table.mean().items()}
    figures |= {f"{name}_best": float(table[name].max()) for name in ("nmi", "ari")}
    seeded = runs[0] if seeds[0] is not None else fit(documents, np.arange(n), seed=SEED)
    return {
        **{name: None if np.isnan(value) else round(value, 3) for name, value in figures.items()},
        # Not rounded: equal is exactly 1.
        **{f"order_{name}": value for name, value in _orders(fit, documents, seeded).items()},
        **{f"draws_{name}": round(value, 3) for name, value in _draws(fit, documents).items()},
        **runs[0].told,
    }


def _orders(fit: Fit, documents: Documents, seeded: Found) -> dict[str, float]:
    """ARI of the topics of the documents as they stand with those of the documents in other orders."""
    n, agreed = len(documents.texts), []
    for number in range(_ORDERS):
        rows = np.random.default_rng([SEED, number]).permutation(n)
        other = fit(documents, rows, seed=SEED).labels
        agreed.append(agreement_of_draws([(np.arange(n), seeded.labels), (rows, other)])["mean"])
    return {"mean": float(np.mean(agreed)), "lowest": min(agreed)}


def _draws(fit: Fit, documents: Documents) -> dict[str, float]:
    """Five draws of 90 % of the documents, their ten pairs."""
    n, drawn = len(documents.texts), []
    for number in range(_DRAWS):
        random = np.random.default_rng([SEED, _ORDERS + number])
        rows = np.sort(random.choice(n, round(_SHARE_DRAWN * n), replace=False))
        drawn.append((rows, fit(documents, rows, seed=SEED).labels))
    return agreement_of_draws(drawn)


def _negative_control() -> dict[str, Any]:
    """Dialogues without a subject: what the words of topics are, and whether listening and laughter get one."""
    from pipeline.settings import Segments
    from pipeline.stages.segments import segment_utterances

    with (SHARED / "ifadv" / "turns.csv").open(encoding="utf-8", newline="") as file:
        turns = pd.DataFrame([row for row in csv.DictReader(file) if row["utterance"].strip()])
    numbers = [f"{number:06d}" for number in range(len(turns))]
    utterances = pd.DataFrame({"utterance_id": numbers, "session_id": turns.dialogue, "text": turns.utterance}).assign(
        participant_id=turns.dialogue + "-" + turns.speaker, role="deelnemer", stakeholder_group="allen", part=None
    )
    nobody = pd.DataFrame({"utterance_id": [], "start_char": [], "end_char": [], "is_present": pd.Series(dtype=bool)})
    segments = segment_utterances(utterances, nobody, settings=Segments())
    documents = documents_of(segments.text.tolist(), segments.session_id.tolist())
    tokens = documents.tokens.assign(segment_id=documents.tokens.document.map(segments.segment_id))
    vectors = pd.DataFrame({"segment_id": segments.segment_id, "vector": list(documents.vectors)})
    found = {
        "bertopic": by_bertopic(documents, np.arange(len(segments)), seed=None),
        "ours": model_segments(segments, tokens.drop(columns="document"), vectors, seed=SEED),
    }
    listening = segments.text.map(is_listening).to_numpy()
    return {"segments": len(segments), "only_listening": int(listening.sum())} | {
        name: {
            "topics": len(one.words),
            "words_listening": share_listening(one.words),
            "listening_with_topic": int((one.labels[listening] >= 0).sum()),
            "words": [" ".join(words[:8]) for words in one.words[:10]],
            **one.told,
        }
        for name, one in found.items()
    }
