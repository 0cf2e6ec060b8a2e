"""The codebook by itself: checked as text, on lemmas and on its own examples; and what it lacks, by the last run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.codebook import Codebook, codebook_of
from pipeline.codebook_checks import codes_of
from pipeline.errors import PipelineError, Problem
from pipeline.study import Study
from pipeline.study_registers import shown
from pipeline.yaml_text import YamlText, read_yaml

if TYPE_CHECKING:
    from pipeline.stages.self_test import Outcome, Propose
    from pipeline.stages.suggesting import Suggestion


@dataclass
class CheckedBook:
    """What is wrong and what is odd in a codebook, and what the machine makes of its examples.

    `outcomes` is empty where the book has problems; `misses` are the outcomes that should have been others.
    """

    book: Codebook
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    misses: list[Problem] = field(default_factory=list)


def check_book(study: Study, *, progress: Callable[[str], None]) -> CheckedBook:
    """The codebook of a study, checked in all ways. Raises PipelineError where it cannot be read as a book at all."""
    path = study.codebook_file
    if path is None:
        raise PipelineError(study.problems)
    notes: list[Problem] = []
    source = read_yaml(path, name=shown(path, study))
    checked = CheckedBook(codebook_of(source, longest=study.settings.segments.max_words, notes=notes), notes=notes)
    from pipeline.codebook_lemmas import check_lemmas
    from pipeline.language.nlp import load_nlp
    from pipeline.stages.self_test import try_examples

    progress("patterns")
    nlp = load_nlp(study.settings.language.spacy_model)
    checked.problems, odd = check_lemmas(source, nlp=nlp)
    checked.notes += odd
    if not checked.problems:
        progress("examples")
        checked.outcomes = try_examples(checked.book, nlp=nlp, propose=_propose(study, checked.book))
        checked.misses = list(_misses(checked.outcomes, source))
    return checked


def _propose(study: Study, book: Codebook) -> Propose:
    """Proposals by meaning, as a run makes them. Texts that a run stored the vectors of are not embedded again."""
    import numpy as np

    from pipeline.flow_coding import embed_codebook
    from pipeline.stages import meaning
    from pipeline.stages.coding import best_codes

    _, vector_of = embed_codebook(study, book)

    def propose(less: Codebook, texts: Sequence[str]) -> list[tuple[str, ...]]:
        codes = [code for code in less.codes.values() if code.is_for_machine]
        matrix = np.stack([np.asarray(vector_of(text), dtype=float) for text in texts])
        near = meaning.similarity(matrix, meaning.texts_of(codes), vector_of=vector_of)
        standing = meaning.distinction(near)
        most = study.settings.coding.proposals_per_segment
        best = best_codes(standing, standing >= meaning.thresholds(standing), most=most)
        return [tuple(codes[column].id for column in columns) for columns in best]

    return propose


def _misses(outcomes: Sequence[Outcome], source: YamlText) -> Iterator[Problem]:
    """Each example that did not get its code, and each counter-example that did, where it stands in the file."""
    places = {str(code.get("id")): place for code, place in codes_of(source)}
    for outcome in outcomes:
        example = outcome.example
        place = (*places[example.code], example.kind)
        if outcome.is_wrong:
            by = [
                name
                for name, codes in (("patterns", outcome.by_patterns), ("meaning", outcome.by_meaning))
                if example.code in codes
            ]
            what = f"counter-example of '{example.code}' gets '{example.code}' by {' and '.join(by)}"
            yield source.problem_in(place, what, "Make a pattern or the definition more precise.", item=example.item)
        elif outcome.is_missed:
            kind = "counter-example" if example.is_counter else "example"
            instead = f"gets {', '.join(outcome.found)}" if outcome.found else "gets nothing"
            what = f"{kind} of '{example.code}' {instead}, not '{example.applies}'"
            remedy = f"Does a pattern of '{example.applies}' lack, or is its definition too narrow?"
            yield source.problem_in(place, what, remedy, item=example.item)


@dataclass(frozen=True)
class Suggested:
    """Codes for what people talk about and the codebook does not cover, as YAML; `n_topics` were compared with it.

    `note` says in Dutch why there are no topics, where there are none.
    """

    suggestions: list[Suggestion]
    text: str
    n_topics: int
    note: str | None = None


def suggest(study: Study) -> Suggested:
    """What the codebook misses, from the tables of the last run. Raises PipelineError where these are outdated."""
    from pipeline.codebook_suggestions import as_yaml
    from pipeline.flow import current_tables
    from pipeline.stages.suggesting import READS, suggest_codes

    with current_tables(study) as store:
        tables = {name: store.load(name) for name in READS}
        notes = store.load("topic_fit").note.dropna()
    book = study.book
    taken = {*book.ids, *book.names.values()}
    patterns = [pattern for code in book.codes.values() for pattern in code.patronen]
    found = suggest_codes(tables, taken=taken, patterns=patterns)
    n_topics = int(tables["topics"].is_reported.sum())
    return Suggested(found, as_yaml(found, taken=book.ids), n_topics, next(iter(notes), None))
