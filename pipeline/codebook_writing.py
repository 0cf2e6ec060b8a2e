"""Edits of codebook.yaml by the program: comments, order and every line that is not about the edit stay as typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.codebook import Code, codebook_of
from pipeline.codebook_checks import REFERRING, codes_of, lines_of
from pipeline.codebook_items import reference_of, with_reference, without_reference
from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.yaml_edits import edit_yaml, without_lines
from pipeline.yaml_items import add_items, edit_items
from pipeline.yaml_text import Place, YamlText, read_yaml_bytes

_MOVED = (*REFERRING, "patronen")


@dataclass(frozen=True)
class Edited:
    """A file after an edit, and what did not come along with it."""

    data: bytes
    left_out: list[Problem]


def rename_code(data: bytes, *, old: str, new: str, name: str) -> Edited:
    """The book with another id for a code: OLD comes into its `voorheen`, and every `-> OLD` leads to the new id.

    Raises PipelineError where there is no such code, where the new id is taken, or where the book is not sound.
    """
    source = _sound(data, name=name)
    place = _place_of(source, old)
    taken = {str(entry.get("id")) for entry, _ in codes_of(source)} | {theme["id"] for theme in source.data["themas"]}
    former = {item.lower(): str(c.get("id")) for c, _ in codes_of(source) for item in lines_of(c, "voorheen")}
    if new in taken:
        raise PipelineError(source.problem((), f"id '{new}' exists already", f"Choose another, or merge {old} {new}."))
    if former.get(new.lower(), old) != old:
        what = f"'{new}' is a former id of '{former[new.lower()]}'"
        raise PipelineError(source.problem((), what, "Choose another: old codings go there."))

    def change(document: Any) -> None:
        code = _at(document, place)
        code["id"] = new
        edit_items(code, "voorheen", lambda item: None if item.lower() == new.lower() else item)
        add_items(code, "voorheen", [old], order=list(Code.model_fields))
        _lead(document, source, old, new)

    return Edited(_checked(edit_yaml(data, change, source=source), name=name), [])


def merge_codes(data: bytes, *, old: str, into: str, name: str) -> Edited:
    """The book without a code, whose texts, patterns and former ids came into another one.

    What told the two codes apart (`-> the other one`) is left out. Raises PipelineError where one of them does not
    exist, where the code that goes has sub-codes, or where the book is not sound.
    """
    source = _sound(data, name=name)
    gone, stays = _place_of(source, old), _place_of(source, into)
    from_code, to_code = source.at(gone), source.at(stays)
    if old == into:
        raise PipelineError(source.problem((*gone, "id"), f"'{old}' is one code", "Name two codes."))
    if from_code.get("codes"):
        what = f"code '{old}' has sub-codes"
        raise PipelineError(source.problem((*gone, "codes"), what, "Merge or move these first."))
    if len(source.at(gone[:-1])) == 1 and len(gone) == 4:
        what = f"code '{old}' is the only one of its theme"
        raise PipelineError(source.problem((*gone, "id"), what, "Put another code in the theme, or remove it by hand."))
    apart = _told_apart(from_code, to_code)
    left_out = [*_left_out(source, gone, apart), *_left_out(source, stays, apart), *_unmoved(source, gone, into)]

    def change(document: Any) -> None:
        code = _at(document, stays)
        for key in _MOVED:
            edit_items(code, key, lambda item: None if item in apart else item)
            kept = {_folded(item) for item in lines_of(to_code, key)}
            moved = [item for item in lines_of(from_code, key) if item not in apart and _folded(item) not in kept]
            add_items(code, key, moved, order=list(Code.model_fields))
        add_items(code, "voorheen", [old, *lines_of(from_code, "voorheen")], order=list(Code.model_fields))
        _lead(document, source, old, into)

    changed = edit_yaml(data, change, source=source)
    after = read_yaml_bytes(changed, name=name)
    return Edited(_checked(without_lines(changed, _place_of(after, old), source=after), name=name), sorted(left_out))


def _sound(data: bytes, *, name: str) -> YamlText:
    source = read_yaml_bytes(data, name=name)
    codebook_of(source)
    return source


def _checked(data: bytes, *, name: str) -> bytes:
    codebook_of(read_yaml_bytes(data, name=name))
    return data


def _place_of(source: YamlText, identifier: str) -> Place:
    places = {str(code.get("id")): place for code, place in codes_of(source)}
    if identifier not in places:
        remedy = did_you_mean(identifier, places, f"There are: {', '.join(places)}.")
        raise PipelineError(Problem(source.name, 0, f"code '{identifier}' does not exist", remedy))
    return places[identifier]


def _at(document: Any, place: Place) -> Any:
    for part in place:
        document = document[part]
    return document


def _lead(document: Any, source: YamlText, old: str, new: str) -> None:
    """Let every `-> old` lead to the new id."""
    for code, place in codes_of(source):
        for key in REFERRING:
            if any(reference_of(line) == old for line in lines_of(code, key)):
                edit_items(_at(document, place), key, _led(old, new))


def _led(old: str, new: str) -> Callable[[str], str | None]:
    return lambda item: with_reference(item, new) if reference_of(item) == old else item


def _told_apart(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """The items of two codes that told them apart: those that refer to the other, and counter-examples of just this."""
    found = set()
    for code, opposite in ((one, other), (other, one)):
        examples = {_folded(line) for line in lines_of(opposite, "voorbeelden")}
        for key in REFERRING:
            found |= {line for line in lines_of(code, key) if reference_of(line) == opposite.get("id")}
        found |= {line for line in lines_of(code, "tegenvoorbeelden") if _folded(line) in examples}
    return found


def _left_out(source: YamlText, place: Place, items: Collection[str]) -> Iterable[Problem]:
    code = source.at(place)
    for key in REFERRING:
        for line in lines_of(code, key):
            if line in items:
                what = f"code '{code.get('id')}': an item of {key} told the two codes apart and was left out"
                yield source.problem_in((*place, key), what, "Is it an example of the whole now?", item=line)


def _unmoved(source: YamlText, place: Place, into: str) -> Iterable[Problem]:
    """What a person wrote about the code that goes and that no list can take."""
    for key in ("definitie", "memo"):
        if source.at((*place, key)):
            what = f"the {key} of '{source.at((*place, 'id'))}' is gone with it"
            yield source.problem((*place, key), what, f"Does that of '{into}' cover both now?")


def _folded(line: str) -> str:
    return " ".join(without_reference(line).lower().split())
