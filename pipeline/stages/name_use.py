"""Whether a word that is a speaker's name and Dutch vocabulary too (Roos, Bas, Wil, Mark) is used as a name here.

Dutch helps: a countable noun in the singular has an article, a possessive or an adjective before it, a name has not;
and people are who says, thinks and comes. A verb form (Wil) is a name only where someone is called by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.lemmas import tagger
from pipeline.language.names import starts_sentence
from pipeline.language.word_classes import is_noun
from pipeline.language.words import BACKCHANNELS
from pipeline.stages.spoken_names import CALLED, TITLES, Word

_NEUTER = frozenset("het t dat dit".split())
_PREPOSITIONS = frozenset("van met aan tegen bij voor naar door zonder over namens volgens behalve".split())
_SUBORDINATORS = frozenset("als omdat toen want zoals terwijl voordat nadat wanneer doordat hoe waarom".split())
_POSSESSIVE = re.compile(r"['’]s\b| [zd]['’][nr]\b", re.I)
_CALLS = BACKCHANNELS | frozenset(
    "hoi hallo hey hee dag doei sorry bedankt dankjewel dankje dank wel lieve beste nou nee maar en dus "
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

_ASKED = frozenset("wat hoe waarom wie waar jij je u dat die wil kun kan heb ben vertel zeg vind".split())
_AFTER = frozenset("ook zelf samen en niet zo toen dan".split())
_OPENING = frozenset({"dus"})
_NOT_CALLED = frozenset("ik je jij hij ze zij we wij jullie u er het dat dit ie men niet wel graag gaan weten".split())


def is_used_as_name(text: str, words: Sequence[Word], index: int) -> bool:
    """Whether the word at `index`, vocabulary too, means the speaker of that name."""
    word = words[index]
    if word.has_capital and not starts_sentence(text, word.start):
        return True
    before = _neighbour(text, words, index, step=-1)
    after = _neighbour(text, words, index, step=1)
    if before in TITLES or before in CALLED or _POSSESSIVE.match(text, word.end):
        return True
    if text[word.end : word.end + 1] in {",", "?", "!"} and (not before or before in _CALLS):
        return True
    tag = tagger().tag_word(word.text)[0][0]
    if tag.startswith("WW"):
        return _is_no_verb(before, after, tag=tag)
    if tag.startswith("N(") and tag.split(",")[1:2] == ["mv"] and word.text.endswith("s"):
        # 'merels dochter', not 'merels fluiten' or 'de merels'
        return before in {"", *_PREPOSITIONS, *_CALLS} and is_noun(after) and after not in _DOES
    return _has_no_article(before, after, tag=tag, is_alone=len(words) == 1)


def _is_no_verb(before: str, after: str, *, tag: str) -> bool:
    """Whether a verb form stands where a verb cannot: after a preposition, or beside another finite verb."""
    if before in _PREPOSITIONS:
        return after not in _NOT_CALLED and not after.endswith("en")
    if not before:
        # 'wil zei dat'
        return after in _QUOTING
    is_finite = tag.startswith("WW(pv")
    return is_finite and before in _DOES - _QUOTING and after not in _NOT_CALLED and not after.endswith("en")


def _has_no_article(before: str, after: str, *, tag: str, is_alone: bool) -> bool:
    """Whether a noun stands here as only a name does: without article or adjective, as a person or called by it."""
    if before in _NEUTER:
        # No article before a word with 'de': 'dat is het roos'.
        return ",zijd," in tag
    if not before:
        is_small = ",dim," in tag and after in {"was", "is", "ook"}
        return after in _DOES or after in _ASKED or is_alone or is_small
    is_called = before in _CALLS and (not after or after in _DOES or after in _AFTER or after in _ASKED)
    # 'dat was mark toen'; a noun after it would go on: 'dat is hout van'
    is_it = before in {"was", "is"} and (not after or after in _DOES or after in _AFTER)
    return before in _BEFORE_NAMES or before in _OPENING or is_called or is_it


def _neighbour(text: str, words: Sequence[Word], index: int, *, step: int) -> str:
    """The word beside, empty where a sign parts them."""
    if not 0 <= index + step < len(words):
        return ""
    first, second = sorted((words[index], words[index + step]))
    return words[index + step].text if text[first.end : second.start].strip(" '’") == "" else ""
