"""What can be wrong in a codebook although each value by itself is sound; checked in the file as it was typed.

So a book with a wrong key still has all of its other problems named in the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.codebook_items import as_lines, without_reference
from pipeline.errors import Problem, did_you_mean
from pipeline.yaml_text import Place, YamlText

REFERRING = ("wel", "niet", "voorbeelden", "tegenvoorbeelden")
"""The lists whose items may end in `-> code`."""

LISTS = (*REFERRING, "patronen", "voorheen")

Typed = tuple[dict[str, Any], Place]
"""A theme or code as it was typed, and its place in the file."""


def check_codebook(source: YamlText) -> list[Problem]:
    """What must be mended: ids, references, former ids, definitions and examples that contradict the rest."""
    checks = (_duplicates, _references, _former_ids, _definitions, _examples, _colours, _joined)
    return [problem for check in checks for problem in check(source)]


def note_codebook(source: YamlText) -> list[Problem]:
    """What is odd in a book and stops nothing."""
    return [note for check in (_dashes, _never_coded, _names) for note in check(source)]


def codes_of(source: YamlText) -> Iterator[Typed]:
    """Every code of a book, sub-codes behind the code that they are under."""
    for theme, place in _entries(source.data, "themas"):
        yield from _entries(theme, "codes", place)


def lines_of(code: dict[str, Any], key: str) -> list[str]:
    """The items of one list of a code; what is no text is left to the model to name."""
    items = as_lines(code.get(key))
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


def _entries(value: Any, key: str, place: Place = ()) -> Iterator[Typed]:
    """The mappings in the list under a key, and of codes those inside them."""
    items = value.get(key) if isinstance(value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            here = (*place, key, index)
            yield item, here
            if key == "codes":
                yield from _entries(item, "codes", here)


def _duplicates(source: YamlText) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for entry, place in [*_entries(source.data, "themas"), *codes_of(source)]:
        identifier = entry.get("id")
        if identifier in seen:
            what = f"id '{identifier}' also stands on line {seen[identifier]}"
            yield source.problem_in((*place, "id"), what, "Ids are unique over the book: rename one.")
        elif isinstance(identifier, str):
            seen[identifier] = source.spot_of((*place, "id"))[0]


def _references(source: YamlText) -> Iterator[Problem]:
    """`-> code` and `vraag` must lead somewhere."""
    questions = source.at(("vragen",))
    where = _whereto(source)
    for code, place in codes_of(source):
        name = code.get("id")
        for key in REFERRING:
            for line in lines_of(code, key):
                if fault := _lost(line, where, own=str(name)):
                    what = f"code '{name}': '-> {line.rpartition('->')[2].strip()}' {fault[0]}"
                    yield source.problem_in((*place, key), what, fault[1], item=line)
        asked = code.get("vraag")
        if isinstance(questions, dict) and isinstance(asked, str) and asked not in questions:
            remedy = did_you_mean(asked, questions, "Add it to vragen.")
            yield source.problem_in((*place, "vraag"), f"code '{name}': vraag '{asked}' does not exist", remedy)


def _whereto(source: YamlText) -> dict[str, str]:
    """What one may type behind `->`, and the id that is meant by it; that of a theme is empty."""
    codes = [code for code, _ in codes_of(source) if isinstance(code.get("id"), str)]
    names = {str(code.get("naam")).lower(): code["id"] for code in codes}
    former = {old.lower(): code["id"] for code in codes for old in lines_of(code, "voorheen")}
    themes = {str(theme.get("id")): "" for theme, _ in _entries(source.data, "themas")}
    # An id with capitals or spaces is named by itself; what refers to it is as good as right.
    meant = {re.sub(r"[^a-z0-9_-]+", "_", code["id"].lower()): code["id"] for code in codes}
    return themes | names | former | {code["id"]: code["id"] for code in codes} | dict(zip(meant, meant, strict=True))


def _lost(line: str, where: dict[str, str], *, own: str) -> tuple[str, str] | None:
    """What is wrong with the reference of an item and what to do; None where it leads to a code."""
    before, arrow, behind = line.rpartition("->")
    target = behind.strip()
    ids = {identifier for identifier in where.values() if identifier}
    is_known = target.lower() in where or did_you_mean(target.replace(" ", "_"), ids)
    if not arrow or (before and " " in target and not is_known):
        # An arrow in running text.
        return None
    if target in ids:
        return ("is the code itself", "Name the code that does apply, or remove it.") if target == own else None
    if not target:
        return "leads nowhere", "Write the id of a code behind it, or remove it."
    if target in where and not where[target]:
        return "does not exist: that is a theme", "Name a code in it."
    meant = where.get(target.lower())
    near = did_you_mean(target.replace(" ", "_"), ids, "Name an existing code.")
    remedy = f"Write its id: '{meant}'." if meant else near
    return "does not exist", remedy


def _former_ids(source: YamlText) -> Iterator[Problem]:
    """`voorheen` must lead old codings to one code alone, and never round in a ring."""
    former = {str(c.get("id")): [old.lower() for old in lines_of(c, "voorheen")] for c, _ in codes_of(source)}
    owner: dict[str, str] = {}
    for code, place in codes_of(source):
        name = str(code.get("id"))
        for old in lines_of(code, "voorheen"):
            other = owner.setdefault(old.lower(), name)
            if ring := _ring(name, old.lower(), former):
                what = f"code '{name}': voorheen goes round ({' -> '.join(ring)})"
                remedy = "Remove from voorheen what is a code today."
            elif old.lower() in former:
                what = f"code '{name}': former id '{old}' is a code in this book"
                remedy = "Remove it from voorheen, or remove that code."
            elif other != name:
                what = f"code '{name}': former id '{old}' is also that of '{other}'"
                remedy = "Old codings can move to one code alone: remove it from one of the two."
            else:
                continue
            yield source.problem_in((*place, "voorheen"), what, remedy, item=old)


def _ring(name: str, old: str, former: dict[str, list[str]]) -> list[str]:
    """The way from a code over its former ids back to itself, nothing where there is none."""
    ways, seen = [[name, old]], {old}
    while ways:
        way = ways.pop()
        if way[-1] == name:
            return way
        for following in former.get(way[-1], []):
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _definitions(source: YamlText) -> Iterator[Problem]:
    for code, place in codes_of(source):
        text = code.get("definitie")
        if isinstance(text, str) and text.strip() and not re.search(r"\w", text):
            what = f"code '{code.get('id')}': the definition holds no word"
            yield source.problem_in((*place, "definitie"), what, "Write what falls under the code.")


def _examples(source: YamlText) -> Iterator[Problem]:
    """What is an example of a code cannot be a counter-example of it too."""
    for code, place in codes_of(source):
        examples = {_folded(line) for line in lines_of(code, "voorbeelden")}
        for line in lines_of(code, "tegenvoorbeelden"):
            if _folded(line) in examples:
                what = f"code '{code.get('id')}': this counter-example is an example of the code too"
                yield source.problem_in((*place, "tegenvoorbeelden"), what, "Keep one of them.", item=line)


def _folded(line: str) -> str:
    return " ".join(without_reference(line).lower().split())


def _colours(source: YamlText) -> Iterator[Problem]:
    """`kleur: #1b7f79` is a key with nothing but a comment behind it."""
    for entry, place in [*_entries(source.data, "themas"), *codes_of(source)]:
        here = (*place, "kleur")
        line = source.spot_of(here)[0]
        if "kleur" in entry and entry["kleur"] is None and "#" in source.source[line - 1]:
            what = "'kleur' is empty: what follows # is a comment"
            yield source.problem(here, what, 'Write a colour between quotes: "#1b7f79".')


def _joined(source: YamlText) -> Iterator[Problem]:
    """Without `|` the lines under a key are read as one text, and so as one item."""
    for code, place in codes_of(source):
        for key in LISTS:
            here = (*place, key)
            if isinstance(code.get(key), str) and here in source.values:
                (line, column), last = source.values[here]
                is_under = line > source.spot_of(here)[0] and last > line
                if is_under or source.source[line - 1][column - 1] == ">":
                    what = f"code '{code.get('id')}': the lines under {key} are read as one item"
                    yield source.problem(here, what, f"Write `{key}: |`, with an item per line and no `-`.")


def _dashes(source: YamlText) -> Iterator[Problem]:
    for code, place in codes_of(source):
        for key in (*REFERRING, "voorheen"):
            for line in lines_of(code, key):
                if re.match(r"[-*•] ", line):
                    what = f"code '{code.get('id')}': an item of {key} opens with '{line[0]} '"
                    remedy = "Under `|` each line is an item: remove the sign."
                    yield source.problem_in((*place, key), what, remedy, item=line)


def _never_coded(source: YamlText) -> Iterator[Problem]:
    for code, place in codes_of(source):
        if code.get("niveau") == "latent" and code.get("machine") == "telt mee":
            what = f"code '{code.get('id')}': machine is 'telt mee', but the machine codes nothing that is latent"
            yield source.problem_in((*place, "machine"), what, "Write nee, or make it manifest.")


def _names(source: YamlText) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for code, place in codes_of(source):
        name = code.get("naam")
        first = seen.setdefault(_folded(name), source.spot_of((*place, "naam"))[0]) if isinstance(name, str) else None
        if first and first != source.spot_of((*place, "naam"))[0]:
            what = f"code '{code.get('id')}': the code on line {first} is called the same"
            yield source.problem_in((*place, "naam"), what, "Nobody can tell them apart in a report: rename one.")
