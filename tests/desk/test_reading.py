"""The pages to read: what stands on them, that they stay true, and how they work in a browser."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.desk.pages import page_of_code, page_of_session
from pipeline.desk.reading import refresh_pages
from pipeline.errors import PipelineError
from pipeline.study import Study
from tests.builders import coding, table
from tests.exchange.small_review import reviewed, up_to_date

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} `x`"
MEMO = "---\ndatum: 2026-03-01\ndoor: HB\nbij: {about}\n---\n\nOnthouden: {about}.\n"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.chdir(tmp_path)
    memos = {f"memos/{at}.md": MEMO.format(about=about) for at, about in enumerate(("FG01", "FG01-0004", "reizen"))}
    own = coding("FG01-0004-1", "reizen", "HB", memo=HOSTILE, start_char=0, end_char=2)
    found = up_to_date(reviewed(tmp_path, codings=(own,), **memos))
    decided = found.store.load("segment_codes").to_dict("records")
    decided.append({"segment_id": "FG01-0004-1", "code": "reizen", "status": "confirmed", "decided_by": "human"})
    found.store.save("segment_codes", table("segment_codes", *decided), key="k")
    found.store.save("coding_values", table("coding_values"), key="k")
    return found


def route(study: Study, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--corpus", str(study.corpus), "--out", str(study.out)])


def test_a_session_as_a_page(study: Study) -> None:
    done = route(study, "read", "fg01")
    assert done.exit_code == 0, done.output
    page = page_of_session(study, "FG01").read_text(encoding="utf-8")
    turns = re.findall(r'<article class="turn [^"]*" id="([^"]+)"', page)
    assert turns == study.store.load("utterances", "FG01").utterance_id.tolist()
    words = [html.unescape(text) for text in re.findall(r'<p class="words">([^<]*)</p>', page)]
    assert words == study.store.load("segments", "FG01").text.tolist()
    assert "Onthouden: FG01." in page and "Onthouden: FG01-0004." in page and "Onthouden: reizen." not in page
    assert html.escape(HOSTILE.split(" ", maxsplit=1)[0]) in page and "<script>alert" not in page
    assert str(study.out) not in page


def test_passages_of_a_code_as_a_page(study: Study) -> None:
    done = route(study, "passages", "Reizen")
    assert done.exit_code == 0, done.output
    assert "   1 Bevestigd" in done.stdout
    page = page_of_code(study, "reizen").read_text(encoding="utf-8")
    assert page.index("Voorstellen van de machine") < page.index("Bevestigd</h2>")
    assert "Onthouden: reizen." in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("read", "FG09"), "FG09"), (("passages", "reisen"), "Did you mean 'reizen'"), (("words", "oudr"), "'ouder'")],
)
def test_what_is_not_there_is_named_with_the_nearest(study: Study, arguments: tuple[str, ...], said: str) -> None:
    done = route(study, *arguments)
    assert isinstance(done.exception, PipelineError) and said in str(done.exception)


def test_pages_stay_true_and_go_with_their_session(study: Study) -> None:
    assert refresh_pages(study) == 0
    route(study, "read", "FG01")
    route(study, "passages", "reizen")
    own_file = page_of_session(study, "eigen")
    own_file.write_text("mijn eigen aantekeningen", encoding="utf-8")
    session, code = page_of_session(study, "FG01"), page_of_code(study, "reizen")
    before = session.read_bytes()
    assert refresh_pages(study) == 0 and session.read_bytes() == before
    study.store.save("segment_codes", table("segment_codes"), key="k2")
    assert refresh_pages(study) == 2
    assert 'class="mark mens" style' not in session.read_text(encoding="utf-8")
    study.store.keep_only(["FG02"])
    study.sessions[:] = [row for row in study.sessions if row.session_id == "FG02"]
    refresh_pages(study)
    assert not session.exists() and code.exists() and own_file.exists()
    assert "FG01-" not in code.read_text(encoding="utf-8")


def test_a_page_in_a_browser(study: Study, browser: Any) -> None:
    route(study, "read", "FG01")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(page_of_session(study, "FG01").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".turn:visible").count() == 40
    page.keyboard.press("/")
    page.keyboard.type('"keer 7"')
    assert page.locator("[role=status]").inner_text() == "2 van 40 beurten"
    page.keyboard.press("Escape")
    page.get_by_label("Spreker").select_option("P2")
    # The questions stay above the answers.
    assert page.locator(".turn:visible").count() == 40 and page.locator(".turn.context").count() == 20
    page.get_by_label("Spreker").select_option("")
    page.locator(".tools select").first.select_option("reizen")
    page.get_by_label("voorstellen").uncheck()
    assert page.locator("[role=status]").inner_text() == "1 van 40 beurten"
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "FG01-0004"
    page.locator(".margin .name:visible").focus()
    page.keyboard.press("Enter")
    shown = "[...CSS.highlights.get('grond')].map(range => range.toString())"
    assert page.evaluate(shown) == [study.store.load("segments", "FG01").text[3][:2]]
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    assert faults == [] and all(url.startswith("file:") for url in asked)
    page.close()
