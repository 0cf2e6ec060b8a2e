from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline import explore_topics
from pipeline.explore import Corpus
from pipeline.frames import frame
from pipeline.store import Store
from pipeline.tables import TABLES

# The first is the smallest: BERTopic by itself would give it the last number.
TOPICS = {0: ("bus", 3), 1: ("telefoon", 5), 2: ("contract", 4), -1: ("jas", 2)}
NOTE = "Te weinig materiaal voor onderwerpen."


def stored(folder: Path, wanted: tuple[int, ...] = (0, 1, 2, -1)) -> Corpus:
    """A corpus with these topics: every segment says the word of its topic, and its vector points the same way."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("segments", "tokens", "vectors", "segment_topics")}
    more: dict[str, list[dict[str, Any]]] = {name: [] for name in ("topics", "topic_words", "topic_examples")}
    places: list[dict[str, Any]] = []
    number = 0
    for topic in wanted:
        word, n = TOPICS[topic]
        for at in range(n):
            number += 1
            name, text = f"FG01-{number:04}-1", f"De {word} <b> is er."
            about = {"utterance_id": name[:-2], "session_id": "FG01", "participant_id": "FG01-P1", "role": "deelnemer"}
            about |= {"stakeholder_group": ("ouder", "uwv")[at % 2], "start_char": 0, "end_char": len(text)}
            rows["segments"].append(about | {"segment_id": name, "text": text, "n_words": 4, "is_codable": True})
            token = {"segment_id": name, "token": 1, "start_char": 3, "text": word, "lemma": word, "pos": "NOUN"}
            rows["tokens"].append(token | {"is_stop": False})
            vector = (np.eye(4)[topic] + at / 100).astype(np.float32)
            rows["vectors"].append({"segment_id": name, "vector": vector, "vector_in_context": vector})
            rows["segment_topics"].append(
                {"segment_id": name, "topic_id": topic, "probability": (at + 1) / n, "is_modelled": True}
            )
            places.append({"segment_id": name, "x": float(topic), "y": float(at)})
        if topic >= 0:
            about = {"topic_id": topic, "label": f"over {word}", "top_words": word, "n_segments": n, "n_sessions": 1}
            about |= {"n_participants": 1, "stability": 0.9, "is_reported": topic != 1}
            more["topics"].append(about)
            more["topic_words"].append({"topic_id": topic, "rank": 1, "word": f"onze {word}", "weight": 0.5})
            more["topic_examples"].append({"topic_id": topic, "rank": 1, "segment_id": name})
    # Placed afterwards, and surer of it than any.
    short = rows["segments"][-1] | {"segment_id": "FG01-0099-1", "utterance_id": "FG01-0099", "text": "De bus."}
    rows["segments"].append(short)
    rows["segment_topics"].append(
        {"segment_id": "FG01-0099-1", "topic_id": wanted[0], "probability": 1.0, "is_modelled": False}
    )
    fit = dict.fromkeys(("n_eligible", "n_fitted", "n_left_out", "n_short", "n_placed", "n_runs"), 1)
    store = Store(folder / "data" / "processed" / "klein")
    for name in ("segments", "tokens", "vectors"):
        store.save(name, frame(TABLES[name], rows[name]), key="k", session="FG01")
    across = more | {"segment_topics": rows["segment_topics"], "topic_map": places}
    across["topic_fit"] = [fit | ({} if more["topics"] else {"note": NOTE})]
    for name, found in across.items():
        store.save(name, frame(TABLES[name], found), key="k")
    return Corpus("klein", out=folder)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Shared by all: the first import of BERTopic takes many seconds."""
    return stored(tmp_path_factory.mktemp("onderwerpen"))


