"""One stakeholder group: what it brought up, in sentences and drawings, and beside the other groups."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import figures, reading, sentences
from pipeline.report.markup import Html, heading, html, items, join, note, paragraph, rows_of
from pipeline.report.tellings import telling
from pipeline.report.view import View

_MOST = 12


def not_shown() -> Html:
    """What stands in the sections of a group that is too small."""
    return paragraph("Niet getoond, omdat aan deze groep te weinig mensen deelnamen.")


def who(view: View, group: str) -> Html:
    """Who took part, who stayed silent, or that the group is too small to show."""
    people = view.people[view.people.stakeholder_group == group]
    n, n_sessions = people.person.nunique(), people.session_id.nunique()
    many, one = _called(view, group)
    if view.is_small(group):
        return note(
            f"Aan de gesprekken namen te weinig {many} deel. Wat zij zeiden zou naar een persoon te "
            "herleiden zijn. Daarom staan hier geen getallen en geen citaten; in het overzicht voor het "
            "onderzoeksteam staan ze wel."
        )
    spoken = view.corpus.segments[view.corpus.segments.is_codable].participant_id
    silent = n - people[people.participant_id.isin(spoken)].person.nunique()
    in_sessions = "één gesprek" if n_sessions == 1 else f"{n_sessions} gesprekken"
    if view.size(group) is None:
        return paragraph(f"Aan {in_sessions} namen {many} deel.")
    text = f"Aan {in_sessions} {'nam' if n == 1 else 'namen'} {n} {one if n == 1 else many} deel. "
    if silent == 0:
        text += "Ieder van hen zei iets waar een code op kan vallen."
    elif 0 < silent < view.minimum:
        text += f"Minder dan {view.minimum} van hen zeiden niets waar een code op kan vallen."
    else:
        text += (
            f"Van hen {'zei' if silent == 1 else 'zeiden'} {silent} niets waar een code op kan vallen. Zwijgen is geen "
            "instemming."
        )
    return paragraph(text)


def _called(view: View, group: str) -> tuple[str, str]:
    return view.group(group), view.group(group, many=False)


def _of_group(view: View, group: str) -> pd.DataFrame:
    plain = view.plain
    rows = plain[(plain.by == "group") & (plain.value == group) & plain.by2.isna()]
    return rows.set_index(["code", "basis"], drop=False)


def themes_figure(view: View, group: str) -> Html:
    """Participants of the group per theme, counted and proposed."""
    if view.is_small(group):
        return Html("")
    rows = _numbers(view, group, view.themes)
    if not len(rows):
        return note("Bij geen enkel thema is er genoeg om te tekenen.")
    many, n = view.group(group), view.size(group)
    of = "" if n is None else f", van de {n}"
    n_themes = "één thema" if len(rows) == 1 else f"{len(rows)} thema's"
    return figures.show(
        figures.theme_bars(rows),
        caption=(
            f"Aantal {many} dat iets zei wat onder het thema valt{of}. Gearceerd: voorstellen waarover nog "
            "niet beslist is; die tellen niet mee en zijn er niet bij opgeteld. De figuur zegt niet wat zij ervan "
            "vonden." + ("" if view.is_team else " Een thema waarvan geen aantal te tonen is, staat er niet in.")
        ),
        alt=f"Staafdiagram van {n_themes} met het aantal {many} dat er iets over zei, geteld en als voorstel. De "
        "zinnen eronder noemen dezelfde aantallen.",
    )


def _numbers(view: View, group: str, codes: list[str]) -> pd.DataFrame:
    found, n = _of_group(view, group), view.size(group)
    rows = []
    for code in codes:
        pair = [_at(found, code, basis) for basis in ("counted", "proposed")]
        if any(row is not None and not row.is_hidden for row in pair):
            counted, proposed = (0.0 if row is None else float(row.n_participants) for row in pair)
            rows.append({"name": view.name(code), "counted": counted, "proposed": proposed, "of": n})
    return pd.DataFrame(rows, columns=["name", "counted", "proposed", "of"])


def _at(found: pd.DataFrame, code: str, basis: str) -> Any:
    return found.loc[(code, basis)] if (code, basis) in found.index else None


def code_sentences(view: View, group: str) -> Html:
    """Per theme a sentence for the theme and for every code of which something was counted."""
    if view.is_small(group):
        return not_shown()
    found = _of_group(view, group)
    parts: list[Html | None] = []
    elsewhere: list[Html] = []
    for theme in view.themes:
        codes = list(view.book.id[(view.book.theme == theme) & (view.book.level > 0)])
        lines = [line for code in codes if (line := _line(view, group, code, found))]
        unshown = [view.name(code) for code in codes if _has_no_number(found, code)]
        own = _line(view, group, theme, found, is_named=False)
        if unshown and not lines and not own:
            elsewhere.append(html("<strong>{}</strong>: {}.", view.name(theme), "; ".join(unshown)))
            continue
        if unshown:
            lines.append(html("<em>Ook ter sprake, zonder aantal</em>: {}.", "; ".join(unshown)))
        if lines or own:
            parts += [heading(view.name(theme)), paragraph(own) if own else None, items(lines) if lines else None]
    if elsewhere:
        parts += [heading("Ook ter sprake, zonder aantal"), items(elsewhere)]
    if not parts:
        return note("Van deze groep is nog niets geteld, en er is ook geen voorstel.")
    return join([reading.unread(view, group=group), _why_without_number(view), *parts])


def _has_no_number(found: pd.DataFrame, code: str) -> bool:
    """Whether a code came up and none of its numbers may be shown."""
    counted, proposed = (_at(found, code, basis) for basis in ("counted", "proposed"))
    return counted is not None and bool(counted.is_hidden) and (proposed is None or bool(proposed.is_hidden))


def _why_without_number(view: View) -> Html:
    if view.is_team:
        return Html("")
    return paragraph(
        f"Een aantal onder de {view.minimum} staat er niet bij, zodat niemand aan een getal te herkennen is. Soms "
        "ontbreekt ook een groter aantal, omdat het kleine er anders uit te rekenen was. Welke van de twee het is, "
        "staat er niet bij."
    )


def _line(view: View, group: str, code: str, found: pd.DataFrame, *, is_named: bool = True) -> Html | None:
    counted, proposed = _at(found, code, "counted"), _at(found, code, "proposed")
    texts: list[str] = []
    if counted is not None and not counted.is_hidden:
        said = sentences.sentence(_counted_text(view, group, code, counted))
        texts.append(telling(counted, said[:1].lower() + said[1:] if is_named else said))
        texts += [_prompted_text(view, group, code), _read_text(view, counted)]
    if proposed is not None and not proposed.is_hidden:
        if counted is not None and counted.is_hidden:
            texts.append("Kwam ter sprake, zonder aantal.")
        share, n, of = proposed.share_read_by_person, int(proposed.n_participants), view.size(group)
        texts.append(sentences.proposed(n, of, share, is_alone=counted is None))
    texts = [text for text in texts if text]
    if not texts:
        return None
    if is_named and not isinstance(texts[0], Html):
        texts[0] = texts[0][:1].lower() + texts[0][1:]
    shown = join(texts, " ")
    return html("<strong>{}</strong>: {}", view.name(code), shown) if is_named else shown


def _counted_text(view: View, group: str, code: str, row: Any) -> str:
    said = sentences.Said(
        int(row.n_sessions),
        int(row.of_sessions),
        int(row.n_participants),
        view.size(group),
        _called(view, group),
    )
    return sentences.came_up(said, contradicted=_contradicted(view, group, code))


def _detail(view: View, group: str, code: str) -> pd.DataFrame:
    counts = view.counts
    return counts[
        (counts.code == code) & (counts.by == "group") & (counts.value == group) & (counts.basis == "counted")
        & counts.by2.isna() & ~counts.is_hidden
    ]  # fmt: skip


def _contradicted(view: View, group: str, code: str) -> int:
    rows = _detail(view, group, code)
    return int(rows.n_participants[(rows.dimension == "reactie") & (rows.dimension_value == "tegenspraak")].sum())


def _prompted_text(view: View, group: str, code: str) -> str:
    rows = _detail(view, group, code)
    split = rows[rows.is_prompted.notna()]
    if not len(split):
        return ""
    numbers = {bool(row.is_prompted): int(row.n_participants) for row in rows_of(split)}
    if not view.is_team and len(numbers) < 2:
        # Of a split of which half is hidden the other half tells.
        return ""
    return sentences.asked(numbers.get(True, 0), numbers.get(False, 0))


def _read_text(view: View, row: Any) -> str:
    return sentences.read(float(row.share_read_by_person), int(row.n_segments) if view.is_team else None)


def beside_others(view: View, group: str) -> Html:
    """The codes in which the group differs most from all other participants, as shares side by side."""
    if view.is_small(group):
        return not_shown()
    rows = _differences(view, group)
    if not len(rows):
        return note("Er is te weinig geteld om deze groep naast de andere te leggen.")
    many = view.group(group)
    drawn = figures.show(
        figures.beside_others(rows, group=many),
        caption=(
            f"Aandeel van de {many} en van alle andere deelnemers dat iets zei wat onder de code valt; de {len(rows)} "
            "codes met het grootste verschil, alleen wat geteld is. Niet elke groep kreeg dezelfde vragen, en bij "
            "kleine groepen is één persoon al een groot aandeel. Een verschil in wat ter sprake kwam is nog geen "
            "verschil van mening."
        ),
        alt=f"Staafdiagram van {len(rows)} codes: {many} naast alle andere deelnemers. Het grootste verschil: "
        f"{rows.name[0]}, {rows.n[0]} van {rows.of[0]} naast {rows.n_others[0]} van {rows.of_others[0]}.",
    )
    return join([reading.unread(view), drawn])


def _differences(view: View, group: str) -> pd.DataFrame:
    plain = view.plain[(view.plain.basis == "counted") & view.plain.by2.isna()]
    everyone = plain[plain.by == "all"].set_index("code")
    own = plain[(plain.by == "group") & (plain.value == group)].set_index("code")
    n_own, n_all = view.size(group), view.size()
    rows: list[dict[str, Any]] = []
    if n_own is None or n_all is None:
        return pd.DataFrame(rows)
    for code in view.codes:
        if (
            code not in everyone.index
            or bool(everyone.is_hidden[code])
            or (code in own.index and bool(own.is_hidden[code]))
        ):
            continue
        n = int(own.n_participants[code]) if code in own.index else 0
        others = int(everyone.n_participants[code]) - n
        of_others = n_all - n_own
        if of_others < max(view.minimum, 1) or 0 < others < view.minimum:
            continue
        rows.append({"name": view.name(code), "n": n, "of": n_own, "n_others": others, "of_others": of_others})
    table = pd.DataFrame(rows, columns=["name", "n", "of", "n_others", "of_others"])
    gap = (table.n / table.of - table.n_others / table.of_others).abs()
    return table.loc[gap[gap > 0].sort_values(ascending=False, kind="stable").index[:_MOST]].reset_index(drop=True)
