"""terms, labels, vectors -> what a topic is called: its words, a label, and typical segments."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.stages.meaning import Matrix

_N_WORDS = 8
_N_CANDIDATES = 10
_N_OWN = 3
"""So many words a topic has at least, if need be words that weigh more in another topic."""

_N_EXAMPLES = 3
_N_TYPICAL = 12
_DIVERSITY = 0.1
_SHARED = 0.5
"""A word stands with every topic where it weighs this part of its highest weight."""

_NEAR_COPY = 0.95
_COMMON = 0.08
"""The share of a topic's segments from which a word is said widely; chosen on dekamer by coherence (NPMI)."""

_PHRASE = 0.8
"""A phrase stands for its noun from this share of the noun's weight."""

_LABEL_WORDS = 4
_INSIDE = "\u00a0"
"""The blank inside a phrase while BERTopic reads: it joins and splits texts at plain blanks."""

_ENDINGS = ("s", "'s", "n", "en", "je", "tje", "pje", "etje", "jes", "tjes", "pjes", "etjes")


@dataclass(frozen=True)
class Described:
    """A topic's words with their weights (highest first), its label, and typical segments (nearest first)."""

    words: list[tuple[str, float]]
    label: str
    examples: list[str]


def describe_topics(
    terms: pd.DataFrame,
    labels: pd.Series,
    vectors: npt.NDArray[Any],
    *,
    embed: Callable[[list[str]], npt.NDArray[Any]],
    speaker_of: Mapping[str, str] | None = None,
) -> dict[int, Described]:
    """Each topic by its number: at most eight words, a label of two to four words, three segments at most.

    `terms` is as `terms_of` gives it; `labels` holds the topic of each segment_id (-1 is none), `vectors` a row for
    each, and `embed` gives texts as vectors. Words are ranked by BERTopic's c-TF-IDF (Grootendorst 2022,
    arXiv:2203.05794) and by how many segments of the topic say them, and varied by maximal marginal relevance
    (Carbonell and Goldstein 1998, SIGIR). A word stands with the topic where it weighs most, and with others where it
    weighs half of that or more. Examples lie nearest to the topic's mean, and are of several speakers and sessions
    where `speaker_of` (of segment ids) tells them apart. The order of rows changes nothing.
    """
    order = np.argsort(labels.index.to_numpy(dtype=str), kind="stable")
    labels, vectors = labels.iloc[order].astype(int), np.asarray(vectors, dtype=float)[order]
    if not (labels >= 0).any():
        return {}
    terms = terms[terms.segment_id.isin(labels.index)]
    is_noun = dict(zip(terms.term, terms.is_noun, strict=True))
    # One thread: the order of additions, and so a choice between two that are alike, must not depend on the machine.
    with threadpool_limits(limits=1):
        members = {topic: np.flatnonzero(labels == topic) for topic in sorted(set(labels[labels >= 0].tolist()))}
        words = _words(_weights(terms, labels, vectors), list(members), embed=embed)
        examples = {
            topic: _examples(labels.index[rows].tolist(), vectors[rows], speaker_of=speaker_of or {})
            for topic, rows in members.items()
        }
    named = _labels({topic: [word for word, _ in words[topic]] for topic in members}, is_noun=is_noun)
    return {topic: Described(words[topic], named[topic], examples[topic]) for topic in members}


