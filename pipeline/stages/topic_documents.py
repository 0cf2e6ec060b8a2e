"""segments, tokens, vectors -> what is modelled: which segments take part in the topics, and in which order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.settings import Topics as Settings
from pipeline.stages.features import lemma_texts
from pipeline.stages.meaning import Matrix

_CONTENT = ("NOUN", "VERB", "ADJ", "PROPN")
_ROLES = ("deelnemer", "toehoorder")


@dataclass(frozen=True)
class Documents:
    """Segments in canonical order, one row of `vectors` and one text of content lemmas each.

    `segments` has segment_id, session_id, participant_id, stakeholder_group, n_words and `copy_of`: the row of the
    first segment with the same vector and the same words.
    """

    segments: pd.DataFrame
    vectors: Matrix
    lemmas: list[str]

    def __len__(self) -> int:
        return len(self.segments)

    def take(self, rows: npt.NDArray[np.int64]) -> Documents:
        """The documents of these rows."""
        return Documents(
            self.segments.iloc[rows].reset_index(drop=True), self.vectors[rows], [self.lemmas[row] for row in rows]
        )


def make_documents(
    segments: pd.DataFrame, tokens: pd.DataFrame, vectors: pd.DataFrame, *, terms: pd.DataFrame, seed: int
) -> Documents:
    """The codable segments of participants and listeners that hold a word that a topic could have (`terms`).

    They stand in the order of a hash of their content: another order of the sessions, or other names for them, change
    nothing in what is made of them. What holds no such word, as *ja* and *hm*, says nothing of a topic.
    """
    spoken = segments[segments.role.isin(_ROLES) & segments.is_codable & segments.segment_id.isin(terms.segment_id)]
    known = spoken.merge(vectors[["segment_id", "vector"]], on="segment_id").sort_values("segment_id")
    content = tokens[tokens.pos.isin(_CONTENT) & ~tokens.is_stop & (tokens.lemma.str.len() > 2)]
    lemmas = lemma_texts(content, known.segment_id.tolist())
    matrix = np.stack(known.vector.to_list()).astype(float) if len(known) else np.zeros((0, 0))
    digests = [_digest(row, text, seed) for row, text in zip(matrix, lemmas, strict=True)]
    order = np.argsort(np.array(digests, dtype=object), kind="stable").astype(np.int64)
    columns = ["segment_id", "session_id", "participant_id", "stakeholder_group", "n_words"]
    ordered = known[columns].iloc[order].assign(digest=[digests[at] for at in order]).reset_index(drop=True)
    copy_of = pd.Series(range(len(ordered))).groupby(ordered.digest).transform("min")
    ordered = ordered.drop(columns="digest").assign(copy_of=copy_of)
    return Documents(ordered, matrix[order], [lemmas[at] for at in order])


def _digest(vector: Matrix, text: str, seed: int) -> str:
    return hashlib.sha256(f"{seed} {text} ".encode() + np.ascontiguousarray(vector).tobytes()).hexdigest()


def rows_to_fit(documents: Documents, *, settings: Settings) -> npt.NDArray[np.int64]:
    """The rows on which the model is made: long enough, no copies, at most `settings.fit_on`.

    Of more a sample is taken that is stratified by session and group. Rows lie in the order of a hash, so that the
    first of a stratum are a random draw.
    """
    at = documents.segments
    able = at[(at.n_words >= settings.minimum_words) & (at.copy_of == at.index)]
    stratum = able.session_id.astype(str) + "\n" + able.stakeholder_group.astype(str)
    size = able.groupby(stratum).segment_id.transform("size")
    place = (able.groupby(stratum).cumcount() + 0.5) / size
    chosen = place.sort_values(kind="stable").index[: settings.fit_on]
    return np.sort(chosen.to_numpy(dtype=np.int64))
