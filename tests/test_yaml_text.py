from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import RootModel

from pipeline.errors import PipelineError
from pipeline.yaml_text import Entry, parse, read_yaml


class Inner(Entry):
    naam: str
    aantal: int = 1


class Outer(Entry):
    titel: str = "-"
    een: Inner = Inner(naam="-")
    meer: list[Inner] = []  # noqa: RUF012
    op_naam: dict[str, Inner] = {}  # noqa: RUF012


class Root(RootModel[dict[str, list[Inner]]]):
    pass


def yaml_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "boek.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems_of(folder: Path, content: str | bytes, model: type = Outer) -> list[str]:
    with pytest.raises(PipelineError) as caught:
        parse(model, read_yaml(yaml_file(folder, content), name="boek.yaml"))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("value", ["1.10", "nee", "yes", "1e3", "0x1F", "2026-03-31", "012", ".5", "TRUE", "12:30"])
def test_scalars_stay_text(tmp_path: Path, value: str) -> None:
    assert read_yaml(yaml_file(tmp_path, f"a: {value}\nb: [{value}]")).data == {"a": value, "b": [value]}


@pytest.mark.parametrize(
    ("value", "expected"), [("", None), ("~", None), ("null", None), ("''", ""), ("'null'", "null")]
)
def test_only_what_is_empty_is_none(tmp_path: Path, value: str, expected: str | None) -> None:
    assert read_yaml(yaml_file(tmp_path, f"a: {value}\n")).data == {"a": expected}


def test_a_byte_order_mark_and_windows_line_ends_are_taken_as_they_come(tmp_path: Path) -> None:
    assert read_yaml(yaml_file(tmp_path, b"\xef\xbb\xbfa: een\r\nb: twee\r\n")).data == {"a": "een", "b": "twee"}


@pytest.mark.parametrize("content", ["", "# alleen een opmerking\n"])
def test_an_empty_file_is_nothing_but_defaults(tmp_path: Path, content: str) -> None:
    assert parse(Outer, read_yaml(yaml_file(tmp_path, content))) == Outer()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "2:4"),
        ("a: 1\n  b: 2\n", "2:4"),
        ("a: b: c\n", "1:5"),
        ("a:\n\t- tab\n", "2:1"),
        ("a: 1\n---\nb: 2\n", "2:1"),
        ("a: *bereikbaar\n", "1:4"),
        ("a: 1\nb: 'k weet\n  het\nc: 's avonds\n", "2:4"),
        (b"a: 1\nb: caf\xe9\n", "2:7"),
        ("a: 1\nb: bel\x07\n", "2:7"),
        ("a: 1\r\nb: c: d\r\n", "2:5"),
    ],
)
def test_broken_yaml_is_one_problem_with_its_place_and_a_remedy(
    tmp_path: Path, content: str | bytes, place: str
) -> None:
    (problem,) = problems_of(tmp_path, content)
    assert problem.startswith(f"boek.yaml:{place}: ")
    assert problem.endswith(".")
    assert problem.count(". ") >= 1


def test_every_alias_is_refused_also_one_that_would_grow_without_end(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "a: &x [1]\nb: *x\nc: &y [*y]\n")
    assert [problem.split(" (")[0] for problem in found] == [
        "boek.yaml:1:4: an anchor",
        "boek.yaml:2:1: an alias",
        "boek.yaml:3:1: an alias",
        "boek.yaml:3:4: an anchor",
    ]


def test_a_pattern_that_opens_with_a_star_is_told_to_stand_in_quotes(tmp_path: Path) -> None:
    assert "between quotes" in problems_of(tmp_path, "a:\n  - *bereikbaar\n")[0]


def test_duplicate_keys_are_all_named(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "titel: a\ntitel: b\neen:\n  naam: x\n  naam: y\n")
    assert found == [
        "boek.yaml:2:1: key 'titel' stands here and on line 1. Keep one of them.",
        "boek.yaml:5:3: key 'naam' stands here and on line 4. Keep one of them.",
    ]


def test_many_duplicate_keys_of_one_entry_are_one_problem(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "meer:\n  - naam: x\n    aantal: 1\n    naam: y\n    aantal: 2\n")
    assert found == [
        "boek.yaml:4:5: key 'naam' stands here and on line 2, and 1 more likewise. Does a `- ` belong before it?"
    ]


def test_a_key_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "[a]: b\n")[0].startswith("boek.yaml:1:1: a key that is no text")


@pytest.mark.parametrize(
    "value", ["!!python/object/apply:os.getcwd []", "!belangrijk", "!<tag:x.nl,2026:y> z", "!!set {a}"]
)
def test_a_tag_makes_no_object_and_loses_no_word(tmp_path: Path, value: str) -> None:
    assert problems_of(tmp_path, f"b: 1\na: {value}\n") == [
        "boek.yaml:2:4: a tag (!name). Put a text that opens with ! between quotes, or on a line of its own under `|`."
    ]


