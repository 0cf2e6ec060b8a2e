from __future__ import annotations

import pytest

from pipeline.integrity import OPEN_SEAL, is_whole, sealed

DATA = b"<p>tekst sha256:" + b"1" * 64 + b" in de tekst</p>" + OPEN_SEAL.encode() + b"\n"
BESIDE = b'{"cells": []}'


def test_every_flipped_bit_breaks_the_seal() -> None:
    whole = sealed(DATA, BESIDE)
    assert is_whole(whole, BESIDE)
    for index in range(len(whole)):
        assert not is_whole(whole[:index] + bytes([whole[index] ^ 4]) + whole[index + 1 :], BESIDE), index


@pytest.mark.parametrize(
    ("damaged", "beside"),
    [
        (b"", (BESIDE,)),
        (sealed(DATA, BESIDE)[:-1], (BESIDE,)),
        (sealed(DATA, BESIDE) + b" ", (BESIDE,)),
        (DATA, (BESIDE,)),
        (sealed(DATA, BESIDE), (b"{}",)),
        (sealed(DATA, BESIDE), ()),
        (sealed(DATA, b"a", b"bc"), (b"ab", b"c")),
        (b"zonder zegel", ()),
    ],
)
def test_what_was_cut_or_added_or_never_sealed_is_not_whole(damaged: bytes, beside: tuple[bytes, ...]) -> None:
    assert not is_whole(damaged, *beside)


def test_only_the_last_open_seal_is_filled_in() -> None:
    whole = sealed(OPEN_SEAL.encode() + b" " + OPEN_SEAL.encode())
    assert whole.startswith(OPEN_SEAL.encode())
    assert is_whole(whole)


def test_a_file_without_a_seal_to_fill_is_an_error() -> None:
    with pytest.raises(ValueError, match="not found"):
        sealed(b"geen zegel")
