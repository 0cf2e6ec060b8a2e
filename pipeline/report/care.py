"""Privacy and consent: what was masked, and who may be quoted."""

from __future__ import annotations

from pipeline.report.markup import Html, capital, join, note, paragraph, table, whole
from pipeline.report.view import View

_KINDS = {
    "person": "naam van een persoon",
    "place": "plaats",
    "date": "datum",
    "age": "leeftijd",
    "phone": "telefoonnummer",
    "email": "mailadres",
    "handle": "naam op sociale media",
    "url": "webadres",
    "address": "adres",
    "postcode": "postcode",
    "institution": "school of instelling",
    "bsn": "burgerservicenummer",
    "iban": "bankrekening",
    "licence_plate": "kenteken",
    "id_number": "nummer dat naar iemand wijst",
}


def masked(view: View) -> Html:
    """How many places were masked, by kind and session; never which words."""
    found = view.corpus.privacy_findings
    sessions = list(view.corpus.sessions.session_id)
    if not len(found):
        return note(
            "Er is niets gevonden dat naar iemand wees. Dat bewijst niet dat er niets staat: lees de transcripten na."
        )
    session = found.utterance_id.str.rsplit("-", n=1).str[0]
    hidden = found.action == "masked"
    counts = found[hidden].groupby(["kind", session[hidden]]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=sessions, fill_value=0)
    rows = [(capital(_KINDS.get(str(kind), str(kind))), *map(int, row), int(sum(row))) for kind, row in
            zip(counts.index, counts.itertuples(index=False, name=None), strict=True)]  # fmt: skip
    rows.append(("Samen", *map(int, counts.sum()), int(counts.to_numpy().sum())))
    n_allowed = int((~hidden).sum())
    if not view.is_team:
        # Where just one address or phone number stands, the session tells whose it may be.
        rows = [(row[0], row[-1]) for row in rows]
        sessions = []
    text = (
        f"Op {whole(int(hidden.sum()))} plaatsen is iets vervangen door een aanduiding tussen haken. Op {n_allowed} "
        f"{'plaats' if n_allowed == 1 else 'plaatsen'} is een gevonden woord blijven staan, omdat een onderzoeker dat "
        "toestond. Een machine vindt niet alles, en aan een omschrijving kan wie erbij was iemand nog steeds "
        "herkennen. Dit materiaal is dus gepseudonimiseerd, niet anoniem."
    )
    head = ["Soort", *sessions, "Samen"]
    caption = f"Vervangen plaatsen, naar soort{' en gesprek' if sessions else ''}"
    return join([paragraph(text), table(head, rows, caption=caption, numeric=set(range(1, len(head))))])


def consent(view: View) -> Html:
    """How many gave consent, and how far they may be quoted."""
    people = view.corpus.participants
    people = people[people.role.isin(["deelnemer", "toehoorder"])]
    people = people.assign(person=people.person.fillna(people.participant_id))
    without = int(people[~people.has_consent].person.nunique())
    n = int(people.person.nunique())
    if without == 0:
        text = f"Alle {n} deelnemers en toehoorders gaven toestemming."
    else:
        # From a total and the answers below it a hidden number would follow.
        text = (
            f"Van de deelnemers en toehoorders gaven er minder dan {view.minimum} geen toestemming, of trokken die in. "
            if without < view.minimum
            else f"Van de {n} deelnemers en toehoorders gaven er {without} geen toestemming, of trokken die in. "
        )
        text += "Hun beurten staan als regel zonder tekst in de tabellen, dragen geen code en tellen nergens mee."
    given = people[people.has_consent]
    answers = given.sort_values("quotable").groupby("person").quotable.agg(_strictest).value_counts()
    if any(0 < n_answered < view.minimum for n_answered in answers):
        why = f"minder dan {view.minimum} mensen gaven een van de antwoorden"
        return join([paragraph(text), paragraph(f"Hoe ver zij geciteerd mogen worden, staat hier niet: {why}.")])
    rows = [
        ("Niet citeren buiten het onderzoeksteam", view.number(int(answers.get("nee", 0)))),
        ("Citeren binnen het programma", view.number(int(answers.get("intern", 0)))),
        ("Ook citeren buiten het programma", view.number(int(answers.get("extern", 0)))),
    ]
    caption = "Mensen naar hoe zij geciteerd mogen worden; van wie in meer gesprekken zat, telt het strengste antwoord"
    return join([paragraph(text), table(["Citeren", "Mensen"], rows, caption=caption, numeric={1})])


def _strictest(answers: list[str]) -> str:
    return min(answers, key=["nee", "intern", "extern"].index)
