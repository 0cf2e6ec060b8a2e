"""Reports that were damaged or went: the next run makes them as they were, and only them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.explore import STUDY_FILE
from pipeline.report.keys import stored_key
from pipeline.report.run import Made, discard_outdated, write_reports
from pipeline.study import Study

from .conftest import silent
from .small_study import small_study


def _files(study: Study) -> dict[str, bytes]:
    return {p.relative_to(study.reports).as_posix(): p.read_bytes() for p in study.reports.rglob("*.*") if p.is_file()}


@pytest.fixture
def copied(written: tuple[Study, Made], tmp_path: Path) -> Study:
    """The reports of a study, to break."""
    study = small_study(tmp_path)
    shutil.copytree(written[0].reports, study.reports)
    shutil.copy(written[0].store.root / STUDY_FILE, study.store.root)
    return study


def _flip_last_letter(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[data.rindex(b"e")] ^= 1
    path.write_bytes(data)


def test_what_was_damaged_is_made_again_and_nothing_else(written: tuple[Study, Made], copied: Study) -> None:
    folder = copied.reports
    _flip_last_letter(folder / "overzicht.html")
    (folder / "focusgroep-ouder.html").unlink()
    _flip_last_letter(folder / "notebooks" / "focusgroep-werkgever.ipynb")
    (folder / "notebooks" / "focusgroep-uwv.ipynb").unlink()
    (folder / "index.html").write_bytes(b"")
    (folder / "notebooks" / ".overzicht.ipynb.ab12.tmp").write_bytes(b"half")
    (copied.store.root / STUDY_FILE).write_bytes(b"{")
    made = write_reports(copied, progress=silent)
    assert [log.is_cached for log in made.logs].count(False) == 4
    assert _files(copied) == _files(written[0])
    described = (copied.store.root / STUDY_FILE).read_bytes()
    assert described == (written[0].store.root / STUDY_FILE).read_bytes()


def _lose_key(page: Path) -> None:
    page.write_bytes(page.read_bytes().replace(b"sleutel", b"sl?utel"))


@pytest.mark.parametrize("damage", [_flip_last_letter, _lose_key])
def test_without_reports_a_damaged_page_goes(copied: Study, damage: Callable[[Path], None]) -> None:
    assert discard_outdated(copied) == 0
    page = copied.reports / "focusgroep-ouder.html"
    damage(page)
    # Whom it quotes can no longer be told.
    assert discard_outdated(copied) == 1
    assert not page.exists() and not (copied.reports / "notebooks" / "focusgroep-ouder.ipynb").exists()
    assert stored_key(copied.reports / "overzicht.html")
