"""The final report: what people wrote, with what was counted and released beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.report import claims, figures, phases, slots
from pipeline.report.claims import title_of
from pipeline.report.coded import PHASE, names_of
from pipeline.report.markup import Html, capital, heading, html, items, join, listing, note, paragraph, rows_of, table
from pipeline.report.quotes import of_groups, quote, quotes_for
from pipeline.report.tellings import telling
from pipeline.report.view import View

_YOUNG = ("leerling", "oud_leerling")
_PER_THEME, _MOST_QUOTES, _DIFFERENCES = 2, 10, 8
_OPEN = 'class="slot"'
"""By which a place that is still to be filled is known: text of people is escaped, and never holds it."""


def text(view: View, key: str, *, missing: str) -> Html:
    """A text of rapport.yaml; or the place for it."""
    return slots.prose(view, view.writings["texts"].get(key) or [], missing=missing)


def still_to_fill(view: View) -> Html:
    """How many places of this report are still to be filled, by section, in one box; nothing where all are."""
    texts = view.writings["texts"]
    own = {
        name: int(not texts.get(key))
        for key, name in (
            ("samenvatting", "samenvatting"), ("samenvatting_leerlingen", "samenvatting voor leerlingen"),
            ("aanleiding", "aanleiding"), ("wat_we_deden", "wat we deden"),
        )
    }  # fmt: skip
    rooms = {
        "onderzoeksvragen": questions, "wat leerlingen zeggen": pupils, "bevindingen": claims.claims,
        "route per fase": route, "wat stagebegeleiders leerden": supervisors,
        "manieren van kijken": phases.ways_of_looking, "aanbevelingen": recommendations, "beperkingen": limits,
        "dank en contact": thanks,
    }  # fmt: skip
    places = {
        name: n for name, n in (own | {name: str(room(view)).count(_OPEN) for name, room in rooms.items()}).items() if n
    }
    n = sum(places.values())
    if not n:
        return Html("")
    listed = listing([name if count == 1 else f"{name} ({count})" for name, count in places.items()])
    return note(f"Nog {'één plaats' if n == 1 else f'{n} plaatsen'} in te vullen voor dit rapport klaar is: {listed}.")


def questions(view: View) -> Html:
    """The research questions, from the codebook."""
    asked: dict[str, str] = view.corpus.study["codebook"].get("vragen") or {}
    if not asked:
        return slots.slot("de onderzoeksvragen, onder `vragen` in het codeboek")
    return items(html("<strong>{}</strong> {}", name, asked[name]) for name in asked)


def pupils(view: View) -> Html:
    """Released words of pupils and former pupils by theme, those chosen for this report first."""
    found = of_groups(view, quotes_for(view), _YOUNG).drop_duplicates("segment_id")
    if view.audience != "buiten":
        found = found[found.chosen_by == "person"]
    found = (
        found.assign(is_ours=found.report == "eindrapport")
        .sort_values(["is_ours", "quote_id"], ascending=[False, True])
        .head(_MOST_QUOTES)
    )
    if not len(found):
        return slots.slot("vrijgegeven citaten van leerlingen")
    parts: list[Html] = []
    left = found
    for theme in view.themes:
        inside = left[left.code.map(view.book.theme) == theme].head(_PER_THEME)
        if len(inside):
            parts += [heading(view.name(theme)), *(quote(row, view) for row in rows_of(inside))]
    others = left[~left.code.isin(view.codes)].head(_PER_THEME)
    if len(others):
        parts += [heading("En verder"), *(quote(row, view) for row in rows_of(others))]
    return join(parts)


def differences(view: View) -> Html:
    """The codes in which groups differ most, as a table of how many of each brought it up; only what may be told."""
    plain = view.plain
    rows = plain[(plain.by == "group") & (plain.basis == "counted") & plain.by2.isna() & plain.code.isin(view.codes)]
    known = rows[~rows.is_hidden].assign(share=lambda found: found.n_participants / found.of_participants)
    groups = [g for g in view.groups if (view.size(g) or 0) >= view.minimum and g in set(known.value)]
    known = known[known.value.isin(groups)]
    spread = known.groupby("code").share.agg(lambda s: float(s.max() - s.min()) if len(s) > 1 else 0.0)
    codes = [
        str(code) for code in spread[spread > 0].sort_values(ascending=False, kind="stable").head(_DIFFERENCES).index
    ]
    if not codes or len(groups) < 2:
        return paragraph("Er zijn te weinig aantallen die hier mogen staan om groepen naast elkaar te leggen.")
    cells = {(r.code, r.value): telling(r, view.of(r)) for r in rows_of(known)}
    body = [(view.name(code), *(cells.get((code, group), "–") for group in groups)) for code in codes]
    head = ["Waarover", *(capital(view.group(group)) for group in groups)]
    caption = "Hoeveel mensen van elke groep er iets over zeiden, bij de onderwerpen waar groepen het meest verschillen"
    remark = paragraph(
        "Een streepje: niemand, of te weinig mensen om te tonen. Niet elke groep kreeg dezelfde vragen, en wie iets "
        "niet noemde, kan er wel iets van vinden."
    )
    return join([table(head, body, caption=caption, numeric=set(range(1, len(head)))), remark])


def codes_figure(view: View) -> Html:
    """How many people spoke of each theme, counted and proposed, over all groups."""
    plain = view.plain
    rows = plain[(plain.by == "all") & plain.code.isin(view.themes) & ~plain.is_hidden]
    n = {(row.code, row.basis): float(row.n_participants) for row in rows_of(rows)}
    found = [
        {"name": view.name(theme), "of": view.size()}
        | {basis: n.get((theme, basis), 0.0) for basis in ("counted", "proposed")}
        for theme in view.themes
        if {(theme, "counted"), (theme, "proposed")} & set(n)
    ]
    if not found:
        return Html("")
    drawn = figures.theme_bars(pd.DataFrame(found))
    caption = (
        "Aantal deelnemers dat iets zei wat onder het thema valt. Gearceerd: voorstellen van de machine waarover nog "
        "niemand besliste; die tellen niet mee."
    )
    return figures.show(drawn, caption=caption, alt=f"Staafdiagram van {len(found)} thema's met het aantal deelnemers.")


def route(view: View) -> Html:
    """Per phase what people wrote, and what came up there with most people as far as may be told."""
    rows = phases.participants(view)
    written = view.writings["texts"].get("fasen") or {}
    parts: list[Html] = []
    for phase, name in names_of(view, PHASE).items():
        inside = rows[rows[PHASE] == phase]
        parts += [heading(capital(name)), *_came_up(view, inside)]
        parts.append(slots.signed(view, written.get(phase), missing="wat het onderzoeksteam over deze fase zegt"))
    return join(parts) if parts else paragraph("Het codeboek onderscheidt geen fasen.")


def _came_up(view: View, inside: pd.DataFrame) -> list[Html]:
    n = int(inside.person.nunique())
    if n < max(view.minimum, 1):
        return [paragraph("Over deze fase is te weinig gezegd om er hier een aantal van te noemen.")]
    codes = phases.codes_of(view, inside)
    told = paragraph(f"{capital(view.at_least(n))} {'mens zei' if n == 1 else 'mensen zeiden'} iets over deze fase.")
    return [told, paragraph("Daarin kwam het meest ter sprake:"), items(codes)] if codes else [told]


def supervisors(view: View) -> Html:
    """What internship supervisors learned, with released words of theirs."""
    found = quotes_for(view)
    own = of_groups(view, found[found.chosen_by == "person"], ["stagebegeleider"]).head(_PER_THEME)
    written = text(view, "leren_stagebegeleiders", missing="wat stagebegeleiders van elkaar leerden")
    return join([written, *(quote(row, view) for row in rows_of(own))])


def tools(view: View) -> Html:
    """The tools that came out of it: those of rapport.yaml, and the two that the program lays ready."""
    own = [html("<strong>Aan de keukentafel</strong>: een gesprekshulp voor ouders en leerlingen.")]
    if view.writings["practices"]:
        n = len(view.writings["practices"])
        own.append(html("<strong>Om jaloers op te worden</strong>: {} van hoe het ook kan, elk op één blad.",
                        "één voorbeeld" if n == 1 else f"{n} voorbeelden"))  # fmt: skip
    own += [
        html("<strong>{}</strong>: {}", slots.shown(view, tool["titel"]),
             " ".join(slots.shown(view, part) for part in tool.get("tekst") or []))
        for tool in view.writings["texts"].get("hulpmiddelen") or []
    ]  # fmt: skip
    return items(own)


def recommendations(view: View) -> Html:
    """Per party who does what when, and on which claims that rests; one that rests on none is marked."""
    written = view.writings["texts"].get("aanbevelingen") or []
    if not written:
        return slots.slot("de aanbevelingen: aan wie, wie, wat, wanneer en waarop gebaseerd")
    titles = {c["id"]: title_of(slots.shown(view, c["uitspraak"][0])) for c in view.writings["claims"]}
    titles |= {p["id"]: slots.shown(view, p["titel"]) for p in view.writings["practices"]}
    parts: list[Html] = []
    for party in dict.fromkeys(item["aan"] for item in written):
        rows = [_recommended(view, item, titles) for item in written if item["aan"] == party]
        head = ["Wat", "Wie", "Wanneer", "Waarop gebaseerd"]
        parts += [heading(f"Aan {slots.shown(view, party)}"), table(head, rows, caption=f"Aanbevelingen aan {party}",
                                                                    wide={1, 2, 3})]  # fmt: skip
    return join(parts)


def _recommended(view: View, item: dict[str, Any], titles: dict[str, str]) -> Sequence[Any]:
    ids = item.get("steunt_op") or []
    based = "; ".join(f"{name}: {titles.get(name, 'niet gevonden')}" for name in ids)
    cells = [
        slots.shown(view, item[key]) if item.get(key) else html("<em {}>{}</em>", Html(_OPEN), slots.MISSING)
        for key in ("wie", "wanneer")
    ]
    return (slots.shown(view, item["wat"]), *cells, based or "rust op geen bevinding")


def limits(view: View) -> Html:
    """What the study cannot say: what people wrote, and what the program knows by fixed rules."""
    known = [sentence for sentence in _known_limits(view) if sentence]
    written = text(view, "beperkingen", missing="wat dit onderzoek niet kan zeggen")
    return join(
        [written, paragraph("Wat het programma zelf ziet:") if known else None, items(known) if known else None]
    )


def _known_limits(view: View) -> list[str]:
    corpus = view.corpus
    segments = corpus.segments
    codable = segments[segments.is_codable & (segments.role != "gespreksleider")]
    whole = {
        (row["session_id"], row["coder"]) for row in corpus.study["coders"] if row["is_complete"] and not row["codes"]
    }
    coders = pd.Series([session for session, _ in sorted(whole)], dtype=object).value_counts()
    n_read, n_twice, n_all = len(coders), int((coders > 1).sum()), len(corpus.sessions)
    n_quoted = int((corpus.sessions.quotable == "extern").sum())
    unread = codable[~codable.session_id.isin(coders.index)]
    tenths = round(len(unread) / len(codable) * 10) * 10 if len(codable) else 0
    by_machine = corpus.segment_codes.query("status == 'counted'").code.nunique()
    return [
        f"Van {n_all} gesprekken zijn er {n_read} door mensen helemaal gelezen en gecodeerd." if n_read < n_all else "",
        f"Ongeveer {tenths}% van wat gezegd is, staat in gesprekken die nog niemand helemaal las." if tenths else "",
        "Geen enkel gesprek is door twee mensen los van elkaar helemaal gecodeerd." if not n_twice else "",
        f"Bij {_codes(by_machine)} telt ook mee wat het programma vond en geen mens las." if by_machine else "",
        f"Uit {n_quoted} van de {n_all} gesprekken mag buiten het programma geciteerd worden. Van wat in de andere "
        "gezegd is, staan hier geen woorden." if view.audience == "buiten" and n_quoted < n_all else "",
        "Van sommige groepen deden te weinig mensen mee om er apart iets over te zeggen."
        if any(view.is_small(group) for group in view.groups) else "",
        f"Codeurs gebruikten {_codes(len(view.doubted))} te verschillend; daar staat een teken achter ({view.mark})."
        if view.doubted else "",
        "Een telling zegt wat ter sprake kwam en bij wie. Wie zweeg, kan het eens of oneens zijn.",
    ]  # fmt: skip


def _codes(n: int) -> str:
    return "één code" if n == 1 else f"{n} codes"


def thanks(view: View) -> Html:
    """Whom the researchers thank, and whom readers may ask."""
    who = view.writings["texts"].get("contact")
    asked = paragraph(html("Vragen over dit rapport? <strong>{}</strong>", who)) if who else None
    return join([text(view, "dank", missing="wie u bedankt"), asked or slots.slot("bij wie lezers terechtkunnen")])
