"""Playing a sound on the machine's own sound card, where there is one."""

from __future__ import annotations

from types import ModuleType

from assistant.errors import EngineError
from voice.audio import Audio


def has_output() -> bool:
    """Whether there is a sound card to play on."""
    module = _sounddevice()
    if module is None:
        return False
    try:
        module.query_devices(kind="output")
    except (module.PortAudioError, ValueError):
        return False
    return True


def play(audio: Audio) -> None:
    """Play ``audio`` to its end. Raises ``EngineError`` where it cannot be played."""
    module = _sounddevice()
    if module is None:
        raise EngineError("There is no sound output; install libportaudio2, or listen to the files instead.")
    try:
        module.play(audio.samples, audio.sample_rate_hz, blocking=True)
    except module.PortAudioError as exc:
        raise EngineError("The sound card refused the sound; choose another output, or listen to the files.") from exc


def _sounddevice() -> ModuleType | None:
    """sounddevice raises ``OSError`` on import where libportaudio2 is missing."""
    try:
        import sounddevice
    except OSError:
        return None
    module: ModuleType = sounddevice
    return module
