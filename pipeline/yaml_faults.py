"""What is wrong in a YAML file, in the words of who typed it: where it breaks, and what a model does not know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel, RootModel

from pipeline.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from pipeline.yaml_text import Place, YamlText

_OTHERWISE = "between quotes, or on a line of its own under `|`."
STAR = f"Put a text that opens with * {_OTHERWISE}"
EXCLAMATION = f"Put a text that opens with ! {_OTHERWISE}"
AMPERSAND = f"Put a text that opens with & {_OTHERWISE}"
_COLON = f"Put a text with a colon and a space in it {_OTHERWISE}"
_SIGN = f"Put the text {_OTHERWISE}"
_OPENED = f"Put a text that opens with a quotation mark or a bracket {_OTHERWISE}"
_DASH = "Put `- ` before the first key of each item."
_INDENT = "Begin it in the same column as the lines that it belongs with."

# What ruamel says, what that means, what to do, and whether the fault is where ruamel was at work or where it began.
_BROKEN = (
    ("found character '\\t'", "a tab at the start of a line", "Indent with spaces.", False),
    ("found character", "a text that opens with a sign that YAML keeps for itself", _SIGN, False),
    ("expected the node content", "a text that opens with a sign that YAML keeps for itself", _SIGN, False),
    ("mapping keys are not allowed", "a text that opens with a question mark", _SIGN, False),
    ("alias", "a text that opens with *", STAR, False),
    ("tag", "a text that opens with !", EXCLAMATION, False),
    ("anchor", "a text that opens with &", AMPERSAND, False),
    (
        "expected ':'",
        "a line without `key: ` or `- `",
        "Write `key: value`, `- ` before an item, or a line of `|` in its column.",
        True,
    ),
    (
        "end of stream",
        "a quotation mark or a bracket that is not closed",
        f"Close it, or: {_OPENED[0].lower()}{_OPENED[1:]}",
        True,
    ),
    (
        "document separator",
        "a quotation mark or a bracket that is not closed",
        f"Close it, or: {_OPENED[0].lower()}{_OPENED[1:]}",
        True,
    ),
    (
        "expected ',' or",
        "a bracket or brace that is not closed",
        f"Close it, or: {_OPENED[0].lower()}{_OPENED[1:]}",
        True,
    ),
    ("expected a comment", "text behind a `|`", "Begin the text on the next line, indented.", False),
    ("expected chomping", "a text that opens with > or |", _SIGN, False),
    ("sequence entries", "a `- ` behind a key", "Begin the list on the next line.", False),
    ("another document", "a line of `---` in the middle", "Remove it: a file is one document.", False),
    ("document start", "a text that opens with %", _SIGN, False),
)
_OPENS_QUOTED = re.compile(r"^\s*(?:- )*(?:[\w-]+:\s+)?(?P<mark>[\"'])")
_OPENS_ODD = re.compile(r"^\s*(?:- )*(?:[\w-]+:\s+)?[\"'\[{]")


def explain_broken(name: str, error: Any, source: Sequence[str]) -> Problem:
    """Where a file stops being YAML and, as far as that can be told, why."""
    said = f"{getattr(error, 'problem', None) or 'not readable'}"
    mark, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if "scalar" in said and mark and began and (unclosed := _unclosed(source, began.line, mark.line)):
        line, column = unclosed
        what = f"a quotation mark that is closed on line {mark.line + 1} only"
        return Problem(name, line, what, _OPENED, column=column)
    what, remedy, is_earlier = _broken(said, _line(source, mark), mark.column if mark else 0)
    mark = began if is_earlier and began else mark
    if mark is None:
        return Problem(name, 0, what, remedy)
    return Problem(name, mark.line + 1, what, remedy, column=mark.column + 1)


def _unclosed(source: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Where a text opens with a quotation mark ('k, 's avonds) that its own line does not close."""
    for number in range(min(last, len(source)) - 1, first - 1, -1):
        match = _OPENS_QUOTED.match(source[number])
        if match and source[number].count(match["mark"]) % 2:
            return number + 1, match.start("mark") + 1
    return None


def _line(source: Sequence[str], mark: Any) -> str:
    return source[mark.line] if mark and mark.line < len(source) else ""


