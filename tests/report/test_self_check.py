from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.registers import SpeakerRow
from pipeline.report.plan import Report
from pipeline.report.quotes import quote, quotes_for
from pipeline.report.secrets_of_study import Secrets, secrets_of
from pipeline.report.self_check import Checker
from pipeline.report.tellings import name_of_row, row_of_name
from pipeline.report.view import View
from pipeline.study import Study

from .small_study import small_study

REPORT = Report("focusgroep", "Titel", "Waarover", "programma", {"stakeholder_group": "ouder"})
NOTHING = Secrets(frozenset(), frozenset(), frozenset(), None)


def wrong_in(view: View, body: str, secrets: Secrets = NOTHING, notebook: str = "{}") -> str:
    page = f"<html><body><main>{body}</main></body></html>"
    return "\n".join(map(str, Checker(view, secrets).problems(page, notebook, report=REPORT)))


def shown(view: View) -> list[Any]:
    return list(quotes_for(view).itertuples(index=False))


@pytest.mark.parametrize("audience", ["team", "programma"])
def test_quotes_and_numbers_as_the_program_writes_them_pass(views: dict[str, View], audience: str) -> None:
    view = views[audience]
    numbers = [str(view.count(row)) for row in view.counts.itertuples(index=False) if not row.is_hidden]
    assert shown(view) and numbers
    assert wrong_in(view, "".join([*(quote(row, view) for row in shown(view)), *numbers])) == ""


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        ("genoeg woorden", "veel woorden", "not what was said, word for word"),
        ('data-kenmerk="c', 'data-kenmerk="x', "is not known"),
        (r'data-kenmerk="\w+"', "", "without a mark"),
        ("<footer>", '<p class="question">Vond u het fijn?</p><footer>', "not asked there"),
    ],
)
def test_a_quote_that_was_changed_is_named_by_its_mark(
    views: dict[str, View], was: str, becomes: str, expected: str
) -> None:
    view = views["programma"]
    row = shown(view)[0]
    said = wrong_in(view, re.sub(was, becomes, str(quote(row, view)), count=1))
    assert expected in said and "focusgroep-ouder" in said
    assert "woorden" not in said.replace("word for word", "")


def test_words_of_who_may_not_be_quoted_stop_the_report(views: dict[str, View]) -> None:
    team, others = views["team"], views["programma"]
    (row,) = [row for row in shown(team) if row.quotable == "nee"][:1]
    assert "may not be read by these readers" in wrong_in(others, str(quote(row, others)))


def test_outside_goes_only_what_somebody_released(views: dict[str, View]) -> None:
    team, outside = views["team"], views["buiten"]
    (row,) = [row for row in shown(team) if row.quotable == "intern"][:1]
    found = wrong_in(outside, str(quote(row, outside)))
    assert "may not be read" in found and "released by nobody" in found


@pytest.mark.parametrize(
    ("was", "becomes", "expected"),
    [
        (r'value="\d+"', 'value="99"', "not that of the table"),
        (r">\d+", ">98", "not that of the table"),
        (r'data-telling="\w+', 'data-telling="onbekend', "stands in no table"),
    ],
)
def test_a_number_that_was_changed_is_found(views: dict[str, View], was: str, becomes: str, expected: str) -> None:
    view = views["team"]
    row = next(view.counts.itertuples(index=False))
    assert expected in wrong_in(view, re.sub(was, becomes, str(view.count(row)), count=1))


def test_a_number_that_is_hidden_from_these_readers_is_found(views: dict[str, View]) -> None:
    team, others = views["team"], views["programma"]
    hidden = {name_of_row(row) for row in others.counts.itertuples(index=False) if row.is_hidden}
    row = next(row for row in team.counts.itertuples(index=False) if name_of_row(row) in hidden)
    assert "may not be seen" in wrong_in(others, str(team.count(row)))


@pytest.mark.parametrize("is_prompted", [True, False, None])
def test_a_row_of_counts_is_found_again_by_its_name(views: dict[str, View], is_prompted: bool | None) -> None:
    row: Any = next(views["team"].counts.itertuples(index=False))._replace(is_prompted=is_prompted, by2="a|b")
    found = row_of_name(name_of_row(row))
    assert (found["is_prompted"], found["by2"], found["code"]) == (is_prompted, "a|b", row.code)


def speaker(label: str) -> SpeakerRow:
    return SpeakerRow("FG01", label, "deelnemer", "ouder", None, "De Linde", None, True, None, 2)


@pytest.fixture
def named(tmp_path: Any) -> Study:
    study = small_study(tmp_path)
    study.speakers = [speaker(label) for label in ("Saskia", "Ouder1", "GL", "Moeder Soumaya", "Wil")]
    study.known_names = ["Dagobert"]
    return study


@pytest.mark.parametrize(
    ("text", "audience", "expected"),
    [
        ("En toen zei Saskia dat.", "team", "name of a speaker"),
        ("Soumaya's moeder", "team", "name of a speaker"),
        ("dagobert of Dagobert", "team", "name of a speaker"),
        ("Saskiaanse wijn, Ouder1 en GL; Wil je dat, Moeder?", "programma", ""),
        ("op De Linde", "programma", "name of a school"),
        ("op De Linde", "team", ""),
    ],
)
def test_names_are_found_in_pages(
    named: Study, views: dict[str, View], text: str, audience: str, expected: str
) -> None:
    found = wrong_in(views[audience], f"<p>{text}</p>", secrets_of(named))
    assert (expected in found) if expected else found == ""
    assert "Saskia" not in found and "Dagobert" not in found


def test_names_in_attributes_and_in_the_notebook_are_found_too(named: Study, views: dict[str, View]) -> None:
    secrets = secrets_of(named)
    assert "name of a speaker" in wrong_in(views["team"], '<svg aria-label="Saskia"></svg>', secrets)
    assert "name of a speaker" in wrong_in(views["team"], "", secrets, notebook='{"text": "Saskia"}')
    assert "folder" in wrong_in(views["team"], f"<p>{named.out.resolve()}/data</p>", secrets)


def test_who_signs_with_a_name_may_stand_in_it(named: Study) -> None:
    named.texts = named.texts.model_copy(update={"contact": "Saskia de Onderzoeker"})
    assert not secrets_of(named).names & {"Saskia"}
