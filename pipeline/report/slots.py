"""What only a person can write: shown with who signed it, or as a marked place where it is still to come."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.markup import Html, html, join, paragraph, unnumbered
from pipeline.report.view import View

MISSING = "nog in te vullen"
_BETWEEN = r"(?:\s*[,;]\s*|\s+en\s+)"
_ID = r"(?:{sessions})-\d{{4,}}(?:-\d+)?"


def slot(what: str) -> Html:
    """A place for a text that nobody wrote yet: what belongs there."""
    return html('<p class="slot"><strong>{}</strong>: {}</p>', MISSING.capitalize(), what)


def prose(view: View, paragraphs: Sequence[str], *, missing: str) -> Html:
    """What a person wrote in paragraphs; where nobody did, the place for it."""
    return join(paragraph(shown(view, text)) for text in paragraphs) if paragraphs else slot(missing)


def signed(view: View, text: Mapping[str, Any] | None, *, missing: str) -> Html:
    """What a person wrote and signed (keys tekst, door); unsigned it says so."""
    paragraphs = (text or {}).get("tekst") or []
    if not paragraphs:
        return slot(missing)
    door = (text or {}).get("door")
    by = html('<p class="by">{}</p>', door) if door else slot("wie deze alinea ondertekent")
    return html('<div class="signed">{}{}</div>', join(paragraph(shown(view, item)) for item in paragraphs), by)


def shown(view: View, text: str) -> str:
    """What a person typed, as this audience may read it: outside the team no ids and no numbered placeholders."""
    if view.is_team:
        return text
    sessions = "|".join(re.escape(name) for name in sorted(view.corpus.sessions.session_id, key=len, reverse=True))
    if sessions:
        one = rf"(?<![\w-])(?:{_ID.format(sessions=sessions)}|{sessions})(?![\w-])"
        several = rf"{one}(?:{_BETWEEN}{one})+"
        text = re.sub(rf"\s*\({one}(?:{_BETWEEN}{one})*\)", "", text)
        text = re.sub(several, "enkele gesprekken", text)
        text = re.sub(one, "een gesprek", text)
    return unnumbered(text)
