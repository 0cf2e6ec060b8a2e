"""The pages of the desk: where they lie, what they hold, and that they never outlive the tables they were made of."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from pipeline.report.keys import stored_key
from pipeline.report.markup import decimal
from pipeline.store import hash_of, write_atomically

if TYPE_CHECKING:
    from pipeline.desk.session_page import Part
    from pipeline.study import Study

FOLDER = "lezen"
"""In the folder of a corpus' reports."""

STANDS = {"mens": "door", "telt": "telt mee", "voorstel": "voorstel", "afgewezen": "afgewezen"}
_TEMPLATES = Path(__file__).with_name("templates")
_REPORT_CSS = Path(__file__).parents[1] / "report" / "templates" / "report.css"
_CODE = "code-"
_CLOSING = "Voor het team. Alleen gemaskeerde tekst; wie iets deelt, kijkt eerst of het geciteerd mag worden."


def page_of_session(study: Study, session: str) -> Path:
    """Where the page to read a session lies."""
    return study.reports / FOLDER / f"{session}.html"


def page_of_code(study: Study, code: str) -> Path:
    """Where the page with all passages of a code lies."""
    return study.reports / FOLDER / f"{_CODE}{code}.html"


def names_of_pages(study: Study) -> Iterable[tuple[Path, str, bool]]:
    """Every page that stands, with the id of its session or code, and whether it is of a code; other files stay out."""
    for path in sorted((study.reports / FOLDER).glob("*.html")):
        if stored_key(path) is not None:
            yield path, path.stem.removeprefix(_CODE), path.stem.startswith(_CODE)


def key_of(study: Study, described: dict[str, Any], *asked: str) -> str:
    """What decides a page: the tables it is made of, what people typed, and the code that makes it."""
    from pipeline.flow_keys import contents

    tables = "sessions participants utterances segments codings coding_values segment_codes".split()
    shown = {name: described[name] for name in ("codebook", "stakeholders", "memos", "invented")}
    return hash_of(asked, contents(study, *tables), shown, _code())


def write_page(path: Path, *, described: dict[str, Any], parts: Sequence[Part], **shown: Any) -> None:
    """Write one page. `shown` are title, lead, facts, notes, explained, choices and key."""
    template = _environment().get_template("lezen.html.j2")
    script = (_TEMPLATES / "lezen.js").read_text(encoding="utf-8")
    css = "\n".join(file.read_text(encoding="utf-8") for file in (_REPORT_CSS, _TEMPLATES / "lezen.css"))
    page = template.render(
        corpus=described["corpus"],
        study_title=described["codebook"]["titel"],
        invented=described["invented"],
        # Our own files, without anything that their elements could be ended by.
        css=Markup(css),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(f"\n{script}\n".encode()).digest()).decode(),
        parts=parts,
        stands=STANDS,
        decimal=decimal,
        closing=_CLOSING,
        **(shown | {"choices": as_json(shown["choices"])}),
    )
    write_atomically(path, page.encode())


def as_json(value: Any) -> Markup:
    """Data inside a script element, that nothing in it can end."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )


@cache
def _code() -> str:
    """The bytes of all code and templates of the desk: no version number to forget."""
    digest = hashlib.sha256(_REPORT_CSS.read_bytes())
    for path in sorted(
        path for path in Path(__file__).parent.rglob("*") if path.suffix in {".py", ".j2", ".css", ".js"}
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()