HOSTILE = {
    "brackets": "[" * 4_900_000,
    "brackets with spaces": "a: " + "[ " * 400 + "] " * 400,
    "braces": "a: " + "{a: " * 100_000,
    "wide": "a: [" + "[]," * 1_600_000 + "]",
    "dashes": "- " * 100_000,
    "keys": "\n".join(" " * depth + "a:" for depth in range(2000)),
    "alias bomb": "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "line": "a: " + "x" * 4_000_000,
    "line ends": "\n" * 4_900_000,
    "comments": "# x\n" * 1_000_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_was_made_to_exhaust_the_machine_is_refused(tmp_path: Path, content: str) -> None:
    assert all(problem.startswith("boek.yaml") for problem in problems_of(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "place", "expected"),
    [
        ("titl: x\n", "1:1", "unknown key 'titl'. Did you mean 'titel'?"),
        ("titel: x\neen:\n  naam: x\n  aantel: 1\n", "4:3", "unknown key 'aantel'. Did you mean 'aantal'?"),
        ("meer:\n  - naam: x\n  - naam: y\n    nam: z\n", "4:5", "unknown key 'nam'. Did you mean 'naam'?"),
        ("op_naam:\n  iets:\n    naam: x\n    antal: 1\n", "4:5", "unknown key 'antal'. Did you mean 'aantal'?"),
        ("xyz: x\n", "1:1", "unknown key 'xyz'. Known keys: titel, een, meer, op_naam."),
        ("een:\n  aantal: 2\n", "1:1", "'naam' is missing. Add it."),
        ("een:\n  aantal: 2\n  naam:\n", "3:3", "'naam' is empty. Fill it in."),
        ("een:\n  naam: x\n  aantal: veel\n", "3:11", "(veel). Write a whole number."),
        ("titel:\n  van: a tot b\n", "1:1", "'titel' is read as keys with values"),
        ("meer:\n  naam: x\n", "1:1", "'meer' holds keys and no list. Put `- ` before the first key"),
        ("meer: x\n", "1:7", "Write a list: an item a line"),
        ("een: x\n", "1:6", "Write `key: value` lines"),
        ("- a\n- b\n", "1:1", "the file must hold `key: value` lines"),
    ],
)
def test_what_a_model_does_not_know_is_named_with_place_and_remedy(
    tmp_path: Path, content: str, place: str, expected: str
) -> None:
    (problem,) = problems_of(tmp_path, content)
    assert problem.startswith(f"boek.yaml:{place}: ")
    assert expected in problem


def test_the_keys_inside_a_root_model_are_known_too(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "focusgroep:\n  - naam: x\n    nam: y\n", Root) == [
        "boek.yaml:3:5: unknown key 'nam'. Did you mean 'naam'?"
    ]


def test_all_problems_of_a_file_stand_in_one_list(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "titl: x\neen:\n  aantal: veel\nmeer:\n  - nam: x\n")
    assert len(found) == 5  # titl, een.naam, een.aantal, meer.naam, meer.nam


def test_a_key_with_nothing_behind_it_is_as_good_as_absent(tmp_path: Path) -> None:
    source = read_yaml(yaml_file(tmp_path, "titel:\neen:\nmeer:\n"))
    assert parse(Outer, source) == Outer()


@pytest.mark.parametrize(
    ("content", "item", "spot"),
    [
        ("a:\n  b: |\n    een\n\n    twee\n", "twee", (5, 5)),
        ("a:\r\n  b: |\r\n    een\r\n    twee\r\n", "twee", (4, 5)),
        ("a:\n  b:\n    - een\n\n    - twee\n", "twee", (5, 7)),
        ("a:\n  b: [een, 'twee']\n", "twee", (2, 12)),
        ("a:\n  b: twee\n", "twee", (2, 6)),
        ("a:\n  b: |\n    een\n", "weg", (2, 6)),
        ("a:\n  b:\n", "weg", (2, 3)),
    ],
)
def test_an_item_of_a_list_has_a_line_and_column_of_its_own(
    tmp_path: Path, content: str, item: str, spot: tuple[int, int]
) -> None:
    assert read_yaml(yaml_file(tmp_path, content)).spot_in(("a", "b"), item) == spot


def test_a_file_that_cannot_be_a_study_is_not_read(tmp_path: Path) -> None:
    path = yaml_file(tmp_path, "a: 1\n")
    with path.open("ab") as file:
        file.truncate(5_000_001)
    with pytest.raises(PipelineError, match="larger than 5 MB"):
        read_yaml(path)
