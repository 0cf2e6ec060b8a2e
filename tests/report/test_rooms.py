"""The rooms of the reports, on studies that have and lack what they show."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from pipeline.claims import Claims
from pipeline.explore import STUDY_FILE, Corpus
from pipeline.report import arena, claims, examples, exchanges, feedback, final, kitchen_table, phases, rounds, school
from pipeline.report.audit_bundle import write_audit_bundle
from pipeline.report.keys import SHOWN, WRITINGS, describe_study, write_description
from pipeline.report.plan import reports_of
from pipeline.report.process import memos, new_codes, reading_versions
from pipeline.report.quotes import of_groups
from pipeline.report.run import notebooks_folder
from pipeline.report.slots import MISSING, shown
from pipeline.report.view import View
from pipeline.report_texts import ReportTexts
from pipeline.study import Study

from .small_study import save, small_study, tables_of

NOTEBOOKS = (
    "overzicht focusgroep arena traject school route jaloersmaakvirus keukentafel terugkoppeling verantwoording "
    "eindrapport"
)


@pytest.mark.parametrize("name", NOTEBOOKS.split())
def test_a_notebook_has_the_parameters_that_the_pipeline_gives(name: str) -> None:
    own = {"focusgroep": "stakeholder_group", "arena": "session", "terugkoppeling": "session", "school": "school"}
    notebook = nbformat.read(notebooks_folder() / f"{name}.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(cells) == 1
    given = [line.split(" = ")[0] for line in cells[0].source.splitlines()]
    assert given == ["corpus", "audience", *([own[name]] if name in own else [])]
    assert "def " not in "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def test_every_notebook_says_which_writings_it_shows() -> None:
    assert set(SHOWN) == set(NOTEBOOKS.split())
    assert all(set(names) <= set(WRITINGS) for names in SHOWN.values())


DIMENSIONS = {
    "oordeel": {"goed": "gaat goed", "nodig": "is nodig"},
    "gericht_aan": {"school": "school"},
    "fase": {"stage": "stage", "baan": "eerste baan"},
    "reactie": {"tegenspraak": "spreekt tegen"},
}


def rich(tmp_path: Path, *, rounds_: bool = True, ring: bool = True, **writings: Any) -> Study:
    """The small study with what a programme has: an arena with two rings, rounds, a school, dimensions, claims."""
    study = small_study(tmp_path)
    tables = tables_of(study)
    tables["sessions"][0] |= {"session_type": "arena", "round": 1 if rounds_ else None, "school": "De Linde"}
    tables["sessions"][1] |= {"round": 2 if rounds_ else None}
    if ring:
        for name in ("participants", "utterances", "segments"):
            for row in tables[name]:
                if row.get("participant_id") == "FG01-P4":
                    row |= {"role": "toehoorder", "quotable": "intern"}
    study.codebook = study.book.model_copy(update={"dimensies": DIMENSIONS})
    given = {"oordeel": "nodig", "gericht_aan": "school", "fase": "stage", "reactie": "tegenspraak"}
    tables["coding_values"] = [
        {"coding_id": coding["coding_id"], "dimension": name, "value": value}
        for coding in tables["codings"] if coding["coder"] == "HB" for name, value in given.items()
    ]  # fmt: skip
    for name, value in writings.items():
        setattr(study, name, value)
    save(study, tables)
    write_description(study.store, STUDY_FILE, describe_study(study))
    return study


def view_of(study: Study, audience: str = "programma") -> View:
    return View(Corpus(study.store.root), audience)


def test_a_study_gets_the_reports_that_it_can_have(tmp_path: Path, study: Study) -> None:
    plain = {report.notebook for report in reports_of(study)}
    assert plain == {"overzicht", "focusgroep", "keukentafel", "terugkoppeling", "verantwoording", "eindrapport"}
    more = {report.notebook for report in reports_of(rich(tmp_path))}
    assert more - plain == {"arena", "traject", "school", "route"}


def test_an_arena_shows_the_inner_ring_first_and_asks_about_the_outer(tmp_path: Path) -> None:
    view = view_of(rich(tmp_path), "team")
    said = str(arena.judgements(view, "FG01"))
    assert "Is nodig" in said and "Stage" in said and "FG01-0001-1" in said
    assert "Voor school" in str(arena.tips(view, "FG01"))
    assert "Wat de buitenkring meeneemt" in str(arena.outer_ring(view, "FG01"))


def test_an_arena_without_an_outer_ring_has_no_section_on_it(tmp_path: Path) -> None:
    view = view_of(rich(tmp_path, ring=False))
    assert str(arena.outer_ring(view, "FG01")) == ""
    assert "luisterden" not in str(arena.who(view, "FG01"))


def test_others_than_the_team_get_no_id_from_an_arena(tmp_path: Path) -> None:
    view = view_of(rich(tmp_path))
    rooms = [arena.who, arena.judgements, arena.tips, arena.came_up, arena.outer_ring]
    page = "".join(str(room(view, "FG01")) for room in rooms)
    assert "blockquote" in page and "FG01" not in page and "-P" not in page


def test_a_session_without_judgements_shows_words_at_the_questions(views: dict[str, View]) -> None:
    assert "noteerden bij dit gesprek niet" in str(arena.judgements(views["programma"], "FG01"))


def test_a_round_that_nobody_read_is_not_zero(tmp_path: Path) -> None:
    study = rich(tmp_path)
    table = rounds.numbers(view_of(study, "team"))
    table = table[table.code == "bezoek"] if (table.code == "bezoek").any() else table[table.code == "keuken"]
    # HB read FG01 (round 1) whole; round 2 nobody did.
    assert table.set_index("round").n.get("1") == 0 or table.set_index("round").n.notna().any()
    unread = rounds.numbers(view_of(study, "team")).query("round == '2' and code == 'bereikbaar'")
    assert (unread.n > 0).all() or unread.n.isna().all()


def test_a_line_per_person_is_for_the_team_alone(tmp_path: Path) -> None:
    study = rich(tmp_path)
    assert "Pseudoniem" in str(rounds.persons(view_of(study, "team")))
    assert str(rounds.persons(view_of(study))) == ""


def test_a_school_of_few_has_too_little_to_share(tmp_path: Path) -> None:
    study = rich(tmp_path)
    view = view_of(study)
    assert "Te weinig om te delen" in str(school.opening(view, "Andere school"))
    assert str(school.recognitions(view, "Andere school")) == str(school.questions(view, "Andere school")) == ""


def test_a_school_is_not_named_and_its_own_words_are_not_quoted(tmp_path: Path) -> None:
    texts = small_study(tmp_path / "x").texts.model_validate({"scholen": {"De Linde": {"herkenning": ["Bellen."]}}})
    view = view_of(rich(tmp_path / "y", texts=texts))
    page = (
        f"{school.opening(view, 'De Linde')}{school.recognitions(view, 'De Linde')}{school.questions(view, 'De Linde')}"
    )
    assert "Bellen." in page and "De Linde" not in page and "blockquote" not in page
    assert page.count("een vraag aan het team") == 2


def test_the_route_says_of_every_phase_what_there_is(tmp_path: Path) -> None:
    view = view_of(rich(tmp_path), "team")
    page = str(phases.phases(view))
    assert "Wat ervoor nodig is" in page and "Wie het er niet mee eens is" in page
    assert "Over deze fase is te weinig gezegd" in page
    assert "<svg" in str(phases.picture(view))
    assert str(phases.ways_of_looking(view)).count(MISSING.capitalize()) == 5


def test_feedback_says_u_and_marks_what_is_missing(tmp_path: Path) -> None:
    view = view_of(rich(tmp_path))
    assert feedback.say(view, "FG01", "U", "Je") == "<p>U</p>"
    assert MISSING.capitalize() in str(feedback.what_we_do(view, "FG01"))
    assert MISSING.capitalize() in str(feedback.contact(view))


PLACE = {"start_char": 0, "end_char": 3}
CLAIM = {
    "id": "B01",
    "uitspraak": "Bellen helpt (FG01-0002). Niet altijd.",
    "steunt_op": ["FG01-0001"],
    "alternatief": "Of toeval.",
}


def test_a_claim_without_contradiction_is_listed(tmp_path: Path) -> None:
    study = rich(tmp_path, claims=Claims.model_validate({"bevindingen": [CLAIM]}))
    view = view_of(study)
    page = str(claims.claims(view))
    assert "Bellen helpt" in page and "FG01" not in page and "er is niet naar gezocht" in page
    assert "B01" in str(claims.without_contradiction(view))
    assert "één plaats niet gevonden" in str(claims.checks(view_of(study, "team")))
    assert str(claims.checks(view)) == ""


def test_a_claim_whose_counter_evidence_was_sought_says_how(tmp_path: Path) -> None:
    sought = CLAIM | {"spreekt_tegen": ["gezocht, niet gevonden | alles gelezen"]}
    view = view_of(rich(tmp_path, claims=Claims.model_validate({"bevindingen": [sought]})))
    assert "Gezocht is zo: alles gelezen" in str(claims.claims(view))
    assert "Bij elke bevinding" in str(claims.without_contradiction(view))


def test_what_was_sought_in_vain_does_not_deny_the_contradiction_above_it(tmp_path: Path) -> None:
    claim = CLAIM | {"spreekt_tegen": ["FG01-0002", "gezocht, niet gevonden | alles gelezen"], "status": "Concept"}
    study = rich(tmp_path, claims=Claims.model_validate({"bevindingen": [claim]}))
    cited = {"source": "claim", "source_id": "B01", "side": "contradicts", "number": 1, "utterance_id": "FG01-0002"}
    save(study, tables_of(study) | {"cited_passages": [cited | PLACE]})
    page = str(claims.claims(view_of(study, "team")))
    assert "Naar meer tegenspraak is gezocht" in page and "(één plaats, één mens, één gesprek)" in page
    assert "Deze bevinding is een concept" in page


@pytest.mark.parametrize(("audience", "left"), [("team", 3), ("buiten", 1)])
def test_a_coarse_attribution_stands_under_no_heading_that_names_the_group(
    views: dict[str, View], audience: str, left: int
) -> None:
    rows = pd.DataFrame(
        {"stakeholder_group": ["ouder", "ouder", "werkgever", "uwv"],
         "attribution": ["ouder, focusgroep", "deelnemer", "deelnemer", "medewerker"]}
    )  # fmt: skip
    assert len(of_groups(views[audience], rows, ["ouder", "werkgever"])) == left


def test_the_final_report_counts_the_places_that_wait(tmp_path: Path) -> None:
    def waiting(folder: str, **texts: Any) -> int:
        found = rich(tmp_path / folder, texts=ReportTexts.model_validate(texts))
        return int(re.findall(r"Nog (\d+) plaatsen", str(final.still_to_fill(view_of(found, "buiten"))))[0])

    advice = [{"aan": "scholen", "wat": "Bel."}]
    before = waiting("leeg")
    assert waiting("dank", dank="Allen.", contact="Wij.") == before - 2
    # One place for all recommendations becomes two: who and when.
    assert waiting("advies", aanbevelingen=advice) == before + 1


def test_the_final_report_tells_of_a_phase_in_steps(tmp_path: Path) -> None:
    view = view_of(rich(tmp_path), "buiten")
    page = str(final.route(view))
    assert re.search(r"Minstens \d mensen zeiden iets over deze fase", page) and "te weinig gezegd" in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zie (FG01-0002 en FG02-0001-1).", "Zie."),
        ("In FG01 bleek dat.", "In een gesprek bleek dat."),
        ("FG01, FG02 en FG01-0003 gelezen", "enkele gesprekken gelezen"),
        ("uit het materiaal (FG02)", "uit het materiaal"),
        ("[ouder C] zei het", "[ouder] zei het"),
        ("FG0 en 12-2025 blijven", "FG0 en 12-2025 blijven"),
    ],
)
def test_typed_text_has_no_ids_outside_the_team(views: dict[str, View], text: str, expected: str) -> None:
    assert shown(views["programma"], text) == expected
    assert shown(views["team"], text) == text


def test_reports_without_anything_written_say_what_is_missing(views: dict[str, View]) -> None:
    view = views["buiten"]
    rooms = [final.still_to_fill, final.questions, final.pupils, final.differences, final.route, final.supervisors]
    rooms += [final.recommendations, final.limits, final.tools, final.codes_figure, claims.claims, examples.how_to_use]
    rooms += [kitchen_table.asked_for, kitchen_table.contact, memos, new_codes, reading_versions]
    assert all("None" not in str(room(view)) for room in rooms)
    assert MISSING.capitalize() in str(final.recommendations(view))
    assert str(exchanges.exchanges(view, "ouder")).startswith("<p>")


def test_the_audit_bundle_holds_six_classes_and_no_words(tmp_path: Path) -> None:
    study = rich(tmp_path)
    path = write_audit_bundle(study, describe_study(study))
    first = path.read_bytes()
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        text = "".join(bundle.read(name).decode("utf-8-sig") for name in names)
    assert {name.split("/")[0][:1] for name in names} == {*"123456", "L"}
    assert "van deze spreker" not in text and str(tmp_path) not in text and "De Linde" not in text
    assert json.dumps("bereikbaar") in text
    path.unlink()
    assert write_audit_bundle(study, describe_study(study)).read_bytes() == first
