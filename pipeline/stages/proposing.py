"""segments, tokens, vectors, codebook, what people judged -> what the machine proposes, in each of its ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from pipeline.codebook import Code, Codebook
from pipeline.frames import frame
from pipeline.judgements import BLIND
from pipeline.settings import Coding as Settings
from pipeline.stages import calibration, meaning
from pipeline.stages.coding import by_meaning, by_model, by_patterns
from pipeline.stages.dimensions import Proposed, propose_values
from pipeline.stages.features import Features, Sessions
from pipeline.stages.judged import NO, UNKNOWN, YES, Judged, Verdicts
from pipeline.stages.learning import learn_codes
from pipeline.stages.matching import Match, match_patterns
from pipeline.stages.meaning import Matrix
from pipeline.stages.nearness import Mask, what_is_near
from pipeline.stages.self_training import refine
from pipeline.tables import PATTERN, SEMANTIC, CodeMethods

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Means:
    """What the machine codes with: the Dutch pipeline, vectors of the book's texts, settings and the seed."""

    nlp: Language
    vector_of: Callable[[str], Matrix]
    settings: Settings
    seed: int


@dataclass(frozen=True)
class Proposals:
    """Rows of codings and of code_methods."""

    codings: pd.DataFrame
    methods: pd.DataFrame


@dataclass(frozen=True)
class _Known:
    """What is known of the segments that the machine codes: what they are like, and what people said of them.

    `to_learn` and `is_unseen` have the rows of `features` and the columns of `codes`; `learned` and `measured` too:
    people's verdicts to choose by and to measure by, as 1, 0 or nan.
    """

    features: Features
    codes: list[Code]
    to_learn: Verdicts
    is_unseen: Mask
    learned: Matrix
    measured: Matrix


def propose_codes(
    tables: Mapping[str, pd.DataFrame], features: Features, judged: Judged, *, book: Codebook, means: Means
) -> Proposals:
    """What the machine proposes, with its evidence, and with confidence where people's verdicts allow to measure it.

    Patterns propose every code that has them. A code that people judged often enough is learned from them; where that
    is not so, or where their verdicts cannot be told from the text yet, meaning proposes what lies nearest. Nothing is
    proposed for a code that is for people only.
    """
    codes = [code for code in book.codes.values() if code.is_for_machine]
    text = dict(zip(tables["segments"].segment_id, tables["segments"].text, strict=True))
    matches = match_patterns(_codable(tables), codes, nlp=means.nlp)
    if not codes or not features.segment_ids:
        return Proposals(by_patterns(matches, text, book=book), frame(CodeMethods, []))
    known = _known(features, judged, codes)
    standing = _standing(known, tables, means)
    learned = learn_codes(
        known.features,
        known.to_learn,
        [code.id for code in codes],
        extra={"codeboek": standing, "zoekpatronen": _hits(matches, known)},
        is_unseen=known.is_unseen,
        settings=means.settings,
        seed=means.seed,
    )
    taught = set(learned.probability.code[learned.probability.is_proposed])
    # Sums of products differ in their last digit with the number of threads.
    with threadpool_limits(limits=1):
        sure, pattern_methods = _worth_of_patterns(matches, known, minimum=means.settings.minimum_judged)
        near, near_methods = _by_meaning(standing, known, taught, book=book, means=means)
    methods = [frame(CodeMethods, [*pattern_methods, *near_methods]), learned.methods]
    patterns = by_patterns(matches, text, book=book, sure=sure)
    codings = [patterns, near, by_model(learned.probability, book=book)]
    return Proposals(pd.concat(codings, ignore_index=True), pd.concat(methods, ignore_index=True))


def _known(features: Features, judged: Judged, codes: list[Code]) -> _Known:
    rows = pd.Index(judged.segment_ids).get_indexer(pd.Index(features.segment_ids))
    columns = pd.Index(judged.codes).get_indexer(pd.Index([code.id for code in codes]))
    to_learn, to_measure = (
        verdicts[np.ix_(rows, columns)] for verdicts in (judged.for_learning(), judged.for_measuring())
    )
    telling = [_telling(verdicts, features.sessions) for verdicts in (to_learn, to_measure)]
    return _Known(features, codes, to_learn, to_measure != UNKNOWN, *telling)


def _telling(verdicts: Verdicts, sessions: Sessions) -> Matrix:
    """People's verdicts as 1, 0, or nan.

    Where nobody ever said no to a code in a session, a proposal could not have been wrong: there they tell nothing.
    """
    session, names = pd.factorize(sessions)
    n_no = np.zeros((len(names), verdicts.shape[1]))
    np.add.at(n_no, session, verdicts == NO)
    told = np.where(verdicts == YES, 1.0, np.where(verdicts == NO, 0.0, np.nan))
    return np.where(n_no[session] > 0, told, np.nan)


