"""How well codes are found by meaning alone, from what a codebook says: definitions only, and with ten examples a code.

SIB-200 and dekamer are edited writing, and every text has one code: talk is harder. The method was chosen on dekamer,
so its figures flatter; SIB-200 only measures. Its definitions were written on the names of the topics alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benchmarks.measure import ROOT, SHARED

if TYPE_CHECKING:
    from pipeline.codebook import Code

CASES = ROOT / "benchmarks" / "cases"
_DRAWS, _EXAMPLES = 10, 10
_LEAST = 20
"""Texts that a theme of dekamer needs to be measured."""

_WORDS = 60
"""A segment holds so many words at most; of a question of dekamer the first are taken."""

Labels = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Texts = list[tuple[str, str]]


def meaning_quality() -> dict[str, Any]:
    """Per set macro-F1 with definitions only, and accuracy with ten examples a code (mean and deviation of ten draws).

    `nearest` is the simple baseline: the code whose definition, or whose mean of examples and definition, is nearest
    to the centred vector. `book` is what the pipeline makes of the codebook alone, `self_trained` in the end.
    """
    if not (SHARED / "sib200_nl").is_dir():
        return {"skipped": "../shared/data is absent"}
    results: dict[str, Any] = {}
    for name, (texts, n_drawn) in {"sib200": _sib200(), "dekamer": _dekamer()}.items():
        results[name] = _measured(texts, _codes(CASES / f"{name}_codes.yaml"), n_drawn=n_drawn)
    results["note"] = "edited writing, one code a text; chosen on dekamer, measured on sib200"
    for name in ("sib200", "dekamer"):
        print(f"\n{name}: {results['note']}")
        for way, row in results[name].items():
            print(f"{way:14}" + "".join(f"{column:>22} {value}" for column, value in row.items()))
    return results


def _sib200() -> tuple[Texts, int]:
    """Texts with their code, and of how many, from the first on, examples may be drawn: those of train."""
    rows: dict[str, Texts] = {}
    for part in ("train", "dev"):
        with (SHARED / "sib200_nl" / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
            read = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows[part] = [(row["text"], row["category"].replace("/", "-")) for row in read]
    return rows["train"] + rows["dev"], len(rows["train"])


def _dekamer() -> tuple[Texts, int]:
    """The first words of every question whose main theme has twenty or more."""
    with (SHARED / "dekamer" / "questions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    n = Counter(row["question_theme_main"] for row in rows if row["question_theme_main"])
    texts = [
        (" ".join(row["question"].split()[:_WORDS]), row["question_theme_main"].lower().replace(" ", "-"))
        for row in rows
        if n[row["question_theme_main"]] >= _LEAST
    ]
    return texts, len(texts)


def _codes(path: Path) -> list[Code]:
    from pipeline.codebook import read_codebook

    return list(read_codebook(path).codes.values())


def _measured(labelled: Texts, codes: Sequence[Code], *, n_drawn: int) -> dict[str, dict[str, float | int]]:
    from sklearn.metrics import f1_score

    from pipeline.language.sentence_model import embed

    texts, ids = [text for text, _ in labelled], [code.id for code in codes]
    label = np.array([ids.index(name) for _, name in labelled])
    vectors, lemmas = embed(texts, model=None).astype(float), _lemmas(texts)
    found: dict[str, dict[str, float | int]] = {}
    vector_of = _vector_of(codes, known=dict(zip(texts, vectors, strict=True)))
    for way, scores in _scored(vectors, lemmas, codes=codes, vector_of=vector_of).items():
        f1 = f1_score(label, scores.argmax(axis=1), average="macro")
        found[way] = {"n": len(texts), "definitions_macro_f1": round(float(f1), 3)}
    accuracy: dict[str, list[float]] = {way: [] for way in found}
    for draw in range(_DRAWS):
        chosen = _draw(label[:n_drawn], n_codes=len(codes), seed=draw)
        rest = np.setdiff1d(np.arange(len(texts)), chosen)
        taught = [
            code.model_copy(update={"voorbeelden": [texts[i] for i in chosen if label[i] == column]})
            for column, code in enumerate(codes)
        ]
        scored = _scored(vectors[rest], [lemmas[i] for i in rest], codes=taught, vector_of=vector_of)
        for way, scores in scored.items():
            accuracy[way].append(float((scores.argmax(axis=1) == label[rest]).mean()))
    for way, values in accuracy.items():
        found[way] |= {"ten_accuracy": round(float(np.mean(values)), 3), "ten_sd": round(float(np.std(values)), 3)}
    return found


def _lemmas(texts: Sequence[str]) -> list[str]:
    import pandas as pd

    from pipeline.language.nlp import load_nlp
    from pipeline.stages.features import lemma_texts
    from pipeline.stages.tokens import annotate_segments

    ids = [str(number) for number in range(len(texts))]
    segments = pd.DataFrame({"segment_id": ids, "text": texts})
    return lemma_texts(annotate_segments(segments, nlp=load_nlp(None)), ids)


def _vector_of(codes: Sequence[Code], *, known: dict[str, Scores]) -> Callable[[str], Scores]:
    from pipeline.language.sentence_model import embed
    from pipeline.stages.meaning import texts_of

    book = sorted({text for code in texts_of(codes) for text in code.positive})
    return (known | dict(zip(book, embed(book, model=None).astype(float), strict=True))).__getitem__


def _scored(
    vectors: Scores, lemmas: list[str], *, codes: Sequence[Code], vector_of: Callable[[str], Scores]
) -> dict[str, Scores]:
    """Texts x codes for each way to score; the corpus is what is scored, as in a study."""
    from pipeline.stages.features import word_matrix
    from pipeline.stages.meaning import centre, similarity, texts_of
    from pipeline.stages.self_training import refine

    plain = [[f"{code.naam}. {code.definitie}", *code.voorbeelden] for code in codes]
    middles = np.stack([np.mean([vector_of(text) for text in texts], axis=0) for texts in plain])
    book = similarity(vectors, texts_of(codes), vector_of=vector_of)
    near = centre(vectors)
    return {"nearest": near @ centre(middles).T, "book": book, "self_trained": refine(book, near, word_matrix(lemmas))}


def _draw(label: Labels, *, n_codes: int, seed: int) -> Labels:
    """Ten rows of every code."""
    random = np.random.default_rng(seed)
    rows = [random.choice(np.flatnonzero(label == column), _EXAMPLES, replace=False) for column in range(n_codes)]
    return np.concatenate(rows)
