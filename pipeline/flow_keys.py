"""What decides each table that looks across sessions: its key is the hash of all that its stage reads."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pipeline.claims import is_sought, sought
from pipeline.flow_sessions import sha256_of
from pipeline.store import hash_of
from pipeline.study import Study
from pipeline.tables import PER_SESSION
from pipeline.typed_text import texts_in

CODED = ("segment_codes", "codings", "coding_values", "code_methods", "dimension_trust", "code_vectors")
COMPARED = ("codings", "segments", "human_codings", "human_samples", "code_methods")
MODELLED = ("topic_model", "segment_topics", "topic_words", "topic_examples", "topic_map", "topic_fit")
BESIDE_TOPICS = ("topic_model", "segment_topics", "segment_codes", "segments", "participants")
BESIDE_CODES = ("topics", "topic_codes", "topic_coverage")
COUNTED = ("segments", "utterances", "participants", "sessions", "codings", "coding_values", "segment_codes")
ATTRIBUTED = ("segments", "participants", "sessions")
QUOTED = ("segments", "participants", "chosen_quotes", "codings", "segment_codes", "attributions")
CITED = ("cited_passages", "chosen_quotes", "segments", "participants")


_PASSAGES = ("steunt_op", "spreekt_tegen", "verteld_in")


def contents(study: Study, *tables: str) -> list[str]:
    """The content hashes of stored tables: all parts of those that are made per session."""
    store = study.store
    found: list[str] = []
    for table in tables:
        sessions: list[str | None] = [s.session_id for s in study.sessions] if table in PER_SESSION else [None]
        for session in sorted(sessions, key=str):
            stored = store.stored(table, session)
            found.append(f"{table} {session} {stored.content if stored else ''}")
    return found


def is_stored(study: Study, tables: Sequence[str], key: str) -> bool:
    """Whether all of these tables are stored under this key."""
    return all(stored is not None and stored.key == key for stored in map(study.store.stored, tables))


def is_current(study: Study) -> bool:
    """Whether every table that looks across sessions is the one that a run would make now."""
    decided: list[tuple[Sequence[str], str]] = [
        (CODED, code_key(study)),
        (("agreement",), agree_key(study)),
        (MODELLED, topics_key(study)),
        (BESIDE_CODES, compare_key(study)),
        (("study_text",), study_text_key(study)),
        (("counts",), counts_key(study)),
        (("hidden_counts",), disclosure_key(study)),
        (("attributions",), attributions_key(study)),
        (("quotes",), quotes_key(study)),
        (("evidence",), evidence_key(study)),
    ]
    return all(is_stored(study, tables, key) for tables, key in decided)


def code_key(study: Study) -> str:
    """The key of codings, their values and segment_codes."""
    from pipeline.language.versions import token_versions, vector_versions
    from pipeline.stages import coding_versions

    settings, book = study.settings, study.book
    return hash_of(
        coding_versions.VERSIONS,
        [version(name) for name in ("numpy", "scikit-learn", "scipy")],
        token_versions(settings.language.spacy_model),
        vector_versions(settings.language.sentence_model),
        # Reports alone read it.
        settings.coding.model_dump(exclude={"minimum_alpha", "minimum_blind"}),
        settings.seed,
        book.model_dump(exclude={"titel", "vragen"}),
        _coders(study),
        contents(study, "segments", "tokens", "vectors", "human_codings", "human_values", "human_samples"),
    )


def _coders(study: Study) -> list[dict[str, Any]]:
    """codeurs.csv without its line numbers: another order of the rows changes nothing."""
    return [vars(row) | {"line": 0} for row in sorted(study.coders, key=lambda row: (row.coder, row.session_id))]


def agree_key(study: Study) -> str:
    """The key of agreement."""
    from pipeline.stages import agreement

    settings = study.settings
    return hash_of(
        "agreement",
        [agreement.VERSION, version("numpy")],
        [settings.agreement.model_dump(), settings.seed],
        _coders(study),
        [(code.id, code.is_for_machine, code.status) for code in study.book.codes.values()],
        contents(study, *COMPARED),
    )


def topics_key(study: Study) -> str:
    """The key of the model of topics."""
    from pipeline.language.versions import vector_versions
    from pipeline.stages import topics as stage

    settings = study.settings
    inputs = contents(study, "segments", "tokens", "vectors", "participants")
    libraries = ("bertopic", "igraph", "leidenalg", "numpy", "scikit-learn", "scipy")
    versions = [stage.VERSION, *map(version, libraries), vector_versions(settings.language.sentence_model)]
    # What covers a topic is decided beside the codes.
    how = settings.topics.model_dump(exclude={"minimum_coverage"})
    return hash_of("topics", versions, how, settings.seed, inputs)


def compare_key(study: Study) -> str:
    """The key of topics, which stand beside the codes."""
    from pipeline.stages import topic_gap as stage

    read = sorted(stage.read_whole(study.coders))
    minimum = study.settings.topics.minimum_coverage
    return hash_of("compare", [stage.VERSION, version("scipy")], minimum, read, contents(study, *BESIDE_TOPICS))


def study_text_key(study: Study) -> str:
    """The key of study_text: what people typed, what masks it, and who withheld words that may stand in it."""
    from pipeline.masking import detectors
    from pipeline.stages import privacy, study_text

    silent = {speaker.session_id for speaker in study.speakers if not speaker.has_consent}
    return hash_of(
        "study_text",
        [study_text.VERSION, privacy.VERSION, detectors.versions()],
        texts_in(typed_text(study)),
        sorted((row.session_id, row.label, row.role, row.group, row.has_consent) for row in study.speakers),
        [sha256_of(study.transcript(s)) for s in study.sessions if s.session_id in silent],
        [study.named.model_dump(), spared_in_typed_text(study), study.schools, hash_of(study.known_names)],
    )


def spared_in_typed_text(study: Study) -> list[str]:
    """What masking leaves in the study's own texts: what was allowed, and ids that are no word ('spreekt_over')."""
    return [*study.allowed, *sorted(name for name in study.book.ids if not name.isalpha())]


