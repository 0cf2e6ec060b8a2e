"""YAML read as text, with the line and column of everything in it.

All scalars stay text: 1.10 stays 1.10 and nee stays nee, so a researcher has nothing to quote. Types are
given by the pydantic models that read the result. Aliases and tags are refused: no file of a study needs
them, an alias can be made to grow without end, and a text that opens with ! would lose its first word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLStreamError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from pipeline.errors import PipelineError, Problem, did_you_mean

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

_LARGEST_FILE = 5_000_000
# A codebook of a hundred codes has a few thousand lines; what holds more than this takes minutes to read.
_MOST_LINES, _MOST_BRACKETS, _LONGEST_LINE = 100_000, 20_000, 200_000
_NESTED = re.compile(r"(?:[\[{]\s*){20}")
# What plain values are taken for before `_Reader` makes text of them again.
_TAG = re.compile(r"tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map|timestamp|merge|value)")


class Entry(BaseModel):
    """A mapping in a YAML file: an unknown key is an error, a key with nothing behind it is as good as absent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


@dataclass
class YamlText:
    """The content of a YAML file: `data` holds dicts, lists, text and None; `lines` where each key stands."""

    name: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of a key or item, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def at(self, place: Place) -> Any:
        """What stands at a place; None where nothing does."""
        value = self.data
        for part in place:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def line_of_item(self, place: Place, item: str) -> int:
        """The line of one item of a list, be it a YAML list or a `|` block with an item per line."""
        value = self.at(place)
        items = value.split("\n") if isinstance(value, str) else value if isinstance(value, list) else []
        index = next((i for i, other in enumerate(items) if isinstance(other, str) and other.strip() == item), None)
        if index is None or (isinstance(value, str) and len(items) == 1):
            return self.line_of(place)
        return self.line_of((*place, index)) if isinstance(value, list) else self.line_of(place) + 1 + index

    def problem(self, place: Place, what: str, remedy: str = "") -> Problem:
        """A problem at a key or item of this file."""
        return Problem(self.name, self.line_of(place), what, remedy)


