"""A talk button that is a key of some keyboard: a foot pedal, a Bluetooth remote, a macro key. Linux input devices.

Read straight from the kernel (``struct input_event``, linux/input.h), so that it works without a desktop and whatever
has the focus. The user needs to be in the group ``input``.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Final

from assistant.errors import HeadsetGoneError

_EVENT: Final = struct.Struct("llHHi")
"""Seconds, microseconds, type, code, value."""
_KEY: Final = 1


class Button:
    """Follows one key. Made in any thread; read in the loop's."""

    def __init__(self, device: Path, code: int | None) -> None:
        """Raises ``HeadsetGoneError`` where the device is not there or may not be read."""
        self._code = code
        self._down: set[int] = set()
        try:
            self._file = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as exc:
            raise HeadsetGoneError(
                f"The talk button {device} cannot be read ({exc.strerror}); plug it in, or join the group input."
            ) from exc

    @property
    def pressed(self) -> bool:
        """Whether the key is held down now. Raises ``HeadsetGoneError`` where it was unplugged."""
        while True:
            try:
                data = os.read(self._file, _EVENT.size * 64)
            except BlockingIOError:
                return bool(self._down)
            except OSError as exc:
                raise HeadsetGoneError("The talk button was unplugged; plug it in again.") from exc
            if not data:
                return bool(self._down)
            self._take(data)

    def _take(self, data: bytes) -> None:
        for _, _, kind, code, value in _EVENT.iter_unpack(data[: len(data) // _EVENT.size * _EVENT.size]):
            if kind != _KEY or (self._code is not None and code != self._code):
                continue
            if value:
                self._down.add(code)
            else:
                self._down.discard(code)

    def close(self) -> None:
        """Let go of the device."""
        os.close(self._file)
