"""From a study to review sheets: a blind sample that measures, and the segments where a decision teaches most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.exchange.review_sheets import STEMS, About, Asked, review_workbook
from pipeline.exchange.spreadsheets import save
from pipeline.flow import current_tables
from pipeline.judgements import BLIND, CONSENSUS, TEACHING, read_by
from pipeline.report.keys import describe_study
from pipeline.stages import sampling, teaching
from pipeline.stages.counts import persons
from pipeline.study import Study
from pipeline.tables import MODEL, PATTERN, SEMANTIC

_TABLES = "segments utterances participants codings segment_codes human_samples".split()
_CODER = re.compile(r"\w[\w .-]*")
_WAYS = {PATTERN: "zoekpatroon", SEMANTIC: "betekenis", MODEL: "geleerd van mensen"}
_WORDS_BEFORE = 40
_SURE = ((0.85, "vrijwel zeker"), (0.65, "waarschijnlijk"), (0.35, "twijfelachtig"), (0.0, "onwaarschijnlijk"))


@dataclass(frozen=True)
class Wish:
    """For whom sheets are made, about which codes (none: the program chooses), how many rows at most, on what date."""

    coder: str
    codes: tuple[str, ...] = ()
    n: int = 120
    date: str = ""


@dataclass(frozen=True)
class Made:
    """The files with their numbers of rows, and what the researcher must know of them."""

    files: list[tuple[Path, int]]
    notes: list[Problem]


def export_reviews(study: Study, wish: Wish, *, folder: Path) -> Made:
    """Make the two sheets of one coder. Raises PipelineError where tables are outdated or a file is there already."""
    wish = _checked(study, wish)
    paths = {sample: folder / f"{stem}-{study.name}-{wish.coder}-{wish.date}.xlsx" for sample, stem in STEMS.items()}
    raise_if_there(paths.values())
    with current_tables(study) as store:
        tables = {name: store.load(name) for name in _TABLES}
        shown = Codebook.model_validate(describe_study(study)["codebook"])
    book, seed = study.book, study.settings.seed
    known = sampling.known_to(wish.coder, tables, coders=study.coders, book=book)
    proposed = sampling.proposals(tables["codings"])
    n_blind = sampling.blind_judgements(tables, coders=study.coders, book=book)
    codes = sampling.choose_codes(book, proposed=proposed, n_blind=n_blind, n=wish.n, wanted=wish.codes)
    drawn = sampling.draw_blind(tables["segments"], proposed=proposed, known=known, codes=codes, n=wish.n, seed=seed)
    new, before = drawn[drawn.is_new.astype(bool)], drawn[~drawn.is_new.astype(bool)]
    taken = set(zip(drawn.segment_id, drawn.code, strict=True))
    pairs = _teaching(study, wish, tables, known)
    taught = teaching.draw_teaching(pairs, persons=persons(tables["participants"]), taken=taken, n=wish.n, seed=seed)
    blind = sampling.shuffled(new, coder=wish.coder, codes=codes, seed=seed)
    rows = {BLIND: asked(study, blind, tables), TEACHING: asked(study, taught, tables)}
    again = {BLIND: list(zip(before.segment_id, before.code, before.weight, strict=True)), TEACHING: []}
    files = []
    for sample, path in paths.items():
        if rows[sample]:
            about = About(study.name, wish.coder, sample, book.versie, wish.date)
            save(path, review_workbook(rows[sample], about=about, book=shown, before=again[sample]))
            files.append((path, len(rows[sample])))
    return Made(files, _notes(study, wish, codes, rows))


def raise_if_there(paths: Iterable[Path]) -> None:
    """Raise PipelineError where a file exists: it may hold what a person filled in."""
    there = [path.name for path in paths if path.exists()]
    if there:
        remedy = "Nothing was made. Somebody may have filled it in: move it, or give another folder with --to."
        raise PipelineError(Problem(name, 0, "this file exists already", remedy) for name in there)


def coder_named(name: str, study: Study) -> str:
    """A coder's name as this study spells it. Raises PipelineError where it cannot be one."""
    name = name.strip()
    if not _CODER.fullmatch(name) or name.lower().startswith("machine"):
        what = f"'{name[:20]}' is no name for a coder"
        raise PipelineError(Problem("codeur", 0, what, "Write initials: letters, digits, - and _."))
    coders = [*(row.coder for row in study.coders), *(row.coder for row in study.codings), CONSENSUS]
    return {coder.lower(): coder for coder in coders}.get(name.lower(), name)


