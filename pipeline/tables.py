"""The contracts of all tables, in the order of the flow.

One row is one thing that the table's docstring names. Columns are English, values that come from the study are Dutch.
Offsets count code points of NFC text; shares lie between 0 and 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.engines.pandas_engine import DateTime

TEXT = pd.StringDtype(na_value=np.nan)

if TYPE_CHECKING:
    Text: TypeAlias = Any
    Whole: TypeAlias = Any
    Maybe: TypeAlias = Any
    Date: TypeAlias = Any
else:
    Text, Whole, Maybe, Date = TEXT, pd.Int64Dtype, pd.BooleanDtype, DateTime(unit="ns")

ROLES = ["gespreksleider", "deelnemer", "toehoorder", "onbekend"]
QUOTABLE = ["nee", "intern", "extern"]
"""From strict to free: nobody outside the team, inside the programme, outside it too."""

PATTERN, SEMANTIC, MODEL = "machine:pattern", "machine:semantic", "machine:model"
"""The coders that are the machine."""


def _id(**keywords: Any) -> Any:
    return pa.Field(unique=True, str_length={"min_value": 1}, **keywords)


def _maybe(**keywords: Any) -> Any:
    return pa.Field(nullable=True, **keywords)


def _share() -> Any:
    return pa.Field(nullable=True, in_range={"min_value": 0, "max_value": 1})


class Table(pa.DataFrameModel):
    """What all tables share: no unknown column, columns in this order."""

    class Config:
        """Strict, in the order in which the columns are written here."""

        strict = True
        ordered = True


class Sessions(Table):
    """One transcript."""

    session_id: Text = _id()
    session_type: Text
    date: Date = _maybe()
    round: Whole = _maybe()
    minutes: Whole = _maybe()
    school: Text = _maybe()
    region: Text = _maybe()
    title: Text = _maybe()
    quotable: Text = pa.Field(isin=QUOTABLE)
    source_file: Text
    source_sha256: Text
    n_turns: Whole
    n_words: Whole


class Participants(Table):
    """One speaker in one session; the label in the transcript is not stored."""

    participant_id: Text = _id()
    session_id: Text
    role: Text = pa.Field(isin=ROLES)
    stakeholder_group: Text = _maybe()
    person: Text = _maybe()
    school: Text = _maybe()
    region: Text = _maybe()
    quotable: Text = pa.Field(isin=QUOTABLE)
    has_consent: bool


class Utterances(Table):
    """One turn, masked."""

    utterance_id: Text = _id()
    session_id: Text
    turn: Whole = pa.Field(ge=1)
    participant_id: Text
    role: Text = pa.Field(isin=ROLES)
    stakeholder_group: Text = _maybe()
    part: Text = _maybe()
    start_s: float = _maybe()
    end_s: float = _maybe()
    text: Text = _maybe()
    prompt_id: Text = _maybe()
    question_id: Text = _maybe()
    is_prompted: bool
    source_line: Whole = pa.Field(ge=1)


class PrivacyFindings(Table):
    """One place that could identify someone; offsets in the masked text."""

    utterance_id: Text
    kind: Text
    start_char: Whole = pa.Field(ge=0)
    end_char: Whole = pa.Field(ge=0)
    placeholder: Text = _maybe()
    action: Text = pa.Field(isin=["masked", "allowed"])


class HumanCodings(Table):
    """One code that a person gave or refused, placed on the masked text of a turn."""

    coding_id: Text
    utterance_id: Text
    start_char: Whole = pa.Field(ge=0)
    end_char: Whole = pa.Field(ge=0)
    code: Text
    coder: Text
    is_present: bool
    decided_at: Date = _maybe()
    codebook_version: Text = _maybe()
    memo: Text = _maybe()
    source_file: Text
    source_row: Whole


class HumanValues(Table):
    """One dimension that a person gave to one coding."""

    coding_id: Text
    dimension: Text
    value: Text


class HumanSamples(Table):
    """One coding that a review sheet asked for: in which sample, and how many segments it stands for."""

    coding_id: Text = _id()
    sample: Text = pa.Field(isin=["blind", "leerzaam"])
    weight: float = _maybe(gt=0)


class ChosenQuotes(Table):
    """One quote that a person chose, placed on the masked text of a turn."""

    utterance_id: Text
    start_char: Whole = pa.Field(ge=0)
    end_char: Whole = pa.Field(ge=0)
    report: Text = _maybe()
    reason: Text = _maybe()
    is_released: bool
    source_row: Whole
    reading: Text = _maybe()


class CitedPassages(Table):
    """One passage that a claim or a good example names, placed on the masked text; a passage over turns has more."""

    source: Text = pa.Field(isin=["claim", "practice"])
    source_id: Text
    side: Text = pa.Field(isin=["supports", "contradicts", "told"])
    number: Whole = pa.Field(ge=1)
    utterance_id: Text
    start_char: Whole = pa.Field(ge=0)
    end_char: Whole = pa.Field(ge=0)
    segment: Whole = _maybe()


class Unplaced(Table):
    """One thing that a person made and that found no place, with the reason; never its words."""

    session_id: Text = _maybe()
    source_file: Text
    source_row: Whole
    reason: Text


class Segments(Table):
    """One stretch of a turn that can carry codes; segments tile the turn."""

    segment_id: Text = _id()
    utterance_id: Text
    session_id: Text
    participant_id: Text
    role: Text = pa.Field(isin=ROLES)
    stakeholder_group: Text = _maybe()
    part: Text = _maybe()
    start_char: Whole = pa.Field(ge=0)
    end_char: Whole = pa.Field(ge=0)
    text: Text
    context: Text = _maybe()
    n_words: Whole = pa.Field(ge=0)
    is_codable: bool
    not_codable_reason: Text = _maybe(isin=["moderator", "backchannel", "no_words"])


class Tokens(Table):
    """One token; `start_char` counts within the segment."""

    segment_id: Text
    token: Whole = pa.Field(ge=0)
    start_char: Whole = pa.Field(ge=0)
    text: Text
    lemma: Text
    pos: Text
    is_stop: bool


class Vectors(Table):
    """One codable segment: its bare text (for topics) and, with its question, for coding."""

    segment_id: Text = _id()
    vector: object
    vector_in_context: object


class CodeVectors(Table):
    """One text of the codebook under one model; kept so that an edit of one code embeds one code."""

    text_sha256: Text = _id()
    vector: object


class Codings(Table):
    """One code by one coder on one segment."""

    coding_id: Text
    segment_id: Text
    code: Text
    coder: Text
    is_present: bool
    confidence: float = _share()
    is_negated: bool
    start_char: Whole = _maybe()
    end_char: Whole = _maybe()
    evidence: Text = _maybe()
    decided_at: Date = _maybe()
    codebook_version: Text = _maybe()
    memo: Text = _maybe()


class CodingValues(Table):
    """One dimension of one coding."""

    coding_id: Text
    dimension: Text
    value: Text


class SegmentCodes(Table):
    """One code on one segment, after people and machine."""

    segment_id: Text
    code: Text
    status: Text = pa.Field(isin=["confirmed", "counted", "proposed", "rejected"])
    decided_by: Text = pa.Field(isin=["human", "machine"])
    confidence: float = _share()


class CodeMethods(Table):
    """One way in which the machine proposes one code, what it learned from, and how often people agreed.

    `n_yes` and `n_no` are the segments people judged that it learned from; of `n_judged` of its proposals, held out
    from that learning, people gave the code to `n_agreed`.
    """

    code: Text
    coder: Text = pa.Field(isin=[PATTERN, SEMANTIC, MODEL])
    method: Text
    threshold: float = _maybe()
    n_yes: Whole
    n_no: Whole
    n_sessions: Whole
    n_judged: Whole
    n_agreed: Whole
    note: Text = _maybe()


class DimensionTrust(Table):
    """How good the machine's guesses of one value of a dimension are; `*` is the whole dimension.

    `n` codings have it by a person; of `n_proposed` guesses, each held out by session, `n_agreed` are right. On the row
    `*` precision is the share that is right, and `usual` that of always saying the commonest value.
    """

    dimension: Text
    value: Text
    n: Whole
    n_proposed: Whole = _maybe()
    n_agreed: Whole = _maybe()
    precision: float = _share()
    recall: float = _share()
    f1: float = _share()
    usual: float = _share()
    note: Text = _maybe()


class CodebookVersions(Table):
    """One field of one code in one codebook that was in use: number 1 is the first. Long texts by their hash alone."""

    number: Whole = pa.Field(ge=1)
    version: Text
    code: Text
    field: Text
    item: Whole = pa.Field(ge=0)
    text_sha256: Text
    text: Text = _maybe()


class PreviousCodes(Table):
    """One code on one segment as it stood under the last different codebook, with the hash of the segment's text."""

    segment_id: Text
    text_sha256: Text
    code: Text
    status: Text = pa.Field(isin=["confirmed", "counted", "proposed", "rejected"])
    decided_by: Text = pa.Field(isin=["human", "machine"])