def read_yaml(path: Path, *, name: str | None = None) -> YamlText:
    """Read a YAML file. Raises PipelineError where it is broken or too large, or where it uses aliases or tags."""
    name = name or path.as_posix()
    if path.stat().st_size > _LARGEST_FILE:
        raise PipelineError(Problem(name, 0, "the file is larger than 5 MB", "Is it the right file?"))
    result = YamlText(name)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        _check_size(text, name)
        node = YAML(typ="safe", pure=True).compose(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PipelineError(Problem(name, line, "the file is not UTF-8 text", "Save it as UTF-8.")) from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise PipelineError(Problem(name, line, "a sign that text cannot hold", "Type this line again.")) from error
    except (MarkedYAMLError, YAMLStreamError) as error:
        raise PipelineError(_broken(name, error)) from error
    except RecursionError as error:
        raise PipelineError(_too_deep(name, 0)) from error
    problems: list[Problem] = []
    if node is not None:
        _Reader(result, problems).convert(node, ())
    if problems:
        raise PipelineError(problems)
    return result


def _check_size(text: str, name: str) -> None:
    if match := _NESTED.search(text):
        raise PipelineError(_too_deep(name, text[: match.start()].count("\n") + 1))
    n_lines, n_brackets = text.count("\n"), text.count("[") + text.count("{")
    if n_lines > _MOST_LINES or n_brackets > _MOST_BRACKETS:
        what = f"the file has {n_lines} lines and {n_brackets} opening brackets, more than a person writes"
        raise PipelineError(Problem(name, 0, what, "Is it the right file?"))
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            raise PipelineError(Problem(name, number, f"a line of {len(line)} signs", "Is it the right file?"))


def _too_deep(name: str, line: int) -> Problem:
    return Problem(name, line, "lists or keys that lie too deep inside each other", "Check indentation and brackets.")


def _broken(name: str, error: Any) -> Problem:
    mark, what = getattr(error, "problem_mark", None), getattr(error, "problem", None) or "not readable"
    remedy = _STAR if "alias" in what else "Check indentation and colons."
    return Problem(name, mark.line + 1 if mark else 0, f"broken YAML: {what}", remedy)


_STAR = "A text that opens with * stands between quotes, or on a line of its own under `|`."
_EXCLAMATION = "A text that opens with ! stands between quotes, or on a line of its own under `|`."


class _Reader:
    """Turns nodes into plain values while it notes their lines."""

    def __init__(self, result: YamlText, problems: list[Problem]) -> None:
        self.result, self.problems = result, problems
        self.seen: set[int] = set()
        self.result.data = None

    def convert(self, node: Node, place: Place) -> Any:
        value = self._value(node, place)
        if not place:
            self.result.data = value
        return value

    def _value(self, node: Node, place: Place) -> Any:
        if id(node) in self.seen:
            # The node knows where it was written first, not where it is called in again.
            line = self.result.line_of(place)
            self.problems.append(Problem(self.result.name, line, "an alias (*name)", f"Write it out. {_STAR}"))
            return None
        self.seen.add(id(node))
        self.result.lines.setdefault(place, node.start_mark.line + 1)
        if not _TAG.fullmatch(node.tag or ""):
            line = node.start_mark.line + 1
            self.problems.append(Problem(self.result.name, line, "a tag (!name)", _EXCLAMATION))
            return None
        if isinstance(node, ScalarNode):
            empty = node.style is None and node.value in ("", "~", "null")
            return None if empty else node.value
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        return [self.convert(item, (*place, i)) for i, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self.problems.append(Problem(self.result.name, line, "a key that is no text", "Put it in quotes."))
                continue
            key = str(key_node.value)
            if key in result:
                self.problems.append(
                    Problem(self.result.name, line, f"key '{key}' stands here twice", "Keep one of them.")
                )
            self.result.lines[(*place, key)] = line
            result[key] = self.convert(value_node, (*place, key))
        return result


def parse(model: type[Model], source: YamlText) -> Model:
    """The file's content as a pydantic model. Raises PipelineError with a line for every problem."""
    data = {} if source.data is None else source.data
    if not isinstance(data, dict):
        raise PipelineError(source.problem((), "the file must hold `key: value` lines"))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise PipelineError([_explain(source, model, item) for item in error.errors()]) from error


def _explain(source: YamlText, model: type[BaseModel], error: Any) -> Problem:
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    name, kind, value = (place[-1] if place else ""), error["type"], error.get("input")
    shown = f"item {name + 1} of '{place[-2]}'" if isinstance(name, int) and len(place) > 1 else f"'{name}'"
    if kind == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        remedy = did_you_mean(str(name), known, f"Known keys: {', '.join(known)}." if known else "")
        return source.problem(place, f"unknown key {shown}", remedy)
    if kind == "missing" and place not in source.lines:
        return source.problem(place[:-1], f"{shown} is missing", "Add it.")
    if kind in ("missing", "string_too_short", "too_short") or value is None:
        return source.problem(place, f"{shown} is empty", "Fill it in.")
    if isinstance(value, dict):
        remedy = "A text with a colon stands between quotes, or on a line of its own under `|`."
        return source.problem(place, f"{shown} is read as keys with values", remedy)
    if kind == "string_pattern_mismatch":
        remedy = 'Write a colour as "#1b7f79".' if name == "kleur" else "Use small letters, digits, - and _ only."
        return source.problem(place, f"{shown} holds other signs ({value})", remedy)
    message = error["msg"].removeprefix("Value error, ")
    given = f" ({value})" if isinstance(value, str) and len(value) < 60 and value not in message else ""
    return source.problem(place, f"{shown}: {message[0].lower()}{message[1:]}{given}")


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
