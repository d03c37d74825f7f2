"""The embedded recogniser, for real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from assistant.errors import EngineError
from assistant.settings import Settings
from assistant.sop import SopBook
from demo.audio_script import AUDIO_FOLDER
from tests.voice.made_sound import hiss, joined, silence, tone
from voice.audio import Audio, read_audio, resampled
from voice.levels import mix_noise
from voice.speaking import JoeVoice
from voice.transcribers.moonshine import LONGEST_PIECE_SECONDS, MoonshineTranscriber
from voice.transcribers.shop_speech import ShopSpeech
from voice.transcribers.word_model import Blend, WordModel
from voice.wake import after_wake_phrase


def words(text: str) -> list[str]:
    return "".join(char for char in text.lower() if char.isalpha() or char.isspace()).split()


def line(name: str) -> Audio:
    return read_audio(AUDIO_FOLDER / name)


def test_a_cry_for_help_is_heard_word_for_word(moonshine: MoonshineTranscriber) -> None:
    transcript = moonshine.transcribe(line("knife-duress.flac"))
    assert words(transcript.text) == "help me help me hes coming at me".split()
    assert transcript.engine == "moonshine"
    assert transcript.seconds == pytest.approx(line("knife-duress.flac").seconds)
    assert transcript.took_seconds > 0
    assert transcript.confidence is None
    assert transcript.words == ()


def test_a_cry_for_help_is_heard_through_the_noise_of_the_shop(moonshine: MoonshineTranscriber) -> None:
    noisy = mix_noise(line("knife-duress.flac"), line("shop_noise.flac"), 15.0, seed=1)
    assert words(moonshine.transcribe(noisy).text)[:4] == "help me help me".split()


def test_the_rate_of_the_sound_does_not_matter(moonshine: MoonshineTranscriber) -> None:
    said = resampled(line("knife-weapon.flac"), 44_100)
    assert words(moonshine.transcribe(said).text) == "hes got a knife".split()


@pytest.mark.parametrize(
    "sound",
    [silence(0.0), silence(0.005), silence(4.0), hiss(4.0), hiss(4.0, level=0.0003), tone(4.0, frequency_hz=50.0)],
    ids=["nothing", "an instant", "silence", "hiss", "faint hiss", "hum"],
)
def test_nothing_is_heard_where_nothing_is_said(moonshine: MoonshineTranscriber, sound: Audio) -> None:
    assert moonshine.transcribe(sound).text == ""


def test_a_long_report_is_heard_to_its_end(moonshine: MoonshineTranscriber) -> None:
    opening, pause = line("shoplifting-opening.flac"), silence(0.6)
    sound = joined(*[opening, pause] * 5, line("knife-duress.flac"))
    assert sound.seconds > 3 * LONGEST_PIECE_SECONDS
    heard = words(moonshine.transcribe(sound).text)
    assert heard.count("razor") == 5
    assert heard[-4:] == "hes coming at me".split()


def test_many_threads_get_what_one_would(moonshine: MoonshineTranscriber) -> None:
    sounds = [line(name) for name in ("knife-duress.flac", "knife-weapon.flac", "shoplifting-weapon.flac")] * 3
    alone = [moonshine.transcribe(sound).text for sound in sounds]
    with ThreadPoolExecutor(6) as pool:
        together = [transcript.text for transcript in pool.map(moonshine.transcribe, sounds)]
    assert together == alone


def test_the_assistants_own_voice_can_be_understood(moonshine: MoonshineTranscriber) -> None:
    # Piper's intonation is drawn at random, and of 40 draws one was heard with a "Thank you" that nobody said. The seed
    # counts from the loading of a voice, so this one is loaded anew.
    onnxruntime.set_seed(1)
    heard = moonshine.transcribe(JoeVoice().synthesise("Keep your distance, and do not chase them.")).text
    assert words(heard) == "keep your distance and do not chase them".split()


def test_sound_at_full_scale_is_no_trouble(moonshine: MoonshineTranscriber) -> None:
    loud = Audio(np.clip(line("knife-weapon.flac").samples * 40, -1, 1), 16_000)
    assert "knife" in words(moonshine.transcribe(loud).text)


def test_it_leans_towards_what_is_said_here(moonshine: MoonshineTranscriber) -> None:
    said = resampled(JoeVoice().synthesise("Steaks, and the till."), 16_000)
    told: list[str | None] = []

    def chances_for(asked: str | None) -> Blend:
        told.append(asked)
        return Blend([(1.0, WordModel(["steaks and the till"]))])

    leaning = MoonshineTranscriber(chances_for)
    assert words(leaning.transcribe(said, "items").text) == "steaks and the till".split()
    assert told == ["items"]
    assert words(moonshine.transcribe(said).text) != []


def test_the_wake_phrase_is_heard_before_a_report() -> None:
    called = resampled(JoeVoice().synthesise("Floorline."), 16_000)
    leaning = MoonshineTranscriber(ShopSpeech.of(Settings(), SopBook.load()).chances_for)
    heard = leaning.transcribe(joined(called, line("knife-opening.flac"))).text
    report = after_wake_phrase(heard, "floorline", called=True)
    assert report is not None, heard
    assert words(report)[:3] == "theres a bloke".split()
    assert words(report)[-1] == "knife"


def test_an_engine_that_is_not_there_or_is_damaged_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "moonshine_voice" / "assets" / "tiny-en"
    folder.mkdir(parents=True)
    (tmp_path / "moonshine_voice" / "__init__.py").touch()
    for name in ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"):
        (folder / name).write_bytes(b"no network")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EngineError, match="run make again to reinstall it"):
        MoonshineTranscriber()
