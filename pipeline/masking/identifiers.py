"""Numbers and codes that point at one person or household, typed or said aloud; with `online`, addresses on line too.

Each kind is one rule of the table: a shape, a check where the kind has one (eleven-proof, checksum, side code), and
a cue that must stand near it where the shape alone says too little ('kenteken', 'postcode').
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from stdnum import iban
from stdnum.nl import bsn

from pipeline.language.names import is_common_word
from pipeline.language.words import stop_words
from pipeline.masking.online import ONLINE
from pipeline.masking.person_numbers import find_person_numbers, is_traded
from pipeline.masking.shapes import AND_THEN, CUE_REACH, FILLERS, find_shapes, rule

_SIDE_CODES = frozenset(
    "LLDDDD DDDDLL DDLLDD LLDDLL LLLLDD DDLLLL DDLLLD DLLLDD LLDDDL LDDDLL LLLDDL LDDLLL DLLDDD DDDLLD DLLLDDD".split()
)
"""Letters (L) and digits (D) of Dutch licence plates, side codes 1 to 14 of the RDW; the last one is the Belgian."""

_CUED_CODES = _SIDE_CODES | {"LLLDDD", "DDDLLL", "LLLDDDD"}
"""With a cue those of older and foreign plates too."""

_TWO_LETTER_UNITS = frozenset(
    "mg gr kg km cm mm ml dl cl uu pk md gb mb ie er ste de nd rd th ad am pm sa sd ss nm hd xl tm bw kw mw kb "
    "bb tl gl".split()
)
"""Measures, sizes and forms of school that stand behind a number."""

_NO_POSTCODE = frozenset({"sa", "sd", "ss", "mg", "bw"})
"""Three pairs that no postcode has, the measure that deduce leaves as well, and the civil code."""

_WORDS = "|".join(sorted(word for word in stop_words() | _TWO_LETTER_UNITS if len(word) == 2))

_VEHICLE = (
    r"\bkenteken|nummer(?:bord|plaat)|\b\w{0,20}(?:plaat|auto|bus|busje|wagen|scooter)\b|brommer|bromfiets|\bmotor\b|"
    r"aanhanger|trailer|caravan|camper|tractor|trekker|\btaxi|\bsnor|\b(?:opel|volkswagen|ford|fiat|renault|peugeot|"
    r"citro[eë]n|toyota|kia|seat|skoda|bmw|audi|mercedes|volvo|tesla|suzuki|mazda|nissan|hyundai|dacia|polo|"
    r"golf|transit|"
    r"caddy|sprinter|vivaro|trafic|vito|crafter|berlingo|kangoo|fiesta|corsa|clio|panda|vespa)\b"
)
_THING = re.compile(
    r"\b(?:type|model|machine|artikel|pallet|stelling|lokaal|klas|groep|schroef|bout|maat|versie|batch|vak|"
    r"order|rij|score|stand|uitslag)\w* $",
    re.I,
)
_BSN_CUE = r"\bb\.? ?s\.? ?n\b|burger ?(?:service ?)?nummer|service ?nummer|\bsofi|persoonsgebonden|\bpgn\b"
_POSTCODE_CUE = r"\bpost ?code|\bpostk"
_PHONE_CUE = (
    r"\b(?:telefoon(?:nummer)?|tel(?=[.:])|mobiel(?:e|tje)?|gsm|06(?:[ -]?nummer)?|bel|bellen|app|appen|sms|whats ?app|"
    r"(?:mijn|haar|z'n|m'n|hun) (?:\w+ )?nummer|(?:vaste|oude|nieuwe|het) nummer)\b"
)
_GAP = rf"(?:[ .,()/-]{{0,3}}|{AND_THEN})"
_NINE = rf"(?<!\d)\d(?:(?:[ .,-]{{0,2}}|{AND_THEN})\d){{7,8}}"
_THOUSANDS = r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen)duizend(?: \d{1,3}){1,2}"
_THEN_LETTERS = r" (?:(?:en|met|plus|dan|de|in|als) ){0,3}(?:hoofd)?letters? (?:(?:zijn|is|van|dus) )?"
_SPELLING = (
    r"(?:anton|bernard|cornelis|dirk|eduard|ferdinand|gerard|hendrik|izaak|johan|karel|lodewijk|maria|nico|otto|"
    r"pieter|quotient|richard|simon|theodoor|utrecht|victor|willem|xantippe|ypsilon|zaandam|alfa|alpha|bravo|charlie|"
    r"delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|"
    r"uniform|whisky|x ?ray|yankee|zulu)"
)
"""The Dutch spelling alphabet and that of NATO."""

_SPELLED = rf"(?:[a-z] van [a-z]{{2,12}}|{_SPELLING})"


def _is_bsn(found: str) -> bool:
    return bsn.is_valid(re.sub(r"\D", "", found))


def _plate_shape(found: str) -> str:
    return "".join("D" if sign.isdigit() else "L" for sign in found if sign.isalnum())


def _is_typed_plate(found: str) -> bool:
    """Whether groups of letters and of digits are those of a plate, in capitals or parted by hyphens."""
    groups = re.split(r"[ -]", found)
    is_upper = found.upper() == found or "-" in found
    return is_upper and all(g.isdigit() or g.isalpha() for g in groups) and _plate_shape(found) in _SIDE_CODES


def _is_plain_plate(found: str) -> bool:
    """Whether this is a plate in small letters without a cue: consonants that the RDW gives out, no measure."""
    groups = re.findall(r"[a-z]+|\d+", found.lower())
    letters = [group for group in groups if group.isalpha()]
    return (
        (len(groups) == 3 or " " not in found)
        and _plate_shape(found) in _SIDE_CODES
        and not any(set(group) & set("aeiouycqmw") or group in _TWO_LETTER_UNITS for group in letters)
    )


def _is_said_plate(found: str) -> bool:
    groups = re.findall(r"[^\W\d_]+|\d+", found.lower().replace("streepje", " "))
    shape = "".join(("D" if group.isdigit() else "L") * len(group) for group in groups)
    words = [group for group in groups if group.isalpha() and len(group) > 1]
    counted = {after for before, after in pairwise(groups) if before.isdigit()} & _TWO_LETTER_UNITS
    is_word = bool(counted) or any(w in stop_words() or (len(w) > 2 and is_common_word(w)) for w in words)
    return shape in _CUED_CODES and not is_word


def _has_letters(found: str) -> bool:
    """Whether the letters of a postcode are no word or measure ('2000 op', '1250 mg')."""
    letters = found[-2:].lower()
    if found[-2:].isupper():
        return letters not in _NO_POSTCODE
    if letters == "eb":
        return True
    return letters not in _TWO_LETTER_UNITS and letters not in stop_words() and not is_common_word(letters)


# Repetitions are bounded, so that no text, however odd, takes longer than its length.
NUMBERS = (
    rule(
        "bsn",
        r"\b\d{9}\b|\b\d{4}([ .-])\d\d\1\d{3}\b|(?<!\d )\b\d{3}([ .-])\d{3}\2\d{3}\b(?! \d)|\b\d(?: \d){8}\b(?! \d)",
        _is_bsn,
    ),
    rule("bsn", rf"{_NINE}(?![ .-]?\d)", cue=_BSN_CUE),
    rule("bsn", rf"{_NINE}(?=\D{{1,45}}(?:{_BSN_CUE}))"),
    rule("bsn", r"(?<!\d)\d\d(?: \d\d){3} \d\b(?! \d)", _is_bsn, cue="cijfers|nummer"),
    rule("bsn", rf"(?:{_BSN_CUE})(?: is| was)? (?P<code>\d[\d ]{{1,6}}\d)(?= (?:nee|oh|sorry|wacht|ehm?|uhm?)\b)"),
    rule(
        "bsn",
        rf"(?:{_BSN_CUE}).{{0,12}} (?:begint|begon|eindigt|laatste|eerste|1e){FILLERS}(?: (?:met|op))?{FILLERS} "
        r"(?P<code>\d[\d ]{1,7}\d)\b",
    ),
    rule(
        "bsn",
        r"(?:laatste|eerste|1e) (?:\d|paar|stukje|stuk|deel|cijfers)(?: (?:cijfers|getallen))? van .{0,20}"
        rf"(?:bsn|nummer)(?: \w{{2,5}})?{FILLERS} (?P<code>\d[\d ]{{1,8}}\d)\b",
    ),
    rule(
        "phone",
        rf"(?<![\w+])(?:(?:\+|0 ?0 ?|plus ?)3 ?1[ .-]?(?:\(0\) ?[.-]?)?|"
        rf"\(?[0o])[ .-]?\(?[1-9](?:{_GAP}\d){{8}}(?![ -]?\d)",
    ),
    # Other countries; 31 without its plus, as WhatsApp shows it
    rule("phone", r"(?<![\w+])(?:\+|00 ?|plus ?)[1-9]\d{1,2}(?:[ .()/-]{0,3}\d){7,11}(?!\d)"),
    rule("phone", r"(?<![\d+])31 ?6(?:[ .-]?\d){8}(?![ -]?\d)"),
    # 'zes twaalf ...' without its zero; 0800 and 0900; a part of a number
    rule("phone", r"(?<![\d+-] )\b6 \d\d \d\d \d\d \d\d\b(?! \d)"),
    rule("phone", r"(?<![\d+])\b0 ?[89]0[0-9](?:[ -]?\d){4,7}\b"),
    rule("phone", r"(?<![\d+-])(?<!\d )\b06[ -]\d(?:[ -]?\d){4,6}\b(?! ?\d| uur)"),
    rule("phone", rf"\b06 (?:\w+ ){{0,2}}?(?P<code>\d\d(?:{_GAP}\d\d){{3}})\b(?! ?\d)"),
    rule("phone", rf"\b\d\d(?:{_GAP}\d\d){{3}}\b(?= (?:en |met |dan |maar |wel ){{1,3}}(?:0 ?6|een 0) ervoor)"),
    rule("phone", r"\b0 ?\d ?\d ?\d?(?: (?:is|als|het|de|kengetal|netnummer|en|dan|daarna)){2,6} \d(?: ?\d){5,6}\b"),
    rule("phone", r"(?<!\d)(?<!\d )\d(?:[ .-]{0,3}\d){5,8}\b(?! ?\d)(?! (?:euro|gram|uur|stuks))", cue=_PHONE_CUE),
    rule(
        "phone",
        rf"\b(?:toestel|doorkies(?:nummer)?|eindig(?:t|de|end){FILLERS} op)(?: (?:is|was|nummer)|:)?{FILLERS} "
        r"(?P<code>\d(?: ?\d){2,4})\b(?! ?\d)",
    ),
    rule("postcode", r"\b[1-9]\d{3} ?[a-z]{2}\b", _has_letters),
    rule("postcode", rf"\b(?<!\d )[1-9]\d ?\d\d ?(?:[a-z] [a-z]|{_SPELLED} {_SPELLED})\b"),
    rule("postcode", r"\b(?<!\d )[1-9](?: \d){3} [a-z] ?[a-z]\b", _has_letters),
    rule(
        "postcode",
        rf"(?:{_POSTCODE_CUE}).{{0,30}}? [1-9] ?\d ?\d ?\d(?: [^\W\d]{{2,15}}){{1,5}} "
        rf"(?P<code>(?!(?:{_WORDS})\b)[a-z] [a-z]|(?-i:[A-Z]{{2}})|(?<=letters )[a-z]{{2}}|"
        rf"(?<=letters zijn )[a-z]{{2}}|{_SPELLED} {_SPELLED})\b",
    ),
    rule("postcode", r"\b[1-9]\d \d\d [a-z]{2}\b(?= (?:in|op) de navigatie)", _has_letters),
    rule(
        "postcode",
        rf"\b(?!(?<=\bin )(?:19|20)\d\d\b(?! ?[a-z] ?[a-z]\b))"
        rf"(?:[1-9] ?\d ?\d ?\d|{_THOUSANDS})(?:(?:[ .-]?|{AND_THEN}|{_THEN_LETTERS})"
        rf"(?:{_SPELLED} {_SPELLED}\b|dubbele? [a-z]\b|(?!(?:{_WORDS})\b)[a-z] ?[a-z]\b|[a-z]{{2}}(?=[.?!]*$| "
        rf"is\b)))?(?!\d)\b",
        cue=_POSTCODE_CUE,
    ),
    rule(
        "licence_plate", r"(?<![\w-])(?=(?P<code>[a-z0-9]{1,3}([ -])[a-z0-9]{1,3}\2[a-z0-9]{1,3})\b)", _is_typed_plate
    ),
    rule(
        "licence_plate",
        r"(?<![\w-])(?<!\d )(?:\d{1,3}( ?)[a-z]{2,3}\1\d{1,3}|[a-z]{1,3}( ?)\d{2,3}\2[a-z]{1,3}|\d{2}( "
        r"?)[a-z]{2}\3[a-z]{2}|[a-z]{2}( ?)[a-z]{2}\4\d{2})\b(?!-|\.\d| \d)",
        _is_plain_plate,
    ),
    rule(
        "licence_plate",
        rf"\b(?=(?P<code>[a-z0-9](?:(?:[ -]{{0,2}}|{AND_THEN})[a-z0-9]){{5,6}})\b)",
        _is_said_plate,
        cue=_VEHICLE,
    ),
    rule(
        "licence_plate",
        r"\b[a-z]{1,3}[ -][a-z]{1,2}[ -]\d{1,4}\b",
        lambda f: stop_words().isdisjoint(re.split(r"[ -]", f.lower())),
        cue="kenteken",
    ),
)

_IBAN = (rule("iban", r"\b(?=(?P<code>[a-z] ?[a-z][ .-]?\d ?\d(?:[ .-]?[a-z0-9]){11,30}))"),)

_MAY_BE_NUMBER = re.compile(r"\d")
_MAY_BE_ONLINE = re.compile(
    r"[@_#]|://|www|\w\.\w|\. ?(?:nl|com)\b| (?:punt|puntje|dot) |staart|underscore|streepje|naam|name|account|tag\b|"
    r"insta|snap|tik ?tok|twitter|facebook|discord|telegram|tube|twitch|linked|real|vinted|markt|steam|psn|"
    r"station|xbox|"
    r"roblox|fortnite|craft|nintendo|w w w|h t t p|\b(?:volg|zoek|voeg|vind|add|inloggen|log|ig|x|handle|yt|fb|"
    r"kick)\b|(?:site|shop|adres|pagina)\b|spotify|strava|whats",
    re.I,
)


def find_identifiers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of all numbers, codes and addresses on line in a text, its number words turned to digits."""
    if _MAY_BE_ONLINE.search(text):
        yield from find_shapes(text, ONLINE)
    if not _MAY_BE_NUMBER.search(text):
        return
    for start, end, kind in find_shapes(text, NUMBERS):
        before = text[max(0, start - CUE_REACH) : start]
        if kind == "licence_plate" and _THING.search(before[-20:]):
            continue
        if kind == "bsn" and not re.search(_BSN_CUE, text, re.I) and is_traded(before, text[end : end + CUE_REACH]):
            continue
        yield start, end, kind
    for start, end, kind in find_shapes(text, _IBAN):
        if found := _iban_in(text[start:end]):
            yield start, start + len(found), kind
    for start, end in find_person_numbers(text):
        yield start, end, "id_number"


def _iban_in(found: str) -> str:
    """The longest opening of a text that is an IBAN: a word after one looks like its next group."""
    ends = (n for n in range(len(found), 14, -1) if found[n : n + 1] in ("", *" .-"))
    return next((found[:n] for n in ends if iban.is_valid(found[:n], check_country=False)), "")
