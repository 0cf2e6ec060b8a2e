"""settings.yaml, typed: one section per stage, so that a stage's key holds just what it reads."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.yaml_text import Entry

Audience = Literal["team", "programma", "buiten"]
Form = Literal["docx", "pdf", "figuren"]
Notebook = Literal[
    "overzicht",
    "focusgroep",
    "arena",
    "traject",
    "school",
    "route",
    "jaloersmaakvirus",
    "keukentafel",
    "terugkoppeling",
    "verantwoording",
    "eindrapport",
]


class Transcripts(Entry):
    """What is read: where the speakers' register lies, and how large a file and what is in it may be."""

    speakers: str = "sprekers.csv"
    max_megabytes: int = Field(50, ge=1)
    max_unpacked_megabytes: int = Field(500, ge=1)
    max_turns: int = Field(100_000, ge=1)
    max_line_signs: int = Field(1_000_000, ge=1000)


class Privacy(Entry):
    """Masking, the list of names outside the project, and the smallest group that others than the team may see."""

    mode: Literal["mask", "stop"] = "mask"
    minimum_cell: int = Field(3, ge=1)
    known_names: str | None = None


class Segments(Entry):
    """How turns are cut, and which short turns carry their question along."""

    max_words: int = Field(60, ge=10)
    answer_max_words: int = Field(12, ge=1)
    backchannel_max_words: int = Field(3, ge=0)


class Language(Entry):
    """Models. Empty means: what the packages bring along, nothing to download."""

    spacy_model: str | None = None
    sentence_model: str | None = None


class Coding(Entry):
    """How the machine proposes and how people's decisions are joined."""

    proposals_per_segment: int = Field(1, ge=0)
    coders_disagree: Literal["meerderheid", "een", "allen"] = "meerderheid"
    minimum_alpha: float = Field(0.67, ge=0, le=1)
    minimum_judged: int = Field(10, ge=2)
    minimum_confidence: float = Field(0.5, ge=0, le=1)
    minimum_blind: int = Field(30, ge=1)


class Agreement(Entry):
    """The bootstrap of the agreement's interval: sessions are drawn again this many times."""

    resamples: int = Field(1000, ge=0)


class Topics(Entry):
    """Which segments are modelled, how fine, and when a corpus is too small to have topics."""

    minimum_words: int = Field(8, ge=1)
    minimum_segments: int = Field(100, ge=30)
    segments_per_topic: int = Field(8, ge=3)
    resolution: float = Field(1.0, gt=0, le=10)
    runs: int = Field(40, ge=5, le=500)
    share_left_out: float = Field(0.1, ge=0, le=1)
    minimum_stability: float = Field(0.6, ge=0, le=1)
    minimum_coverage: float = Field(0.3, ge=0, le=1)
    fit_on: int = Field(5_000, ge=100)


class Audiences(Entry):
    """For whom each report is; a report that does not exist is an unknown key, and no silent default."""

    overzicht: Audience = "team"
    focusgroep: Audience = "programma"
    arena: Audience = "programma"
    traject: Audience = "programma"
    school: Audience = "programma"
    route: Audience = "programma"
    jaloersmaakvirus: Audience = "buiten"
    keukentafel: Audience = "buiten"
    terugkoppeling: Audience = "programma"
    verantwoording: Audience = "programma"
    eindrapport: Audience = "buiten"


class Reports(Entry):
    """For whom each report is, in which forms beside html, and how many quotes stand under a code."""

    audience: Audiences = Audiences()
    formats: dict[Notebook, list[Form]] = Field(
        {name: ["docx", "pdf"] for name in ("jaloersmaakvirus", "keukentafel", "eindrapport")}
    )
    quotes_per_code: int = Field(3, ge=0)


class Settings(Entry):
    """All settings of a study."""

    corpus: str = "data/raw/voorbeeld"
    seed: int = Field(2026, ge=0, lt=2**32)
    transcripts: Transcripts = Transcripts()
    privacy: Privacy = Privacy()
    segments: Segments = Segments()
    language: Language = Language()
    coding: Coding = Coding()
    agreement: Agreement = Agreement()
    topics: Topics = Topics()
    reports: Reports = Reports()
