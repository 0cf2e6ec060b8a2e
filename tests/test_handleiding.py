"""Every command of docs/handleiding.md, in its order, as a researcher types it; and its pictures are there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import ROOT

TEXT = (ROOT / "docs" / "handleiding.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
ENDS_WITH_1 = {"route check --corpus data/raw/mijn-studie"}
"""Where the text says that something is left to fill in."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, example_run: Path) -> Path:
    """A copy of the project after its first run, with `route` on the path."""
    folder = tmp_path_factory.mktemp("handleiding") / "project"
    shutil.copytree(example_run, folder)
    program = folder / "bin" / "route"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pipeline "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def shell(project: Path, command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{project / 'bin'}:{os.environ['PATH']}", "COLUMNS": "200"}
    return subprocess.run(
        command, shell=True, cwd=project, env=environment, text=True, capture_output=True, check=False
    )


def review(project: Path) -> str:
    """The page opens in a browser, and the researcher ends it with Ctrl-C."""
    # No browser is there to be opened.
    environment = os.environ | {"BROWSER": "true"}
    command = [str(project / "bin" / "route"), "review", "--coder", "HB"]
    process = subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True)
    told = "".join(process.stdout.readline() for _ in range(2)) if process.stdout else ""
    process.send_signal(signal.SIGINT)
    return told + process.communicate(timeout=60)[0]


def test_every_command_works_in_its_order(project: Path) -> None:
    assert len(COMMANDS) > 20
    for command in COMMANDS:
        if command.startswith("route review"):
            told = review(project)
            assert "http://127.0.0.1" in told and "HB decided on" in told
            continue
        # What `make pipeline` does once all is installed.
        done = shell(project, "route run" if command == "make pipeline" else command)
        assert done.returncode == int(command in ENDS_WITH_1), f"{command}\n{done.stdout[-600:]}\n{done.stderr[-2000:]}"
        assert "Traceback" not in done.stderr, command
    for page in ("lezen/FG02.html", "lezen/code-bereikbaarheid.html", "focusgroep-ouder.docx"):
        assert (project / "reports" / "voorbeeld" / page).is_file()


def test_every_picture_and_page_that_it_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / "docs" / name).is_file()] == []
