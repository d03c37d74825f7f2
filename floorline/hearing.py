"""Voice notes through the recogniser of the settings, for the staff chat."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from assistant.settings import Settings
from assistant.sop import LiveSopBook
from channels.telegram.hearing import Heard, Transcribe
from voice.audio import Audio, read_audio
from voice.transcribers import ShopSpeech, Transcriber, make_transcriber


def voice_note_listener(settings: Settings, sops: LiveSopBook) -> Transcribe:
    """Loads the recogniser with the first voice note, and listens to one at a time: two cores have other work too."""
    loaded: list[Transcriber] = []
    one_at_a_time = asyncio.Lock()

    def listened_to(sound: bytes) -> Heard:
        if not loaded:
            loaded.append(make_transcriber(settings.voice, speech=ShopSpeech.of(settings, sops.book)))
        heard = loaded[0].transcribe(_decoded(sound))
        return Heard(heard.text, heard.confidence)

    async def transcribe(sound: bytes) -> Heard:
        async with one_at_a_time:
            return await asyncio.to_thread(listened_to, sound)

    return transcribe


def _decoded(sound: bytes) -> Audio:
    """The file is gone again at once, and nobody else could have read it: it is somebody's voice."""
    descriptor, name = tempfile.mkstemp(suffix=".ogg")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(sound)
        return read_audio(name)
    finally:
        Path(name).unlink(missing_ok=True)
