"""The codebook: what codebook.yaml may hold, read and checked like code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from pipeline.errors import PipelineError, Problem, did_you_mean
from pipeline.yaml_text import Place, YamlText, parse, read_yaml

Machine = Literal["nee", "voorstel", "telt mee"]

_REFERENCE = re.compile(r"\s*->\s*(?P<code>\S+)\s*$")
_QUESTION = re.compile(r"^\[(?P<question>[^\]]+)\]\s*(?P<answer>.+)$")


def _as_lines(value: object) -> object:
    """One text, a YAML list or a block with one item per line, as a list."""
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split("\n")
    return [item.strip() for item in value if item and item.strip()] if isinstance(value, list) else value


def _as_text(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Lines = Annotated[list[str], BeforeValidator(_as_lines)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Code(_Entry):
    """One code with its definition, its evidence for the machine, and its sub-codes."""

    id: Identifier
    naam: Text
    definitie: Text
    wel: Lines = []
    niet: Lines = []
    voorbeelden: Lines = []
    tegenvoorbeelden: Lines = []
    patronen: Lines = []
    vraag: str | None = None
    niveau: Literal["manifest", "latent"] = "manifest"
    machine: Machine = "voorstel"
    herkomst: str | None = None
    status: Literal["concept", "in gebruik", "vervallen"] = "in gebruik"
    voorheen: Lines = []
    memo: str | None = None
    kleur: str | None = Field(None, pattern=r"^#[0-9a-fA-F]{6}$")
    codes: list[Code] = []

    @property
    def is_for_machine(self) -> bool:
        """Whether the machine may propose this code."""
        return self.machine != "nee" and self.niveau != "latent" and self.status != "vervallen"


class Theme(_Entry):
    """A theme: a name over a group of codes."""

    id: Identifier
    naam: Text
    definitie: str | None = None
    memo: str | None = None
    kleur: str | None = Field(None, pattern=r"^#[0-9a-fA-F]{6}$")
    codes: list[Code] = Field(min_length=1)


class Codebook(_Entry):
    """The whole book: themes with their codes, and the dimensions that hang on a coding."""

    titel: Text
    versie: str = "1"
    vragen: dict[str, str] = {}
    dimensies: dict[Identifier, dict[str, str]] = {}
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
    def renamed(self) -> dict[str, str]:
        """Former ids and the code that they are now."""
        return {old: code.id for code in self.codes.values() for old in code.voorheen}


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
    book = parse(Codebook, source)
    problems = [*_duplicates(book, source), *_references(book, source), *_patterns(book, source)]
    if problems:
        raise PipelineError(problems)
    return book


def _places(book: Codebook) -> Iterator[tuple[Code, Place]]:
    def inside(codes: list[Code], place: Place) -> Iterator[tuple[Code, Place]]:
        for index, code in enumerate(codes):
            here = (*place, "codes", index)
            yield code, here
            yield from inside(code.codes, here)

    for index, theme in enumerate(book.themas):
        yield from inside(theme.codes, ("themas", index))


def _duplicates(book: Codebook, source: YamlText) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    themes: list[tuple[str, Place]] = [(t.id, ("themas", i, "id")) for i, t in enumerate(book.themas)]
    for identifier, place in [*themes, *((code.id, (*place, "id")) for code, place in _places(book))]:
        if identifier in seen:
            yield source.problem(
                place,
                f"id '{identifier}' also stands on line {seen[identifier]}",
                "Ids are unique over the book.",
            )
        else:
            seen[identifier] = source.line_of(place)


def _references(book: Codebook, source: YamlText) -> Iterator[Problem]:
    known = book.codes
    for code, place in _places(book):
        for key in ("niet", "tegenvoorbeelden", "wel", "voorbeelden"):
            for line in getattr(code, key):
                match = _REFERENCE.search(line)
                if match and match["code"] not in known:
                    yield source.problem(
                        (*place, key),
                        f"code '{code.id}': '-> {match['code']}' does not exist",
                        did_you_mean(match["code"], known, "Name an existing code."),
                    )
        for old in code.voorheen:
            if old in known:
                yield source.problem(
                    (*place, "voorheen"),
                    f"code '{code.id}': former id '{old}' is a code in this book",
                    "Remove it from voorheen, or remove that code.",
                )


def _patterns(book: Codebook, source: YamlText) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for code, place in _places(book):
        for pattern in code.patronen:
            if not re.search(r"\w", pattern):
                yield source.problem(
                    (*place, "patronen"),
                    f"code '{code.id}': pattern '{pattern}' holds no word",
                    "Write words.",
                )
            other = owner.setdefault(pattern.lower(), code.id)
            if other != code.id:
                yield source.problem(
                    (*place, "patronen"),
                    f"code '{code.id}': pattern '{pattern}' also belongs to '{other}'",
                    "A pattern points at one code: make it more precise.",
                )
