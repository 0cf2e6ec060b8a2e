from __future__ import annotations

import inspect

import pytest

from pipeline.language import word_classes

CLASSES = [function for name, function in vars(word_classes).items() if name.startswith("is_") and callable(function)]


@pytest.mark.parametrize("is_of_class", CLASSES, ids=lambda function: function.__name__)
def test_no_word_is_of_no_class(is_of_class: object) -> None:
    assert callable(is_of_class) and list(inspect.signature(is_of_class).parameters) == ["word"]
    assert not is_of_class("")


def test_a_verb_in_the_third_person_is_told_from_others() -> None:
    assert word_classes.is_finite("woont") and not word_classes.is_finite("wonen")
