"""How the numbers came about: rows accounted for per stage, settings, versions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report.markup import Html, details, html, join, note, paragraph, percent, rows_of, table, whole
from pipeline.report.view import View

_REASONS = {
    "moderator": "gespreksleider",
    "backchannel": "alleen luisteren (‘ja’, ‘hm’)",
    "no_words": "zonder woorden",
}


def rows_table(view: View) -> Html:
    """Turns, segments and codable segments per session, with every reason why one is not codable."""
    corpus = view.corpus
    turns = corpus.utterances.assign(has_text=corpus.utterances.text.notna()).groupby("session_id")
    segments = corpus.segments
    n_segments = segments.groupby("session_id").size()
    codable = segments[segments.is_codable].groupby("session_id").size()
    why = segments.groupby(["session_id", "not_codable_reason"]).size().unstack(fill_value=0)
    reasons = [reason for reason in _REASONS if reason in why.columns]
    # Per session the silent turns of who gave no consent would follow one person, and turns minus segments tells them.
    is_shown = view.is_team
    rows: list[tuple[Any, ...]] = []
    for session in corpus.sessions.session_id:
        n, with_text = int(turns.size().get(session, 0)), int(turns.has_text.sum().get(session, 0))
        left = [int(why[reason].get(session, 0)) for reason in reasons]
        without = (n - with_text,) if is_shown else ()
        rows.append((session, n, *without, int(n_segments.get(session, 0)), *left, int(codable.get(session, 0))))
    total = ("Samen", *(sum(row[i] for row in rows) for i in range(1, len(rows[0]) if rows else 0)))
    rows = [*rows, total] if is_shown else [total]
    head = ["Gesprek", "Beurten", *(["Zonder tekst (geen toestemming)"] if is_shown else []), "Segmenten",
            *(f"Niet te coderen: {_REASONS[reason]}" for reason in reasons), "Te coderen"]  # fmt: skip
    caption = "Van beurt tot segment dat een code kan dragen; de redenen en ‘te coderen’ tellen op tot de segmenten"
    return table(head, rows, caption=caption, numeric=set(range(1, len(head))))


def unplaced_table(view: View) -> Html:
    """What people coded or chose and that found no place in a transcript or in the codebook: file, row, reason."""
    lost, codings = view.corpus.unplaced, view.corpus.human_codings.drop_duplicates("coding_id")
    unknown = codings[~codings.coding_id.isin(view.corpus.codings.coding_id)]
    lead = f"In de transcripten zijn {whole(len(codings))} coderingen van mensen teruggevonden. "
    if not len(lost) and not len(unknown):
        return paragraph(lead + "Alles vond zijn plaats.")
    rows = [
        (f"{r.source_file}, rij {r.source_row}", "" if pd.isna(r.session_id) else r.session_id, r.reason)
        for r in rows_of(lost)
    ]
    rows += [
        (
            f"{r.source_file}, rij {r.source_row}",
            r.utterance_id.rsplit("-", 1)[0],
            f"code '{r.code}' is niet in gebruik",
        )
        for r in rows_of(unknown)
    ]
    many = "coderingen of citaten vonden" if len(rows) > 1 else "codering of citaat vond"
    text = f"{lead}{len(rows)} {many} geen plaats; ze tellen niet mee tot iemand ze herstelt."
    head = ["Waar het staat", "Gesprek", "Waarom"]
    return join([note(text), table(head, rows, caption="Zonder plaats in een transcript of in het codeboek")])


def coders_table(view: View) -> Html:
    """Who read which sessions, whole or not, and without seeing the machine's proposals or not."""
    coders = view.corpus.study["coders"]
    if not coders:
        return note("Niemand heeft in codeurs.csv vastgelegd wat hij of zij las.")
    rows = [
        (row["coder"], row["session_id"], _codes_sought(view, row), bool(row["is_complete"]), bool(row["is_blind"]))
        for row in coders
    ]  # fmt: skip
    head = ["Codeur", "Gesprek", "Codes", "Helemaal gelezen", "Zonder voorstellen in beeld"]
    return table(head, rows, caption="Wie wat las, volgens codeurs.csv")


