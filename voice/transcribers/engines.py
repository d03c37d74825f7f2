"""Which recogniser the settings, or the command line, ask for."""

from __future__ import annotations

from typing import Final

from assistant.errors import EngineError
from assistant.settings import VoiceSettings
from voice.transcribers.protocol import Transcriber

ENGINES: Final = ("auto", "moonshine", "vosk", "whisper")


def make_transcriber(settings: VoiceSettings, engine: str | None = None) -> Transcriber:
    """Load a recogniser; ``engine`` wins over the settings.

    ``auto`` is Vosk where a model of it is configured, else Moonshine, which comes with Floorline. Raises
    ``EngineError`` for an engine that is unknown, not installed, or has no model.
    """
    wanted = engine or settings.engine
    if wanted == "auto":
        wanted = "vosk" if settings.vosk_model else "moonshine"
    # Each is imported only when asked for: a native library less to load, and one broken engine spares the other.
    if wanted == "moonshine":
        from voice.transcribers.moonshine import MoonshineTranscriber

        return MoonshineTranscriber()
    if wanted == "vosk":
        try:
            from voice.transcribers.vosk import HOW_TO_GET_A_MODEL, VoskTranscriber
        except (ImportError, OSError) as exc:
            raise EngineError(
                "The Vosk recogniser is not installed whole; run make again or choose moonshine."
            ) from exc
        if not settings.vosk_model:
            raise EngineError(f"No Vosk model is configured; {HOW_TO_GET_A_MODEL}.")
        return VoskTranscriber(settings.vosk_model)
    if wanted == "whisper":
        raise EngineError(
            "Whisper comes as an extra and is not installed; choose moonshine, or vosk with a model of yours."
        )
    raise EngineError(f"There is no recogniser named {wanted}; choose one of {', '.join(ENGINES)}.")
