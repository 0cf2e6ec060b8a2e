"""YAML read as text, with the line and column of everything in it.

All scalars stay text: 1.10 stays 1.10 and nee stays nee, so a researcher has nothing to quote. Types are
given by the pydantic models that read the result. Anchors and aliases are refused: no file of a study needs
them, and they can be made to grow without end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLStreamError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from pipeline.errors import PipelineError, Problem, did_you_mean

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

_LARGEST_FILE = 5_000_000


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

    def problem(self, place: Place, what: str, remedy: str = "") -> Problem:
        """A problem at a key or item of this file."""
        return Problem(self.name, self.line_of(place), what, remedy)


def read_yaml(path: Path, *, name: str | None = None) -> YamlText:
    """Read a YAML file. Raises PipelineError where it is broken, too large, or uses aliases twice."""
    name = name or path.as_posix()
    if path.stat().st_size > _LARGEST_FILE:
        raise PipelineError(Problem(name, 0, "the file is larger than 5 MB", "Is it the right file?"))
    result = YamlText(name)
    try:
        node = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8-sig"))
    except (MarkedYAMLError, YAMLStreamError, ReaderError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "not readable as UTF-8 text"
        raise PipelineError(
            Problem(name, mark.line + 1 if mark else 0, f"broken YAML: {what}", "Check indentation and colons.")
        ) from error
    problems: list[Problem] = []
    if node is not None:
        _Reader(result, problems).convert(node, ())
    if problems:
        raise PipelineError(problems)
    return result


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
        line = node.start_mark.line + 1
        self.result.lines.setdefault(place, line)
        if id(node) in self.seen:
            self.problems.append(Problem(self.result.name, line, "an alias (*name)", "Write the value out."))
            return None
        self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            empty = node.style is None and node.value in ("", "~", "null")
            return None if empty else node.value
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        return [self.convert(item, (*place, i)) for i, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
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
    place: Place = tuple(error["loc"])
    name = place[-1] if place else ""
    if error["type"] == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        remedy = did_you_mean(str(name), known, f"Known keys: {', '.join(known)}." if known else "")
        return source.problem(place, f"unknown key '{name}'", remedy)
    if error["type"] == "missing":
        return source.problem(place[:-1], f"'{name}' is missing", "Add it.")
    message = error["msg"].removeprefix("Value error, ")
    value = error.get("input")
    shown = f" ({value})" if isinstance(value, str) and len(value) < 60 and value not in message else ""
    return source.problem(place, f"'{name}': {message[0].lower()}{message[1:]}{shown}")


def _keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that a model knows at a place inside it, as the file spells them."""
    for part in place:
        if isinstance(part, int):
            continue
        fields = {info.alias or key: info for key, info in model.model_fields.items()}
        if part not in fields:
            return []
        inner = _model_in(fields[part].annotation)
        if inner is None:
            return []
        model = inner
    return [info.alias or key for key, info in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := _model_in(inner):
            return found
    return None
