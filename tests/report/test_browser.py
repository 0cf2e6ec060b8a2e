"""The pages in a real browser: filter, search, keyboard, no request, and no serious fault of accessibility."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.report.run import Made
from pipeline.study import Study

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDTHS = (390, 820, 1280)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Any, written: tuple[Study, Made]) -> Iterator[Any]:
    """Open a report at a width; every request and every message of the console is kept."""
    study, _ = written
    contexts = []

    def opened(name: str, width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto((study.reports / f"{name}.html").resolve().as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def names(written: tuple[Study, Made]) -> list[str]:
    return [path.stem for path in written[1].paths]


def test_no_page_asks_for_anything_or_complains(open_page: Any, written: tuple[Study, Made]) -> None:
    for name in names(written):
        page = open_page(name)
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == [], name
        assert len([url for url in page.asked if url.startswith("file:")]) == 1, name
        assert page.said == [], name


def test_no_page_is_wider_than_the_screen(open_page: Any, written: tuple[Study, Made]) -> None:
    for name in names(written):
        page = open_page(name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} at {width}"


def test_no_page_has_a_serious_fault_of_accessibility(open_page: Any, written: tuple[Study, Made]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for name in names(written):
        for width in (390, 1280):
            found = Axe().run(open_page(name, width)).response["violations"]
            serious = {v["id"]: v["nodes"][0]["html"][:120] for v in found if v["impact"] in ("serious", "critical")}
            assert serious == {}, f"{name} at {width}"


def shown(page: Any) -> int:
    return int(page.locator("blockquote.quote:visible").count())


def test_quotes_are_searched_and_filtered(open_page: Any) -> None:
    page = open_page("overzicht")
    all_of_them = shown(page)
    assert all_of_them >= 5
    page.get_by_label("Zoek in de citaten").fill("ZÍN NUMMER 2")
    assert 0 < shown(page) < all_of_them
    assert page.locator("main [role=status]").inner_text() == f"{shown(page)} van {all_of_them} citaten"
    page.get_by_role("button", name="Alles tonen").click()
    page.wait_for_function(f"document.querySelector('main [role=status]').textContent.startsWith('{all_of_them} van')")
    page.locator("form.filter label", has_text="Groep").locator("select").select_option("werkgevers")
    assert 0 < shown(page) < all_of_them
    assert page.locator("blockquote.quote:visible[data-groep='ouders']").count() == 0
    page.get_by_label("Zoek in de citaten").fill("dit staat nergens")
    assert shown(page) == 0


def test_a_number_opens_its_segments_by_keyboard_and_gives_the_focus_back(open_page: Any) -> None:
    page = open_page("overzicht")
    number = page.locator("data.telling[role=button]").first
    number.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible() and dialog.locator("blockquote").count() > 0
    assert "FG0" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert number.evaluate("node => node === document.activeElement")


def test_others_than_the_team_open_no_segments(open_page: Any) -> None:
    page = open_page("focusgroep-ouder")
    assert page.locator("data.telling").count() > 0
    assert page.locator("data.telling[role=button], #achter").count() == 0


def test_the_index_narrows_to_what_is_sought(open_page: Any, written: tuple[Study, Made]) -> None:
    page = open_page("index")
    page.get_by_label("Zoek een rapport").fill("werkgevers")
    assert page.locator("li.report:visible").count() == 1
    page.get_by_label("Zoek een rapport").fill("")
    assert page.locator("li.report:visible").count() == len(names(written)) - 1


def test_without_script_everything_is_there_to_read(browser: Any, written: tuple[Study, Made]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(Path(written[0].reports / "overzicht.html").resolve().as_uri())
    assert page.locator("form").count() == 0
    assert shown(page) > 0
    context.close()
