"""What all commands share: the folders they are given, the study in them, and how they end with problems."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import Problem

if TYPE_CHECKING:
    from pipeline.study import Study

Corpus = Annotated[Path | None, typer.Option(help="The corpus folder; default: the one in settings.yaml.")]
Config = Annotated[Path | None, typer.Option(help="A folder with configuration that goes before config/.")]
Out = Annotated[Path, typer.Option(help="Where data/processed/ and reports/ are written.")]


def study_of(corpus: Path | None, config: Path | None, out: Path) -> Study:
    """The study that a command is about. Raises PipelineError where there is no such folder."""
    from pipeline.faults import mendable
    from pipeline.study import read_study

    with mendable("corpus"):
        return read_study(corpus, config, out.resolve())


def n_to_mend(problems: Sequence[Problem]) -> int:
    """Say how many, and give the exit status."""
    count = len(problems)
    typer.echo(f"{count} problem{'s' if count > 1 else ''} to mend.", err=True)
    return 1
