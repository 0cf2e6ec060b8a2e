"""The version of each part of the coding, raised when what it makes changes.

Known without importing the parts themselves: spaCy takes a second.
"""

VERSIONS = {"patterns": 3, "meaning": 2, "people": 3, "negation": 2}
