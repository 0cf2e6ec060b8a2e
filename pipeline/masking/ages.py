"""Somebody's age and dates in talk. An age limit in a rule ('tot je 18 bent') and a duration are no age of somebody.

A number is an age by what stands around it: somebody who is it, becomes it or was it then ('ik ben 17', 'hij wordt 18',
'toen ze 15 was'), a person 'van' it, 'jaar oud', '-jarig', 'op mijn 18e', or 'jaar' as an answer by itself; and what
follows it is not what is counted ('ik ben 3 dagen').
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language import persons
from pipeline.language.names import is_common_word, is_first_name
from pipeline.language.persons import KIN, PRONOUNS, WHEN, any_of
from pipeline.language.word_classes import is_counted, is_participle, is_past

_OLDEST = 110
_YOUNGEST_ALONE = 4
"""Under it a bare number is more often a count of something ('die is 1 van de drie')."""

_YOUNGEST_TO_WORK, _REACH = 12, 80

_NUMBER = re.compile(
    r"(?<![\d.,/:€-])1?\d?\d(?:[.,]5)?(?:(?: ?- ?| of )1?\d?\d(?:[.,]5)?)?"
    r"(?P<ordinal>e|ste|de)?(?![\d/:%]|[.,]\d)(?=\W|$|-?jarig)"
)
"""An age, also as a range or with a half: 17, 11-12,5, 18e."""
_UNITS = "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen"
_YEARLING = re.compile(
    rf"\b(?:(?:(?:{_UNITS})(?:[eë]n))?(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)|"
    rf"tien|elf|twaalf|dertien|veertien|(?:vijf|zes|zeven|acht|negen)tien|{_UNITS})jarige?\b"
    r"(?! (?:\w+e )?(?:opleiding|cursus|studie|contract|traject|stage|plan|bestaan|ervaring|periode|mbo|vmbo|havo|"
    r"project|school|jubileum|garantie|looptijd|basis|overeenkomst|proef)\w*)|"
    r"\b(?:twint|dert|veert|vijft|zest|zevent|tacht|negent)ig(?:er(?! jaren)|-?plusser)\b",
    re.I,
)
"""'een zestienjarige', 'een veertiger', said in one word; not what is a training or a contract of so many years."""

_BE = r"(?:ben|bent|is|was|word|wordt|werd)"
_FILLED = rf"(?: (?:{any_of(persons.BESIDE_AGES)}|{WHEN})){{0,5}}(?: ik)?"
_IS_IT = re.compile(
    rf"(?:^|\s)(?P<who>[^\W\d_]+)(?: (?:die|dat))? (?:{_BE}{_FILLED}|(?:word|wordt|werd)(?: \w+){{0,3}}) ?$", re.I
)
_ARE_IT = re.compile(
    rf"\b(?:(?:we|wij|ze|zij|jullie|ouders|die) (?:zijn|waren|worden|werden) (?:\w+ )?(?:allebei|alletwee|beide|beiden|"
    rf"allemaal)|(?:mijn|m'n|zijn|haar|onze|hun)(?: \w+)? {any_of(KIN)}(?: en ik)? "
    rf"(?:zijn|waren|worden|werden)){_FILLED} ?$",
    re.I,
)
_IS_SHE_IT = re.compile(rf"\b{_BE} (?:{any_of(PRONOUNS)}|(?:\w+ )?{any_of(KIN)}){_FILLED} ?$", re.I)
_ONE_OF = re.compile(r"\been van(?: (?:bijna|net|al))? $", re.I)
_SEEMS = re.compile(rf"\b(?:voelt? (?:me|mij|zich)|schat(?:te)? (?:hem|haar|'m|die|ze)(?: op)?){_FILLED} ?$", re.I)
_SOMEBODY_OF = re.compile(
    rf"\b(?:{any_of(KIN)}|een|een {any_of(KIN)} (?:in|bij|op) (?:de|het|mijn|onze|ons) \w+),? van{_FILLED} ?$", re.I
)
_SOMEBODY = re.compile(rf"\b(?:{any_of(PRONOUNS)}|die|dat|{any_of(KIN)}){_FILLED} ?$", re.I)
_WILL_BE = re.compile(
    rf"\b(?:ik|hij|zij|ze|ie|die|{any_of(KIN)}) (?:zal|zou|moet|kan)(?: (?:nu|ongeveer|inmiddels|een jaar of|wel|toch|"
    r"zo'n|rond de|ook|al|nou|intussen|bijna))+ ?$",
    re.I,
)
_APPOSED = re.compile(rf"\b(?:(?i:{any_of(KIN)})|(?P<name>[A-ZÀ-Þ]\w+)), $")
_MINE = re.compile(
    r"\b(?:(?:op|sinds|rond|met|vanaf|tegen) (?:mijn|m'n|me|zijn|z'n|haar|d'r)|(?:tot|voor|na) (?:mijn|m'n|me)) ?$",
    re.I,
)
_FROM_MINE = re.compile(r"\bvan (?:mijn|m'n|me|zijn|z'n|haar|d'r) $", re.I)
_DECADE = re.compile(
    r"\b(?:begin|eind|midden|halverwege de|achter ?in de|voor ?in de|ver in de|dik in de|"
    r"(?:loop|loopt|lopen|liep|ga|gaat|ben|is|was|kom|komt|zit|zat)(?: \w+){0,3} (?:tegen|in|naar|richting|over|rond|"
    r"om en nabij) de) ?$",
    re.I,
)
"""Before a ten: 'begin dertig', 'ik loop tegen de zestig'."""

_PASSED = re.compile(rf"\b(?:ben|bent|is|was)(?: {any_of(persons.BESIDE_AGES)}){{0,3}} de $", re.I)
_PAST_IT = re.compile(r" (?:\w+ )?(?:voorbij|gepasseerd)\b", re.I)
"""Around a ten: 'ik ben de vijftig al voorbij'."""

_AGE_IS = re.compile(r"\bleeftijd(?: (?:dat|die))?(?: is| was| van|:)? ?$", re.I)
_WITH, _ON_YOUR = re.compile(r"(?:^|\s)met $", re.I), re.compile(r"\bop je $", re.I)
_THEN = re.compile(r" (?P<verb>[^\W\d_]+) (?:ik|je|hij|zij|ze|ie)\b", re.I)
"""Behind an age at which something happened: 'met zestien ging ik van school', 'op je zestiende was je weg'."""
_OPENS = re.compile(
    r"(?:^|[.,;:!?…(] ?)(?:(?:ik|ja|nou|uh|eh|net|pas|bijna|nee|en|nog maar) )*$|\b(?:nee|ja|nou|want) $", re.I
)
_OPENS_WITH_TIME = re.compile(rf"^(?:(?:ja|nou|nee|en|ik|{any_of(persons.BESIDE_AGES)}|{WHEN}) )*$", re.I)
_NO_SUBJECT = frozenset("dat het er dit wat hier daar deze wie zo alles niks".split())
_AND_ANOTHER = re.compile(
    rf"(?:[ -]?(?:jaar|jarige))?(?:,| en| of)?(?: (?:een|eentje|de|die|{any_of(KIN)}|is|van|wordt|zijn|ook|nog|net|"
    r"bijna|mijn|m'n|ik|hij|zij|ze)){0,5} $",
    re.I,
)
"""What stands between two ages of a list: '14 en 17', 'een van 14 en de jongste is 12'."""

_LISTED = re.compile(r"(?:, ?1?\d\d?)* en (?:van )?1?\d\d?(?= jaar|\s*[,.;:!?)]|\s*$| (?!\w+en\b)\w+)", re.I)
_PERSONS = re.compile(rf"\b{any_of(KIN)} (?:van|zijn|waren|worden){_FILLED} ?$", re.I)

_YEARS = re.compile(r"[ -]?(?:jaar|jr)\b\.?", re.I)
_OLD = re.compile(r"[ -]?jarig|(?: ?jaar| ?jr\.?)? (?:oud|jong)\b(?!-)", re.I)
_IT_IS = re.compile(rf"(?: jaar)?(?: oud)? {_BE}\b", re.I)
_IT_IS_SHE = re.compile(rf"(?: jaar)? {_BE} {any_of(PRONOUNS)}\b", re.I)
_WILL = re.compile(r"(?: jaar)?(?: oud)? (?:zijn|wezen|worden)\b(?! om\b)", re.I)
_LIMITS = re.compile(r"(?: jaar)? (?:en|of) (?:ouder|jonger|hoger|lager)\b|(?: jaar)? (?:tot|t/m)\b", re.I)
_ENDS = re.compile(rf"\s*(?:$|[.,;:!?)\]…]|(?:{any_of(persons.AFTER_AGES)}|1?\d\d(?= (?:zeg|of|denk|ofzo)|$))\b)", re.I)
"""What surely may follow an age without 'jaar'."""
_ANSWERED = re.compile(r"\s*(?:$|[.,;!?)]|(?:en|maar|ik|oud|nu|ben|word|hoor|net|al)\b)", re.I)
_NEVER_AFTER = re.compile(rf"\s*{any_of(persons.NEVER_AFTER_AGES)}\b", re.I)
_NEXT = re.compile(r"\s*(?P<word>[^\W\d_]+)")

_RULE = re.compile(persons.BEFORE_LIMIT, re.I)
_GENERIC = re.compile(
    r"\b(?:(?:als|tot|totdat|wanneer|zodra|voordat|nadat|mits|tenzij|indien|moet|mag|kun|kan) (?:je|jullie|men|u|"
    r"iemand)|(?:\w+ )?(?:ze|jongeren|leerlingen|kinderen|mensen|zij))\b(?: \w+){0,3}$",
    re.I,
)
_ARE = re.compile(r"(?: jaar)?(?: oud)? (?:zijn|worden|wordt|bent|bent of|waren|moet|mag)\b", re.I)
"""A generic subject and its verb: 'als je 18 bent', 'zodra ze 18 worden'."""

_LASTING = re.compile(persons.BEFORE_DURATION, re.I)
"""What stands before a duration, unless nothing follows it ('hij is al 12 jaar')."""

_DURATION_AFTER = re.compile(rf"\s*{persons.DURATION_AFTER}\b", re.I)


def find_ages(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every age of somebody in a text whose number words are digits."""
    last_end = -1
    for match in _NUMBER.finditer(text):
        before, after = text[max(0, match.start() - _REACH) : match.start()], text[match.end() : match.end() + _REACH]
        numbers = [float(n.replace(",", ".")) for n in re.findall(r"\d+(?:[.,]5)?", match.group())]
        if max(numbers) > _OLDEST:
            continue
        goes_on = last_end >= 0 and _AND_ANOTHER.fullmatch(text, last_end, match.start()) is not None
        is_age = _is_age(before, after, number=numbers[0], is_ordinal=bool(match["ordinal"]))
        if is_age or (goes_on and not match["ordinal"] and _is_alone(after, number=_OLDEST)):
            last_end = match.end()
            yield match.span()
        elif not match["ordinal"] and _is_alone(after, number=_OLDEST) and _opens_list(text, match):
            yield match.span()


