"""tokens, segments -> where words occur, with the words around them: keyword in context."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.language.words import SEPARABLE_PARTICLES
from pipeline.stages.patterns import split_verb

SHORTEST_PART = 4
"""Letters of a word that is also sought inside others: a shorter one stands inside too many."""

COLUMNS = "segment_id session_id participant_id role stakeholder_group left word right lemma".split()
_MOST_BETWEEN = 10
_SENTENCE_ENDS = frozenset(".?!…")

Flags = npt.NDArray[np.bool_]


def find_in_context(tokens: pd.DataFrame, segments: pd.DataFrame, wanted: str, *, around: int = 60) -> pd.DataFrame:
    """One row per place where `wanted` occurs, in the order of the tokens; COLUMNS, with `around` characters each side.

    A word is found in all its forms (by lemma, whatever its accents and capitals), and from four letters on inside
    compounds too; `*` stands for any part of a word; a separable verb is found split as well (*terugbellen*: *belt hem
    terug*). Several words are sought one right after the other. Raises ValueError where nothing is asked.
    """
    words = folded(wanted).split()
    if not any(word.strip("*") for word in words):
        raise ValueError("There is no word to look for.")
    talk = tokens.reset_index(drop=True)
    texts, lemmas = _folded(talk.text), _folded(talk.lemma)
    fits = [_fits(word, texts, lemmas) for word in words]
    ids = talk.segment_id.to_numpy()
    places = [(at, at + len(words) - 1) for at in _in_a_row(fits, ids)]
    if len(words) == 1 and (split := split_verb(words[0])) and split[0] in SEPARABLE_PARTICLES:
        is_verb = _fits(split[1], texts, lemmas, inside=False) & talk.pos.isin(["VERB", "AUX"]).to_numpy()
        places += _split(is_verb, split[0], texts=texts.tolist(), ids=ids)
    return _in_context(talk, segments, sorted(set(places)), around=around)


def count_by_group(found: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Per group of participants how often it was found; those who said it most, for their number of words, first.

    Columns stakeholder_group, n, n_segments, n_participants, n_sessions, per_1000 (words that the group said).
    Moderators and listeners are not among them.
    """
    said = segments[segments.role == "deelnemer"].groupby("stakeholder_group").n_words.sum()
    hits = found[found.role == "deelnemer"]
    counted = hits.groupby("stakeholder_group").agg(
        n=("word", "size"),
        n_segments=("segment_id", "nunique"),
        n_participants=("participant_id", "nunique"),
        n_sessions=("session_id", "nunique"),
    )
    counted["per_1000"] = 1000 * counted.n / said.reindex(counted.index).clip(lower=1)
    return counted.sort_values(["per_1000", "n"], ascending=False).reset_index()


def folded(text: str) -> str:
    """A text without capitals and accents."""
    spelled = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in spelled if not unicodedata.combining(letter)).casefold()


def _folded(column: pd.Series) -> pd.Series:
    # Most words are repeats.
    return column.map({text: folded(text) for text in column.unique()})


def _fits(word: str, texts: pd.Series, lemmas: pd.Series, *, inside: bool = True) -> Flags:
    """Which tokens are a form of the word, or hold it; with `*` those that it stands for, as said or as lemma."""
    if "*" in word:
        pattern = re.compile(".*".join(map(re.escape, word.split("*"))))
        known = {text for text in {*texts.unique(), *lemmas.unique()} if pattern.fullmatch(text)}
        return np.asarray(texts.isin(known) | lemmas.isin(known), dtype=bool)
    forms = {*lemmas[texts == word], word}
    is_form = lemmas.isin(forms) | (texts == word)
    if inside and len(word) >= SHORTEST_PART:
        is_form |= lemmas.isin([lemma for lemma in lemmas.unique() if word in lemma])
    return np.asarray(is_form, dtype=bool)


def _in_a_row(fits: list[Flags], ids: npt.NDArray[Any]) -> Iterator[int]:
    """Where the first of words stands that follow each other inside one segment."""
    last = len(fits) - 1
    for at in np.flatnonzero(fits[0][: len(ids) - last]):
        if ids[at] == ids[at + last] and all(flags[at + step] for step, flags in enumerate(fits)):
            yield int(at)


def _split(is_verb: Flags, particle: str, *, texts: list[str], ids: npt.NDArray[Any]) -> list[tuple[int, int]]:
    """From a verb to its particle behind it, in the same sentence."""
    found = []
    for at in map(int, np.flatnonzero(is_verb)):
        for place in range(at + 1, min(at + 2 + _MOST_BETWEEN, len(texts))):
            if ids[place] != ids[at] or texts[place] in _SENTENCE_ENDS:
                break
            if texts[place] == particle:
                found.append((at, place))
                break
    return found


def _in_context(
    talk: pd.DataFrame, segments: pd.DataFrame, places: Collection[tuple[int, int]], *, around: int
) -> pd.DataFrame:
    firsts, lasts = talk.iloc[[first for first, _ in places]], talk.iloc[[last for _, last in places]]
    ends = lasts.start_char.to_numpy() + lasts.text.str.len().to_numpy()
    found = firsts[["segment_id", "start_char", "lemma"]].reset_index(drop=True).assign(end_char=ends)
    found = found.merge(segments[[*COLUMNS[:5], "text"]], on="segment_id", how="left")
    cut = list(zip(found.text, found.start_char, found.end_char, strict=True))
    found["left"] = pd.Series([text[max(0, start - around) : start] for text, start, _ in cut], dtype=object)
    found["word"] = pd.Series([text[start:end] for text, start, end in cut], dtype=object)
    found["right"] = pd.Series([text[end : end + around] for text, _, end in cut], dtype=object)
    return found[COLUMNS]
