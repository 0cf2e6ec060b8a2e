"""What is measured of topics: known labels recovered, agreement between draws, and what their words are worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

N_WORDS = 8
"""Of every topic so many words are measured, the first."""

_LISTENING = frozenset(
    "ja jaja nee hm hmm mm mmm mhm hmhm uh uhm uhu eh ehm oh ah aha oké ok okay haha laugh lach lacht lachen "
    "unk_utterance".split()
)
_WORD = re.compile(r"\w\w+")

Labels = npt.NDArray[np.int64]
Words = Sequence[Sequence[str]]


def recovered(found: Labels, truth: Sequence[str]) -> dict[str, float]:
    """NMI and ARI with the known labels, the share without a topic, and the number of topics.

    -1 is no topic; documents without one are a cluster of their own, as scikit-learn counts them.
    """
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    return {
        "nmi": float(normalized_mutual_info_score(truth, found)),
        "ari": float(adjusted_rand_score(truth, found)),
        "outliers": float((found < 0).mean()),
        "topics": float(len(set(found.tolist()) - {-1})),
    }


def agreement_of_draws(draws: Sequence[tuple[Labels, Labels]]) -> dict[str, float]:
    """ARI of every two draws on the documents that both hold, mean and lowest.

    A draw is the numbers of its documents, each once, and their topics.
    """
    from sklearn.metrics import adjusted_rand_score

    agreed = []
    for (documents, topics), (others, other_topics) in combinations(draws, 2):
        _, here, there = np.intersect1d(documents, others, assume_unique=True, return_indices=True)
        agreed.append(float(adjusted_rand_score(topics[here], other_topics[there])))
    return {"mean": float(np.mean(agreed)), "lowest": min(agreed)}


def words_of(texts: Sequence[str], tokens: pd.DataFrame) -> list[set[str]]:
    """For each text its words as they stand and its lemmas, in lower case; `tokens.document` is the text's number.

    Both, and the pieces of what has a hyphen or a dot in it, so that a topic's words are found whichever it takes.
    """
    documents = [set(_WORD.findall(text.lower())) for text in texts]
    for document, *forms in zip(tokens.document, tokens.text.str.lower(), tokens.lemma.str.lower(), strict=True):
        documents[document].update(forms, *map(_WORD.findall, forms))
    return documents


def npmi(topics: Words, documents: Sequence[set[str]]) -> float | None:
    """Coherence: the mean NPMI of a topic's word pairs, by documents that hold both; mean over topics.

    Bouma 2009; Lau, Newman & Baldwin 2014, EACL. 1 is always together, 0 by chance, -1 never. A phrase is held where
    all its words are. Two terms that share a word are together by nature, and are left out. None without any pair.
    """
    terms = {term for topic in topics for term in topic[:N_WORDS]}
    held = {term: np.array([document.issuperset(term.lower().split()) for document in documents]) for term in terms}
    means = []
    for topic in topics:
        pairs = [(a, b) for a, b in combinations(topic[:N_WORDS], 2) if not set(a.split()) & set(b.split())]
        if pairs:
            means.append(float(np.mean([_npmi(held[a], held[b]) for a, b in pairs])))
    return float(np.mean(means)) if means else None


def _npmi(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> float:
    both = float((first & second).mean())
    if both in (0.0, 1.0):
        return -1.0 if both == 0 else 0.0
    return float(np.log(both / (first.mean() * second.mean())) / -np.log(both))


def without_stop_words(topics: Words) -> list[list[str]]:
    """The words of topics that are no Dutch stop word: *de* and *van* stand together everywhere and say nothing."""
    from pipeline.language.words import stop_words

    return [[word for word in topic if word.lower() not in stop_words()] for topic in topics]


def diversity(topics: Words) -> float | None:
    """The share of different ones among all topics' words (Dieng, Ruiz & Blei 2020, TACL 8); None without words."""
    words = [word for topic in topics for word in topic[:N_WORDS]]
    return len(set(words)) / len(words) if words else None


def share_unknown(topics: Words, documents: Sequence[set[str]]) -> float | None:
    """The share of topics' words that no document holds; such words count as never together."""
    words = [word for topic in topics for word in topic[:N_WORDS]]
    known = set().union(*documents)
    return sum(not known.issuperset(word.lower().split()) for word in words) / len(words) if words else None


def is_listening(text: str) -> bool:
    """Whether there is nothing here but back-channels, hesitation and laughter."""
    return all(word.strip("[].,?!") in _LISTENING for word in text.lower().split())


def share_listening(topics: Words) -> float | None:
    """The share of topics' words that are back-channels, hesitation or laughter; None without words."""
    words = [word for topic in topics for word in topic[:N_WORDS]]
    return sum(map(is_listening, words)) / len(words) if words else None
