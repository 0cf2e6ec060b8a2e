"""topics, segment_codes -> topics, topic_codes, topic_coverage: what people talk about beside what the codebook holds.

That a segment carries some code does not mean that the book covers its topic: where people read, nearly every segment
carries one. What counts are codes that belong to the topic: those that occur in it more often than chance explains
(Fisher's exact test, one-sided, as for words that keep company: Pedersen 1996). And few sessions are read whole, while
the machine finds a small part of what people would code: where too little was read, the limit follows what is usual
there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.frames import frame
from pipeline.judgements import CoderRow
from pipeline.settings import Topics as Settings
from pipeline.stages.counts import persons
from pipeline.tables import TopicCodes, TopicCoverage, Topics

VERSION = 2

ENOUGH_READ = 10
"""From this number of segments of a topic in sessions read whole on, those alone decide whether the book covers it."""

CHANCE, AT_LEAST_TIMES, AT_LEAST_SEGMENTS = 0.01, 2, 2
"""A code belongs to a topic when chance would so rarely put it on so many of the topic's segments, when it is so many
times as frequent there as elsewhere (in a large corpus next to nothing is chance), and when it is on so many."""

ENOUGH_CODED = 10
"""A code on fewer segments than this may be scattered by chance."""

SCATTERED = 1 / 3
"""A code falls apart when no topic holds this part of it: it then lies in four topics or more."""


def read_whole(coders: Iterable[CoderRow]) -> set[str]:
    """The sessions that somebody read whole for all codes: what has no code there is not covered by the book."""
    return {row.session_id for row in coders if row.is_complete and not row.codes}


def compare_topics(
    tables: Mapping[str, pd.DataFrame], *, read: Collection[str], settings: Settings
) -> dict[str, pd.DataFrame]:
    """topics, topic_codes and topic_coverage, from topic_model, segment_topics, segment_codes, segments, participants.

    `read` are the sessions of `read_whole`. A code on a segment is one that nobody rejected: given by people, counted,
    or proposed. `closest_code` is the code whose segments overlap most with those of the topic (Jaccard), and
    `code_overlap` the share of the topic that carries it; segments without enough words to be modelled take part.

    Coverage looks at modelled segments, since a short one rarely carries a code, and at codes that belong to the topic
    (`CHANCE`). Of a topic with `ENOUGH_READ` segments in sessions read whole, these decide: it is covered where such a
    code is on `minimum_coverage` of them. Of another all decide, and the limit is no higher than the share of the
    modelled segments nobody read whole that carry any code.
    """
    model = tables["topic_model"]
    placed = tables["segment_topics"].merge(
        tables["segments"][["segment_id", "session_id", "participant_id"]], on="segment_id"
    )
    placed["person"] = placed.participant_id.map(persons(tables["participants"]))
    alive = tables["segment_codes"]
    alive = alive.loc[alive.status != "rejected", ["segment_id", "code"]].drop_duplicates()
    together = _together(placed[placed.topic_id >= 0], alive)
    closest = _closest(together, alive)
    shared = together.set_index(["topic_id", "code"]).share_of_topic.to_dict()
    rows = [
        topic | {"closest_code": code, "code_overlap": shared.get((topic["topic_id"], code))}
        for topic in model.drop(columns=["closest_code", "code_overlap"]).to_dict("records")
        for code in [closest.get(topic["topic_id"])]
    ]
    modelled = placed[placed.is_modelled].assign(is_read=placed.session_id.isin(set(read)))
    unread = modelled[~modelled.is_read]
    usual = float(unread.segment_id.isin(alive.segment_id).mean()) if len(unread) else 1.0
    limits = settings.minimum_coverage, min(settings.minimum_coverage, usual)
    belongs = _belonging(modelled, alive)
    covered = [
        _coverage(topic, modelled[modelled.topic_id == topic], own=belongs.get(topic, set()), limits=limits)
        | {"closest_code": closest.get(topic)}
        for topic in model.topic_id
    ]
    return {
        "topics": frame(Topics, rows),
        "topic_codes": frame(TopicCodes, together.to_dict("records")),  # type: ignore[arg-type]
        "topic_coverage": frame(TopicCoverage, covered),
    }


def _together(placed: pd.DataFrame, alive: pd.DataFrame) -> pd.DataFrame:
    """A row per topic and code with a segment in common; `share_of_code` is of the code's segments in any topic."""
    coded = placed.merge(alive, on="segment_id")
    found = coded.groupby(["topic_id", "code"], as_index=False).agg(
        n_segments=("segment_id", "nunique"), n_participants=("person", "nunique")
    )
    sizes = placed.groupby("topic_id").segment_id.nunique()
    return found.assign(
        share_of_topic=found.n_segments / found.topic_id.map(sizes),
        share_of_code=found.n_segments / found.groupby("code").n_segments.transform("sum"),
        n_topic=found.topic_id.map(sizes),
    )


