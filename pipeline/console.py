"""How the commands show things: tables on a terminal, lines that can be searched elsewhere, and progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.errors import Problem

if TYPE_CHECKING:
    from pipeline.flow import Summary
    from pipeline.init_registers import FoundSession
    from pipeline.study import Study

Progress = Callable[[str, int, int], None]

_WIDEST = 48
_MOST_ALIKE = 5


def show_notes(notes: Iterable[Problem], *, err: bool = True) -> None:
    """What is odd and stops nothing, like problems, each marked as a note."""
    marked = (replace(note, what=f"note: {note.what}") for note in notes)
    show_problems(marked, title="Notes: these stop nothing", err=err)


def show_problems(problems: Iterable[Problem], *, title: str, err: bool = True) -> None:
    """Problems in the order of their places: where, what is wrong, what to do. Many that are equal stand in one row."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in sorted(problems):
        alike.setdefault((problem.where, problem.what, problem.remedy), []).append(problem)
    found = []
    for same in alike.values():
        if len(same) > _MOST_ALIKE:
            also = f"{same[0].what}, as on {len(same) - 1} more lines ({_ranges([p.line for p in same[1:]])})"
            found.append(replace(same[0], what=also))
        else:
            found += same
    rows = [[f"{problem.place}:", f"{problem.what}.", problem.remedy] for problem in sorted(found)]
    show_table(rows, columns=("where", "what", "what to do"), title=title, err=err)


def _ranges(lines: list[int]) -> str:
    """Line numbers as one writes them: 3-8, 11."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def show_table(rows: Sequence[Sequence[str]], *, columns: Sequence[str], title: str, err: bool = False) -> None:
    """Rows as a table on a terminal; elsewhere a line each, which opens with its place as editors know it."""
    if not rows:
        return
    if (sys.stderr if err else sys.stdout).isatty():
        _draw(rows, columns=columns, title=title, err=err)
        return
    # What stands in the last column is as long as it is.
    widths = [min(_WIDEST, max(len(row[at]) for row in rows)) for at in range(len(columns) - 1)]
    widths[1:] = [0 for _ in widths[1:]] if len(columns) == 3 else widths[1:]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)]
        typer.echo(" ".join(cells).rstrip(), err=err)


def _draw(rows: Sequence[Sequence[str]], *, columns: Sequence[str], title: str, err: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # Text, since what stands in a file may look like markup.
        table.add_row(*map(Text, row))
    Console(stderr=err, highlight=False).print(table)


def show_found(study: Study, found: list[FoundSession]) -> None:
    """Per transcript what was found. Labels that may be names are shown only where the register lies in the corpus."""
    from pipeline.init_corpus import speakers_register

    is_open = speakers_register(study).resolve().is_relative_to(study.corpus)
    rows = []
    for session in found:
        sure = [label for label in session.labels if label.is_sure]
        shown = ", ".join(f"{label.label} ({label.n_turns})" for label in sure) if is_open else ""
        said = [f"{len(sure)} labels, {len(session.added)} new" + (f": {shown}" if shown else "")]
        if session.doubtful:
            lines = ", ".join(map(str, session.doubtful))
            said.append(f"A label on one line only, or text? Not added: line {lines}.")
        if not sure:
            said.append("No label was found: does each turn open with 'Label:'?")
        kind = session.session_type or "soort?"
        state = "new" if session.is_new else "known"
        rows.append([f"transcripten/{session.file}:", session.session_id or "(no id)", state, kind, " ".join(said)])
    columns = ("file", "session", "", "soort", "labels, with the number of their turns")
    show_table(rows, columns=columns, title="Found")


def show_summary(study: Study, summary: Summary) -> None:
    """What a run did, and where the first report is."""
    show_notes(summary.notes)
    for part in summary.damaged:
        typer.echo(f"{part}: was damaged or of another version; made anew.")
    for session in summary.gone:
        typer.echo(f"{session}: no longer in the register; removed from all tables.")
    n_cached = sum(log.is_cached for log in summary.logs)
    typer.echo(f"{len(summary.logs)} steps in {summary.seconds:.1f} s, of which {n_cached} were stored already.")
    if summary.topic_note:
        typer.echo(f"Topics: {summary.topic_note}")
    if summary.n_unplaced:
        typer.echo(f"{summary.n_unplaced} things that people made found no place: see the report verantwoording.")
    if summary.n_outdated:
        typer.echo(f"{summary.n_outdated} reports no longer agree with the tables and were removed.")
    if summary.reports:
        typer.echo(f"Report: {near(summary.reports[0])}")


def near(path: Path) -> str:
    """A path as one types it: relative where it lies below the current folder."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else path.as_posix()


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Progress bars on a terminal, a line per stage elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, transient=True, disable=not sys.stderr.isatty(), console=Console(stderr=True)) as bars:

        def tell(stage: str, done: int, total: int) -> None:
            if bars.disable and stage not in tasks:
                typer.echo(f"{stage} ...", err=True)
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
