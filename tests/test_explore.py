from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipeline.explore import Corpus
from pipeline.frames import frame
from pipeline.store import Store
from pipeline.tables import TABLES

TEXTS = {
    "FG01-0001-1": "Ik bel de stagebegeleider. Hij belt terug.",
    "FG01-0002-1": "Op stage? Nee.",
    "FG01-0003-1": "De bus komt niet.",
}
LEMMAS = {"bel": "bellen", "belt": "bellen"}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    store = Store(tmp_path / "data" / "processed" / "klein")
    person = {"session_id": "FG01", "participant_id": "FG01-P1", "role": "deelnemer", "stakeholder_group": "ouder"}
    segments = [
        person
        | {
            "segment_id": s,
            "utterance_id": s[:-2],
            "start_char": 0,
            "end_char": len(t),
            "text": t,
            "n_words": 4,
            "is_codable": True,
        }
        for s, t in TEXTS.items()
    ]
    tokens = []
    for segment, text in TEXTS.items():
        place = 0
        for number, word in enumerate(text.replace(".", " .").replace("?", " ?").split()):
            place = text.index(word, place)
            lemma = LEMMAS.get(word, word.lower())
            row = {
                "segment_id": segment,
                "token": number,
                "start_char": place,
                "text": word,
                "lemma": lemma,
                "pos": "NOUN",
            }
            tokens.append(row | {"is_stop": False})
            place += len(word)
    pairs = [("FG01-0001-1", "a"), ("FG01-0001-1", "b"), ("FG01-0002-1", "a"), ("FG01-0003-1", "b")]
    codes = [{"segment_id": s, "code": c, "status": "confirmed", "decided_by": "human"} for s, c in pairs]
    codes.append({"segment_id": "FG01-0003-1", "code": "a", "status": "proposed", "decided_by": "machine"})
    count = {
        "basis": "counted",
        "n_sessions": 1,
        "of_sessions": 1,
        "n_segments": 2,
        "n_negated": 0,
        "of_participants": 6,
    }
    counts = [
        count | {"code": "a", "by": "group", "value": g, "n_participants": n} for g, n in (("ouder", 4), ("uwv", 1))
    ]
    counts.append(counts[0] | {"is_prompted": True, "n_participants": 3})
    counts.append(counts[0] | {"basis": "proposed", "n_participants": 2})
    store.save("segments", frame(TABLES["segments"], segments), key="k", session="FG01")
    store.save("tokens", frame(TABLES["tokens"], tokens), key="k", session="FG01")
    store.save("segment_codes", frame(TABLES["segment_codes"], codes), key="k")
    store.save("counts", frame(TABLES["counts"], counts), key="k")
    store.save("quotes", frame(TABLES["quotes"], []), key="k")
    (store.root / "study.json").write_text(
        '{"codebook": {"themas": [{"id": "t", "naam": "Thema", "codes": [{"id": "a", "naam": "Code A", "codes": '
        '[{"id": "b", "naam": "Code B", "codes": []}]}]}]}, '
        '"stakeholders": {"groepen": {"ouder": {"naam": "ouder", "meervoud": "ouders"}}, "soorten": {}}}',
        encoding="utf-8",
    )
    return Corpus("klein", out=tmp_path)


def test_every_table_is_an_attribute(corpus: Corpus) -> None:
    assert corpus.tables == ["counts", "quotes", "segment_codes", "segments", "tokens"]
    assert len(corpus.segments) == 3 and corpus.segments is corpus.segments
    assert "segments" in dir(corpus)
    assert corpus.quotes().empty and corpus.table("quotes").empty


def test_unknown_table_names_the_nearest(corpus: Corpus) -> None:
    with pytest.raises(AttributeError, match="Did you mean 'segments'"):
        _ = corpus.segment


def test_no_tables(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Run the pipeline first"):
        Corpus("bestaat-niet", out=tmp_path)


def test_found_from_a_folder_below(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "notebooks"
    below.mkdir()
    monkeypatch.chdir(below)
    assert Corpus("klein").root == corpus.root
    assert Corpus(corpus.root).name == "klein"


def test_find_by_lemma(corpus: Corpus) -> None:
    found = corpus.find("bellen")
    assert found.word.tolist() == ["bel", "belt"]
    assert found.left.tolist() == ["Ik ", "Ik bel de stagebegeleider. Hij "]
    assert found.right.iloc[1] == " terug."


def test_find_by_another_form_of_the_word(corpus: Corpus) -> None:
    assert corpus.find("belt").word.tolist() == ["bel", "belt"]


def test_find_in_compounds(corpus: Corpus) -> None:
    assert corpus.find("stage").word.tolist() == ["stagebegeleider", "stage"]


def test_find_nothing(corpus: Corpus) -> None:
    assert corpus.find("(onzin").empty


def test_passages_of_a_theme(corpus: Corpus) -> None:
    assert len(corpus.passages("t")) == 5
    assert corpus.passages("b").segment_id.tolist() == ["FG01-0001-1", "FG01-0003-1"]
    with pytest.raises(KeyError, match="There is no code 'zz'"):
        corpus.passages("zz")


def test_names(corpus: Corpus) -> None:
    names = corpus.names.set_index(["kind", "id"]).name
    assert names["theme", "t"] == "Thema" and names["code", "b"] == "Code B" and names["group", "ouder"] == "ouder"
    assert corpus.codebook.loc["b", "above"] == ("t", "a")


def test_crosstab_keeps_counted_and_proposed_apart(corpus: Corpus) -> None:
    assert corpus.crosstab().loc["a"].to_dict() == {"ouder": 4, "uwv": 1}
    assert corpus.crosstab(basis="proposed").loc["a"].to_dict() == {"ouder": 2}


def test_cooccurrence_coefficient(corpus: Corpus) -> None:
    pair = corpus.cooccurrence().iloc[0]
    assert (pair.n_1, pair.n_2, pair.n_12) == (2, 2, 1)
    assert pair.coefficient == pytest.approx(1 / 3)


def test_import_is_light() -> None:
    heavy = ("pandera", "spacy", "pydantic", "matplotlib")
    code = f"import sys, pipeline.explore; print([m for m in {heavy} if m in sys.modules])"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_passages_with_the_doubtful_first(corpus: Corpus) -> None:
    assert corpus.passages("t", doubtful_first=True).status.iloc[0] == "proposed"
    assert corpus.passages("t").status.iloc[-1] == "proposed"


def test_a_notebook_shows_texts_whole_and_as_text() -> None:
    from pipeline.explore_shown import Shown

    long = "woord " * 60
    shown = Shown({"text": [f"<script>{long}</script>"] * 70})[lambda frame: frame.text.notna()]
    page = shown._repr_html_()
    assert isinstance(shown, Shown) and f"&lt;script&gt;{long}" in page and "<script>" not in page
    assert "en nog 10 rijen" in page
    assert isinstance(shown.merge(pd.DataFrame({"text": ["a"]}), how="left"), pd.DataFrame)
