"""The version of each part of the coding, known without importing them (spaCy takes a second)."""

VERSIONS = {"patterns": 1, "meaning": 1, "people": 2, "negation": 1}
