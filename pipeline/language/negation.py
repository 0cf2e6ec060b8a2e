"""Dutch negation in scope: whether what was matched is denied in its own clause."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.language.words import NEGATIONS

_PUNCTUATION = frozenset(".?!…,;:–—-")
_CLAUSE_WORDS = frozenset("maar want omdat doordat zodat terwijl hoewel".split())
_JOINING = frozenset("en of dus toen als".split())
_SUBJECTS = frozenset("ik je jij u hij ze zij we wij jullie men dat die het er".split())
_REACH_BEFORE = 6
_REACH_AFTER = 4


def is_negated(words: Sequence[str], start: int, end: int, *, own: Collection[str] = ()) -> bool:
    """Whether words[start:end] (lower case) is denied: an odd number of negations in its clause.

    Dutch puts *niet* before what it denies ("niet te weinig tijd") or after the verb ("hij helpt mij niet"), so
    both sides are looked at, as far as the clause goes. Negations in `own` belong to the pattern itself.
    """
    before: list[int] = []
    for i in range(start - 1, max(0, start - _REACH_BEFORE) - 1, -1):
        if _breaks(words, i):
            break
        before.append(i)
    after: list[int] = []
    for i in range(end, min(end + _REACH_AFTER, len(words))):
        if _breaks(words, i):
            break
        after.append(i)
    inside = [i for i in range(start, end) if words[i] not in own]
    return sum(_denies(words, i) for i in (*before, *inside, *after)) % 2 == 1


def _breaks(words: Sequence[str], i: int) -> bool:
    """Whether a clause ends here: at punctuation, or where a conjunction opens a clause with its own subject."""
    word, following = words[i], words[i + 1] if i + 1 < len(words) else ""
    return word in _CLAUSE_WORDS or (word in _JOINING and following in _SUBJECTS) or _PUNCTUATION.issuperset(word)


def _denies(words: Sequence[str], i: int) -> bool:
    """Whether a word denies; *niet alleen dit maar ook dat* does not."""
    is_addition = words[i] == "niet" and words[i + 1 : i + 2] == ["alleen"] and "ook" in words[i:]
    return words[i] in NEGATIONS and not is_addition
