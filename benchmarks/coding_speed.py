"""How long coding takes on a corpus of the size of one study, and its patterns beside spaCy's Matcher alone."""

from __future__ import annotations

import csv
import random
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from benchmarks.measure import ROOT, SHARED

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.codebook import Codebook

N_SEGMENTS, N_CODES, N_PATTERNS = 12_000, 60, 400
_WORDS_PER_PIECE, _BACKCHANNEL = 40, 3
_DIMENSIONS, _SHARE_OF_YES, _SESSIONS, _SEED = 384, 0.02, 34, 2026


def coding_speed(folder: Path) -> dict[str, Any]:
    """Seconds that 60 codes with 400 patterns take on 12,000 segments with stored tokens and vectors.

    The talk is that of ifadv (dialogues) and handelingen (parliament, cut at 40 words) where the shared data are
    there, with the example corpus; all of it shuffled by a fixed seed and repeated to 12,000 segments. The codebook
    is that of the example, filled up with frequent nouns of the talk, every other one with a `*` before it. Vectors,
    and what people judged, are drawn at random with a fixed seed: they cost the same time as real ones. `folder`
    stays unused.
    """
    from pipeline.language.nlp import load_nlp
    from pipeline.stages.matching import match_patterns

    nlp = load_nlp(None)
    segments, tokens = talk()
    book = codebook(tokens)
    codes = list(book.codes.values())
    seconds = {}
    start = time.perf_counter()
    matches = match_patterns(tokens, codes, nlp=nlp)
    seconds["match_patterns_first_s"] = time.perf_counter() - start
    start = time.perf_counter()
    match_patterns(tokens, codes, nlp=nlp)
    seconds["match_patterns_again_s"] = time.perf_counter() - start
    tables = {"segments": segments, "tokens": tokens, "vectors": _vectors(segments)}
    seconds["coding_s"] = _coding(tables, book, nlp=nlp, is_judged=False)
    seconds["coding_with_learning_s"] = _coding(tables, book, nlp=nlp, is_judged=True)
    seconds |= _spacy_alone(tokens, [p for code in codes for p in code.patronen])
    return {
        "segments": len(segments),
        "tokens": len(tokens),
        "codes": len(codes),
        "patterns": sum(len(code.patronen) for code in codes),
        "matches": len(matches),
        **seconds,
    }


def _vectors(segments: pd.DataFrame) -> pd.DataFrame:
    drawn = np.random.default_rng(_SEED).normal(size=(len(segments), _DIMENSIONS)).astype(np.float32)
    return pd.DataFrame({"segment_id": segments.segment_id, "vector_in_context": list(drawn)})


def _coding(tables: dict[str, pd.DataFrame], book: Codebook, *, nlp: Language, is_judged: bool) -> float:
    """Seconds from tables to proposals and decisions; where `is_judged`, people judged every segment for every code."""
    from pipeline.settings import Coding
    from pipeline.stages.deciding import decide
    from pipeline.stages.features import make_features
    from pipeline.stages.judged import Judged
    from pipeline.stages.proposing import Means, propose_codes

    rng = np.random.default_rng(_SEED)
    ids, codes = tables["segments"].segment_id.tolist(), list(book.codes)
    verdicts = np.full((len(ids), len(codes)), -1, dtype=np.int8)
    if is_judged:
        verdicts[:] = rng.random(verdicts.shape) < _SHARE_OF_YES
    nobody = np.zeros(verdicts.shape, dtype=bool)
    judged = Judged(ids, codes, verdicts, nobody, nobody)
    texts = {text: rng.normal(size=_DIMENSIONS) for text in _texts_of(book)}
    settings = Coding()
    start = time.perf_counter()
    features = make_features(**tables)
    means = Means(nlp, texts.__getitem__, settings, _SEED)
    found = propose_codes(tables, features, judged, book=book, means=means)
    decide(found.codings, judged, book=book, settings=settings)
    return time.perf_counter() - start


