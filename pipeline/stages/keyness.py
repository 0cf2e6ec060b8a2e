"""tokens, segments, participants -> the words that set one group (or session) apart from the others: keyness."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import xlogy

COLUMNS = "lemma n n_other per_1000 per_1000_other log_likelihood log_ratio n_participants n_sessions".split()
FEWEST = 5
"""Times that both sides together must have said a word: of fewer no frequency can be compared."""

_CONTENT = ("NOUN", "VERB", "ADJ", "ADV", "PROPN")
_WORD = r"[^\W\d_][\w'’-]*"
_ABSENT = 0.5


def compare_words(
    tokens: pd.DataFrame,
    segments: pd.DataFrame,
    value: str,
    *,
    persons: pd.Series,
    by: str = "stakeholder_group",
    against: str | None = None,
) -> pd.DataFrame:
    """The content words of participants of whom `by` is `value`, beside those of `against` (None: all the others).

    One row per lemma that both together said at least five times; those said more often than elsewhere first, by
    log_likelihood. Columns COLUMNS: `n` and per 1,000 words for both; `log_likelihood` is G2 of Dunning (1993) in the
    form of Rayson & Garside (2000), above 3.84 rarer than one in twenty by chance alone, were words said independently,
    which they are not: it orders, it does not test. `log_ratio` (Hardie 2014) is the effect size: each step of 1 is
    twice as often, and a word that one side never said counts there as half a time. n_participants and n_sessions who
    said it: one talkative person is not a group. `persons` is who each participant_id is. Raises ValueError where a
    side said nothing.
    """
    heard = segments.loc[segments.role == "deelnemer", ["segment_id", "session_id", "participant_id", by]]
    side = heard[by].astype("object")
    is_ours = side == value
    is_other = side == against if against is not None else side.notna() & ~is_ours
    heard = heard.assign(is_ours=is_ours)[is_ours | is_other]
    said = tokens[(tokens.pos != "PUNCT") & tokens.text.str.fullmatch(_WORD)].merge(heard, on="segment_id")
    total, total_other = int(said.is_ours.sum()), int((~said.is_ours).sum())
    if not total or not total_other:
        raise ValueError(f"There are no words of '{value if not total else against or 'others'}'.")
    said = said[said.pos.isin(_CONTENT) & ~said.is_stop]
    said = said.assign(
        lemma=said.lemma.str.lower(), person=said.participant_id.map(persons).fillna(said.participant_id)
    )
    ours = (
        said[said.is_ours]
        .groupby("lemma")
        .agg(n=("person", "size"), n_participants=("person", "nunique"), n_sessions=("session_id", "nunique"))
    )
    counted = ours.join(said[~said.is_ours].groupby("lemma").size().rename("n_other"), how="outer").fillna(0)
    counted = counted.astype(int)
    counted = counted[counted.n + counted.n_other >= FEWEST]
    counted = counted.assign(
        per_1000=1000 * counted.n / total,
        per_1000_other=1000 * counted.n_other / total_other,
        log_likelihood=log_likelihood(counted.n, counted.n_other, total, total_other),
        log_ratio=_log_ratio(counted.n, counted.n_other, total, total_other),
    )
    counted = counted.assign(is_less=counted.log_ratio < 0).reset_index()
    order = ["is_less", "log_likelihood", "lemma"]
    return counted.sort_values(order, ascending=[True, False, True], ignore_index=True)[COLUMNS]


def log_likelihood(n: pd.Series, n_other: pd.Series, total: int, total_other: int) -> pd.Series:
    """G2 of words said `n` times in `total` words and `n_other` times in `total_other` (Rayson & Garside 2000)."""
    share = (n + n_other) / (total + total_other)
    found: pd.Series = 2 * (xlogy(n, n / (total * share)) + xlogy(n_other, n_other / (total_other * share)))
    return found


def _log_ratio(n: pd.Series, n_other: pd.Series, total: int, total_other: int) -> pd.Series:
    ours, theirs = n.where(n > 0, _ABSENT) / total, n_other.where(n_other > 0, _ABSENT) / total_other
    return pd.Series(np.log2((ours / theirs).to_numpy()), index=n.index)
