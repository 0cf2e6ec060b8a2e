"""Where a clause of spoken Dutch ends: at punctuation, or at a conjunction that opens another clause."""

from __future__ import annotations

from collections.abc import Sequence

_PUNCTUATION = frozenset(".?!…,;:–—-()")
_CLAUSE_WORDS = frozenset("maar want omdat doordat zodat terwijl hoewel tenzij voordat nadat zodra totdat".split())
_JOINING = frozenset("en of dus toen als wat hoe waar wie waarom wanneer".split())
CLAUSE_SUBJECTS = frozenset("ik 'k je jij u hij ie ze zij we wij jullie men dat die het 't er iedereen".split())
"""Words that are the subject of a clause of their own where they follow a conjunction."""


def ends_clause(words: Sequence[str], i: int) -> bool:
    """Whether a clause ends at words[i] (lower case): punctuation, or a conjunction before its own subject."""
    word, following = words[i], words[i + 1] if i + 1 < len(words) else ""
    return word in _CLAUSE_WORDS or (word in _JOINING and following in CLAUSE_SUBJECTS) or _PUNCTUATION.issuperset(word)
