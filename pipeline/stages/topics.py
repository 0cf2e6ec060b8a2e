"""segments, tokens, vectors -> topics, segment_topics: what is talked about, whatever the codebook says.

BERTopic describes the topics (c-TF-IDF on lemmas); the clusters are those on which several k-means runs agree, so no
topic hangs on one seed. k-means on centred vectors needs no UMAP, which takes half a minute to compile.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.frames import frame
from pipeline.language.words import MONTHS
from pipeline.settings import Topics as Settings
from pipeline.stages.meaning import Matrix, centre
from pipeline.tables import SegmentTopics, Topics

VERSION = 1

Labels = npt.NDArray[np.int64]

_CONTENT = ("NOUN", "VERB", "ADJ", "PROPN")
_DIMENSIONS = 50
_TOP_WORDS = 8
_MINIMUM_SEGMENTS = 4


@dataclass(frozen=True)
class TopicResult:
    """The topics, the segments in the model, and why there are none where there are none."""

    topics: pd.DataFrame
    segment_topics: pd.DataFrame
    note: str | None = None


def model_topics(
    segments: pd.DataFrame,
    tokens: pd.DataFrame,
    vectors: pd.DataFrame,
    *,
    persons: pd.Series,
    settings: Settings,
    seed: int,
) -> TopicResult:
    """Topics over the codable segments of participants that have enough words.

    A segment belongs to a topic with the share of runs in which it fell into that topic's cluster as probability;
    under one half it is left out (-1). A topic's stability is the mean best Jaccard overlap of its segments with
    a cluster of each other run (Hennig 2007); under `minimum_stability` it is not reported.
    """
    documents = _documents(segments, tokens, vectors, settings)
    if len(documents) < settings.minimum_segments:
        note = (
            f"Te weinig materiaal voor onderwerpen: {len(documents)} segmenten van {settings.minimum_words} woorden of "
            f"meer, er zijn er minstens {settings.minimum_segments} nodig. Lees en codeer met de hand."
        )
        return TopicResult(frame(Topics, []), frame(SegmentTopics, []), note)
    runs = _runs(centre(np.stack(documents.vector.to_list()).astype(float)), settings=settings, seed=seed)
    labels, probability, stability = _consensus(runs)
    words = _top_words(documents.words.tolist(), labels)
    documents["person"] = documents.participant_id.map(persons)
    rows = [_topic(topic, documents[labels == topic], words[topic], stability[topic], settings) for topic in words]
    placed = frame(
        SegmentTopics,
        (
            {"segment_id": segment, "topic_id": int(topic), "probability": float(share)}
            for segment, topic, share in zip(documents.segment_id, labels, probability, strict=True)
        ),
    )
    return TopicResult(frame(Topics, rows), placed)


def _documents(segments: pd.DataFrame, tokens: pd.DataFrame, vectors: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """What is modelled, in the order of the ids, so that the order of the files does not matter."""
    people = segments.role.isin(["deelnemer", "toehoorder"])
    eligible = segments[people & segments.is_codable & (segments.n_words >= settings.minimum_words)]
    content = tokens[
        tokens.pos.isin(_CONTENT) & ~tokens.is_stop & (tokens.lemma.str.len() > 2) & ~tokens.lemma.isin(MONTHS)
    ]
    content = content.assign(lemma=content.lemma.str.strip(".,'-"))
    # A word of one or two segments sets no topic apart; it only looks as if.
    spread = content.groupby("lemma").segment_id.nunique()
    content = content[content.lemma.isin(spread.index[spread >= _MINIMUM_SEGMENTS])]
    words = content.groupby("segment_id").lemma.agg(" ".join).rename("words")
    documents = eligible.merge(words, on="segment_id").merge(vectors[["segment_id", "vector"]], on="segment_id")
    return documents.sort_values("segment_id", ignore_index=True)


def _runs(matrix: Matrix, *, settings: Settings, seed: int) -> list[Labels]:
    """The clusters of several runs, for the number of topics on which the runs agree most."""
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    n = len(matrix)
    sizes = [settings.segments_per_topic * factor for factor in (1, 1.5, 2)]
    numbers = sorted({int(np.clip(round(n / size), 3, 60)) for size in sizes}, reverse=True)
    # One thread: the order of additions, and so the bytes, must not depend on the machine's cores.
    with threadpool_limits(limits=1):
        n_dimensions = min(_DIMENSIONS, n - 1, matrix.shape[1])
        reduced = PCA(n_components=n_dimensions, random_state=seed).fit_transform(matrix)
        candidates = [_cluster(reduced, number, settings, seed) for number in numbers]
    return max(candidates, key=lambda runs: round(float(np.mean(_agreements(runs))), 9))


def _cluster(matrix: Matrix, n_topics: int, settings: Settings, seed: int) -> list[Labels]:
    """Runs of k-means that differ in seed and in the tenth of the segments that they leave out."""
    from sklearn.cluster import KMeans

    n, runs = len(matrix), []
    for run in range(settings.runs):
        rng = np.random.default_rng([seed, n_topics, run])
        sample = np.sort(rng.permutation(n)[: min(settings.fit_on, max(n * 9 // 10, n_topics))])
        model = KMeans(n_clusters=n_topics, n_init=5, random_state=int(rng.integers(2**31 - 1)))
        runs.append(model.fit(matrix[sample]).predict(matrix).astype(np.int64))
    return runs


def _agreements(runs: Sequence[Labels]) -> list[float]:
    """For each run its mean adjusted Rand index with the others."""
    from sklearn.metrics import adjusted_rand_score

    return [float(np.mean([adjusted_rand_score(run, other) for other in runs if other is not run])) for run in runs]


def _overlap(first: Labels, second: Labels) -> Matrix:
    """Jaccard overlap of every cluster of one run with every cluster of another."""
    table = pd.crosstab(first, second).to_numpy(dtype=float)
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    return table / union


def _consensus(runs: Sequence[Labels]) -> tuple[Labels, Matrix, dict[int, float]]:
    """Of all runs the one that agrees most with the others: labels by size, probabilities, stability by topic."""
    centre_run = runs[int(np.argmax(np.round(_agreements(runs), 9)))]
    found, sizes = np.unique(centre_run, return_counts=True)
    rank = {int(old): new for new, old in enumerate(found[np.argsort(-sizes, kind="stable")])}
    labels = np.array([rank[int(label)] for label in centre_run], dtype=np.int64)
    others = [run for run in runs if run is not centre_run]
    share = np.ones(len(labels))
    best = np.zeros((len(sizes), len(others)))
    for column, other in enumerate(others):
        values = np.unique(other)
        overlap = _overlap(labels, other)
        best[:, column] = overlap.max(axis=1)
        partner = values[overlap.argmax(axis=1)]
        share += partner[labels] == other
    probability = share / len(runs)
    stability = {topic: float(row.mean()) for topic, row in enumerate(best)}
    return np.where(probability >= 0.5, labels, -1), probability, stability


def load_bertopic() -> Any:
    """The package bertopic. Its first import ever compiles for half a minute; UMAP warns that it lacks Tensorflow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bertopic

    return bertopic


