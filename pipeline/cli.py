"""The commands: the only place that prints, catches PipelineError and sets up logging."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import PipelineError, Problem

if TYPE_CHECKING:
    from pipeline.flow import Progress, Summary
    from pipeline.study import Study

app = typer.Typer(
    name="route",
    help="From a folder of transcripts to a report that can be checked.",
    no_args_is_help=True,
    add_completion=False,
    # Typer's own tracebacks show local variables, and those hold transcript text.
    pretty_exceptions_enable=False,
)

Corpus = Annotated[Path | None, typer.Option(help="The corpus folder; default: the one in settings.yaml.")]
Config = Annotated[Path | None, typer.Option(help="A folder with configuration that goes before config/.")]
Out = Annotated[Path, typer.Option(help="Where data/processed/ and reports/ are written.")]


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

    study = _study(corpus, config, out)
    _print_problems(study.notes)
    with _progress() as progress:
        summary = flow.run(study, jobs=jobs, with_reports=reports, progress=progress)
    _print_summary(study, summary)
    if summary.failed:
        raise PipelineError(summary.failed)


@app.command()
def check(corpus: Corpus = None, config: Config = None, out: Out = Path()) -> None:
    """Read and check settings, codebook, registers and transcripts, in seconds and without models."""
    from pipeline import flow

    study = _study(corpus, config, out)
    problems, n_turns = flow.find_problems(study)
    stored = study.store.sessions() - {session.session_id for session in study.sessions}
    gone = [Problem(name, 0, "is still among the stored tables", "The next run removes it.") for name in sorted(stored)]
    _print_problems([*study.notes, *gone])
    if problems:
        raise PipelineError(problems)
    codes = len(study.book.codes)
    typer.echo(f"{len(study.sessions)} sessions, {n_turns} turns, {codes} codes: no problems.")


@app.command()
def report(
    names: Annotated[list[str] | None, typer.Argument(help="overzicht, focusgroep-ouder, ...; none: all.")] = None,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """Only the notebooks, from the tables of the last run."""
    from pipeline import flow

    study = _study(corpus, config, out)
    with _progress() as progress:
        summary = flow.report(study, only=names or None, progress=progress)
    _print_summary(study, summary)
    if summary.failed:
        raise PipelineError(summary.failed)


@app.command()
def trace(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A turn (FG03-0042) or a segment (FG03-0042-1).")],
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """The whole life of one turn or segment: source line, masking, codes with evidence, topic, reports."""
    from rich.console import Console

    from pipeline.trace import trace_lines

    study = _study(corpus, config, out)
    study.raise_problems()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in trace_lines(study, identifier):
        console.print(line)


@app.command(hidden=True)
def prepare() -> None:
    """Build what is built at first use (the look-ups for names, compiled code); done once, at installation."""
    from pipeline.language.names import load_deduce, release_deduce
    from pipeline.stages.topics import load_bertopic

    typer.echo("Building look-ups for names; the first time this takes one or two minutes.")
    load_deduce()
    release_deduce()
    load_bertopic()


def _study(corpus: Path | None, config: Path | None, out: Path) -> Study:
    from pipeline.study import read_study

    return read_study(corpus, config, out.resolve())


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in sorted(problems):
        typer.echo(f"note: {problem}", err=True)


def _print_summary(study: Study, summary: Summary) -> None:
    for session in summary.gone:
        typer.echo(f"{session}: no longer in the register; removed from all tables.")
    n_cached = sum(log.is_cached for log in summary.logs)
    typer.echo(f"{len(summary.logs)} steps in {summary.seconds:.1f} s, of which {n_cached} were stored already.")
    if summary.n_unplaced:
        typer.echo(f"{summary.n_unplaced} things that people made found no place: see the report verantwoording.")
    if summary.n_outdated:
        typer.echo(f"{summary.n_outdated} reports no longer agree with the tables and were removed.")
    if summary.reports:
        typer.echo(f"Report: {_near(summary.reports[0])}")


def _near(path: Path) -> str:
    """A path as one types it: relative where it lies below the current folder."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else path.as_posix()


class _progress:  # noqa: N801  (reads as a function at its one use)
    """Progress bars on a terminal, a line per stage elsewhere."""

    def __enter__(self) -> Progress:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._bars = Bars(
            TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
        )
        self._tasks: dict[str, int] = {}
        self._is_terminal = sys.stderr.isatty()
        if self._is_terminal:
            self._bars.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        if self._is_terminal:
            self._bars.stop()

    def _tell(self, stage: str, done: int, total: int) -> None:
        if not self._is_terminal:
            if stage not in self._tasks:
                self._tasks[stage] = 0
                typer.echo(f"{stage} ...", err=True)
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)  # type: ignore[arg-type]


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
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        count = len(error.problems)
        typer.echo(f"{count} problem{'s' if count > 1 else ''} to mend.", err=True)
        sys.exit(1)
