"""Topics of the same documents by BERTopic as it comes and by the pipeline."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.topic_measures import Labels

_SESSIONS = 10
SEED = 2026

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Documents:
    """Texts with their known label, tokens and raw vectors; `tokens.document` is the number of the text."""

    texts: list[str]
    truth: list[str]
    tokens: pd.DataFrame
    vectors: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """For each document asked for its topic, -1 for none; of each topic its words; and what the pipeline tells."""

    labels: Labels
    words: list[list[str]]
    told: dict[str, Any] = field(default_factory=dict)


def documents_of(texts: Sequence[str], truth: Sequence[str]) -> Documents:
    """Texts as the pipeline reads and embeds segments."""
    from pipeline.language.nlp import load_nlp
    from pipeline.language.sentence_model import embed
    from pipeline.stages.tokens import annotate_segments

    numbered = pd.DataFrame({"segment_id": [f"{number:06d}" for number in range(len(texts))], "text": list(texts)})
    tokens = annotate_segments(numbered, nlp=load_nlp(None))
    tokens = tokens.assign(document=tokens.segment_id.astype(int))
    return Documents(list(texts), list(truth), tokens, embed(texts, model=None))


def by_bertopic(documents: Documents, rows: Rows, *, seed: int | None, is_centred: bool = False) -> Found:
    """BERTopic with nothing set, in the order of `rows`; with a seed as its users set one (BERTopic #2276)."""
    from pipeline.stages.meaning import centre

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from umap import UMAP

        vectors = documents.vectors[rows]
        # What BERTopic makes itself where it is given none, but for the seed.
        same = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        model = BERTopic(language="dutch", embedding_model=None, umap_model=None if seed is None else same)
        labels, _ = model.fit_transform(
            [documents.texts[row] for row in rows],
            embeddings=centre(vectors.astype(float)) if is_centred else vectors,
        )
    topics = {topic: words for topic, words in model.get_topics().items() if topic >= 0}
    return Found(np.array(labels, dtype=np.int64), [[word for word, _ in words if word] for words in topics.values()])


def by_pipeline(documents: Documents, rows: Rows, *, seed: int | None) -> Found:
    """The pipeline's topics, reported or not, of documents that are modelled; ids follow the order of `rows`.

    Every text is a segment of a participant of its own; they are spread over ten sessions.
    """
    from pipeline.language.words import words_in

    ids = [f"T{number:06d}" for number in range(len(rows))]
    texts = [documents.texts[row] for row in rows]
    segments = pd.DataFrame({"segment_id": ids, "text": texts, "role": "deelnemer", "is_codable": True}).assign(
        session_id=[f"S{number % _SESSIONS}" for number in range(len(rows))],
        participant_id=[f"P{number:06d}" for number in range(len(rows))],
        stakeholder_group="allen",
        n_words=[len(words_in(text)) for text in texts],
    )
    id_of = pd.Series(ids, index=rows)
    tokens = documents.tokens[documents.tokens.document.isin(rows)]
    tokens = tokens.assign(segment_id=tokens.document.map(id_of)).drop(columns="document")
    tokens = tokens.sort_values(["segment_id", "token"], ignore_index=True)
    vectors = pd.DataFrame({"segment_id": ids, "vector": list(documents.vectors[rows])})
    return model_segments(segments, tokens, vectors, seed=SEED if seed is None else seed)


def model_segments(segments: pd.DataFrame, tokens: pd.DataFrame, vectors: pd.DataFrame, *, seed: int) -> Found:
    """The topics of segments, each participant a person; what is not modelled has no topic."""
    from pipeline.language.sentence_model import embed
    from pipeline.settings import Topics
    from pipeline.stages.topics import Means, model_topics

    names = segments.participant_id.unique()
    persons = pd.Series(names, index=names)
    means = Means(persons, lambda texts: embed(texts, model=None).astype(float), Topics(), seed)
    tables = model_topics(segments, tokens, vectors, means=means)
    topics, placed, fit = tables["topic_model"], tables["segment_topics"], tables["topic_fit"].iloc[0]
    modelled = placed[placed.is_modelled]
    labels = segments.segment_id.map(modelled.set_index("segment_id").topic_id).fillna(-1)
    told = {
        "n_modelled": len(modelled),
        "n_fitted": int(fit.n_fitted),
        "n_placed_afterwards": int(fit.n_placed),
        "n_reported": int(topics.is_reported.sum()),
        "stability": topics.stability.round(3).tolist(),
        "topic_labels": topics.label.tolist(),
        "note": fit.note if isinstance(fit.note, str) else None,
    }
    listed = tables["topic_words"].sort_values(["topic_id", "rank"]).groupby("topic_id").word.agg(list)
    return Found(labels.to_numpy(dtype=np.int64), [listed.get(topic, []) for topic in topics.topic_id], told)
