"""Dutch negation in scope: whether what was matched is denied in its own clause."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.language.clauses import CLAUSE_SUBJECTS, ends_clause
from pipeline.language.words import NEGATIONS

_REACH_BEFORE = 6
_REACH_AFTER = 4
_REACH_ANSWER = 7

_COMPARED = frozenset("anders minder liever beter".split())
_HELD = frozenset("zo zeggen vinden denken geloven beweren".split())
"""After these *dat* opens what is denied with them."""
_LACK = frozenset("gebrek tekort mis".split())
_ALL = frozenset("alle alles allemaal iedereen ieder iedere elk elke overal".split())
_COPULAS = frozenset(
    "is was zijn waren ben bent wordt werd worden blijft bleef kan kon kunnen konden gaat ging".split()
)
_AFTER_ALL = frozenset("meer hoor echt zo eens altijd goed vaak te op in bij aan".split())
"""After these *niet* denies the whole clause: *de begeleiding was er niet meer*, but *was niet slecht*."""

_OPINIONS = frozenset(
    "vind vindt vinden vond vonden denk denkt geloof klopt is was zijn waren ben heb heeft hebben had hadden doe doet "
    "doen deed kan kon zou zal wil wilde".split()
)
_LAST = frozenset("hoor echt zeker toch eigenlijk".split())
_PAUSES = frozenset(", ; : … ... - –".split())
_NAYS = frozenset("nee neen nooit".split())
_ADDED = frozenset("ook wel juist toch".split())


def is_negated(words: Sequence[str], start: int, end: int, *, own: Collection[str] = ()) -> bool:
    """Whether words[start:end] (lower case) is denied: an odd number of negations in its clause.

    Dutch puts *niet* before what it denies ("niet te weinig tijd") or after the verb ("hij helpt mij niet"), so
    both sides are looked at, as far as the clause goes; then what is said of it right after ("bereikbaar? nee";
    "te weinig tijd, dat vind ik niet"). Negations in `own` belong to the pattern itself.
    """
    before = list(_clause_before(words, start))
    after = list(_clause_after(words, end))
    inside = [i for i in range(start, end) if words[i] not in own]
    denials = [i for i in (*before, *inside) if _denies(words, i)]
    denials += [i for i in after if _denies(words, i) and not _is_of_what_follows(words, end, i)]
    if not denials:
        return _is_taken_back(words, after[-1] + 1 if after else end)
    return len(denials) % 2 == 1


def _clause_before(words: Sequence[str], start: int) -> Iterator[int]:
    for i in range(start - 1, max(0, start - _REACH_BEFORE) - 1, -1):
        if _breaks(words, i):
            return
        yield i


def _clause_after(words: Sequence[str], end: int) -> Iterator[int]:
    for i in range(end, min(end + _REACH_AFTER, len(words))):
        if _breaks(words, i):
            return
        yield i


def _breaks(words: Sequence[str], i: int) -> bool:
    """Whether a negation does not reach over words[i]: the clause ends, or another statement is joined to it."""
    word, before, following = words[i], words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
    if word in ("en", "of") and (following in NEGATIONS or following in _ADDED):
        # Each has a negation of its own ('geen tijd en geen geld'), or none ('niet lastig en ook bereikbaar').
        return True
    if word == "of" and before == "niet":
        # 'ik weet niet of mijn baas belt' leaves it open.
        return True
    if word == "dat" and following in CLAUSE_SUBJECTS and before:
        # 'ik vind niet dat hij belt', 'niet zeggen dat hij belt', but 'niet leuk dat hij belt'.
        return before not in NEGATIONS and before not in _HELD
    return ends_clause(words, i)


def _denies(words: Sequence[str], i: int) -> bool:
    """Whether a word denies what stands around it in its clause."""
    if words[i] not in NEGATIONS:
        return False
    before, following = list(words[max(0, i - 2) : i]), list(words[i + 1 : i + 3])
    if words[i] == "niet" and following[:1] == ["alleen"]:
        return "ook" not in words[i:]
    if words[i] == "geen" and before and before[-1] in ("nooit", "niemand", "nergens"):
        # In talk *nooit geen* denies once.
        return False
    if words[i] == "noch" and "noch" in words[:i]:
        return False
    if words[i] == "niet" and _ALL.intersection(following[:1]):
        # *niet alle leerlingen krijgen begeleiding*: some do.
        return False
    is_choice = before == ["wel", "of"] or following == ["of", "wel"]
    is_comparison = len(following) == 2 and following[0] in _COMPARED and following[1] == "dan"
    # *niet voor niets*: with good reason.
    is_reason = following in (["voor", "niets"], ["voor", "niks"]) or before == ["niet", "voor"]
    return not (is_choice or is_comparison or is_reason or _LACK.intersection(following))


def _is_of_what_follows(words: Sequence[str], end: int, i: int) -> bool:
    """Whether *niet* denies what is said of the match, and not the match: *de begeleiding was niet slecht*."""
    following = words[i + 1] if i + 1 < len(words) else ""
    if words[i] != "niet" or not following or following in _AFTER_ALL or _breaks(words, i + 1):
        return False
    return following == "vanzelf" or any(word in _COPULAS for word in words[end:i])


def _is_taken_back(words: Sequence[str], i: int) -> bool:
    """Whether the words from the end of the clause on deny it: "? Nee." or ", dat vind ik niet"."""
    if i + 1 >= len(words):
        return False
    if words[i] == "?":
        return words[i + 1] in _NAYS
    rest = list(words[i : i + _REACH_ANSWER])
    while rest and (rest[0] in _PAUSES or rest[0] in ("nee", "nou", "maar")):
        rest.pop(0)
    if len(rest) < 3 or rest[0] != "dat" or not _OPINIONS.intersection(rest[1:3]) or "niet" not in rest:
        return False
    closing = [word for word in rest[rest.index("niet") + 1 :] if word not in _LAST]
    return not closing or closing[0] in (".", "!", "?", ",")
