"""`route export` and `route import`: sheets that people fill in or read, and what they decided on them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import Config, Corpus, Out, n_to_mend, study_of
from pipeline.cli_refi import export_refi, import_refi
from pipeline.console import near, show_notes, show_problems
from pipeline.errors import PipelineError, Problem

export_app = typer.Typer(help="Sheets for people to fill in or to read.", no_args_is_help=True)
import_app = typer.Typer(help="Reads back what people filled in.", no_args_is_help=True)


class Rows(StrEnum):
    """What a row of the framework matrix is."""

    PARTICIPANTS = "participants"
    SESSIONS = "sessions"


class Columns(StrEnum):
    """What a column of the framework matrix is."""

    THEMES = "themes"
    CODES = "codes"


To = Annotated[Path, typer.Option(help="The folder that the files come in.")]


@export_app.callback()
def _export() -> None:
    """Sheets for people to fill in or to read."""


@import_app.callback()
def _import() -> None:
    """Reads back what people filled in."""


export_app.command("refi")(export_refi)
import_app.command("refi")(import_refi)


@export_app.command("review")
def export_review(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    codeur: Annotated[str, typer.Option("--codeur", help="Who fills them in: initials, or consensus.")],
    code: Annotated[list[str] | None, typer.Option("--code", help="A code to ask about; may be given again.")] = None,
    n: Annotated[int, typer.Option("--n", min=10, help="How many rows each sheet has at most.")] = 120,
    to: To = Path(),
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """Two sheets for one coder: a blind random sample that measures, and where a decision teaches most."""
    from pipeline.exchange.review import Wish, export_reviews

    study = study_of(corpus, config, out)
    wish = Wish(codeur, tuple(code or ()), n, _today())
    made = export_reviews(study, wish, folder=to)
    show_notes(made.notes)
    for path, n_rows in made.files:
        typer.echo(f"{n_rows} rows in {near(path.resolve())}")
    if made.files:
        typer.echo("Fill in the blind one (steekproef) first. Then do `route import review` with the files.")


@export_app.command("disagreements")
def export_disagreements(to: To = Path(), corpus: Corpus = None, config: Config = None, out: Out = Path()) -> None:
    """Every segment on which coders decided differently, with both coders' words."""
    from pipeline.exchange.disagreements import COLUMNS, disagreement_rows
    from pipeline.exchange.review import raise_if_there
    from pipeline.exchange.spreadsheets import write_sheet
    from pipeline.flow import current_tables

    study = study_of(corpus, config, out)
    path = to / f"verschillen-{study.name}-{_today()}.xlsx"
    raise_if_there([path])
    with current_tables(study):
        rows = disagreement_rows(study)
    write_sheet(path, rows, columns=COLUMNS)
    typer.echo(f"{len(rows)} rows in {near(path.resolve())}")


