"""A headset on this machine's own sound card: any device, any rate, one channel or two, unplugged and plugged in again.

PortAudio calls back from threads of its own. Sound is handed over to the event loop as it comes; a device that no
longer calls back is gone. PortAudio knows only the devices that were there when it was started: one that comes back
under its old name is found again, and the list is read anew only while no other headset is open, since reading it
closes every stream.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import numpy as np
import soxr
import structlog

from assistant.errors import EngineError, HeadsetGoneError
from assistant.settings import HeadsetSettings
from voice.audio import SAMPLE_RATE_HZ, Audio, Samples, resampled
from voice.headsets.button import Button
from voice.headsets.protocol import FRAME_SAMPLES, Frame, Light

_log = structlog.get_logger(__name__)

SILENT_FOR_SECONDS: Final = 3.0
"""A device calls back every few milliseconds; after so long without it is gone."""

LATE_FRAMES: Final = 32
"""A second of sound that nobody took; older sound is dropped."""

_BLOCK_SECONDS: Final = 0.016
_BUFFER_SECONDS: Final = 0.064
"""What a device may buffer. The 9 ms that devices claim to manage are lost on a busy store box: the voice crackles."""

_opening: Final = threading.Lock()
_open_devices: set[int] = set()
"""Headsets that are open, by identity: while there are any, PortAudio is not started anew."""


@dataclass(frozen=True)
class Device:
    """One line of the list of sound devices."""

    index: int
    name: str
    inputs: int
    outputs: int
    rate_hz: int


def sound_devices() -> tuple[Device, ...]:
    """Every device PortAudio knows; none where it is missing."""
    module = _sounddevice()
    if module is None:
        return ()
    return tuple(
        Device(
            int(found["index"]),
            str(found["name"]),
            int(found["max_input_channels"]),
            int(found["max_output_channels"]),
            round(found["default_samplerate"]),
        )
        for found in module.query_devices()
    )


def default_microphone() -> Device | None:
    """The system's own choice of microphone, if it has one."""
    module = _sounddevice()
    if module is None:
        return None
    try:
        index = int(module.query_devices(kind="input")["index"])
    except (module.PortAudioError, ValueError):
        return None
    return next((device for device in sound_devices() if device.index == index), None)


async def open_sound_card(settings: HeadsetSettings) -> SoundCardHeadset:
    """Open the device that the settings name. Raises ``HeadsetGoneError`` while it is not there."""
    return await asyncio.to_thread(_opened, settings, asyncio.get_running_loop())


def _opened(settings: HeadsetSettings, loop: asyncio.AbstractEventLoop) -> SoundCardHeadset:
    module = _sounddevice()
    if module is None:
        raise EngineError("There is no sound card support; install libportaudio2, or use a browser headset.")
    with _opening:
        if not _open_devices:
            # Finds what was plugged in since; neither PortAudio nor sounddevice has another way.
            module._terminate()  # noqa: SLF001
            module._initialize()  # noqa: SLF001
        microphone = _found(module, settings.device, "input")
        earpiece = _found(module, settings.device if settings.output is None else settings.output, "output")
        return SoundCardHeadset(module, settings, microphone, earpiece, loop)


def _found(module: ModuleType, wanted: str | int | None, kind: str) -> Device:
    what = "microphone" if kind == "input" else "earpiece"
    try:
        index = int(module.query_devices(wanted, kind)["index"])
    except (module.PortAudioError, ValueError) as exc:
        named = "the system's own choice" if wanted is None else f"named {wanted!r}"
        raise HeadsetGoneError(
            f"There is no {what} {named}; plug it in, or choose one that 'floorline doctor' lists."
        ) from exc
    return next(device for device in sound_devices() if device.index == index)


