"""Addresses on line and names of accounts, typed or said aloud ('mijnschool punt nl', 'op snap heet ik ...')."""

from __future__ import annotations

import re

from pipeline.language.names import is_common_word
from pipeline.language.words import stop_words
from pipeline.masking.shapes import FILLERS, rule

_PLAIN_ENDS = (
    "com|nl|org|net|eu|info|biz|example|frl|amsterdam|gent|brussels|vlaanderen|shop|app|dev|io|tv|ee|gle|ly|fm|"
    "gg|edu|gov|"
    "lu|uk|fr|ch|pl|es|dk|ai|cc|xyz|blog|cloud|tech|email|foundation|academy|nu|be|de|co|me"
)
_WORD_ENDS = (
    "online|site|website|link|page|school|work|works|jobs|career|careers|team|club|care|health|training|coach|media|"
    "studio|design|store|live|life|world|today|support|group|events|education|college|courses|community|green|"
    "bio|eco|art|bar|bike|restaurant|cafe|garden|house|fit|style|beauty|fashion|digital|agency|company|center|"
    "expert|guide|help|news|social|space|video|zone|be|it|at|is|to|us"
)
"""Ends of sites that Dutch people meet (IANA, root zone database); the second list holds those that are words as
well, or end in a word in talk without blanks ('klaar.online')."""

_SAID_ENDS = r"(?:com|nl|n l|org|net|eu|info|nu|be|de|app|shop|example|frl|ee|io|online|tv|co|uk|gent|biz|me|site)"
_DOT = r"(?:\.| (?:punt|puntje|dot) )"
_SIGN = r"(?:[._+-]| (?:punt|puntje|dot|streepje|koppelteken|min|underscore|(?:laag|liggend|lage) streepje) )"
_LINE = r"(?:underscore|(?:laag|lage|liggend) streepje)"
_JOINT = rf"(?:punt|puntje|dot|streepje|koppelteken|hekje|{_LINE})"
_LABEL = r"[\w-]{1,60}"
_PATH = r"(?:/[^\s\[\]<>]{0,300}[\w/=]|/)?"
_SLASHES = rf"(?: ?(?:slash|schuine streep|/) ?{_LABEL}(?: (?:punt|streepje) {_LABEL})?){{0,6}}"

_NETWORK = (
    r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|facebook|fb|discord|telegram|you ?tube|yt|twitch|"
    r"linked ?in|"
    r"be ?real|vinted|marktplaats|pinterest|reddit|threads|blue ?sky|tumblr|whats ?app|signal|steam|psn|play ?station|"
    r"xbox|roblox|fortnite|mine ?craft|nintendo|kick|strava|duolingo|spotify|sound ?cloud|x)\b"
)
_OWN_NAME = (
    r"\b(?:gebruikers|inlog|login|log in|account|profiel|user|nick|gamer?|speler|scherm|screen|artiesten|kanaal|"
    r"insta(?:gram)?|snap(?:chat)?)[ -]?(?:naam|name|tag|id)\b|\b\w{0,20}account\b|\bhandle\b|\bnickname\b"
)
_CALLED = (
    r"(?: (?:dat|die|daar|toen|nu|ook|gewoon|ja|dan|denk ik|volgens mij|heeft|altijd)){0,2}"
    rf"(?: (?:is|was|heet|heette|werd|wordt)|:){FILLERS}"
)
_ACCOUNT = (
    rf"(?P<code>[a-z](?: [a-z]\b){{3,20}}(?: {_JOINT} \w{{1,30}}| \d{{1,4}}\b){{0,6}}|"
    r"@?[a-z\d][\w.-]{0,38}[\w#](?:(?<=#)\d{1,6})?"
    rf"(?:(?: {_JOINT} \w{{1,30}}\b){{1,5}}(?: \d{{1,4}}\b){{0,6}}|(?: {_LINE}\b)|"
    rf"(?: [a-z]{{3,15}})? (?:x{{1,3}}\b(?: \d{{1,6}}\b)?|"
    rf"\d{{1,6}}\b(?: duizend\b)?(?: \d{{1,4}}\b){{0,5}}(?! \w{{1,9}}en\b)))?)"
)
_MEDIA_WORDS = frozenset(
    "stories story reels reel live stream streams streaks streak video videos vlog vlogs post posts feed filter "
    "filters "
    "privacy groepen shorts premium followers views likes wrapped marketplace messenger business teams magister digid "
    "google chrome fifa".split()
)
_SPELLED = re.compile(r"[a-z](?: [a-z]\b){3}", re.I)
_FILE = re.compile(
    r"\.(?:docx?|pdf|xlsx?|pptx?|jpe?g|png|mp[34]|txt|csv|zip|exe|js|py|html?)$|^(?:mp|ps|fifa|vmbo|mbo|groep|klas)\d",
    re.I,
)


