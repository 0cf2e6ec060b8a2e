"""Words for persons, and those that stand between a person and an age, for patterns."""

from __future__ import annotations

import re

PRONOUNS = "ik jij je u hij zij ze ie mij ons jou hem haar"
KIN = (
    "zoon zoons zonen zoontje dochter dochters dochtertje jongen jongens jongetje meisje meisjes meid meiden kind "
    "kinderen kindje broer broers broertje zus zussen zusje vriend vrienden vriendin man mannen vrouw "
    "vrouwen leerling "
    "leerlingen stagiair stagiaire collega collega's moeder vader ouders opa oma neef neefje nicht nichtje gast knul "
    "puber tiener kleinzoon kleindochter kleinkind kleinkinderen iemand oudste jongste middelste andere "
    "ander tweeling "
    "persoon werknemer medewerker buurman buurvrouw buurmeisje buurjongen pleegkind pleegzoon pleegdochter stiefzoon "
    "stiefdochter stiefvader stiefmoeder tante oom dame heer eentje cliënt deelnemer kandidaat student "
    "sollicitant baas "
    "chef begeleider mentor klasgenoot echtgenoot partner vriendje vriendinnetje vent kerel schoonvader schoonmoeder"
)
BESIDE_AGES = (
    "nu net pas al bijna ook inmiddels toen ongeveer zo'n zelf ondertussen intussen gewoon nog maar dan "
    "morgen vandaag "
    "straks ruim toch denk geloof uh eh uhm dus zeker even er eigenlijk nou allebei beiden beide alletwee alledrie "
    "precies amper wel zeg ergens rond eind begin midden echt hier daar eindelijk gisteren officieel volgens mij "
    "misschien hoor ja zeker vast daarna helaas gelukkig samen weliswaar "
    "namelijk trouwens zojuist onlangs hopelijk waarschijnlijk toevallig meteen overigens inderdaad "
    "blijkbaar natuurlijk "
    "wellicht haast vrijwel circa leeftijd"
)


def any_of(words: str) -> str:
    """A pattern that matches each of some words, without their ends."""
    return f"(?:{'|'.join(map(re.escape, words.split()))})"
