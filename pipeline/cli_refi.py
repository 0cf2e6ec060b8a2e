"""`route export refi` and `route import refi`: the exchange format of ATLAS.ti, MAXQDA, NVivo, QualCoder and others."""

from __future__ import annotations

import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_options import Config, Corpus, Out, study_of
from pipeline.console import near, show_notes, show_table
from pipeline.errors import PipelineError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.exchange.refi_report import Lost


class Form(StrEnum):
    """What is exchanged: a whole project, or the codebook alone."""

    QDPX = "qdpx"
    QDC = "qdc"


To = Annotated[Path, typer.Option(help="The folder that the files come in.")]


def export_refi(
    form: Annotated[Form, typer.Option("--form", help="A project (qdpx), or the codebook alone (qdc).")] = Form.QDPX,
    without_machine: Annotated[
        bool, typer.Option("--without-machine", help="Leave out what the machine proposes.")
    ] = False,
    to: To = Path(),
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """REFI-QDA, for other programs: masked texts, codes, codings by coder, cases with variables, memos as notes."""
    from pipeline.exchange.refi_export import export_refi as export

    study = study_of(corpus, config, out)
    made = export(study, to / f"refi-{study.name}-{_today()}.{form.value}", with_machine=not without_machine)
    _tell_lost(made.lost, made.path, title="Heeft daar geen plaats, of kan daar wegvallen")
    told = ", ".join(f"{n} {what}" for what, n in made.counts.items())
    typer.echo(f"{told} in {near(made.path.resolve())}")


def import_refi(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .qdpx, .qde or .qdc of any program.")],
    codebook_only: Annotated[
        bool, typer.Option("--codebook-only", help="The codes alone; this needs no run before it.")
    ] = False,
    codeur: Annotated[
        list[str] | None,
        typer.Option("--codeur", help="NAME=INITIALS: what a user of that program is called here; may be given again."),
    ] = None,
    to: To = Path(),
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What was coded in another program: codes into codebook.yaml, codings into coderingen/, notes into memos/."""
    from pipeline.exchange.refi_import import Wish
    from pipeline.exchange.refi_import import import_refi as take_in

    called = dict(_called(pair) for pair in codeur or ())
    study = study_of(corpus, config, out)
    found = take_in(study, file, Wish(not codebook_only, called))
    show_notes(found.notes)
    _tell_lost(found.lost, to / file.name, title="Heeft hier geen plaats")
    for path in found.written:
        typer.echo(f"Written: {near(path)}")
    if found.told:
        typer.echo(f"Positions: {found.told}.")
    told = ", ".join(f"{n} {what}" for what, n in found.counts.items() if n)
    typer.echo(f"{file.name}: {told or 'nothing to take'}; {len(found.lost)} without a place here.")
    if found.counts["codings new"] or found.counts["codes new"]:
        typer.echo("Do `route run` to count them.")


def _tell_lost(lost: Sequence[Lost], path: Path, *, title: str) -> None:
    """What has no place on the other side: a row for each kind, and every element in a csv."""
    from pipeline.exchange.refi_report import summarised, write_report

    if not lost:
        return
    show_table(summarised(lost), columns=("element", "aantal", "bron", "wat"), title=title, err=True)
    report = path.with_name(f"{path.name}-verlies.csv")
    write_report(report, lost)
    typer.echo(f"{len(lost)} rows in {near(report.resolve())}")


def _called(pair: str) -> tuple[str, str]:
    """The two sides of NAME=INITIALS. Raises PipelineError."""
    name, is_pair, coder = (part.strip() for part in pair.rpartition("="))
    if not is_pair or not name or not coder:
        raise PipelineError(Problem("--codeur", 0, f"'{pair[:40]}' is no NAME=INITIALS", "Write: --codeur 'Jan=JV'."))
    return name, coder


def _today() -> str:
    return datetime.datetime.now().astimezone().date().isoformat()
