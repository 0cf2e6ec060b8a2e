"""New codes in codebook.yaml: lines are added below those of their theme; every other line stays as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruamel.yaml.comments import CommentedSeq

from pipeline.codebook import Code, codebook_of
from pipeline.codebook_checks import LISTS, codes_of
from pipeline.codebook_items import reference_of, without_reference
from pipeline.codebook_suggestions import code_mapping, dumped
from pipeline.errors import PipelineError
from pipeline.exchange.refi_codes import CodePlan, NewCode
from pipeline.yaml_edits import last_line, with_lines
from pipeline.yaml_text import Place, YamlText, read_yaml_bytes

_ORDER = list(Code.model_fields)


def with_new_codes(data: bytes, plan: CodePlan, *, name: str, longest: int) -> bytes:
    """The bytes of a codebook with the new codes of a plan; comments and all other lines stay.

    Lists that the checks of a codebook refuse become part of the definition. Raises PipelineError where the file is
    laid out so that nothing can be added to it.
    """
    if not plan.new and not plan.themes:
        return data
    try:
        return _checked(_added(data, plan, name=name, is_plain=False), name, longest)
    except PipelineError:
        return _checked(_added(data, plan, name=name, is_plain=True), name, longest)


def _checked(data: bytes, name: str, longest: int) -> bytes:
    codebook_of(read_yaml_bytes(data, name=name), longest=longest)
    return data


def _added(data: bytes, plan: CodePlan, *, name: str, is_plain: bool) -> bytes:
    source = read_yaml_bytes(data, name=name)
    places: dict[str, Place] = {theme["id"]: ("themas", at) for at, theme in enumerate(source.data["themas"])}
    places |= {str(code.get("id")): place for code, place in codes_of(source)}
    known = {*places, *plan.ids.values()}
    added: dict[int, list[str]] = {}
    gone: set[int] = set()
    # Of two stretches that end on one line the deeper goes first: it is part of the other.
    for identifier in sorted(plan.new, key=lambda key: -len(places[key])):
        items = [_item(code, known, is_plain=is_plain) for code in plan.new[identifier]]
        _put(source, (*places[identifier], "codes"), items, added, gone)
    if plan.themes:
        items = [_item(theme, known, is_plain=is_plain) for theme in plan.themes]
        _put(source, ("themas",), items, added, gone)
    return with_lines(data, added, gone=gone)


def _put(source: YamlText, place: Place, items: Sequence[str], added: dict[int, list[str]], gone: set[int]) -> None:
    """Put items below the last one of a list; a list that is not there yet comes below what its code says of itself."""
    there = source.at(place)
    if there:
        line, column = source.spots.get((*place, 0), (0, 0))
        dash = source.source[line - 1].rfind("-", 0, column - 1) if line else -1
        if dash < 0:
            what = "the codes stand on one line, between brackets, so that the program cannot add to them"
            raise PipelineError(source.problem(place, what, "Write each on lines of its own, then do this again."))
        last = last_line(source, place)
    else:
        parent = source.at(place[:-1])
        column = source.spot_of((*place[:-1], next(iter(parent))))[1]
        last, dash = last_line(source, place[:-1]), column + 1
        if "codes" in parent:
            gone.add(source.spot_of(place)[0])
        added.setdefault(last, []).append(f"{' ' * (column - 1)}codes:")
    for item in items:
        lines = [f"{' ' * dash}{line}" if line else "" for line in item.splitlines()]
        added.setdefault(last, []).extend(["", *lines] if there else lines)


def _item(code: NewCode, known: set[str], *, is_plain: bool) -> str:
    """A code as an item of a list, from the first column on."""
    text = dumped(CommentedSeq([_mapping(code, known, is_plain=is_plain)]))
    return "\n".join(line.removeprefix("  ") for line in text.splitlines())


def _mapping(code: NewCode, known: set[str], *, is_plain: bool) -> object:
    values: dict[str, object] = dict(code.values)
    for key in LISTS:
        if isinstance(items := values.get(key), list):
            values[key] = [_led(item, known) for item in items]
    if is_plain:
        lists = [str(item) for key in LISTS for item in _lines(values.pop(key, None))]
        values["definitie"] = " ".join([str(values["definitie"]), *lists]) if lists else values.get("definitie")
    if code.codes:
        values["codes"] = CommentedSeq([_mapping(sub, known, is_plain=is_plain) for sub in code.codes])
    return code_mapping(_ordered(values))


def _lines(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _led(item: str, known: set[str]) -> str:
    """An item of a list; where it leads to a code that is not there, it leads nowhere."""
    code = reference_of(item)
    return item if code is None or code in known else without_reference(item)


def _ordered(values: Mapping[str, object]) -> dict[str, object]:
    return {key: values[key] for key in _ORDER if values.get(key)}
