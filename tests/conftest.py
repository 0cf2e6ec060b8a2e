from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.language.nlp import load_nlp
from tests.corpora import ROOT, route

pytest.register_assert_rewrite("tests.case_files")

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Data of others that is not ours to ship, beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the data of others is not in {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The Dutch pipeline that needs no download (about 2 s)."""
    return load_nlp(None)


@pytest.fixture(scope="session")
def example_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with the example after a whole run (about 80 s), to be copied by who changes anything in it."""
    folder = tmp_path_factory.mktemp("voorbeeld")
    shutil.copytree(ROOT / "config", folder / "config")
    shutil.copytree(ROOT / "data" / "raw" / "voorbeeld", folder / "data" / "raw" / "voorbeeld")
    done = route("run", "--config", folder / "config", "--corpus", folder / "data/raw/voorbeeld", "--out", folder)
    assert "Report: " in done.stdout
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window, driven by Playwright."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()
