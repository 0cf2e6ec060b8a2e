from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.explore import STUDY_FILE
from pipeline.report.keys import describe_study, write_description
from pipeline.report.run import Made, write_reports
from pipeline.report.view import View, open_view
from pipeline.study import Study

from .small_study import small_study


def silent(stage: str, done: int, total: int) -> None:
    """No progress."""


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    found = small_study(tmp_path_factory.mktemp("klein"))
    write_description(found.store, STUDY_FILE, describe_study(found))
    return found


@pytest.fixture(scope="session")
def views(study: Study) -> dict[str, View]:
    """The study as each audience may see it."""
    return {audience: open_view(study.store.root, audience=audience) for audience in ("team", "programma", "buiten")}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Made]:
    """All reports of a study, made once (about 6 s)."""
    found = small_study(tmp_path_factory.mktemp("written"))
    return found, write_reports(found, progress=silent)


@pytest.fixture
def write_notebook(tmp_path: Path) -> Any:
    """Write a notebook with these cells of code into a folder of its own."""
    import nbformat

    def write(name: str, *sources: str, parameters: str = 'corpus = ""\naudience = ""') -> Path:
        cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="parameters")]
        cells += [nbformat.v4.new_code_cell(source, id=f"cel-{i}") for i, source in enumerate(sources)]
        kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")
        return folder

    return write
