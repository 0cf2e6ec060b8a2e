"""`route codebook ...`: the codebook checked by itself, what it misses, its schema, and edits by the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_options import Config, Corpus, Out, n_to_mend, study_of
from pipeline.console import near, show_notes, show_problems, show_table
from pipeline.errors import PipelineError, Problem

if TYPE_CHECKING:
    from pipeline.codebook_writing import Edited
    from pipeline.stages.self_test import Outcome

codebook_app = typer.Typer(
    help="Check the codebook, and edit it.", no_args_is_help=True, pretty_exceptions_enable=False
)

Old = Annotated[str, typer.Argument(metavar="OLD", help="The id of a code.")]

_SCHEMAS = Path("config/schema")


@codebook_app.command()
def check(corpus: Corpus = None, config: Config = None, out: Out = Path()) -> None:
    """Check the codebook by itself: as text, on lemmas, and whether the machine finds the codes of its examples."""
    from pipeline.flow_codebook import check_book

    study = study_of(corpus, config, out)
    checked = check_book(study, progress=lambda what: typer.echo(f"{what} ...", err=True))
    show_notes(checked.notes, err=False)
    show_problems(checked.problems, title="Problems: these must be mended", err=False)
    if checked.problems:
        raise typer.Exit(n_to_mend(checked.problems))
    columns = ("code", "examples by patterns", "by meaning", "by either", "counter-examples")
    show_table(_hits(checked.outcomes), columns=columns, title="What the machine finds of the book's own examples")
    show_problems(checked.misses, title="Misses: these stop nothing", err=False)
    tried = f"{len(checked.outcomes)} examples of the codes that the machine may propose"
    typer.echo(f"{len(checked.book.codes)} codes: no problems. {tried}: {len(checked.misses)} misses.")


def _hits(outcomes: Sequence[Outcome]) -> list[list[str]]:
    """A row per code, and one for all of them together."""
    codes = list(dict.fromkeys(outcome.example.code for outcome in outcomes))
    rows = [_row(code, [outcome for outcome in outcomes if outcome.example.code == code]) for code in codes]
    return [*rows, _row("(all)", outcomes)] if outcomes else []


def _row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    examples = [outcome for outcome in outcomes if not outcome.example.is_counter]
    counters = [outcome for outcome in outcomes if outcome.example.is_counter]
    hits = {
        "patterns": sum(o.example.code in o.by_patterns for o in examples),
        "meaning": sum(o.example.code in o.by_meaning for o in examples),
        "either": sum(o.example.code in o.found for o in examples),
    }
    shown = [f"{by} {hit} of {len(examples)}" for by, hit in hits.items()]
    return [name, *shown, f"wrongly {sum(o.is_wrong for o in counters)} of {len(counters)}"]


@codebook_app.command()
def suggest(corpus: Corpus = None, config: Config = None, out: Out = Path()) -> None:
    """Codes for what people talk about and the codebook does not cover, as YAML to paste into it; after a run."""
    from pipeline.flow_codebook import suggest as suggest_codes

    found = suggest_codes(study_of(corpus, config, out))
    if found.suggestions:
        typer.echo(found.text, nl=False)
        typer.echo(f"Not covered by the codebook: {len(found.suggestions)} of {found.n_topics} topics.", err=True)
    elif found.n_topics:
        typer.echo(f"The codebook covers all {found.n_topics} topics: there is nothing to suggest.", err=True)
    else:
        why = found.note or "no topic is stable enough to be reported"
        typer.echo(f"There is nothing to compare with the codebook: {why}", err=True)


@codebook_app.command()
def schema(
    write: Annotated[bool, typer.Option("--write", help="Write all schemas into config/schema/.")] = False,
) -> None:
    """The JSON Schema of codebook.yaml, by which an editor completes and checks while one types."""
    from pipeline.schemas import SCHEMAS, file_name, schema_text

    if not write:
        typer.echo(schema_text("codebook"), nl=False)
        return
    from pipeline.store import write_atomically

    if not _SCHEMAS.parent.is_dir():
        what = "this folder does not exist here"
        raise PipelineError(Problem("config/", 0, what, "Do this in the folder of the project."))
    for name in SCHEMAS:
        path = _SCHEMAS / file_name(name)
        write_atomically(path, schema_text(name).encode())
        typer.echo(f"wrote {near(path.resolve())}")


@codebook_app.command()
def rename(
    old: Old,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The id that it gets.")],
    corpus: Corpus = None,
    config: Config = None,
) -> None:
    """Give a code another id: old codings move along by `voorheen`, and so does every `-> OLD`."""
    from pipeline.codebook_writing import rename_code

    path, name = _codebook(corpus, config)
    _write(path, rename_code(path.read_bytes(), old=old, new=new, name=name))
    typer.echo(f"'{old}' is now '{new}' in {near(path.resolve())}.")


@codebook_app.command()
def merge(
    old: Old,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The code that takes it in.")],
    corpus: Corpus = None,
    config: Config = None,
) -> None:
    """Take one code into another: its texts, patterns and old codings move along, and so does every `-> OLD`."""
    from pipeline.codebook_writing import merge_codes

    path, name = _codebook(corpus, config)
    _write(path, merge_codes(path.read_bytes(), old=old, into=into, name=name))
    typer.echo(f"'{old}' is now part of '{into}' in {near(path.resolve())}.")


def _codebook(corpus: Path | None, config: Path | None) -> tuple[Path, str]:
    """The codebook of a study, and how messages call it."""
    from pipeline.study_registers import shown

    study = study_of(corpus, config, Path())
    if study.codebook_file is None:
        raise PipelineError(study.problems)
    return study.codebook_file, shown(study.codebook_file, study)


def _write(path: Path, edited: Edited) -> None:
    from pipeline.store import write_atomically

    write_atomically(path.resolve(), edited.data)
    show_problems(edited.left_out, title="Left out; the lines are those of the file before", err=False)
