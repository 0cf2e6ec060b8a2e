"""The half of the flow that looks across sessions: code, agree, topics, count.

Each function is one stage: how its tables are made when what decides them (the key, in flow_keys.py) is new.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from pipeline import flow_keys as keys
from pipeline.flow_sessions import StageLog, read_session
from pipeline.stages.withheld import Runs, runs_of
from pipeline.study import Study
from pipeline.typed_text import texts_in

Frames = dict[str, pd.DataFrame]


def stage(study: Study, stage: str, tables: Sequence[str], key: str, make: Callable[[], Frames]) -> StageLog:
    """Make and store the tables of a stage, unless all of them are stored under this key."""
    start = time.perf_counter()
    store = study.store
    first = store.stored(tables[0])
    if is_cached := first is not None and keys.is_stored(study, tables, key):
        n_rows = first.n_rows
    else:
        made = make()
        saved = [store.save(table, made[table], key=key) for table in tables]
        n_rows = saved[0].n_rows
    return StageLog(stage, None, is_cached, time.perf_counter() - start, n_rows)


def load(study: Study, *tables: str) -> Frames:
    """Stored tables by name."""
    return {table: study.store.load(table) for table in tables}


def mask_study(study: Study) -> StageLog:
    """codebook, topic guide, claims, memos, ... -> study_text: what people typed, as it may be stored and shown."""
    from pipeline.stages import study_text

    def make() -> Frames:
        from pipeline.stages.privacy import Masker

        groups = {key: group.naam for key, group in study.named.groepen.items()}
        masker = Masker(
            names=study_text.names_of_speakers(study.speakers, group_names=groups),
            schools=dict.fromkeys(study.schools, "[school]"),
            known=study.known_names,
            allowed=keys.spared_in_typed_text(study),
        )
        texts = texts_in(keys.typed_text(study))
        return {"study_text": study_text.mask_study_text(texts, masker=masker, withheld=_withheld(study))}

    return stage(study, "study_text", ("study_text",), keys.study_text_key(study), make)


def _withheld(study: Study) -> Runs:
    """Words in a row of people without consent, who may have been quoted in the codebook before they withdrew."""
    silent = {(row.session_id, row.label) for row in study.speakers if not row.has_consent}
    turns = [
        turn.text
        for session in study.sessions
        if session.session_id in {name for name, _ in silent}
        for turn in read_session(study, session).turns
        if (session.session_id, turn.speaker) in silent
    ]
    return runs_of(turns)


def agree(study: Study) -> StageLog:
    """codings -> agreement."""
    from pipeline.stages import agreement

    settings, book = study.settings, study.book

    def make() -> Frames:
        measured = agreement.measure_agreement(
            load(study, *keys.COMPARED),
            coders=study.coders,
            book=book,
            resamples=settings.agreement.resamples,
            seed=settings.seed,
        )
        return {"agreement": measured}

    return stage(study, "agree", ("agreement",), keys.agree_key(study), make)


def topics(study: Study) -> list[StageLog]:
    """segments, tokens, vectors -> topics; then topics against codes."""
    from pipeline.stages import topics as topic_stage

    settings = study.settings

    def model() -> Frames:
        from pipeline.language.sentence_model import embed
        from pipeline.stages.counts import persons

        given = load(study, "segments", "tokens", "vectors", "participants")
        means = topic_stage.Means(
            persons(given.pop("participants")),
            partial(embed, model=settings.language.sentence_model),
            settings.topics,
            settings.seed,
        )
        return topic_stage.model_topics(**given, means=means)

    def compare() -> Frames:
        from pipeline.stages.topic_gap import compare_topics, read_whole

        given = load(study, *keys.BESIDE_TOPICS)
        return compare_topics(given, read=read_whole(study.coders), settings=settings.topics)

    modelled = stage(study, "topics", keys.MODELLED, keys.topics_key(study), model)
    return [modelled, stage(study, "topics_and_codes", keys.BESIDE_CODES, keys.compare_key(study), compare)]


def count(study: Study) -> list[StageLog]:
    """everything -> counts, hidden_counts, attributions, quotes, evidence."""
    from pipeline.stages import attributions, counts, disclosure, evidence, quotes

    book, rule = study.book, study.settings.coding.coders_disagree

    def make_counts() -> Frames:
        return {"counts": counts.count_codes(load(study, *keys.COUNTED), book=book, rule=rule)}

    def make_hidden() -> Frames:
        given = load(study, *keys.COUNTED, "counts")
        minimum = study.settings.privacy.minimum_cell
        return {"hidden_counts": disclosure.hide_counts(given, book=book, minimum=minimum)}

    def make_attributions() -> Frames:
        given = load(study, *keys.ATTRIBUTED)
        minimum = study.settings.privacy.minimum_cell
        return {"attributions": attributions.attribute(given, names=study.named, minimum_cell=minimum)}

    def make_quotes() -> Frames:
        given = load(study, *keys.QUOTED)
        return {"quotes": quotes.select_quotes(given, book=book, per_code=study.settings.reports.quotes_per_code)}

    def make_evidence() -> Frames:
        return {"evidence": evidence.show_evidence(load(study, *keys.CITED))}

    return [
        stage(study, "counts", ("counts",), keys.counts_key(study), make_counts),
        stage(study, "disclosure", ("hidden_counts",), keys.disclosure_key(study), make_hidden),
        stage(study, "attributions", ("attributions",), keys.attributions_key(study), make_attributions),
        stage(study, "quotes", ("quotes",), keys.quotes_key(study), make_quotes),
        stage(study, "evidence", ("evidence",), keys.evidence_key(study), make_evidence),
    ]


def topic_note(study: Study) -> str | None:
    """Why there are no topics, or what a reader must know of them; in Dutch, as it stands in the reports."""
    if study.store.stored("topic_fit") is None:
        return None
    return next(iter(study.store.load("topic_fit").note.dropna()), None)


def n_unplaced(study: Study) -> int:
    """How many things that people made found no place, or carry a code that the book lacks."""
    from pipeline.stages.human_coding import unknown_codes

    unplaced = sum(stored.n_rows for s in study.sessions if (stored := study.store.stored("unplaced", s.session_id)))
    return unplaced + len(unknown_codes(study.store.load("human_codings"), book=study.book))
