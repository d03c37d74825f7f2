"""When the wearer has begun to speak, and when the turn is theirs no longer. Pure: fed frames, it keeps no clock.

How long a silence ends a turn depends on what was asked (a yes or no is over sooner than a story) and on how the words
look so far: the first short silence asks for a look at them (``Paused``), and whoever looked tells by ``judge`` whether
they are a whole answer. If speech goes on meanwhile, that look was for nothing and is thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from voice.headsets.protocol import FRAME_SECONDS


class Expected(StrEnum):
    """What kind of answer is waited for."""

    YES_NO = "yes_no"
    SHORT = "short"
    STORY = "story"


class Shape(StrEnum):
    """How the words look that were said until the pause."""

    WHOLE = "whole"
    """A complete answer to what was asked: nothing more is waited for."""
    SENTENCE = "sentence"
    """Could end here."""
    OPEN = "open"
    """Ends in the middle ("and then he", "er"): people are thinking, and are given time."""
    EMPTY = "empty"
    """No words at all: a cough, a door, a trolley."""


class Ending(StrEnum):
    """Why a turn ended."""

    BUTTON = "button"
    SILENCE = "silence"
    WHOLE = "whole"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Began:
    """The wearer speaks, or holds the button down."""

    by_button: bool


@dataclass(frozen=True)
class Paused:
    """A first short silence: look at the words now, so that they are there when the turn ends."""


@dataclass(frozen=True)
class WentOn:
    """Speech after a pause: what was looked at is not all of it."""


@dataclass(frozen=True)
class Ended:
    """The turn is over."""

    ending: Ending
    speech_seconds: float
    """How much of it was speech."""
    silence_seconds: float
    """The silence at its end, which the wearer was made to wait."""


SpeechEvent = Began | Paused | WentOn | Ended


@dataclass(frozen=True)
class EndpointTimes:
    """All times in seconds of sound."""

    onset: float = 0.064
    """Speech for so long is speech; with the device's own delay this leaves barge-in under 150 ms."""
    look: float = 0.192
    """The silence after which the words are looked at."""
    wait: dict[Expected, float] = field(
        default_factory=lambda: {Expected.YES_NO: 0.35, Expected.SHORT: 0.4, Expected.STORY: 0.45}
    )
    """The silence that ends a turn whose words could end there."""
    wait_unseen: float = 0.8
    """While nobody has said yet how the words look."""
    wait_open: float = 1.3
    """After words that end in the middle."""
    longest: dict[Expected, float] = field(
        default_factory=lambda: {Expected.YES_NO: 8.0, Expected.SHORT: 15.0, Expected.STORY: 30.0}
    )
    """However much is talked: chatter and babble never hold the floor."""
    longest_press: float = 60.0
    """A button held for longer is stuck, or sat upon."""


SPEECH_FROM: Final = 0.8
"""Silero's probability that makes a frame speech. The usual 0.5 takes music and a distant tannoy for speech."""

SPEECH_UNTIL: Final = 0.35
"""Below it a frame of running speech is silence."""


class Endpointer:
    """Follows one microphone, frame by frame."""

    def __init__(self, times: EndpointTimes | None = None, *, frame_seconds: float = FRAME_SECONDS) -> None:
        self._times = times or EndpointTimes()
        self._frame_seconds = frame_seconds
        self.expected = Expected.STORY
        self.button_is_stuck = False
        """Held beyond ``longest_press``; taken for released until it is."""
        self._running = False
        self._by_button = False
        self._shape: Shape | None = None
        self._paused = False
        self._onset_seconds = self._speech_seconds = self._silence_seconds = self._turn_seconds = 0.0

    @property
    def running(self) -> bool:
        """Whether a turn is going on."""
        return self._running

    @property
    def silence_seconds(self) -> float:
        """Of the running turn, up to now."""
        return self._silence_seconds

    def hear(self, probability: float, pressed: bool | None) -> list[SpeechEvent]:
        """Take one frame: Silero's probability of speech, and the talk button (``None`` where there is none)."""
        if not pressed:
            self.button_is_stuck = False
        held = bool(pressed) and not self.button_is_stuck
        if not self._running:
            return self._idle(probability, held)
        return self._in_turn(probability, held)

    def judge(self, shape: Shape) -> list[SpeechEvent]:
        """How the words up to the last pause look. To be told only while that pause lasts."""
        if not self._running or not self._paused:
            return []
        self._shape = shape
        if self._by_button or shape is not Shape.WHOLE:
            return []
        return [self._end(Ending.WHOLE)]

    def drop(self) -> None:
        """Forget the running turn: it was not for us."""
        self._running = False
        self._onset_seconds = 0.0

    def _idle(self, probability: float, held: bool) -> list[SpeechEvent]:
        self._onset_seconds = self._onset_seconds + self._frame_seconds if probability >= SPEECH_FROM else 0.0
        if not held and self._onset_seconds < self._times.onset - 1e-6:
            return []
        self._running, self._by_button = True, held
        self._shape, self._paused = None, False
        self._speech_seconds, self._silence_seconds = self._onset_seconds, 0.0
        self._turn_seconds, self._onset_seconds = self._speech_seconds, 0.0
        return [Began(by_button=held)]

    def _in_turn(self, probability: float, held: bool) -> list[SpeechEvent]:
        self._turn_seconds += self._frame_seconds
        events: list[SpeechEvent] = []
        if self._by_button and not held:
            return [self._end(Ending.BUTTON)]
        if held and not self._by_button:
            self._by_button = True  # spoken first, pressed a moment later: the button rules from now on
        if probability >= (SPEECH_FROM if self._silence_seconds else SPEECH_UNTIL):
            self._speech_seconds += self._frame_seconds
            self._silence_seconds = 0.0
            if self._paused:
                self._paused, self._shape = False, None
                events.append(WentOn())
        else:
            self._silence_seconds += self._frame_seconds
            if not self._paused and self._speech_seconds and self._silence_seconds >= self._times.look - 1e-6:
                self._paused = True
                events.append(Paused())
        if self._turn_seconds >= self._longest():
            self.button_is_stuck = self._by_button
            return [*events, self._end(Ending.TOO_LONG)]
        if not self._by_button and self._silence_seconds >= self._wait() - 1e-6:
            events.append(self._end(Ending.SILENCE))
        return events

    def _wait(self) -> float:
        match self._shape:
            case None:
                return self._times.wait_unseen
            case Shape.OPEN:
                return self._times.wait_open
            case _:
                return self._times.wait[self.expected]

    def _longest(self) -> float:
        return self._times.longest_press if self._by_button else self._times.longest[self.expected]

    def _end(self, ending: Ending) -> Ended:
        self._running = False
        return Ended(ending, self._speech_seconds, self._silence_seconds)
