"""The codebook: what codebook.yaml may hold, read and checked like code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.yaml_text import Entry, Place, YamlText, parse, read_yaml

Machine = Literal["nee", "voorstel", "telt mee"]

_REFERENCE = re.compile(r"\s*->\s*(?P<code>\S+)\s*$")
_QUESTION = re.compile(r"^\[(?P<question>[^\]]+)\]\s*(?P<answer>.+)$")


def _as_lines(value: object) -> object:
    """One text, a YAML list or a block with one item per line, as a list. What is no text is left for pydantic."""
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split("\n")
    if not isinstance(value, list):
        return value
    items = [item.strip() if isinstance(item, str) else item for item in value]
    return [item for item in items if item not in ("", None)]


def _as_text(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Lines = Annotated[list[str], BeforeValidator(_as_lines)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1)]


class Code(Entry):
    """One code with its definition, its evidence for the machine, and its sub-codes."""

    id: Identifier
    naam: Text
    definitie: Text
    wel: Lines = Field([])
    niet: Lines = Field([])
    voorbeelden: Lines = Field([])
    tegenvoorbeelden: Lines = Field([])
    patronen: Lines = Field([])
    vraag: str | None = None
    niveau: Literal["manifest", "latent"] = "manifest"
    machine: Machine = "voorstel"
    herkomst: str | None = None
    status: Literal["concept", "in gebruik", "vervallen"] = "in gebruik"
    voorheen: Lines = Field([])
    memo: str | None = None
    kleur: str | None = Field(None, pattern=r"^#[0-9a-fA-F]{6}$")
    codes: list[Code] = Field([])

    @property
    def is_for_machine(self) -> bool:
        """Whether the machine may propose this code."""
        return self.machine != "nee" and self.niveau != "latent" and self.status != "vervallen"


class Theme(Entry):
    """A theme: a name over a group of codes."""

    id: Identifier
    naam: Text
    definitie: str | None = None
    memo: str | None = None
    kleur: str | None = Field(None, pattern=r"^#[0-9a-fA-F]{6}$")
    codes: list[Code] = Field(min_length=1)


class Codebook(Entry):
    """The whole book: themes with their codes, and the dimensions that hang on a coding."""

    titel: Text
    versie: str = "1"
    vragen: dict[str, str] = Field({})
    dimensies: dict[Identifier, dict[Identifier, Text]] = Field({})
    themas: list[Theme] = Field(min_length=1)

    def walk(self) -> Iterator[tuple[Code, tuple[str, ...]]]:
        """Every code with the ids above it, theme first, in the order of the book."""
        for theme in self.themas:
            yield from _walk(theme.codes, (theme.id,))

    @property
    def codes(self) -> dict[str, Code]:
        """Every code by its id."""
        return {code.id: code for code, _ in self.walk()}

    @property
    def ancestors(self) -> dict[str, tuple[str, ...]]:
        """For every code the theme and the codes above it."""
        return {code.id: above for code, above in self.walk()}

    @property
    def names(self) -> dict[str, str]:
        """The name of every theme and code by its id."""
        return {t.id: t.naam for t in self.themas} | {c.id: c.naam for c in self.codes.values()}

    @property
    def ids(self) -> set[str]:
        """What themes, codes, dimensions and their values are called in the book itself."""
        dimensions = {name for dimension, values in self.dimensies.items() for name in (dimension, *values)}
        return {*self.names, *dimensions, *self.renamed}

    @property
    def renamed(self) -> dict[str, str]:
        """Former ids and the code that they are now."""
        return {old.lower(): code.id for code in self.codes.values() for old in code.voorheen}


def _walk(codes: list[Code], above: tuple[str, ...]) -> Iterator[tuple[Code, tuple[str, ...]]]:
    for code in codes:
        yield code, above
        yield from _walk(code.codes, (*above, code.id))


def without_reference(line: str) -> str:
    """An item of a list without its `-> code`."""
    return _REFERENCE.sub("", line)


def question_and_answer(example: str) -> tuple[str | None, str]:
    """An example as its question, where it opens with `[one]`, and what was said."""
    text = without_reference(example)
    match = _QUESTION.match(text)
    return (match["question"], match["answer"]) if match else (None, text)


def read_codebook(path: Path, *, name: str | None = None) -> Codebook:
    """Read and check codebook.yaml. Raises PipelineError with a line for every problem."""
    source = read_yaml(path, name=name)
    problems = [problem for check in (_duplicates, _references, _former_ids, _patterns) for problem in check(source)]
    try:
        book = parse(Codebook, source)
    except PipelineError as error:
        raise PipelineError([*error.problems, *problems]) from error
    if problems:
        raise PipelineError(problems)
    return book


# The checks look at the file as it stands, not at the typed book: so a book with a wrong key still has all of its
# other problems named in the same list.


def _entries(value: Any, key: str, place: Place = ()) -> Iterator[tuple[dict[str, Any], Place]]:
    """The mappings in the list under a key, and of codes those inside them, with the place of each."""
    items = value.get(key) if isinstance(value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            here = (*place, key, index)
            yield item, here
            if key == "codes":
                yield from _entries(item, "codes", here)


def _codes(source: YamlText) -> Iterator[tuple[dict[str, Any], Place]]:
    for theme, place in _entries(source.data, "themas"):
        yield from _entries(theme, "codes", place)


def _lines(code: dict[str, Any], key: str) -> list[str]:
    items = _as_lines(code.get(key))
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


def _ids(source: YamlText) -> set[str]:
    return {str(code.get("id")) for code, _ in _codes(source)}


def _duplicates(source: YamlText) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for entry, place in [*_entries(source.data, "themas"), *_codes(source)]:
        identifier = entry.get("id")
        if identifier in seen:
            what = f"id '{identifier}' also stands on line {seen[identifier]}"
            yield source.problem((*place, "id"), what, "Ids are unique over the book.")
        elif isinstance(identifier, str):
            seen[identifier] = source.line_of((*place, "id"))


def _references(source: YamlText) -> Iterator[Problem]:
    """`-> code` and `vraag` must lead somewhere."""
    known = _ids(source)
    questions = source.at(("vragen",))
    for code, place in _codes(source):
        name = code.get("id")
        for key in ("wel", "niet", "voorbeelden", "tegenvoorbeelden"):
            for line in _lines(code, key):
                match = _REFERENCE.search(line)
                if match and match["code"] not in known:
                    what = f"code '{name}': '-> {match['code']}' does not exist"
                    remedy = did_you_mean(match["code"], known, "Name an existing code.")
                    yield Problem(source.name, source.line_of_item((*place, key), line), what, remedy)
        asked = code.get("vraag")
        if isinstance(questions, dict) and isinstance(asked, str) and asked not in questions:
            remedy = did_you_mean(asked, questions, "Add it to vragen.")
            yield source.problem((*place, "vraag"), f"code '{name}': vraag '{asked}' does not exist", remedy)


def _former_ids(source: YamlText) -> Iterator[Problem]:
    """`voorheen` must lead old codings to one code alone."""
    known = _ids(source)
    owner: dict[str, str] = {}
    for code, place in _codes(source):
        name = str(code.get("id"))
        for old in _lines(code, "voorheen"):
            line = source.line_of_item((*place, "voorheen"), old)
            other = owner.setdefault(old.lower(), name)
            if old.lower() in known:
                what = f"code '{name}': former id '{old}' is a code in this book"
                yield Problem(source.name, line, what, "Remove it from voorheen, or remove that code.")
            elif other != name:
                what = f"code '{name}': former id '{old}' is also that of '{other}'"
                yield Problem(source.name, line, what, "Old codings can move to one code alone.")


def _patterns(source: YamlText) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for code, place in _codes(source):
        if code.get("status") == "vervallen":
            continue
        name = str(code.get("id"))
        for pattern in _lines(code, "patronen"):
            line = source.line_of_item((*place, "patronen"), pattern)
            if not re.search(r"\w", pattern):
                yield Problem(source.name, line, f"code '{name}': pattern '{pattern}' holds no word", "Write words.")
            other = owner.setdefault(" ".join(pattern.lower().split()), name)
            if other != name:
                what = f"code '{name}': pattern '{pattern}' also belongs to '{other}'"
                yield Problem(source.name, line, what, "A pattern points at one code: make it more precise.")