def sessions_named(names: Iterable[str], study: Study) -> tuple[str, ...]:
    """Sessions as the register spells them, each once. Raises PipelineError where there is no such session."""
    known = {session.session_id.lower(): session.session_id for session in study.sessions}
    if unknown := [name for name in names if name.lower() not in known]:
        raise PipelineError(
            Problem("session", 0, f"session '{name[:20]}' is not in sessies.csv", did_you_mean(name, known.values()))
            for name in unknown
        )
    return tuple(dict.fromkeys(known[name.lower()] for name in names))


def _checked(study: Study, wish: Wish) -> Wish:
    """The wish with coder and codes as the study spells them. Raises PipelineError."""
    study.raise_problems()
    return Wish(coder_named(wish.coder, study), codes_named(wish.codes, study), wish.n, wish.date)


def codes_named(names: Iterable[str], study: Study) -> tuple[str, ...]:
    """The ids of codes that were given by name of an option; old ids move along. Raises PipelineError."""
    book = study.book
    found = {name: book.renamed.get(name.lower(), name.lower()) for name in names}
    if unknown := [name for name, code in found.items() if code not in book.codes]:
        raise PipelineError(
            Problem("--code", 0, f"code '{name}' is not in the codebook", did_you_mean(name, book.codes, ""))
            for name in unknown
        )
    return tuple(dict.fromkeys(found.values()))


def _teaching(study: Study, wish: Wish, tables: dict[str, pd.DataFrame], known: sampling.Known) -> pd.DataFrame:
    """What may be asked with the proposal in sight: open proposals, and what people decided differently.

    A consensus is made after everybody decided, so it settles these first, also those that were asked blind; another
    coder who saw how others decided could not be asked blind any more.
    """
    seed = study.settings.seed
    differing = teaching.disputed(tables, coders=study.coders, book=study.book)
    if wish.coder != CONSENSUS:
        is_new = [
            not sampling.is_asked_blind(segment, seed=seed) and segment not in known.decided.get(code, ())
            for segment, code in zip(differing.segment_id, differing.code, strict=True)
        ]
        differing = differing[pd.Series(is_new, index=differing.index, dtype=bool)]
    elif len(differing):
        return differing[differing.code.isin(wish.codes)] if wish.codes else differing
    pairs = pd.concat([differing, teaching.undecided(tables, seed=seed)], ignore_index=True)
    return pairs[pairs.code.isin(wish.codes)] if wish.codes else pairs


