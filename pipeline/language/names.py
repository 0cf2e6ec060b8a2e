"""Dutch names: which words are names, which are vocabulary too, by the lists of deduce, simplemma and HanTa."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import simplemma

from pipeline.language.lemmas import tagger
from pipeline.language.words import stop_words

PARTICLES = frozenset("van de der den het ter ten te el al bin ben".split())
"""Small words inside a surname."""

ABROAD = frozenset(
    "engeland oostenrijk nederland holland amerika spanje polen turkije europa afrika azië china india israël "
    "egypte duitsland "
    "belgië frankrijk italië marokko suriname syrië londen parijs berlijn lyon dublin rome wenen praag barcelona "
    "istanbul "
    "new york milaan brussel antwerpen gent keulen madrid lissabon moskou jordaan amstel".split()
)
"""Countries, capitals and waters that are somebody's name or some hamlet too: they lead to nobody."""

_NO_NAMES = frozenset(
    # vocabulary that HanTa saw as a name alone, in newspapers
    "ai alien althea ares berber boy boys brunette caesar dale dees demi dia diva domino donna franco gene "
    "geeltje heer "
    "jersey joke keke khan kin lava lelie lila linde lotus madonna marina mark mazen nees nero nova peer pel "
    "pelle pol raven "
    "reef sari sas savanne seine seven sim spike stans star stern sultan taco tos tromp truitje valiant veda vin "
    "wan wikke "
    "wisse kok beer given cars fake daily cliff sharen ward may june april "
    # other languages, fillers and spoken forms that neither list holds as Dutch
    "ale an my king queen day line jazz femme fem enne hee ho bah vu vo ak come love fine nine mine moon one "
    "take love time "
    "rose rosé river silver ocean joy july just islam thai islam beau beau brain can chase cherry crystal dies dine "
    "eke engel engele fin gelt glijn has hee heere hens hette hon kars ko kommer lein len line ling "
    "lippe lone lon lux mano mas mate mense mente mete mijs mille ming mink nore oene olin oomke orion pax pep "
    "pepper "
    "scarlet schelte sen shah sia sion suse tin trang troy veere vere vive wart watte wes willow wing zonne "
    "buddy dee chi "
    "abbey lady baby bobby prince princess faith sunny sky storm summer winter destiny dream may junior senior "
    "daddy mommy mama papa mams paps oma opa god allah jezus christus maria sint kerst pasen halloween corona "
    "app tik "
    "six hooi oke jow yo yes nope hey hi hello bye sorry please thanks jo joh joe jee tja kijk asse jou ie ja "
    "meis zessen zevenen achten noord".split()
)
"""Words on the lists of names that, in lower case, are hardly ever somebody's."""

_UNSEEN = -25.0
"""HanTa's score under which it guesses at a word that it never saw; its newspapers' words score above -20."""

_SENTENCE_START = re.compile(r"(?:^|[…:\[(\]\"'“‘]\s*|(?<!\b[A-Z])(?<!\b[A-Z]{2})(?<!\b[A-Z]{3})[.?!]\s*)$")
"""Not after the dot of initials or a title ('ABC. Visser', 'DR. Visser')."""


@cache
def load_deduce() -> Any:
    """Deduce, loaded once per process (about 9 s and 1.2 GB; its first use ever builds look-ups for a minute)."""
    root = logging.getLogger()
    guard = logging.NullHandler()
    level = root.level
    # Importing deduce calls logging.basicConfig, which does nothing where a handler is present.
    root.addHandler(guard)
    try:
        from deduce import Deduce

        return Deduce()
    finally:
        root.removeHandler(guard)
        root.setLevel(level)


def release_deduce() -> None:
    """Give back deduce's 1.2 GB. Left to the end of the process, that alone takes ten seconds."""
    load_deduce.cache_clear()


def starts_sentence(text: str, start: int) -> bool:
    """Whether a word stands where any word has a capital."""
    return _SENTENCE_START.search(text, max(0, start - 20), start) is not None


@cache
def is_common_word(word: str) -> bool:
    """Whether a word is Dutch vocabulary too, so that alone it proves no name (Bas, Roos, Wil, Mark)."""
    lower = word.lower()
    if lower in stop_words() or lower in _NO_NAMES:
        return True
    is_known = simplemma.is_known(lower, lang="nl") and simplemma.lemmatize(lower, lang="nl").islower()
    # Simplemma has eva, tim and maarten too; HanTa knows them as names alone.
    return is_known and not _is_proper(lower)


def _is_proper(lower: str) -> bool:
    tag, score = tagger().tag_word(lower)[0]
    return "eigen" in tag and score > _UNSEEN


@cache
def is_spoken_name(word: str) -> bool:
    """Whether a word in lower case is a first name or surname and no word that people say for anything else."""
    if len(word) < 3 or word in ABROAD or is_common_word(word):
        return False
    is_own_surname = len(word) > 4 and is_surname(word) and not simplemma.is_known(word, lang="nl")
    if not (is_first_name(word) or is_own_surname):
        return False
    tag, score = tagger().tag_word(word)[0]
    return "eigen" in tag or score < _UNSEEN or not tag.startswith(("SPEC(vreemd", "TSW"))


@cache
def is_first_name(word: str) -> bool:
    """Whether deduce lists a word as a first name in the Netherlands."""
    return [word.capitalize()] in load_deduce().lookup_structs["first_name"]