def _closest(together: pd.DataFrame, alive: pd.DataFrame) -> dict[int, str]:
    """For each topic the code that overlaps most with it, the first by its id where two are equal."""
    everywhere = together[["code"]].merge(alive.groupby("code", as_index=False).segment_id.nunique(), on="code")
    overlap = together.n_segments / (together.n_topic + everywhere.segment_id - together.n_segments)
    best = together.assign(overlap=overlap).sort_values(["overlap", "code"], ascending=[False, True])
    best = best.drop_duplicates("topic_id")
    return {int(topic): str(code) for topic, code in zip(best.topic_id, best.code, strict=True)}


def _belonging(modelled: pd.DataFrame, alive: pd.DataFrame) -> dict[int, set[str]]:
    """For each topic the segments that carry a code that belongs to it."""
    from scipy.stats import hypergeom

    coded = modelled[["segment_id", "topic_id"]].merge(alive, on="segment_id")
    pairs = coded.groupby(["topic_id", "code"], as_index=False).segment_id.agg(["size", set])
    sizes, everywhere = modelled.topic_id.value_counts(), coded.code.value_counts()
    found: dict[int, set[str]] = {}
    for topic, code, n, segments in pairs.itertuples(index=False, name=None):
        size, n_everywhere = sizes[topic], everywhere[code]
        elsewhere = (n_everywhere - n) / max(len(modelled) - size, 1)
        is_alone = size == len(modelled)
        by_chance = 0.0 if is_alone else hypergeom.sf(n - 1, len(modelled), n_everywhere, size)
        if n >= AT_LEAST_SEGMENTS and n / size >= AT_LEAST_TIMES * elsewhere and by_chance <= CHANCE:
            found.setdefault(topic, set()).update(segments)
    return found


def _coverage(topic: int, members: pd.DataFrame, *, own: set[str], limits: tuple[float, float]) -> dict[str, Any]:
    """A row of topic_coverage: the segments that decide, and whether they reach the limit of read or unread ones."""
    read = members[members.is_read]
    is_read = len(read) >= ENOUGH_READ
    deciding = read if is_read else members
    n, n_coded = len(deciding), int(deciding.segment_id.isin(own).sum())
    share = n_coded / n if n else 0.0
    is_covered = n_coded > 0 and share >= limits[0 if is_read else 1]
    row = {"topic_id": topic, "n_segments": n, "n_coded": n_coded, "share_coded": share}
    return row | {"is_read": is_read, "is_covered": is_covered}


def uncovered(topics: pd.DataFrame, topic_coverage: pd.DataFrame) -> pd.DataFrame:
    """The reported topics that the book does not cover, with what that rests on; most people first."""
    found = topics[topics.is_reported].merge(_deciding(topic_coverage), on="topic_id")
    found = found[~found.is_covered]
    return found.sort_values(
        ["n_participants", "n_segments", "topic_id"], ascending=[False, False, True], ignore_index=True
    )


def covered(topics: pd.DataFrame, topic_coverage: pd.DataFrame) -> pd.DataFrame:
    """The reported topics that the book covers, with what that rests on, in the order of `topics`."""
    found = topics[topics.is_reported].merge(_deciding(topic_coverage), on="topic_id")
    return found[found.is_covered].reset_index(drop=True)


def _deciding(coverage: pd.DataFrame) -> pd.DataFrame:
    """Coverage beside topics: `n_deciding` are the segments on which it rests."""
    return coverage.rename(columns={"n_segments": "n_deciding"}).drop(columns="closest_code")


def scattered(topic_codes: pd.DataFrame) -> pd.DataFrame:
    """Codes that fall apart over topics: code, n_segments, n_topics, largest_topic, share_largest; worst first.

    Of `ENOUGH_CODED` segments or more the largest topic holds less than `SCATTERED`. Such a code may be two or three
    codes, or one about how something is said and not about what; a person decides.
    """
    ordered = topic_codes.sort_values(["share_of_code", "topic_id"], ascending=[False, True])
    found = ordered.groupby("code", as_index=False).agg(
        n_segments=("n_segments", "sum"),
        n_topics=("topic_id", "nunique"),
        largest_topic=("topic_id", "first"),
        share_largest=("share_of_code", "first"),
    )
    found = found[(found.n_segments >= ENOUGH_CODED) & (found.share_largest < SCATTERED)]
    return found.sort_values(["share_largest", "code"], ignore_index=True)


def without_topic(topic_codes: pd.DataFrame, codes: Iterable[str]) -> list[str]:
    """The codes of which no segment lies in any topic. That is no fault: a topic needs many segments, a code one."""
    carried = set(topic_codes.code)
    return [code for code in codes if code not in carried]
