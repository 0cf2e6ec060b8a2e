"""Which reports a study has: their notebooks, parameters, names, titles and audiences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.settings import Audience
from pipeline.study import Study

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

    @property
    def name(self) -> str:
        """The name of its files: the notebook with the values of its parameters."""
        return "-".join([self.notebook, *map(slug, self.parameters.values())])


def slug(value: str) -> str:
    """A value in lower case with a-z, 0-9 and hyphens only: `Oud-Leerling (é)` is `oud-leerling-e`."""
    plain = unicodedata.normalize("NFKD", value.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "leeg"


def reports_of(study: Study) -> list[Report]:
    """All reports of a study, in the order in which they are best read."""
    named, audience = study.named.groepen, study.settings.reports.audience
    overview = Report(
        "overzicht",
        "Overzicht van het materiaal",
        "Wie er spraken, wat ter sprake kwam, bij wie, en wat nog niemand heeft gelezen.",
        audience.overzicht,
    )
    groups = [
        Report(
            "focusgroep",
            f"In gesprek met {named[group].meervoud}",
            f"Wat {named[group].meervoud} ter sprake brachten, naast wat de andere groepen ter sprake brachten.",
            audience.focusgroep,
            {"stakeholder_group": group},
        )
        for group in groups_of(study)
    ]
    method = Report(
        "verantwoording",
        "Verantwoording",
        "Hoe de tellingen tot stand kwamen: werkwijze, codeboek, overeenstemming tussen codeurs en privacy.",
        audience.verantwoording,
    )
    return [overview, *groups, method]


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
