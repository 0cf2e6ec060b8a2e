"""Which reports a study has: their notebooks, parameters, names, titles and audiences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.report.markup import day, rows_of, unnumbered
from pipeline.settings import Audience
from pipeline.study import Study

ARENA = "arena"
"""The type of session with an inner ring that speaks and, mostly, an outer ring that listens."""

PHASE = "fase"
"""The dimension that says in which phase of the route something plays."""

FAMILY = {"ouder", "leerling"}
"""The groups for whom the conversation at the kitchen table is."""

_FEWEST_ROUNDS = 2

AUDIENCES: dict[str, str] = {
    "team": "het onderzoeksteam",
    "programma": "de deelnemers aan het programma",
    "buiten": "lezers buiten het programma",
}


@dataclass(frozen=True)
class Report:
    """One report to make."""

    notebook: str
    title: str
    about: str
    audience: Audience
    parameters: dict[str, str] = field(default_factory=dict, hash=False)
    listed: str = ""
    """What tells it in the index, which is the team's, from others with the same title."""

    @property
    def name(self) -> str:
        """The name of its files: the notebook with the values of its parameters."""
        return "-".join([self.notebook, *map(slug, self.parameters.values())])


def slug(value: str) -> str:
    """A value in lower case with a-z, 0-9 and hyphens only: `Oud-Leerling (é)` is `oud-leerling-e`."""
    plain = unicodedata.normalize("NFKD", value.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "leeg"


def reports_of(study: Study) -> list[Report]:
    """All reports that a study can have, in the order in which they are best read."""
    sessions = study.store.load("sessions").sort_values("session_id", ignore_index=True)
    return [
        _plain(study, "overzicht", "Overzicht van het materiaal",
               "Wie er spraken, wat ter sprake kwam, bij wie, en wat nog niemand heeft gelezen."),
        *_of_groups(study),
        *_of_arenas(study, sessions),
        *_of_rounds(study, sessions),
        *_of_schools(study, sessions),
        *_of_phases(study),
        *_of_writings(study),
        *_of_families(study),
        *_of_sessions(study, sessions),
        _plain(study, "verantwoording", "Verantwoording", "Hoe de tellingen tot stand kwamen: werkwijze, codeboek, "
               "overeenstemming tussen codeurs en privacy."),
        _plain(study, "eindrapport", "Eindrapport", "Wat het onderzoek opleverde: bevindingen, verschillen tussen "
               "groepen, de route per fase en aanbevelingen."),
    ]  # fmt: skip


def _plain(study: Study, notebook: str, title: str, about: str, **parameters: str) -> Report:
    audience: Audience = getattr(study.settings.reports.audience, notebook)
    return Report(notebook, title, about, audience, parameters)


def _of_groups(study: Study) -> list[Report]:
    named = study.named.groepen
    return [
        _plain(study, "focusgroep", f"In gesprek met {named[group].meervoud}",
               f"Wat {named[group].meervoud} ter sprake brachten, naast wat de andere groepen ter sprake brachten.",
               stakeholder_group=group)
        for group in groups_of(study)
    ]  # fmt: skip


def _of_arenas(study: Study, sessions: pd.DataFrame) -> list[Report]:
    about = "Wat leerlingen en oud-leerlingen in de binnenkring zeiden, en wat de buitenkring ervan meeneemt."
    arenas = rows_of(sessions[sessions.session_type == ARENA])
    return [_of_session(study, "arena", row, _titled("Arenagesprek", row), about) for row in arenas]


def _of_rounds(study: Study, sessions: pd.DataFrame) -> list[Report]:
    if sessions["round"].nunique() < _FEWEST_ROUNDS:
        return []
    about = "Wat er in de bijeenkomsten na elkaar ter sprake kwam: wat opkomt, wat wegzakt en wat blijft."
    return [_plain(study, "traject", "Het traject, bijeenkomst na bijeenkomst", about)]


def _of_schools(study: Study, sessions: pd.DataFrame) -> list[Report]:
    people = study.store.load("participants")
    schools = sorted({*people.school.dropna(), *sessions.school.dropna()})
    about = "Een praatpapier voor het team: waarin u zich misschien herkent, en twee vragen."
    audience = study.settings.reports.audience.school
    return [
        # On its own pages a school stands by name only where it wants to.
        Report("school", study.named_schools.get(school, "Voor het team van uw school"), about, audience,
               {"school": school}, listed=school)
        for school in schools
    ]  # fmt: skip


def _of_phases(study: Study) -> list[Report]:
    values = study.store.load("coding_values")
    if not (values.dimension == PHASE).any():
        return []
    about = "Per fase wat er misgaat, wie er iets aan kan doen, wat daarvoor nodig is, en wie het er niet mee eens is."
    return [_plain(study, "route", "De route van school naar werk", about)]


def _of_writings(study: Study) -> list[Report]:
    if not study.practices.praktijken:
        return []
    about = "Goede voorbeelden uit de gesprekken, zo opgeschreven dat een ander er morgen mee kan beginnen."
    return [_plain(study, "jaloersmaakvirus", "Om jaloers op te worden", about)]


def _of_families(study: Study) -> list[Report]:
    if not FAMILY & set(groups_of(study)):
        return []
    about = "Een gesprekshulp voor thuis: een kwartier, één onderwerp, en vragen die echt een antwoord willen."
    return [_plain(study, "keukentafel", "Aan de keukentafel over werk", about)]


def _of_sessions(study: Study, sessions: pd.DataFrame) -> list[Report]:
    about = "Dit hoorden wij van u, en dit doen wij ermee."
    return [
        _of_session(study, "terugkoppeling", row, _titled("Terugkoppeling", row), about) for row in rows_of(sessions)
    ]


def _of_session(study: Study, notebook: str, session: Any, title: str, about: str) -> Report:
    audience: Audience = getattr(study.settings.reports.audience, notebook)
    name: str = session.session_id
    return Report(notebook, title, about, audience, {"session": name}, listed=name)


def _titled(kind: str, session: Any) -> str:
    """A session by its masked title, which says more than its id; else by its date."""
    if isinstance(session.title, str):
        # By the letter of a school it could be followed from report to report.
        title = unnumbered(session.title)
        return title if kind == "Arenagesprek" else f"{kind}: {title}"
    return f"{kind} van {day(session.date)}" if day(session.date) else kind


def groups_of(study: Study) -> list[str]:
    """The groups that took part and said something that can be coded, in the order of stakeholders.yaml."""
    segments = study.store.load("segments")
    spoken = segments[segments.is_codable & (segments.role == "deelnemer")].stakeholder_group
    found = set(spoken.dropna())
    return [group for group in study.named.groepen if group in found]


def chosen(reports: Collection[Report], only: Collection[str] | None) -> list[Report]:
    """The reports that are asked for by name or by notebook; all where none is named.

    Raises PipelineError where a name belongs to no report.
    """
    if only is None:
        return list(reports)
    known = dict.fromkeys(name for report in reports for name in (report.notebook, report.name))
    unknown = [name for name in only if name not in known]
    if unknown:
        listed = f"One of: {', '.join(known)}."
        raise PipelineError(
            Problem("reports", 0, f"there is no report '{name}'", did_you_mean(name, known, listed)) for name in unknown
        )
    return [report for report in reports if report.name in only or report.notebook in only]
