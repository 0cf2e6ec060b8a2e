"""The version of each part of the coding, known without importing them (spaCy takes a second)."""

VERSIONS = {"patterns": 2, "meaning": 2, "people": 2, "negation": 2}
