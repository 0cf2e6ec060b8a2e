"""Who spoke about a topic, when, and under which codes: the frames behind the drawings. For the team only."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.report.markup import rows_of
from pipeline.report.view import View

COUNTED, PROPOSED = ("confirmed", "counted"), ("proposed",)
_SERIES = "traject"


def named(topics: pd.DataFrame) -> pd.DataFrame:
    """The topics by number, with a `name`: number and label, as all tables and drawings of a report call them."""
    topics = topics.sort_values("topic_id", ignore_index=True)
    return topics.assign(name=topics.topic_id.astype(str) + " " + topics.label.astype(str))


def spoken(view: View) -> pd.DataFrame:
    """The segments that participants said about a topic: segment_id, topic_id, session_id, person, stakeholder_group.

    Who only listened in a session is not among them, as in all counts.
    """
    corpus = view.corpus
    placed = corpus.segment_topics[corpus.segment_topics.topic_id >= 0]
    said = placed.merge(corpus.segments[["segment_id", "session_id", "participant_id"]], on="segment_id")
    return said.merge(view.people[["participant_id", "person", "stakeholder_group"]], on="participant_id")


def by_group(view: View, topics: pd.DataFrame) -> pd.DataFrame:
    """Pairs (n, of) of participants by topic and group, under their names; None is nobody."""
    said = spoken(view)
    n = said.groupby(["topic_id", "stakeholder_group"]).person.nunique()
    of = view.people.groupby("stakeholder_group").person.nunique()
    found = _pairs(n, of, topics.topic_id, view.groups)
    return _named(found, topics, [view.group(group) for group in view.groups])


def rounds(view: View) -> pd.DataFrame:
    """The sessions of a series of meetings that have a round: session_id, round."""
    sessions = view.corpus.sessions
    return sessions.loc[(sessions.session_type == _SERIES) & sessions["round"].notna(), ["session_id", "round"]]


def by_round(view: View, topics: pd.DataFrame) -> pd.DataFrame:
    """Pairs (n, of) by topic and round: participants who spoke about it, of those who were there; None is nobody."""
    met = rounds(view)
    n = spoken(view).merge(met, on="session_id").groupby(["topic_id", "round"]).person.nunique()
    of = view.people.merge(met, on="session_id").groupby("round").person.nunique()
    columns = sorted(of.index)
    return _named(_pairs(n, of, topics.topic_id, columns), topics, [f"ronde {number}" for number in columns])


def _pairs(n: pd.Series, of: pd.Series, topics: pd.Series, columns: list[Any]) -> list[list[Any]]:
    counts, sizes = n.to_dict(), of.to_dict()
    return [
        [(int(counts[topic, key]), int(sizes[key])) if (topic, key) in counts else None for key in columns]
        for topic in topics
    ]


def _named(cells: list[list[Any]], topics: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(cells, index=list(topics.name), columns=columns, dtype=object)


def codes_on(view: View, topics: pd.DataFrame, *, most: int = 10) -> list[str]:
    """The codes that most segments of these topics carry, counted or proposed, in the order of the book."""
    coded = _coded(view, (*COUNTED, *PROPOSED))
    coded = coded[coded.topic_id.isin(topics.topic_id)]
    place = {code: at for at, code in enumerate(view.codes)}
    n = coded[coded.code.isin(place)].code.value_counts()
    often = sorted(n.index, key=lambda code: (-n[code], place[code]))[:most]
    return sorted(often, key=place.__getitem__)


def by_code(view: View, topics: pd.DataFrame, codes: list[str], *, statuses: tuple[str, ...]) -> pd.DataFrame:
    """Pairs (n, of) of segments by topic and code: those that carry the code, of all of the topic; None is none."""
    n = _coded(view, statuses).groupby(["topic_id", "code"]).size().to_dict()
    of = view.corpus.segment_topics.topic_id.value_counts().to_dict()
    cells = [
        [(int(n[topic, code]), int(of[topic])) if (topic, code) in n else None for code in codes]
        for topic in topics.topic_id
    ]
    return _named(cells, topics, [view.name(code) for code in codes])


def topics_and_codes(view: View, topics: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """One row a topic and a code that fall together: name, code, n_participants, n_sessions, n_counted, n_proposed."""
    coded = _coded(view, (*COUNTED, *PROPOSED)).merge(
        spoken(view)[["segment_id", "session_id", "person"]], on="segment_id", how="left"
    )
    coded = coded[coded.code.isin(codes)].assign(is_proposed=coded.status == "proposed")
    rows = []
    for topic in rows_of(topics):
        for code in codes:
            both = coded[(coded.topic_id == topic.topic_id) & (coded.code == code)]
            if len(both):
                n_proposed = int(both.is_proposed.sum())
                people = (both.person.nunique(), both.session_id.nunique())
                rows.append((topic.name, view.name(code), *people, len(both) - n_proposed, n_proposed))
    return pd.DataFrame(rows, columns=["name", "code", "n_participants", "n_sessions", "n_counted", "n_proposed"])


def _coded(view: View, statuses: tuple[str, ...]) -> pd.DataFrame:
    corpus = view.corpus
    codes = corpus.segment_codes[corpus.segment_codes.status.isin(statuses)]
    placed = corpus.segment_topics[corpus.segment_topics.topic_id >= 0]
    return codes[["segment_id", "code", "status"]].merge(placed[["segment_id", "topic_id"]], on="segment_id")


def on_the_map(view: View) -> pd.DataFrame:
    """The segments that were modelled, with their place: x, y, topic_id (-1 is none)."""
    corpus = view.corpus
    return corpus.topic_map.merge(corpus.segment_topics[["segment_id", "topic_id"]], on="segment_id")


def examples(view: View) -> pd.DataFrame:
    """The typical segments of every topic, verbatim: topic_id, rank, segment_id, text."""
    corpus = view.corpus
    found = corpus.topic_examples.merge(corpus.segments[["segment_id", "text"]], on="segment_id")
    return found.sort_values(["topic_id", "rank"], ignore_index=True)
