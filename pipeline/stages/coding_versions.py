"""The version of each part of the coding, raised when what it makes changes.

Known without importing the parts themselves: spaCy takes a second.
"""

VERSIONS = {
    "patterns": 4,
    "negation": 3,
    "meaning": 3,
    "self_training": 1,
    "learning": 2,
    "calibration": 1,
    "dimensions": 2,
    "proposing": 5,
    "people": 3,
}