def _is_account(found: str) -> bool:
    """Whether a word after 'mijn insta is' can be an account: no Dutch word, or one with a sign in it."""
    first = found.split(maxsplit=1)[0].lower()
    if _SPELLED.match(found):
        return True
    if first in stop_words() or _FILE.search(found):
        return False
    has_sign = any(not sign.isalpha() and not sign.isspace() for sign in found.rstrip(".-"))
    return has_sign or " " in found or not (is_common_word(first) or first in _MEDIA_WORDS)


def _is_telling(found: str) -> bool:
    """Whether a word by itself looks like an account: unknown, and not the word of a network for what it shows."""
    return len(found) > 4 and _is_account(found)


def _is_mixed(found: str) -> bool:
    """Whether a name holds a digit or a sign, typed or said."""
    has_sign = any(not sign.isalpha() and not sign.isspace() for sign in found) or len(found.split()) > 2
    return has_sign and _is_account(found)


def _is_marked(found: str) -> bool:
    """Whether letters and a dot, digit or line are mixed, in no name of a file."""
    return any(sign.isalpha() for sign in found) and not _FILE.search(found)


def _is_site(found: str) -> bool:
    """Whether what stands before 'punt nl' can be a site ('dat punt' is a point)."""
    first, *others = re.split(r"[ .]", found.lower())
    if first in stop_words() or first.isdigit():
        return False
    is_typed = found.endswith(("nl", "n l", "com", "org")) or len(others) > 2 or first.startswith(("www", "http"))
    return is_typed or not is_common_word(first)


def is_domain(found: str) -> bool:
    """Whether a word, a dot and an end are a site and not two sentences without a blank ('klaar.nu ging ik')."""
    if found.lower().startswith(("http", "www.")):
        return True
    host = re.split(r"[/?# ]", found, maxsplit=1)[0]
    *labels, end = host.lower().split(".")
    if not any(sign.isalpha() for sign in "".join(labels)) or labels[0].strip() in stop_words():
        return False
    return len(labels) > 1 or end in ("nl", "com", "org", "example") or "/" in found or not is_common_word(labels[0])


