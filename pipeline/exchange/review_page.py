"""What the review page shows and sends: the page itself, one proposal as JSON, and an answer read from JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from pipeline.codebook import Codebook
from pipeline.codebook_items import without_reference
from pipeline.errors import Problem
from pipeline.exchange.proposals import Proposal
from pipeline.exchange.review_decisions import Decided, Decisions, RefusedError
from pipeline.exchange.review_journal import Answer

_TEMPLATES = Path(__file__).with_name("templates")
_REPORT_CSS = Path(__file__).parents[1] / "report" / "templates" / "report.css"
_LONGEST_MEMO = 10_000


@dataclass(frozen=True)
class Shown:
    """What the page knows of the study: the codebook as it may be shown, and whether the material is made up."""

    corpus: str
    book: Codebook
    invented: str | None


def page(shown: Shown, decisions: Decisions) -> bytes:
    """The page, without a word of the talk."""
    n = decisions.walk.n_kept
    kept = (
        f"{n} voorstellen liggen apart voor de blinde steekproef (route export review): wie een voorstel zag, kan er "
        "niet meer blind over oordelen."
    )
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        (_TEMPLATES / "review.html.j2").read_text(encoding="utf-8")
    )
    return template.render(
        corpus=shown.corpus,
        study_title=shown.book.titel,
        invented=shown.invented,
        coder=decisions.coder,
        file=decisions.path.name,
        kept=kept if n else "",
    ).encode()


@cache
def asset(name: str) -> tuple[str, bytes] | None:
    """A script or style sheet of the page with its type; None where there is no such file."""
    found = {
        "report.css": ("text/css", _REPORT_CSS),
        "review.css": ("text/css", _TEMPLATES / "review.css"),
        "review.js": ("text/javascript", _TEMPLATES / "review.js"),
    }.get(name)
    return (f"{found[0]}; charset=utf-8", found[1].read_bytes()) if found else None


def book_of(book: Codebook) -> dict[str, Any]:
    """The codes to choose from and the dimensions with what their values mean."""
    themes = {theme.id: theme.naam for theme in book.themas}
    codes = [
        {"id": code.id, "naam": code.naam, "thema": themes[above[0]], "definitie": code.definitie}
        for code, above in book.walk()
        if code.status != "vervallen"
    ]
    return {"codes": codes, "dimensies": book.dimensies}


def item(decisions: Decisions, number: int, *, book: Codebook, decided: dict[int, Decided]) -> dict[str, Any]:
    """One proposal with what was decided on it."""
    proposals = decisions.walk.proposals
    about = {"n": number, "totaal": len(proposals), "n_besloten": len(decided)}
    if not proposals:
        return about
    proposal, said, code = proposals[number], decided.get(number), book.codes[proposals[number].code]
    return about | {
        "sessie": proposal.session_id,
        "beurt": proposal.turn,
        "wie": proposal.who,
        "vraag": proposal.question,
        "delen": _parts(proposal),
        "code": proposal.code,
        "naam": code.naam,
        "definitie": code.definitie,
        "wel": [without_reference(line) for line in code.wel],
        "niet": [_with_name(line, book) for line in code.niet],
        "gronden": proposal.grounds,
        "besluit": _said(said) if said else None,
        "concept": decisions.draft(number),
    }


def answer_in(sent: dict[str, Any], book: Codebook) -> Answer:
    """The answer that the page sent. Raises RefusedError where it is none."""
    decision, other, values = sent.get("besluit"), sent.get("ander"), sent.get("waarden") or {}
    memo = str(sent.get("memo") or "").strip()
    known = isinstance(values, dict) and all(
        value in book.dimensies.get(str(name), {}) for name, value in values.items()
    )
    if decision not in ("ja", "nee") or not known or (other is not None and other not in book.codes):
        raise RefusedError(Problem("review", 0, "dit besluit past niet bij het codeboek"))
    if len(memo) > _LONGEST_MEMO:
        raise RefusedError(Problem("review", 0, f"een memo is hoogstens {_LONGEST_MEMO} tekens lang"))
    return Answer(decision == "ja", other, memo, {str(name): str(value) for name, value in values.items()})


def _parts(proposal: Proposal) -> list[tuple[str, bool]]:
    """The words, each stretch with whether the proposal rests on it."""
    parts, at = [], 0
    for start, end in proposal.spans:
        parts += [(proposal.text[at:start], False), (proposal.text[start:end], True)]
        at = end
    return [(text, is_evidence) for text, is_evidence in [*parts, (proposal.text[at:], False)] if text]


def _said(said: Decided) -> dict[str, Any]:
    answer = said.answer
    return {
        "besluit": "ja" if answer.is_present else "nee",
        "ander": answer.other,
        "memo": answer.memo,
        "waarden": answer.values,
        "eigen": said.is_ours,
    }


def _with_name(line: str, book: Codebook) -> str:
    """A line of `niet` with the name of the code that does apply."""
    text, arrow, code = line.rpartition("->")
    return f"{text.strip()} → {book.names.get(code.strip(), code.strip())}" if arrow else line
