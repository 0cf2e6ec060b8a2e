"""The pictures of handleiding.md, from a run of the example: python docs/make_pictures.py (needs chromium).

First do `make pipeline`, `route read FG02` and `route passages bereikbaarheid`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "reports" / "voorbeeld"
PICTURES = ROOT / "docs" / "beelden"
SIZE = {"width": 1100, "height": 720}


def main() -> None:
    """Write every picture anew."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        _of_file(page, "index.html", "rapporten")
        _of_file(page, "lezen/FG02.html", "lezen", at="#FG02-0013")
        _of_file(page, "lezen/code-bereikbaarheid.html", "passages", at="main h2")
        _of_file(page, "focusgroep-ouder.html", "focusgroep", at="main h2 >> nth=1")
        _of_review(page)
        browser.close()


def _of_file(page: Page, name: str, picture: str, *, at: str | None = None) -> None:
    page.goto((REPORTS / name).as_uri())
    if at:
        page.locator(at).first.evaluate("node => node.scrollIntoView({behavior: 'instant', block: 'start'})")
        page.evaluate("scrollBy({top: -130, behavior: 'instant'})")
    _take(page, picture)


def _of_review(page: Page) -> None:
    command = [sys.executable, "-m", "pipeline", "review", "--coder", "HB", "--no-browser"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        told = "".join(server.stdout.readline() for _ in range(2)) if server.stdout else ""
        address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", told)
        if address is None:
            raise SystemExit(told)
        page.goto(address[0])
        page.wait_for_timeout(500)
        _take(page, "review")
    finally:
        server.terminate()
        server.wait()


def _take(page: Page, picture: str) -> None:
    page.screenshot(path=PICTURES / f"{picture}.png")


if __name__ == "__main__":
    main()
