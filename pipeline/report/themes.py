"""What came up: codes by group, themes, and codes that occur together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report import figures
from pipeline.report.markup import Cell, Html, decimal, details, items, join, note, paragraph, percent, rows_of, table
from pipeline.report.suppression import WITHHELD
from pipeline.report.view import View

_NO_COUNTS = "Er is nog niets geteld: codeer segmenten, of laat een code meetellen in het codeboek."
_LEANS, _ENOUGH = 0.5, 4


def cells(view: View, codes: list[str], groups: list[str], basis: str) -> pd.DataFrame:
    """Pairs (n, of) of participants by code and group under their names; a text where hidden; None is nobody.

    In a group of few people nobody looks like somebody, since otherwise the cell would say who it was.
    """
    rows = view.plain[(view.plain.by == "group") & view.plain.by2.isna() & (view.plain.basis == basis)]
    sizes = {group: view.size(group) for group in groups}
    found = {
        (r.code, r.value): r.mark if r.is_hidden else (int(r.n_participants), sizes.get(r.value)) for r in rows_of(rows)
    }
    blank = {group: WITHHELD if view.is_small(group) else None for group in groups}
    table = [[found.get((code, group), blank[group]) for group in groups] for code in codes]
    names = [view.name(code) for code in codes]
    return pd.DataFrame(table, index=names, columns=[view.group(group) for group in groups], dtype=object)


def used_codes(view: View) -> list[str]:
    """The codes of the book on which anything was counted or proposed."""
    seen = set(view.plain.code)
    return [code for code in view.codes if code in seen]


def codes_by_group(view: View) -> Html:
    """The heat map of codes by groups, and the same numbers as a table."""
    codes = used_codes(view)
    if not codes or not view.groups:
        return note(_NO_COUNTS)
    counted, proposed = (cells(view, codes, view.groups, basis) for basis in ("counted", "proposed"))
    caption = (
        "Aantal deelnemers per groep dat iets zei wat onder de code valt; de kleur is het aandeel van de groep. "
        "Links wat mensen bevestigden of wat van het codeboek mee mag tellen. Rechts, gearceerd, waarover nog niet "
        "beslist is. De twee zijn nooit opgeteld. Een lege cel links betekent dat er niets geteld is, bijvoorbeeld "
        "omdat nog niemand het gesprek las."
    )
    if view.minimum > 1:
        caption += (
            f" {WITHHELD}: niet getoond, omdat het om minder dan {view.minimum} deelnemers gaat of omdat zo'n klein "
            "getal eruit zou volgen. Bij een groep van zo weinig mensen staat het in elke cel."
        )
    drawn = figures.show(
        figures.heat_map(counted, proposed),
        caption=caption,
        alt=f"Raster van {len(codes)} codes bij {len(view.groups)} groepen: geteld en voorgesteld. De tabel eronder "
        "geeft dezelfde getallen.",
    )
    return join([drawn, details("Dezelfde telling als tabel", _cells_table(view, codes, counted))])


def _cells_table(view: View, codes: list[str], counted: pd.DataFrame) -> Html:
    rows = [
        (name, *map(_in_words, row))
        for name, row in zip(counted.index, counted.itertuples(index=False, name=None), strict=True)
    ]
    return table(["Code", *counted.columns], rows, caption="Geteld: deelnemers per groep", numeric=set(range(1, 30)))


def _in_words(cell: Any) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    return str(cell[0]) if cell[1] is None else f"{cell[0]} van {cell[1]}"


def carriers(view: View) -> dict[str, float]:
    """For each theme and code the share of its counted segments that its most talkative participant said."""
    corpus = view.corpus
    counted = corpus.segment_codes[corpus.segment_codes.status.isin(["confirmed", "counted"])]
    people = corpus.segments[["segment_id", "participant_id"]].merge(view.people[["participant_id", "person"]])
    spoken = counted.merge(people, on="segment_id")
    above = [(r.id, code) for r in rows_of(view.book) for code in (r.id, *r.above)]
    rolled = spoken.rename(columns={"code": "coded"}).merge(pd.DataFrame(above, columns=["coded", "code"]), on="coded")
    rolled = rolled.drop_duplicates(["code", "segment_id"])
    sizes = rolled.groupby(["code", "person"]).size()
    total = sizes.groupby("code").sum()
    share = sizes.groupby("code").max() / total
    return {str(code): float(share[code]) for code in share.index[total >= _ENOUGH]}


def themes_table(view: View, *, with_codes: bool = False) -> Html:
    """Themes over all participants: counted with its basis, proposed apart."""
    everywhere = view.plain[view.plain.by == "all"].set_index(["code", "basis"], drop=False)
    if not len(everywhere):
        return note(_NO_COUNTS)
    # Outside the team that one person said most of it would follow that person.
    carried = carriers(view) if view.is_team else {}
    rows = []
    for entry in rows_of(view.book):
        if entry.level and not with_codes:
            continue
        counted, proposed = (_row(everywhere, entry.id, basis) for basis in ("counted", "proposed"))
        if entry.level and counted is None and proposed is None:
            continue
        remark = "één deelnemer zei meer dan de helft" if carried.get(entry.id, 0) > _LEANS else ""
        name = Cell(entry.name, "theme") if with_codes and entry.level == 0 else entry.name
        rows.append((name, *_counted(view, counted), Cell(_people(view, proposed), "proposed"), remark))
    head = ["Thema", "Deelnemers", "Gesprekken", "Segmenten", "Daarvan door een mens gelezen",
            "Voorstel, niet geteld: deelnemers", "Let op"]  # fmt: skip
    return table(head, rows, caption="Thema's over alle deelnemers", numeric={1, 2, 3, 4, 5})


def _row(table: pd.DataFrame, code: str, basis: str) -> Any:
    return table.loc[(code, basis)] if (code, basis) in table.index else None


def _people(view: View, row: Any) -> Any:
    shown = "" if row is None else view.count(row)
    return shown.text if isinstance(shown, Cell) else shown


def _counted(view: View, row: Any) -> tuple[Any, ...]:
    if row is None:
        return ("", "", "", "")
    if row.is_hidden:
        return (view.count(row), "", "", "")
    sessions = f"{int(row.n_sessions)} van {int(row.of_sessions)}"
    # From segments the number of people could follow; of their share the tens tell enough.
    if not view.is_team:
        return (view.count(row), sessions, "", percent(round(float(row.share_read_by_person), 1)))
    return (view.count(row), sessions, int(row.n_segments), percent(float(row.share_read_by_person)))


def prompted_table(view: View) -> Html:
    """Per theme how many brought it up themselves, and how many right after a question of the moderator."""
    if not view.is_team:
        return Html("")
    split = view.counts[(view.counts.by == "all") & view.counts.is_prompted.notna() & (view.counts.basis == "counted")]
    if not len(split):
        return Html("")
    found = {(r.code, bool(r.is_prompted)): r.mark or int(r.n_participants) for r in rows_of(split)}
    rows = [
        (view.name(theme), found.get((theme, False), 0), found.get((theme, True), 0))
        for theme in view.themes
        if (theme, False) in found or (theme, True) in found
    ]
    head = ["Thema", "Uit zichzelf", "Direct na een vraag van de gespreksleider"]
    return table(head, rows, caption="Deelnemers, geteld; wie beide deed, staat in beide kolommen", numeric={1, 2})


def cooccurrence(view: View, *, most: int = 14) -> Html:
    """Codes that fall on the same segment: a figure of the pairs that hang together most, and a table."""
    pairs = _pairs(view)
    if not len(pairs):
        return note("Geen twee getelde codes vallen vaak genoeg op hetzelfde segment om iets over te zeggen.")
    top = pairs.head(most * 2)
    often = pd.concat([top.code_1, top.code_2]).value_counts(sort=False).sort_index(kind="stable")
    kept = set(often.sort_values(ascending=False, kind="stable").head(most).index)
    codes = [code for code in view.codes if code in kept]
    if not view.is_team:
        pairs = pairs.assign(n_12=pairs.n_participants)
    unit = "segmenten met beide codes" if view.is_team else "mensen dat beide in één adem noemde"
    drawn = figures.show(
        figures.cooccurrence_map(pairs, codes, [view.name(code) for code in codes]),
        caption=(
            f"Codes op hetzelfde segment, alleen wat geteld is. Het getal is het aantal {unit}, de "
            "kleur de coëfficiënt n₁₂ / (n₁ + n₂ − n₁₂). Tussen haakjes: de ene code komt meer dan vijf keer zo vaak "
            "voor als de andere, en dan zegt de coëfficiënt weinig."
        ),
        alt=f"Driehoekig raster van {len(codes)} codes die samen voorkomen; de tabel eronder noemt de sterkste paren.",
    )
    rows: list[tuple[Any, ...]] = [
        (f"{view.name(p.code_1)} + {view.name(p.code_2)}", p.n_participants, p.n_12, p.n_1, p.n_2,
         decimal(p.coefficient), "scheef" if p.is_lopsided else "")
        for p in rows_of(pairs.head(12))
    ]  # fmt: skip
    head = ["Codes", "Deelnemers", "Samen", "Eerste code", "Tweede code", "Coëfficiënt", "Let op"]
    if not view.is_team:
        rows, head = [(*row[:2], *row[5:]) for row in rows], [*head[:2], *head[5:]]
    numeric = set(range(1, len(head) - 1))
    strongest = table(head, rows, caption="De sterkste paren" + ", in segmenten" * view.is_team, numeric=numeric)
    return join([drawn, details("De sterkste paren als tabel", strongest)])


def _pairs(view: View) -> pd.DataFrame:
    """Pairs on at least two segments and as many participants as may be shown, of codes whose own number is shown."""
    corpus = view.corpus
    pairs = corpus.cooccurrence()
    coded = corpus.segment_codes[corpus.segment_codes.status.isin(["confirmed", "counted"])][["segment_id", "code"]]
    speakers = corpus.participants.set_index("participant_id").person
    who = corpus.segments.set_index("segment_id").participant_id
    both = coded.merge(coded, on="segment_id", suffixes=("_1", "_2"))
    person = both.segment_id.map(who)
    both["person"] = person.map(speakers).fillna(person)
    n = both.groupby(["code_1", "code_2"]).person.nunique().rename("n_participants").reset_index()
    pairs = pairs.merge(n, on=["code_1", "code_2"])
    plain = view.plain
    shown = plain.code[(plain.by == "all") & (plain.basis == "counted") & ~plain.is_hidden]
    pairs = pairs[pairs.code_1.isin(shown) & pairs.code_2.isin(shown)]
    return pairs[(pairs.n_12 >= 2) & (pairs.n_participants >= view.minimum)].reset_index(drop=True)


def not_used(view: View) -> Html:
    """Codes of the book that nobody and nothing gave to a segment."""
    seen = set(view.plain.code)
    unused = [view.name(code) for code in view.codes if code not in seen]
    if not unused:
        return paragraph("Elke code uit het codeboek komt in het materiaal voor, geteld of als voorstel.")
    return join(
        [
            paragraph("Deze codes uit het codeboek komen in het materiaal niet voor, ook niet als voorstel:"),
            items(unused),
        ]
    )