class Agreement(Table):
    """One code (`*` for all), one group of coders, one basis."""

    code: Text
    coders: Text
    basis: Text = pa.Field(isin=["codable", "coded"])
    n_segments: Whole
    n_both: Whole
    percent: float = _share()
    krippendorff_alpha: float = _maybe()
    alpha_low: float = _maybe()
    alpha_high: float = _maybe()
    cohen_kappa: float = _maybe()
    gwet_ac1: float = _maybe()
    precision: float = _share()
    recall: float = _share()
    f1: float = _share()
    f1_low: float = _share()
    f1_high: float = _share()
    note: Text = _maybe()


class Questions(Table):
    """One question of the topic guide in one session."""

    session_id: Text
    question_id: Text
    text: Text
    n_turns: Whole


class Topics(Table):
    """One topic, by the number by which people call it, from 1 on.

    `top_words` are separated by a comma and a blank, since a word may be a noun phrase.
    """

    topic_id: Whole = pa.Field(unique=True)
    label: Text
    top_words: Text
    n_segments: Whole
    n_sessions: Whole
    n_participants: Whole
    stability: float = _share()
    is_reported: bool
    closest_code: Text = _maybe()
    code_overlap: float = _share()


class SegmentTopics(Table):
    """One segment in the topic model; -1 is no topic.

    A segment with too few words was not modelled, and placed afterwards.
    """

    segment_id: Text = _id()
    topic_id: Whole = pa.Field(ge=-1)
    probability: float = _share()
    is_modelled: bool