def _opens_list(text: str, match: re.Match[str]) -> bool:
    """Whether a plural of persons of several ages opens here: 'twee zoons van 14 en 17', 'zijn 19 en 20'."""
    listed = _LISTED.match(text, match.end())
    return listed is not None and _PERSONS.search(text, max(0, match.start() - _REACH), match.start()) is not None


def find_yearlings(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every 'zestienjarige' in a text as it was said; the plural is people in general."""
    for match in _YEARLING.finditer(text):
        yield match.span()


def _is_age(before: str, after: str, *, number: float, is_ordinal: bool) -> bool:
    """Whether a number between these two is somebody's age, and not a limit in a rule or a duration."""
    if is_ordinal:
        return _is_ordinal_age(before, after, number=number)
    is_generic = _GENERIC.search(before.rstrip()) and _ARE.match(after)
    if _LIMITS.match(after):
        return False
    if _WILL_BE.search(before) and _WILL.match(after):
        return True
    if _OLD.match(after) or is_generic or _RULE.search(before):
        return _OLD.match(after) is not None and not is_generic
    if years := _YEARS.match(after):
        return _is_age_in_years(before, after[years.end() :], number=number)
    return _is_bare_age(before, after, number=number)


def _is_ordinal_age(before: str, after: str, *, number: float) -> bool:
    """The same of an ordinal: 'op mijn 18e', 'van mijn 12e tot mijn 16e'."""
    is_from = _FROM_MINE.search(before) and after.startswith(" tot")
    is_told = _ON_YOUR.search(before) and _happened(after)
    is_mine = _MINE.search(before) and _is_alone(after, number=number - 6)
    return bool(after.startswith(" verjaardag") or is_from or is_told or is_mine)


def _is_bare_age(before: str, after: str, *, number: float) -> bool:
    """The same of a number without 'jaar'."""
    if number < _YOUNGEST_TO_WORK and _ONE_OF.search(before) and not _LISTED.match(after):
        return False
    is_ten = number % 10 == 0 and number >= 20 and _DECADE.search(before) is not None
    is_then = number >= _YOUNGEST_ALONE and _WITH.search(before) and _happened(after)
    is_passed = _PASSED.search(before) and _PAST_IT.match(after)
    has_become = after.startswith(" geworden") and _OPENS_WITH_TIME.match(before)
    if is_then or is_passed or has_become:
        return True
    is_told = is_ten or _is_apposed(before, after) or _is_somebody(before, has_years=False)
    return _is_turned(before, after) or (is_told and _is_alone(after, number=number))


def _happened(after: str) -> bool:
    """Whether a verb in the past with its subject follows: 'ging ik van school'."""
    found = _THEN.match(after)
    return found is not None and is_past(found["verb"].lower())


def _is_alone(after: str, *, number: float) -> bool:
    """Whether what follows a number is not what is counted with it."""
    if _ENDS.match(after):
        return True
    word = _NEXT.match(after)
    if number < _YOUNGEST_ALONE or _NEVER_AFTER.match(after) or word is None:
        return False
    return not is_counted(word["word"].lower())


def _is_age_in_years(before: str, after: str, *, number: float) -> bool:
    """The same of a number with 'jaar' after it."""
    if _DURATION_AFTER.match(after) or (_LASTING.search(before) and not _ENDS.match(after)):
        return False
    # 'ik ben 10 jaar docent', 'hij is twee jaar getrouwd'
    word = _NEXT.match(after)
    if word and not _ENDS.match(after) and (is_counted(word["word"].lower()) or is_participle(word["word"].lower())):
        return False
    is_told = _is_apposed(before, after) or _is_somebody(before, has_years=True) or _MINE.search(before) is not None
    # By itself it may be how long something took: 'twaalf jaar zit hij daar nu', 'acht jaar'.
    is_answer = number >= _YOUNGEST_TO_WORK and _ANSWERED.match(after) and _OPENS.search(before)
    return is_told or _is_turned(before, after) or bool(is_answer)


def _is_apposed(before: str, after: str) -> bool:
    """Whether commas set the age apart behind a person: 'Leerling, 16, loopt stage'."""
    found = _APPOSED.search(before)
    return found is not None and after.startswith((",", ")")) and (not found["name"] or is_first_name(found["name"]))


def _is_turned(before: str, after: str) -> bool:
    """Whether the verb stands behind it: 'toen ik 17 was', '17 was ze'; or brackets around it: 'Kevin (17)'."""
    is_bracketed = before.endswith("(") and after.startswith((")", " jaar)")) and before[-3:-2].isalpha()
    is_said = _SOMEBODY.search(before) and _IT_IS.match(after)
    return bool(is_bracketed or is_said or (_IT_IS_SHE.match(after) and _OPENS.search(before)))


def _is_somebody(before: str, *, has_years: bool) -> bool:
    """Whether what stands before a number says that somebody is it or becomes it."""
    if any(known.search(before) for known in (_IS_SHE_IT, _ARE_IT, _SOMEBODY_OF, _AGE_IS, _SEEMS)):
        return True
    found = _IS_IT.search(before)
    if found is None:
        return False
    who = found["who"].lower()
    if who in _NO_SUBJECT:
        return False
    return has_years or who == "die" or who in PRONOUNS.split() or who in KIN.split() or not is_common_word(who)