def asked(study: Study, drawn: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[Asked]:
    """The rows of a sheet; with a proposal where the sample is one that shows it."""
    segments = tables["segments"].set_index("segment_id")
    turns = tables["utterances"].set_index("utterance_id")
    told = told_of(study, tables) if "kind" in drawn else {}
    rows = []
    for number, row in enumerate(drawn.to_dict("records"), start=1):
        segment_id, code = row["segment_id"], row["code"]
        segment: Any = segments.loc[segment_id]
        turn: Any = turns.loc[segment.utterance_id]
        rows.append(
            Asked(
                number=number,
                segment_id=segment_id,
                session_id=segment.session_id,
                turn=int(turn.turn),
                who=_who(study, segment),
                question=_question(segment, turn, turns, short=study.settings.segments.answer_max_words),
                text=segment.text.strip(),
                code=code,
                weight=row.get("weight"),
                proposal=told.get((segment_id, code)),
            )
        )
    return rows


def _who(study: Study, segment: Any) -> str:
    """The group of who speaks; who listened in an arena says so."""
    group = segment.stakeholder_group
    name = study.named.groepen[group].naam if group in study.named.groepen else segment.role
    return f"{name} (toehoorder)" if segment.role == "toehoorder" else name


def _question(segment: Any, turn: Any, turns: pd.DataFrame, *, short: int) -> str | None:
    """What was asked: the question that a short answer answers, else what the moderator asked last.

    A short reaction to somebody else says little without what was said just before it: then that stands here.
    """
    if isinstance(segment.context, str):
        return str(segment.context)
    before = turns.text.get(f"{turn.session_id}-{int(turn.turn) - 1:04d}")
    if not turn.is_prompted and segment.n_words <= short and isinstance(before, str):
        words = before.split()
        return f"Ervoor gezegd: {'… ' if len(words) > _WORDS_BEFORE else ''}{' '.join(words[-_WORDS_BEFORE:])}"
    prompt = turns.text.get(turn.prompt_id) if isinstance(turn.prompt_id, str) else None
    if not isinstance(prompt, str):
        return None
    return prompt if turn.is_prompted else f"Eerder gevraagd: {prompt}"


def told_of(study: Study, tables: dict[str, pd.DataFrame]) -> dict[tuple[str, str], str]:
    """For each segment and code who proposed it on what grounds, how sure that is, and what people decided of it."""
    lines: dict[tuple[str, str], list[str]] = {}
    row: Any
    for row in tables["codings"].sort_values(["coder", "coding_id"]).itertuples():
        if row.coder in _WAYS and row.is_present:
            said = _WAYS[row.coder] + (f": {row.evidence}" if isinstance(row.evidence, str) else "")
            said += " (ontkend)" if row.is_negated else ""
        elif not row.coder.startswith("machine:"):
            said = f"{row.coder}: {'ja' if row.is_present else 'nee'}"
        else:
            continue
        place = lines.setdefault((row.segment_id, row.code), [])
        if said not in place:
            place.append(said)
    for segment, code, coder in _passed_over(study, tables):
        if (segment, code) in lines and not any(line.startswith(f"{coder}: ") for line in lines[segment, code]):
            lines[segment, code].append(f"{coder}: niet gecodeerd")
    known = tables["segment_codes"].dropna(subset=["confidence"])
    for segment, code, confidence in zip(known.segment_id, known.code, known.confidence, strict=True):
        word = next(word for least, word in _SURE if confidence >= least)
        said = f"{word}: van tien zulke voorstellen bevestigen mensen er ongeveer {round(confidence * 10)}"
        lines.setdefault((segment, code), []).append(said)
    return {pair: "\n".join(said) for pair, said in lines.items()}


def _passed_over(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, str]]:
    """Segment, code and coder for all that somebody read whole, coded or not."""
    ids = tables["segments"].groupby("session_id").segment_id.agg(list).to_dict()
    for coder, session, code in sorted(read_by(study.coders, book=study.book)):
        yield from ((segment, code, coder) for segment in ids.get(session, ()))


def _notes(study: Study, wish: Wish, codes: Sequence[str], rows: dict[str, list[Asked]]) -> list[Problem]:
    left_out = [code for code in wish.codes if code not in codes]
    notes = []
    if left_out:
        what = f"{', '.join(left_out)}: not in the blind sample, since {wish.n} rows are too few for all these codes"
        notes.append(Problem("--n", 0, what, f"Each code needs {sampling.MINIMUM_PER_CODE} rows: raise --n."))
    seen = {row.code for row in rows[BLIND]}
    for code in codes:
        if code not in seen:
            what = f"{wish.coder} decided on every segment that code '{code}' may be asked blind on"
            notes.append(Problem(study.name, 0, what, "Ask another coder."))
    if not rows[TEACHING]:
        notes.append(Problem(study.name, 0, "no proposal waits for a decision: there is no teaching sheet", ""))
    return notes
