from __future__ import annotations

import pytest

from pipeline.report import sentences
from pipeline.report.sentences import Said

PARENTS = ("ouders", "ouder")


@pytest.mark.parametrize(
    ("said", "contradicted", "expected"),
    [
        (Said(3, 4, 7, 16, PARENTS), 0,
         "kwam in 3 van de 4 gesprekken ter sprake; 7 van de 16 ouders zeiden er zelf iets over"),
        (Said(3, 4, 7, 16, PARENTS), 2,
         "kwam in 3 van de 4 gesprekken ter sprake; 7 van de 16 ouders zeiden er zelf iets over, 2 spraken het tegen"),
        (Said(1, 4, 1, 16, PARENTS), 1,
         "kwam in 1 van de 4 gesprekken ter sprake; 1 van de 16 ouders zei er zelf iets over, 1 sprak het tegen"),
        (Said(4, 4, 16, 16, PARENTS), 0,
         "kwam in alle 4 gesprekken ter sprake; 16 van de 16 ouders zeiden er zelf iets over"),
        (Said(2, 2, 3, 6, PARENTS), 0,
         "kwam in beide gesprekken ter sprake; 3 van de 6 ouders zeiden er zelf iets over"),
        (Said(1, 1, 2, 6, PARENTS), 0,
         "kwam ter sprake in het enige gesprek; 2 van de 6 ouders zeiden er zelf iets over"),
        (Said(0, 4, 0, 16, PARENTS), 0, "kwam niet ter sprake; geen van de 16 ouders zei er zelf iets over"),
        (Said(1, 1, 1, 1, PARENTS), 0, "kwam ter sprake in het enige gesprek; de enige ouder zei er zelf iets over"),
    ],
)  # fmt: skip
def test_came_up(said: Said, contradicted: int, expected: str) -> None:
    assert sentences.came_up(said, contradicted=contradicted) == expected


def test_never_what_people_find() -> None:
    texts = [sentences.came_up(Said(s, 4, n, 9, PARENTS)) for s in range(5) for n in range(10)]
    assert not any(word in text for text in texts for word in ("vinden", "meeste", "veel", "belangrijk"))


@pytest.mark.parametrize(
    ("share", "n", "expected"),
    [
        (1.0, 5, ""),
        (None, 5, ""),
        (float("nan"), 5, ""),
        (0.0, 1, "Dit getal rust op codering door de machine: van het ene segment las een mens er geen."),
        (0.5, 4, "Dit getal rust deels op codering door de machine: van de 4 segmenten las een mens er 2."),
    ],
)
def test_what_a_number_rests_on(share: float | None, n: int, expected: str) -> None:
    assert sentences.read(share, n) == expected


def test_prompted_apart_from_unprompted() -> None:
    assert "Uit zichzelf: 5; 3 direct na een vraag" in sentences.asked(3, 5)
    assert sentences.asked(0, 0) == ""
    assert sentences.asked(2, 0).startswith("Het kwam alleen")


def test_proposed_is_never_added() -> None:
    assert sentences.proposed(0, 9, 0.0) == ""
    assert "niet meegeteld" in sentences.proposed(2, 9, 0.0) and "las nog niemand" in sentences.proposed(2, 9, 0.0)
    assert "nog niet beslist" in sentences.proposed(2, 9, 0.5)
