"""Where somebody lives or works: streets with a house number, or a street said after 'in de', 'op de', 'achter de'."""

from __future__ import annotations

import re
from collections.abc import Iterator

import simplemma

from pipeline.language.names import squares, streets
from pipeline.language.word_classes import is_counted

_NUMBER = (
    r"(?P<number>,? (?:nummer )?\d{1,4}(?:(?: ?- ?| )?[a-z]\b| ?bis\b| hs\b)?"
    r"(?!\w|[.,]\d| (?:jaar|uur|euro|keer|minuten|kilometer|km|mensen)\b))"
)
_HEAD = (
    r"(?:(?:(?:burgemeester|burg\.?|wethouder|dokter|dr\.?|pastoor|prins|prinses|koning|koningin|hertog|"
    r"graaf|baron|jonkheer|dominee|ds\.?|mr\.?|ir\.?|mgr\.?|pater|kapelaan|notaris|minister|president|sint|st\.?|"
    r"professor|prof\.?|generaal|admiraal|jan|oude|nieuwe|lange|korte|hoge|lage|grote|kleine|eerste|tweede|verlengde|"
    r"1e|2e) ){1,2}(?:van (?:de |der |den )?|de )?|van (?:de |der |den |het )?(?=\S+straat))?"
)
_STREET = re.compile(
    rf"\b(?P<head>{_HEAD})(?P<street>[^\W\d_]{{3,30}}(?:straat|laan|weg|plein|dijk|kade|gracht|singel|hof|"
    rf"steeg|dreef|park|"
    rf"pad))\b{_NUMBER}?",
    re.I,
)
_LANE_OF = re.compile(
    rf"\b(?:laan|plein|weg|singel|pad|hof|park) van (?:de |den |het |der )?[^\W\d_]{{4,30}}{_NUMBER}", re.I
)
_OLD_SQUARE = re.compile(
    r"\b(?P<near>(?:op|aan|bij|achter|naast|langs|in) (?:de|het) )?(?P<name>(?:oude|nieuwe|lange|korte|"
    r"hoge|lage|grote|kleine) "
    rf"(?:brink|haven|gracht|wal|vest|singel|es|esch|markt|kerkhof|kade|dijk|weg|pad|hof|baan)){_NUMBER}?",
    re.I,
)
"""Two words that say by themselves that they are a street: 'de lange brink', 'oude haven 3'."""

_AT_NUMBER = re.compile(
    rf"\b(?:op|aan|in|woon|woont) (?P<name>(?:(?:de|het|'t) )?(?P<own>[^\W\d_]{{4,30}}){_NUMBER})", re.I
)
_BOX = re.compile(r"\bpostbus (?:nummer )?\d{1,5}\b", re.I)

_NO_STREETS = frozenset(
    "onderweg snelweg terugweg heenweg omweg uitweg halverweg zijweg zijstraat fietspad voetpad zebrapad wandelpad "
    "schoolplein pretpark wagenpark themapark vakantiepark winkelstraat kerkhof gerechtshof arbeidsmarkt "
    "rijksweg spoorweg leerweg halfweg schildpad looppad achterhof voorhof doolhof overweg wasstraat levenspad "
    "woonstraat uitgaansstraat volksstraat eenrichtingsstraat volkswijkstraat werkplein leerplein "
    "lesplein zorgplein groeipad leerpad werkweg straatweg voortraject".split()
)
"""Words that are some street's name and are said before numbers that are no house's."""

_PLAIN = frozenset(
    "stationsstraat dorpsstraat hoofdstraat hoofdweg kerkweg bosweg bergweg beukenlaan lindenlaan "
    "kastanjelaan eikenlaan "
    "elzenlaan essenlaan iepenlaan wilgenlaan abelenlaan acacialaan stationsweg stationsplein zeestraat achterstraat "
    "kruisstraat kruisweg veldweg postweg tolweg parallelweg zeedijk rijksstraatweg koestraat handelsweg "
    "tramweg veerweg "
    "spoordijk kanaaldijk hertenpad wisselstraat barcelonastraat lichtstraat machinestraat".split()
)
"""Vocabulary that, without a house number, is some street's name first of all."""

_NUMBERED = frozenset(
    "groep klas week kamer lokaal lijn tram trein stap fase niveau leerjaar jaar blok periode deel "
    "hoofdstuk ronde spoor "
    "perron afslag afdeling team nummer gang verdieping trap vraag regel pagina blad hal loods zaal baan "
    "rij kast kas poort "
    "route lift vloer etage hoek punt plaats plek plank tafel ploeg schaal schijf ruimte gate unit tent".split()
)
"""What bears a number besides a house."""

_NEAR = re.compile(
    r"\b(?:in|op|aan|naar|uit|van|bij|langs|achter|naast|tegenover|over|via|vanuit|door|rond|hoek|tussen|voorbij|voor|"
    r"rechtsaf|linksaf) (?:de |het |'t |die )?$|\bhoek $|\b(?:woon|woont|adres is) $",
    re.I,
)
"""What stands before a street that somebody lives in or goes to."""


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of streets with a house number, or of a street where somebody is; number words as digits."""
    for match in _STREET.finditer(text):
        street = match["street"].lower()
        is_place = street in streets() or street.endswith("straat") or (match["number"] and street.endswith("laan"))
        is_near = _NEAR.search(text, max(0, match.start() - 20), match.start()) is not None
        is_own = street in _PLAIN or not simplemma.is_known(street, lang="nl") or bool(match["head"])
        if is_place and street not in _NO_STREETS and (match["number"] or (is_near and is_own)):
            yield match.span()
    for match in _OLD_SQUARE.finditer(text):
        is_plain = match["name"].lower().endswith((" weg", " pad", " baan", " hof"))
        if match["number"] or (match["near"] and not is_plain):
            yield match.start("name"), match.end()
    for match in _LANE_OF.finditer(text):
        yield match.span()
    for match in _AT_NUMBER.finditer(text):
        own = match["own"].lower()
        if own in squares() and own not in _NUMBERED and not _counts(text, match):
            yield match.start("name"), match.end()
    for match in _BOX.finditer(text):
        yield match.span()


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether the number counts what follows it: 'aan de overkant 12 bomen'."""
    after = re.match(r" (?P<word>[^\W\d_]+)", text[match.end() : match.end() + 40])
    return after is not None and is_counted(after["word"].lower())
