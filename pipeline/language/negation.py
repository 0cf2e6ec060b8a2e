"""Dutch negation in scope: whether what was matched is denied in its own clause."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.language.words import NEGATIONS

_CLAUSE_BREAKS = frozenset(".?!…,;:–-") | frozenset("maar want omdat doordat zodat terwijl hoewel".split())
_REACH_BEFORE = 6
_REACH_AFTER = 4


def is_negated(words: Sequence[str], start: int, end: int, *, own: Collection[str] = ()) -> bool:
    """Whether words[start:end] (lower case) is denied: an odd number of negations in its clause.

    Dutch puts *niet* before what it denies ("niet te weinig tijd") or after the verb ("hij helpt mij niet"), so
    both sides are looked at, as far as the clause goes. Negations in `own` belong to the pattern itself.
    """
    before: list[str] = []
    for word in reversed(words[max(0, start - _REACH_BEFORE) : start]):
        if word in _CLAUSE_BREAKS:
            break
        before.append(word)
    after: list[str] = []
    for word in words[end : end + _REACH_AFTER]:
        if word in _CLAUSE_BREAKS:
            break
        after.append(word)
    inside = [word for word in words[start:end] if word not in own]
    return sum(word in NEGATIONS for word in (*before, *inside, *after)) % 2 == 1
