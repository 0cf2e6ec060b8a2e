"""How far each code can be trusted: how it was coded, how much of it a person read, how alike people coded it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.judgements import CoderRow
from pipeline.report.markup import (
    Cell,
    Html,
    decimal,
    html,
    is_nothing,
    join,
    listing,
    note,
    paragraph,
    percent,
    table,
    with_interval,
)
from pipeline.report.view import View
from pipeline.stages.history import definition_marks
from pipeline.stages.sampling import blind_judgements

_WAYS = {
    "machine:pattern": "zoekpatronen",
    "machine:semantic": "betekenis",
    "machine:model": "geleerd van codeurs",
}


def warnings(view: View) -> Html:
    """What a reader of any report must know about the coding: codes that count unchecked, and codes in doubt."""
    parts = [_unchecked(view), _doubted(view)]
    return join(note(part) for part in parts if part)


def _unchecked(view: View) -> Html | None:
    """Codes of which the machine's finds count, while too few segments were judged blind."""
    minimum, judged = int(view.settings["coding"]["minimum_blind"]), n_blind(view)
    counted = [code for code in view.codes if view.book.machine[code] == "telt mee"]
    counted = [code for code in counted if view.book.level_of_coding[code] != "latent"]
    unchecked = [code for code in counted if judged.get(code, 0) < minimum]
    if not unchecked:
        return None
    named = listing([f"“{view.name(code)}” ({judged.get(code, 0)})" for code in unchecked])
    many = "de codes" if len(unchecked) > 1 else "de code"
    return html(
        "Bij {} {} telt mee wat de machine vond, terwijl mensen daarvan nog te weinig segmenten blind beoordeelden. "
        "Tussen haakjes staat hoeveel; {} is het minimum. Hoe goed de machine die code herkent, is dus nog niet "
        "vastgesteld. Lees na wat zij telde, of maak een blinde steekproef met <code>route export review</code>.",
        many, named, minimum,
    )  # fmt: skip


def _doubted(view: View) -> Html | None:
    if not view.doubted:
        return None
    minimum = decimal(view.settings["coding"]["minimum_alpha"])
    n = len(view.doubted)
    which = "Eén code" if n == 1 else f"{n} codes"
    return html(
        "{} met het teken {}: daar codeerden mensen te verschillend (Krippendorffs alfa onder {}). Wat daarover geteld "
        "is, hangt af van wie er codeerde. Het rapport <em>Verantwoording</em> noemt de getallen.",
        which, view.mark, minimum,
    )  # fmt: skip


def n_blind(view: View) -> dict[str, int]:
    """Per code how many segments a person judged without the machine's proposal in sight (stages/sampling)."""
    study = view.corpus.study
    coders = [
        CoderRow(**row | {"codes": tuple(row["codes"]), "newer": tuple(row.get("newer", ()))})
        for row in study["coders"]
    ]
    tables = {name: view.corpus.table(name) for name in ("segments", "codings", "human_samples")}
    judged = blind_judgements(tables, coders=coders, book=Codebook.model_validate(study["codebook"]))
    return {str(code): int(n) for code, n in judged.items()}


def trust_table(view: View) -> Html:
    """Per code: how it was coded, how much a person read, how alike people coded, how often people agree with it."""
    if not len(view.codes):
        return Html("")
    judged, methods, read, outdated = n_blind(view), _methods(view), _read_by_people(view), _outdated(view)
    rows = [
        (
            view.name(code),
            methods[code],
            read.get(code, ""),
            judged.get(code, 0),
            _people(view, code),
            *_machine(view, code),
            "; ".join([*_notes(view, code), *outdated.get(code, ())]),
        )
        for code in view.codes
    ]
    head = [
        "Code",
        "Machine",
        "Bekeken",
        "Blind",
        "Alfa (95%)",
        "Precisie (95%)",
        "Bereik",
        "Let op",
    ]
    lead = paragraph(
        "Hoe een code op segmenten kwam en hoe ver u erop kunt vertrouwen. Machine: waarmee zij iets voor deze code "
        "vond. Bekeken: het deel van de segmenten met de code waarover een mens besliste. Blind: van hoeveel segmenten "
        "iemand zei of de code er valt, zonder het voorstel van de machine te zien. Alfa: hoe eender mensen codeerden. "
        "Precisie: het deel van de voorstellen waar een mens het mee eens is; bereik: het deel van wat mensen vonden "
        "dat de machine ook vond. Van een code die meetelt gaan die twee over de zoekpatronen. Een leeg vakje is niet "
        "gemeten, of niet te tonen."
    )
    caption = "Hoe ver elke code te vertrouwen is"
    return join([lead, table(head, rows, caption=caption, numeric={2, 3, 4, 5, 6})])