def talk() -> tuple[pd.DataFrame, pd.DataFrame]:
    """12,000 segments and their tokens."""
    from pipeline.language.nlp import load_nlp
    from pipeline.stages.tokens import annotate_segments

    texts = sorted({text for text in _texts() if text.strip()})
    random.Random(2026).shuffle(texts)
    once = pd.DataFrame({"segment_id": [f"T-{i:05}" for i in range(len(texts))], "text": texts})
    annotated = annotate_segments(once.head(N_SEGMENTS), nlp=load_nlp(None))
    tokens = [annotated]
    segments = [once.head(N_SEGMENTS)]
    while (n := sum(map(len, segments))) < N_SEGMENTS:
        again = once.head(N_SEGMENTS - n)
        copy = annotated[annotated.segment_id.isin(set(again.segment_id))]
        segments.append(again.assign(segment_id=again.segment_id + f"-{len(segments)}"))
        tokens.append(copy.assign(segment_id=copy.segment_id + f"-{len(tokens)}"))
    all_segments = pd.concat(segments, ignore_index=True).assign(is_codable=True)
    all_segments["session_id"] = [f"S{at % _SESSIONS:02}" for at in range(len(all_segments))]
    return all_segments, pd.concat(tokens, ignore_index=True)


def codebook(tokens: pd.DataFrame) -> Codebook:
    """60 codes with 400 patterns: the example's own, and frequent nouns of the talk."""
    from pipeline.codebook import Code, Codebook, Theme, read_codebook

    codes = list(read_codebook(ROOT / "config" / "codebook.yaml").codes.values())[:N_CODES]
    codes = [code.model_copy(update={"codes": []}) for code in codes]
    missing = max(0, N_PATTERNS - sum(len(code.patronen) for code in codes))
    nouns = tokens[(tokens.pos == "NOUN") & tokens.lemma.str.fullmatch(r"[a-z]{4,}")].lemma.value_counts()
    words = sorted(nouns.index, key=lambda word: (-nouns[word], word))[:missing]
    patterns = [f"*{word}" if i % 2 else word for i, word in enumerate(words)]
    n_extra = N_CODES - len(codes)
    for i in range(n_extra):
        code = Code(id=f"extra-{i}", naam=f"extra {i}", definitie="extra", patronen=patterns[i::n_extra])
        codes.append(code)
    return Codebook(titel="snelheid", themas=[Theme(id="alles", naam="alles", codes=codes)])


def _texts_of(book: Codebook) -> list[str]:
    from pipeline.stages.meaning import texts_of

    return sorted({t for code in texts_of(list(book.codes.values())) for t in (*code.positive, *code.negative)})


def _texts() -> Iterable[str]:
    for path in sorted((ROOT / "data" / "raw" / "voorbeeld" / "transcripten").glob("*.txt")):
        yield from _pieces(re.sub(r"^\S+:\s*", "", line) for line in path.read_text(encoding="utf-8").splitlines())
    if SHARED.is_dir():
        for name, column in (("ifadv", "utterance"), ("handelingen", "text")):
            with (SHARED / name / "turns.csv").open(encoding="utf-8", newline="") as file:
                yield from _pieces(row[column] for row in csv.DictReader(file))


def _pieces(texts: Iterable[str]) -> Iterable[str]:
    """Texts cut to the size of a segment; back-channels carry no codes."""
    for text in texts:
        words = text.split() if len(text.split()) > _BACKCHANNEL else []
        yield from (" ".join(words[i : i + _WORDS_PER_PIECE]) for i in range(0, len(words), _WORDS_PER_PIECE))


def _spacy_alone(tokens: pd.DataFrame, patterns: list[str]) -> dict[str, float]:
    """spaCy's Matcher on all segments: every word of a pattern by its lemma, or by a regular expression for `*`."""
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    from pipeline.language.nlp import load_nlp

    nlp = load_nlp(None)
    start = time.perf_counter()
    documents = [
        Doc(nlp.vocab, words=group.text.tolist(), lemmas=group.lemma.tolist(), pos=group.pos.tolist())
        for _, group in tokens.groupby("segment_id", sort=False)
    ]
    built = time.perf_counter()
    matcher = Matcher(nlp.vocab)
    for number, pattern in enumerate(patterns):
        lemmas = {word: nlp(word.replace("*", ""))[0].lemma_ for word in pattern.split()}
        words = [_alone(word, lemma) for word, lemma in lemmas.items()]
        matcher.add(str(number), [words])
    compiled = time.perf_counter()
    for document in documents:
        matcher(document)
    return {"spacy_documents_s": built - start, "spacy_matcher_alone_s": time.perf_counter() - compiled}


def _alone(word: str, lemma: str) -> dict[str, Any]:
    return {"LOWER": {"REGEX": "^" + re.escape(word).replace(r"\*", ".*") + "$"}} if "*" in word else {"LEMMA": lemma}