def _codable(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    segments, tokens = tables["segments"], tables["tokens"]
    return tokens[tokens.segment_id.isin(segments.segment_id[segments.is_codable])]


def _standing(known: _Known, tables: Mapping[str, pd.DataFrame], means: Means) -> Matrix:
    """Segments x codes: how far each segment stands out in what the book says, after what the corpus itself teaches."""
    matrix = np.stack(tables["vectors"].vector_in_context.to_list()).astype(float)
    near = meaning.similarity(matrix, meaning.texts_of(known.codes), vector_of=means.vector_of)
    return meaning.distinction(refine(near, known.features.meaning, known.features.words))


def _hits(matches: list[Match], known: _Known) -> Matrix:
    """Segments x codes: 1 where a pattern of the code matched and is not denied."""
    row_of = {name: at for at, name in enumerate(known.features.segment_ids)}
    column_of = {code.id: at for at, code in enumerate(known.codes)}
    hits = np.zeros(known.to_learn.shape)
    for match in matches:
        if match.segment_id in row_of and not match.is_negated:
            hits[row_of[match.segment_id], column_of[match.code]] = 1
    return hits


def _worth_of_patterns(
    matches: list[Match], known: _Known, *, minimum: int
) -> tuple[dict[tuple[str, str], float], list[dict[str, Any]]]:
    """For each segment and code that a pattern matched the share of such matches that people agreed with."""
    ids, sessions = known.features.segment_ids, known.features.sessions
    row_of = {name: at for at, name in enumerate(ids)}
    matched: dict[str, set[int]] = {code.id: set() for code in known.codes}
    for match in matches:
        if match.segment_id in row_of:
            matched[match.code].add(row_of[match.segment_id])
    sure: dict[tuple[str, str], float] = {}
    methods = []
    for at, code in enumerate(known.codes):
        rows = np.array(sorted(matched[code.id]), dtype=int)
        is_yes = known.measured[rows, at]
        chance = calibration.confidence(np.zeros(len(rows)), is_yes, sessions[rows], minimum=minimum)
        sure |= {(ids[row], code.id): value for row, value in zip(rows, chance, strict=True)}
        if code.patronen:
            methods.append(_method(code, PATTERN, "zoekpatronen") | _judged(is_yes))
    return sure, methods


def _by_meaning(
    standing: Matrix, known: _Known, taught: set[str], *, book: Codebook, means: Means
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Codings by meaning of the codes that nobody taught, and how often people agreed with them."""
    settings, codes, ids = means.settings, [code.id for code in known.codes], known.features.segment_ids
    near = what_is_near(
        standing, known.learned, known.measured, known.features.sessions, minimum=settings.minimum_judged
    )
    near = replace(near, is_near=near.is_near & ~np.isin(codes, sorted(taught)))
    found = by_meaning(ids, codes, near, most=settings.proposals_per_segment, book=book)
    rows = pd.Index(ids).get_indexer(pd.Index(found.segment_id))
    methods = [
        _method(code, SEMANTIC, "betekenis") | _judged(known.measured[rows[found.code.to_numpy() == code.id], at])
        for at, code in enumerate(known.codes)
        if code.id not in taught
    ]
    return found, methods


def _method(code: Code, coder: str, method: str) -> dict[str, Any]:
    return {"code": code.id, "coder": coder, "method": method, "n_yes": 0, "n_no": 0, "n_sessions": 0}


def _judged(is_yes: Matrix) -> dict[str, int]:
    """How many proposals people judged, and how many of those they agreed with."""
    return {"n_judged": int((~np.isnan(is_yes)).sum()), "n_agreed": int((is_yes == 1).sum())}


def propose_dimensions(
    tables: Mapping[str, pd.DataFrame],
    features: Features,
    people: pd.DataFrame,
    codings: pd.DataFrame,
    *,
    means: Means,
) -> Proposed:
    """Values of dimensions for the machine's codings, learned from those that people gave to theirs, with their worth.

    `tables` are segments, human_samples and, as `human_values`, the values that the book knows. What people gave in a
    blind sample is not learned from.
    """
    samples, segments = tables["human_samples"], tables["segments"]
    blind = samples.coding_id[samples["sample"] == BLIND]
    kept = people[people.is_present & ~people.coding_id.isin(blind)]
    given = tables["human_values"].merge(kept[["coding_id", "segment_id", "code"]], on="coding_id")
    return propose_values(
        features,
        given,
        codings[["coding_id", "segment_id", "code"]],
        groups=segments.set_index("segment_id").stakeholder_group,
        settings=means.settings,
        seed=means.seed,
    )
