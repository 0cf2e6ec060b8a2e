"""How far coders agree, and the machine with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.report.markup import (
    Cell,
    Html,
    capital,
    decimal,
    details,
    heading,
    interval,
    join,
    listing,
    note,
    paragraph,
    percent,
    rows_of,
    table,
)
from pipeline.report.suppression import WITHHELD
from pipeline.report.view import View
from pipeline.stages.agreement import NOTHING_SHARED
from pipeline.stages.said import ANY
from pipeline.stages.worth import worth_of
from pipeline.tables import MODEL, PATTERN, SEMANTIC

_BASES = {
    "codable": "alle segmenten die een code kunnen dragen",
    "coded": "alleen segmenten waaraan minstens één van hen een code gaf",
}
_MEASURES = ["Precisie", "Bereik", "F1", "95%-interval van F1"]
_FEW = 5
"""Below this number of segments on which all gave a code its alpha says little."""
_WAYS = {PATTERN: "zoekpatronen", SEMANTIC: "betekenis", MODEL: "geleerd van mensen", ANY: "alle voorstellen samen"}


def between_people(view: View) -> Html:
    """Agreement of coders two by two and all together: over all codes on both bases, and per code."""
    measured = view.corpus.agreement
    people = measured[~measured.coders.str.startswith("machine:")]
    compared = people[people.n_segments > 0].coders.drop_duplicates()
    if not len(compared):
        return note(
            "Er zijn geen gesprekken die twee codeurs helemaal lazen. Over overeenstemming is dus niets te zeggen."
        )
    parts = [_warning(view), _apart(people)]
    for coders in compared:
        group = people[people.coders == coders]
        parts += [heading(coders), _sentence(view, group), _overall(group), _per_code(view, group)]
    return join(parts)


def _apart(people: pd.DataFrame) -> Html:
    """Who never read the same session, so that nothing is known of their agreement."""
    pairs = people[people.note.fillna("").str.startswith(NOTHING_SHARED)].coders.drop_duplicates()
    if not len(pairs):
        return Html("")
    return note(
        f"{listing(list(pairs))} lazen geen gesprek allebei helemaal. Over hun overeenstemming is dus niets te zeggen."
    )


def _warning(view: View) -> Html:
    invented = view.corpus.study.get("invented")
    return note(f"Let op: {invented}") if invented else Html("")


def _sentence(view: View, pair: pd.DataFrame) -> Html:
    minimum = view.settings["coding"]["minimum_alpha"]
    codes = pair[(pair.code != "*") & (pair.basis == "codable")]
    alphas = codes.krippendorff_alpha.dropna()
    below = int((alphas < minimum).sum())
    text = (
        f"Van {len(alphas)} codes is alfa te berekenen; {below} daarvan {'haalt' if below == 1 else 'halen'} de grens "
        f"van {decimal(minimum)} niet. "
    )
    n_without = len(codes) - len(alphas)
    if n_without:
        text += (
            f"Bij {n_without} {'code' if n_without == 1 else 'codes'} valt er niets te berekenen, omdat niemand van "
            "hen die code gaf, of iedereen overal. "
        )
    text += "De grens verandert niets aan de tellingen; een code eronder vraagt om een scherpere definitie."
    return paragraph(text)


def _overall(pair: pd.DataFrame) -> Html:
    rows = [
        (_BASES[r.basis], r.n_segments, r.n_both, percent(r.percent), decimal(r.krippendorff_alpha),
         interval(r.alpha_low, r.alpha_high),
         decimal(r.cohen_kappa), decimal(r.gwet_ac1))
        for r in rows_of(pair[pair.code == "*"])
    ]  # fmt: skip
    head = ["Grondslag", "Oordelen", "Allen ja", "Gelijk", "Alfa", "95%-interval", "Kappa", "AC1"]
    found = table(
        head, rows, caption="Alle codes samen; een oordeel is één code op één segment", numeric=set(range(1, 8))
    )
    remark = pair.note[(pair.code == "*") & (pair.basis == "codable")].iloc[0]
    return join([found, paragraph(f"{capital(remark)}.") if isinstance(remark, str) else None])


def _per_code(view: View, pair: pd.DataFrame) -> Html:
    minimum = view.settings["coding"]["minimum_alpha"]
    wide, narrow = (pair[pair.basis == basis].set_index("code") for basis in _BASES)
    rows = []
    for code in view.codes:
        if code not in wide.index:
            continue
        row: Any = wide.loc[code]
        alpha, on_coded = row.krippendorff_alpha, narrow.krippendorff_alpha.get(code)
        remarks = ["onder de grens"] * bool(alpha < minimum) + ["weinig gevallen"] * bool(row.n_both < _FEW)
        mark = "; ".join([*remarks, *([row.note] if isinstance(row.note, str) else [])])
        rows.append(
            (view.name(code), _few(view, code, int(row.n_both)), percent(row.percent), _alpha(alpha, minimum),
             interval(row.alpha_low, row.alpha_high), decimal(row.cohen_kappa),
             decimal(row.gwet_ac1), decimal(on_coded), mark)
        )  # fmt: skip
    measures = ["Gelijk", "Alfa", "95%-interval", "Kappa", "AC1", "Alfa op gecodeerde segmenten"]
    head = ["Code", "Allen ja", *measures, "Let op"]
    caption = f"Per code, over {_BASES['codable']}"
    return details("Overeenstemming per code", table(head, rows, caption=caption, numeric=set(range(1, 8))))


def _few(view: View, code: str, n: int) -> Any:
    """A number of segments; outside the team hidden where it is so small that few people spoke them."""
    is_small = n < view.minimum or code not in view.told
    return Cell(WITHHELD, "hidden-cell") if n and is_small else n


def _alpha(alpha: float, minimum: float) -> str:
    """Alpha, with a third digit where it would look as if it reached the limit."""
    return decimal(alpha, 3 if alpha < minimum and decimal(alpha) == decimal(minimum) else 2)


def machine_against_people(view: View) -> Html:
    """Precision, recall and F1 of each way in which the machine proposes, against each person; per code the best."""
    measured = view.corpus.agreement
    machine = measured[measured.coders.str.startswith("machine:") & (measured.basis == "codable")]
    if not len(machine):
        return note(
            "Niemand las een gesprek helemaal, of beoordeelde een blinde steekproef. Hoe goed de voorstellen van de "
            "machine zijn, is dus niet te zeggen."
        )
    rows = [
        (_pair(r.coders), r.n_segments, r.n_both, *_scores(r), r.note if isinstance(r.note, str) else "")
        for r in rows_of(machine[machine.code == "*"])
    ]
    head = ["Machine en codeur", "Oordelen", "Beiden ja", *_MEASURES, "Let op"]
    total = table(head, rows, caption="Alle codes samen", numeric=set(range(1, 7)))
    caption = "Zoekpatronen van de codes die de machine mag meetellen"
    counting = [code for code in view.codes if view.book.machine[code] == "telt mee"]
    trusted = _machine_per_code(view, PATTERN, counting, caption=caption)
    per_code = _machine_per_code(view, ANY, view.codes, caption="Alle voorstellen van de machine, per code")
    return join([total, trusted, details("Alle voorstellen per code", per_code) if per_code else None])


def _machine_per_code(view: View, way: str, codes: Sequence[str], *, caption: str) -> Html:
    """The best that is known of one way of the machine, for each of these codes."""
    worth = worth_of(view.corpus.agreement, way=way)
    known = worth[worth.machine.notna() & (worth.precision.notna() | worth.recall.notna())]
    rows = [
        (view.name(code), _pair(row.machine), view.precision(row), *_scores(row)[1:],
         row.machine_note if isinstance(row.machine_note, str) else "")
        for code in codes
        for row in rows_of(known[known.code == code])
    ]  # fmt: skip
    head = ["Code", "Machine en codeur", *_MEASURES, "Let op"]
    return table(head, rows, caption=caption, numeric=set(range(2, 6))) if rows else Html("")


def _scores(row: Any) -> tuple[str, str, str, str]:
    return decimal(row.precision), decimal(row.recall), decimal(row.f1), interval(row.f1_low, row.f1_high)


def _pair(coders: str) -> str:
    way, _, person = coders.partition(" × ")
    return f"{_WAYS.get(way, way)} × {person}"
