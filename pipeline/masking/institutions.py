"""Schools, companies and institutions by name: after 'restaurant', before 'College', and 'op De Wilgenhof'.

In lower case grammar shows the name: a countable noun in the singular has an article in Dutch, so what follows a bare
'manege', 'garage' or 'verzorgingshuis' is what it is called ('bij manege de hoefslag', 'garage ten cate').
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.language.names import (
    PARTICLES,
    is_common_word,
    is_foreign,
    is_spoken_name,
    is_spoken_place,
    is_surname,
    is_unknown,
    listed_names,
    starts_sentence,
    streets,
)
from pipeline.language.word_classes import is_adjective, is_adverb, is_named_noun, is_past
from pipeline.language.words import MONTHS, stop_words

SORTS = (
    r"restaurant|hotel|café|cafe|cafetaria|eetcafé|eetcafe|garage|stichting|camping|manege|kapsalon|kapper|kapster|"
    r"kwekerij|firma|drukkerij|timmerfabriek|fabriek|lunchroom|snackbar|pizzeria|kringloop|brasserie|supermarkt|"
    r"slagerij|bakkerij|wasserij|brouwerij|boomkwekerij|rijschool|sportschool|dansschool|muziekschool|"
    r"basisschool|praktijkschool|scholengemeenschap|kinderopvang|peuterspeelzaal|crèche|thuiszorg|dagbesteding|"
    r"uitzendbureau|theater|bioscoop|museum|zwembad|ziekenhuis|hospice|stal|stoeterij|fietsenmaker|bloemist|"
    r"bakker|slager|smederij|houthandel|apotheek|bibliotheek|sporthal|dierenasiel|asiel|moskee|parochie|gemeente|"
    r"voetbalclub|voetbalvereniging|hockeyclub|tennisclub|vereniging|hoeve|werkplaats|wijkcentrum|atelier|"
    r"opticien|loonwerker|transporteur|schilder|hovenier|aannemer|ijssalon|broodjeszaak|viskraam|"
    r"[^\W\d_]*(?:bedrijf|boerderij|centrum|centra|winkel|kliniek|huis|praktijk|vereniging|handel|verblijf|"
    r"instelling|tehuis|makelaar|kantoor|garage|tuin|club|zaak|salon|stal|kwekerij|maker|makerij|arts|studio)"
)
_NO_SORTS = frozenset(
    "tuin zaak oorzaak noodzaak rechtzaak stal club huis thuis bedrijf winkel praktijk centrum kantoor "
    "handel verblijf gemeente verhuis bedrijfsleven".split()
)
"""Sorts that stand without an article before anything: 'naar huis toe', 'in praktijk gebracht', 'op kantoor'."""

_TRADES = frozenset(
    "kapper kapster bakker slager schilder hovenier aannemer bloemist fietsenmaker opticien loonwerker transporteur "
    "dierenarts tandarts huisarts makelaar schoenmaker".split()
)
"""Who a person may be too: 'hij is kapper'."""

SCHOOLS = "college|lyceum|school|scholengemeenschap|praktijkschool|academie|instituut|gymnasium"
_NAME = r"[A-ZÀ-Þ][\w'’-]{1,40}(?: (?:en |van |de |den |der )?[A-ZÀ-Þ][\w'’-]{1,40}){0,4}"
_OPENS = frozenset("de het 't den ten ter sint st klein groot nieuw oud van la le el".split())

_WRITTEN = (
    # restaurant De Lindehoeve, stichting Kleurrijk
    re.compile(rf"\b(?:{SORTS}|bedrijf|winkel|school|firma) (?P<name>(?:[Dd]e |[Hh]et |'t |[Tt]e[nr] )?{_NAME})"),
    # het Nova College; Calvijncollege
    re.compile(rf"(?<!^)\b(?P<name>{_NAME} (?i:{SCHOOLS}))\b"),
    re.compile(r"(?<=[\w,] )(?P<name>[A-ZÀ-Þ]\w{3,}(?:college|lyceum|school|kerk))\b"),
    # op De Wilgenhof: an article with a capital inside a sentence
    re.compile(rf"(?<=[a-zà-þ,] )(?P<name>(?:De|Het|'T) {_NAME})"),
    # Timmerfabriek Oldenhof, Jansen Techniek
    re.compile(
        r"\b(?P<name>[A-ZÀ-Þ][\w'’-]{1,40}(?: (?:van |de |den |der )*[A-ZÀ-Þ][\w'’-]{1,40}){0,3} "
        r"(?:en [Zz](?:onen|n\.?)|& [Zz](?:onen|n\.?)|B\.?V\.?|Techniek|Bouw|Groep|Installaties|Transport|Logistiek|"
        r"Catering|Interieur|Tweewielers|Optiek|Groenvoorziening|Schoonmaak))(?!\w)"
    ),
)
_AFTER_SORT = re.compile(rf"(?<![\w-])(?P<sort>{SORTS}) (?=(?P<first>[^\W\d_]{{2,30}}|'t))", re.I)
_LED = re.compile(
    r"(?:^|[.,;:?!] |\b(?:in|bij|op|van|voor|naar|via|uit|aan|met|door|heet|heette|is|was|achter|"
    r"naast|tegenover|en) (?:(?!garage)"
    r"[a-z]{3,12}e )?)$",
    re.I,
)
_AT = re.compile(r"\b(?:bij|naar|van|door) $", re.I)
_CODE = re.compile(
    r"\b(?:rsg|csg|osg|obs|cbs|pcbs|rkbs|kbs|sg|sv|vv|fc|rkvv|bso|ikc|mfc|kdv) (?=(?P<first>[^\W\d_]{2,30}))", re.I
)
_COLLEGE = re.compile(
    r"\b(?P<name>(?:(?:da|de|la|van der|van|sint|st|don|jan|johan|mr|dr|prins|christelijk) )?(?P<own>[^\W\d_]{4,30}) "
    r"(?:college|lyceum|gymnasium|scholengemeenschap))\b",
    re.I,
)
_COMPOUND = re.compile(r"\b(?P<name>(?P<own>[^\W\d_]{4,30})(?:college|lyceum|kerk|school|moskee))\b", re.I)
_TRADE = re.compile(
    r"\b(?P<name>(?P<own>[^\W\d_]{3,30}) (?:en zonen|en zoon|en zn|bv|techniek|transport|installaties|catering|"
    r"tweewielers|schoonmaak|groenvoorziening|logistiek|interieurbouw|bouw|groep|optiek|holding))\b",
    re.I,
)
_SONS = re.compile(r" en (?:zonen|zoon|zn)$", re.I)
_CALLED = re.compile(
    r"\b(?P<what>[^\W\d_]+) (?:(?:die|dat|dan|nu|ook|zelf) )?(?:heet|heette|genaamd|genoemd) "
    r"(?=(?P<first>[^\W\d_]{2,30}|'t))",
    re.I,
)
_CALLED_BEFORE = re.compile(
    r"\b(?P<what>[^\W\d_]+) (?:die|dat) (?P<name>(?:(?:de|het|'t) )?[^\W\d_]{3,30}(?: [^\W\d_]{3,30})?) "
    r"heet\b",
    re.I,
)
_AT_UNKNOWN = re.compile(r"\b(?:op|in|bij|van|naar) (?P<name>(?:het|'t) (?P<own>[^\W\d_]{5,30}))(?!\w)", re.I)
_AT_SCHOOL = re.compile(
    r"\b(?:zit|zat|zitten|zaten|stage|werk|werkt|werkte|directeur|leerlingen|jongens|docenten|docent|mentor|leerling) "
    r"(?:\w+ )?(?:op|van|bij) (?P<name>(?:(?:de|het|'t) )(?P<own>[^\W\d_]{4,30}))(?!\w)",
    re.I,
)
KINDS = re.compile(rf"(?:{SORTS}|school|bedrijf|winkel|zaak|instelling|stageplek|werkgever|club|kerk|tent|plek)$", re.I)
_NEVER_NAMES = frozenset(
    "stage stages werk baan baantje uren dag dagen week weken uur leerlingen leerling mensen jongeren "
    "kinderen klanten "
    "school bedrijf werken lopen gelopen dicht open vol klaar leeg weg toe heen waar om niets alles iemand iedereen "
    "contract geld geldt bezoek personeel vakken hulp kan hele eerste tweede laatste enige hel volgende "
    "andere dezelfde "
    "zelfde beste meeste afgelopen oude nieuwe beide goede gang begeleider begeleiding docent docenten "
    "directeur baas chef "
    "ouders moeder vader beroep zorg keuken horeca techniek groen bouw buurt stad wijk dorp centrum straat".split()
)
"""What follows a bare noun where people leave articles out ('bij restaurant stage gelopen'), or 'de' of anything."""


def find_institutions(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every institution that its sort, its grammar or its capitals show."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            # After an article with a capital a surname is a person: 'Toen kwam De Vries'.
            is_person = match["name"].startswith("De ") and is_surname(match["name"].split()[-1])
            opening = starts_sentence(text, match.start("name"))
            first = match["name"].split()[0].lower()
            is_habit = opening or first in stop_words() - _OPENS
            if not is_person and not is_habit:
                yield match.span("name")
    yield from _after_sorts(text)
    for pattern in (_COLLEGE, _COMPOUND, _TRADE):
        for match in pattern.finditer(text):
            own = match["own"].lower()
            is_sons = _SONS.search(match["name"]) is not None and own not in stop_words()
            is_new = not is_common_word(own) and not is_common_word(match["name"]) and not is_adverb(own)
            if is_sons or (is_new and (pattern is _COLLEGE or _is_own(own))):
                yield match.span("name")
    for match in (*_AT_UNKNOWN.finditer(text), *_AT_SCHOOL.finditer(text)):
        if _is_own(match["own"].lower()) and is_unknown(match["own"].lower()):
            yield match.span("own")


def _is_own(word: str) -> bool:
    """Whether a word in lower case is no vocabulary, no place and of no other language."""
    is_place = word in listed_names().words and is_spoken_place((word,))
    return not (is_common_word(word) or is_foreign(word) or is_place or word in MONTHS or word in streets())


def _after_sorts(text: str) -> Iterator[tuple[int, int]]:
    """Names that follow a bare noun for an institution, or 'heet' after one."""
    for match in _AFTER_SORT.finditer(text):
        sort = match["sort"].lower()
        if sort in _NO_SORTS or not _LED.search(text, max(0, match.start() - 24), match.start()):
            continue
        if sort in _TRADES and not _AT.search(text, max(0, match.start() - 6), match.start()):
            continue
        if span := _name_at(text, match.end(), is_bare=True):
            yield span
    for match in _CODE.finditer(text):
        if span := _name_at(text, match.end(), is_bare=True):
            yield span
    for match in _CALLED.finditer(text):
        if KINDS.search(match["what"]) and (span := _name_at(text, match.end(), is_bare=False)):
            yield span
    for match in _CALLED_BEFORE.finditer(text):
        first, *_ = match["name"].lower().split()
        if KINDS.search(match["what"]) and (first in _OPENS or first not in stop_words()):
            yield match.span("name")


_WORD = re.compile(r"(?:'t|[^\W\d_]+)(?= |$|[.,;:?!)])")


def _name_at(text: str, start: int, *, is_bare: bool) -> tuple[int, int] | None:
    """Start and end of the name that stands here: 'de gouden karper', 'ten cate', 'carinova'; None where none does."""
    words: list[re.Match[str]] = []
    position = start
    while len(words) < 5 and (match := _WORD.match(text, position)):
        words.append(match)
        position = match.end() + 1
        if text[match.end() : match.end() + 1] != " ":
            break
    lower = [match.group().lower() for match in words]
    n_open = 0
    while n_open < len(lower) - 1 and (lower[n_open] in _OPENS or lower[n_open] in PARTICLES):
        n_open += 1
    if lower[:1] == ["van"] and not is_surname(lower[n_open]):
        return None
    if n_open == len(lower) or not _can_name(lower[n_open], is_led=n_open > 0 or not is_bare):
        return None
    size = n_open + 1
    is_described = is_adjective(lower[n_open]) or (n_open > 0 and lower[n_open].endswith("e"))
    if size < len(lower) and ((is_described and _is_described(lower[size])) or _goes_on(lower[size])):
        size += 1
    while not is_bare and size < min(len(lower), 3) and _can_follow(lower[size]):
        size += 1
    if lower[size:] and lower[size] in PARTICLES and is_surname(lower[-1]) and lower[-1] not in stop_words():
        size = len(lower)
    if lower[size : size + 2] in (["en", "zo"], ["en", "zonen"], ["en", "zoon"], ["en", "co"]):
        size += 2
    return start, words[size - 1].end()


def _is_described(word: str) -> bool:
    """Whether a word may be the noun that an adjective asks for: no function word and no verb in the past."""
    return word not in stop_words() and word not in _NEVER_NAMES and not is_past(word)


def _can_follow(word: str) -> bool:
    return word not in stop_words() and word not in _NEVER_NAMES and (is_named_noun(word) or is_foreign(word))


def _goes_on(word: str) -> bool:
    """Whether a name has a second word: one that is no vocabulary, or a surname."""
    return word not in stop_words() and is_spoken_name(word)


@cache
def _can_name(word: str, *, is_led: bool) -> bool:
    """Whether a word can be (the first of) a name: no function word, verb or bare adjective; `is_led` by an article."""
    if word in stop_words() or word in _NEVER_NAMES or word in MONTHS or len(word) < 3:
        return False
    return is_led or not is_common_word(word) or is_named_noun(word)
