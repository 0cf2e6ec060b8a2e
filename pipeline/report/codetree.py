"""The codebook as a tree: what every code means, how it was coded, how much of it a person read."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import slots
from pipeline.report.markup import Cell, Html, html, is_nothing, join, paragraph, percent, rows_of, table
from pipeline.report.suppression import WITHHELD
from pipeline.report.view import View

_MACHINE = {"nee": "alleen door mensen", "voorstel": "de machine stelt voor", "telt mee": "de machine telt mee"}


def code_tree(view: View) -> Html:
    """Themes and codes with definition, inclusions and exclusions, and how each may be coded."""
    book = view.corpus.study["codebook"]
    n_codes = len(view.codes)
    lead = paragraph(
        f"Codeboek “{book['titel']}”, versie {book['versie']}: {len(view.themes)} thema's en {n_codes} codes. Een "
        "code kan op elk segment vallen, ook samen met andere."
    )
    tree = html('<ul class="tree">\n{}\n</ul>', join(_theme(theme, view) for theme in book["themas"]))
    return join([lead, tree])


def _theme(theme: dict[str, Any], view: View) -> Html:
    about = html("<p>{}</p>", theme["definitie"]) if theme.get("definitie") else ""
    codes = html("<ul>\n{}\n</ul>", join(_code(code, view) for code in theme["codes"]))
    return html("<li><h3>{}</h3>{}{}</li>", theme["naam"], about, codes)


def _code(code: dict[str, Any], view: View) -> Html:
    facts = ["latent: alleen door mensen" if code["niveau"] == "latent" else _MACHINE[code["machine"]]]
    facts += [f"herkomst: {slots.shown(view, code['herkomst'])}"] if code.get("herkomst") else []
    facts += [code["status"]] if code["status"] != "in gebruik" else []
    facts += [f"onderzoeksvraag {code['vraag']}"] if code.get("vraag") else []
    lines = [html("<p>{}</p>", code["definitie"])]
    for title, key in (("Wel", "wel"), ("Niet", "niet")):
        if code[key]:
            lines.append(
                html("<p><strong>{}:</strong> {}</p>", title, "; ".join(_with_name(line, view) for line in code[key]))
            )
    lines.append(html('<p class="meta"><code>{}</code> · {}</p>', code["id"], " · ".join(facts)))
    below = html("<ul>\n{}\n</ul>", join(_code(item, view) for item in code["codes"])) if code["codes"] else ""
    return html("<li><strong>{}</strong>\n{}{}</li>", view.name(code["id"]), join(lines), below)


def _with_name(line: str, view: View) -> str:
    """An item of a list, with the name of the code that it refers to: `bellen -> tijd` is *bellen → Tijd en uren*."""
    text, arrow, code = line.rpartition("->")
    return f"{text.strip()} → {view.name(code.strip())}" if arrow else line


def coded_table(view: View) -> Html:
    """Per code the segments by status, and the share on which a person decided.

    Outside the team a number of segments that fewer than the least number of people spoke is not shown, and the
    totals not at all, since the number would follow from them.
    """
    coded = view.corpus.segment_codes
    spoken = coded.merge(view.corpus.segments[["segment_id", "participant_id"]], on="segment_id")
    spoken = spoken.merge(view.people[["participant_id", "person"]], on="participant_id")
    people = spoken.groupby(["code", "status"]).person.nunique()
    plain = view.plain[(view.plain.by == "all") & ~view.plain.is_hidden]
    shown = set(zip(plain.code, plain.basis, strict=True))
    bases = {"confirmed": "counted", "counted": "counted", "proposed": "proposed"}
    status = coded.groupby(["code", "status"]).size().unstack(fill_value=0)
    status = status.reindex(columns=["confirmed", "counted", "proposed", "rejected"], fill_value=0)
    read = (coded.decided_by == "human").groupby(coded.code).mean()
    found = {str(code): [int(n) for n in row] for code, row in zip(status.index, status.to_numpy(), strict=True)}

    def cells(code: str) -> list[Any]:
        of = list(zip(found[code], status.columns, strict=True))
        if view.is_team:
            return [n for n, _ in of]
        # Few segments are few people, and of a code whose number of people is hidden its segments are too.
        is_shown = [
            people.get((code, k), 0) >= view.minimum and (code, bases.get(k, "counted")) in shown for _, k in of
        ]
        return [n if may else Cell(WITHHELD, "hidden-cell") for (n, _), may in zip(of, is_shown, strict=True)]

    told = set(found) if view.is_team else set(found) & set(view.plain.code)
    share = {code: float(read[code]) if view.is_team else round(float(read[code]), 1) for code in told}
    rows = [(view.name(code), *cells(code), percent(share[code])) for code in view.codes if code in told]
    if view.is_team:
        total = [int(value) for value in status.sum()]
        total_share = float((coded.decided_by == "human").mean()) if len(coded) else float("nan")
        rows.append(("Alle codes samen", *total, percent(total_share)))
    machine, open_ = "Door de machine, telt mee", "Voorstel, nog niet beslist"
    head = ["Code", "Bevestigd", machine, open_, "Afgewezen", "Door mensen bekeken"]
    caption = (
        "Segmenten waarop iemand of iets de code legde, naar wat ervan werd. Door mensen bekeken: het deel waarop een "
        "mens de code gaf of afwees, ook waar codeurs het oneens bleven en het dus openstaat."
    )
    return table(head, rows, caption=caption, numeric={1, 2, 3, 4, 5})


def dimensions_table(view: View) -> Html:
    """What people noted beside a code, by dimension and value."""
    book, given = view.corpus.study["codebook"]["dimensies"], view.corpus.coding_values
    codings, segments = view.corpus.codings, view.corpus.segments
    by_people = codings.loc[~codings.coder.str.startswith("machine:"), ["coding_id", "segment_id"]]
    given = given[given.coding_id.isin(by_people.coding_id)]
    counts = given.groupby(["dimension", "value"]).size() if len(given) else pd.Series(dtype=int)
    spoken = given.merge(by_people.drop_duplicates(), on="coding_id").merge(
        segments[["segment_id", "participant_id"]], on="segment_id"
    )
    spoken = spoken.merge(view.people[["participant_id", "person"]], on="participant_id")
    people = spoken.groupby(["dimension", "value"]).person.nunique()

    def number(key: tuple[str, str]) -> Any:
        n = int(counts.get(key, 0))
        return view.number(None) if n and people.get(key, 0) < view.minimum else n

    rows = [
        (dimension.replace("_", " "), name, number((dimension, value)))
        for dimension, values in book.items()
        for value, name in values.items()
    ]
    if not rows:
        return Html("")
    caption = "Dimensies: wat codeurs bij een codering noteerden"
    return join([table(["Dimensie", "Waarde", "Coderingen"], rows, caption=caption, numeric={2}), _guessed(view)])


def _guessed(view: View) -> Html:
    """How often the machine guesses a dimension right, held out, beside always saying the commonest value."""
    trust = view.corpus.dimension_trust
    whole = trust[trust.value == "*"]
    rows = [
        (
            r.dimension.replace("_", " "),
            percent(r.precision),
            percent(r.usual),
            "stelt voor" if is_nothing(r.note) else r.note,
        )
        for r in rows_of(whole)
    ]
    if not rows:
        return Html("")
    head = ["Dimensie", "De machine heeft gelijk", "Steeds de gewoonste waarde heeft gelijk", "Wat de machine doet"]
    caption = (
        "Kan de machine een dimensie voorstellen? Gemeten op gesprekken waarvan zij niet leerde; een voorstel telt "
        "nergens mee."
    )
    return table(head, rows, caption=caption, numeric={1, 2}, wide={3})
