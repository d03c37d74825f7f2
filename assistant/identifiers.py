"""UUIDv7 (RFC 9562, section 5.7): identifiers that sort by when they were made."""

from __future__ import annotations

import os
import time
from datetime import datetime
from hashlib import sha256
from uuid import UUID


def uuid7(unix_ms: int | None = None) -> UUID:
    """A new UUIDv7.

    ``unix_ms`` is the time in milliseconds since 1970 (now, if left out). The remaining 74 bits are random, so two
    made in one millisecond do not collide, and a clock that jumps back costs the order, never the uniqueness.
    """
    return _uuid7(time.time_ns() // 1_000_000 if unix_ms is None else unix_ms, os.urandom(10))


def uuid7_for(cause: UUID, at: datetime) -> UUID:
    """The UUIDv7 of what ``cause`` has made at that time: the same for the same two, as often as it is asked for."""
    return _uuid7(int(at.timestamp() * 1000), sha256(cause.bytes).digest()[:10])


def _uuid7(millis: int, random_bytes: bytes) -> UUID:
    random = int.from_bytes(random_bytes, "big")
    value = (millis & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    return UUID(int=value)
