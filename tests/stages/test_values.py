from __future__ import annotations

import pandas as pd
import pytest

from pipeline.stages.needs import COLUMNS, list_needs
from pipeline.stages.values import decide_values
from tests.builders import coding, segment, table


def values(*given: tuple[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Codings of one segment by these coders, each with its value of oordeel."""
    codings, rows = [], []
    for number, (coder, value) in enumerate(given):
        codings.append(coding("A-0001-1", "reizen", coder) | {"coding_id": f"c{number}"})
        rows.append({"coding_id": f"c{number}", "dimension": "oordeel", "value": value})
    return table("coding_values", *rows), table("codings", *codings)


@pytest.mark.parametrize(
    ("rule", "given", "expected"),
    [
        ("meerderheid", [("HB", "goed")], ["goed"]),
        ("meerderheid", [("HB", "goed"), ("LM", "goed")], ["goed"]),
        ("meerderheid", [("HB", "goed"), ("LM", "beter")], []),
        ("meerderheid", [("HB", "goed"), ("LM", "beter"), ("JK", "beter")], ["beter"]),
        ("meerderheid", [("HB", "goed"), ("HB", "beter")], ["beter", "goed"]),
        ("een", [("HB", "goed"), ("LM", "beter")], ["beter", "goed"]),
        ("allen", [("HB", "goed"), ("LM", "beter"), ("JK", "beter")], []),
        ("allen", [("HB", "goed"), ("consensus", "beter")], ["beter"]),
        ("meerderheid", [("machine:model", "goed")], []),
        ("meerderheid", [("HB", "goed"), ("machine:model", "beter")], ["goed"]),
    ],
)
def test_people_decide_on_a_dimension_as_on_a_code(
    rule: str, given: list[tuple[str, str]], expected: list[str]
) -> None:
    found = decide_values(*values(*given), rule=rule)  # type: ignore[arg-type]
    assert found.value.tolist() == expected


def test_a_value_beside_a_refused_code_holds_not() -> None:
    coding_values, codings = values(("HB", "goed"))
    assert len(decide_values(coding_values, codings.assign(is_present=False), rule="een")) == 0


def test_what_a_parent_needs_for_a_child_is_never_the_need_of_pupils() -> None:
    said = {"A-0001-1": ("ouder", "ander"), "A-0002-1": ("leerling", "zelf")}
    segments = table("segments", *(segment(name, stakeholder_group=group) for name, (group, _) in said.items()))
    codings = table("codings", *(coding(name, "reizen", "HB") | {"coding_id": name} for name in said))
    given = [
        {"coding_id": name, "dimension": dimension, "value": value}
        for name, (_, about) in said.items()
        for dimension, value in (("oordeel", "nodig"), ("spreekt_over", about), ("gericht_aan", "school"))
    ]
    coded = [{"segment_id": name, "code": "reizen", "status": "confirmed", "decided_by": "human"} for name in said]
    tables = {
        "segments": segments,
        "codings": codings,
        "coding_values": table("coding_values", *given),
        "segment_codes": table("segment_codes", *coded),
    }
    found = list_needs(tables, rule="meerderheid")
    assert found[["said_by", "for_whom", "from_whom"]].to_numpy().tolist() == [
        ["ouder", "ander", "school"],
        ["leerling", "zelf", "school"],
    ]
    assert found.phase.isna().all()
    rejected = tables | {"segment_codes": tables["segment_codes"].assign(status="rejected")}
    nothing = list_needs(rejected, rule="meerderheid")
    assert (list(nothing.columns), len(nothing)) == (COLUMNS, 0)