def typed_text(study: Study) -> dict[str, Any]:
    """All that people typed as plain values, by what it is: the codebook, the topic guide, claims, texts, memos."""
    claims = [claim.model_dump(mode="json") for claim in study.claims.bevindingen]
    practices = [practice.model_dump(mode="json") for practice in study.practices.praktijken]
    return {
        "codebook": study.book.model_dump(mode="json"),
        "guide": {kind: [q.model_dump(mode="json") for q in asked] for kind, asked in study.guide.items()},
        # What they rest on is found in the talk: table evidence holds its words, masked.
        "claims": [_without_passages(claim) for claim in claims],
        "practices": [_without_passages(practice) for practice in practices],
        "texts": study.texts.model_dump(mode="json"),
        "memos": [vars(memo) | {"text": list(memo.text)} for memo in study.memos],
    }


def _without_passages(entry: dict[str, Any]) -> dict[str, Any]:
    """A claim or good example without the passages that it names, and how counter-evidence was sought in vain."""
    lines = [line for key in _PASSAGES for line in entry.get(key, ())]
    in_vain = [sought(line) or "" for line in lines if is_sought(line)]
    kept = {key: value for key, value in entry.items() if key not in _PASSAGES}
    return {**kept, "gezocht": in_vain, "n_passages": len(lines) - len(in_vain)}


def counts_key(study: Study) -> str:
    """The key of counts."""
    from pipeline.stages import counts

    rule = study.settings.coding.coders_disagree
    return hash_of("counts", counts.VERSION, rule, _tree(study), contents(study, *COUNTED))


def attributions_key(study: Study) -> str:
    """The key of attributions."""
    from pipeline.stages import attributions

    minimum = study.settings.privacy.minimum_cell
    return hash_of(
        "attributions", attributions.VERSION, minimum, study.named.model_dump(), contents(study, *ATTRIBUTED)
    )


def quotes_key(study: Study) -> str:
    """The key of quotes."""
    from pipeline.stages import quotes

    per_code = study.settings.reports.quotes_per_code
    return hash_of("quotes", quotes.VERSION, _tree(study), per_code, contents(study, *QUOTED))


def evidence_key(study: Study) -> str:
    """The key of evidence."""
    from pipeline.stages import evidence

    return hash_of("evidence", evidence.VERSION, contents(study, *CITED))


def disclosure_key(study: Study) -> str:
    """The key of hidden_counts."""
    from pipeline.stages import disclosure

    versions = [disclosure.VERSION, version("scipy")]
    minimum = study.settings.privacy.minimum_cell
    return hash_of("disclosure", versions, minimum, _tree(study), contents(study, *COUNTED, "counts"))


def _tree(study: Study) -> list[tuple[str, Any]]:
    return list(study.book.ancestors.items())
