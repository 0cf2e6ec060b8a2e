"""segments, tokens, vectors -> what a classifier sees of each codable segment: its meaning and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix, hstack

from pipeline.stages.meaning import Matrix, centre

Sessions = npt.NDArray[np.object_]

_SHARE_OF_LETTERS = 0.75
"""How much of the likeness in words is that of their parts. Chosen on dekamer and SIB-200: docs/method.md."""


@dataclass(frozen=True)
class Features:
    """The codable segments that have a vector, in the order of `vectors`: one row of each array is one segment.

    `meaning` holds the centred vectors with the question as context; `words` tf-idf of lemmas, pairs of lemmas and
    the parts of lemmas. Rows have length one at most.
    """

    segment_ids: list[str]
    sessions: Sessions
    meaning: Matrix
    words: csr_matrix


def make_features(segments: pd.DataFrame, tokens: pd.DataFrame, vectors: pd.DataFrame) -> Features:
    """The features of all codable segments. Without a segment the arrays have no rows."""
    ids = vectors.segment_id.tolist()
    session_of = dict(zip(segments.segment_id, segments.session_id, strict=True))
    sessions = np.array([session_of[name] for name in ids], dtype=object)
    matrix = np.stack(vectors.vector_in_context.to_list()).astype(float) if ids else np.zeros((0, 0))
    return Features(ids, sessions, centre(matrix) if ids else matrix, words_of(tokens, ids))


def words_of(tokens: pd.DataFrame, segment_ids: list[str]) -> csr_matrix:
    """Lemmas and pairs of lemmas, stop words included, beside the parts of content words; rows of length one at most.

    Parts of three to five letters see that a *stagebegeleider* is a *begeleider*: Dutch writes compounds as one word.
    """
    whole = word_matrix(lemma_texts(tokens, segment_ids))
    parts = letter_matrix(lemma_texts(tokens[~tokens.is_stop.astype(bool)], segment_ids))
    return hstack([whole * (1 - _SHARE_OF_LETTERS) ** 0.5, parts * _SHARE_OF_LETTERS**0.5], format="csr")


def lemma_texts(tokens: pd.DataFrame, segment_ids: list[str]) -> list[str]:
    """For each segment its lemmas, joined by spaces; stop words stay, since *niet* and *geen* tell codes apart."""
    spoken = tokens[tokens.pos != "PUNCT"]
    joined = spoken.lemma.str.lower().str.replace(" ", "_").groupby(spoken.segment_id, sort=False).agg(" ".join)
    return joined.reindex(segment_ids).fillna("").tolist()


def word_matrix(texts: list[str]) -> csr_matrix:
    """Tf-idf of single lemmas and pairs that occur in two texts or more, with sublinear counts; rows of length one."""
    return _tf_idf(texts, ngram_range=(1, 2), token_pattern=r"\S+")


def letter_matrix(texts: list[str]) -> csr_matrix:
    """Tf-idf of the three to five letters in a row, inside words, that occur in two texts or more."""
    return _tf_idf(texts, ngram_range=(3, 5), analyzer="char_wb")


def _tf_idf(texts: list[str], **how: Any) -> csr_matrix:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(min_df=2, sublinear_tf=True, lowercase=False, dtype=np.float64, **how)
    try:
        return vectorizer.fit_transform(texts)
    except ValueError:
        # No word occurs in two texts.
        return csr_matrix((len(texts), 0))
