"""Words for persons, and what stands before and behind an age or a duration, for patterns."""

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
    "wellicht haast vrijwel circa leeftijd geen"
)

AFTER_AGES = (
    "en maar dus nu geworden of hoor toch toen want hè he oud inmiddels dan ja ofzo zei nog pas net op in ik hij zij "
    "ze die volgens denk dacht geloof bij als met uh eh was is ben wordt worden dat bijna omdat zit zat werk werkt "
    "ging gaat kwam woont woon woonde deze volgende vorige jaar"
)
NEVER_AFTER_AGES = (
    "meer van over voor keer maal procent uur half kwart tot à x euro plus min komma punt ten kilometer minuten graden "
    "kilo meter dagen weken maanden nachten mensen man stuks gulden cent"
)
DURATION_AFTER = (
    r"(?:lang|geleden|later|eerder|daarna|ervoor|werk\w*|bezig|stage|school|ouder|jonger|"
    r"met (?:\w+ ){1,4}bezig|vrij|"
    r"ziek|werkloos|aanwezig|na|naar|nadien|in|bij|mee|op|duurt|duren|verder|terug|durende|onderwijs|les|bestaa\w*|"
    r"achter|hier|daar|samen|studeren|wachten|aan|van|lid|weg|thuis|tijd)"
)
"""What stands behind so many years that something lasted."""

BEFORE_LIMIT = (
    r"\b(?:tot|tot en met|t/m|vanaf|onder|boven|ouder dan|jonger dan|minimaal|minstens|maximaal|hooguit|"
    r"tenminste|vóór|voor|na|tussen|meer dan|minder dan|moet|moeten|moest|mag|mogen)"
    r"(?: (?:de|het|je|ze|hun|men|wie|een|jouw|u|jongeren|leerlingen|mensen|kinderen|zijn|worden|z'n|haar|d'r|"
    r"zo'n))* ?$|\btot(?:dat)? (?:hij|zij|ie|iemand) ?$|< ?$"
)
"""What stands before an age limit."""

BEFORE_DURATION = (
    r"\b(?:al|over|elke|iedere|per|sinds|binnen|gedurende|afgelopen|laatste|eerste|komende|de|die|nog|co|controle|up|"
    r"ongeveer) ?$"
)
"""What stands before a duration."""

WHEN = (
    r"(?:(?:van|in) (?:de|het|dit) (?:zomer|winter|week|herfst|voorjaar|najaar|maand|jaar)|(?:deze|vorige|volgende) "
    r"(?:week|maand|zomer)|(?:dit|vorig|volgend) jaar|(?:in|sinds|met) (?:januari|februari|maart|april|mei|juni|juli|"
    r"augustus|september|oktober|november|december|kerst)|(?:een|zo'n) jaar of|nog net geen|van de leeftijd|"
    r"achter ?in de|ver in de|voor ?in de|dik in de|over de|in de|"
    r"rond de|tegen de|richting de|halverwege de)"
)
"""What may stand between the verb and the age besides an adverb, of one word or more."""


def any_of(words: str) -> str:
    """A pattern that matches each of some words, without their ends."""
    return f"(?:{'|'.join(map(re.escape, words.split()))})"
