"""features, what people judged -> codes learned from people: for every segment the chance that a person agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.frames import frame
from pipeline.settings import Coding as Settings
from pipeline.stages import calibration
from pipeline.stages.features import Features, Sessions
from pipeline.stages.held_out import (
    MAX_FOLDS,
    NOT_JUDGED,
    Lessons,
    Rows,
    folds_of,
    held_out_scores,
    rows_to_train_on,
    stack,
)
from pipeline.stages.judged import NO, YES, Verdicts
from pipeline.stages.learnable import judged_alike, unlearned, why_not
from pipeline.stages.meaning import Matrix
from pipeline.tables import MODEL, TEXT, CodeMethods

SHARES = {"vectoren": (0.0,), "woorden": (1.0,), "vectoren en woorden": (0.25, 0.5)}
"""The kinds of features, the simplest first, with the shares of words in the likeness that are tried."""

_Kind = tuple[str, float]
"""A kind of features, with its share of words."""

_BOTH: _Kind = ("vectoren en woorden", 0.5)
_WITH_BOOK: _Kind = ("vectoren, woorden en codeboek", 0.5)

_MOST_ROWS = 3000
"""How many judged segments a model is trained on at most, where all codes were judged on the same ones."""

_NO_GAIN = 0.005
"""A difference in average precision below which two kinds of features are alike."""

_PRIOR = 100
"""How many yes a code needs before its own precision weighs as much as the mean of all codes. Chosen on dekamer."""

LEAST_CHANCE = 0.2
"""Below one in five the largest expected F1 is reached by proposing much that is wrong, which people have to read."""

_PROBABILITY: dict[str, Any] = {
    "segment_id": TEXT, "code": TEXT, "probability": "float64", "is_held_out": "bool", "is_proposed": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class Learned:
    """What was learned: `probability` (segment_id, code, probability, is_held_out, is_proposed) and code_methods rows.

    `is_proposed` says whether the probability reaches the code's cut; of a judged segment also the cut is held out.
    """

    probability: pd.DataFrame
    methods: pd.DataFrame


@dataclass(frozen=True)
class _Code:
    """One code on all segments: what people said (1, 0 or nan), which of it measures, folds and sessions."""

    is_yes: Matrix
    measured: npt.NDArray[np.bool_]
    fold: Rows
    sessions: Sessions
    note: str | None = None


def learn_codes(  # noqa: PLR0913 (what people said, and which of it measures, are both data)
    features: Features,
    judged_verdicts: Verdicts,
    codes: Sequence[str],
    *,
    extra: Mapping[str, Matrix] | None = None,
    is_unseen: npt.NDArray[np.bool_] | None = None,
    settings: Settings,
    seed: int,
) -> Learned:
    """The chance of every code that people judged often enough, on every segment; the rest gets a row with a note.

    `judged_verdicts` has the rows of `features` and the columns of `codes`; `extra` holds more scores of that shape,
    such as those of the codebook, of which a code may use its own column. Where people judged a segment, model, kind
    of features and calibration come from other sessions than its own. `is_unseen`, of that shape too, marks verdicts
    given without the machine's proposal in sight: where there are enough of those, they alone measure.
    """
    is_yes = np.where(judged_verdicts == YES, 1.0, np.where(judged_verdicts == NO, 0.0, np.nan))
    notes = [why_not(is_yes[:, at], features.sessions, minimum=settings.minimum_judged) for at in range(len(codes))]
    methods, parts = (
        [unlearned(code, note) | {"coder": MODEL} for code, note in zip(codes, notes, strict=True) if note],
        [],
    )
    groups = judged_alike(is_yes, [at for at, note in enumerate(notes) if not note])
    trials: list[tuple[int, _Code, dict[_Kind, Matrix], Matrix]] = []
    # Sums of products differ in their last digit with the number of threads.
    with threadpool_limits(limits=1):
        for columns in groups:
            scores, fold = _scores(features, is_yes[:, columns], n_groups=len(groups), seed=seed)
            for at, column in enumerate(columns):
                unseen = np.ones(len(is_yes), dtype=bool) if is_unseen is None else is_unseen[:, column]
                code = _code(is_yes[:, column], features.sessions, fold, unseen, minimum=settings.minimum_judged)
                candidates = {kind: matrix[:, at] for kind, matrix in scores.items()}
                if extra:
                    own = [matrix[:, column] for _, matrix in sorted(extra.items())]
                    both = scores.get(_BOTH, next(iter(scores.values())))[:, at]
                    measured = np.where(code.measured, code.is_yes, np.nan)
                    candidates[_WITH_BOOK] = stack([both, *own], measured, fold)
                trials.append((column, code, candidates, _precisions(candidates, code)))
        means = np.mean([precisions for *_, precisions in trials], axis=0) if trials else np.zeros((0, 0))
        for column, code, candidates, precisions in trials:
            kinds_chosen = _chosen(list(candidates), precisions, means, n_yes=int((code.is_yes == 1).sum()))
            part, row = _learned(code, candidates, kinds_chosen, minimum=settings.minimum_judged)
            parts.append(part.assign(code=codes[column]))
            methods.append(row | {"code": codes[column], "coder": MODEL})
    order = {code: at for at, code in enumerate(codes)}
    methods.sort(key=lambda row: order[row["code"]])
    return Learned(_joined(parts, features.segment_ids), frame(CodeMethods, methods))


def _scores(features: Features, is_yes: Matrix, *, n_groups: int, seed: int) -> tuple[dict[_Kind, Matrix], Rows]:
    """For each kind of features the scores of all segments, and the fold in which each judged one is held out."""
    rows = np.flatnonzero(~np.isnan(is_yes[:, 0]))
    fold = np.full(len(is_yes), NOT_JUDGED)
    fold[rows] = folds_of(features.sessions[rows])
    targets = is_yes[rows]
    # Solving takes time by the third power of the rows: the same time for all groups together as for one.
    trained_on = rows_to_train_on(targets, most=int(_MOST_ROWS / n_groups ** (1 / 3)), seed=seed)
    tried = _kinds(features)
    lessons = Lessons(rows, targets, fold, trained_on)
    shares = [share for _, share in tried]
    scores = held_out_scores(features.meaning, features.words, lessons, shares_of_words=shares)
    return dict(zip(tried, scores, strict=True)), fold


def _kinds(features: Features) -> list[_Kind]:
    """The kinds that these features allow: without words there are only vectors, and the other way round."""
    kinds = ["vectoren"] if not features.words.shape[1] else list(SHARES) if features.meaning.shape[1] else ["woorden"]
    return [(kind, share) for kind in kinds for share in SHARES[kind]]


def _code(is_yes: Matrix, sessions: Sessions, fold: Rows, unseen: npt.NDArray[np.bool_], *, minimum: int) -> _Code:
    """A session in which people only ever said yes teaches, but measures nothing: no proposal could be wrong there.

    Nor does what was asked because the machine doubted, where enough else was judged.
    """
    telling = np.where(unseen, is_yes, np.nan)
    is_biased = why_not(telling, sessions, minimum=minimum) is not None
    telling = is_yes if is_biased else telling
    with_no = np.isin(sessions.astype(str), np.unique(sessions[telling == 0].astype(str)))
    note = "gemeten op oordelen met het voorstel van de machine in zicht" if is_biased else None
    return _Code(is_yes, with_no & ~np.isnan(telling), fold, sessions, note)


def _learned(
    code: _Code, candidates: dict[_Kind, Matrix], kind_of: dict[int, _Kind], *, minimum: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The probability of one code on all segments, and its row of code_methods without the code's name.

    What is chosen for the segments of a fold, the kind of features and the cut, is chosen on the other folds.
    """
    measured = np.where(code.measured, code.is_yes, np.nan)
    chances = {
        kind: calibration.confidence(candidates[kind], measured, code.sessions, minimum=minimum)
        for kind in dict.fromkeys(kind_of.values())
    }
    chance, is_proposed = np.zeros(len(measured)), np.zeros(len(measured), dtype=bool)
    for held_out, kind in kind_of.items():
        here = code.fold == held_out
        cut = _cut(chances[kind], code.measured & ~here)
        chance[here] = chances[kind][here]
        is_proposed[here] = cut is not None and chances[kind][here] >= cut
    asked = is_proposed & code.measured
    cut = _cut(chances[kind_of[NOT_JUDGED]], code.measured)
    row = {
        "method": kind_of[NOT_JUDGED][0],
        "threshold": cut,
        "n_yes": int((code.is_yes == 1).sum()),
        "n_no": int((code.is_yes == 0).sum()),
        "n_sessions": len(set(code.sessions[~np.isnan(code.is_yes)])),
        "n_judged": int(asked.sum()),
        "n_agreed": int((asked & (code.is_yes == 1)).sum()),
        "note": code.note if is_proposed.any() else "de oordelen laten zich uit de tekst nog niet voorspellen",
    }
    return pd.DataFrame(
        {"probability": chance, "is_held_out": code.fold != NOT_JUDGED, "is_proposed": is_proposed}
    ), row


