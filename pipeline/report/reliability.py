"""How far coders agree, and the machine with them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report.markup import Html, decimal, details, heading, join, note, paragraph, percent, rows_of, table
from pipeline.report.view import View

_BASES = {
    "codable": "alle segmenten die een code kunnen dragen",
    "coded": "alleen segmenten waaraan minstens één van beiden een code gaf",
}
_FEW = 5
"""Below this number of segments on which both gave a code its alpha says little."""
_DETECTORS = {"machine:pattern": "zoekpatronen", "machine:semantic": "betekenis", "machine:model": "model"}


def between_people(view: View) -> Html:
    """Agreement of every two coders: over all codes on both bases, and per code."""
    measured = view.corpus.agreement
    people = measured[~measured.coders.str.startswith("machine:")]
    if not len(people):
        return note(
            "Er zijn geen gesprekken die twee codeurs helemaal lazen. Over overeenstemming is dus niets te zeggen."
        )
    parts = [_warning(view)]
    for coders in people.coders.drop_duplicates():
        pair = people[people.coders == coders]
        parts += [heading(coders), _sentence(view, pair), _overall(pair), _per_code(view, pair)]
    return join(parts)


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
            f"Bij {n_without} {'code' if n_without == 1 else 'codes'} valt er niets te berekenen, omdat geen van "
            "beiden die code gaf. "
        )
    text += "De grens verandert niets aan de tellingen; een code eronder vraagt om een scherpere definitie."
    return paragraph(text)


def _interval(row: Any) -> str:
    return "" if pd.isna(row.alpha_low) else f"{decimal(row.alpha_low)} tot {decimal(row.alpha_high)}"


def _overall(pair: pd.DataFrame) -> Html:
    rows = [
        (_BASES[r.basis], r.n_segments, r.n_both, percent(r.percent), decimal(r.krippendorff_alpha), _interval(r),
         decimal(r.cohen_kappa), decimal(r.gwet_ac1))
        for r in rows_of(pair[pair.code == "*"])
    ]  # fmt: skip
    head = ["Grondslag", "Oordelen", "Beiden ja", "Gelijk", "Alfa", "95%-interval", "Kappa", "AC1"]
    return table(
        head, rows, caption="Alle codes samen; een oordeel is één code op één segment", numeric=set(range(1, 8))
    )


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
        mark = row.note if isinstance(row.note, str) else ", ".join(remarks)
        rows.append(
            (view.name(code), int(row.n_both), percent(row.percent), _alpha(alpha, minimum), _interval(row),
             decimal(row.cohen_kappa), decimal(row.gwet_ac1), decimal(on_coded), mark)
        )  # fmt: skip
    measures = ["Gelijk", "Alfa", "95%-interval", "Kappa", "AC1", "Alfa op gecodeerde segmenten"]
    head = ["Code", "Beiden ja", *measures, "Let op"]
    caption = f"Per code, over {_BASES['codable']}"
    return details("Overeenstemming per code", table(head, rows, caption=caption, numeric=set(range(1, 8))))


def _alpha(alpha: float, minimum: float) -> str:
    """Alpha, with a third digit where it would look as if it reached the limit."""
    return decimal(alpha, 3 if alpha < minimum and decimal(alpha) == decimal(minimum) else 2)


def machine_against_people(view: View) -> Html:
    """Precision, recall and F1 of each way in which the machine proposes, against each person."""
    measured = view.corpus.agreement
    machine = measured[measured.coders.str.startswith("machine:") & (measured.basis == "codable")]
    if not len(machine):
        return note(
            "Niemand las een gesprek helemaal. Hoe goed de voorstellen van de machine zijn, is dus niet te zeggen."
        )
    parts = []
    total = machine[machine.code == "*"]
    rows = [(_pair(r.coders), r.n_segments, r.n_both, *_scores(r)) for r in rows_of(total)]
    head = ["Machine en codeur", "Oordelen", "Beiden ja", "Precisie", "Bereik", "F1", "95%-interval van F1"]
    parts.append(table(head, rows, caption="Alle codes samen", numeric=set(range(1, 7))))
    codes = machine[machine.code != "*"]
    best = codes[codes.coders.str.startswith("machine:pattern")]
    rows = [
        (view.name(code), _pair(r.coders), r.n_both, *_scores(r))
        for code in view.codes
        for r in rows_of(best[best.code == code])
        if not (pd.isna(r.precision) and pd.isna(r.recall))
    ]
    head = ["Code", "Machine en codeur", "Beiden ja", "Precisie", "Bereik", "F1", "95%-interval van F1"]
    numeric = set(range(2, 7))
    counting = [view.name(code) for code in view.codes if view.book.machine[code] == "telt mee"]
    trusted = [row for row in rows if row[0] in counting]
    if trusted:
        caption = "Zoekpatronen van de codes die de machine mag meetellen"
        parts.append(table(head, trusted, caption=caption, numeric=numeric))
    per_code = table(head, rows, caption="Zoekpatronen per code", numeric=numeric)
    return join([*parts, details("Zoekpatronen per code", per_code)])


def _scores(row: Any) -> tuple[str, str, str, str]:
    interval = "" if pd.isna(row.f1_low) else f"{decimal(row.f1_low)} tot {decimal(row.f1_high)}"
    return decimal(row.precision), decimal(row.recall), decimal(row.f1), interval


def _pair(coders: str) -> str:
    machine, _, person = coders.partition(" × ")
    return f"{_DETECTORS.get(machine, machine)} × {person}"
