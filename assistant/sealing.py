"""Files that are read only with the key: AES-256-GCM in the STREAM construction, chunk by chunk.

A sealed file is a header and chunks of 64 KiB, each with its tag. The nonce of a chunk is a random prefix of the file,
the chunk's number, and whether it is the last: a chunk that was changed, moved, taken from another file or left out,
and a file that was cut off, do not open (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance", CRYPTO 2015). Each file has a key of its own, derived from the long-lived one and a
random salt, so that no two files can meet in a nonce. The header is associated data of every chunk, and what the file
is called (the hash of its content) of the last one: under another name it does not open.

Pure: bytes in, bytes out. Where keys come from is ``evidence_keys``, where files stand ``evidence``.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
CHUNK_BYTES: Final = 64 * 1024
"""Of content in a chunk; only the last holds less."""
TAG_BYTES: Final = 16

_MAGIC: Final = b"\x89Floorline sealed\r\n\x1a\n\x01"
"""No photo, film or sound begins so, and no text; the last byte is the version of the format."""
_HEADER: Final = struct.Struct(f">{len(_MAGIC)}s8s32s7s")
HEADER_BYTES: Final = _HEADER.size
_NONCE: Final = struct.Struct(">7sI?")
_SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES


class BrokenSealError(Exception):
    """What was read is not what was sealed."""


class UnknownKeyError(Exception):
    """The file was sealed with a key that is not at hand."""

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id)
        self.key_id = key_id


@dataclass(frozen=True)
class Key:
    """A long-lived key."""

    secret: bytes = field(repr=False)
    """``KEY_BYTES`` random bytes."""

    @property
    def key_id(self) -> str:
        """Names the key without giving it away: 16 hex digits."""
        return _derived(self.secret, 8, b"", b"floorline evidence key id").hex()


@dataclass(frozen=True)
class _Header:
    key_id: str
    salt: bytes
    prefix: bytes

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        if len(raw) != HEADER_BYTES or not raw.startswith(_MAGIC):
            raise BrokenSealError
        _, key_id, salt, prefix = _HEADER.unpack(raw)
        return cls(key_id.hex(), salt, prefix)

    def __bytes__(self) -> bytes:
        return _HEADER.pack(_MAGIC, bytes.fromhex(self.key_id), self.salt, self.prefix)


class _Stream:
    """The chunks of one file, sealed and opened by number."""

    def __init__(self, key: Key, header: _Header) -> None:
        self._cipher = AESGCM(_derived(key.secret, KEY_BYTES, header.salt, b"floorline evidence file"))
        self._prefix = header.prefix
        self._header = bytes(header)

    def seal(self, number: int, content: bytes, name: bytes | None) -> bytes:
        return self._cipher.encrypt(self._nonce(number, name), content, self._header + (name or b""))

    def open(self, number: int, sealed: bytes, name: bytes | None) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(number, name), sealed, self._header + (name or b""))
        except InvalidTag as exc:
            raise BrokenSealError from exc

    def _nonce(self, number: int, name: bytes | None) -> bytes:
        return _NONCE.pack(self._prefix, number, name is not None)


class Sealing:
    """Seals one file while it arrives. Write ``header``, then what ``add`` and at the end ``finish`` give."""

    def __init__(self, key: Key) -> None:
        header = _Header(key.key_id, secrets.token_bytes(32), secrets.token_bytes(7))
        self.header: Final = bytes(header)
        self._stream = _Stream(key, header)
        self._waiting = bytearray()
        self._number = 0

    def add(self, content: bytes) -> Iterator[bytes]:
        """Take more of the content; the chunks that are full by it."""
        self._waiting += content
        # A full chunk waits too while nothing follows: it may be the last.
        while len(self._waiting) > CHUNK_BYTES:
            chunk = bytes(self._waiting[:CHUNK_BYTES])
            del self._waiting[:CHUNK_BYTES]
            yield self._stream.seal(self._number, chunk, None)
            self._number += 1

    def finish(self, name: bytes) -> bytes:
        """The last chunk. ``name``: what the file will be called, as bytes; it opens under no other."""
        return self._stream.seal(self._number, bytes(self._waiting), name)


class SealedFile:
    """Reads a sealed file, and of it only the chunks that are asked for."""

    def __init__(self, file: BinaryIO, file_bytes: int, name: bytes, keys: Mapping[str, Key]) -> None:
        """``keys`` by their ids. The last chunk is opened at once, for it vouches for the name and the length.

        Raises ``BrokenSealError`` and ``UnknownKeyError``.
        """
        self.size_bytes: Final = content_bytes(file_bytes)
        self._file, self._name = file, name
        file.seek(0)
        header = _Header.parse(file.read(HEADER_BYTES))
        if header.key_id not in keys:
            raise UnknownKeyError(header.key_id)
        self._stream = _Stream(keys[header.key_id], header)
        self._last = max(0, self.size_bytes - 1) // CHUNK_BYTES
        self._last_chunk = self._open(self._last)

    def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        """A piece of the content, shorter at its end. Raises ``BrokenSealError``."""
        end = min(offset_bytes + length_bytes, self.size_bytes)
        if offset_bytes >= end:
            return b""
        first, last = offset_bytes // CHUNK_BYTES, (end - 1) // CHUNK_BYTES
        content = b"".join(
            self._last_chunk if number == self._last else self._open(number) for number in range(first, last + 1)
        )
        start = offset_bytes - first * CHUNK_BYTES
        return content[start : start + end - offset_bytes]

    def _open(self, number: int) -> bytes:
        self._file.seek(HEADER_BYTES + number * _SEALED_CHUNK_BYTES)
        name = self._name if number == self._last else None
        return self._stream.open(number, self._file.read(_SEALED_CHUNK_BYTES), name)


def is_sealed(beginning: bytes) -> bool:
    """Whether a file that begins so (``HEADER_BYTES`` are enough) is a sealed one."""
    return beginning.startswith(_MAGIC)


def key_id_of(beginning: bytes) -> str:
    """Which key a sealed file that begins so needs. Raises ``BrokenSealError``."""
    return _Header.parse(beginning[:HEADER_BYTES]).key_id


def content_bytes(file_bytes: int) -> int:
    """How much content a sealed file of this size holds. Raises ``BrokenSealError`` where no sealed file has it."""
    body_bytes = file_bytes - HEADER_BYTES
    whole, rest = divmod(body_bytes, _SEALED_CHUNK_BYTES)
    # Only the one chunk of an empty file is empty.
    if body_bytes < TAG_BYTES or 0 < rest < TAG_BYTES + (whole > 0):
        raise BrokenSealError
    return body_bytes - TAG_BYTES * (whole + (rest > 0))


def _derived(secret: bytes, length_bytes: int, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length_bytes, salt, purpose).derive(secret)
