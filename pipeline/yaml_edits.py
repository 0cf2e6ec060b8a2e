"""YAML written by the program into a file that people type: only the lines that an edit is about change."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml import YAML

from pipeline.errors import PipelineError, Problem
from pipeline.yaml_text import Place, YamlText, read_yaml_bytes

_BOM = b"\xef\xbb\xbf"
# How far around a new line to look for one that is indented like it.
_NEAR = 3
Hunk = tuple[int, int, list[str]]
# Lines are never folded anew.
_WIDE = 2**24


def edit_yaml(data: bytes, change: Callable[[Any], None], *, source: YamlText) -> bytes:
    """The bytes of a file after a change of its content, with its own line ends and byte order mark.

    `change` gets the content as ruamel's round-trip types. Raises PipelineError where the file is laid out so that
    a change cannot be written in its own style.
    """
    typed, end, is_marked = _lines_of(data)
    yaml = _in_the_style_of(source)
    document = yaml.load("\n".join(typed))
    before = _dumped(yaml, document)
    change(document)
    after = _dumped(yaml, document)
    result = _bytes_of(_carried_over(typed, before, after), end, is_marked)
    wanted = read_yaml_bytes("\n".join(after).encode(), name=source.name)
    if _content(result, source.name) != wanted.data:
        what = "this file is indented in more than one way, so that the program cannot write in it"
        raise PipelineError(source.problem((), what, "Indent alike everywhere, or make this change by hand."))
    comments = {line.strip() for line in result.decode("utf-8-sig").splitlines()}
    for number, line in enumerate(typed, start=1):
        if line.lstrip().startswith("#") and line.strip() not in comments:
            what = "this comment would be lost"
            raise PipelineError(Problem(source.name, number, what, "Move it, or make this change by hand."))
    return result


def _content(data: bytes, name: str) -> Any:
    try:
        return read_yaml_bytes(data, name=name).data
    except PipelineError:
        return None


def without_lines(data: bytes, place: Place, *, source: YamlText) -> bytes:
    """The bytes of a file without an item of a block list; comments before and after it stay."""
    typed, end, is_marked = _lines_of(data)
    first = source.spot_of(place)[0] - 1
    last = last_line(source, place)
    is_double = first > 0 and not typed[first - 1].strip() and last < len(typed) and not typed[last].strip()
    return _bytes_of([*typed[:first], *typed[last + is_double :]], end, is_marked)


def with_lines(data: bytes, added: Mapping[int, Sequence[str]], *, gone: Collection[int] = ()) -> bytes:
    """The bytes of a file with lines added below lines, by their numbers (1 is the first), and without some lines."""
    typed, end, is_marked = _lines_of(data)
    result: list[str] = []
    for number, line in enumerate(typed, start=1):
        result += [] if number in gone else [line]
        result += added.get(number, ())
    return _bytes_of(result, end, is_marked)


def last_line(source: YamlText, place: Place) -> int:
    """The number of the last line of a value, without comments and empty lines below it."""
    inside = [spot[0] for at, spot in source.spots.items() if at[: len(place)] == place]
    return max([*inside, *(last for at, last in _last_lines(source) if at[: len(place)] == place)])


def _last_lines(source: YamlText) -> Iterable[tuple[Place, int]]:
    """The last line of every text. Of a `|` block ruamel tells where what follows begins."""
    for place, ((line, column), last) in source.values.items():
        is_block = source.source[line - 1][column - 1] in "|>"
        while is_block and last > line and not _is_of_block(source.source[last - 1], source, place):
            last -= 1
        yield place, last


def _is_of_block(line: str, source: YamlText, place: Place) -> bool:
    indent = len(line) - len(line.lstrip())
    return bool(line.strip()) and indent >= source.spot_of(place)[1]


def _in_the_style_of(source: YamlText) -> YAML:
    """A writer that indents as a file does."""
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, _WIDE
    lists = [place for place, at in source.spots.items() if place and isinstance(place[-1], int) and at[1] > 1]
    deeper = [p for p in source.spots if len(p) == 2 and isinstance(p[1], str)]
    mapping = source.spots[deeper[0]][1] - source.spots[deeper[0][:1]][1] if deeper else 2
    sequence, offset = 4, 2
    for place in lists:
        line, column = source.spots[place]
        key_line, key_column = source.spots.get(place[:-1], (line, 1))
        dash = source.source[line - 1].rfind("-", 0, column - 1)
        if dash >= 0 and line > key_line:
            sequence, offset = column - key_column, dash + 1 - key_column
            break
    yaml.indent(mapping=max(mapping, 2), sequence=max(sequence, 2), offset=max(offset, 0))
    return yaml


def _lines_of(data: bytes) -> tuple[list[str], str, bool]:
    """The lines of a file, its line end, and whether it opens with a byte order mark."""
    text = data.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n").split("\n"), end, data.startswith(_BOM)


def _bytes_of(lines: Sequence[str], end: str, is_marked: bool) -> bytes:
    return (_BOM if is_marked else b"") + end.join(lines).encode()


def _dumped(yaml: YAML, document: Any) -> list[str]:
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue().split("\n")


def _carried_over(typed: list[str], before: list[str], after: list[str]) -> list[str]:
    """The lines as typed, with what changed from `before` to `after`; `before` is how ruamel writes them unchanged.

    A line that ruamel would lay out in another way (spaces, folded texts) stays as typed, unless the change is in it.
    """
    before, after = _indented_as(typed, before, after)
    style, edits = _hunks(before, typed), _hunks(before, after)
    result: list[str] = []
    done = 0
    for first, last in _ranges(edits, style):
        ahead = [hunk for hunk in style if hunk[1] <= first]
        style = [hunk for hunk in style if hunk[0] >= last and hunk not in ahead]
        inside = [hunk for hunk in edits if first <= hunk[0] and hunk[1] <= last]
        result += [*_applied(ahead, before, done, first), *_applied(inside, before, first, last)]
        done = last
    return [*result, *_applied(style, before, done, len(before))]


def _indented_as(typed: list[str], before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Both with the indentation that their lines have as typed; a new line moves as the lines around it do."""
    as_typed: dict[int, str] = {}
    words, words_typed = ([" ".join(line.split()) for line in lines] for lines in (before, typed))
    matcher = SequenceMatcher(None, words, words_typed, autojunk=False)
    for block in matcher.get_matching_blocks():
        as_typed |= {block.a + n: typed[block.b + n] for n in range(block.size)}
    shifts = {k: _indent(line) - _indent(before[k]) for k, line in as_typed.items() if line.strip()}
    moved: list[str] = []
    for kind, first, last, into_first, into_last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            moved += [as_typed.get(k, before[k]) for k in range(first, last)]
            continue
        shift = next((shifts[k] for k in range(first - 1, -1, -1) if k in shifts), 0)
        around = [*range(last - 1, max(first - _NEAR, -1), -1), *range(last, min(last + _NEAR, len(before)))]
        for line in after[into_first:into_last]:
            alike = (shifts[k] for k in around if k in shifts and _indent(before[k]) == _indent(line))
            shift = next(alike, shift)
            moved.append(" " * (_indent(line) + shift) + line.lstrip() if line.strip() else line)
    return [as_typed.get(k, line) for k, line in enumerate(before)], moved


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _hunks(before: list[str], after: list[str]) -> list[Hunk]:
    """What differs: the first and last line of a stretch of `before`, and what stands there in `after`."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(a, b, after[c:d]) for kind, a, b, c, d in blocks if kind != "equal"]


def _ranges(edits: list[Hunk], style: list[Hunk]) -> list[tuple[int, int]]:
    """The stretches to take from the edited text: what changed, with the lines that ruamel lays out in one with it."""
    ranges: list[tuple[int, int]] = []
    for first, last, _ in edits:
        for a, b, _ in style:
            if a < last and first < b:
                first, last = min(first, a), max(last, b)
        if ranges and first <= ranges[-1][1]:
            first, last = min(first, ranges[-1][0]), max(last, ranges.pop()[1])
        ranges.append((first, last))
    return ranges


def _applied(hunks: list[Hunk], lines: list[str], first: int, last: int) -> list[str]:
    result: list[str] = []
    for begin, end, instead in hunks:
        result += [*lines[first:begin], *instead]
        first = end
    return [*result, *lines[first:last]]
