"""segments, tokens, vectors -> topics: what is talked about, whatever the codebook says.

What long enough segments are about is modelled; shorter ones are placed with the model afterwards. Which segments form
a topic is decided by the agreement of many runs (consensus.py); BERTopic finds its words (topic_words.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.frames import frame
from pipeline.settings import Topics as Settings
from pipeline.stages.consensus import ABSENT, Labels, agree_on_topics
from pipeline.stages.meaning import Matrix
from pipeline.stages.terms import terms_of
from pipeline.stages.topic_documents import Documents, make_documents, rows_to_fit
from pipeline.stages.topic_map import lay_out
from pipeline.stages.topic_placing import Model, place
from pipeline.stages.topic_space import make_space
from pipeline.stages.topic_words import Described, describe_topics
from pipeline.tables import SegmentTopics, TopicExamples, TopicFit, TopicMap, Topics, TopicWords

VERSION = 3

_BY_HAND = "Lees en codeer dit materiaal met de hand."

Embed = Callable[[list[str]], npt.NDArray[Any]]


@dataclass(frozen=True)
class Means:
    """What modelling needs besides the tables: the person behind each participant, vectors of words, settings."""

    persons: pd.Series
    embed: Embed
    settings: Settings
    seed: int


def model_topics(
    segments: pd.DataFrame, tokens: pd.DataFrame, vectors: pd.DataFrame, *, means: Means
) -> dict[str, pd.DataFrame]:
    """The tables topic_model, segment_topics, topic_words, topic_examples, topic_map and topic_fit.

    A segment's probability is the mean share of runs in which it fell together with the others of its topic; of those
    placed afterwards, the share of its topic among its nearest. A topic whose stability is under `minimum_stability`,
    or no higher than chance reaches, is not reported. `topic_fit.note` says why there are no topics, or what a reader
    must know of them.
    """
    settings, seed = means.settings, means.seed
    terms = terms_of(tokens)
    documents = make_documents(segments, tokens, vectors, terms=terms, seed=seed)
    is_long = documents.segments.n_words.to_numpy() >= settings.minimum_words
    fitted = rows_to_fit(documents, settings=settings)
    about: dict[str, Any] = {
        "n_eligible": int(is_long.sum()),
        "n_fitted": len(fitted),
        "n_short": int((~is_long).sum()),
    }
    if len(fitted) < settings.minimum_segments:
        return _no_topics(about | {"note": _too_few(about, settings)})
    model = documents.take(fitted)
    # One thread: the order of additions, and so the bytes, must not depend on the machine's cores.
    with threadpool_limits(limits=1):
        space = make_space(model, seed=seed)
        points = space.points(model)
        found = agree_on_topics(points, settings=settings, seed=seed)
        if not found.stability:
            return _no_topics(
                about | {"note": f"Geen onderwerpen: de segmenten lijken te weinig op elkaar. {_BY_HAND}"}
            )
        share = settings.share_left_out
        model_of = Model(fitted, points, found.labels, found.belonging)
        labels, belonging = place(documents, model_of, space=space, is_long=is_long, share_left_out=share)
        spots = lay_out(points, seed=seed)
    is_reported = [s >= settings.minimum_stability and s > found.chance for s in found.stability]
    numbers = _numbers(labels, is_reported)
    labels = numbers[labels]
    placed = documents.segments.assign(topic_id=labels, probability=belonging.round(6), is_modelled=is_long)
    placed["person"] = placed.participant_id.map(means.persons)
    about |= {
        "n_left_out": int((labels[is_long] == ABSENT).sum()),
        "n_placed": int((labels[~is_long] != ABSENT).sum()),
        "n_runs": settings.runs,
        "agreement": found.agreement,
        "chance": found.chance,
        "note": _one_voice(placed[is_long]),
    }
    described = _describe(model, points, numbers[found.labels], terms=terms, embed=means.embed)
    told = {
        int(numbers[at]): {"stability": found.stability[at], "is_reported": is_reported[at]}
        for at in range(len(is_reported))
    }
    return _tables(placed, described, told) | {"topic_map": _map(model, spots), "topic_fit": frame(TopicFit, [about])}


def _numbers(labels: Labels, is_reported: Sequence[bool]) -> Labels:
    """The number by which people call each topic, and -1 at the end, for none: from 1 on, what is reported first.

    Of these the largest is first. All tables, reports and plots call a topic by this number.
    """
    sizes = np.bincount(labels[labels != ABSENT], minlength=len(is_reported))
    order = sorted(range(len(is_reported)), key=lambda topic: (not is_reported[topic], -sizes[topic], topic))
    numbers = np.full(len(is_reported) + 1, ABSENT, dtype=np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    return numbers


def _describe(
    model: Documents, points: Matrix, labels: Labels, *, terms: pd.DataFrame, embed: Embed
) -> dict[int, Described]:
    names = model.segments.segment_id
    return describe_topics(
        terms[terms.segment_id.isin(names)],
        pd.Series(labels, index=names),
        points.astype(float),
        embed=embed,
        speaker_of=dict(zip(names, model.segments.participant_id, strict=True)),
    )


def _tables(
    placed: pd.DataFrame, described: Mapping[int, Described], told: Mapping[int, Mapping[str, Any]]
) -> dict[str, pd.DataFrame]:
    """The tables by topic, in the order of their numbers; `told` is what is known of each beside its members."""
    topics, words, examples = [], [], []
    for topic in sorted(told):
        members, about = placed[placed.topic_id == topic], described[topic]
        topics.append(
            {
                "topic_id": topic,
                "label": about.label,
                "top_words": ", ".join(word for word, _ in about.words),
                "n_segments": len(members),
                "n_sessions": members.session_id.nunique(),
                "n_participants": members.person.nunique(),
                **told[topic],
            }
        )
        for rank, (word, weight) in enumerate(about.words, start=1):
            words.append({"topic_id": topic, "rank": rank, "word": word, "weight": round(float(weight), 6)})
        for rank, name in enumerate(about.examples, start=1):
            examples.append({"topic_id": topic, "rank": rank, "segment_id": name})
    columns = ["segment_id", "topic_id", "probability", "is_modelled"]
    rows: list[Any] = placed.sort_values("segment_id")[columns].to_dict("records")
    return {
        "topic_model": frame(Topics, topics),
        "segment_topics": frame(SegmentTopics, rows),
        "topic_words": frame(TopicWords, words),
        "topic_examples": frame(TopicExamples, examples),
    }


def _map(model: Documents, spots: npt.NDArray[np.float64]) -> pd.DataFrame:
    named = pd.DataFrame({"segment_id": model.segments.segment_id, "x": spots[:, 0], "y": spots[:, 1]})
    rows: list[Any] = named.sort_values("segment_id").to_dict("records")
    return frame(TopicMap, rows)


def _no_topics(about: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Empty tables and the reason."""
    empty = {
        "topic_model": frame(Topics, []),
        "segment_topics": frame(SegmentTopics, []),
        "topic_words": frame(TopicWords, []),
        "topic_examples": frame(TopicExamples, []),
        "topic_map": frame(TopicMap, []),
    }
    return empty | {"topic_fit": frame(TopicFit, [{"n_left_out": 0, "n_placed": 0, "n_runs": 0, **about}])}


def _too_few(about: Mapping[str, int], settings: Settings) -> str:
    n, least = about["n_eligible"], settings.minimum_segments
    text = f"Te weinig materiaal voor onderwerpen: {n} segmenten van {settings.minimum_words} woorden of meer"
    if n > about["n_fitted"]:
        text += f", waarvan {about['n_fitted']} verschillende"
    return f"{text}, en er zijn er minstens {least} nodig. {_BY_HAND}"


def _one_voice(placed: pd.DataFrame) -> str | None:
    """What must stand beside topics that rest on one person or one session."""
    if placed.person.nunique() == 1:
        return "Alle segmenten zijn van één persoon: de onderwerpen zijn die van deze persoon, niet van een groep."
    if placed.session_id.nunique() == 1:
        return "Alle segmenten komen uit één gesprek: wat een onderwerp lijkt, kan de volgorde van de vragen zijn."
    return None
