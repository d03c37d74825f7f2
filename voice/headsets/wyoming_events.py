"""Wyoming events from a connection that nobody vouches for: bounded, and with an error that says what was wrong.

The library's own reader allocates whatever length the other side names, and takes garbage for the end of the stream.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

import numpy as np
import soxr
from wyoming.audio import AudioChunk
from wyoming.event import Event

from assistant.errors import HeadsetGoneError
from voice.audio import SAMPLE_RATE_HZ, Samples

LINE_BYTES_AT_MOST: Final = 16_384
DATA_BYTES_AT_MOST: Final = 65_536
SOUND_BYTES_AT_MOST: Final = 1_048_576
LOWEST_RATE_HZ: Final = 8_000
HIGHEST_RATE_HZ: Final = 96_000
CHANNELS_AT_MOST: Final = 8


async def read_event(reader: asyncio.StreamReader) -> Event:
    """The next event.

    Raises ``HeadsetGoneError`` at the end of the stream, and for what is no event or too large for one.
    """
    try:
        line = await reader.readuntil(b"\n")
        header = json.loads(line)
        if not isinstance(header, dict) or not isinstance(header.get("type"), str):
            raise _garbage()
        data = header.get("data") or {}
        data_bytes = await _exactly(reader, header.get("data_length"), DATA_BYTES_AT_MOST)
        if data_bytes:
            data = data | json.loads(data_bytes)
        if not isinstance(data, dict):
            raise _garbage()
        payload = await _exactly(reader, header.get("payload_length"), SOUND_BYTES_AT_MOST)
    except (asyncio.IncompleteReadError, OSError) as exc:
        raise HeadsetGoneError("The satellite closed the connection; see that it is on and in the network.") from exc
    except (ValueError, TypeError, RecursionError, asyncio.LimitOverrunError) as exc:
        raise _garbage() from exc
    return Event(header["type"], data, payload or None)


async def _exactly(reader: asyncio.StreamReader, length: Any, at_most: int) -> bytes:
    if length is None:
        return b""
    if not isinstance(length, int) or isinstance(length, bool) or not 0 <= length <= at_most:
        raise _garbage()
    return await reader.readexactly(length)


def _garbage() -> HeadsetGoneError:
    return HeadsetGoneError("What came is not Wyoming; check that host and port are a satellite's.")


class ChunkConverter:
    """Chunks of any rate, width and number of channels as 16 kHz mono."""

    def __init__(self) -> None:
        self._rate_hz = SAMPLE_RATE_HZ
        self._resampler: soxr.ResampleStream | None = None

    def convert(self, event: Event) -> Samples:
        """The sound of an audio-chunk. Raises ``HeadsetGoneError`` for a kind of sound that is not known."""
        try:
            chunk = AudioChunk.from_event(event)
            rate_hz, width, channels = int(chunk.rate), int(chunk.width), int(chunk.channels)
        except (KeyError, AssertionError, TypeError, ValueError) as exc:
            raise HeadsetGoneError("The satellite sent sound without saying of what kind; update it.") from exc
        known_rate, known_channels = LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ, 1 <= channels <= CHANNELS_AT_MOST
        if not known_rate or not known_channels or width not in (2, 4):
            raise HeadsetGoneError(
                f"The satellite records {channels} channels of {8 * width} bits at {rate_hz} samples a second; "
                "set its --mic-command to 16-bit mono at 16000."
            )
        if len(chunk.audio) % (width * channels):
            raise HeadsetGoneError("The satellite sent half a sample; set its --mic-command-width and -channels right.")
        kind, full = ("<i2", 32768.0) if width == 2 else ("<i4", 2147483648.0)
        samples = np.frombuffer(chunk.audio, dtype=kind).astype(np.float32) / np.float32(full)
        mono = samples.reshape(-1, channels).mean(axis=1, dtype=np.float32) if channels > 1 else samples
        if rate_hz == SAMPLE_RATE_HZ:
            return mono
        if self._resampler is None or rate_hz != self._rate_hz:
            self._rate_hz = rate_hz
            self._resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
        return np.asarray(self._resampler.resample_chunk(np.ascontiguousarray(mono)), dtype=np.float32)
