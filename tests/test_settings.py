from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.yaml_text import parse, read_yaml

ROOT = Path(__file__).parents[1]


def settings_of(folder: Path, content: str) -> Settings:
    path = folder / "settings.yaml"
    path.write_text(content, encoding="utf-8")
    return parse(Settings, read_yaml(path, name="settings.yaml"))


def test_text_becomes_the_types_that_stages_use(tmp_path: Path) -> None:
    found = settings_of(tmp_path, "seed: 7\nsegments: {max_words: 40}\ncoding: {minimum_alpha: 0.8}\n")
    assert (found.seed, found.segments.max_words, found.coding.minimum_alpha) == (7, 40, 0.8)


def test_a_section_whose_keys_are_all_commented_out_is_its_defaults(tmp_path: Path) -> None:
    found = settings_of(tmp_path, "topics:\n  # runs: 5\nlanguage:\n  spacy_model:\nseed:\n")
    assert found == Settings()


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        ("segmnts:\n  max_words: 40\n", 1, "Did you mean 'segments'?"),
        ("segments:\n  max_word: 40\n", 2, "Did you mean 'max_words'?"),
        ("segments:\n  max_words: veel\n", 2, "(veel)"),
        ("segments:\n  max_words: 3\n", 2, "greater than or equal to 10"),
        ("privacy:\n  minimum_cell: 0\n", 2, "greater than or equal to 1"),
        ("privacy:\n  mode: uit\n", 2, "'mask' or 'stop'"),
        ("coding:\n  coders_disagree: alle\n", 2, "'meerderheid'"),
        ("reports:\n  audience:\n    overzicht: iedereen\n", 3, "'buiten'"),
        ("reports:\n  audience:\n    overzict: buiten\n", 3, "Did you mean 'overzicht'?"),
        ("seed: -1\n", 1, "greater than or equal to 0"),
        ("seed: 99999999999\n", 1, "less than"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(tmp_path: Path, content: str, line: int, expected: str) -> None:
    with pytest.raises(PipelineError) as caught:
        settings_of(tmp_path, content)
    (problem,) = caught.value.problems
    assert problem.line == line
    assert expected in str(problem)


def test_the_settings_that_ship_are_the_defaults() -> None:
    assert parse(Settings, read_yaml(ROOT / "config" / "settings.yaml")) == Settings()
