"""What the program says of its own faults."""

from __future__ import annotations

import pytest

from pipeline.cli import _print_bug
from pipeline.store import ContractError


def test_a_bug_shows_no_words_of_the_study(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        {}["Jan zei dat Petra kwam"]
    except KeyError as error:
        _print_bug(type(error), error, error.__traceback__)
    shown = capsys.readouterr().err
    assert "test_cli.py" in shown
    assert "KeyError" in shown
    assert "Petra kwam" not in shown.replace('{}["Jan zei dat Petra kwam"]', "")


@pytest.mark.parametrize("error", [ContractError("table segments breaks its contract"), PermissionError(13, "denied")])
def test_what_holds_no_words_is_shown(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    _print_bug(type(error), error, None)
    assert str(error) in capsys.readouterr().err