class TopicWords(Table):
    """One word or noun phrase that sets a topic apart, the first ranked 1."""

    topic_id: Whole
    rank: Whole = pa.Field(ge=1)
    word: Text
    weight: float


class TopicExamples(Table):
    """One typical segment of a topic, the first ranked 1."""

    topic_id: Whole
    rank: Whole = pa.Field(ge=1)
    segment_id: Text


class TopicMap(Table):
    """One modelled segment on a map in which near segments are alike; without a unit."""

    segment_id: Text = _id()
    x: float
    y: float


class TopicFit(Table):
    """The topic model as a whole, in one row; `agreement` is the mean adjusted Rand index of its runs with the result.

    `chance` is the highest stability that topics of as many segments without groups reach.
    """

    n_eligible: Whole
    n_fitted: Whole
    n_left_out: Whole
    n_short: Whole
    n_placed: Whole
    n_runs: Whole
    agreement: float = _maybe()
    chance: float = _share()
    note: Text = _maybe()


class TopicCodes(Table):
    """One topic and one code that fall together on a segment at least once, whoever gave the code."""

    topic_id: Whole
    code: Text
    n_segments: Whole
    share_of_topic: float = _share()
    share_of_code: float = _share()
    n_participants: Whole


class TopicCoverage(Table):
    """One topic beside the codebook: of the segments that decide, how many carry a code that belongs to the topic.

    `is_read`: those that decide are the ones in sessions that people read whole; else all modelled ones.
    """

    topic_id: Whole = pa.Field(unique=True)
    n_segments: Whole
    n_coded: Whole
    share_coded: float = _share()
    is_read: bool
    closest_code: Text = _maybe()
    is_covered: bool


