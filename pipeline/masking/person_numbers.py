"""Numbers under which somebody is known to an office: 'leerlingnummer 148392', 'dossier 2024/0815', 'zaak z 24 118'.

The word before or after tells what is numbered; a number of a thing or place ('artikelnummer', 'lokaal') is no one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language.names import is_common_word
from pipeline.language.words import stop_words
from pipeline.masking.shapes import CUE_REACH, THIS_IS

_OF_A_THING = (
    "artikel|order|bestel|pallet|huis|rug|lokaal|kamer|bus|lijn|model|type|serie|pagina|bladzij|nood|telefoon|"
    "tel|mobiel|06|"
    "maat|kassa|batch|machine|chassis|onderdeel|vraag|lot|kluis|versie|partij|product|stelling|locatie|hoofdstuk|wagen|"
    "spoor|perron|tafel|zaal|gang|post|lied|helpdesk|door|toestel|fax|info|ronde|vak|baan|track|zaai|start|kavel|"
    "stoel|bon|factuur|kanaal|week|dag|jaar|volg|alarm|storings|gratis|service|burger|bsn|sofi|vast|oud|nieuw|"
    "opgave|stap|les|plaats|trein|retour|trace|zend|pakket|barcode|collo"
)
_NUMBERED = re.compile(r"\b(?:(?P<of>[^\W\d_]{1,30})[ -])?(?P<own>[^\W\d_]{0,30}?)(?:nummer(?:tje)?|nr)\b", re.I)
# A serial number may be that of somebody's wheelchair.
_THING_BEFORE = re.compile(rf"\b(?!serie)(?:{_OF_A_THING})\w*(?: is| was|:)? $|\b(?:bedrag|prijs|aantal)\b", re.I)
_THING = re.compile(rf"(?:{_OF_A_THING})", re.I)
_TRADED = (
    r"\b(?!serie)\w*(?:artikel|order|bestel|pallet|factuur|track|trace|pakket|pakje|zending|barcode|product|rekenmachine|"
    r"colli|batch|omzet|begroting|bedrag|prijs|subsidie|budget|winst|schuld|isbn|voorraad|retour|kassabon)\w*|"
    r"\b(?:ean|bon|aantal|totaal|kostt?en?|kost|sku)\b"
)
_TRADED_BEFORE = re.compile(rf"(?:{_TRADED})(?: (?!mijn\b|m'n\b)[^\W\d]{{1,12}}){{0,3}}[:.]? $|€ ?$", re.I)
_TRADED_AFTER = re.compile(
    rf"{THIS_IS}(?:{_TRADED})|"
    r",(?:-|\d\d\b)|[,-]* (?:euro|miljoen|dollar|klanten|mensen|inwoners|stuks|views|volgers|likes|leden|kilo|gram|"
    r"km|kilometer|keer|bezoekers|gulden|ton|liter|leerlingen|huishoudens|nederlanders)\b",
    re.I,
)
_OFFICE = re.compile(
    r"(?:dossier|relatie|polis|leden|lid|pas|kaart|id|big|btw|kvk|kvk|agb|uwv|svb|duo|cak|coa|ind|v|brin|klant|"
    r"leerling|"
    r"student|personeel|cli[eë]nt|debiteur|pati[eë]nt|zaak|paspoort|rijbewijs|examen|badge|alien|abonnement|"
    r"vergunning|bezwaar|contract|onderwijs|registratie|inschrijf|bank|rekening|werknemer|medewerker|deelnemer|cursist|ov$)|"
    r"\w*(?:vergunning|overeenkomst|pas|kaart|bewijs|registratie|verzekering|uitkering)s?$",
    re.I,
)
_OTHER_CUE = re.compile(
    r"\b(?:\w*dossier|\w*zaak|kenmerk|kvk|btw(?:[ -]id)?|big(?:[ -]registratie)?|agb(?:[ -]?code)?|"
    r"brin(?:[ -]?code)?|pgn|"
    r"paspoort|rijbewijs|(?:id|identiteits)[ -]?kaart|identiteitsbewijs|verblijfs\w+|vreemdelingen\w+|referentie|polis|"
    r"(?:zorg|bank|leerlingen|studenten|bieb|bibliotheek|personeels|ov|vca|toegangs|school|"
    r"kantine)[ -]?pas(?:je)?|badge|\w*chip ?kaart|"
    r"ov[ -]?kaart|collegekaart|inschrijving|registratie|meldcode|(?:toegangs|in ?log|login|pin|persoonlijke|"
    r"activatie|klant|cli[eë]nt|leerling)[ -]?code|"
    r"\w*vergunning|bezwaarschrift|bankrekening|certificaat|diploma|"
    r"(?:de|mijn|m'n|zijn|z'n|haar|je|die) pas(?:je)?(?= (?:staat|stond|is|heeft|nummer)\b))\b",
    re.I,
)
_SHORT = "|".join(sorted((re.escape(w) for w in stop_words() | {"u", "uur", "jaar", "euro"} if len(w) < 5), key=len))
_PART = r"[a-z]{0,4}\d[a-z\d]{0,24}"
_LETTERS = rf"(?!(?:{_SHORT})\b)[a-z]{{1,4}}[ ./-]{{1,2}}"
_CODE = re.compile(
    rf"(?<![\w.,€])(?:{_LETTERS}){{0,3}}{_PART}(?:[ ./-]{{1,2}}(?:{_LETTERS}){{0,3}}{_PART}|"
    rf"[./-][a-z]{{1,3}}\b){{0,12}}(?![\w%€])"
    r"|(?<!\w)(?=[a-z\d]{6,20}\b)[a-z]{1,8}\d[a-z\d]{0,12}(?!\w)",
    re.I,
)
_BRIN = re.compile(
    r"\bbrin(?:[ -]?(?:nummer|code))?(?: van [\w ]{1,30}?)?(?: is|:)? (?P<code>\d\d ?[a-z] ?[a-z](?: ?\d\d)?)\b", re.I
)
_SECRET = re.compile(
    r"\b(?:wacht|pass)wo[ro]r?d(?: van [\w ]{1,20}?)?(?: is| was|:) (?P<code>(?=\S{0,30}\d)[^\s.,;]{4,40})", re.I
)
_DOCUMENT = re.compile(r"\b[A-Z]{2}(?=[A-Z]{0,2}\d{3})[A-Z0-9]{6}\d\b")
_BTW = re.compile(r"\bnl ?\d{3}(?: ?\d){6} ?b ?\d\d\b", re.I)
_BEARER = re.compile(
    r"\b(?:sta|ben|log|heet|staat) (?:(?:ik|hij|ze|zij|er|ie|daar|gewoon|in) ){0,3}(?:als|onder|met)(?: nummer)? "
    r"(?P<code>\d(?: ?\d){4,9})\b(?! ?\w{3,12}en\b)",
    re.I,
)
_IN_ROLE = re.compile(
    r"\b(?:ben|is|was) (?:ik )?(?:cli[eë]nt|leerling|student|cursist|deelnemer|pati[eë]nt|kandidaat) "
    r"(?P<code>\d{5,9})\b"
    r"(?! ?(?:euro|uur))",
    re.I,
)
_IN_A_YEAR = re.compile(r"\b(?:in|sinds|vanaf|rond|uit|van|voor|na) $", re.I)
_COUNTED = re.compile(
    r" ?(?:euro|uur|jaar|gram|kilo|kg|km|dagen|weken|maanden|minuten|cijfers|bladzijden|pagina|keer|man|mensen|"
    r"procent|%|verlopen)"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ /-]{0,3}){1,3}")
_CLOSE = re.compile(
    r"(?: (?:is|was|dat|van|mij|mijn|heeft|geloof|ik|uhm?|ehm?|dus|het|volgens|gewoon|dan|toch|even|kijken|wacht|denk|"
    r"zeg|maar|staat|stond|hier|daar|nou|ja|nog|begint|eindigt|met|op|bij|een|zoeken)|[:.?,]){0,6} $|[:.]? ?$"
)
_NUMBER_OF = re.compile(r"(?:het )?nummer (?:van|op|bij) (?:de|het|mijn|m'n|zijn|z'n|haar|hun) ", re.I)
_SO_IT_STANDS = re.compile(r"\D{0,35}?\b(?:als|is|was)(?: (?:mijn|m'n|zijn|z'n|haar|hun|het|een|dan|dus)){0,2} ")
_KNOWN = re.compile(r"\b(?:onder|bekend|met|als|ben ik|van (?:mijn|zijn|haar) \w+(?: is)?) (?:het )?$", re.I)
_DAY = 4


def find_person_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every number of somebody in a text whose number words are digits."""
    for pattern in (_BRIN, _SECRET, _DOCUMENT, _BTW, _BEARER, _IN_ROLE):
        for match in pattern.finditer(text):
            yield match.span("code" if "code" in pattern.groupindex else 0)
    if not (_OTHER_CUE.search(text) or _NUMBERED.search(text)):
        return
    for match in _CODE.finditer(text):
        start, end = _trimmed(text, *match.span())
        if start < end and _is_somebodys(text, start, end):
            yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A code without the words before it ('pas 021') and from the first word in it on ('2024 kost 30')."""
    first = start
    for part in re.finditer(r"[^\s./-]+", text[start:end]):
        word = part.group().lower()
        is_apart = text[start + part.end()].isspace() if start + part.end() < end else True
        if is_apart and word.isalpha() and len(word) > 1 and _is_word(word):
            if any(sign.isdigit() for sign in text[first : start + part.start()]):
                return first, start + len(text[start : start + part.start()].rstrip(" ./-"))
            first = start + part.end() + 1
    return min(first, end), end


def _is_word(word: str) -> bool:
    # Short letters before a number are a word only by chance ('ref 88 123', 'sh 24').
    is_cue = _OTHER_CUE.fullmatch(word) or _OFFICE.fullmatch(word)
    return bool(is_cue) or word in stop_words() or (len(word) > 3 and is_common_word(word))


def is_of_a_thing(before: str, after: str) -> bool:
    """Whether what stands around a long number says that it is of a thing, or an amount."""
    return any(
        found is not None
        for found in (
            _COUNTED.match(after),
            _THING_BEFORE.search(before),
            _TRADED_BEFORE.search(before),
            _TRADED_AFTER.match(after),
        )
    )


def is_traded(before: str, after: str) -> bool:
    """Whether what stands around nine digits says that they are a code of goods or an amount, and so no BSN."""
    return _TRADED_BEFORE.search(before) is not None or _TRADED_AFTER.match(after) is not None


def _is_somebodys(text: str, start: int, end: int) -> bool:
    """Whether the words around a code say that somebody bears it."""
    found = text[start:end]
    before, after = text[max(0, start - CUE_REACH) : start], text[end : end + CUE_REACH + 20]
    n_digits = sum(sign.isdigit() for sign in found)
    is_year = _YEARS.fullmatch(found) is not None
    if n_digits < 3 or _COUNTED.match(after) or (is_year and _IN_A_YEAR.search(before)):
        return False
    for behind in filter(None, (re.match(THIS_IS, after, re.I), _SO_IT_STANDS.match(after))):
        rest = after[behind.end() :]
        rest = rest[match.end() :] if (match := _NUMBER_OF.match(rest)) else rest
        cue = _NUMBERED.match(rest) or _OTHER_CUE.match(rest)
        if cue and n_digits >= _DAY + (cue.re is _OTHER_CUE and not match) and _weight(cue) > 1:
            return True
    cues = [*_NUMBERED.finditer(before)]
    weight = _weight(cues[-1]) if cues else 0
    if weight > 1 and _CLOSE.match(before[cues[-1].end() :]):
        return True
    if weight == 1:
        known = text[max(0, start - 2 * CUE_REACH) : start - len(before) + cues[-1].start("own")]
        return (
            n_digits > _DAY - any(sign.isalpha() for sign in found)
            and not is_year
            and not _TRADED_BEFORE.search(before)
            and bool(_KNOWN.search(known) or cues[-1].group().endswith("tje") or _OTHER_CUE.search(before))
        )
    if weight == 0 and cues:
        return False
    other = [*_OTHER_CUE.finditer(before)]
    close = bool(other) and _CLOSE.match(before[other[-1].end() :]) is not None
    return not is_year and (weight > 1 or bool(other)) and n_digits >= (_DAY if close or weight > 1 else _DAY + 1)


def _weight(cue: re.Match[str]) -> int:
    """2 for a number of somebody, 1 for 'nummer' by itself, 0 for one of a thing."""
    if cue.re is not _NUMBERED:
        return 2
    own, of = cue["own"] or "", cue["of"] or ""
    if own:
        return 0 if _THING.match(own) else 2
    if of and (_OFFICE.match(of) or of == "v"):
        return 2
    return 0 if of and _THING.match(of) else 1