def _broken(said: str, line: str, column: int) -> tuple[str, str, bool]:
    if "mapping values" in said:
        if re.search(r":\s", line[:column]):
            return "a second colon in one line", _COLON, False
        return "a `key: ` further in than the line above it, which has a text already", _INDENT, False
    if "block end" in said:
        if _OPENS_ODD.match(line) and "scalar" in said:
            return "text behind a closing quotation mark or bracket", _OPENED, False
        return "a line that is out of line with those above it", _INDENT, False
    for part, what, remedy, is_earlier in _BROKEN:
        if part in said:
            return what, remedy, is_earlier
    return f"broken YAML: {said}", "Check indentation, colons and quotation marks.", False


def explain_invalid(source: YamlText, model: type[BaseModel], error: Any) -> Problem:
    """What a model did not accept, with the place where it was typed."""
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    name, kind, value = (place[-1] if place else ""), error["type"], error.get("input")
    shown = f"item {name + 1} of '{place[-2]}'" if isinstance(name, int) and len(place) > 1 else f"'{name}'"
    if kind == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        remedy = did_you_mean(str(name), known, f"Known keys: {', '.join(known)}." if known else "")
        return source.problem(place, f"unknown key {shown}", remedy)
    if kind == "missing" and place not in source.spots:
        return source.problem(place[:-1], f"{shown} is missing", "Add it.")
    if kind in ("missing", "string_too_short", "too_short") or value is None:
        return source.problem(place, f"{shown} is empty", "Fill it in.")
    if isinstance(value, dict):
        is_list = kind == "list_type" and _keys_at(model, (*place, 0))
        what, remedy = ("holds keys and no list", _DASH) if is_list else ("is read as keys with values", _COLON)
        return source.problem(place, f"{shown} {what}", remedy)
    return source.problem_in(place, *_wrong_value(shown, error, value))


def _wrong_value(shown: str, error: Any, value: Any) -> tuple[str, str]:
    """What is wrong with a text or number, and what to write instead."""
    if error["type"] == "string_pattern_mismatch":
        return f"{shown} holds other signs ({value})", _allowed_signs(shown, str(value))
    message = error["msg"].removeprefix("Value error, ")
    given = f" ({value})" if isinstance(value, str) and len(value) < 60 and value not in message else ""
    return f"{shown}: {message[0].lower()}{message[1:]}{given}", _remedy(error, value)


def _allowed_signs(name: str, value: str) -> str:
    if name == "'kleur'":
        return 'Write a colour as "#1b7f79".'
    plain = re.sub(r"[^a-z0-9_-]+", "_", value.lower()).strip("_-")
    return f"Use small letters, digits, - and _ only{f', such as {plain}' if plain else ''}."


_KINDS = {
    "int": "Write a whole number.",
    "float": "Write a number, with a point: 0.5.",
    "list": "Write a list: an item a line, each behind `- `.",
    "string": "Write a text, or one item per line under `|`.",
    "model": "Write `key: value` lines, indented.",
    "dict": "Write `key: value` lines, indented.",
    "bool": "Write true or false.",
}


def _remedy(error: Any, value: Any) -> str:
    """What to write there instead, as the kind of fault tells it."""
    context, kind = error.get("ctx") or {}, error["type"]
    if kind == "literal_error":
        known = re.findall("'([^']*)'", str(context.get("expected", "")))
        return did_you_mean(str(value), known, "Write one of these.")
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return "Write a number within this limit."
    return next(
        (remedy for part, remedy in _KINDS.items() if kind.startswith(part)), "Write it as config/README.md shows."
    )


def _keys_at(model: Any, place: Place) -> list[str]:
    """The keys that a model knows at a place inside it, as the file spells them."""
    inner = _unwrapped(model)
    for part in place:
        inner = _unwrapped(_inside(inner, part))
    return list(_fields(inner)) if _is_model(inner) else []


def _inside(annotation: Any, part: str | int) -> Any:
    if _is_model(annotation):
        return _fields(annotation).get(str(part))
    return get_args(annotation)[-1] if get_origin(annotation) in (dict, list) else None


def _unwrapped(annotation: Any) -> Any:
    """The dict, list or model inside `Annotated`, a root model or `... | None`."""
    if _is_model(annotation) and issubclass(annotation, RootModel):
        return _unwrapped(annotation.model_fields["root"].annotation)
    if get_args(annotation) and get_origin(annotation) not in (dict, list):
        return _unwrapped(get_args(annotation)[0])
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _fields(model: Any) -> dict[str, Any]:
    return {info.alias or key: info.annotation for key, info in model.model_fields.items()}