def load_bertopic() -> Any:
    """The package bertopic. Its first import ever compiles for half a minute; UMAP warns that it lacks Tensorflow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bertopic

    return bertopic


def unfitted_bertopic() -> Any:
    """A BERTopic that takes labels and vectors as they are given, and texts as `term_texts` makes them."""
    bertopic = load_bertopic()
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    return bertopic.BERTopic(
        # For English it would throw away all letters with an accent.
        language="dutch",
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(token_pattern=r"[^ ]+", lowercase=False),
        # The root and BM25 favour rare words, which seldom stand together: less coherent on dekamer.
        ctfidf_model=ClassTfidfTransformer(),
    )


def term_texts(terms: pd.DataFrame, segment_ids: Iterable[str]) -> list[str]:
    """For each segment its terms, apart by blanks; a phrase is held together by another kind of blank."""
    joined = terms.term.str.replace(" ", _INSIDE).groupby(terms.segment_id).agg(" ".join)
    return [str(text) for text in joined.reindex(list(segment_ids)).fillna("")]


def _weights(terms: pd.DataFrame, labels: pd.Series, vectors: Matrix) -> pd.DataFrame:
    """A row for each term of each topic with its c-TF-IDF weight, best first: topic, term, weight.

    The weight is multiplied by the share of the topic's segments that say the term, and what few say comes last: what
    few say is not yet the topic's, and words of which each is said by some seldom stand together.
    """
    if terms.empty:
        # The vectorizer refuses texts without a word.
        return pd.DataFrame({"topic": [], "term": [], "weight": []})
    model = unfitted_bertopic()
    model.fit(term_texts(terms, labels.index), embeddings=vectors, y=labels.to_numpy())
    table = model.c_tf_idf_.tocoo()
    # BERTopic numbers topics by size again; its map leads back to our numbers.
    ours = {new: old for old, new in model.topic_mapper_.get_mappings().items()}
    topics = np.array([ours[new] for new in sorted(set(model.topics_))], dtype=int)
    names = np.array([name.replace(_INSIDE, " ") for name in model.vectorizer_model.get_feature_names_out()])
    found = pd.DataFrame({"topic": topics[table.row], "term": names[table.col], "weight": table.data.round(9)})
    spread = terms.assign(topic=terms.segment_id.map(labels)).groupby(["topic", "term"]).segment_id.nunique()
    # A merge on what was said leaves out what BERTopic puts in an empty text.
    found = found[found.topic >= 0].merge(spread.rename("n").reset_index(), on=["topic", "term"])
    size = found.topic.map(labels.value_counts())
    found["weight"] = (found.weight * found.n / size).round(9)
    found["is_rare"] = found.n < np.maximum(2, _COMMON * size)
    found = found.sort_values(["topic", "is_rare", "weight", "term"], ascending=[True, True, False, True])
    return found[["topic", "term", "weight"]]


def _words(
    weights: pd.DataFrame, topics: Sequence[int], *, embed: Callable[[list[str]], npt.NDArray[Any]]
) -> dict[int, list[tuple[str, float]]]:
    """The words of each topic: the best that weigh most with it, none of them twice in other words, and varied."""
    highest = weights.groupby("term").weight.max()
    weights = weights.assign(is_own=weights.weight >= _SHARED * weights.term.map(highest))
    words = {}
    for topic in topics:
        rows = weights[weights.topic == topic]
        ranked: dict[str, float] = dict(zip(rows.term, rows.weight, strict=True))
        own = set(rows.term[rows.is_own])
        chosen = _distinct({term: weight for term, weight in ranked.items() if term in own})
        if len(chosen) < _N_OWN:
            chosen = _distinct({term: ranked[term] for term in [*chosen, *ranked]})[:_N_OWN]
        varied = _varied(chosen, embed=embed)
        words[topic] = sorted(((term, ranked[term]) for term in varied), key=lambda item: (-item[1], item[0]))
    return words


def _distinct(ranked: Mapping[str, float]) -> list[str]:
    """The first terms that do not repeat a better one: a phrase and its noun, a word and its plural or diminutive."""
    chosen: list[str] = []
    for term in ranked:
        if " " in term:
            parts = [other for other in chosen if _repeats(other, term)]
            if len(parts) == 1 and " " not in parts[0] and ranked[term] >= _PHRASE * ranked[parts[0]]:
                chosen[chosen.index(parts[0])] = term
                continue
        if len(chosen) < _N_CANDIDATES and not any(_repeats(term, other) for other in chosen):
            chosen.append(term)
    return chosen


def _repeats(one: str, other: str) -> bool:
    words = [set(term.lower().split()) - {"van"} for term in (one, other)]
    return any(_same(first, second) for first in words[0] for second in words[1])


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (long.startswith(short) and long[len(short) :] in _ENDINGS)


def _varied(terms: list[str], *, embed: Callable[[list[str]], npt.NDArray[Any]]) -> list[str]:
    from bertopic.representation._mmr import mmr

    if len(terms) <= _N_WORDS:
        return terms
    vectors = np.asarray(embed([*terms, " ".join(terms)]), dtype=float)
    return list(mmr(vectors[-1:], vectors[:-1], terms, _DIVERSITY, _N_WORDS))


def _examples(names: Sequence[str], vectors: Matrix, *, speaker_of: Mapping[str, str]) -> list[str]:
    """The most typical segments of a topic that differ from one another, of as many speakers and sessions as may be."""
    from bertopic.representation._mmr import mmr

    middle = vectors.mean(axis=0, keepdims=True)
    nearness = (vectors @ middle[0]).round(9)
    typical: list[int] = []
    for row in np.argsort(-nearness, kind="stable"):
        if len(typical) < _N_TYPICAL and (not typical or (vectors[typical] @ vectors[row]).max() < _NEAR_COPY):
            typical.append(int(row))
    ranked = mmr(middle, vectors[typical], [names[row] for row in typical], _DIVERSITY, len(typical))
    chosen: list[str] = []
    while ranked and len(chosen) < _N_EXAMPLES:
        speakers = {speaker_of.get(name) for name in chosen} - {None}
        sessions = {_session(name) for name in chosen}
        # Of those that are equally new the first: `min` keeps the order.
        new = min(ranked, key=lambda name: (speaker_of.get(name) in speakers) * 2 + (_session(name) in sessions))
        chosen.append(new)
        ranked.remove(new)
    near = dict(zip(names, nearness, strict=True))
    return sorted(chosen, key=lambda name: (-near[name], name))


def _session(segment_id: str) -> str:
    return segment_id.split("-", maxsplit=1)[0]


def _labels(words: Mapping[int, list[str]], *, is_noun: Mapping[str, bool]) -> dict[int, str]:
    """A label for each topic, all different: nouns and phrases first, as many as four words with 'en' allow."""
    labels: dict[int, str] = {}
    for topic, terms in words.items():
        parts: list[str] = []
        for term in sorted(terms, key=lambda term: not is_noun[term]):
            if len(parts) < _N_OWN and len(" ".join([*parts, term]).split()) + bool(parts) <= _LABEL_WORDS:
                parts.append(term)
        label = _joined(parts)
        is_taken = label in labels.values() or not parts
        labels[topic] = f"{_joined(parts[:1]) or 'Zonder eigen woorden'} ({topic})" if is_taken else label
    return labels


def _joined(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    text = ", ".join(parts[:-1]) + " en " + parts[-1] if len(parts) > 1 else parts[0]
    if " " not in text:
        text = f"over {text}"
    return text[0].upper() + text[1:]
