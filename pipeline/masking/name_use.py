"""Whether a word that is a speaker's name and Dutch vocabulary too (Roos, Bas, Wil, Mark) is used as a name here.

Dutch helps: a countable noun in the singular has an article, a possessive or an adjective before it, a name has not;
and people are who says, thinks and comes. A verb form (Wil) is a name only where someone is called by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.lemmas import tagger
from pipeline.language.names import starts_sentence
from pipeline.language.word_classes import is_finite, is_noun, is_trade
from pipeline.language.words import BACKCHANNELS
from pipeline.masking.spoken_names import CALLED, TITLES, Word

_NEUTER = frozenset("het t dat dit".split())
_PREPOSITIONS = frozenset(
    "van met aan tegen bij voor naar door zonder over namens volgens behalve naast achter".split()
)
_SUBORDINATORS = frozenset("als omdat toen want zoals terwijl voordat nadat wanneer doordat hoe waarom".split())
_POSSESSIVE = re.compile(r"['’]s\b| [zd]['’][nr]\b", re.I)
_CALLS = BACKCHANNELS | frozenset(
    "hoi hallo hey hee hé dag doei sorry bedankt dankjewel dankje dank wel lieve beste nou nee maar en dus "
    "of ook toch".split()
)
_DOES = frozenset(
    "zei zegt vertelde vertelt vroeg vraagt vindt vond denkt dacht heeft had weet wist kwam komt belde belt ging "
    "gaat wilde "
    "kan kon moet moest werkt werkte doet deed zou zal mag mocht snapt snapte lacht lachte knikt begint begon "
    "hoeft hoefde "
    "stuurt stuurde appt appte mailde mailt helpt hielp regelt regelde hoort hoorde zag ziet wordt werd "
    "krijgt kreeg".split()
)
"""Third-person verbs of people: their subject without an article is a name."""

_QUOTING = frozenset(
    "zei zegt vertelde vertelt vroeg vraagt vindt vond denkt dacht weet wist snapt snapte appte appt".split()
)
"""Verbs after which somebody's words may begin ('hij zei wil je koffie')."""

_BEFORE_NAMES = _PREPOSITIONS | _SUBORDINATORS | _DOES
"""After these a noun in the singular would have an article."""

_ASKED = frozenset(
    "wat hoe waarom wie waar jij je u dat die wil kun kan heb ben vertel zeg vind kom kijk luister".split()
)
_AFTER = frozenset("ook zelf samen en niet zo toen dan".split())
_OPENING = frozenset({"dus"})
_CLAUSE_OPENERS = frozenset("als omdat zoals terwijl voordat nadat doordat".split())
"""Never before a verb."""

_INVERTING = frozenset("toen dan daar daarna nu hier gisteren morgen vandaag straks laatst soms later".split())
"""Before a verb whose subject comes behind it ('dan zit linde erbij')."""

_YOU, _ROLE = frozenset("jij je jou jullie".split()), frozenset("als voor word wordt werd ben bent is was tot".split())
_NO_DEEDS = frozenset("is was wordt werd doet geeft kost kostte gaf deed blijft bleef staat stond".split())
"""Verbs that things are the subject of as well as people."""

_STATES = frozenset(
    "erbij thuis ziek boos blij verdrietig jarig degene aanwezig bang moe trots geslaagd gestopt begonnen "
    "geweest".split()
)
"""After 'was' and 'is': what people are, and things hardly."""

_CLOSING = frozenset("ervan daarvan hiervan erover daarover hierover eraan daaraan ermee daarmee".split())
"""After these a clause has no object to come: who is named there is spoken to."""

_SUBJECTS = frozenset("ik je jij hij ze zij we wij jullie u er het dit ie men".split())
_NOT_CALLED = _SUBJECTS | frozenset("dat niet wel graag gaan weten".split())


