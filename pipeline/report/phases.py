"""The route by phase: what goes wrong and well, who can mend it, what it takes, and who disagrees."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline.report import figures, phase_figures, slots
from pipeline.report.coded import ADDRESSEE, JUDGEMENT, PHASE, REACTION, choose, coded, having, names_of
from pipeline.report.markup import Html, capital, heading, html, items, join, listing, paragraph, rows_of
from pipeline.report.passages import passage
from pipeline.report.view import View

WRONG, WELL, NEEDED, AGAINST = ("beter",), ("goed",), ("nodig", "tip"), ("tegenspraak",)
BLIKKEN = {
    "dinges": "De Dinges: wie mensen en instellingen verbindt, en wie de regie heeft",
    "praktijk": "De praktijk en de scholen",
    "leerling": "De leerling",
    "regio": "Samenwerken in de regio",
    "verandering": "Maatschappelijke verandering",
}
"""The five ways of looking of the programme; a study may sign others too."""

_MOST, _WORDS = 5, 3


def participants(view: View) -> pd.DataFrame:
    """The rows of `coded` of participants, with the phase that people gave them in `fase`."""
    rows = coded(view)
    rows = rows[(rows.role == "deelnemer") & rows.code.isin(view.codes)]
    return having(view, rows, PHASE, names_of(view, PHASE))


def codes_of(view: View, rows: pd.DataFrame) -> list[Html]:
    """The codes of rows with most people first, each with how many where that may be told; too few are left out."""
    n = rows.groupby("code").person.nunique()
    n = n[n >= view.minimum].sort_values(ascending=False, kind="stable").head(_MOST)
    return [html("{} ({} mensen)", view.name(str(code)), view.at_least(int(count))) for code, count in n.items()]


def picture(view: View) -> Html:
    """How many people judged what in each phase; outside the team in steps of the minimum."""
    rows = participants(view)
    judged = having(view, rows, JUDGEMENT, names_of(view, JUDGEMENT))
    if not len(judged):
        return paragraph("Codeurs noteerden bij geen enkele fase wat goed gaat, wat beter kan en wat nodig is.")
    n = judged.groupby([PHASE, JUDGEMENT]).person.nunique()
    steps = 1 if view.is_team else view.minimum
    cells = pd.DataFrame(
        [[int(n.get((phase, value), 0)) // steps * steps for value in names_of(view, JUDGEMENT)]
         for phase in names_of(view, PHASE)],
        index=[capital(name) for name in names_of(view, PHASE).values()],
        columns=[capital(name) for name in names_of(view, JUDGEMENT).values()],
    )  # fmt: skip
    how = "" if view.is_team else f" Getoond in stappen van {steps}; leeg is minder dan {steps}, of niemand."
    caption = (
        "Hoeveel mensen in elke fase iets zeiden waarbij codeurs noteerden dat het goed gaat, beter kan, nodig is of "
        f"een tip is.{how} Een mens kan in meer vakjes staan."
    )
    phase = str(cells.max(axis=1).idxmax())
    most = f"De meeste mensen: {phase}, {cells.loc[phase].idxmax()}."
    alt = f"Vakjes van {len(cells)} fasen bij {len(cells.columns)} oordelen. {most}"
    return figures.show(phase_figures.cells(cells, is_step=not view.is_team), caption=caption, alt=alt)


def phases(view: View) -> Html:
    """Every phase in the codebook's order: what goes wrong, well, who can mend it, what it takes, who disagrees."""
    rows = participants(view)
    parts: list[Html] = []
    for phase, name in names_of(view, PHASE).items():
        inside = rows[rows[PHASE] == phase]
        parts += [html("<h2>{}</h2>", capital(name)), _text(view, phase)]
        if inside.person.nunique() < max(view.minimum, 1):
            parts.append(paragraph("Over deze fase is te weinig gezegd om hier iets te tonen."))
            continue
        parts += _sections(view, inside)
    return join(parts)


def _text(view: View, phase: str) -> Html:
    written = view.writings["texts"].get("fasen", {}).get(phase)
    return slots.signed(view, written, missing="wat u over deze fase wilt zeggen, ondertekend")


def _sections(view: View, inside: pd.DataFrame) -> list[Html]:
    parts = _judged(view, inside, "Wat er misgaat", WRONG)
    parts += _judged(view, inside, "Wat er goed gaat", WELL)
    parts += _addressees(view, inside)
    parts += _judged(view, inside, "Wat ervoor nodig is", NEEDED)
    against = having(view, inside, REACTION, AGAINST)
    if len(against):
        parts += [heading("Wie het er niet mee eens is"), *_shown(view, against, "Tegenspraak klonk bij")]
    return parts


def _judged(view: View, inside: pd.DataFrame, title: str, wanted: Sequence[str]) -> list[Html]:
    rows = having(view, inside, JUDGEMENT, wanted)
    return [heading(title), *_shown(view, rows, "Het ging over")] if len(rows) else []


def _shown(view: View, rows: pd.DataFrame, lead: str) -> list[Html]:
    """Codes and words of rows; where there is neither, that it came up and may not be shown."""
    codes = codes_of(view, rows)
    words = [passage(view, row, code=row.code, asked=True) for row in rows_of(choose(view, rows, most=_WORDS))]
    parts = [html("<p>{}:</p>", lead), items(codes)] if codes else []
    if not codes and not words:
        return [paragraph("Hierover is iets gezegd, door te weinig mensen om het te tonen.")]
    return [*parts, *words]


def _addressees(view: View, inside: pd.DataFrame) -> list[Html]:
    """To whom people spoke when they said that something must be better or is needed."""
    asked = having(view, inside, JUDGEMENT, (*WRONG, *NEEDED)) if names_of(view, JUDGEMENT) else inside
    lines = []
    for value, name in names_of(view, ADDRESSEE).items():
        rows = having(view, asked, ADDRESSEE, [value])
        told = view.at_least(int(rows.person.nunique()))
        if told and told != "0":
            codes = [view.name(c) for c in view.codes if (rows[rows.code == c].person.nunique()) >= view.minimum]
            about = html(" Het ging over {}.", listing(codes[:_MOST])) if codes else ""
            lines.append(html("<strong>{}</strong>: {} mensen richtten zich hiertoe.{}", capital(name), told, about))
    return [heading("Wie er iets aan kan doen"), items(lines)] if lines else []


def without_phase(view: View) -> Html:
    """How many segments with a code carry no phase: what this report does not show."""
    rows = coded(view)
    rows = rows[(rows.role == "deelnemer") & rows.code.isin(view.codes)]
    placed = set(participants(view).segment_id)
    share = 1 - rows.drop_duplicates("segment_id").segment_id.isin(placed).mean()
    if not len(rows):
        return Html("")
    tenths = min(max(round(float(share) * 10), 0), 10) * 10
    return paragraph(
        f"Ongeveer {tenths}% van de gecodeerde segmenten hoort volgens de codeurs bij geen fase, of is daar niet op "
        "bekeken. Die staan hier niet."
    )


def ways_of_looking(view: View) -> Html:
    """A signed paragraph for each way of looking; a slot where nobody wrote it."""
    written = view.writings["texts"].get("blikken", {})
    names = BLIKKEN | {name: text.get("naam") or capital(name) for name, text in written.items() if name not in BLIKKEN}
    parts = [
        html("<h3>{}</h3>{}", (written.get(key) or {}).get("naam") or name,
             slots.signed(view, written.get(key), missing="een ondertekende alinea vanuit deze blik"))
        for key, name in names.items()
    ]  # fmt: skip
    return join(parts)
