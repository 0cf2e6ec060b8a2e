"""Files that belong outside the project: the list of known names, and the register of speakers where labels are names.

Their place is in the settings. A relative path starts at the corpus folder, and `~` is the home folder. No message
says more of them than their line numbers, and for the register its file name.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import PipelineError, Problem
from pipeline.readers.encoding import read_text
from pipeline.sheets import read_sheet

KNOWN_NAMES = "privacy.known_names"
"""What messages call the list of known names, wherever it lies."""

_PROJECT_FILE = "pyproject.toml"
_SHEETS = (".csv", ".tsv", ".xlsx")


def place(given: str, *, corpus: Path, setting: str) -> Path:
    """Where a path in the settings leads. Raises PipelineError where it leads nowhere."""
    try:
        path = corpus / Path(given).expanduser()
        path.resolve()
    except (RuntimeError, OSError, ValueError) as error:
        # No such home folder, or links that lead to each other.
        raise PipelineError(Problem(setting, 0, "this path leads nowhere", "Write it out in full.")) from error
    if not path.name.strip("."):
        raise PipelineError(Problem(setting, 0, "this path leads to a folder", "Name the file in it."))
    return path


def read_known_names(given: str, *, corpus: Path) -> list[str]:
    """The names of a list outside the project, sorted: a text with one on each line, or a table with a column naam.

    In a text, empty lines and those that open with # are left out. Raises PipelineError where the list lies in the
    project or in the corpus, cannot be read, or holds what is too short to be looked for.
    """
    path = place(given, corpus=corpus, setting=KNOWN_NAMES)
    if is_inside(path, [corpus, *projects(corpus)]):
        what = "this list lies in the project, and a list of names beside the pseudonyms is a key file"
        raise PipelineError(Problem(KNOWN_NAMES, 0, what, "Move it to a folder outside, and write its path here."))
    if path.suffix.lower() in _SHEETS:
        sheet = read_sheet(path, name=KNOWN_NAMES, columns=["naam"])
        if "naam" not in sheet.columns:
            raise PipelineError(Problem(KNOWN_NAMES, sheet.header, "column 'naam' is missing", "Name it in row 1."))
        found = [(line, row["naam"]) for line, row in sheet.rows]
    else:
        found = list(enumerate(read_text(path, name=KNOWN_NAMES).split("\n"), start=1))
    names = [(line, " ".join(name.split())) for line, name in found if not name.lstrip().startswith("#")]
    if short := [line for line, name in names if name and sum(map(str.isalpha, name)) < 2]:
        what = "a name of fewer than two letters would mask half of the talk"
        raise PipelineError(Problem(KNOWN_NAMES, line, what, "Write it out, or remove it.") for line in short)
    return sorted({name for _, name in names if name})


def projects(corpus: Path) -> list[Path]:
    """The nearest folder with a pyproject.toml, upward from the corpus and from the current folder."""
    found = []
    for start in (corpus.resolve(), Path.cwd().resolve()):
        nearest = next((folder for folder in (start, *start.parents) if (folder / _PROJECT_FILE).is_file()), None)
        found += [nearest] if nearest else []
    return list(dict.fromkeys(found))


def is_inside(path: Path, folders: list[Path]) -> bool:
    """Whether a file lies in one of the folders, or is reached through a link in one of them."""
    written = Path(os.path.normpath(path.absolute()))
    steps = [step.resolve() for step in (path, written, *written.parents)]
    return any(step.is_relative_to(folder.resolve()) for folder in folders for step in steps)
