"""The commands: the only place that prints, catches PipelineError and sets up logging."""

from __future__ import annotations

import logging
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Annotated

import typer

from pipeline.cli_codebook import codebook_app
from pipeline.cli_diff import diff
from pipeline.cli_exchange import export_app, import_app
from pipeline.cli_options import Config, Corpus, Out, n_to_mend, study_of
from pipeline.cli_read import find, passages, read, words
from pipeline.cli_review import review
from pipeline.console import near, progress_bars, show_found, show_notes, show_problems, show_summary, show_table
from pipeline.errors import PipelineError, Problem

app = typer.Typer(
    name="route",
    help="From a folder of transcripts to a report that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    # Typer's own tracebacks show local variables, and those hold transcript text.
    pretty_exceptions_enable=False,
)

codebook_app.command()(diff)
app.add_typer(codebook_app, name="codebook")
app.command()(read)
app.command()(passages)
app.command()(find)
app.command()(words)
app.command()(review)
app.add_typer(export_app, name="export")
app.add_typer(import_app, name="import")


class Form(StrEnum):
    """A form in which a report can be made beside html."""

    DOCX = "docx"
    PDF = "pdf"
    FIGURES = "figuren"


@app.command()
def run(
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
    reports: Annotated[bool, typer.Option("--reports/--no-reports", help="Write the reports too.")] = True,
    jobs: Annotated[int, typer.Option(min=1, help="How many sessions are worked on at once.")] = 1,
) -> None:
    """The whole flow: read, mask, segment, annotate, embed, code, count, report."""
    from pipeline import flow

    study = study_of(corpus, config, out)
    show_notes(study.notes)
    with progress_bars() as progress:
        summary = flow.run(study, jobs=jobs, with_reports=reports, progress=progress)
    show_summary(study, summary)
    if summary.failed:
        raise PipelineError(summary.failed)


@app.command()
def check(corpus: Corpus = None, config: Config = None, out: Out = Path()) -> None:
    """Read and check settings, codebook, registers and transcripts, in seconds and without models."""
    from pipeline import flow
    from pipeline.remnants import find_remnants

    study = study_of(corpus, config, out)
    found = flow.find_problems(study)
    show_notes([*study.notes, *found.notes, *find_remnants(study)], err=False)
    show_problems(found.problems, title="Problems: these must be mended", err=False)
    if found.problems:
        raise typer.Exit(n_to_mend(found.problems))
    codes = len(study.book.codes)
    typer.echo(f"{len(study.sessions)} sessions, {found.n_turns} turns, {codes} codes: no problems.")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new corpus folder.")],
    from_transcripts: Annotated[
        bool, typer.Option("--from-transcripts", help="Fill the registers from DIR/transcripten; keeps what is there.")
    ] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Registers as workbooks, with lists to choose from.")] = False,
    config: Config = None,
) -> None:
    """A new, empty corpus folder with registers to fill in; nothing that is there is written over."""
    from pipeline.init_corpus import make_corpus
    from pipeline.init_registers import fill_registers, transcripts_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"this folder cannot be made ({error.strerror})"
        raise PipelineError(Problem(folder.name, 0, what, "Is a file in its place?")) from error
    study = study_of(folder, config, Path())
    files = transcripts_of(study) if from_transcripts else []
    made = make_corpus(study, as_workbook=xlsx, may_exist=from_transcripts)
    for path in made:
        typer.echo(f"made {path.name}")
    if not from_transcripts:
        typer.echo(f"Put the transcripts in {near(study.corpus / 'transcripten')}, and read LEESMIJ.md.")
        return
    # Anew, since the registers may have been made just now.
    study = study_of(folder, config, Path())
    found, unreadable = fill_registers(study, files)
    show_found(study, found)
    show_problems(unreadable, title="Not read, and so not in the registers")
    if any(session.is_new for session in found):
        typer.echo("Session ids come from file names: change one that holds a name of a person.")
    typer.echo(f"Fill in what only you know, then do `route check --corpus {near(study.corpus)}`.")
    if unreadable:
        raise typer.Exit(n_to_mend(unreadable))


