"""What researchers claim: bevindingen.yaml and praktijken.yaml, with what each rests on.

The program writes no claim. It finds the passages that are named, and checks them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from pipeline.codebook import Identifier, Lines, Text
from pipeline.errors import Problem, did_you_mean
from pipeline.yaml_text import Entry, Place, YamlText

CLAIM, PRACTICE = "claim", "practice"
SUPPORTS, CONTRADICTS, TOLD = "supports", "contradicts", "told"
SOUGHT = "gezocht, niet gevonden"
"""What stands for a passage where counter-evidence was looked for in vain; behind the bar: how."""

_PASSAGE = re.compile(
    r"^(?P<session>\w+)(?:-(?P<turn>\d{1,9})(?:-(?P<segment>\d{1,9}))?)?\s*(?:\|\s*(?P<quote>.*))?$", re.DOTALL
)


def paragraphs_of(value: object) -> object:
    """A text as its paragraphs, which blank lines set apart. What is no text is left as it is."""
    if value is None:
        return []
    if not isinstance(value, str):
        return value
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", value) if part.strip()]


Prose = Annotated[list[str], BeforeValidator(paragraphs_of, json_schema_input_type=str | list[str] | None)]
Name = Annotated[str, BeforeValidator(str), StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]


class Claim(Entry):
    """One claim of a researcher, what supports it, and what contradicts it."""

    id: Name = Field(description="Waarmee u naar de bevinding verwijst, zoals B01.")
    uitspraak: Prose = Field(description="De bevinding, als een uitspraak.", min_length=1)
    vraag: str | None = Field(None, description="De onderzoeksvraag die ermee gediend is: een id uit het codeboek.")
    steunt_op: Lines = Field([], description="Eén plaats per regel: `FG01-0026 | de woorden`, of alleen `FG01-0026`.")
    spreekt_tegen: Lines = Field([], description=f"Hetzelfde, of `{SOUGHT} | hoe er gezocht is`.")
    duiding: Prose = Field([], description="Wat het volgens u betekent.")
    alternatief: Prose = Field([], description="Hoe het ook te verklaren is.")
    door: Text | None = Field(None, description="Wie de bevinding schreef.")
    status: Text | None = Field(None, description="Hoe ver de bevinding is, zoals concept of besproken.")


class Claims(Entry):
    """bevindingen.yaml."""

    bevindingen: list[Claim] = Field([])


class Practice(Entry):
    """One good example, so written that another school can begin."""

    id: Identifier = Field(description="Kleine letters, cijfers, _ en -.")
    titel: Text = Field(description="Hoe het goede voorbeeld heet.")
    bewering: Text | None = Field(None, description="De titel van het blad, als een bewering.")
    probleem: Prose = Field([], description="Welk knelpunt het wegneemt.")
    stappen: Lines = Field([], description="Wat zij doen, één stap per regel.")
    wie_uren_geld: Prose = Field([], description="Wie het doet, hoeveel uur en hoeveel geld het kost.")
    leerling_merkt: Prose = Field([], description="Wat een leerling ervan merkt.")
    niet_als: Lines = Field([], description="Wanneer het niet werkt, één ding per regel.")
    morgen: Prose = Field([], description="Hoe een ander er morgen mee begint.")
    verteld_in: Lines = Field([], description="Waar het verteld is, één plaats per regel.")


class Practices(Entry):
    """praktijken.yaml."""

    praktijken: list[Practice] = Field([])


@dataclass(frozen=True)
class CitedPassage:
    """One passage that a claim or a good example names: a turn, words in it, or the segment with this number."""

    source: str
    source_id: str
    side: str
    number: int
    session_id: str
    turn: int | None
    segment: int | None
    quote: str
    file: str
    line: int


def sought(line: str) -> str | None:
    """How counter-evidence was looked for in vain, where a line says that; else None."""
    head, bar, how = line.partition("|")
    return how.strip() if bar and " ".join(head.lower().split()) == SOUGHT else None


def is_sought(line: str) -> bool:
    """Whether a line says that counter-evidence was looked for in vain, also without saying how."""
    return " ".join(line.partition("|")[0].lower().split()) == SOUGHT


def passages_in(book: Claims | Practices, source: YamlText) -> list[CitedPassage]:
    """Every passage that the claims or good examples of a file name; other lines are left to `note_passages`."""
    found: list[CitedPassage] = []
    for kind, side, place, entry_id, lines in _lists(book):
        for number, line in enumerate(lines, start=1):
            match = None if is_sought(line) else _PASSAGE.match(line)
            if match is None or not (match["turn"] or match["quote"]):
                continue
            found.append(
                CitedPassage(
                    kind, entry_id, side, number, match["session"],
                    int(match["turn"]) if match["turn"] else None,
                    int(match["segment"]) if match["segment"] else None,
                    (match["quote"] or "").strip(), source.name, source.spot_in(place, line)[0],
                )
            )  # fmt: skip
    return found


def _lists(book: Claims | Practices) -> Iterator[tuple[str, str, Place, str, Sequence[str]]]:
    if isinstance(book, Claims):
        for index, claim in enumerate(book.bevindingen):
            place: Place = ("bevindingen", index)
            yield CLAIM, SUPPORTS, (*place, "steunt_op"), claim.id, claim.steunt_op
            yield CLAIM, CONTRADICTS, (*place, "spreekt_tegen"), claim.id, claim.spreekt_tegen
    else:
        for index, practice in enumerate(book.praktijken):
            yield PRACTICE, TOLD, ("praktijken", index, "verteld_in"), practice.id, practice.verteld_in


def check_claims(book: Claims | Practices, source: YamlText, *, questions: Collection[str]) -> Iterator[Problem]:
    """What must be mended: an id that stands there twice, a research question that the codebook lacks."""
    entries: Sequence[Any] = book.bevindingen if isinstance(book, Claims) else book.praktijken
    key = "bevindingen" if isinstance(book, Claims) else "praktijken"
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.id in seen:
            yield source.problem((key, index, "id"), f"'{entry.id}' stands here twice", "Rename one.")
        seen.add(entry.id)
        asked = getattr(entry, "vraag", None)
        if asked and questions and asked not in questions:
            remedy = did_you_mean(asked, questions, f"One of: {', '.join(questions)}.")
            yield source.problem((key, index, "vraag"), f"question '{asked}' is not in the codebook", remedy)


def note_passages(book: Claims | Practices, source: YamlText, *, sessions: Collection[str]) -> Iterator[Problem]:
    """What is odd but stops nothing: a line that names no place, or one in a session that is not registered."""
    for _, _, place, entry_id, lines in _lists(book):
        for line in lines:
            if what := _wrong(line, sessions):
                remedy = "It is left out. Write `FG01-0026 | the words`, or the turn alone."
                yield source.problem_in(place, f"'{entry_id}': {what}", remedy, item=line)


def _wrong(line: str, sessions: Collection[str]) -> str | None:
    if is_sought(line):
        return None
    match = _PASSAGE.match(line)
    if match is None or not (match["turn"] or match["quote"]):
        return "this line names no turn"
    if sessions and match["session"] not in sessions:
        return f"session '{match['session']}' is not in sessies.csv"
    return None
