"""How well codes are learned from people, held out: on two Dutch data sets that others coded, and on the example.

These texts are edited writing, not talk: expect less of a transcript. Where SIB-200 is measured, methods were chosen on
dekamer, and the other way round. A fold stands for a session: a text that occurs twice is in one fold.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix

from benchmarks.measure import ROOT, SHARED, route

N_FOLDS, N_ENOUGH, SEED = 5, 20, 2026
KINDS = ("vectoren", "woorden", "vectoren en woorden")
NOTE = "edited writing, not talk"


def learning_quality() -> dict[str, Any]:
    """SIB-200 and dekamer by the kinds of features side by side, and the example per code and per dimension."""
    results: dict[str, Any] = {"example": _example()}
    if SHARED.is_dir():
        results |= {"sib200": _sib200(), **_dekamer()}
    else:
        results["skipped"] = "../shared/data is absent"
    return results


def _sib200() -> dict[str, Any]:
    """Macro-F1 of the likeliest of seven topics, for 800 sentences."""
    rows = [
        row
        for part in ("train", "dev")
        for row in csv.DictReader(
            (SHARED / "sib200_nl" / f"{part}.tsv").open(encoding="utf-8", newline=""), delimiter="\t"
        )
    ]
    return _single([row["text"] for row in rows], [row["category"] for row in rows])


def _dekamer() -> dict[str, Any]:
    """The main theme, of themes with 20 questions or more; and all such themes of a question together."""
    with (SHARED / "dekamer" / "questions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    features = features_of([row["question"] for row in rows])
    main = [row["question_theme_main"] if row["question_theme_main"] != "NA" else "" for row in rows]
    often = {theme for theme, n in Counter(main).items() if theme and n >= N_ENOUGH}
    kept = np.array([at for at, theme in enumerate(main) if theme in often])
    themes = [set(row["question_theme"].split(",")) - {"", "NA"} for row in rows]
    return {
        "dekamer_main_theme": _by_kind(_rows_of(features, kept), [main[at] for at in kept]),
        "dekamer_all_themes": _multi(features, themes),
    }


def _single(texts: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    return _by_kind(features_of(texts), labels)


def _by_kind(features: Any, labels: Sequence[str]) -> dict[str, Any]:
    """Macro-F1 and accuracy of the likeliest code by vectors, by words, by both, and as chosen per code."""
    from sklearn.metrics import accuracy_score, f1_score

    codes = sorted(set(labels))
    truth = np.array(labels)
    found: dict[str, Any] = {"n": len(labels), "codes": len(codes), "note": NOTE}
    for kind in KINDS:
        chance, _, seconds = _learned(_only(features, kind), truth[:, None] == np.array(codes), codes)
        guess = np.array(codes)[chance.argmax(axis=1)]
        found[kind] = {
            "macro_f1": round(float(f1_score(truth, guess, average="macro")), 3),
            "accuracy": round(float(accuracy_score(truth, guess)), 3),
            "seconds": seconds,
        }
    return found


def _multi(features: Any, themes: Sequence[set[str]]) -> dict[str, Any]:
    """Micro-F1 of calibrated proposals beside the same model's raw scores cut at .5."""
    from sklearn.metrics import f1_score

    from pipeline.stages.held_out import Lessons, folds_of, held_out_scores

    codes = sorted(theme for theme, n in Counter(t for own in themes for t in own).items() if n >= N_ENOUGH)
    truth = np.array([[code in own for code in codes] for own in themes])
    chance, proposed, seconds = _learned(features, truth, codes)
    rows = np.arange(len(truth))
    lessons = Lessons(rows, truth.astype(float), folds_of(features.sessions), rows)
    raw = held_out_scores(features.meaning, features.words, lessons, shares_of_words=[0.5])[0] >= 0.5
    judged = {"raw scores at .5": raw, "chance at .5": chance >= 0.5, "calibrated proposals": proposed}
    return {
        "n": len(truth), "codes": len(codes), "note": NOTE, "seconds": seconds,
        "micro_f1": {name: round(float(f1_score(truth.ravel(), said.ravel())), 3) for name, said in judged.items()},
        "macro_f1": {name: round(float(f1_score(truth, said, average="macro")), 3) for name, said in judged.items()},
        "calibration": _calibration(chance, truth),
    }  # fmt: skip


def _calibration(chance: npt.NDArray[Any], truth: npt.NDArray[Any]) -> dict[str, list[float]]:
    """For each tenth of the stated chance: what was stated on average, how often it came out, and of how many."""
    tenth = np.minimum((chance * 10).astype(int), 9)
    rows = {}
    for number in range(10):
        here = tenth == number
        if here.any():
            rows[f"{number / 10:.1f}"] = [round(float(chance[here].mean()), 3), round(float(truth[here].mean()), 3)]
            rows[f"{number / 10:.1f}"].append(int(here.sum()))
    return rows