class Counts(Table):
    """One number that a report may state; a theme or parent has rows too."""

    code: Text
    dimension: Text = _maybe()
    dimension_value: Text = _maybe()
    by: Text = pa.Field(isin=["all", "group", "session", "session_type", "school", "round", "part", "question"])
    value: Text
    by2: Text = _maybe()
    value2: Text = _maybe()
    basis: Text = pa.Field(isin=["counted", "proposed"])
    is_prompted: Maybe = _maybe()
    n_sessions: Whole
    of_sessions: Whole
    n_participants: Whole
    of_participants: Whole
    n_segments: Whole
    n_negated: Whole
    share_read_by_person: float = _share()


class HiddenCounts(Table):
    """One number that only the team may see: a row of counts, or how many people there were (code `*`).

    What is absent looks as if there were none, since that it came up would say who brought it up.
    """

    code: Text
    dimension: Text = _maybe()
    dimension_value: Text = _maybe()
    by: Text
    value: Text
    by2: Text = _maybe()
    value2: Text = _maybe()
    basis: Text
    is_prompted: Maybe = _maybe()
    reason: Text = pa.Field(isin=["small", "withheld", "absent"])


class StudyText(Table):
    """One text that a person typed into the codebook or the topic guide, masked."""

    text_sha256: Text = _id()
    text: Text


class Attributions(Table):
    """What stands under the words of one participant who may be quoted to these readers."""

    participant_id: Text
    readers: Text = pa.Field(isin=QUOTABLE)
    attribution: Text


class Evidence(Table):
    """One passage on which a claim or a good example rests, or that contradicts it, as a report may show it."""

    evidence_id: Text = _id()
    source: Text = pa.Field(isin=["claim", "practice"])
    source_id: Text
    side: Text = pa.Field(isin=["supports", "contradicts", "told"])
    number: Whole = pa.Field(ge=1)
    utterance_id: Text
    segment_id: Text
    session_id: Text
    participant_id: Text
    role: Text = pa.Field(isin=ROLES)
    stakeholder_group: Text = _maybe()
    text: Text
    quotable: Text = pa.Field(isin=QUOTABLE)


class Quotes(Table):
    """One quote that a report may show."""

    quote_id: Text = _id()
    segment_id: Text
    code: Text
    text: Text
    attribution: Text
    quotable: Text = pa.Field(isin=QUOTABLE)
    chosen_by: Text = pa.Field(isin=["person", "program"])
    reason: Text = _maybe()
    report: Text = _maybe()
    reading: Text = _maybe()


TABLES: dict[str, type[Table]] = {
    "sessions": Sessions,
    "participants": Participants,
    "utterances": Utterances,
    "privacy_findings": PrivacyFindings,
    "human_codings": HumanCodings,
    "human_values": HumanValues,
    "human_samples": HumanSamples,
    "chosen_quotes": ChosenQuotes,
    "cited_passages": CitedPassages,
    "questions": Questions,
    "unplaced": Unplaced,
    "segments": Segments,
    "tokens": Tokens,
    "vectors": Vectors,
    "code_vectors": CodeVectors,
    "codings": Codings,
    "coding_values": CodingValues,
    "segment_codes": SegmentCodes,
    "code_methods": CodeMethods,
    "dimension_trust": DimensionTrust,
    "codebook_versions": CodebookVersions,
    "previous_codes": PreviousCodes,
    "agreement": Agreement,
    "topic_model": Topics,
    "segment_topics": SegmentTopics,
    "topic_words": TopicWords,
    "topic_examples": TopicExamples,
    "topic_map": TopicMap,
    "topic_fit": TopicFit,
    "topics": Topics,
    "topic_codes": TopicCodes,
    "topic_coverage": TopicCoverage,
    "counts": Counts,
    "hidden_counts": HiddenCounts,
    "study_text": StudyText,
    "attributions": Attributions,
    "quotes": Quotes,
    "evidence": Evidence,
}

READ = (
    "sessions",
    "participants",
    "utterances",
    "privacy_findings",
    "human_codings",
    "human_values",
    "human_samples",
    "chosen_quotes",
    "cited_passages",
    "questions",
    "unplaced",
)
"""Tables that reading a transcript makes."""

PER_SESSION = (*READ, "segments", "tokens", "vectors")
"""Tables that are stored as a folder with one part per session."""
