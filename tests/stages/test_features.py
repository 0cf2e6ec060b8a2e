from __future__ import annotations

import numpy as np
import pytest

from pipeline.stages.features import letter_matrix, make_features, word_matrix, words_of
from tests.builders import segment, table

SAID = {"A-1-1": "de stagebegeleider belt niet", "A-2-1": "een begeleider belt", "B-1-1": "geld"}


def tokens(said: dict[str, str] = SAID):
    rows = [
        {"segment_id": name, "token": at, "start_char": 0, "text": word, "lemma": word, "pos": "X"}
        | {"is_stop": word in ("de", "een", "niet")}
        for name, text in said.items()
        for at, word in enumerate(text.split())
    ]
    return table("tokens", *rows)


def test_rows_are_the_segments_with_a_vector_in_their_order():
    segments = table("segments", *map(segment, SAID))
    vectors = [{"segment_id": name, "vector": [0.0], "vector_in_context": [v, 1.0]} for name, v in
               (("B-1-1", 2.0), ("A-1-1", -2.0))]  # fmt: skip
    features = make_features(segments, tokens(), table("vectors", *vectors))
    assert features.segment_ids == ["B-1-1", "A-1-1"]
    assert features.sessions.tolist() == ["B", "A"]
    assert features.meaning.tolist() == [[1, 0], [-1, 0]]
    assert features.words.shape[0] == 2


def test_without_a_segment_there_are_no_rows():
    features = make_features(table("segments"), table("tokens"), table("vectors"))
    assert (len(features.segment_ids), features.words.shape[0], len(features.meaning)) == (0, 0, 0)


def test_a_compound_is_like_its_head():
    words = words_of(tokens({"A": "de stagebegeleider", "B": "een begeleider", "C": "het geld"}), ["A", "B", "C"])
    likeness = (words @ words.T).toarray()
    assert likeness[0, 1] > 3 * likeness[0, 2]


def test_stop_words_count_as_words_but_not_by_their_letters():
    words = words_of(tokens({"A": "niet", "B": "niet"}), ["A", "B"])
    assert words.shape[1] == 1
    assert words.toarray() == pytest.approx(np.array([[0.5], [0.5]]))


@pytest.mark.parametrize("matrix", [word_matrix, letter_matrix])
@pytest.mark.parametrize("texts", [[], [""], ["geen", "bus"], ["", ""]])
def test_texts_that_share_nothing_have_no_columns(matrix, texts):
    assert matrix(texts).shape == (len(texts), 0)


def test_a_segment_without_words_is_a_row_of_zeros():
    words = words_of(tokens({"A": "bus rijdt", "B": "bus rijdt"}), ["A", "B", "C"])
    assert words.shape[0] == 3
    assert words[2].nnz == 0
