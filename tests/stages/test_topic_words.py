from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.stages.topic_words import Described, describe_topics

WORDS = {0: ["bus", "openbaar vervoer", "coördinator"], 1: ["begeleider", "gesprek", "bellen"]}


def embed(texts: list[str]) -> np.ndarray:
    return np.array([[len(text), text.count("e") + 1, text.count("a") + 1] for text in texts], dtype=float)


def described(labels: list[int], *, words=WORDS, order: int | None = None) -> dict[int, Described]:
    names = [f"S{i % 2}-{i:04d}-1" for i in range(len(labels))]
    rows = [(name, term, term != "bellen") for name, k in zip(names, labels, strict=True) for term in words.get(k, [])]
    terms = pd.DataFrame(rows, columns=["segment_id", "term", "is_noun"])
    vectors = np.random.default_rng(1).normal(0, 0.3, (len(labels), 6))
    vectors[:, 0] += labels
    given = np.arange(len(labels)) if order is None else np.random.default_rng(order).permutation(len(labels))
    return describe_topics(terms, pd.Series(labels, index=names).iloc[given], vectors[given], embed=embed)


def test_a_topic_has_its_own_words_a_label_and_typical_segments():
    found = described([0, 1, -1] * 6)
    assert {word for word, _ in found[0].words} == set(WORDS[0])
    assert {word for word, _ in found[1].words} == set(WORDS[1])
    assert found[1].label == "Begeleider en gesprek" or found[1].label == "Begeleider, gesprek en bellen"
    assert all(len(item.examples) == 3 and len(item.label.split()) in (2, 3, 4) for item in found.values())


def test_the_order_of_rows_changes_nothing():
    assert described([0, 1, -1] * 6, order=3) == described([0, 1, -1] * 6)


def test_without_topics_nothing_is_described():
    assert described([]) == described([-1, -1]) == {}


def test_a_topic_without_words_has_a_label_of_its_own():
    found = described([0, 1] * 4, words={})
    assert [item.words for item in found.values()] == [[], []]
    assert found[0].label != found[1].label


def test_one_topic_and_one_segment_are_described():
    assert described([0])[0].examples == ["S0-0000-1"]
