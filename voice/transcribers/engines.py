"""Which recogniser the settings, or the command line, ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from assistant.errors import EngineError
from assistant.settings import Settings, VoiceSettings
from assistant.understanding.places import Gazetteer
from voice.audio import Audio
from voice.transcribers.listener import CarefulListener, PlainListener
from voice.transcribers.made_up import Voicing
from voice.transcribers.protocol import Listener, Transcriber
from voice.transcribers.shop_speech import ShopSpeech

ENGINES: Final = ("auto", "moonshine", "vosk", "whisper")


def make_transcriber(
    settings: VoiceSettings, engine: str | None = None, speech: ShopSpeech | None = None
) -> Transcriber:
    """Load one recogniser; ``engine`` wins over the settings. ``speech`` tells it what is said in this shop.

    ``auto`` is Vosk where a model of it is configured or found, else Moonshine, which comes with Floorline. Raises
    ``EngineError`` for an engine that is unknown, not installed, or has no model.
    """
    wanted = engine or settings.engine
    if wanted == "auto":
        wanted = "vosk" if vosk_model_for(settings) is not None else "moonshine"
    # Each is imported only when asked for: a native library less to load, and one broken engine spares the other.
    if wanted == "moonshine":
        from voice.transcribers.moonshine import MoonshineTranscriber

        return MoonshineTranscriber(None if speech is None else speech.chances_for)
    if wanted == "vosk":
        try:
            from voice.transcribers.vosk import HOW_TO_GET_A_MODEL, VoskTranscriber
        except (ImportError, OSError) as exc:
            raise EngineError(
                "The Vosk recogniser is not installed whole; run make again or choose moonshine."
            ) from exc
        model = vosk_model_for(settings)
        if model is None:
            raise EngineError(f"No Vosk model is configured or found; {HOW_TO_GET_A_MODEL}.")
        return VoskTranscriber(model, phrases_for=None if speech is None else speech.phrases.phrases_for)
    if wanted == "whisper":
        from voice.transcribers.whisper import WhisperTranscriber

        return WhisperTranscriber()
    raise EngineError(f"There is no recogniser named {wanted}; choose one of {', '.join(ENGINES)}.")


def make_listener(settings: Settings, engine: str | None = None, speech: ShopSpeech | None = None) -> Listener:
    """Load what hears sound files: with ``auto``, two recognisers for everything, and a filter for made-up words.

    Raises ``EngineError`` as ``make_transcriber`` does.
    """
    from voice.voicing import VoicingMeter

    measure = VoicingMeter().measure
    first = make_transcriber(settings.voice, engine, speech)
    if (engine or settings.voice.engine) != "auto":
        return PlainListener(first, measure)
    from voice.transcribers.whisper import WhisperTranscriber

    return CarefulListener(
        first, WhisperTranscriber("base"), Gazetteer.from_settings(settings.store), measure, always=True
    )


def make_live_listeners(settings: Settings, workers: int, speech: ShopSpeech | None = None) -> tuple[Listener, ...]:
    """Load what hears headsets: one recogniser, and one second opinion, for all ``workers``.

    The sound has been cut out by a voice detector, so that its voice is not measured again. Raises ``EngineError``.
    """
    first = make_transcriber(settings.voice, speech=speech)
    if settings.voice.engine != "auto":
        return (PlainListener(first, _all_voiced),) * workers
    from voice.transcribers.whisper import WhisperTranscriber

    second, gazetteer = WhisperTranscriber("tiny.en"), Gazetteer.from_settings(settings.store)
    return (CarefulListener(first, second, gazetteer, _all_voiced, always=False),) * workers


def _all_voiced(audio: Audio) -> Voicing:
    return Voicing(peak=1.0, voiced_seconds=audio.seconds)


def why_this_engine(settings: VoiceSettings) -> str:
    """What makes ``make_transcriber`` take the engine that it takes, in words."""
    if settings.engine != "auto":
        return "voice.engine says so"
    if settings.vosk_model:
        return "a Vosk model is configured (voice.vosk_model)"
    found = vosk_model_for(settings)
    if found is not None:
        return f"an English Vosk model was found in {found}"
    return "no English Vosk model is configured (voice.vosk_model) or found, and Moonshine comes with Floorline"


def vosk_model_for(settings: VoiceSettings) -> str | None:
    """The configured Vosk model, or the English one that lies where Vosk itself would look; ``None`` if neither."""
    if settings.vosk_model:
        return settings.vosk_model
    from voice.transcribers.vosk_folders import found_english_model

    found: Path | None = found_english_model()
    return None if found is None else str(found)
