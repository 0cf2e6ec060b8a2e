"""The stored topics as a model of BERTopic, so that its own plots can be used on them, in Jupyter and offline.

    from pipeline import explore_topics
    explore_topics.draw_offline()
    explore_topics.plot(corpus, "documents")

Nothing is modelled again: topics, words, labels and the map are those of the tables. Plots show masked text only.
"""

from __future__ import annotations

import html
import textwrap
import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pipeline.explore import Corpus

Kind = Literal["documents", "barchart", "hierarchy", "heatmap", "topics_per_class"]

_FEWEST = {"documents": 1, "barchart": 1, "hierarchy": 3, "heatmap": 3, "topics_per_class": 1}
"""Topics that a plot needs; of two there is no tree and no square to speak of."""

_ABSENT = -1
_HOVER_WIDTH = 80
_RENDERER = "route_offline"
_CONFIG = {"showSendToCloud": False, "plotlyServerURL": "", "displaylogo": False}
"""Without the button that sends a plot, and the text in it, to plotly's server."""


def bertopic_model(corpus: Corpus) -> Any:
    """A fitted BERTopic with the topics of the corpus; its documents are the terms of `documents_of(corpus)`.

    BERTopic counts topics from 0 where tables and reports count from 1; its labels open with the number of the tables.
    Of its plots only `visualize_topics` calls UMAP, on so few points that it says little.
    Raises ValueError with the reason, in Dutch, where there are no topics.
    """
    from pipeline.stages.topic_words import unfitted_bertopic

    reason = why_none(corpus)
    if reason:
        raise ValueError(reason)
    documents = documents_of(corpus)
    numbers = sorted(set(documents.topic_id) - {_ABSENT})
    ranks = documents.topic_id.map({topic: rank for rank, topic in enumerate(numbers)} | {_ABSENT: _ABSENT})
    model = unfitted_bertopic()
    model.fit(_term_texts(corpus, documents), embeddings=_vectors(corpus, documents), y=ranks.to_numpy(dtype=int))
    _number_as_given(model)
    _tell_as_stored(model, corpus, numbers)
    return model


def documents_of(corpus: Corpus) -> pd.DataFrame:
    """The modelled segments, in the order of their ids: segment_id, topic_id, text, group (as people call it), x, y.

    x and y are empty where a segment was placed with the model and not part of what it was made of.
    """
    placed = corpus.segment_topics[corpus.segment_topics.is_modelled]
    found = placed.merge(corpus.segments[["segment_id", "stakeholder_group", "text"]], on="segment_id")
    found = found.merge(corpus.topic_map, on="segment_id", how="left").sort_values("segment_id", ignore_index=True)
    groups = corpus.names[corpus.names.kind == "group"].set_index("id").plural.to_dict()
    found["group"] = [groups.get(group, group) for group in found.stakeholder_group.fillna("onbekend")]
    found["topic_id"] = found.topic_id.astype(int)
    return found[["segment_id", "topic_id", "text", "group", "x", "y"]]


def passages_of(corpus: Corpus, number: int) -> pd.DataFrame:
    """The segments of a topic (-1: in none) with who said them, that which belongs to it most first.

    Those that were placed afterwards, where `is_modelled` is False, stand last: their probability is of another kind.
    Raises KeyError where there is no such topic.
    """
    if number != _ABSENT and number not in set(corpus.topics.topic_id):
        raise KeyError(f"There is no topic {number}. The table topics says which there are.")
    placed = corpus.segment_topics[corpus.segment_topics.topic_id == number].drop(columns="topic_id")
    columns = ["segment_id", "session_id", "participant_id", "stakeholder_group"]
    found = placed.merge(corpus.segments[[*columns, "text"]], on="segment_id")
    found = found.sort_values(
        ["is_modelled", "probability", "segment_id"], ascending=[False, False, True], ignore_index=True
    )
    return found[[*columns, "probability", "is_modelled", "text"]]


def why_none(corpus: Corpus) -> str | None:
    """Why the corpus has no topics, as a Dutch sentence; None where it has."""
    if "topics" not in corpus.tables or "topic_fit" not in corpus.tables:
        return "Er zijn nog geen onderwerpen berekend. Draai eerst `make pipeline`."
    if len(corpus.topics):
        return None
    notes = corpus.topic_fit.note.dropna().tolist()
    return str(notes[0]) if notes else "Dit materiaal heeft geen onderwerpen."


def plot(corpus: Corpus, kind: Kind = "documents") -> Any:
    """One of BERTopic's own plots, as a figure of plotly; a Dutch sentence where there are too few topics for it.

    "documents" is the map of segments, "barchart" the words of each topic, "hierarchy" and "heatmap" how alike topics
    are, "topics_per_class" the topics by group. Raises ValueError for another kind.
    """
    from IPython.display import Markdown

    if kind not in _FEWEST:
        raise ValueError(f"There is no plot '{kind}'. Choose from: {', '.join(_FEWEST)}.")
    sentence = why_none(corpus) or _too_few(len(corpus.topics), kind)
    if sentence:
        return Markdown(sentence)
    model = corpus.bertopic
    if kind == "documents":
        return _map(model, documents_of(corpus))
    if kind == "topics_per_class":
        return _by_group(model, corpus, documents_of(corpus))
    if kind == "barchart":
        figure = model.visualize_barchart(topics=_own(model), custom_labels=True, title="Woorden", width=360)
        # Else the names of two topics beside each other run together.
        return figure.update_annotations(font_size=11)
    if kind == "hierarchy":
        return model.visualize_hierarchy(custom_labels=True, title="Welke onderwerpen op elkaar lijken, in woorden")
    figure = model.visualize_heatmap(custom_labels=True, title="Welke onderwerpen op elkaar lijken, in betekenis")
    return figure.update_layout(coloraxis_colorbar_title_text="gelijkenis")


