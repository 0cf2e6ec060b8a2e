from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from HanTa.HanoverTagger import HanoverTagger

from pipeline.language.lemmas import noun_lemma, tag_words, tagger, universal

UD = ("nl_alpino-ud-dev", "nl_lassysmall-ud-dev")


def sentences(path: Path, n: int) -> Iterator[list[tuple[str, str]]]:
    """Words with their lemmas of the first sentences of a treebank; contractions count as their parts."""
    words: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if columns[0].isdigit():
            words.append((columns[1], columns[2]))
        elif not line and words:
            yield words
            words, n = [], n - 1
            if not n:
                return


@pytest.mark.parametrize("name", UD)
def test_lemmas_of_a_treebank(name: str, shared_data: Path):
    path = shared_data / "ud" / f"{name}.conllu"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    n = right = 0
    for words in sentences(path, 300):
        for (word, lemma), (found, _) in zip(words, tag_words([word for word, _ in words]), strict=True):
            if any(sign.isalnum() for sign in word):
                n += 1
                right += found == lemma.lower().replace("_", "")
    assert n > 3000
    assert right / n >= 0.95


@pytest.mark.parametrize(
    ("plural", "lemma"),
    [
        ("kinderen", "kind"),
        ("scholen", "school"),
        ("problemen", "probleem"),
        ("stageplekken", "stageplek"),
        ("stagebegeleiders", "stagebegeleider"),
        ("bedrijven", "bedrijf"),
        ("bus", "bus"),
    ],
)
def test_nouns_that_hanta_gets_wrong(plural: str, lemma: str):
    assert noun_lemma(plural, "?") == lemma


def test_an_unknown_noun_keeps_what_was_given():
    assert noun_lemma("xqzxqz", "anders") == "anders"


@pytest.mark.parametrize(
    ("tag", "lemma", "pos"),
    [
        ("N(soort,mv,basis)", "kind", "NOUN"),
        ("N(eigen,ev,basis,zijd,stan)", "Jan", "PROPN"),
        ("SPEC(deeleigen)", "Jan", "PROPN"),
        ("VG(onder)", "omdat", "SCONJ"),
        ("VG(neven)", "en", "CCONJ"),
        ("WW(pv,tgw,met-t)", "lopen", "VERB"),
        ("WW(pv,tgw,ev)", "hebben", "AUX"),
        ("VNW(bez,det,stan,vol,1,ev,prenom,zonder,agr)", "mijn", "DET"),
        ("VNW(pers,pron,nomin,vol,1,ev)", "ik", "PRON"),
        ("BW()", "toen", "ADV"),
        ("iets nieuws", "x", "X"),
    ],
)
def test_universal_parts_of_speech(tag: str, lemma: str, pos: str):
    assert universal(tag, lemma) == pos


def test_the_cache_changes_nothing():
    plain = HanoverTagger("morphmodel_dutch.pgz")
    for text in ("De kinderen van Jan bellen nooit terug .", "Hij bellen kinderen", "Terug !"):
        for _ in range(2):
            assert tagger().tag_sent(text.split()) == plain.tag_sent(text.split())


def test_no_words_no_tags():
    assert tag_words([]) == []
