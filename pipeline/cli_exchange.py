"""`route export` and `route import`: sheets that people fill in or read, and what they decided on them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import Config, Corpus, Out, n_to_mend, study_of
from pipeline.console import near, show_notes, show_problems
from pipeline.errors import Problem

export_app = typer.Typer(help="Sheets for people to fill in or to read.", no_args_is_help=True)
import_app = typer.Typer(help="Reads back what people filled in.", no_args_is_help=True)

To = Annotated[Path, typer.Option(help="The folder that the files come in.")]


@export_app.callback()
def _export() -> None:
    """Sheets for people to fill in or to read."""


@import_app.callback()
def _import() -> None:
    """Reads back what people filled in."""


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
    show_notes(found.notes)
    for path in found.written:
        typer.echo(f"Written: {near(path)}")
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
    show_notes(found.notes)
    for path in found.written:
        typer.echo(f"Written: {near(path)}")
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


def _tell(problems: Sequence[Problem], counts: Mapping[str, Mapping[str, int]]) -> None:
    """What came of an import, by file; ends with 1 where something was not taken."""
    show_problems(problems, title="Not taken, or not whole")
    for name, outcomes in counts.items():
        told = ", ".join(f"{n} {outcome}" for outcome, n in sorted(outcomes.items()) if n)
        typer.echo(f"{name}: {told or 'nothing was decided'}.")
    if any(outcomes.get(outcome) for outcomes in counts.values() for outcome in ("new", "changed")):
        typer.echo("Do `route run` to count them.")
    if problems:
        raise typer.Exit(n_to_mend(problems))


def _today() -> str:
    return datetime.datetime.now().astimezone().date().isoformat()