@app.command()
def privacy(
    session: Annotated[str | None, typer.Argument(help="One session; default: all of them.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the list to this .csv or .xlsx, to review.")] = None,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """What was masked, by session and line, and what may have been missed, to review."""
    from pipeline.exchange.spreadsheets import write_sheet
    from pipeline.privacy_review import LIST_COLUMNS, LOOK_AT, list_rows, review_privacy, summary_of

    study = study_of(corpus, config, out)
    study.raise_problems()
    items = review_privacy(study, session=session)
    if csv:
        write_sheet(csv, list_rows(items), columns=LIST_COLUMNS)
        typer.echo(f"{len(items)} rows in {near(csv.resolve())}. It holds masked words only.")
    else:
        columns = ("where", "action", "kind", "now reads", "among these words")
        for is_left, title in ((False, "Masked or allowed"), (True, "Not masked: look at these")):
            rows = [
                [f"{i.file}:{i.line}:", i.action, i.kind, i.shown, i.context + _also(i.also)]
                for i in items
                if (i.action == LOOK_AT) is is_left
            ]
            show_table(rows, columns=columns, title=title)
    show_table(
        summary_of(items), columns=("session", "masked", "of which", "allowed", "to look at"), title="By session"
    )


@app.command()
def report(
    names: Annotated[list[str] | None, typer.Argument(help="overzicht, focusgroep-ouder, ...; none: all.")] = None,
    form: Annotated[
        list[Form] | None,
        typer.Option(
            help="Also as docx or pdf, or its drawings as svg and png (figuren); may be given more than once."
        ),
    ] = None,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """Only the notebooks, from the tables of the last run."""
    from pipeline import flow

    study = study_of(corpus, config, out)
    with progress_bars() as progress:
        summary = flow.report(study, only=names or None, forms=[item.value for item in form or ()], progress=progress)
    show_summary(study, summary)
    if summary.failed:
        raise PipelineError(summary.failed)


@app.command()
def trace(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="A turn (FG03-0042), a segment (FG03-0042-1) or the mark under a quote.")
    ],
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """The whole life of one turn or segment: source line, masking, codes with evidence, topic, reports."""
    from rich.console import Console

    from pipeline.trace import trace_lines

    study = study_of(corpus, config, out)
    study.raise_problems()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in trace_lines(study, identifier):
        console.print(line)


@app.command(hidden=True)
def prepare() -> None:
    """Build what is built at first use (the look-ups for names, compiled code); done once, at installation."""
    from pipeline.language.names import load_deduce, release_deduce
    from pipeline.stages.topic_words import load_bertopic

    typer.echo("Building look-ups for names; the first time this takes one or two minutes.")
    load_deduce()
    release_deduce()
    load_bertopic()


def _also(lines: tuple[int, ...]) -> str:
    return f" (also {', '.join(map(str, lines))})" if lines else ""


def _print_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The place of a bug, for who mends the program. What a library says of it may hold transcript text: left out."""
    from pipeline.store import ContractError

    is_safe = isinstance(error, ContractError | ImportError | OSError)
    typer.echo("".join(traceback.format_tb(trace)), err=True, nl=False)
    typer.echo(
        f"{kind.__name__}: {error if is_safe else '(its text is left out: it may hold words of the study)'}", err=True
    )
    typer.echo("This is a fault of the program, not of your files. Send these lines to who keeps it.", err=True)


def main() -> None:
    """Run a command. Exit status 0: done; 1: something the researcher can mend; 2: wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    sys.excepthook = _print_bug
    try:
        # Called as typer itself would, but for typer's own hook for bugs.
        typer.main.get_command(app)()
    except PipelineError as error:
        show_problems(error.problems, title="Problems")
        sys.exit(n_to_mend(error.problems))
