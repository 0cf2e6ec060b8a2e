"""Numbers as Dutch sentences, by fixed rules: what came up and who said it, never what people find."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from pipeline.report.markup import capital


@dataclass(frozen=True)
class Said:
    """One count as a sentence needs it; `people` is what those who took part are called, many and one.

    How many of them there were is None where a reader may not know.
    """

    n_sessions: int
    of_sessions: int
    n_participants: int
    of_participants: int | None
    people: tuple[str, str] = ("deelnemers", "deelnemer")


def of(n: int, total: int | None) -> str:
    """A part of a whole: 3 van de 4."""
    return str(n) if total is None else f"{n} van de {total}"


def sessions(n: int, total: int) -> str:
    """In how many sessions something came up."""
    if n == 0:
        return "kwam niet ter sprake"
    if total == 1:
        return "kwam ter sprake in het enige gesprek"
    if n == total == 2:
        return "kwam in beide gesprekken ter sprake"
    if n == total:
        return f"kwam in alle {total} gesprekken ter sprake"
    return f"kwam in {of(n, total)} gesprekken ter sprake"


def participants(n: int, total: int | None, people: tuple[str, str]) -> str:
    """How many people said something about it themselves."""
    many, one = people
    if total == 1:
        return f"de enige {one} {'zei er zelf iets over' if n else 'zei er zelf niets over'}"
    if n == 0:
        return f"geen van de {total} {many} zei er zelf iets over"
    return f"{of(n, total)} {many} {'zei' if n == 1 else 'zeiden'} er zelf iets over"


def came_up(said: Said, *, contradicted: int = 0) -> str:
    """Sessions first: 'kwam in 3 van de 4 gesprekken ter sprake; 7 van de 16 ouders zeiden er zelf iets over'."""
    text = f"{sessions(said.n_sessions, said.of_sessions)}; "
    text += participants(said.n_participants, said.of_participants, said.people)
    if contradicted:
        text += f", {contradicted} {'sprak' if contradicted == 1 else 'spraken'} het tegen"
    return text


def asked(n_prompted: int, n_unprompted: int) -> str:
    """Whether people brought it up themselves. One person may do both."""
    if not n_prompted and not n_unprompted:
        return ""
    if not n_prompted:
        return "Niemand zei dit direct na een vraag van de gespreksleider."
    if not n_unprompted:
        return "Het kwam alleen direct na een vraag van de gespreksleider."
    after = f"{n_prompted} direct na een vraag van de gespreksleider"
    return f"Uit zichzelf: {n_unprompted}; {after}. Wie beide deed, telt in beide mee."


def read(share: float | None, n_segments: int | None) -> str:
    """On whose judgement a count rests; nothing where people read all of it.

    Without the number of segments, from which that of people could follow, the share is rounded to a tenth.
    """
    if share is None or isnan(share) or share >= 1:
        return ""
    if n_segments is None:
        if share == 0:
            return "Dit getal rust op codering door de machine: een mens las niets van wat hier geteld is."
        tenths = min(max(round(share * 10), 1), 9) * 10
        return f"Dit getal rust deels op codering door de machine: een mens las ongeveer {tenths}% van de segmenten."
    pieces = "het ene segment" if n_segments == 1 else f"de {n_segments} segmenten"
    if share == 0:
        return f"Dit getal rust op codering door de machine: van {pieces} las een mens er geen."
    n_read = round(share * n_segments)
    return f"Dit getal rust deels op codering door de machine: van {pieces} las een mens er {n_read}."


def proposed(n: int, total: int | None, share_read: float | None, *, is_alone: bool = False) -> str:
    """What waits for a decision; never added to what was counted. `is_alone` where nothing was counted."""
    if n == 0:
        return ""
    why = "daarover is nog niet beslist"
    if share_read == 0:
        why = "dat las nog niemand"
    return f"{'Alleen' if is_alone else 'Daarnaast'} een voorstel, niet meegeteld: bij {of(n, total)}; {why}."


def sentence(text: str) -> str:
    """A text as a sentence: a capital and a full stop."""
    return f"{capital(text)}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""
