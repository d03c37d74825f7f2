"""Sealed files: any content comes back, in any piece, and nothing that was tampered with does."""

from __future__ import annotations

import hashlib
import io
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sealing import (
    CHUNK_BYTES,
    HEADER_BYTES,
    TAG_BYTES,
    BrokenSealError,
    Key,
    SealedFile,
    Sealing,
    UnknownKeyError,
    content_bytes,
    is_sealed,
    key_id_of,
)

KEY, OTHER_KEY = Key(b"k" * 32), Key(b"o" * 32)
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
STARTS = [HEADER_BYTES + number * SEALED_CHUNK_BYTES for number in range(4)]
THREE_CHUNKS = b"first".ljust(CHUNK_BYTES, b"1") + b"second".ljust(CHUNK_BYTES, b"2") + b"third and last"

sizes = st.one_of(
    st.integers(0, 3 * CHUNK_BYTES),
    st.sampled_from([edge + by for edge in (0, CHUNK_BYTES, 2 * CHUNK_BYTES) for by in (-1, 0, 1) if edge + by >= 0]),
)


def name_of(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def sealed(content: bytes, key: Key = KEY, piece_bytes: int = 10_000) -> bytes:
    sealing = Sealing(key)
    file = [sealing.header]
    for start in range(0, len(content), piece_bytes):
        file += sealing.add(content[start : start + piece_bytes])
    return b"".join([*file, sealing.finish(name_of(content))])


def opened(file: bytes, name: bytes, *keys: Key) -> SealedFile:
    return SealedFile(io.BytesIO(file), len(file), name, {key.key_id: key for key in keys or (KEY,)})


def all_of(file: bytes, name: bytes, *keys: Key) -> bytes:
    return opened(file, name, *keys).read(0, len(file))


@given(sizes, st.integers(1, 2 * CHUNK_BYTES), st.randoms(use_true_random=False))
def test_any_content_comes_back_however_it_arrived(size: int, piece_bytes: int, random: Random) -> None:
    content = random.randbytes(size)
    file = sealed(content, piece_bytes=piece_bytes)
    assert all_of(file, name_of(content)) == content
    assert content_bytes(len(file)) == size


@given(sizes, st.integers(0, 4 * CHUNK_BYTES), st.integers(0, 4 * CHUNK_BYTES))
def test_any_piece_of_it_is_that_piece(size: int, offset_bytes: int, length_bytes: int) -> None:
    content = bytes(number % 251 for number in range(size))
    piece = opened(sealed(content), name_of(content)).read(offset_bytes, length_bytes)
    assert piece == content[offset_bytes : offset_bytes + length_bytes]


def test_only_the_chunks_that_are_asked_for_are_opened() -> None:
    file = bytearray(sealed(THREE_CHUNKS))
    file[STARTS[1]] ^= 1
    reader = opened(bytes(file), name_of(THREE_CHUNKS))
    assert reader.read(0, 5) == b"first"
    with pytest.raises(BrokenSealError):
        reader.read(CHUNK_BYTES - 1, 2)


def test_nothing_of_the_content_can_be_seen_and_no_two_files_are_alike() -> None:
    one, other = sealed(THREE_CHUNKS), sealed(THREE_CHUNKS)
    assert b"first" not in one
    assert one[HEADER_BYTES:] != other[HEADER_BYTES:]
    assert is_sealed(one)
    assert not is_sealed(THREE_CHUNKS)


@given(st.integers(0, HEADER_BYTES + 2 * TAG_BYTES + CHUNK_BYTES + 99), st.integers(0, 7))
def test_no_bit_can_be_changed(at: int, bit: int) -> None:
    content = b"x" * (CHUNK_BYTES + 100)
    file = bytearray(sealed(content))
    file[at] ^= 1 << bit
    with pytest.raises((BrokenSealError, UnknownKeyError)):
        all_of(bytes(file), name_of(content))


@pytest.mark.parametrize("content", [THREE_CHUNKS, b"a" * (2 * CHUNK_BYTES), b"short", b""])
def test_a_file_that_was_cut_off_is_found_out_wherever_it_was_cut(content: bytes) -> None:
    file = sealed(content)
    boundaries = [start + by for start in STARTS for by in (-1, 0, 1, TAG_BYTES, TAG_BYTES + 1)]
    for length in [*boundaries, 0, 1, HEADER_BYTES - 1, len(file) - 1, len(file) - TAG_BYTES]:
        if length < len(file):
            with pytest.raises(BrokenSealError):
                # Also where only its beginning, which still stands, is wanted.
                opened(file[:length], name_of(content)).read(0, 1)


def test_what_was_put_behind_a_file_is_found_out() -> None:
    for more in (b"x", bytes(TAG_BYTES), bytes(SEALED_CHUNK_BYTES), sealed(b"")[HEADER_BYTES:]):
        with pytest.raises(BrokenSealError):
            all_of(sealed(THREE_CHUNKS) + more, name_of(THREE_CHUNKS))


def test_chunks_cannot_change_places_be_left_out_or_come_twice() -> None:
    file = sealed(THREE_CHUNKS)
    first, second, last = (file[start:end] for start, end in pairwise([*STARTS[:3], len(file)]))
    for order in ([second, first, last], [first, last], [second, last], [first, first, last], [first, second]):
        with pytest.raises(BrokenSealError):
            all_of(file[:HEADER_BYTES] + b"".join(order), name_of(THREE_CHUNKS))


def test_a_chunk_of_another_file_with_the_same_key_does_not_fit() -> None:
    one, other = sealed(THREE_CHUNKS), sealed(THREE_CHUNKS)
    mixed = one[: STARTS[1]] + other[STARTS[1] : STARTS[2]] + one[STARTS[2] :]
    with pytest.raises(BrokenSealError):
        all_of(mixed, name_of(THREE_CHUNKS))


def test_a_file_does_not_open_under_the_name_of_another() -> None:
    with pytest.raises(BrokenSealError):
        opened(sealed(b"what he did"), name_of(b"what he did not do"))


def test_another_key_does_not_open_it_and_which_one_would_is_told() -> None:
    with pytest.raises(UnknownKeyError) as caught:
        opened(sealed(b"content"), name_of(b"content"), OTHER_KEY)
    assert caught.value.key_id == KEY.key_id == key_id_of(sealed(b"content"))
    assert all_of(sealed(b"content"), name_of(b"content"), OTHER_KEY, KEY) == b"content"


def test_a_key_does_not_show_itself() -> None:
    assert "kkk" not in repr(KEY)
    assert KEY.secret.hex()[:16] != KEY.key_id
