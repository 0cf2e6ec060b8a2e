"""What stakeholders.yaml, privacy.yaml and the topic guide (leidraad.yaml) may hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field, RootModel

from pipeline.codebook import Identifier, Lines, Text
from pipeline.errors import Problem, did_you_mean
from pipeline.yaml_text import Entry, Place, YamlText


class Name(Entry):
    """What a group or session type is called, one and many."""

    naam: Text
    meervoud: Text


def _name(value: object) -> object:
    return {"naam": value, "meervoud": value} if isinstance(value, str) else value


Named = Annotated[Name, BeforeValidator(_name, json_schema_input_type=str | Name)]


class Stakeholders(Entry):
    """stakeholders.yaml: the groups and the session types of this study."""

    groepen: dict[Identifier, Named]
    soorten: dict[Identifier, Named]


class PrivacyRules(Entry):
    """privacy.yaml: words that masking spares, since a person looked at them."""

    toegestaan: Lines = Field([])


class Question(Entry):
    """A question of the topic guide and the words by which a moderator's turn is known to ask it."""

    id: Text
    vraag: Text
    patronen: Lines = Field([])


class Guide(RootModel[dict[str, list[Question]]]):
    """leidraad.yaml: the questions by session type."""


def check_guide(guide: Guide, source: YamlText, *, types: Collection[str]) -> Iterator[Problem]:
    """What is wrong in a topic guide: unknown session types, and ids or patterns that point at two questions."""
    asked: dict[str, str] = {}
    for kind, questions in guide.root.items():
        if types and kind not in types:
            remedy = did_you_mean(kind, types, f"One of: {', '.join(types)}.")
            yield source.problem((kind,), f"session type '{kind}' is not in stakeholders.yaml", remedy)
        seen: set[str] = set()
        for index, question in enumerate(questions):
            place = (kind, index, "id")
            if question.id in seen:
                yield source.problem(place, f"question '{question.id}' stands here twice", "Rename one.")
            elif asked.setdefault(question.id, question.vraag) != question.vraag:
                what = f"'{question.id}' is another question in another session type"
                yield source.problem(place, what, "Answers are counted by id: give each question its own.")
            seen.add(question.id)
        yield from _shared_patterns(questions, source, place=(kind,))


def _shared_patterns(questions: list[Question], source: YamlText, *, place: Place) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for index, question in enumerate(questions):
        for pattern in question.patronen:
            other = owner.setdefault(" ".join(pattern.lower().split()), question.id)
            if other != question.id:
                what = f"question '{question.id}': pattern '{pattern}' also belongs to '{other}'"
                remedy = "A pattern points at one question: make it more precise."
                yield source.problem_in((*place, index, "patronen"), what, remedy, item=pattern)