def draw_offline() -> None:
    """From here on plotly draws without network: in JupyterLab, and in the page that nbconvert makes of a notebook.

    Call it anew in every run of a notebook: the next figure brings plotly's script along, for all after it.
    """
    import plotly.io
    from plotly.io.base_renderers import NotebookRenderer, PlotlyRenderer

    class Offline(NotebookRenderer):
        """Plotly's renderer for notebooks, which would fetch MathJax from the network."""

        def to_mimebundle(self, fig_dict: dict[str, Any]) -> dict[str, str]:
            page = plotly.io.to_html(
                fig_dict, _CONFIG, include_plotlyjs=False, include_mathjax=False, full_html=False, validate=False
            )
            return {"text/html": page}

    plotly.io.renderers[_RENDERER] = Offline()
    plotly.io.renderers["plotly_mimetype"] = PlotlyRenderer(config=_CONFIG)
    plotly.io.renderers.default = f"plotly_mimetype+{_RENDERER}"


def _too_few(n_topics: int, kind: Kind) -> str | None:
    if n_topics >= _FEWEST[kind]:
        return None
    are = "is er maar één" if n_topics == 1 else f"zijn er maar {n_topics}"
    return f"Voor dit plaatje zijn minstens {_FEWEST[kind]} onderwerpen nodig; in dit materiaal {are}."


def _term_texts(corpus: Corpus, documents: pd.DataFrame) -> list[str]:
    from pipeline.stages.terms import terms_of
    from pipeline.stages.topic_words import term_texts

    return term_texts(terms_of(corpus.tokens), documents.segment_id)


def _vectors(corpus: Corpus, documents: pd.DataFrame) -> Any:
    from pipeline.stages.meaning import centre

    stored = corpus.vectors.set_index("segment_id").vector.reindex(documents.segment_id)
    return centre(np.stack(stored.to_list()).astype(float))


def _own(model: Any) -> list[int]:
    return sorted(topic for topic in model.topic_sizes_ if topic != _ABSENT)


def _number_as_given(model: Any) -> None:
    """Undo that BERTopic numbers topics by size: the numbers in its plots are to be those of the tables."""
    from collections import Counter

    given = {int(now): int(before) for before, now in model.topic_mapper_.get_mappings().items()}
    rows = sorted(sorted(model.topic_sizes_), key=lambda topic: given[topic])
    order = [topic + model._outliers for topic in rows]
    model.topics_ = [given[topic] for topic in model.topics_]
    model.topic_sizes_ = Counter(model.topics_)
    model.c_tf_idf_ = model.c_tf_idf_[order]
    model.topic_embeddings_ = model.topic_embeddings_[order]
    model.topic_representations_ = {given[topic]: model.topic_representations_[topic] for topic in rows}
    model.topic_mapper_ = type(model.topic_mapper_)(model.topics_)


def _tell_as_stored(model: Any, corpus: Corpus, numbers: list[int]) -> None:
    """Words, labels and examples as in the tables; a topic that is not reported says so."""
    words = corpus.topic_words.sort_values(["topic_id", "rank"])
    examples = corpus.topic_examples.sort_values(["topic_id", "rank"]).merge(
        corpus.segments[["segment_id", "text"]], on="segment_id"
    )
    about = corpus.topics.set_index("topic_id")
    labels = {_ABSENT: "geen onderwerp"}
    model.representative_docs_ = {}
    for rank, topic in enumerate(numbers):
        own = words[words.topic_id == topic]
        model.topic_representations_[rank] = list(zip(own.word, own.weight.astype(float), strict=True))
        model.representative_docs_[rank] = examples.text[examples.topic_id == topic].tolist()
        mark = "" if about.is_reported[topic] else " (niet stabiel)"
        labels[rank] = f"{topic}: {html.escape(about.label[topic])}{mark}"
    model.set_topic_labels(labels)


def _map(model: Any, documents: pd.DataFrame) -> Any:
    lines = [textwrap.wrap(text, _HOVER_WIDTH) for text in documents.text]
    shown = ["<br>".join(html.escape(line) for line in text) for text in lines]
    places = documents[["x", "y"]].to_numpy(dtype=float)
    with warnings.catch_warnings():
        # BERTopic adds the row of a label with text among numbers, of which pandas warns.
        warnings.simplefilter("ignore")
        return model.visualize_documents(
            shown,
            reduced_embeddings=places,
            custom_labels=True,
            hide_annotations=True,
            title="Segmenten naar onderwerp",
        )


def _by_group(model: Any, corpus: Corpus, documents: pd.DataFrame) -> Any:
    found = model.topics_per_class(_term_texts(corpus, documents), documents.group.tolist())
    found = found.sort_values(["Topic", "Class"], ignore_index=True)
    figure = model.visualize_topics_per_class(
        found, top_n_topics=None, custom_labels=True, title="Onderwerpen per groep", height=500
    )
    return figure.update_layout(xaxis_title="segmenten", yaxis_title="", legend_title_text="onderwerp")