def features_of(texts: Sequence[str]) -> Any:
    """Features of texts as the pipeline makes them of segments; the fold, by a fixed draw, stands for the session."""
    from pipeline.language.nlp import load_nlp
    from pipeline.language.sentence_model import embed
    from pipeline.stages.features import Features, words_of
    from pipeline.stages.meaning import centre
    from pipeline.stages.tokens import annotate_segments

    ids = [f"T{number:05d}" for number in range(len(texts))]
    tokens = annotate_segments(pd.DataFrame({"segment_id": ids, "text": list(texts)}), nlp=load_nlp(None))
    which = pd.factorize(pd.Series(texts))[0]
    fold = (np.random.default_rng(SEED).permutation(int(which.max()) + 1) % N_FOLDS)[which]
    sessions = np.array([f"fold {number}" for number in fold], dtype=object)
    return Features(ids, sessions, centre(embed(texts, model=None).astype(float)), words_of(tokens, ids))


def _rows_of(features: Any, rows: npt.NDArray[Any]) -> Any:
    from pipeline.stages.meaning import centre

    ids = [features.segment_ids[at] for at in rows]
    return type(features)(ids, features.sessions[rows], centre(features.meaning[rows]), features.words[rows])


def _only(features: Any, kind: str) -> Any:
    """The features without those of the other kind."""
    if kind == "vectoren":
        return replace(features, words=csr_matrix((len(features.segment_ids), 0)))
    return replace(features, meaning=features.meaning[:, :0]) if kind == "woorden" else features


def _learned(
    features: Any, truth: npt.NDArray[Any], codes: Sequence[str]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], float]:
    """Texts x codes: the held-out chance and whether it is proposed; and how many seconds that took."""
    from pipeline.settings import Coding
    from pipeline.stages.learning import learn_codes

    start = time.perf_counter()
    learned = learn_codes(features, truth.astype(np.int8), codes, settings=Coding(), seed=SEED)
    seconds = round(time.perf_counter() - start, 1)
    wide = learned.probability.pivot(index="segment_id", columns="code").loc[features.segment_ids]
    return wide.probability[list(codes)].to_numpy(), wide.is_proposed[list(codes)].to_numpy(), seconds


def _example() -> dict[str, Any]:
    """The example corpus against its two coders: per code and per dimension, held out by session."""
    from pipeline.stages.dimensions import propose_values
    from pipeline.stages.features import make_features
    from pipeline.stages.judged import judge
    from pipeline.stages.learning import learn_codes
    from pipeline.study import read_study

    with tempfile.TemporaryDirectory() as folder:
        route("run", "--no-reports", "--out", folder)
        study = read_study(ROOT / "data" / "raw" / "voorbeeld", None, Path(folder))
        names = ("segments", "tokens", "vectors", "codings", "coding_values")
        tables = {name: study.store.load(name) for name in names}
    features = make_features(tables["segments"], tables["tokens"], tables["vectors"])
    settings, seed = study.settings.coding, study.settings.seed
    codable = tables["segments"].set_index("segment_id").loc[features.segment_ids].reset_index()
    human = tables["codings"][~tables["codings"].coder.str.startswith("machine:")]
    human = human[human.segment_id.isin(features.segment_ids)]
    judged = judge(human, codable, coders=study.coders, book=study.book, rule=settings.coders_disagree)
    learned = learn_codes(features, judged.for_learning(), judged.codes, settings=settings, seed=seed)
    given = tables["coding_values"].merge(human[["coding_id", "segment_id", "code"]], on="coding_id")
    groups = tables["segments"].set_index("segment_id").stakeholder_group
    values = propose_values(features, given, human.head(0), groups=groups, settings=settings, seed=seed)
    return {
        "note": "invented; its maker coded it",
        "codes": _per_code(learned, judged, features.sessions.astype(str)),
        "dimensions": _told(values),
    }


def _per_code(learned: Any, judged: Any, sessions: npt.NDArray[Any]) -> dict[str, Any]:
    """Of each code that could be learned: precision, recall and F1 of held-out proposals; else why not.

    Only sessions in which people also said no to the code are measured: elsewhere no proposal could be wrong.
    """
    rows: dict[str, Any] = {}
    for row in learned.methods.itertuples():
        if not row.n_yes:
            rows[row.code] = row.note
            continue
        verdicts = judged.for_learning()[:, judged.codes.index(row.code)]
        n_yes = int(((verdicts == 1) & np.isin(sessions, sessions[verdicts == 0])).sum())
        proposed, agreed = int(row.n_judged), int(row.n_agreed)
        rows[row.code] = {
            "method": row.method,
            "n_yes": n_yes,
            "proposed": proposed,
            "agreed": agreed,
            "precision": round(agreed / proposed, 2) if proposed else None,
            "recall": round(agreed / n_yes, 2),
            "f1": round(2 * agreed / (proposed + n_yes), 2),
        }
    return rows


def _told(values: Any) -> list[dict[str, Any]]:
    return [
        {
            name: (round(value, 3) if isinstance(value, float) else value)
            for name, value in row.items()
            if pd.notna(value)
        }
        for row in values.trust.to_dict("records")
    ]
