from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from pipeline.frames import frame
from pipeline.report.suppression import WITHHELD, hide_together, suppress
from pipeline.tables import Counts

SIZE = 10


def counts(by_group: dict[str, int], *, sizes: dict[str, int] | None = None) -> pd.DataFrame:
    """Counts of one code by group and over all."""
    row: dict[str, Any] = {
        "code": "c",
        "basis": "counted",
        "n_sessions": 1,
        "of_sessions": 2,
        "n_segments": 9,
        "n_negated": 0,
    }
    sizes = sizes or {}
    rows = [
        row | {"by": "group", "value": group, "n_participants": n, "of_participants": sizes.get(group, SIZE)}
        for group, n in by_group.items()
        if n
    ]
    total = {"n_participants": sum(by_group.values()), "of_participants": SIZE * len(by_group)}
    return frame(Counts, [*rows, row | {"by": "all", "value": "*"} | total])


def shown(by_group: dict[str, int], **keywords: Any) -> dict[str, Any]:
    """What a reader sees, by group; `*` is the total."""
    table = suppress(counts(by_group, **keywords), minimum=3)
    return {r.value: r.mark if r.is_hidden else int(r.n_participants) for r in table.itertuples()}


def test_the_team_sees_everything() -> None:
    table = suppress(counts({"a": 1, "b": 7}), minimum=1)
    assert not table.is_hidden.any() and table.n_participants.tolist() == [1, 7, 8]


def test_small_cell_takes_another_along() -> None:
    assert shown({"a": 1, "b": 6, "c": 8}) == {"a": "<3", "b": WITHHELD, "c": 8, "*": 15}


def test_two_small_cells_may_protect_each_other() -> None:
    assert shown({"a": 1, "b": 2, "c": 8}) == {"a": "<3", "b": "<3", "c": 8, "*": 11}


def test_two_ones_do_not() -> None:
    assert shown({"a": 1, "b": 1, "c": 8})["c"] == WITHHELD


def test_total_goes_last() -> None:
    assert shown({"a": 2, "b": 2}) == {"a": "<3", "b": "<3", "*": WITHHELD}


def test_small_group_is_hidden_whatever_it_said() -> None:
    assert shown({"a": 2, "b": 5, "c": 6}, sizes={"a": 2})["a"] == "<3"


def test_numbers_of_hidden_rows_are_gone() -> None:
    table = suppress(counts({"a": 1, "b": 6, "c": 8}), minimum=3)
    hidden = table[table.is_hidden]
    columns = ["n_sessions", "n_participants", "n_segments", "n_negated", "share_read_by_person"]
    assert hidden[columns].isna().all(axis=None)


def test_part_of_a_hidden_cell_is_hidden() -> None:
    table = counts({"a": 1, "b": 6, "c": 8})
    at_question = table[table.by == "group"].assign(by2="question", value2="v1")
    found = suppress(pd.concat([table, at_question], ignore_index=True), minimum=3)
    at_question = found[found.by2.notna()].set_index("value")
    assert at_question.mark.to_dict() == {"a": "<3", "b": WITHHELD, "c": ""}
    assert at_question.n_participants["c"] == 8


def test_theme_with_one_code_shares_its_fate() -> None:
    table = counts({"a": 5, "b": 6, "c": 8})
    # Of the theme group b has another code too: only there its number is not that of the code.
    theme, other = table.assign(code="t"), table[table.value == "b"].assign(code="d")
    found = suppress(pd.concat([table, theme, other], ignore_index=True), minimum=3)
    assert not hide_together(found, theme_of={"c": "t", "d": "t"}).is_hidden.any()
    withheld = found.assign(is_hidden=(found.code == "c") & (found.by == "group"))
    shown = hide_together(withheld, theme_of={"c": "t", "d": "t"})
    assert set(shown.value[(shown.code == "t") & ~shown.is_hidden]) == {"b"}
    assert shown.n_participants[(shown.code == "t") & shown.is_hidden].isna().all()


@pytest.mark.parametrize("cells", list(product(range(5), repeat=3)))
def test_no_small_cell_can_be_computed_back(cells: tuple[int, ...]) -> None:
    by_group = dict(zip("abc", cells, strict=True))
    if not any(cells):
        return
    seen = shown(by_group)
    possible = []
    for guess in product(range(SIZE + 1), repeat=3):
        trial = dict(zip("abc", guess, strict=True))
        fits = all(_fits(seen.get(group, 0), n) for group, n in trial.items()) and _fits(seen["*"], sum(guess))
        if fits:
            possible.append(trial)
    for group, n in by_group.items():
        if 0 < n < 3:
            assert len({trial[group] for trial in possible}) > 1, (by_group, seen)


def _fits(mark: Any, n: int) -> bool:
    if mark == "<3":
        return 0 < n < 3
    return n > 0 if mark == WITHHELD else n == mark