# Repetitions are bounded, so that no text, however odd, takes longer than its length.
ONLINE = (
    rule(
        "email",
        rf"\b[^\W_]{{1,60}}(?:{_SIGN}[^\W_]{{1,60}}| \d{{1,9}}\b){{0,9}}(?:@| @ | (?:apen?staart(?:je)?|at) )"
        rf"\w{{1,60}}(?:(?:-|{_DOT}| streepje )\w{{1,60}}){{0,5}}{_DOT}\w{{2,20}}",
    ),
    rule("url", r"(?:https?://|www\.)[^\s\[\]<>]{0,500}[^\s\[\]<>.,;:?!)]"),
    rule(
        "url",
        r"\b(?:https?|h t t p s?)(?: (?:dubbele ?punt|dubbelepunt))?(?: (?:slash|schuine streep)){1,2} "
        rf"{_LABEL}(?: (?:punt|streepje) {_LABEL}){{0,5}} punt {_SAID_ENDS}\b{_SLASHES}",
    ),
    rule(
        "url",
        rf"(?<![@\w.-])\w[\w-]{{0,60}}(?:\.[\w-]{{1,60}}){{0,5}}\.(?:{_PLAIN_ENDS}|{_WORD_ENDS})\b(?![\w@-]|"
        rf"\.\w){_PATH}{_SLASHES}",
        is_domain,
    ),
    rule(
        "url",
        rf"(?<![@\w.-])[a-z][\w-]{{2,60}}(?: \.|\. )(?:nl|com)\b{_PATH}",
        lambda found: _is_site(re.sub(r" ?\. ?", " ", found)),
    ),
    rule(
        "url",
        rf"\b(?:(?:www|w w w)(?:\.| (?:(?:punt|dot) )?))?(?!punt\b){_LABEL}"
        rf"(?: (?:punt|puntje|dot|streepje|koppelteken|min|minteken|{_LINE}) {_LABEL}){{0,5}}(?: (?:punt|puntje|"
        rf"dot) |\.){_SAID_ENDS}\b{_SLASHES}",
        _is_site,
    ),
    rule(
        "url",
        rf"\b(?:www|w w w)[ .](?:(?:punt|dot) )?{_LABEL}(?: [\w-]{{2,30}}){{0,2}}(?: (?:punt|dot))?[ .](?:nl|"
        rf"com|org|be|eu)\b{_SLASHES}",
    ),
    rule(
        "url",
        rf"\b(?:(?:web)?(?:site|shop|adres|pagina)|portfolio|kijk op|ga naar)(?: (?:is|heet|was)|:)? "
        rf"(?P<code>(?!punt\b)[a-z\d-]{{2,30}}(?: (?!punt\b)[a-z\d-]{{2,30}}){{0,2}}(?: punt {_SAID_ENDS}| "
        rf"nl)\b{_SLASHES})",
        _is_site,
    ),
    rule("handle", r"(?<![\w.])@[a-z_](?:[\w.]{0,60}\w)?"),
    rule("handle", r"(?<![\w#])[a-z][\w.]{1,31}#\d{4,5}\b"),
    rule(
        "handle",
        rf"\bapen?staart(?:je)? (?P<code>[a-z][\w.]{{0,60}}(?: (?:punt|{_LINE}) \w{{1,40}}| \d{{1,9}}){{0,5}})",
        _is_account,
    ),
    rule("handle", r"(?<![\w@./\[<(-])(?=\w{3,40}(?![\w@]))\w{0,38}[^\W_]_\w{0,38}[^\W_]_?"),
    rule(
        "handle",
        rf"\b(?:[a-z] ){{0,15}}(?!een\b|het\b|of\b|een\b|met\b|de\b)\w{{1,40}}(?: {_LINE} \w{{1,40}}){{1,5}}"
        r"(?: \d{1,4}\b){0,5}\b",
        lambda f: f.split()[0] not in stop_words(),
    ),
    rule(
        "handle",
        r"(?<![\w@.])[a-z][\w.]{1,40}[a-z]\.?\d{1,9}\b(?![\w%])|(?<![\w@.])[a-z]+\.[a-z]+(?:\.\w+){0,3}\b"
        r"|(?<![\w@.-])[a-z][\w.]{0,40}\.\d{1,6}\b|(?<!\w)[a-z]{1,30}(?:-[a-z\d]{1,30}){1,5}(?<=\d\w)|"
        r"(?<!\w)[a-z]{3,30} punt [a-z]{3,30}(?= op\b)",
        _is_marked,
        cue=_NETWORK,
    ),
    rule(
        "handle", rf"{_NETWORK}(?:[ -]?(?:account|naam|kanaal|tag|id|adres|profiel))?{_CALLED} {_ACCOUNT}", _is_account
    ),
    rule(
        "handle",
        rf"(?:{_OWN_NAME})(?:(?: (?:op|voor|van|bij|in) [\w-]{{1,20}}){{1,2}})?{_CALLED} {_ACCOUNT}",
        _is_account,
    ),
    rule(
        "handle",
        rf"\b(?:op|in|bij|via) {_NETWORK}(?: \w{{1,12}})?? (?:heet|ben|sta|staat|zit|post|noem|speel|speelt|"
        rf"verkoop|gebruik|is)t?"
        rf"(?: (?:ik|hij|ze|zij|het|dat))?(?: (?:me|mezelf|zich|te vinden|gewoon|dus|ook|nu|bekend|uhm?|"
        rf"ehm?)){{0,3}}(?: (?:als|met|onder(?: de naam)?))?{FILLERS} {_ACCOUNT}",
        _is_account,
    ),
    rule(
        "handle",
        rf"\b(?:(?:zoek|vind|volg|voeg|add|check|vinden|volgen|zoeken|toevoegen)(?: (?:je|me|mij|hem|haar|ons))?"
        rf"(?: (?:maar|gewoon|even|toe|eens)){{0,2}}"
        rf"(?: (?:op|in) {_NETWORK}| op| naar)?(?: (?:toe|dan|maar|als|met|naar|onder(?: de naam)?)){{0,3}}|"
        rf"onder de (?:naam|nick(?:name)?)) {_ACCOUNT}",
        _is_telling,
    ),
    rule(
        "handle",
        rf"\b(?:inloggen (?:doe|moet|ga) ik|log ik in|log in) (?:met|als|onder) (?!\w{{0,20}}nummer){_ACCOUNT}",
        _is_account,
    ),
    rule("handle", rf"(?:{_OWN_NAME}) (?:heb|had|gebruik|koos|nam) (?:ik|hij|ze|zij){FILLERS} {_ACCOUNT}", _is_mixed),
    rule("handle", rf"\b(?:als|onder) (?P<code>[a-z]\w{{1,30}} {_JOINT} \w{{2,30}})\b", _is_account, cue=_NETWORK),
    rule("handle", rf"\b(?:mijn|m'n|zijn|z'n|haar) {_NETWORK} {_ACCOUNT}", _is_telling),
    rule("handle", rf"(?:{_OWN_NAME}|{_NETWORK} (?:naam|account|tag)):? {_ACCOUNT}", _is_mixed),
    rule(
        "handle",
        rf"\b[a-z]\w{{1,30}}(?: (?:punt|puntje|streepje|{_LINE}) \w{{1,30}}){{2,5}}\b",
        lambda found: found.split()[0].lower() not in stop_words(),
        cue=_NETWORK,
    ),
    rule("handle", rf"^{_NETWORK}(?: is)? {_ACCOUNT}$", _is_telling),
)