def _codes_sought(view: View, row: dict[str, Any]) -> str:
    """The codes that somebody sought; of all codes those that came later were not there to be sought."""
    if row["codes"]:
        return ", ".join(view.name(code) for code in row["codes"])
    newer = ", ".join(view.name(code) for code in row.get("newer", ()))
    return f"alle codes, maar niet wat er later bij kwam: {newer}" if newer else "alle codes"


def settings_table(view: View) -> Html:
    """Every setting of the run, as in settings.yaml."""
    rows = []
    for section, values in view.settings.items():
        pairs = values.items() if isinstance(values, dict) else [("", values)]
        for key, value in pairs:
            name = f"{section}.{key}" if key else section
            rows.append((html("<code>{}</code>", name), _shown(value)))
    caption = "Instellingen, zoals ze in settings.yaml heten"
    return details("Alle instellingen", table(["Instelling", "Waarde"], rows, caption=caption))


def _shown(value: Any) -> str:
    if value is None:
        return "(geen)"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    return ("ja" if value else "nee") if isinstance(value, bool) else str(value)


def versions_table(view: View) -> Html:
    """The versions of the software that decide the results."""
    versions = view.corpus.study["versions"]
    return table(["Software", "Versie"], list(versions.items()), caption="Versies van de software", numeric={1})


def method_facts(view: View) -> Html:
    """The settings that a reader needs to understand the method, in sentences."""
    settings = view.settings
    segments, coding, topics = settings["segments"], settings["coding"], settings["topics"]
    models = settings["language"]
    rule = {"meerderheid": "de meerderheid beslist, en bij gelijke stand blijft het open", "een": "één ja is genoeg",
            "allen": "allen moeten ja zeggen"}[coding["coders_disagree"]]  # fmt: skip
    built_in = "Het model dat betekenissen vergelijkt zit in de software zelf; er is niets over een netwerk verstuurd. "
    texts = [
        f"Een segment is een beurt van hoogstens {segments['max_words']} woorden, of een stuk daarvan dat op een "
        "zinseinde is geknipt. "
        f"Een antwoord van hoogstens {segments['answer_max_words']} woorden houdt de vraag ervoor bij zich.",
        "De machine doet voorstellen op drie manieren: met zoekpatronen op woordstammen; op betekenis, naar wat het "
        f"codeboek van een code zegt, hoogstens {coding['proposals_per_segment']} per segment; en bij codes waarover "
        f"mensen vaak genoeg oordeelden (minstens {coding['minimum_judged']} keer ja en even vaak nee) met een model "
        "dat van die oordelen leerde. Vanaf welke score zij iets voorstelt, volgt per code uit de oordelen van mensen, "
        "of anders uit hoe de scores in het materiaal liggen.",
        "De zekerheid bij een voorstel is de gemeten kans dat een mens het ermee eens is; zonder genoeg oordelen van "
        f"mensen blijft zij leeg. Waar codeurs van elkaar verschillen geldt: {rule}.",
        _about_topics(topics, seed=settings["seed"]),
        ("" if models["sentence_model"] else built_in)
        + f"Een getal over minder dan {settings['privacy']['minimum_cell']} mensen staat alleen in rapporten voor het "
        "onderzoeksteam.",
    ]
    return join(paragraph(text) for text in texts)


def _about_topics(topics: dict[str, Any], *, seed: int) -> str:
    """How topics were made, with sources."""
    return (
        f"Onderwerpen zijn gemaakt van segmenten van {topics['minimum_words']} woorden of meer; kortere zijn er "
        f"achteraf bij gelegd. In {topics['runs']} herhalingen, met een vaste toevalswaarde ({seed}) en steeds zonder "
        "een tiende van het materiaal, verdeelde het Leiden-algoritme (Traag e.a. 2019) een netwerk van segmenten die "
        "op elkaar lijken; een onderwerp is wat in de meeste herhalingen bij elkaar bleef (Fred en Jain 2005). Zijn "
        "stabiliteit is de gemiddelde beste overlap met die herhalingen (Hennig 2007), en onder "
        f"{percent(topics['minimum_stability'])} wordt het niet genoemd. De woorden die een onderwerp van de andere "
        "onderscheiden, zijn gekozen met c-TF-IDF (BERTopic, Grootendorst 2022), en zo dat zij van elkaar verschillen "
        "(Carbonell en Goldstein 1998)."
    )