def test_numbers_words_and_labels_are_those_of_the_tables(corpus: Corpus) -> None:
    model, documents = corpus.bertopic, explore_topics.documents_of(corpus)
    assert model.topics_ == documents.topic_id.tolist()
    assert {topic: model.topic_sizes_[topic] for topic in TOPICS} == {topic: n for topic, (_, n) in TOPICS.items()}
    assert model.get_topic(0) == [("onze bus", 0.5)]
    assert model.custom_labels_ == [
        "geen onderwerp",
        "0: over bus",
        "1: over telefoon (niet stabiel)",
        "2: over contract",
    ]
    assert model.get_representative_docs(2) == ["De contract <b> is er."]


def test_vectors_and_terms_follow_the_numbers(corpus: Corpus) -> None:
    model = corpus.bertopic
    words = model.vectorizer_model.get_feature_names_out()
    for topic in (0, 1, 2):
        weights = model.c_tf_idf_[topic + 1].toarray()[0]
        assert words[weights.argmax()] == TOPICS[topic][0]
        assert model.topic_embeddings_[topic + 1].argmax() == topic


@pytest.mark.parametrize("kind", ["documents", "barchart", "hierarchy", "heatmap", "topics_per_class"])
def test_every_plot_names_the_topics(corpus: Corpus, kind: explore_topics.Kind) -> None:
    drawn = explore_topics.plot(corpus, kind).to_json()
    assert all(f"{topic}: over {TOPICS[topic][0]}" in drawn for topic in (0, 1, 2))


def test_the_map_shows_the_text_as_text(corpus: Corpus) -> None:
    figure = explore_topics.plot(corpus, "documents")
    shown = {text for trace in figure.data for text in trace.hovertext if isinstance(text, str)}
    assert "De bus &lt;b&gt; is er." in shown
    assert not any("<b>" in text for text in shown)


def test_plots_are_drawn_without_network(corpus: Corpus) -> None:
    import plotly.io

    before = plotly.io.renderers.default
    try:
        explore_topics.draw_offline()
        bundle = plotly.io.renderers._build_mime_bundle(explore_topics.plot(corpus, "barchart").to_dict())
    finally:
        plotly.io.renderers.default = before
    assert set(bundle) == {"application/vnd.plotly.v1+json", "text/html"}
    assert "over bus" in bundle["text/html"]
    assert "src=" not in bundle["text/html"]
    assert '"showSendToCloud": false' in bundle["text/html"]
    assert bundle["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False


def test_passages_of_a_topic_stand_by_how_far_they_belong(corpus: Corpus) -> None:
    found = corpus.topic(0)
    assert found.segment_id.tolist() == ["FG01-0003-1", "FG01-0002-1", "FG01-0001-1", "FG01-0099-1"]
    assert found.is_modelled.tolist() == [True, True, True, False]
    assert len(corpus.topic(-1)) == 2
    with pytest.raises(KeyError, match="no topic 7"):
        corpus.topic(7)


def test_unknown_plot(corpus: Corpus) -> None:
    with pytest.raises(ValueError, match="Choose from: documents"):
        explore_topics.plot(corpus, "taart")  # type: ignore[arg-type]


def test_too_few_topics_for_a_plot_are_told(tmp_path: Path) -> None:
    two = stored(tmp_path, (0, 1))
    assert "minstens 3 onderwerpen nodig; in dit materiaal zijn er maar 2" in explore_topics.plot(two, "heatmap").data
    assert "over bus" in explore_topics.plot(two, "documents").to_json()
    assert "over bus" in explore_topics.plot(two, "barchart").to_json()
    assert two.bertopic.topics_ == [0, 0, 0, 1, 1, 1, 1, 1]


def test_without_topics_the_reason_is_told(tmp_path: Path) -> None:
    none = stored(tmp_path, (-1,))
    assert explore_topics.why_none(none) == NOTE
    assert explore_topics.plot(none, "documents").data == NOTE
    with pytest.raises(ValueError, match="Te weinig materiaal"):
        explore_topics.bertopic_model(none)


def test_import_is_light() -> None:
    code = "import sys, pipeline.explore_topics; print([m for m in ('bertopic', 'plotly', 'umap') if m in sys.modules])"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"
