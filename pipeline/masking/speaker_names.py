"""The names of registered speakers: which they are, and every form in which people say and write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from unicodedata import combining, normalize

import simplemma
from rapidfuzz.distance import OSA

from pipeline.language.names import PARTICLES, is_common_word, is_first_name, is_name, is_surname
from pipeline.language.word_classes import is_noun
from pipeline.language.words import stop_words
from pipeline.masking.spoken_names import TITLES

_MINIMUM_FOR_MISSPELLING, _MINIMUM_FOR_SOUND = 5, 4
_VOWELS = "aeiouy"


def speaker_names(labels: Mapping[str, str]) -> dict[str, str | None]:
    """The names in speakers' labels with the placeholder of that speaker; roles and codes are no names.

    A name inside a longer label ('Moeder Kevin') means somebody else than that speaker, so it has no placeholder yet
    where Kevin is no speaker; nor has a name that several speakers bear.
    """
    others: dict[str, str | None] = {}
    own: dict[str, str | None] = {}
    for label, placeholder in labels.items():
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", label)
        called = words[1:] if words and words[0].lower() in TITLES else words
        # 'Meneer Bakker': after a title any surname is a name.
        has_title = len(called) < len(words)
        is_named = bool(called) and (is_name(called[0]) or (has_title and is_surname(called[0])))
        is_own = is_named and all(w[0].isupper() or w in PARTICLES for w in called)
        found = {word for word in words if is_name(word)}
        if is_own:
            found |= {called[0]} if has_title else set()
            found |= {" ".join(called), " ".join(called[1:])} if len(called) > 1 else set()
            # 'Maria José Duarte' is called 'maria josé' too.
            found |= {" ".join(called[:2])} if len(called) > 2 and is_name(called[1]) else set()
        for name in found:
            if is_own:
                own[name] = placeholder if own.get(name, placeholder) == placeholder else None
            else:
                others[name] = None
    return others | own


def forms_of(name: str) -> set[str]:
    """A name in lower case with its possessive and its diminutives: jan, jans, jantje, jannie, petraatje, timmetje."""
    base = name.lower()
    last = base[-1]
    small = {base + ending for ending in ("je", "tje", "etje", "pje", "ke", "ie")}
    small |= {base + last + ending for ending in (("tje",) if last in _VOWELS else ("etje", "ie"))}
    if len(base) > 3 and base[-3:-1] in {"aa", "ee", "oo", "uu"}:
        # sjaak, sjakie
        small.add(f"{base[:-2]}{last}ie")
    if last == "y":
        small.add(base[:-1] + "ietje")
    return {base, f"{base}s", *small, *(f"{form}s" for form in small)}


def all_forms(names: Iterable[str]) -> dict[str, str]:
    """Every form of names, in lower case, with the name it is of; none that is another's name.

    Of vocabulary only the forms of which use may show that they are names: 'basje', 'merels' for one who is so called.
    """
    spelled = {name.lower(): name for name in sorted(names)}
    owners: dict[str, set[str]] = defaultdict(set)
    for lower in spelled:
        for form in forms_of(lower):
            owners[form].add(lower)
    derived = {
        form: min(of)
        for form, of in owners.items()
        if len(of) == 1 and form not in spelled and (not is_vocabulary(form) or is_noun_form(form))
    }
    return derived | {lower: lower for lower in spelled}


def is_noun_form(word: str) -> bool:
    """Whether a word that is vocabulary too can tell by its use which it is: a diminutive or a plural (roosje)."""
    return len(word) > 4 and is_noun(word) and word not in stop_words()


def is_vocabulary(word: str) -> bool:
    """Whether a word means anything besides a name: no form or misspelling of a name then."""
    return is_common_word(word) or (simplemma.is_known(word, lang="nl") and not is_first_name(word))


def misspelled(names: Mapping[str, str | None], *, heard: Collection[str]) -> dict[str, str]:
    """Words that differ by one letter from the name of one speaker, or sound as it does, with that name, in lower case.

    Two letters that changed places are one. Not for names under five letters, nor where the word is vocabulary or
    somebody else's name; another first name counts as a misspelling only where it sounds the same.
    """
    known = {name.lower() for name in names}
    single = {name: _sound(name) for name in known if len(name) >= _MINIMUM_FOR_SOUND and " " not in name}
    result: dict[str, str] = {}
    for word in heard:
        if len(word) < _MINIMUM_FOR_MISSPELLING - 1 or word in known or not single:
            continue
        said = _sound(word)
        alike = [name for name, sound in single.items() if sound == said]
        near = alike or [
            name
            for name in single
            if len(name) >= _MINIMUM_FOR_MISSPELLING and abs(len(name) - len(word)) < 2 and _is_one_off(word, name)
        ]
        if len(near) == 1 and not is_vocabulary(word) and (alike or not is_first_name(word)):
            result[word] = near[0]
    return result


def _is_one_off(word: str, name: str) -> bool:
    """Whether one letter is wrong; accents count for none where the word has none of the name's."""
    return any(OSA.distance(word, of, score_cutoff=1) == 1 for of in {name, without_accents(name)})


_SAID = tuple(
    (re.compile(written), said)
    for written, said in (
        ("ij|ei|ey|ai|ay", "ei"),
        ("ie|ee|y|j", "i"),
        ("ou|oe|w", "u"),
        ("sch|sj|sh|ch(?=[aeiou])", "s"),
        ("ch|gh|g", "g"),
        ("ck|c|q", "k"),
        ("ph|v", "f"),
        ("z", "s"),
        ("x", "ks"),
        ("h", ""),
        ("d$|dt$|th", "t"),
        (r"(.)\1+", r"\1"),
    )
)
"""Letters that Dutch says alike, in the order in which they become one."""


_STROKED = str.maketrans("łøđı", "lodi")
"""Letters with a sign that is no accent to Unicode."""


def without_accents(name: str) -> str:
    """A name in lower case as a computer writes it, that knows no accents (busra, malgorzata)."""
    return "".join(sign for sign in normalize("NFD", name) if not combining(sign)).translate(_STROKED)


def _sound(name: str) -> str:
    """How a name sounds, roughly (Marieke and Marike, Thijs and Tijs, Youssef and Jousef), without accents."""
    name = without_accents(name)
    for written, said in _SAID:
        name = written.sub(said, name)
    return name
