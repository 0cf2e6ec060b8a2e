"""The pages in a real browser: filter, search, keyboard, no request, and no serious fault of accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.report.html import page_of_notebook
from pipeline.report.plan import Report
from pipeline.report.run import Made
from pipeline.report.view import View
from pipeline.study import Study

WIDTHS = (390, 820, 1280)


@pytest.fixture
def open_page(browser: Any, written: tuple[Study, Made]) -> Iterator[Any]:
    """Open a report, or a page elsewhere, at a width; every request and every message of the console is kept."""
    study, _ = written
    contexts = []

    def opened(name: str | Path, width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto((study.reports / (name if isinstance(name, Path) else f"{name}.html")).resolve().as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def quote(code: str, words: str) -> str:
    return f'<blockquote class="quote" data-code="{code}"><p class="words">{words}</p></blockquote>'


ROOM = f"""
<details><summary>Een tabel</summary><p>gevouwen</p></details>
<h3>Alleen citaten</h3>{quote("Reizen", "De bus komt niet.")}
<h3>Ook tekst</h3><p>Dit blijft staan.</p>{quote("Reizen", "De bus is te laat.")}
<div class="cards"><section class="card"><h3>Een kaart</h3>{quote("Reizen", "De bus is vol.")}</section></div>
<h3>Een gesprek</h3><div class="dialogue"><div class="turn"><p class="speaker">ouder</p>{quote("Thuis", "Wie belt?")}
</div><div class="turn"><p class="speaker">docent</p>{quote("Thuis", "Ik bel élke week.")}</div></div>
<details><summary>Meer</summary>{quote("Thuis", "Zij bellen elke maand.")}</details>
"""


@pytest.fixture
def room(tmp_path: Path, views: dict[str, View], open_page: Any) -> Any:
    """A page with quotes in everything that may hold them."""
    import nbformat

    output = nbformat.v4.new_output("display_data", {"text/html": f"<h2>Woorden</h2>{ROOM}"})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    report = Report("overzicht", "Kamer", "over", "team", {})
    page = tmp_path / "kamer.html"
    page.write_bytes(page_of_notebook(notebook, report=report, key="k", study=views["team"].corpus.study))
    return open_page(page)


def names(written: tuple[Study, Made]) -> list[str]:
    return [path.stem for path in written[1].paths]


def kinds(written: tuple[Study, Made]) -> list[str]:
    """One page of every kind."""
    return list({name.partition("-")[0]: name for name in names(written)}.values())


def test_no_page_asks_for_anything_or_complains(open_page: Any, written: tuple[Study, Made]) -> None:
    for name in names(written):
        page = open_page(name)
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == [], name
        assert len([url for url in page.asked if url.startswith("file:")]) == 1, name
        assert page.said == [], name


def test_no_page_is_wider_than_the_screen(open_page: Any, written: tuple[Study, Made]) -> None:
    for name in kinds(written):
        page = open_page(name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} at {width}"


def faults(page: Any) -> dict[str, str]:
    """What axe-core finds, but for what it calls minor."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return {v["id"]: v["nodes"][0]["html"][:120] for v in found if v["impact"] != "minor"}


def test_no_page_has_a_serious_fault_of_accessibility(open_page: Any, written: tuple[Study, Made]) -> None:
    for name in kinds(written):
        for width in (390, 1280):
            assert faults(open_page(name, width)) == {}, f"{name} at {width}"


def shown(page: Any) -> int:
    return int(page.locator("blockquote.quote:visible").count())


def test_quotes_are_searched_and_filtered(open_page: Any) -> None:
    page = open_page("overzicht")
    all_of_them = shown(page)
    assert all_of_them >= 5
    page.get_by_label("Zoek in de citaten").fill('"ZÍN NUMMER 2" spréker')
    assert 0 < shown(page) < all_of_them
    mark = page.locator("blockquote.quote:visible footer code").first.inner_text()
    assert page.locator("main [role=status]").inner_text() == f"{shown(page)} van {all_of_them} citaten"
    page.get_by_role("button", name="Alles tonen").click()
    page.wait_for_function(f"document.querySelector('main [role=status]').textContent.startsWith('{all_of_them} van')")
    page.locator("form.filter label", has_text="Groep").locator("select").select_option("werkgevers")
    assert 0 < shown(page) < all_of_them
    assert page.locator("blockquote.quote:visible[data-groep='ouders']").count() == 0
    page.get_by_label("Zoek in de citaten").fill("dit staat nergens")
    assert shown(page) == 0
    page.locator("form.filter").evaluate("form => form.reset()")
    page.get_by_label("Zoek in de citaten").fill(mark.lower())
    assert shown(page) == 1


def heads(page: Any) -> list[str]:
    return [str(text) for text in page.locator("main h3:visible").all_inner_texts()]


def test_what_held_only_quotes_that_went_goes_with_them_and_an_exchange_stays_whole(room: Any) -> None:
    assert heads(room) == ["Alleen citaten", "Ook tekst", "Een kaart", "Een gesprek"]
    room.get_by_label("Zoek in de citaten").fill("week elke")
    assert heads(room) == ["Ook tekst", "Een gesprek"]
    assert room.locator("blockquote:visible").count() == 2 and room.locator(".card:visible").count() == 0
    assert room.get_by_role("status").inner_text() == "1 van 6 citaten"
    room.get_by_label("Code").select_option("Reizen")
    assert heads(room) == ["Ook tekst"] and room.get_by_role("status").inner_text() == "0 van 6 citaten"


def test_a_folded_quote_that_fits_is_unfolded_until_nothing_is_sought(room: Any) -> None:
    folded = room.locator("details", has_text="Meer")
    assert not folded.evaluate("node => node.open")
    room.get_by_label("Zoek in de citaten").fill("maand")
    assert room.get_by_text("Zij bellen").is_visible()
    room.get_by_label("Zoek in de citaten").fill("")
    assert not folded.evaluate("node => node.open") and folded.is_visible()


def test_paper_holds_what_is_folded_and_says_when_quotes_were_left_out(room: Any) -> None:
    room.evaluate("dispatchEvent(new Event('beforeprint'))")
    room.emulate_media(media="print")
    assert room.get_by_text("gevouwen").is_visible()
    assert room.locator(".filter:visible, nav:visible").count() == 0
    room.emulate_media(media="screen")
    room.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not room.get_by_text("gevouwen").is_visible()
    room.get_by_label("Zoek in de citaten").fill("bus")
    room.emulate_media(media="print")
    assert room.get_by_text("3 van 6 citaten").is_visible() and not room.get_by_label("Zoek in de citaten").is_visible()


@pytest.mark.parametrize(("opens", "closes"), [("Enter", "Escape"), (" ", "Enter")])
def test_a_number_opens_its_segments_by_keyboard_and_gives_the_focus_back(
    open_page: Any, opens: str, closes: str
) -> None:
    page = open_page("overzicht")
    number = page.locator("data.telling[role=button]").first
    number.focus()
    page.keyboard.press(opens)
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible() and dialog.get_by_role("button", name="Sluiten").evaluate(
        "node => node === document.activeElement"
    )
    people = int(number.get_attribute("value"))
    assert dialog.locator("blockquote").count() >= people > 0
    assert "bevestigd" in dialog.inner_text() and "ouder, FG01" in dialog.inner_text()
    assert faults(page) == {} and page.said == []
    page.keyboard.press(closes)
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
