"""A run: each line said by somebody, heard at each ratio, and what is worth it kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.errors import AudioError
from assistant.incident import SlotName
from assistant.understanding.examples import Example, parse_marked
from speech_data.make_heard import MOST_VERSIONS, Run, Studio, main, run_all
from speech_data.noises import babble
from voice.audio import SAMPLE_RATE_HZ, Audio
from voice.transcribers import Transcript


class ToneSpeakers:
    """Says everything as a tone; silence for what it is told to leave unsaid. Notes who was asked for what."""

    names = ("ann", "bob")
    versions = ("tones 1.0",)

    def __init__(self, unsaid: str = "") -> None:
        self.asked: list[tuple[str, str, float]] = []
        self._unsaid = unsaid

    def say(self, text: str, speaker: str, speed: float) -> Audio:
        self.asked.append((text, speaker, speed))
        time = np.arange(SAMPLE_RATE_HZ // 4) / SAMPLE_RATE_HZ
        level = 0.0 if text == self._unsaid else 0.5
        return Audio((level * np.sin(2 * np.pi * 440 * time)).astype(np.float32), SAMPLE_RATE_HZ)


class ScriptedEars:
    """Hears what it is told to, in order, and notes the sound it was given."""

    name = "scripted"

    def __init__(self, *heard: str) -> None:
        self._heard = list(heard)
        self.given: list[Audio] = []

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        self.given.append(audio)
        return Transcript(self._heard.pop(0), self.name, audio.seconds)


def noise(seed: int) -> Audio:
    samples = np.random.default_rng(seed).standard_normal(SAMPLE_RATE_HZ).astype(np.float32) * 0.1
    return Audio(samples, SAMPLE_RATE_HZ)


def studio(ears: ScriptedEars, speakers: ToneSpeakers | None = None, seed: int = 1) -> Studio:
    return Studio(
        speakers=speakers or ToneSpeakers(),
        voices=("ann", "bob"),
        noises={"shop": noise(1), "babble": noise(2)},
        transcribers=(ears,),
        snrs_db=(20.0, 10.0, 5.0),
        seed=seed,
    )


SAID = parse_marked("inform", "two lads took [razor blades](item) from us")


def test_what_was_misheard_is_kept_with_its_labels_and_counted() -> None:
    run = Run(
        studio(ScriptedEars("Two lads took razor blades from us.", "Two lads took razor blaze from us.", "")),
        frozenset(),
    )
    assert [kept.marked for kept in run.take(0, SAID)] == ["Two lads took [razor blaze](item) from us."]
    assert run.tally.kept == {"inform": 1}
    assert run.tally.dropped == {"heard as said": 1, "nothing was heard": 1}
    assert run.tally.slips == {("blades", "blaze"): 1}
    assert [errors.rate for errors in run.tally.by_snr.values()] == [0.0, 1 / 7, 1.0]


def test_at_most_two_versions_of_a_line_are_kept_and_none_twice() -> None:
    heard = [f"two {who} took razor blades from us" for who in ("lamb", "ladies", "lands")]
    assert len(Run(studio(ScriptedEars(*heard)), frozenset()).take(0, SAID)) == MOST_VERSIONS
    assert len(Run(studio(ScriptedEars(heard[0], heard[0].upper(), heard[0])), frozenset()).take(0, SAID)) == 1


def test_what_stands_in_the_set_or_is_held_out_is_not_learned() -> None:
    heard = "Two lambs took razor blades from us."
    run = Run(studio(ScriptedEars(heard, heard, heard)), frozenset({"two lambs took razor blades from us"}))
    assert run.take(0, SAID) == []


def test_the_same_seed_makes_the_same_sound_whatever_was_said_before() -> None:
    first, second, other = (ScriptedEars(*[""] * 6) for _ in range(3))
    Run(studio(first), frozenset()).take(0, SAID)
    again = Run(studio(second), frozenset())
    again.take(2, Example("deny", "not us"))
    again.take(0, SAID)
    Run(studio(other, seed=2), frozenset()).take(0, SAID)
    for one, same, different in zip(first.given, second.given[3:], other.given, strict=False):
        assert np.array_equal(one.samples, same.samples)
        assert not np.array_equal(one.samples, different.samples)


def test_lines_go_round_the_voices_at_various_speeds() -> None:
    speakers = ToneSpeakers()
    run = Run(studio(ScriptedEars(*[""] * 12), speakers), frozenset())
    for number in range(4):
        run.take(number, Example("inform", f"there were {number} of them"))
    assert [speaker for _, speaker, _ in speakers.asked] == ["ann", "bob", "ann", "bob"]
    assert len({speed for _, _, speed in speakers.asked}) == 4


def test_a_line_that_cannot_be_spoken_is_left_out_and_the_rest_goes_on() -> None:
    ears = ScriptedEars(*["Two lads took razor blaze from us."] * 3)
    run = Run(studio(ears, ToneSpeakers(unsaid="not us")), frozenset())
    saved: list[int] = []
    told: list[str] = []
    run_all(run, [Example("deny", "not us"), SAID], lambda: saved.append(len(run.kept)), told.append)
    assert saved == [1]
    assert "left out" in told[0]


def test_babble_is_the_same_for_a_seed_and_has_no_seam() -> None:
    talk = [noise(3), noise(4)]
    one, same, other = (babble(talk, 2.0, seed) for seed in (5, 5, 6))
    assert np.array_equal(one.samples, same.samples)
    assert not np.array_equal(one.samples, other.samples)
    assert len(one.samples) == 2 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("arguments", [["--intents", "nonsense"], ["--intents", "affirm", "--out", "{folder}"]])
def test_what_cannot_be_run_is_said_before_anything_is_loaded(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("voices")
    assert main(["--voices", str(folder), *(argument.format(folder=folder) for argument in arguments)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_silence_cannot_be_mixed() -> None:
    run = Run(studio(ScriptedEars(), ToneSpeakers(unsaid="not us")), frozenset())
    with pytest.raises(AudioError):
        run.take(0, Example("deny", "not us"))
