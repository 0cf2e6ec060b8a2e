"""An executed notebook as one self-contained page, and the index over all pages.

nbconvert's own template loads scripts from a network; ours has no script at all, and a content policy that forbids
every request. Code is left out, and so is what a cell writes to stderr.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from pipeline.report.plan import AUDIENCES, Report, slug

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TEMPLATES = Path(__file__).with_name("templates")
_TELLING = re.compile(r'data-telling="([^"]*)"')
_HEADING = re.compile(r"<h2(?:\s[^>]*)?>(?P<text>.*?)</h2>", re.DOTALL)
BLOCKS = {
    "overzicht": "Overzicht",
    "focusgroep": "Focusgroepen",
    "arena": "Arenagesprekken",
    "traject": "Traject",
    "school": "Scholen",
    "route": "De route",
    "jaloersmaakvirus": "Goede voorbeelden",
    "keukentafel": "Aan de keukentafel",
    "terugkoppeling": "Terugkoppeling",
    "verantwoording": "Verantwoording",
    "eindrapport": "Eindrapport",
}
"""What the reports of each notebook are called together."""

NOTEBOOK_ONLY = "alleen-notebook"
"""Tag of a cell that explains the notebook to who opens it, and that no page shows."""


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )


@cache
def _css() -> Markup:
    # Our own file, without anything that a style element could be ended by.
    return Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))


@cache
def _script() -> Markup:
    # Our own file, without anything that a script element could be ended by.
    return Markup((_TEMPLATES / "report.js").read_text(encoding="utf-8"))


@cache
def _script_hash() -> str:
    """By what the policy of a page knows our script from any other: the hash of exactly what stands in its element."""
    return base64.b64encode(hashlib.sha256(f"\n{_script()}\n".encode()).digest()).decode()


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter, TemplateExporter

    class PageExporter(HTMLExporter):
        """HTMLExporter without its second pass, which parses the whole page anew to add attributes that we wrote."""

        def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **keywords: Any) -> Any:
            return TemplateExporter.from_notebook_node(self, nb, resources, **keywords)

    exporter = PageExporter(template_name="rapport", extra_template_basedirs=[str(_TEMPLATES)])
    exporter.exclude_input = exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.exclude_anchor_links = True
    for preprocessor in list(exporter._preprocessors):
        # They colour code and embed files; there is neither.
        preprocessor.enabled = False
    return exporter


def page_of_notebook(
    notebook: NotebookNode,
    *,
    report: Report,
    key: str,
    study: dict[str, Any],
    behind: Callable[[list[str]], str] | None = None,
) -> bytes:
    """The page of an executed notebook; `study` is what study.json holds.

    `behind` gives, for the names of the numbers on the page, the segments behind them as json; without it they stay
    closed.
    """
    shown = notebook.copy()
    shown["cells"] = [cell for cell in notebook.cells if NOTEBOOK_ONLY not in cell.metadata.get("tags", [])]

    def page(body: str) -> str:
        body, contents = _with_contents(body)
        facts = [("Voor wie", AUDIENCES[report.audience]), *_facts(study)]
        # The body is made of our own Markdown and of results that were escaped when they were made.
        return _page(study, title=report.title, subtitle=report.about, key=key, facts=facts, contents=contents,
                     body=Markup(body), index=True, behind=Markup(_behind(body, behind)))  # fmt: skip

    text, _ = _exporter().from_notebook_node(shown, resources={"report": report, "page": page})
    return str(text).encode()


def _behind(body: str, behind: Callable[[list[str]], str] | None) -> str:
    names = [html.unescape(name) for name in _TELLING.findall(body)]
    return behind(names) if behind and names else ""


def index_page(
    reports: Sequence[Report],
    failed: Sequence[Report],
    *,
    study: dict[str, Any],
    formats: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The index over all reports that stand, by building block, and those that could not be made.

    `formats` says in which forms beside html each report stands, by its name.
    """
    blocks = []
    for notebook in dict.fromkeys(report.notebook for report in reports):
        listed = [
            {
                "file": f"{r.name}.html",
                "title": f"{r.title} ({r.listed})" if r.listed else r.title,
                "about": r.about,
                "audience": AUDIENCES[r.audience],
                "others": [(form, f"{r.name}.{form}") for form in (formats or {}).get(r.name, ()) if form != "figuren"],
            }
            for r in reports
            if r.notebook == notebook
        ]
        blocks.append({"title": BLOCKS.get(notebook, notebook), "reports": listed})
    body = _environment().get_template("index.html.j2").render(blocks=blocks, failed=failed)
    subtitle = "Alle rapporten over dit materiaal, met voor wie ze bedoeld zijn."
    return _page(study, title="Rapporten", subtitle=subtitle, key="", facts=_facts(study), contents=[],
                 body=Markup(body), index=False, behind="").encode()  # fmt: skip


def _with_contents(body: str) -> tuple[str, list[tuple[str, str]]]:
    """The body with an id on every section's heading, and those ids with their texts."""
    contents: list[tuple[str, str]] = []

    def mark(match: re.Match[str]) -> str:
        text = html.unescape(re.sub(r"<[^>]+>", "", match["text"]))
        contents.append((f"{len(contents) + 1}-{slug(text)}", text))
        return f'<h2 id="{contents[-1][0]}">{match["text"]}</h2>'

    return _HEADING.sub(mark, body), contents


def _facts(study: dict[str, Any]) -> list[tuple[str, str]]:
    return [("Corpus", study["corpus"]), ("Codeboek", f"versie {study['codebook']['versie']}")]


def _page(study: dict[str, Any], **shown: Any) -> str:
    page = _environment().get_template("page.html.j2")
    return page.render(
        corpus=study["corpus"],
        study_title=study["codebook"]["titel"],
        invented=study["invented"],
        css=_css(),
        script=_script(),
        script_hash=_script_hash(),
        **shown,
    )