def is_used_as_name(text: str, words: Sequence[Word], index: int) -> bool:
    """Whether the word at `index`, vocabulary too, means the speaker of that name."""
    word = words[index]
    before = _neighbour(text, words, index, step=-1)
    after = _neighbour(text, words, index, step=1)
    is_parted = text[word.end : word.end + 1] in {",", "?", "!"} and (not before or before in _CALLS)
    is_written = word.has_capital and not starts_sentence(text, word.start)
    # 'die wil d'r iemand bij'
    has_own = before not in {"die", "wie", *_SUBJECTS} and _POSSESSIVE.match(text, word.end)
    is_shown = before in TITLES or before in CALLED or has_own
    is_last = not text[word.end :].strip(" .?!")
    state = _neighbour(text, words, index + 1, step=1) if index + 1 < len(words) else ""
    if not before and after in {"is", "was"} and state in _STATES and is_noun(word.text):
        return True
    if is_parted or is_written or is_shown or (is_last and _is_asked(words, index, before=before)):
        return True
    tag = tagger().tag_word(word.text)[0][0]
    is_inverted = index > 1 and words[index - 2].text in _INVERTING and _is_deed(before)
    if tag.startswith("WW"):
        return (is_inverted and after not in _SUBJECTS) or _is_no_verb(before, after, tag=tag)
    if before in _ROLE and is_trade(word.text):
        # 'als visser', 'ik ben bakker': what somebody is needs no article either.
        return False
    if tag.startswith("N(") and tag.split(",")[1:2] == ["mv"] and word.text.endswith("s"):
        # 'merels dochter', not 'merels fluiten' or 'de merels'
        return before in {"", *_PREPOSITIONS, *_CALLS} and is_noun(after) and after not in _DOES
    return is_inverted or _has_no_article(before, after, tag=tag, is_alone=len(words) == 1)


def _is_no_verb(before: str, after: str, *, tag: str) -> bool:
    """Whether a verb form stands where a verb cannot: after a preposition, or beside another finite verb."""
    if before in _CLAUSE_OPENERS or before == "wat":
        return after in _DOES
    if before in _PREPOSITIONS:
        return after not in _NOT_CALLED and not after.endswith("en")
    if not before:
        # 'wil zei dat'
        return after in _QUOTING or (_is_deed(after) and after != "wil")
    return (
        tag.startswith("WW(pv") and before in _DOES - _QUOTING and after not in _NOT_CALLED and not after.endswith("en")
    )


def _has_no_article(before: str, after: str, *, tag: str, is_alone: bool) -> bool:
    """Whether a noun stands here as only a name does: without article or adjective, as a person or called by it."""
    if before in _NEUTER:
        # No article before a word with 'de': 'dat is het roos'.
        return ",zijd," in tag
    if not before:
        is_small = ",dim," in tag and after in {"was", "is", "ook"}
        return after in _DOES or _is_deed(after) or after in _ASKED or is_alone or is_small
    if before == "wat":
        # 'wat bas zegt', 'wat bas net zei'
        return after in _DOES or after in {"net", "zelf", "ook"}
    is_called = before in _CALLS and (
        not after or after in _DOES or _is_deed(after) or after in _AFTER or after in _ASKED
    )
    # 'dat was mark toen'; a noun after it would go on: 'dat is hout van'
    is_it = before in {"was", "is", "ben"} and (not after or after in _DOES or after in _AFTER)
    return before in _BEFORE_NAMES or before in _OPENING or is_called or is_it


def _is_deed(word: str) -> bool:
    """Whether a word is a verb of which only somebody is the subject, in the third person."""
    return word not in _NO_DEEDS and (word in _DOES or is_finite(word))


def _is_asked(words: Sequence[Word], index: int, *, before: str) -> bool:
    """Whether it ends a turn as the name of who is spoken to: 'wat vind jij bloem', 'en jij wil'."""
    is_short = all(word.text in _CALLS for word in words[: max(0, index - 1)])
    is_closed = before in _CLOSING and any(word.text in _YOU for word in words[:index])
    return is_closed or (before in _YOU and (is_short or is_noun(words[index].text)))


def _neighbour(text: str, words: Sequence[Word], index: int, *, step: int) -> str:
    """The word beside, empty where a sign parts them."""
    if not 0 <= index + step < len(words):
        return ""
    first, second = sorted((words[index], words[index + step]))
    return words[index + step].text if text[first.end : second.start].strip(" '’") == "" else ""
