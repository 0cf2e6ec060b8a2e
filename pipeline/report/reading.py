"""What a person has read: the ground under every number, and what nobody has looked at yet."""

from __future__ import annotations

import pandas as pd

from pipeline.report import figures
from pipeline.report.markup import Html, html, items, join, note, paragraph, percent, rows_of, table
from pipeline.report.view import View
from pipeline.stages.uncoded import find_uncoded

_LONG = 25
"""From this number of words on a segment without any code is worth a look."""


def reading_state(view: View) -> pd.DataFrame:
    """Per session: name, n_codable, n_read, n_long_uncoded.

    Read is a segment of a session that somebody read whole for all codes (codeurs.csv), or on which a person decided.
    """
    corpus = view.corpus
    segments = corpus.segments[corpus.segments.is_codable]
    whole = {row["session_id"] for row in corpus.study["coders"] if row["is_complete"] and not row["codes"]}
    by_people = corpus.codings[~corpus.codings.coder.str.startswith("machine:")]
    alive = corpus.segment_codes[corpus.segment_codes.status != "rejected"]
    segments = segments.assign(
        is_read=segments.session_id.isin(whole) | segments.segment_id.isin(by_people.segment_id),
        is_long_uncoded=(segments.n_words >= _LONG) & ~segments.segment_id.isin(alive.segment_id),
    )
    sums = segments.groupby("session_id")[["is_codable", "is_read", "is_long_uncoded"]].sum()
    sums = sums.reindex(corpus.sessions.session_id, fill_value=0).astype(int)
    sums.columns = pd.Index(["n_codable", "n_read", "n_long_uncoded"])
    titles = corpus.sessions.set_index("session_id").title
    names = [
        f"{session}  {titles[session] if isinstance(titles[session], str) else ''}".strip() for session in sums.index
    ]
    return sums.assign(name=names).reset_index()


def reading_figure(view: View) -> Html:
    """Which part of each session a person read."""
    state = reading_state(view)
    n, read = int(state.n_codable.sum()), int(state.n_read.sum())
    if not n:
        return note("Er zijn nog geen segmenten die een code kunnen dragen.")
    share = percent(read / n)
    if not view.is_team:
        # How much was said in one session may follow who spoke there alone.
        return paragraph(f"Van de segmenten die een code kunnen dragen, las een mens {share}.")
    return figures.show(
        figures.reading_bars(state),
        caption=f"Segmenten die een code kunnen dragen, per gesprek. Een mens las er {read} van de {n} ({share}).",
        alt=f"Staafdiagram per gesprek: gelezen en ongelezen segmenten. Samen is {share} door een mens gelezen.",
    )


def reading_table(view: View) -> Html:
    """The same in numbers, with the long segments that have no code at all."""
    if not view.is_team:
        return Html("")
    state = reading_state(view)
    unread = state[(state.n_read == 0) & (state.n_codable > 0)]
    rows = [
        (r.name, r.n_codable, r.n_read, percent(r.n_read / r.n_codable) if r.n_codable else "", r.n_long_uncoded)
        for r in rows_of(state[["name", "n_codable", "n_read", "n_long_uncoded"]])
    ]
    shown = table(
        ["Gesprek", "Segmenten", "Gelezen", "Aandeel", f"Lang ({_LONG} woorden of meer), zonder enige code"],
        rows,
        caption="Wat een mens las en wat nog openligt",
        numeric={1, 2, 3, 4},
    )
    if not len(unread):
        return join([paragraph("Van elk gesprek is in elk geval een deel door een mens gelezen."), shown])
    which = ", ".join(unread.session_id)
    text = (
        f"{len(unread)} van de {len(state)} gesprekken zijn nog door niemand gelezen: {which}. Wat daar geteld is, "
        "rust op de machine."
    )
    if len(unread) == 1:
        text = (
            f"Eén van de {len(state)} gesprekken is nog door niemand gelezen: {which}. Wat daar geteld is, rust op de "
            "machine."
        )
    return join([note(text), shown])


def unread(view: View, *, group: str | None = None) -> Html:
    """That a low number may mean that nobody has read yet; nothing where every session was read to the end."""
    state = reading_state(view)
    if group is not None:
        people = view.people[view.people.stakeholder_group == group]
        state = state[state.session_id.isin(people.session_id)]
    n_read, n = int((state.n_read >= state.n_codable).sum()), len(state)
    if n_read == n:
        return Html("")
    which = {0: "er geen helemaal", 1: "er één helemaal"}.get(n_read, f"er {n_read} helemaal")
    of = "Het gesprek is nog niet helemaal" if n == 1 else f"Van de {n} gesprekken is {which}"
    if n > 1 and n_read > 1:
        of = f"Van de {n} gesprekken zijn {which}"
    return note(
        f"{of} door een mens gelezen. Wat nog niet gelezen is, telt alleen mee bij de codes die de machine mag "
        "meetellen. Een laag aantal, of geen, kan dus ook betekenen dat er nog gelezen moet worden."
    )


def long_without_code(view: View, *, most: int = 8) -> Html:
    """Where to start reading: the longest segments without any code. For the team only, since they are words."""
    if not view.is_team:
        return Html("")
    longest = find_uncoded(view.corpus.segments, view.corpus.segment_codes, n=most)
    if not len(longest):
        return paragraph("Elk segment dat een code kan dragen, heeft er een of een voorstel.")
    texts = [html("<code>{}</code> {}", row.segment_id, row.text.strip()) for row in rows_of(longest)]
    lead = paragraph(f"De {len(longest)} langste segmenten zonder enige code, om mee te beginnen:")
    return join([lead, items(texts)])