def _cut(chance: Matrix, rows: npt.NDArray[np.bool_]) -> float | None:
    cut = calibration.best_cut(chance[rows], chance[rows])
    return None if cut is None else max(cut, LEAST_CHANCE)


def _precisions(candidates: dict[_Kind, Matrix], code: _Code) -> Matrix:
    """Average precision of each candidate, as held out x candidates: without each fold, and at the end with all."""
    from sklearn.metrics import average_precision_score

    found = np.zeros((MAX_FOLDS + 1, len(candidates)))
    for held_out in range(MAX_FOLDS + 1):
        rows = code.measured & (code.fold != held_out)
        if len(candidates) > 1 and (code.is_yes[rows] == 1).any():
            found[held_out] = [average_precision_score(code.is_yes[rows], s[rows]) for s in candidates.values()]
    return found


def _chosen(kinds: list[_Kind], precisions: Matrix, means: Matrix, *, n_yes: int) -> dict[int, _Kind]:
    """For each fold the kind that is best on the others, for unjudged segments on all; of like ones the simplest.

    With few yes a code's own precision is mostly chance, so it is drawn towards the mean over all codes.
    """
    drawn = (n_yes * precisions + _PRIOR * means) / (n_yes + _PRIOR)
    first_alike = (drawn >= drawn.max(axis=1, keepdims=True) - _NO_GAIN).argmax(axis=1)
    return {NOT_JUDGED if at == MAX_FOLDS else at: kinds[best] for at, best in enumerate(first_alike.tolist())}


def _joined(parts: list[pd.DataFrame], segment_ids: list[str]) -> pd.DataFrame:
    """One frame of all codes, a code's segments in the order of the features."""
    ids = pd.Series(segment_ids, dtype=TEXT)
    named = [part.assign(segment_id=ids) for part in parts]
    nothing = {name: pd.Series([], dtype=dtype) for name, dtype in _PROBABILITY.items()}
    joined = pd.concat(named, ignore_index=True) if named else pd.DataFrame(nothing)
    return joined.astype(_PROBABILITY)[list(_PROBABILITY)]