@export_app.command("codeersheet")
def export_codeersheet(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    session: Annotated[str, typer.Argument(help="The session to code, such as FG03.")],
    codeur: Annotated[str, typer.Option("--codeur", help="Who fills it in: initials.")],
    blind: Annotated[bool, typer.Option("--blind", help="Without what the machine or another coder said.")] = False,
    to: To = Path(),
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """A sheet to code a whole session on: a row a fragment, lists of codes to choose from, the codebook beside it."""
    from pipeline.exchange.coding_sheets import Wish, export_coding_sheet

    wish = Wish(codeur, session, blind, _today())
    path, n = export_coding_sheet(study_of(corpus, config, out), wish, folder=to)
    typer.echo(f"{n} fragments in {near(path.resolve())}")
    typer.echo("Then do `route import codeersheet` with the file.")


@export_app.command("matrix")
def export_matrix(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    rows: Annotated[Rows, typer.Option("--rows", help="What a row is.")] = Rows.PARTICIPANTS,
    columns: Annotated[Columns, typer.Option("--columns", help="What a column is.")] = Columns.THEMES,
    door: Annotated[str, typer.Option("--door", help="Who wrote texts that are read back first: initials.")] = "",
    to: To = Path(),
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """The framework matrix: your own summary per cell, beside its passages; texts in a file that is there are kept."""
    from pipeline.exchange import matrix
    from pipeline.exchange.matrix_import import import_matrix

    study = study_of(corpus, config, out)
    path = matrix.matrix_path(study, rows=rows.value, columns=columns.value, folder=to)
    if path.exists():
        before = import_matrix(study, path, by=door, today=_today())
        show_notes(before.notes)
        if before.problems:
            raise PipelineError([*before.problems, Problem(path.name, 0, "the file stays as it was", "Mend it first.")])
    made = matrix.export_matrix(study, rows=rows.value, columns=columns.value, path=path)
    show_notes(made.notes)
    typer.echo(f"{made.n_texts} texts, of which {made.n_outdated} verouderd, in {near(path.resolve())}")
    typer.echo("Write in it, then do `route import matrix` with the file.")


@export_app.command("tables")
def export_tables(to: To = Path(), corpus: Corpus = None, config: Config = None, out: Out = Path()) -> None:
    """Tables to analyse elsewhere, as one xlsx and a csv each: quotes, passages, codes by participant, sessions."""
    from pipeline.exchange.analysis_export import export_tables as export_all

    study = study_of(corpus, config, out)
    for path, n in export_all(study, folder=to / f"tabellen-{study.name}-{_today()}"):
        typer.echo(f"{n} rows in {near(path.resolve())}")


@import_app.command("matrix")
def import_matrix_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sheet of `route export matrix`.")],
    door: Annotated[str, typer.Option("--door", help="Who wrote the texts: initials.")] = "",
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What was written in a framework matrix, into matrix.csv in the corpus folder."""
    from pipeline.exchange.matrix_import import import_matrix

    found = import_matrix(study_of(corpus, config, out), file, by=door, today=_today())
    _tell_written(found.notes, found.written)
    _tell(found.problems, {file.name: found.counts}, to_count=False)


@import_app.command("codeersheet")
def import_codeersheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sheet of `route export codeersheet`, filled in.")],
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What was coded on a coding sheet, into coderingen/ and codeurs.csv; what cannot be taken is listed."""
    from pipeline.exchange.coding_sheet_import import import_coding_sheet

    found = import_coding_sheet(study_of(corpus, config, out), file, today=_today())
    _tell_written(found.notes, found.written)
    _tell(found.problems, {file.name: found.counts})


@import_app.command("review")
def import_review(
    files: Annotated[list[Path], typer.Argument(metavar="FILE ...", help="Sheets that were filled in: xlsx or csv.")],
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What was decided on review sheets, into coderingen/; what cannot be taken is listed."""
    from pipeline.exchange.review_import import import_reviews

    found = import_reviews(study_of(corpus, config, out), files, today=_today())
    _tell_written(found.notes, found.written)
    _tell(found.problems, found.counts)


@import_app.command("disagreements")
def import_disagreements(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sheet of `route export disagreements`.")],
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What coders agreed on, as the decisions of coder consensus, into coderingen/."""
    from pipeline.exchange.disagreements import import_agreed

    found = import_agreed(study_of(corpus, config, out), file, today=_today())
    _tell(found.problems, {file.name: {"new": found.n_new, "changed": found.n_changed}})


def _tell_written(notes: Sequence[Problem], written: Sequence[Path]) -> None:
    """What is worth knowing of an import, and the files that it changed."""
    show_notes(notes)
    for path in written:
        typer.echo(f"Written: {near(path)}")


def _tell(problems: Sequence[Problem], counts: Mapping[str, Mapping[str, int]], *, to_count: bool = True) -> None:
    """What came of an import, by file; ends with 1 where something was not taken."""
    show_problems(problems, title="Not taken, or not whole")
    for name, outcomes in counts.items():
        told = ", ".join(f"{n} {outcome}" for outcome, n in sorted(outcomes.items()) if n)
        typer.echo(f"{name}: {told or 'nothing was decided'}.")
    if to_count and any(outcomes.get(outcome) for outcomes in counts.values() for outcome in ("new", "changed")):
        typer.echo("Do `route run` to count them.")
    if problems:
        raise typer.Exit(n_to_mend(problems))


def _today() -> str:
    return datetime.datetime.now().astimezone().date().isoformat()
