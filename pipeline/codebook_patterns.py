"""Search patterns in the file as it was typed: those that can never match, and those that two codes share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.codebook_checks import Typed, codes_of, lines_of
from pipeline.errors import Problem
from pipeline.language.words import is_remark
from pipeline.yaml_text import YamlText

_GAP = r"(?:\.\.\.|…)"

# What a pattern looks like, why it can never match, what to do.
_NEVER = (
    (re.compile(r"^\W*$"), "holds no word", "Write words."),
    (
        re.compile(r"^[-•] "),
        "opens with a dash, which must then be said",
        "Under `|` each line is a pattern: remove the dash.",
    ),
    (
        re.compile(r"""^["'“”‘’„].*["'“”‘’]$"""),
        "stands between quotation marks, which must then be said",
        "Under `|` nothing needs them: remove them.",
    ),
    (
        re.compile(rf"[^\s.]{_GAP}|{_GAP}[^\s.]"),
        "has a gap that touches a word, and so is no gap",
        "Put spaces around the dots.",
    ),
)


def check_patterns(source: YamlText, *, longest: int) -> Iterator[Problem]:
    """Patterns that can never match, and those of two codes; a segment is at most `longest` words."""
    owner: dict[str, str] = {}
    for code, place, pattern in patterns_of(source):
        name = str(code.get("id"))
        if fault := _never(pattern, longest=longest):
            what = f"code '{name}': pattern '{_short(pattern)}' {fault[0]}"
            yield source.problem_in((*place, "patronen"), what, fault[1], item=pattern)
        other = owner.setdefault(_folded(pattern), name)
        if other != name:
            what = f"code '{name}': pattern '{_short(pattern)}' also belongs to '{other}'"
            remedy = "A pattern points at one code: make it more precise."
            yield source.problem_in((*place, "patronen"), what, remedy, item=pattern)


def note_patterns(source: YamlText) -> Iterator[Problem]:
    """Patterns that say less than they seem to."""
    seen: set[tuple[str, str]] = set()
    for code, place, pattern in patterns_of(source):
        name = str(code.get("id"))
        if (name, _folded(pattern)) in seen:
            what, remedy = "stands here twice", "Keep one of them."
        elif re.search(r"\w\s*[,;]\s", pattern):
            what = "is one pattern, comma and all"
            remedy = "Write one pattern per line, if these are several."
        elif re.search(rf"^{_GAP}|{_GAP}$", pattern):
            what, remedy = "finds the same without the gap at its end", "Remove the gap."
        else:
            seen.add((name, _folded(pattern)))
            continue
        whole = f"code '{name}': pattern '{_short(pattern)}' {what}"
        yield source.problem_in((*place, "patronen"), whole, remedy, item=pattern)


def patterns_of(source: YamlText) -> Iterator[tuple[*Typed, str]]:
    """Every pattern of the codes in use, with its code and the place of that."""
    for code, place in codes_of(source):
        if code.get("status") != "vervallen":
            yield from ((code, place, pattern) for pattern in lines_of(code, "patronen"))


def _never(pattern: str, *, longest: int) -> tuple[str, str] | None:
    """Why a pattern can never match, and what to do about it."""
    for looks, what, remedy in _NEVER:
        if looks.search(pattern):
            return what, remedy
    if marks := [word for word in pattern.split() if is_remark(word)]:
        what = f"holds '{marks[0]}', which is a mark of the transcriber and no word"
        return what, "Leave it out: patterns look past it."
    if (n_words := len(pattern.split())) > longest:
        return f"has {n_words} words, and a segment has {longest} at most", "Make it shorter."
    return None


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else f"{pattern[:57]}..."


def _folded(pattern: str) -> str:
    return " ".join(pattern.lower().split())
