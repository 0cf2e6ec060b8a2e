"""Participants as cases and sessions as sources, with their variables (group, school, round), written and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.exchange.refi_xml import Element, child, children, guid_in, guid_of, new, targets

VARIABLES = {
    "rol": "Text",
    "groep": "Text",
    "persoon": "Text",
    "school": "Text",
    "regio": "Text",
    "ronde": "Integer",
    "soort": "Text",
    "datum": "Date",
}
"""The variables of cases and sources, with their types."""

Values = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """A case: its variables by name, and the selections and sources that belong to it, by their GUIDs."""

    guid: str
    name: str
    values: Values
    selections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    codes: tuple[str, ...] = field(default=(), compare=False)


def own_cases(
    corpus: str,
    tables: Mapping[str, pd.DataFrame],
    *,
    groups: Mapping[str, str],
    schools: Mapping[str, str],
    turns: Mapping[str, list[str]],
) -> list[Case]:
    """A case for everyone who spoke and gave consent. `turns` are the GUIDs of the selections of each one's turns."""
    rounds = dict(zip(tables["sessions"].session_id, tables["sessions"]["round"], strict=True))
    people = tables["participants"].sort_values("participant_id")
    found = []
    row: Any
    for row in people[people.has_consent].itertuples():
        given = {
            "rol": row.role,
            "groep": groups.get(row.stakeholder_group, row.stakeholder_group),
            "persoon": row.person,
            "school": schools.get(row.school, row.school),
            "regio": row.region,
            "ronde": rounds[row.session_id],
        }
        guid = guid_of(corpus, "case", row.participant_id)
        found.append(Case(guid, row.participant_id, _texts(given), tuple(turns.get(row.participant_id, ()))))
    return found


def session_values(
    sessions: pd.DataFrame, *, kinds: Mapping[str, str], schools: Mapping[str, str]
) -> dict[str, Values]:
    """The variables of every session."""
    found: dict[str, Values] = {}
    row: Any
    for row in sessions.itertuples():
        given = {
            "soort": kinds.get(row.session_type, row.session_type),
            "datum": None if pd.isna(row.date) else row.date.date().isoformat(),
            "ronde": row.round,
            "school": schools.get(row.school, row.school),
            "regio": row.region,
        }
        found[row.session_id] = _texts(given)
    return found


def _texts(values: Mapping[str, Any]) -> Values:
    """What is known, as text."""
    return {name: str(value) for name, value in values.items() if not pd.isna(value) and str(value)}


def variable_elements() -> list[Element]:
    """A Variable for each."""
    return [
        new("Variable", {"guid": _variable(name), "name": name, "typeOfVariable": kind})
        for name, kind in VARIABLES.items()
    ]


def case_element(case: Case) -> Element:
    """A Case of ours."""
    element = new("Case", {"guid": case.guid, "name": case.name})
    element.extend(value_elements(case.values))
    element.extend(new("SelectionRef", {"targetGUID": guid}) for guid in case.selections)
    return element


def value_elements(values: Values) -> list[Element]:
    """A VariableValue for each variable that is known."""
    found = []
    for name, value in values.items():
        element = new("VariableValue")
        element.append(new("VariableRef", {"targetGUID": _variable(name)}))
        element.append(new(f"{VARIABLES[name]}Value", text=value))
        found.append(element)
    return found


def _variable(name: str) -> str:
    return guid_of("variable", name)


def read_cases(project: Element) -> list[Case]:
    """The cases of a project; variables are called by their names."""
    names = variable_names(project)
    return [
        Case(
            guid_in(element.get("guid")),
            (element.get("name") or "").strip(),
            read_values(element, names),
            tuple(targets(element, "SelectionRef")),
            tuple(targets(element, "SourceRef")),
            tuple(targets(element, "CodeRef")),
        )
        for element in children(child(project, "Cases"), "Case")
    ]


def variable_names(project: Element) -> dict[str, str]:
    """What the variables of a project are called, by their GUIDs."""
    found: Iterable[Element] = children(child(project, "Variables"), "Variable")
    return {guid_in(element.get("guid")): (element.get("name") or "").strip() for element in found}


def read_values(element: Element, names: Mapping[str, str]) -> Values:
    """The variables right under an element, those with a value, as text."""
    found: dict[str, str] = {}
    for given in children(element, "VariableValue"):
        value = next((item for item in children(given) if item.tag is not None and _is_value(item)), None)
        for guid in targets(given, "VariableRef"):
            if value is not None and (text := "".join(value.itertext()).strip()):
                found[names.get(guid, guid)] = text
    return found


def _is_value(element: Element) -> bool:
    return str(element.tag).endswith("Value")
