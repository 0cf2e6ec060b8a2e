"""YAML read as text, with the line and column of everything in it.

All scalars stay text: 1.10 stays 1.10 and nee stays nee, so a researcher has nothing to quote. Types are
given by the pydantic models that read the result. Aliases, anchors and tags are refused: no file of a study needs
them, an alias can be made to grow without end, and a text that opens with ! or & would lose its first word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLStreamError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from pipeline.errors import PipelineError, Problem
from pipeline.yaml_faults import AMPERSAND, EXCLAMATION, STAR, explain_broken, explain_invalid

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]
Spot = tuple[int, int]
"""A line and a column, both counted from 1."""

_LARGEST_FILE = 5_000_000
# A codebook of a hundred codes has a few thousand lines; what holds more than this takes minutes to read.
_MOST_LINES, _MOST_BRACKETS, _LONGEST_LINE = 100_000, 20_000, 200_000
_NESTED = re.compile(r"(?:[\[{]\s*){20}")
# Where ruamel sees a new line.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
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
    """The content of a YAML file: `data` holds dicts, lists, text and None; `spots` where each key or item stands.

    `values` holds where the texts begin and on which line they end, `source` the lines as they were typed.
    """

    name: str
    source: list[str] = field(default_factory=list)
    data: Any = None
    spots: dict[Place, Spot] = field(default_factory=dict)
    values: dict[Place, tuple[Spot, int]] = field(default_factory=dict)

    def spot_of(self, place: Place) -> Spot:
        """Where a key or item stands, or the nearest thing around it."""
        while place and place not in self.spots:
            place = place[:-1]
        return self.spots.get(place, (1, 1))

    def spot_in(self, place: Place, item: str | None = None) -> Spot:
        """Where the value of a key begins, or one item of it, be it of a YAML list or a line of a `|` block."""
        value = self.at(place)
        if isinstance(value, list):
            index = next((i for i, other in enumerate(value) if isinstance(other, str) and other.strip() == item), None)
            return self.spot_of(place) if index is None else self.spot_in((*place, index))
        if place not in self.values:
            return self.spot_of(place)
        (line, column), last = self.values[place]
        for number in range(line, last) if item else ():
            typed = self.source[number]
            if typed.strip() == item:
                return number + 1, len(typed) - len(typed.lstrip()) + 1
        return line, column

    def at(self, place: Place) -> Any:
        """What stands at a place; None where nothing does."""
        value = self.data
        for part in place:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def problem(self, place: Place, what: str, remedy: str = "") -> Problem:
        """A problem at a key or item of this file."""
        line, column = self.spot_of(place)
        return Problem(self.name, line, what, remedy, column=column)

    def problem_in(self, place: Place, what: str, remedy: str = "", *, item: str | None = None) -> Problem:
        """A problem with the value of a key, or with one item of its list."""
        line, column = self.spot_in(place, item)
        return Problem(self.name, line, what, remedy, column=column)


def read_yaml(path: Path, *, name: str | None = None) -> YamlText:
    """Read a YAML file. Raises PipelineError where it is broken or too large, or uses aliases, anchors or tags."""
    name = name or path.as_posix()
    if path.stat().st_size > _LARGEST_FILE:
        raise PipelineError(Problem(name, 0, "the file is larger than 5 MB", "Is it the right file?"))
    return read_yaml_bytes(path.read_bytes(), name=name)


def read_yaml_bytes(data: bytes, *, name: str) -> YamlText:
    """Read the bytes of a YAML file, like `read_yaml`."""
    try:
        text = data.decode("utf-8-sig")
        _check_size(text, name)
        node = YAML(typ="safe", pure=True).compose(text)
    except UnicodeDecodeError as error:
        line, column = _spot(data[: error.start].decode("utf-8", errors="replace"))
        problem = Problem(name, line, "the file is not UTF-8 text", "Save it as UTF-8.", column=column)
        raise PipelineError(problem) from error
    except ReaderError as error:
        line, column = _spot(text[: error.position])
        what = "a sign that text cannot hold"
        raise PipelineError(Problem(name, line, what, "Type this line again.", column=column)) from error
    except (MarkedYAMLError, YAMLStreamError) as error:
        raise PipelineError(explain_broken(name, error, _BREAK.split(text))) from error
    except RecursionError as error:
        raise PipelineError(_too_deep(name, 0)) from error
    result = YamlText(name, _BREAK.split(text))
    problems: list[Problem] = []
    if node is not None:
        _Reader(result, problems).convert(node, ())
    if problems:
        raise PipelineError(problems)
    return result


def _spot(before: str) -> Spot:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


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


class _Reader:
    """Turns nodes into plain values while it notes where they stand."""

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
            line, column = self.result.spot_of(place)
            self._refuse((line, column), "an alias (*name)", f"Write it out. {STAR}")
            return None
        self.seen.add(id(node))
        begin = node.start_mark.line + 1, node.start_mark.column + 1
        self.result.spots.setdefault(place, begin)
        if not _TAG.fullmatch(node.tag or ""):
            self._refuse(begin, "a tag (!name)", EXCLAMATION)
            return None
        if node.anchor:
            self._refuse(begin, f"an anchor (&{node.anchor})", AMPERSAND)
        if isinstance(node, ScalarNode):
            empty = node.style is None and node.value in ("", "~", "null")
            if not empty:
                self.result.values[place] = begin, node.end_mark.line + 1
            return None if empty else node.value
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        return [self.convert(item, (*place, i)) for i, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        twice: list[tuple[str, Spot]] = []
        for key_node, value_node in node.value:
            spot = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if not isinstance(key_node, ScalarNode):
                self._refuse(spot, "a key that is no text", "Put it in quotes.")
                continue
            key = str(key_node.value)
            if key in result:
                twice.append((key, spot))
                continue
            self.result.spots[(*place, key)] = spot
            result[key] = self.convert(value_node, (*place, key))
        for key, spot in twice[:1]:
            first = self.result.spots[(*place, key)][0]
            more = f", and {len(twice) - 1} more likewise" if len(twice) > 1 else ""
            remedy = "Does a `- ` belong before it?" if more else "Keep one of them."
            self._refuse(spot, f"key '{key}' stands here and on line {first}{more}", remedy)
        return result

    def _refuse(self, spot: Spot, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.result.name, spot[0], what, remedy, column=spot[1]))


def parse(model: type[Model], source: YamlText) -> Model:
    """The file's content as a pydantic model. Raises PipelineError with line and column for every problem."""
    data = {} if source.data is None else source.data
    if not isinstance(data, dict):
        raise PipelineError(source.problem((), "the file must hold `key: value` lines", "Write a key and a colon."))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise PipelineError([explain_invalid(source, model, item) for item in error.errors()]) from error
