"""Seals: a file that holds the hash of its own bytes, so that any damage shows.

A seal is `sha256:` and 64 digits, the last such text in the file. It is the hash of the file with zeros in place of
the digits, and of the bytes of other files that belong to it. Unlike a hash in a file of its own it cannot be parted
from what it vouches for: one rename brings both.
"""

from __future__ import annotations

import hashlib

_MARK = b"sha256:"
_N_DIGITS = 64
_ZEROS = b"0" * _N_DIGITS

OPEN_SEAL = (_MARK + _ZEROS).decode()
"""What stands in a file that is yet to be sealed."""


def sealed(data: bytes, *beside: bytes) -> bytes:
    """The file with its last open seal filled in. Raises ValueError where it has none."""
    start = data.rindex(OPEN_SEAL.encode()) + len(_MARK)
    return b"".join((data[:start], _digest(data, start, *beside), data[start + _N_DIGITS :]))


def is_whole(data: bytes, *beside: bytes) -> bool:
    """Whether a file and those beside it are, byte for byte, what was sealed."""
    start = data.rfind(_MARK) + len(_MARK)
    return start >= len(_MARK) and data[start : start + _N_DIGITS] == _digest(data, start, *beside)


def _digest(data: bytes, start: int, *beside: bytes) -> bytes:
    view = memoryview(data)
    digest = hashlib.sha256(view[:start])
    digest.update(_ZEROS)
    digest.update(view[start + _N_DIGITS :])
    for other in beside:
        digest.update(hashlib.sha256(other).digest())
    return digest.hexdigest().encode()
