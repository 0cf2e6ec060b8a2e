"""The review page in a real browser: by keyboard, at two widths, through a closed tab and a server that is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.study import Study
from tests.corpora import ROOT
from tests.exchange.small_review import reviewed, up_to_date, written


class Review:
    """`route review` in a process of its own, as a researcher starts it."""

    def __init__(self, study: Study) -> None:
        folders = ["--corpus", str(study.corpus), "--out", str(study.out)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "review", "--coder", "HB", "--no-browser", *folders],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.told = [self.process.stdout.readline(), self.process.stdout.readline()] if self.process.stdout else []
        match = re.search(r"http://127\.0\.0\.1:\d+/\S+/", self.told[-1])
        assert match, self.told
        self.address = match[0]

    def end(self, how: signal.Signals) -> str:
        """What it says at its end."""
        self.process.send_signal(how)
        return self.process.communicate(timeout=20)[0]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return up_to_date(reviewed(tmp_path))


@pytest.fixture
def start(study: Study) -> Iterator[Any]:
    started: list[Review] = []

    def one() -> Review:
        started.append(Review(study))
        return started[-1]

    yield one
    for review in started:
        if review.process.poll() is None:
            review.end(signal.SIGKILL)


def opened(browser: Any, address: str, width: int = 1280) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(address)
    ready(page)
    return page


def ready(page: Any) -> None:
    page.wait_for_selector("body:not([aria-busy]) #voorstel:not([hidden])")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_selector("body:not([aria-busy])")


def state(page: Any) -> str:
    return str(page.locator("#stand").inner_text())


def decided(study: Study) -> list[tuple[str, str]]:
    if not (study.corpus / "coderingen" / "HB.csv").is_file():
        return []
    return [(row["code"], row["besluit"]) for row in written(study, "HB.csv")]


def test_who_decides_by_keyboard_loses_nothing_by_a_closed_tab_or_a_kill(
    browser: Any, study: Study, start: Any
) -> None:
    review = start()
    page = opened(browser, review.address)
    total = int(state(page).split()[2])
    press(page, "j", "n")
    assert decided(study) == [("reizen", "ja"), ("reizen", "nee")]
    press(page, "a")
    page.keyboard.type("bereik")
    press(page, "Enter")
    assert decided(study)[2:] == [("reizen", "nee"), ("bereikbaarheid", "ja")]
    press(page, "u")
    assert decided(study) == [("reizen", "ja"), ("reizen", "nee")]
    assert state(page) == f"2 van {total} besloten"
    where = page.locator("#waar").inner_text()
    page.close()
    page = opened(browser, review.address)
    assert (page.locator("#waar").inner_text(), state(page)) == (where, f"2 van {total} besloten")
    press(page, "m")
    page.keyboard.type("j of n? nog eens lezen")
    press(page, "Escape")
    page.locator("#voorstel:focus").wait_for()
    press(page, "ArrowLeft", "ArrowRight")
    review.end(signal.SIGKILL)
    press(page, "j")
    assert "geen antwoord" in page.locator("#fout").inner_text()
    assert len(decided(study)) == 2
    page.close()

    review = start()
    assert review.told[0].startswith(f"{total - 2} proposals wait for HB")
    page = opened(browser, review.address)
    assert (page.locator("#waar").inner_text(), state(page)) == (where, f"2 van {total} besloten")
    assert page.locator("#memo").input_value() == "j of n? nog eens lezen"
    press(page, "n")
    assert written(study, "HB.csv")[2]["memo"] == "j of n? nog eens lezen"
    press(page, "u", "u")
    assert decided(study) == [("reizen", "ja")]
    press(page, "j")
    assert decided(study) == [("reizen", "ja"), ("reizen", "ja")]
    said = review.end(signal.SIGINT)
    assert f"HB decided on 2 of {total} proposals (+0 in this review), in coderingen/HB.csv" in said
    assert len(said.strip().splitlines()) == 1
    assert review.process.returncode == 0
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_asks_nothing_outside_fits_the_screen_and_is_accessible(browser: Any, start: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    review = start()
    page = opened(browser, review.address, width)
    for keys in ((), ("j",), ("a",)):
        press(page, *keys)
        found = Axe().run(page).response["violations"]
        serious = {v["id"]: v["nodes"][0]["html"][:120] for v in found if v["impact"] in ("serious", "critical")}
        assert serious == {}
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
    assert [url for url in page.asked if not url.startswith((review.address, "data:"))] == []
    assert page.said == []
    page.close()


def test_by_mouse_a_memo_and_a_dimension_go_along(browser: Any, study: Study, start: Any) -> None:
    page = opened(browser, start().address, 390)
    page.get_by_label("Memo", exact=True).fill("=let op")
    page.get_by_label("oordeel").select_option("goed")
    page.locator("[data-doe=ja]").click()
    page.wait_for_selector("#melding:has-text('opgeslagen')")
    row = written(study, "HB.csv")[0]
    assert (row["besluit"], row["memo"], row["oordeel"]) == ("ja", "=let op", "goed")
    page.locator("[data-doe=vorige]").click()
    page.wait_for_selector("#besluit:has-text('Besloten: Ja')")
    page.get_by_label("oordeel").select_option("beter")
    page.wait_for_selector("#melding:has-text('Opgeslagen.')")
    assert [row["oordeel"] for row in written(study, "HB.csv")] == ["beter"]
    page.close()
