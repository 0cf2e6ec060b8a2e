from __future__ import annotations

from pipeline.report.portraits import _bins, portraits
from pipeline.report.view import View
from tests.builders import segment, table


def test_a_portrait_shows_what_was_said_when_and_by_whom() -> None:
    rows = [
        segment("A-0001-1", role="gespreksleider", n_words=50),
        segment("A-0002-1", role="deelnemer", n_words=50),
    ]
    about, who = _bins(table("segments", *rows).assign(colour=[0, 2]))
    assert set(about[: len(about) // 2]) == {0} and set(about[len(about) // 2 :]) == {2}
    assert set(who[: len(who) // 2]) == {0} and set(who[len(who) // 2 :]) == {1}


def test_portraits_are_for_the_team(views: dict[str, View]) -> None:
    assert "<svg" in str(portraits(views["team"])) and "FG01" in str(portraits(views["team"]))
    assert str(portraits(views["programma"])) == ""
