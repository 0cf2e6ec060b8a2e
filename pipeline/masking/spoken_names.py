"""Names of people and places as automatic transcripts write them: without capitals, known by a list or by a cue."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.language.names import (
    ABROAD,
    PARTICLES,
    is_common_word,
    is_first_name,
    is_foreign,
    is_given_name,
    is_spoken_name,
    is_spoken_place,
    is_surname,
    is_unknown,
    listed_names,
)
from pipeline.language.word_classes import is_noun
from pipeline.language.words import MONTHS, stop_words
from pipeline.masking.places import place_size

_KIN_TITLES = frozenset("oom ome tante opa oma zuster broeder".split())
TITLES = _KIN_TITLES | frozenset(
    "meneer mevrouw mevr mw dhr juf juffrouw meester dokter dr drs prof professor pastoor dominee mister".split()
)
"""A word after which a name stands, whatever else that name means ('meneer bakker')."""

_ROLES = frozenset(
    "zoon zoontje dochter dochtertje broer broertje zus zusje zusje vriend vriendin vriendje vriendinnetje man "
    "vrouw collega "
    "baas chef mentor mentrix begeleider begeleidster stagebegeleider werkbegeleider praktijkbegeleider jobcoach "
    "coach docent "
    "docente leraar lerares buurman buurvrouw buurjongen buurmeisje neef neefje nicht nichtje klasgenoot "
    "klasgenootje leerling "
    "moeder vader pleegmoeder pleegvader stiefvader stiefmoeder teamleider directeur consulent consulente "
    "stagiair stagiaire "
    "kleinzoon kleindochter schoonzus zwager manager maatje vriendje peetoom conciërge psycholoog orthopedagoog "
    "wethouder "
    "leidinggevende voorman intercedent werkgever maat kameraad jongen meisje kind opa oma pupil oudste "
    "jongste middelste".split()
)
"""People by role or kinship: 'mijn zoon bas', 'collega henk'."""

CALLED = frozenset("heet heette heten genaamd".split())
_PERSONS = frozenset("ik jij je hij zij ze die wij jullie".split())
_OWN = frozenset("mijn me zijn haar onze ons jouw je uw hun n r".split())

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r" |-|[’'] ?|\. ")


_MOST_PARTICLES = 4


class Word(NamedTuple):
    """A word of a text in lower case, and whether it stood there with a capital."""

    start: int
    end: int
    text: str
    has_capital: bool


def words_of(text: str) -> list[Word]:
    """The words of a text, letters only: a hyphen and an apostrophe part words."""
    return [Word(m.start(), m.end(), (w := m.group()).lower(), w[0].isupper()) for m in _WORD.finditer(text)]


def find_spoken_names(text: str, words: list[Word]) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind (person, place) of the names that lists and cues show in lower case."""
    index = 0
    listed = listed_names()
    said = [word.text for word in words]
    while index < len(words):
        word = words[index].text
        after = words[index + 1].text if index + 1 < len(words) else ""
        kind, size = "", 0
        if (word, after) in listed.phrases:
            kind, size = _phrase(text, words, index)
        if not size and (size := place_size(said, index)):
            kind = "place"
        if not size:
            kind, size = "person", _person_size(text, words, index)
        if size:
            yield words[index].start, words[index + size - 1].end, kind
        index += max(size, 1)


def _phrase(text: str, words: list[Word], index: int) -> tuple[str, int]:
    """Kind and size of the longest listed name of several words that opens here."""
    for name, kind in listed_names().phrases[words[index].text, words[index + 1].text]:
        found = words[index : index + len(name)]
        if tuple(w.text for w in found) == name and are_joined(text, found) and is_spoken_place(name):
            return kind, len(name)
    return "", 0


def _person_size(text: str, words: list[Word], index: int) -> int:
    """How many words the name of a person has that opens here; 0 for none."""
    word = words[index]
    if word.has_capital:
        # What has a capital is for deduce, that knows more of it.
        return 0
    before = words[index - 1].text if index and are_joined(text, words[index - 1 : index + 1]) else ""
    is_first = is_spoken_name(word.text) or _is_called(word.text, before, words, index)
    size = 1 if is_first else 0
    if not is_first and word.text in PARTICLES:
        surname = _surname_size(text, words, index)
        return surname if surname and (before in TITLES or _is_sure(words[index + surname - 1].text)) else 0
    if size and text[words[index].end : words[index].end + 1] == "-" and not _goes_on(words, index):
        # 'tim-tam'
        return 0
    while size and index + size < len(words) and are_joined(text, words[index + size - 1 : index + size + 1]):
        more = _surname_size(text, words, index + size)
        if not more:
            break
        size += more
    return size


def _goes_on(words: list[Word], index: int) -> bool:
    """Whether the name goes on after its hyphen (anne-marie), or the hyphen breaks the sentence off."""
    is_tied = index + 1 < len(words) and words[index + 1].start == words[index].end + 1
    return not is_tied or is_spoken_name(words[index + 1].text)


def _is_sure(word: str) -> bool:
    """Whether a surname after van or de can be nothing else ('van jansen', not 'van utrecht')."""
    return is_spoken_name(word) and word not in listed_names().words


def _surname_size(text: str, words: list[Word], index: int) -> int:
    """The words of a surname that opens here: vries, de vries, van der berg."""
    size = 0
    while size < _MOST_PARTICLES and index + size < len(words) and words[index + size].text in PARTICLES:
        size += 1
    if index + size >= len(words) or not are_joined(text, words[index : index + size + 1]):
        return 0
    last = words[index + size].text
    if size == 0:
        return 1 if is_spoken_name(last) else 0
    return size + 1 if is_surname(last) and last not in stop_words() else 0


def _is_called(word: str, before: str, words: list[Word], index: int) -> bool:
    """Whether the word before shows that this one is a name."""
    if not before or word in stop_words() or len(word) < 2 or word in MONTHS or word in ABROAD:
        return False
    earlier = words[index - 2].text if index > 1 else ""
    is_listed = is_first_name(word) or is_surname(word)
    if before in _KIN_TITLES:
        return is_given_name(word) and (is_noun(word) or not is_common_word(word))
    if before in TITLES:
        return is_listed or (len(word) > 3 and not is_common_word(word))
    if before in CALLED or (before == "is" and earlier == "naam"):
        is_person = earlier in _PERSONS or earlier in _ROLES or earlier == "naam" or before == "genaamd"
        return is_person and (is_first_name(word) or is_unknown(word))
    if before in _ROLES:
        is_own = earlier in _OWN and is_first_name(word) and is_noun(word)
        return is_own or (len(word) > 2 and is_unknown(word) and not is_foreign(word))
    return False


def are_joined(text: str, words: Sequence[Word]) -> bool:
    """Whether nothing but a blank, a hyphen or an apostrophe parts words that follow each other."""
    pairs = itertools.pairwise(words)
    return all(_INSIDE.fullmatch(text, first.end, second.start) for first, second in pairs)