def _methods(view: View) -> dict[str, str]:
    """In words with which of its ways the machine found something for a code, and whether that counts."""
    corpus = view.corpus
    used = corpus.codings[corpus.codings.coder.isin(list(_WAYS))].groupby("code").coder.agg(set).to_dict()
    found = {}
    for code in view.codes:
        row: Any = view.book.loc[code]
        known = listing([text for way, text in _WAYS.items() if way in used.get(code, ())])
        if row.machine == "nee" or row.level_of_coding == "latent":
            found[code] = "niet: alleen mensen"
        else:
            found[code] = (known or "vond niets") + (" (telt mee)" if row.machine == "telt mee" else "")
    return found


def _read_by_people(view: View) -> dict[str, Any]:
    """The share of a code's segments on which a person decided; outside the team in tens, as elsewhere."""
    coded = view.corpus.segment_codes
    share = (coded.decided_by == "human").groupby(coded.code).mean()
    return {
        str(code): percent(float(value) if view.is_team else round(float(value), 1))
        for code, value in share.items()
        if code in view.told
    }


def _people(view: View, code: str) -> Any:
    row = _worth(view.worth, code)
    if row is None or is_nothing(row.krippendorff_alpha):
        return ""
    is_doubted = code in view.doubted
    alpha = with_interval(row.krippendorff_alpha, row.alpha_low, row.alpha_high, digits=3 if is_doubted else 2)
    return Cell(alpha, "doubt") if is_doubted else alpha


def _machine(view: View, code: str) -> tuple[str, str]:
    """Precision and recall of what the machine proposes; where it may count, of the patterns, which always count."""
    counts = view.book.machine[code] == "telt mee"
    row = _worth(view.worth_of_patterns if counts else view.worth, code)
    if row is None or is_nothing(row.n_machine):
        return "", ""
    return view.precision(row), decimal(row.recall)


def _notes(view: View, code: str) -> list[str]:
    """What stands beside the figures of a code, each remark once."""
    row = _worth(view.worth, code)
    if row is None:
        return ["niet gemeten"]
    told = [note for note in (row.people_note, row.machine_note) if isinstance(note, str)]
    remarks = [remark for note in told for remark in note.split("; ")]
    if code in view.doubted:
        remarks.insert(0, "mensen codeerden te verschillend")
    return list(dict.fromkeys(remarks))


def _outdated(view: View) -> dict[str, list[str]]:
    """Per code that its definition changed after people coded with it, or that nobody knows whether it did."""
    corpus = view.corpus
    marks = definition_marks(corpus.codings, corpus.human_codings, versions=corpus.codebook_versions)
    found: dict[str, list[str]] = {}
    for code, marked in marks.dropna().groupby(corpus.codings.code):
        counted = marked[marked != ""].value_counts().sort_index()
        # For others than the team how many codings there are is hidden where people are few.
        said = [f"{mark}: {n}" if view.is_team else f"deels {mark}" for mark, n in counted.items()]
        found[str(code)] = [text.replace("onder oude definitie", "gecodeerd onder oude definitie") for text in said]
    return found


def _worth(worth: pd.DataFrame, code: str) -> Any:
    return worth.loc[code] if code in worth.index else None
