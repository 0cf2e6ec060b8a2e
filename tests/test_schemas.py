from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from pipeline.schemas import SCHEMAS, file_name, schema_of, schema_text
from tests.test_codebook_faults import BOOK

CONFIG = Path(__file__).parents[1] / "config"
EXAMPLE = CONFIG.parent / "data" / "raw" / "voorbeeld"
"""Where the files lie that belong to one corpus."""


def faults(name: str, content: str) -> list[str]:
    """What an editor would say of a file, read as an editor does: 1.10 as a number, nee as a text."""
    data = YAML(typ="safe", pure=True).load(content)
    return [error.json_path for error in Draft202012Validator(schema_of(name)).iter_errors(data)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_stored_schemas_are_those_of_the_models(name: str) -> None:
    stored = (CONFIG / "schema" / file_name(name)).read_text(encoding="utf-8")
    assert stored == schema_text(name), "do `route codebook schema --write`"
    Draft202012Validator.check_schema(json.loads(stored))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_files_that_ship_pass_and_tell_the_editor_where_their_schema_is(name: str) -> None:
    path = next(folder / f"{name}.yaml" for folder in (CONFIG, EXAMPLE) if (folder / f"{name}.yaml").is_file())
    text = path.read_text(encoding="utf-8")
    assert faults(name, text) == []
    header = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / header).resolve() == CONFIG / "schema" / file_name(name)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("titel: Boek", "titel: 2026\nversie: 1.10\ndimensies: {oordeel: {goed: gaat goed}}"),
        ("niet: te ver weg -> reizen", "niet: [te ver weg, 12]"),
        ("niet: te ver weg -> reizen", "niet:\n          - te ver weg\n          -"),
        ("niet: te ver weg -> reizen", "niet:"),
        ("machine: voorstel", "machine: nee\n        memo:\n        vraag: V1"),
    ],
)
def test_what_the_program_takes_an_editor_takes_too(was: str, becomes: str) -> None:
    assert faults("codebook", BOOK.replace(was, becomes)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "path"),
    [
        ("machine: voorstel", "machine: ja", "$.themas[0].codes[1].machine"),
        ("wel: |", "wl: |", "$.themas[0].codes[1]"),
        ("definitie: Uren onderweg.", "memo: x", "$.themas[0].codes[1].codes[0]"),
        ("id: reistijd", "id: Reistijd", "$.themas[0].codes[1].codes[0].id"),
        ("niet: te ver weg -> reizen", "niet: {te: ver}", "$.themas[0].codes[1].niet"),
        ("titel: Boek", "titel: Boek\ndimensies: {Oordeel: {}}", "$.dimensies"),
    ],
)
def test_what_the_program_refuses_an_editor_underlines(was: str, becomes: str, path: str) -> None:
    assert faults("codebook", BOOK.replace(was, becomes)) == [path]


def test_an_editor_shows_help_in_dutch_with_every_key_of_the_codebook() -> None:
    def keys(schema: dict[str, Any]) -> list[dict[str, Any]]:
        return [*schema["properties"].values()]

    schema = schema_of("codebook")
    shown = [*keys(schema), *keys(schema["$defs"]["Theme"]), *keys(schema["$defs"]["Code"])]
    assert all(key["description"].endswith((".", "`")) for key in shown)
