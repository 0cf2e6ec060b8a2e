"""JSON Schemas of the YAML files, made from their models, so that an editor completes and checks while one types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from pipeline.claims import Claims, Practices
from pipeline.codebook import Codebook
from pipeline.configuration import PrivacyRules, Stakeholders
from pipeline.report_texts import ReportTexts
from pipeline.settings import Settings

_SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "codebook": (Codebook, "Het codeboek van een studie"),
    "settings": (Settings, "Hoe de pijplijn rekent"),
    "stakeholders": (Stakeholders, "De groepen en de soorten gesprekken van een studie"),
    "bevindingen": (Claims, "Wat de onderzoekers beweren, met wat ervoor en ertegen spreekt"),
    "praktijken": (Practices, "Goede voorbeelden"),
    "rapport": (ReportTexts, "Wat alleen een mens in een rapport kan schrijven"),
    "privacy": (PrivacyRules, "Wat niet gemaskeerd wordt, omdat iemand het bekeken heeft"),
}

SCHEMAS = tuple(_SCHEMAS)
"""The YAML files that have a schema, by name."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one YAML file, of what may be typed in it.

    Where the program takes a scalar as text, the schema lets a number pass too: 1.10 and 12 need no quotes.
    """
    model, title = _SCHEMAS[name]
    typed = _typed(model.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **typed}


def schema_text(name: str) -> str:
    """The JSON Schema of one YAML file, as its file holds it."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def file_name(name: str) -> str:
    """What the file with a schema is called."""
    return f"{name}.schema.json"


def _typed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of pydantic's as people may type it: scalars for texts, nothing for what has a default."""
    # The docstring of a model and a key with a capital help nobody who types.
    is_model = schema.get("type") == "object" and "properties" in schema
    dropped = {"title", "description"} if is_model else {"title"}
    result = {key: value for key, value in schema.items() if key not in dropped}
    if isinstance(result.get("default"), dict | list) or result.get("default", "") is None:
        del result["default"]
    for key in ("items", "additionalProperties"):
        if isinstance(result.get(key), dict):
            result[key] = _typed(result[key])
    for key in ("properties", "patternProperties", "$defs"):
        if key in result:
            result[key] = {name: _typed(inner) for name, inner in result[key].items()}
    if "anyOf" in result:
        result["anyOf"] = [_typed(inner) for inner in result["anyOf"]]
    if is_model:
        needed = result.get("required", [])
        result["properties"] = {
            name: inner if name in needed else _or_nothing(inner) for name, inner in result["properties"].items()
        }
    if "patternProperties" in result:
        result["additionalProperties"] = False
    if result.get("type") == "string" and "enum" not in result:
        result["type"] = ["string", "number", "boolean"]
    return result


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """A key with nothing behind it is as good as absent. A list to choose from does not offer it."""
    if "enum" in schema or {"type": "null"} in schema.get("anyOf", []):
        return schema
    if "$ref" in schema:
        return {key: value for key, value in schema.items() if key != "$ref"} | {
            "anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}]
        }
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*kinds, "null"]}
