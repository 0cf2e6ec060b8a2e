"""What only a person can write in a report: rapport.yaml. What is missing is marked in the reports, never invented."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field

from pipeline.claims import Prose
from pipeline.codebook import Identifier, Lines, Text
from pipeline.errors import Problem, did_you_mean
from pipeline.yaml_text import Entry, YamlText

Checklist = Literal["geen", "COREQ", "RTARG"]


class Signed(Entry):
    """A text that a person signs."""

    naam: Text | None = Field(None, description="Hoe dit heet.")
    tekst: Prose = Field([], description="De tekst; een lege regel begint een nieuwe alinea.")
    door: Text | None = Field(None, description="Wie dit schreef en ervoor instaat.")


class Recommendation(Entry):
    """One recommendation: to whom, what, when, and on which claims it rests."""

    aan: Text = Field(description="Aan welke partij, zoals scholen of werkgevers.")
    wie: Text | None = Field(None, description="Wie het doet.")
    wat: Text = Field(description="Wat er gebeurt.")
    wanneer: Text | None = Field(None, description="Wanneer.")
    steunt_op: Lines = Field([], description="De ids van de bevindingen of goede voorbeelden, één per regel.")


class Tool(Entry):
    """A tool that others can use."""

    titel: Text
    tekst: Prose = Field([])


class SessionTexts(Entry):
    """What people write on one session."""

    agenda: Text | None = Field(None, description="Waar de bijeenkomst over ging.")
    wat_we_ermee_doen: Prose = Field([], description="Wat er met dit gesprek gebeurt, voor wie erbij was.")


class SchoolTexts(Entry):
    """What people write for one school."""

    herkenning: Lines = Field([], description="Waarin de school zich kan herkennen, één ding per regel.")
    vragen: Lines = Field([], description="Vragen aan het team van de school, één per regel.")


class ReportTexts(Entry):
    """rapport.yaml: the texts that only a person can write."""

    samenvatting: Prose = Field([], description="De samenvatting van het eindrapport.")
    samenvatting_leerlingen: Prose = Field([], description="Dezelfde samenvatting voor leerlingen, in korte zinnen.")
    aanleiding: Prose = Field([], description="Waarom dit onderzoek er kwam.")
    wat_we_deden: Prose = Field([], description="Hoe het onderzoek ging, in gewone woorden.")
    leren_stagebegeleiders: Prose = Field([], description="Wat de stagebegeleiders van elkaar leerden.")
    beperkingen: Prose = Field([], description="Wat dit onderzoek niet kan zeggen.")
    dank: Prose = Field([], description="Wie u bedankt.")
    contact: Text | None = Field(None, description="Bij wie lezers terechtkunnen.")
    blikken: dict[Identifier, Signed] = Field({}, description="Manieren van kijken, elk een ondertekende alinea.")
    fasen: dict[Identifier, Signed] = Field({}, description="Per fase van de route wat u erover wilt zeggen.")
    aanbevelingen: list[Recommendation] = Field([], description="Per partij wie wat wanneer doet, en waarop dat rust.")
    hulpmiddelen: list[Tool] = Field([], description="Hulpmiddelen waar anderen mee verder kunnen.")
    sessies: dict[str, SessionTexts] = Field({}, description="Per gesprek, met de naam uit sessies.csv.")
    scholen: dict[str, SchoolTexts] = Field({}, description="Per school, zoals zij in de registers heet.")
    checklist: Checklist = Field("geen", description="De controlelijst voor de verantwoording: COREQ, RTARG of geen.")
    punten: dict[str, Text] = Field({}, description="Wat u bij een punt van de controlelijst invult, per nummer.")


def note_texts(
    texts: ReportTexts, source: YamlText, *, sessions: Collection[str], supports: Collection[str]
) -> Iterator[Problem]:
    """What is odd but stops nothing: a session that is not registered, a claim or good example that is not there."""
    for session in texts.sessies:
        if sessions and session not in sessions:
            remedy = did_you_mean(session, sessions, "Write it as in sessies.csv.")
            yield source.problem(("sessies", session), f"session '{session}' is not in sessies.csv", remedy)
    for index, item in enumerate(texts.aanbevelingen):
        for name in item.steunt_op:
            if name not in supports:
                what = f"'{name}' is in neither bevindingen.yaml nor praktijken.yaml"
                remedy = did_you_mean(name, supports, "Write the id of a bevinding or a goed voorbeeld.")
                yield source.problem_in(("aanbevelingen", index, "steunt_op"), what, remedy, item=name)
