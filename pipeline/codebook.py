"""The codebook: what codebook.yaml may hold, read and checked like code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from pipeline.codebook_checks import check_codebook, note_codebook
from pipeline.codebook_items import as_lines
from pipeline.codebook_items import question_and_answer as question_and_answer  # noqa: PLC0414
from pipeline.codebook_items import without_reference as without_reference  # noqa: PLC0414
from pipeline.codebook_patterns import check_patterns, note_patterns
from pipeline.errors import PipelineError, Problem
from pipeline.yaml_text import Entry, YamlText, parse, read_yaml

Machine = Literal["nee", "voorstel", "telt mee"]


def _as_text(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


_COLOUR = r"^#[0-9a-fA-F]{6}$"

Lines = Annotated[list[str], BeforeValidator(as_lines, json_schema_input_type=str | list[str | None] | None)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1)]


class Code(Entry):
    """One code with its definition, its evidence for the machine, and its sub-codes."""

    id: Identifier = Field(
        description="Kleine letters, cijfers, _ en -; uniek in het hele boek. Hernoemen: `route codebook rename`."
    )
    naam: Text = Field(description="Hoe de code in verslagen heet.")
    definitie: Text = Field(description="Wat eronder valt, in een of twee zinnen.")
    wel: Lines = Field([], description="Wat er wel bij hoort, één ding per regel onder `|`.")
    niet: Lines = Field([], description="Wat er niet bij hoort; sluit af met `-> code` van de code die wel past.")
    voorbeelden: Lines = Field(
        [], description="Zoals het gezegd wordt, één per regel; de vraag mag ervoor: `[Helpt hij je?] Nee.`"
    )
    tegenvoorbeelden: Lines = Field(
        [], description="Wat erop lijkt en er niet bij hoort; sluit af met `-> code` van de code die wel past."
    )
    patronen: Lines = Field(
        [], description="Zoekpatronen, één per regel. `*` is een stuk van een woord, `...` hoogstens vier woorden."
    )
    vraag: str | None = Field(None, description="De onderzoeksvraag die ermee gediend is: een id uit `vragen`.")
    niveau: Literal["manifest", "latent"] = Field(
        "manifest", description="`manifest`: het staat er met zoveel woorden. `latent`: alleen mensen coderen het."
    )
    machine: Machine = Field(
        "voorstel",
        description="Wat de machine met de code doet: `nee`, `voorstel` (mensen beslissen), "
        "of `telt mee` (na een blinde controle).",
    )
    herkomst: str | None = Field(None, description="`vooraf`, of `uit het materiaal (FG03)`.")
    status: Literal["concept", "in gebruik", "vervallen"] = Field(
        "in gebruik", description="Een code die `vervallen` is, wordt niet meer voorgesteld."
    )
    voorheen: Lines = Field([], description="Eerdere id's: oude coderingen verhuizen mee naar deze code.")
    memo: str | None = Field(None, description="Een aantekening voor wie codeert.")
    kleur: str | None = Field(None, pattern=_COLOUR, description='Tussen aanhalingstekens: "#1b7f79".')
    codes: list[Code] = Field([], description="Subcodes, zo diep als nodig.")

    @property
    def is_for_machine(self) -> bool:
        """Whether the machine may propose this code."""
        return self.machine != "nee" and self.niveau != "latent" and self.status != "vervallen"


class Theme(Entry):
    """A theme: a name over a group of codes."""

    id: Identifier = Field(description="Kleine letters, cijfers, _ en -; uniek in het hele boek.")
    naam: Text = Field(description="Hoe het thema in verslagen heet.")
    definitie: str | None = Field(None, description="Wat het thema bijeenhoudt.")
    memo: str | None = Field(None, description="Een aantekening voor wie codeert.")
    kleur: str | None = Field(None, pattern=_COLOUR, description='Tussen aanhalingstekens: "#1b7f79".')
    codes: list[Code] = Field(min_length=1, description="De codes van het thema.")


class Codebook(Entry):
    """The whole book: themes with their codes, and the dimensions that hang on a coding."""

    titel: Text = Field(description="Waar de studie over gaat.")
    versie: str = Field("1", description="Verhoog haar als de betekenis van een code verandert; 1.10 blijft 1.10.")
    vragen: dict[str, str] = Field({}, description="De onderzoeksvragen waar `vraag` naar verwijst, elk met een id.")
    dimensies: dict[Identifier, dict[Identifier, Text]] = Field(
        {}, description="Wat een codeur bij een codering kan noteren: per dimensie de waarden met hun naam."
    )
    themas: list[Theme] = Field(min_length=1, description="De thema's, elk met codes.")

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


def read_codebook(
    path: Path, *, name: str | None = None, longest: int = 60, notes: list[Problem] | None = None
) -> Codebook:
    """Read and check codebook.yaml, where a segment is at most `longest` words. What is odd is added to `notes`.

    Raises PipelineError with line and column for every problem.
    """
    return codebook_of(read_yaml(path, name=name), longest=longest, notes=notes)


def codebook_of(source: YamlText, *, longest: int = 60, notes: list[Problem] | None = None) -> Codebook:
    """The book in a file that was read, checked like `read_codebook`."""
    problems = [*check_codebook(source), *check_patterns(source, longest=longest)]
    if notes is not None:
        notes += [*note_codebook(source), *note_patterns(source)]
    try:
        book = parse(Codebook, source)
    except PipelineError as error:
        raise PipelineError([*error.problems, *problems]) from error
    if problems:
        raise PipelineError(problems)
    return book