def _top_words(texts: list[str], labels: Labels) -> dict[int, list[str]]:
    """The words that set each topic apart, by BERTopic's c-TF-IDF over the lemmas."""
    bertopic = load_bertopic()
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model = bertopic.BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(token_pattern=r"\S+", lowercase=False),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=_TOP_WORDS,
    )
    model.fit(texts, embeddings=np.zeros((len(texts), 1)), y=labels)
    # BERTopic numbers topics by size again; its map leads back to our numbers.
    numbers = {new: old for old, new in model.topic_mapper_.get_mappings().items()}
    return {
        int(numbers[topic]): [word for word, weight in ranked if word and weight > 0]
        for topic, ranked in sorted(model.get_topics().items(), key=lambda item: numbers[item[0]])
        if numbers[topic] >= 0
    }


def _topic(topic: int, members: pd.DataFrame, words: list[str], stability: float, settings: Settings) -> dict[str, Any]:
    return {
        "topic_id": topic,
        "label": ", ".join(words[:3]),
        "top_words": " ".join(words),
        "n_segments": len(members),
        "n_sessions": members.session_id.nunique(),
        "n_participants": members.person.nunique(),
        "stability": stability,
        "is_reported": stability >= settings.minimum_stability,
    }


def compare_topics(topics: pd.DataFrame, segment_topics: pd.DataFrame, segment_codes: pd.DataFrame) -> pd.DataFrame:
    """The topics with the code that overlaps most (Jaccard), and the share of the topic's segments that carry it."""
    alive = segment_codes[segment_codes.status != "rejected"]
    segments_of = alive.groupby("code").segment_id.agg(set).to_dict()
    rows = []
    topic: dict[str, Any]
    for topic in topics.to_dict("records"):  # type: ignore[assignment]
        members = set(segment_topics.segment_id[segment_topics.topic_id == topic["topic_id"]])
        overlap = {
            code: len(members & segments) / len(members | segments) for code, segments in sorted(segments_of.items())
        }
        code = max(overlap, key=overlap.__getitem__, default=None)
        if code and members and overlap[code] > 0:
            share = len(members & segments_of[code]) / len(members)
            topic |= {"closest_code": code, "code_overlap": share}
        rows.append(topic)
    return frame(Topics, rows)
