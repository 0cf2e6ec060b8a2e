"""Items of a list in a YAML file, added, changed and removed in the form that the list has, with its comments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import CommentMark
from ruamel.yaml.scalarstring import LiteralScalarString, ScalarString
from ruamel.yaml.tokens import CommentToken


def add_items(mapping: Any, key: str, items: Sequence[str], *, order: Sequence[str]) -> None:
    """Add items to a list of a mapping in the form that it has; a new key comes where `order` has it."""
    if not items:
        return
    value: Any = mapping.get(key)
    if isinstance(value, list):
        for item in items:
            _append(value, item)
    elif isinstance(value, str) and value.strip():
        if not isinstance(value, LiteralScalarString):
            _put_below(mapping, key)
        mapping[key] = LiteralScalarString("\n".join([value.rstrip("\n"), *items]) + "\n")
    else:
        form: Any = LiteralScalarString("\n".join(items) + "\n") if len(items) > 1 else items[0]
        if key in mapping:
            if len(items) > 1:
                _put_below(mapping, key)
            mapping[key] = form
        else:
            mapping.insert(_position(mapping, key, order), key, form)


def _append(items: Any, item: str) -> None:
    items.append(item)
    last = len(items) - 2
    after = items.ca.items.get(last)
    # What stands under a list belongs behind its last item, whichever that is.
    if after and after[0] is not None and not after[0].value.startswith("#"):
        items.ca.items[last + 1] = items.ca.items.pop(last)


def edit_items(mapping: Any, key: str, change: Callable[[str], str | None]) -> None:
    """Change every item of a list of a mapping, in whatever form it is; None leaves an item out."""
    value = mapping.get(key)
    if isinstance(value, list):
        for index in reversed(range(len(value))):
            item = str(value[index]) if value[index] is not None else ""
            changed = change(item.strip())
            if changed is None:
                _remove(mapping, key, index)
            elif changed != item.strip():
                value[index] = _like(value[index], changed)
    elif isinstance(value, str):
        lines = [(line, change(line.strip()) if line.strip() else line) for line in value.split("\n")]
        kept = [line if now == line.strip() else str(now) for line, now in lines if now is not None]
        if kept != value.split("\n"):
            mapping[key] = _like(value, "\n".join(kept))


def _like(old: Any, text: str) -> Any:
    """A text in the style of another: its quotes, or its `|`."""
    return type(old)(text) if isinstance(old, ScalarString) else text


def _put_below(mapping: CommentedMap, key: str) -> None:
    """Let what stands under a value on one line stand under the block that it becomes."""
    token = mapping.ca.items[key][2] if key in mapping.ca.items else None
    if token is None:
        return
    # Behind a line the comment opens with the end of that line, behind a block it does not.
    below = token.value.removeprefix("\n")
    column = len(below) - len(below.lstrip()) if below != token.value else token.start_mark.column
    mapping.ca.items[key][2] = CommentToken(below.lstrip(" "), CommentMark(column), None) if below else None


def _remove(mapping: CommentedMap, key: str, index: int) -> None:
    """Remove an item of a list; what stands under it stays."""
    items = mapping[key]
    token = (items.ca.items.get(index) or [None])[0]
    del items[index]
    if token is None or token.value.startswith("#"):
        return
    if index:
        above = items.ca.items.setdefault(index - 1, [token, None, None, None])
        if above[0] is not token:
            above[0].value += token.value.lstrip("\n")
    elif not items:
        mapping[key] = None
        mapping.ca.items[key] = [None, None, token, None]


def _position(mapping: CommentedMap, key: str, order: Sequence[str]) -> int:
    """Before the first key that comes later. Never at the end: what stands under the last key would come between."""
    later = order[order.index(key) + 1 :]
    keys = list(mapping)
    return next((at for at, other in enumerate(keys) if other in later), len(keys) - 1)