@cache
def is_given_name(word: str) -> bool:
    """Whether a word is on deduce's list of first names before it takes the frequent words out (Wil, Riet, Dag)."""
    return word.capitalize() in _given_names()


@cache
def _given_names() -> frozenset[str]:
    path = resources.files("deduce") / "data" / "lookup" / "src" / "names" / "lst_first_name" / "items.txt"
    return frozenset(path.read_text(encoding="utf-8").split("\n"))


@cache
def is_surname(word: str) -> bool:
    """Whether deduce lists a word as a Dutch surname, by itself or after van or de."""
    structs = load_deduce().lookup_structs
    return [word.capitalize()] in structs["surname"] or word.capitalize() in structs["interfix_surname"]


class Listed(NamedTuple):
    """Names of several kinds in lower case: single words by kind, longer ones by their first two words."""

    words: Mapping[str, str]
    phrases: Mapping[tuple[str, str], list[tuple[tuple[str, ...], str]]]


@cache
def listed_names() -> Listed:
    """The places and hospitals of deduce in lower case, with their kind; the longest first."""
    words: dict[str, str] = {}
    phrases: dict[tuple[str, str], set[tuple[tuple[str, ...], str]]] = defaultdict(set)
    structs = load_deduce().lookup_structs
    for kind, entries in (("institution", structs["hospital"]), ("place", structs["placename"])):
        for entry in _entries(entries):
            name = tuple(word.lower() for word in entry if word.isalpha())
            # 'Bovenkerk (NH)' stands there without its province too.
            if not name or " ".join(name) in ABROAD or (kind == "place" and len(name) > 1 and len(name[-1]) < 3):
                continue
            if len(name) > 1:
                phrases[name[0], name[1]].add((name, kind))
            elif kind == "place":
                words[name[0]] = kind
    return Listed(words, {first: sorted(of, key=lambda n: (-len(n[0]), n)) for first, of in phrases.items()})


@cache
def is_spoken_place(words: tuple[str, ...]) -> bool:
    """Whether a place in lower case means that place and nothing else (Utrecht, de Bilt, Bergen op Zoom; not Best)."""
    if len(words) > 2 and words[0] not in stop_words():
        return True
    if len(words) == 2 and words[0] == "den":
        return True
    if len(words) == 1:
        word = words[0]
        return len(word) > 2 and not is_foreign(word) and (not is_common_word(word) or _is_mostly_proper(word))
    return any(len(word) > 3 and not is_common_word(word) and word not in PARTICLES for word in words)


def _is_mostly_proper(lower: str) -> bool:
    """Whether HanTa, that knows a word as a noun too, finds a proper name as likely (Hoofddorp, Zeeland)."""
    (_, best), *others = tagger().tag_word(lower)
    return any("eigen" in tag and score > best - 2 for tag, score in others)


@cache
def is_foreign(word: str) -> bool:
    """Whether HanTa knows a word as one of another language, or as an exclamation; a guess at a new word is neither."""
    tag, score = tagger().tag_word(word)[0]
    return score > _UNSEEN and tag.startswith(("SPEC(vreemd", "TSW"))


_STREET_ENDS = tuple("straat laan weg plein dijk kade gracht singel hof steeg dreef park pad".split())


@cache
def streets() -> frozenset[str]:
    """The last words of all Dutch streets in lower case, where they say by themselves that they are a street."""
    names = {entry[-1].lower() for entry in _streets()}
    return frozenset(name for name in names if name.endswith(_STREET_ENDS) and name not in _STREET_ENDS)


@cache
def squares() -> frozenset[str]:
    """Dutch streets in lower case that only a house number shows to be one (wetering, rietveld)."""
    names = {entry[-1].lower() for entry in _streets() if len(entry) == 1 or entry[:-1] in {("De",), ("Het",)}}
    return frozenset(name for name in names if len(name) > 3 and not name.endswith(_STREET_ENDS))


def _streets() -> Iterator[tuple[str, ...]]:
    entries = _entries(load_deduce().lookup_structs["street"])
    return (entry for entry in entries if entry[-1].isalpha())


def _entries(trie: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every entry of a look-up of deduce, as its words."""
    if trie.is_terminal:
        yield before
    for word, below in trie.children.items():
        yield from _entries(below, (*before, word))


@cache
def is_name(word: str) -> bool:
    """Whether a word of a speaker's label is a name, rather than a role (Directeur) or a code (W1, GL)."""
    parts = word.split("-")
    if not all(part.isalpha() and len(part) > 1 and not (part.isupper() and len(part) == 2) for part in parts):
        return False
    surnames = load_deduce().lookup_structs["surname"]
    # In lower case a word that is vocabulary too is just that ('moeder van Roos').
    has_capital = word[0].isupper()
    return any(
        (has_capital and is_given_name(part))
        or (is_first_name(part) and not is_common_word(part))
        or ([part.capitalize()] in surnames and not is_common_word(part))
        or (part.istitle() and len(part) > 3 and is_unknown(part.lower()))
        for part in parts
    )


def is_unknown(word: str) -> bool:
    """Whether neither a word nor its end is vocabulary, as in compounds: then it is a name that no list has."""
    tag, score = tagger().tag_word(word)[0]
    is_seen = score > _UNSEEN and "eigen" not in tag
    return not is_seen and not any(
        simplemma.is_known(word[start:], lang="nl") for start in range(max(1, len(word) - 3))
    )
