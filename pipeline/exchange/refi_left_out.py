"""What an export to REFI-QDA cannot hold, or holds in a way that another program may drop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.exchange.refi_marks import MACHINES
from pipeline.exchange.refi_report import Lost
from pipeline.study import Study

_NO_PLACE = "heeft geen plaats in REFI-QDA; staat alleen in codebook.yaml"
_OF_CODES = {
    "patronen": "zoekpatronen",
    "vraag": "onderzoeksvraag",
    "voorheen": "eerdere id's",
    "herkomst": "herkomst",
}


def left_out(study: Study, tables: Mapping[str, pd.DataFrame], *, with_talk: bool) -> list[Lost]:
    """Everything of the study that the other program will not have; `with_talk` where codings go along."""
    found = [*_of_book(study)]
    if with_talk:
        found += [*_of_codings(study, tables), *_of_study(study, tables)]
    return sorted(found)


def _of_book(study: Study) -> Iterator[Lost]:
    for code in study.book.codes.values():
        for key, called in _OF_CODES.items():
            if getattr(code, key):
                yield Lost("Code", f"{called}: {_NO_PLACE}", name=code.id)
        if (code.niveau, code.machine, code.status) != ("manifest", "voorstel", "in gebruik"):
            yield Lost("Code", f"niveau, machine en status: {_NO_PLACE}", name=code.id)
    for name in study.book.dimensies:
        yield Lost("dimensie", f"de lijst met waarden {_NO_PLACE}", name=name)


def _of_codings(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Lost]:
    people = tables["human_codings"].drop_duplicates("coding_id")
    noted = {name: rows.coding_id.nunique() for name, rows in tables["human_values"].groupby("dimension")}
    for name, n in noted.items():
        what = f"waarde bij {n} coderingen: gaat mee als regel in een notitie, die een ander programma kan weglaten"
        yield Lost("dimensie", what, name=str(name))
    if n := int((~people.is_present).sum()):
        what = f"besluit nee, {n} keer: gaat mee als notitie op de passage, die een ander programma kan weglaten"
        yield Lost("codering", what)
    known = {*study.book.codes, *study.book.renamed}
    for code, rows in people[~people.code.isin(known)].groupby("code"):
        what = f"{len(rows)} keer een code die niet in het codeboek staat: niet meegegeven"
        yield Lost("codering", what, name=str(code))
    sampled = sum(row.sample is not None for row in study.codings)
    if sampled:
        yield Lost("codering", f"steekproef en gewicht van {sampled} oordelen: staan alleen in coderingen/")
    machine = tables["codings"][tables["codings"].coder.isin(list(MACHINES))]
    if n := int(machine.is_negated.sum()):
        yield Lost("codering", f"{n} ontkende vondsten van de machine: niet meegegeven")
    placed = {(row.source_file, row.source_row) for row in people.itertuples()}
    if n := sum((row.file, row.line) not in placed for row in study.codings):
        yield Lost("codering", f"{n} coderingen die in het gesprek geen plaats vonden: niet meegegeven")


def _of_study(study: Study, tables: Mapping[str, pd.DataFrame]) -> Iterator[Lost]:
    silent = tables["utterances"].text.isna().sum()
    if silent:
        yield Lost("beurt", f"{silent} beurten van wie geen toestemming gaf: niet meegegeven")
    if int(tables["utterances"].start_s.notna().sum()):
        yield Lost("beurt", "tijden in de opname: niet meegegeven, want de opname gaat niet mee")
    for name, there in (
        ("leidraad.yaml", study.guide),
        ("bevindingen.yaml", study.claims.bevindingen),
        ("praktijken.yaml", study.practices.praktijken),
        ("citaten.csv", study.quotes),
    ):
        if there:
            yield Lost("register", "heeft geen plaats in REFI-QDA", name=name)
