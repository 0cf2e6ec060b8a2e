from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.outside import projects, read_known_names


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus in a project, and a folder outside it: `tmp_path`/kluis with a list of names."""
    corpus = tmp_path / "project" / "data" / "raw" / "proef"
    corpus.mkdir(parents=True)
    (tmp_path / "project" / "pyproject.toml").touch()
    (tmp_path / "kluis").mkdir()
    for folder in (tmp_path / "kluis", tmp_path / "project", corpus):
        (folder / "namen.txt").write_text("Jan\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", (tmp_path / "kluis").as_posix())
    return corpus


@pytest.mark.parametrize("given", ["../../../../kluis/namen.txt", "~/namen.txt"])
def test_a_list_outside_the_project_is_read(corpus: Path, given: str) -> None:
    assert read_known_names(given, corpus=corpus) == ["Jan"]


@pytest.mark.parametrize("kind", ["txt", "csv"])
def test_a_list_is_a_text_or_a_table(corpus: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "kluis" / f"lijst.{kind}"
    path.write_bytes(("naam;klas\nZoë;3\n" if kind == "csv" else "Zoë\r\n").encode("cp1252"))
    assert read_known_names(path.as_posix(), corpus=corpus) == ["Zoë"]


@pytest.mark.parametrize(
    "given",
    [
        "namen.txt",
        "../../../namen.txt",
        "{tmp}/project/namen.txt",
        "{tmp}/erin/namen.txt",
        "eruit/namen.txt",
        "een.txt",
    ],
)
def test_a_list_in_the_project_is_refused_links_or_not(corpus: Path, tmp_path: Path, given: str) -> None:
    (tmp_path / "erin").symlink_to(tmp_path / "project")
    (corpus / "eruit").symlink_to(tmp_path / "kluis")
    (corpus / "een.txt").symlink_to(tmp_path / "kluis" / "namen.txt")
    with pytest.raises(PipelineError, match="lies in the project, and a list of names beside the pseudonyms"):
        read_known_names(given.format(tmp=tmp_path), corpus=corpus)


def test_the_project_of_the_current_folder_counts_too(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kluis" / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "kluis")
    assert projects(corpus) == [tmp_path / "project", tmp_path / "kluis"]
    with pytest.raises(PipelineError, match="lies in the project"):
        read_known_names("~/namen.txt", corpus=corpus)