class SoundCardHeadset:
    """One microphone and one earpiece of this machine, both kept open: to open them takes longer than to answer."""

    def __init__(
        self,
        module: ModuleType,
        settings: HeadsetSettings,
        microphone: Device,
        earpiece: Device,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._id = settings.id
        self._loop = loop
        self._button = None if settings.button_device is None else Button(settings.button_device, settings.button_code)
        self._frames: asyncio.Queue[Samples | None] = asyncio.Queue()
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._heard_from = time.monotonic()
        self._closed = False
        self._dropped = 0
        self._earpiece = _Earpiece(loop)
        in_rate_hz = _rate(module.check_input_settings, microphone)
        out_rate_hz = _rate(module.check_output_settings, earpiece)
        self._out_rate_hz = out_rate_hz
        self._resampler = (
            None if in_rate_hz == SAMPLE_RATE_HZ else soxr.ResampleStream(in_rate_hz, SAMPLE_RATE_HZ, 1, "float32")
        )
        self._streams: list[Any] = []
        try:
            self._streams.append(
                module.InputStream(
                    samplerate=in_rate_hz,
                    device=microphone.index,
                    channels=min(2, microphone.inputs),
                    dtype="float32",
                    blocksize=round(_BLOCK_SECONDS * in_rate_hz),
                    latency=_BUFFER_SECONDS,
                    callback=self._recorded,
                )
            )
            self._streams.append(
                module.OutputStream(
                    samplerate=out_rate_hz,
                    device=earpiece.index,
                    channels=min(2, earpiece.outputs),
                    dtype="float32",
                    blocksize=round(_BLOCK_SECONDS * out_rate_hz),
                    latency=_BUFFER_SECONDS,
                    callback=self._earpiece.fill,
                )
            )
            for stream in self._streams:
                stream.start()
        except module.PortAudioError as exc:
            self._close_streams()
            raise HeadsetGoneError(
                f"The sound card of {settings.id} refused to open; close what else uses it, or plug it in again."
            ) from exc
        self._failure: type[Exception] = module.PortAudioError
        _open_devices.add(id(self))

    @property
    def device_id(self) -> str:
        return self._id

    async def frames(self) -> AsyncIterator[Frame]:
        while True:
            try:
                async with asyncio.timeout(SILENT_FOR_SECONDS):
                    samples = await self._frames.get()
            except TimeoutError as exc:
                if time.monotonic() - self._heard_from < SILENT_FOR_SECONDS:
                    continue  # it was this process that was held up, not the device
                raise HeadsetGoneError(f"{self._id} gives no more sound; plug it in again.") from exc
            if samples is None:
                return
            if self._frames.qsize() > LATE_FRAMES:
                self._drop_late()
            yield Frame(samples, None if self._button is None else self._button.pressed)

    def _drop_late(self) -> None:
        while self._frames.qsize() > LATE_FRAMES // 2:
            self._frames.get_nowait()
            self._dropped += 1
        _log.warning("sound was dropped, the machine is too slow", device=self._id, frames=self._dropped)

    async def play(self, sound: Audio) -> None:
        ready = sound if sound.sample_rate_hz == self._out_rate_hz else resampled(sound, self._out_rate_hz)
        if self._closed:
            raise HeadsetGoneError(f"{self._id} is closed; plug it in again.")
        try:
            async with asyncio.timeout(sound.seconds + SILENT_FOR_SECONDS):
                await self._earpiece.play(ready.samples)
        except TimeoutError as exc:
            raise HeadsetGoneError(f"{self._id} takes no more sound; plug it in again.") from exc

    async def stop(self) -> float:
        return self._earpiece.stop() / self._out_rate_hz

    async def show(self, light: Light) -> None:
        """A sound card has no lamp; the tones say enough."""

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        _open_devices.discard(id(self))
        self._frames.put_nowait(None)
        if self._button is not None:
            self._button.close()
        # Closing waits for the device's thread, which may be stuck in a driver.
        await asyncio.to_thread(self._close_streams)

    def _close_streams(self) -> None:
        for stream in self._streams:
            try:
                stream.abort(ignore_errors=True)
                stream.close(ignore_errors=True)
            except OSError:
                _log.warning("a sound device did not close", device=self._id)

    def _recorded(self, block: Samples, count: int, when: Any, status: Any) -> None:
        """Called by PortAudio's thread."""
        self._heard_from = time.monotonic()
        mono = block.mean(axis=1, dtype=np.float32) if block.shape[1] > 1 else block[:, 0].copy()
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(np.ascontiguousarray(mono))
        samples = np.concatenate((self._rest, mono))
        whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = samples[whole:]
        for start in range(0, whole, FRAME_SAMPLES):
            self._hand_over(samples[start : start + FRAME_SAMPLES])

    def _hand_over(self, samples: Samples) -> None:
        try:
            self._loop.call_soon_threadsafe(self._frames.put_nowait, samples)
        except RuntimeError:  # the loop has ended; so will the stream
            return


class _Earpiece:
    """What is to be played, between the event loop and PortAudio's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._samples: Samples = np.zeros(0, dtype=np.float32)
        self._at = 0
        self._played: asyncio.Future[None] | None = None
        self._turn = asyncio.Lock()

    async def play(self, samples: Samples) -> None:
        async with self._turn:
            played: asyncio.Future[None] = self._loop.create_future()
            with self._lock:
                self._samples, self._at, self._played = samples, 0, played
            try:
                await played
            finally:
                self.stop()

    def stop(self) -> int:
        """Fall silent; gives the number of samples that were played."""
        with self._lock:
            heard, played = self._at, self._played
            self._samples, self._at, self._played = self._samples[:0], 0, None
        if played is not None and not played.done():
            played.set_result(None)
        return heard

    def fill(self, block: Samples, count: int, when: Any, status: Any) -> None:
        """Called by PortAudio's thread."""
        with self._lock:
            part = self._samples[self._at : self._at + count]
            self._at += len(part)
            ended = self._played if self._played is not None and self._at >= len(self._samples) else None
        block[: len(part)] = part[:, None]
        block[len(part) :] = 0.0
        if ended is not None:
            try:
                self._loop.call_soon_threadsafe(_finish, ended)
            except RuntimeError:  # the loop has ended
                return


def _finish(played: asyncio.Future[None]) -> None:
    if not played.done():
        played.set_result(None)


def _rate(check: Any, device: Device) -> int:
    """16 kHz where the device does it, so that nothing need be resampled; else the rate it likes best."""
    try:
        check(device=device.index, samplerate=SAMPLE_RATE_HZ, channels=1)
    except Exception:  # noqa: BLE001 - PortAudioError, or ValueError for a device that vanished meanwhile
        return device.rate_hz
    return SAMPLE_RATE_HZ


def _sounddevice() -> ModuleType | None:
    """sounddevice raises ``OSError`` on import where libportaudio2 is missing."""
    try:
        import sounddevice
    except OSError:
        return None
    module: ModuleType = sounddevice
    return module
