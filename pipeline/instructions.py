"""What a researcher reads beside empty registers: what each column means, what may stand in it, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.configuration import Stakeholders
from pipeline.registers import CONSENT, QUOTABLE, ROLES

SESSION_HELP = {
    "sessie": "nodig; de code van de sessie: letters, cijfers en _, uniek, zonder naam van iemand erin (FG01)",
    "bestand": "nodig; het bestand in de map transcripten, met extensie (FG01.docx)",
    "soort": "nodig; wat voor gesprek het was",
    "datum": "dd-mm-jjjj of jjjj-mm-dd",
    "ronde": "het nummer in een reeks bijeenkomsten, in cijfers",
    "duur_min": "de duur in hele minuten",
    "school": "de school waar het over gaat; een code als de school niet genoemd wil worden",
    "regio": "de regio, als er in het verslag naar gekeken wordt",
    "gespreksleider": "initialen van wie het gesprek leidde; alleen voor uzelf",
    "titel": "hoe de sessie in het verslag heet",
    "citeren": "mag eruit geciteerd worden: nee (alleen het team), intern (in het programma), extern; leeg is nee",
}
SPEAKER_HELP = {
    "sessie": "nodig; de code van de sessie, zoals in het register van sessies",
    "spreker": "nodig; het label zoals het in het transcript staat, zonder dubbele punt",
    "rol": "nodig; wat iemand in het gesprek was",
    "groep": "nodig, behalve voor een gespreksleider; tot welke groep iemand hoort",
    "pseudoniem": "hetzelfde in meer sessies is één persoon die gevolgd wordt; nooit de echte naam",
    "school": "de school van deze spreker, als die een andere is dan die van de sessie",
    "regio": "de regio van deze spreker",
    "toestemming": "van wie nee zegt of haar intrekt, wordt geen woord bewaard; leeg mag niet",
    "citeren": "als dat voor deze spreker anders is dan voor de sessie; de strengste van de twee geldt",
}
SCHOOL_HELP = {
    "school": "nodig; de school zoals in de andere registers",
    "naam": "hoe de school heet",
    "noemen": "nodig; ja alleen als de school met naam in een verslag wil staan",
}


def allowed_values(names: Stakeholders | None) -> dict[str, list[str]]:
    """What may stand in the columns that have a fixed list; groups and kinds only where stakeholders.yaml is known."""
    values = {"rol": list(ROLES), "toestemming": list(CONSENT), "citeren": list(QUOTABLE)}
    if names:
        values |= {"soort": list(names.soorten), "groep": list(names.groepen)}
    return values


def readme(*, title: str, names: Stakeholders | None, registers: Sequence[str]) -> str:
    """LEESMIJ.md of a new corpus; `registers` are the files of sessions and of speakers."""
    values = allowed_values(names)
    sessions, speakers = registers
    where = "" if names else "\nDe groepen en soorten staan in `config/stakeholders.yaml`.\n"
    return f"""# {title}

De map van één studie: de transcripten, en wie erin spreekt. Niets hiervan hoort op internet of in git. In de opdrachten
hieronder staat `MAP` voor deze map.

## Wat u nu doet

1. Zet de transcripten in `transcripten/`. Elk bestand is één sessie.
2. `route init MAP --from-transcripts` vult de registers met de sessies en de labels van sprekers die het in de
   transcripten vindt. Wat er al staat, blijft staan. U kunt ze ook zelf invullen.
3. Vul aan wat alleen u weet: soort, rol, groep, toestemming.
4. `route check --corpus MAP` noemt alles wat nog ontbreekt of niet klopt, met bestand en regel.
5. `route run --corpus MAP` maakt de tabellen en de verslagen.

Zijn de labels in de transcripten echte namen, dan is het register van sprekers een sleutelbestand. Leg het dan buiten
het project, en noem de plek bij `transcripts.speakers` in `settings.yaml`.

## {sessions}: één rij per sessie
{where}
{_table(SESSION_HELP, values)}

## {speakers}: één rij per spreker per sessie

`ONBEKEND` en `MEERDERE` mogen in een transcript staan zonder rij hier.

{_table(SPEAKER_HELP, values)}

## scholen.csv: alleen als een school genoemd wil worden

Is dit bestand er niet, dan wordt elke school gemaskeerd. Is het er wel, dan staat elke school van de andere
registers erin.

{_table(SCHOOL_HELP, {"noemen": ["ja", "nee"]})}

## De mappen

| map | wat erin hoort |
|---|---|
| `transcripten/` | de transcripten |
| `coderingen/` | wat mensen codeerden: csv of xlsx met sessie, beurt, citaat, code, codeur |
| `memos/` | aantekeningen, als `.md` |
"""


def _table(columns: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> str:
    rows = ["| kolom | wat erin komt | toegestaan |", "|---|---|---|"]
    for column, text in columns.items():
        rows.append(f"| {column} | {text} | {', '.join(values.get(column, []))} |")
    return "\n".join(rows)
