"""Tell a sound file that was cut off from a whole one.

libsndfile reads a WAV or Ogg file that was cut off as a shorter one without a word, so the promise in the file itself
is checked here. Formats: RIFF WAVE (Microsoft multimedia programming interface 1.0) and Ogg (RFC 3533, section 6).
"""

from __future__ import annotations

import os
from typing import BinaryIO, Final

_UNKNOWN_LENGTHS: Final = frozenset({0, 0x7FFFFFFF, 0xFFFFFFFF})
"""What programs write as the length when they stream and cannot know it."""

_STREAMED_FROM: Final = 0x7FFF0000
_OGG_PAGE_BYTES: Final = 27 + 255 + 255 * 255


def is_cut_off(file: BinaryIO) -> bool:
    """Whether the file ends before what it says it holds. Leaves the position in the file as it was."""
    position = file.tell()
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        start = file.read(12)
        if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
            return _wav_is_cut_off(file, size)
        if start[:4] == b"OggS":
            return _ogg_is_cut_off(file, size)
        return False
    finally:
        file.seek(position)


def _wav_is_cut_off(file: BinaryIO, size: int) -> bool:
    offset = 12
    while offset + 8 <= size:
        file.seek(offset)
        name, length = file.read(4), int.from_bytes(file.read(4), "little")
        if name == b"data":
            if length in _UNKNOWN_LENGTHS or length >= _STREAMED_FROM:
                return False
            return offset + 8 + length > size
        offset += 8 + length + length % 2
    return True


def _ogg_is_cut_off(file: BinaryIO, size: int) -> bool:
    file.seek(max(0, size - _OGG_PAGE_BYTES))
    tail = file.read()
    page = tail.rfind(b"OggS")
    if page < 0 or page + 27 > len(tail):
        return True
    segments = tail[page + 26]
    lengths = tail[page + 27 : page + 27 + segments]
    return len(lengths) < segments or page + 27 + segments + sum(lengths) > len(tail)
