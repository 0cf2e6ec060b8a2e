"""topics that the codebook does not cover -> codes that a person may put into it (as YAML: codebook_suggestions.py).

The machine knows words and segments, and not what they mean: the definition is left to a person. Examples are whole
sentences, verbatim and masked, in a form that the codebook reads as what was said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from pipeline.language.lemmas import noun_lemma
from pipeline.language.spelling import fold, without_diminutive
from pipeline.language.words import is_remark
from pipeline.stages.topic_gap import uncovered

DEFINITION = "Nog te schrijven: een mens leest de voorbeelden en zegt wat hieronder valt, en wat niet."
READS = ("topics", "topic_coverage", "topic_words", "topic_examples", "segments", "participants")
"""The tables that suggestions are made of."""

_MOST_PATTERNS = 6
_LONGEST = 45
"""Words that an example is cut to, at the end of a sentence."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_UNREADABLE = re.compile(r"->|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
"""What an example cannot hold: `->` leads to a code, and YAML has no place for other signs."""
_PATTERN = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*(?: [^\W\d_]+(?:-[^\W\d_]+)*)*")


@dataclass(frozen=True)
class Suggestion:
    """A topic that the book does not cover, as a code for it: what a codebook holds of a code, by its keys.

    `n_left_out` are typical segments that cannot be an example: nobody may quote them, or the book cannot hold them.
    """

    topic: Mapping[str, Any]
    code: Mapping[str, str | list[str]]
    n_left_out: int


def suggest_codes(
    tables: Mapping[str, pd.DataFrame], *, taken: Collection[str], patterns: Collection[str]
) -> list[Suggestion]:
    """A code for each reported topic that the book does not cover, most people first.

    `taken` are the ids and names, and `patterns` the search patterns, of the book: no code gets one of these, and no
    word is a pattern of two codes, for then it points at neither. People who are not to be quoted give no example.
    """
    found = uncovered(tables["topics"], tables["topic_coverage"])
    used, known = {name.lower() for name in taken}, [_forms(pattern) for pattern in patterns]
    quotable = tables["participants"].set_index("participant_id").quotable
    suggestions = []
    for topic in found.to_dict("records"):
        number = topic["topic_id"]
        segments = _examples_of(topic["topic_id"], tables)
        texts = [_example(text) for text in segments.text[segments.participant_id.map(quotable) != "nee"]]
        examples = list(dict.fromkeys(filter(None, texts)))
        code = _names(str(topic["label"]), number, used) | {
            "definitie": DEFINITION,
            "voorbeelden": examples,
            "patronen": list(_patterns(_words_of(topic["topic_id"], tables["topic_words"]), known)),
            "machine": "voorstel",
            "herkomst": f"uit het materiaal (onderwerp {number})",
            "status": "concept",
        }
        suggestions.append(Suggestion(topic, code, len(segments) - len(examples)))  # type: ignore[arg-type]
    return suggestions


def _examples_of(topic: int, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The typical segments of a topic, the most typical first."""
    ranked = tables["topic_examples"]
    ranked = ranked[ranked.topic_id == topic].sort_values("rank")
    return ranked.merge(tables["segments"][["segment_id", "participant_id", "text"]], on="segment_id")


def _words_of(topic: int, topic_words: pd.DataFrame) -> list[str]:
    """The words that set a topic apart most: one that says more of another topic is left to that."""
    best = topic_words.sort_values(["weight", "topic_id"], ascending=[False, True]).drop_duplicates("word")
    return list(best[best.topic_id == topic].sort_values("rank").word)


def _names(label: str, number: int, used: set[str]) -> dict[str, str]:
    """An id and a name that nothing in the book has; both are added to `used`."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    identifier = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or f"onderwerp_{number}"
    name = " ".join(_UNREADABLE.sub(" ", label).split()) or f"Onderwerp {number}"
    name = f"{name[:1].upper()}{name[1:]}"
    name = name if name.lower() not in used else f"{name} (onderwerp {number})"
    found = {"id": free_id(identifier, used), "naam": name}
    used |= {found["id"], name.lower()}
    return found


def free_id(identifier: str, used: Collection[str]) -> str:
    """An id with a number behind it where it is taken."""
    number, found = 1, identifier
    while found in used:
        number += 1
        found = f"{identifier}_{number}"
    return found


def _example(text: str) -> str:
    """A stretch of whole sentences of a segment that a codebook reads as what was said; empty where there is none.

    A sentence that opens with a bracket would be read as the question before it, and one with a dash as an item.
    """
    sentences = _SENTENCE_END.split(" ".join(text.split()))
    chosen: list[str] = []
    for sentence in sentences:
        opening = sentence.lstrip("-–—•* ") if not chosen else sentence
        is_readable = opening and not _UNREADABLE.search(sentence) and not (opening[0] == "[" and not chosen)
        n_words = len(" ".join([*chosen, opening]).split())
        if chosen and (not is_readable or n_words > _LONGEST):
            break
        if is_readable and re.search(r"\w", opening):
            chosen.append(opening)
    return " ".join(chosen).strip()


def _patterns(words: Sequence[str], known: list[frozenset[str]]) -> Iterator[str]:
    """Words that the book has no pattern for, in any form; each is added to `known`."""
    n = 0
    for word in words:
        forms = _forms(word)
        is_plain = _PATTERN.fullmatch(word) and not any(map(is_remark, word.split()))
        if is_plain and n < _MOST_PATTERNS and not any(_is_found(forms, other) for other in known):
            known.append(forms)
            n += 1
            yield word


def _forms(pattern: str) -> frozenset[str]:
    """A pattern as it may be compared without models: in one word, as it stands and without its endings.

    A lexicon gives *werkgever* for *werkgevers*, but *werkgeefster* for *werkgever*: no one form will do.
    """
    words = pattern.lower().split()
    lemmas = [noun_lemma(word, word) for word in words]
    return frozenset("".join(map(fold, forms)) for forms in (words, lemmas, map(without_diminutive, lemmas)))


def _is_found(new: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a pattern of the book finds a new one, be it by its `*`."""
    shapes = [form.replace("[", "[[]") for form in other]
    return any(fnmatchcase(form, shape) for form in new for shape in shapes)
