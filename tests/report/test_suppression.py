from __future__ import annotations

from typing import Any

import pytest

from pipeline.frames import frame
from pipeline.report.suppression import WITHHELD, hidden_sizes, with_hidden
from pipeline.tables import Counts, HiddenCounts

CELL = {"code": "c", "basis": "counted", "by": "group", "value": "ouder"}
ALL = CELL | {"by": "all", "value": "*"}
NUMBERS = {"n_sessions": 1, "of_sessions": 2, "n_participants": 4, "of_participants": 9, "n_segments": 9}
NUMBERS |= {"n_negated": 0}
COUNTS = frame(Counts, [CELL | NUMBERS, CELL | {"is_prompted": True} | NUMBERS, ALL | NUMBERS])


def hidden(*rows: dict[str, Any]) -> Any:
    return frame(HiddenCounts, [CELL | {"reason": "withheld"} | row for row in rows])


def test_the_team_sees_everything() -> None:
    assert not with_hidden(COUNTS, None).is_hidden.any()


@pytest.mark.parametrize("reason", ["small", "withheld"])
def test_the_numbers_of_a_hidden_row_are_gone_and_its_mark_does_not_tell_why(reason: str) -> None:
    shown = with_hidden(COUNTS, hidden({"reason": reason}))
    assert shown.is_hidden.tolist() == [True, False, False]
    assert shown.mark.tolist() == [WITHHELD, "", ""]
    columns = ["n_sessions", "n_participants", "n_segments", "n_negated", "share_read_by_person"]
    assert shown.loc[0, columns].isna().all()


def test_what_must_look_like_none_has_no_row() -> None:
    assert with_hidden(COUNTS, hidden({"reason": "absent"})).by.tolist() == ["group", "all"]


def test_the_size_of_a_group_is_hidden_by_its_name() -> None:
    table = hidden({"code": "*", "value": "uwv"}, {"code": "*", "by": "all", "value": "*"}, {"value": "ouder"})
    assert hidden_sizes(table) == {"uwv", "*"}
