"""segments -> tokens: lemma and part of speech of every token."""

from __future__ import annotations

from typing import Any

import pandas as pd
from spacy.language import Language
from spacy.tokens import Token

from pipeline.frames import frame
from pipeline.language.words import is_mark, stop_words
from pipeline.tables import Tokens


def annotate_segments(segments: pd.DataFrame, *, nlp: Language) -> pd.DataFrame:
    """Tokens of all segments, in order. White space is no token; a mark is one, and a stop word."""
    stops = stop_words()
    rows: list[dict[str, Any]] = []
    for segment_id, doc in zip(segments.segment_id, nlp.pipe(segments.text), strict=True):
        kept = [token for token in doc if not token.is_space]
        rows += [
            {
                "segment_id": segment_id,
                "token": number,
                "start_char": token.idx,
                "text": token.text,
                # A spaCy model need not have a lemmatiser or a tagger.
                "lemma": token.lemma_ or token.lower_,
                "pos": token.pos_ or "X",
                "is_stop": _is_stop(token, stops),
            }
            for number, token in enumerate(kept)
        ]
    return frame(Tokens, rows)


def _is_stop(token: Token, stops: frozenset[str]) -> bool:
    return token.text.startswith("[") or is_mark(token.text) or token.lower_ in stops or token.lemma_ in stops
