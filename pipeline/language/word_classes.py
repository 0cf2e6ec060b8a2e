"""What sort of word a word in lower case is by itself, by HanTa: to tell what is counted, named or done."""

from __future__ import annotations

from functools import cache

from pipeline.language.lemmas import tagger


def _tag(word: str) -> str:
    """The likeliest tag of a word; nothing of no word: who says one word alone has none before or after it."""
    return str(tagger().tag_word(word)[0][0]) if word else ""


@cache
def is_counted(word: str) -> bool:
    """Whether a number before a word in lower case counts it: a noun, or an adjective on the way to one."""
    return _tag(word).startswith(("N(soort", "ADJ(prenom", "TW("))


@cache
def is_participle(word: str) -> bool:
    """Whether a word in lower case is a past participle ('getrouwd'), but for that of 'worden'."""
    return word != "geworden" and _tag(word).startswith("WW(vd")


@cache
def is_adjective(word: str) -> bool:
    """Whether a word in lower case is an adjective before a noun ('gouden')."""
    return _tag(word).startswith("ADJ(prenom")


@cache
def is_named_noun(word: str) -> bool:
    """Whether a word in lower case is a noun or proper name first of all, for what is named after one."""
    return _tag(word).startswith(("N(", "SPEC(deeleigen"))


@cache
def is_adverb(word: str) -> bool:
    """Whether a word in lower case is an adverb ('ineens')."""
    return _tag(word).startswith("BW")


@cache
def is_past(word: str) -> bool:
    """Whether a word in lower case is a verb in the past ('kwam')."""
    return _tag(word).startswith(("WW(pv,verl", "WW(vd"))


@cache
def is_noun(word: str) -> bool:
    """Whether a word in lower case is a noun or a name first of all (bas, eva), and no verb (wil)."""
    return bool(_tag(word).startswith("N("))


@cache
def is_finite(word: str) -> bool:
    """Whether a word in lower case is a verb in the third person singular ('woont', 'zit', 'liep')."""
    tag = _tag(word)
    is_third = word.endswith("t") and not word.endswith("et")
    return tag.startswith(("WW(pv,tgw,met-t", "WW(pv,verl,ev")) or (tag.startswith("WW(pv,tgw,ev") and is_third)


_TRADES = ("ker", "ser", "ger", "der", "ler", "mer", "ner", "ter", "aar", "eur", "kok", "boer", "smid", "smit", "man")


@cache
def is_trade(word: str) -> bool:
    """Whether a noun in lower case may be what somebody does for a living ('bakker', 'visser'), by its end."""
    return len(word) > 2 and word.endswith(_TRADES) and is_noun(word)
