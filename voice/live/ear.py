"""Listens to one headset: what was said, whether it was for us, and a call for help before the sentence is over.

Before the button or the wake phrase nothing is kept but the last two seconds, in memory; they are looked through for
the wake phrase and (unless the settings say no) for calls for help, and forgotten. Where the sound of turns is wanted
too, a call for help is for us from its words to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from assistant.duress import Duress, Server
from assistant.errors import EngineError
from assistant.settings import HeadsetSettings
from voice.audio import Audio
from voice.endpointing import Began, Ended, Ending, Endpointer, Paused, Shape, SpeechEvent, WentOn
from voice.headsets.protocol import FRAME_SECONDS, Frame
from voice.live.answers import ShapeOf, expected_after
from voice.live.hearing import Hearing, Urgency
from voice.live.recording import Recording
from voice.live.turns import Sound
from voice.transcribers.protocol import Transcript
from voice.vad import SpeechDetector
from voice.wake import after_wake_phrase

WATCH_SECONDS: Final = 0.416
"""How often running speech is looked at for calls for help: a whole number of frames."""

WATCHED_SECONDS: Final = 2.5
WORDS_AFTER_A_CALL: Final = 2
"""In running speech "help me" may go on "… find the gift cards": the next words settle it."""

SHORT_CRY_WORDS: Final = 8
"""A cry that goes on calls for help all over again; so few words hold no facts, and would sound the alarm twice."""

SHORTEST_SPEECH_SECONDS: Final = 0.1


@dataclass(frozen=True)
class Heard:
    """What a wearer said to us."""

    text: str
    """Without the wake phrase; empty if that was all."""
    confidence: float | None
    called: bool
    """The wake phrase was in it."""
    ending: Ending
    sound: Sound | None = None
    """Of the turn, where it is wanted and has not been given to ``call_for_help``."""


class DuressIn(Protocol):
    """Looks for a call for help. Of words that may go on, "still speaking" says so: they have to be plain."""

    def __call__(self, text: str, server: Server = "not asked yet") -> Duress | None: ...


class EarListener(Protocol):
    """Who is told. None of it may wait: frames go on coming."""

    def is_engaged(self) -> bool:
        """Whether words are meant for us without the wake phrase."""
        ...

    def wearer_began(self, *, addressed: bool) -> None: ...

    def wearer_called(self) -> None:
        """In the middle of a turn the wake phrase was heard: it is for us."""
        ...

    def wearer_ended(self, *, addressed: bool, ending: Ending) -> None: ...

    def call_for_help(self, text: str, confidence: float | None, duress: Duress, sound: Sound | None) -> None:
        """Words that raise the alarm, perhaps while the wearer still speaks; ``sound`` is then still to come."""
        ...

    def heard(self, heard: Heard) -> None: ...

    def heard_nothing(self, *, addressed: bool, ending: Ending) -> None:
        """The turn held no words, none for us, or none that have not been handed over."""
        ...

    def could_not_hear(self, error: EngineError) -> None:
        """The recogniser failed on a turn that was for us."""
        ...


@dataclass(eq=False)
class _Turn:
    addressed: bool
    called: bool = False
    look: asyncio.Task[Transcript] | None = None
    """Of all of it up to the present pause."""
    watch: asyncio.Task[None] | None = None
    frames_to_watch: float = WATCH_SECONDS / FRAME_SECONDS
    alarm_words: str = ""
    """The words of a call for help that have been handed over."""
    heard_words: int = 0
    sound: Sound | None = None
    """Given away before the turn had ended."""


@dataclass(eq=False)
class Ear:
    """One headset's. Fed frames by ``hear``; tells ``listener``."""

    settings: HeadsetSettings
    listener: EarListener
    detector: SpeechDetector
    hearing: Hearing
    shape_of: ShapeOf
    duress_in: DuressIn
    endpointer: Endpointer = field(default_factory=Endpointer)
    asked: str | None = None
    gives_sound: bool = False
    """Whether the listener is given the sound of what was said, too."""
    _recording: Recording = field(default_factory=Recording)
    _turn: _Turn | None = None
    _finishing: asyncio.Task[None] | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def ask(self, asked: str | None) -> None:
        """What the next words are likely to answer."""
        self.asked = asked
        self.endpointer.expected = expected_after(asked)

    def hear(self, frame: Frame, *, deaf: bool) -> None:
        """Take one frame. ``deaf``: only the button counts, for what is heard is the assistant itself."""
        closed = self.settings.mode == "push_to_talk" and not frame.pressed
        self._recording.add(frame.samples)
        probability = 0.0 if closed or (deaf and not frame.pressed) else self.detector.probability(frame.samples)
        for event in self.endpointer.hear(probability, frame.pressed):
            self._take(event)
        if self._turn is not None:
            self._count_to_watch(self._turn)

    async def settled(self) -> None:
        """Wait until what was said so far has been told."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def close(self) -> None:
        """Forget everything that is not told yet."""
        for task in self._tasks:
            task.cancel()
        if self._turn is not None:
            # Torn off in the middle of a call for help: what there is of it is still wanted.
            _complete(self._turn, self._recording.sound())
        self._recording.forget()

    def _take(self, event: SpeechEvent) -> None:
        match event:
            case Began(by_button=by_button):
                addressed = by_button or self.listener.is_engaged()
                self._turn = _Turn(addressed=addressed)
                self._recording.begin(0.0 if by_button else 2 * FRAME_SECONDS, keep=addressed)
                self.listener.wearer_began(addressed=addressed)
            case Paused() if self._turn is not None:
                self._turn.look = self._look(self._turn)
            case WentOn() if self._turn is not None:
                if self._turn.look is not None:
                    self._turn.look.cancel()
                self._turn.look = None
            case Ended() if self._turn is not None:
                self._end(self._turn, event)
            case _:
                pass

    def _look(self, turn: _Turn) -> asyncio.Task[Transcript]:
        look = asyncio.create_task(self._text_of(self._recording.sound(), Urgency.LOOK))
        self._spawn(self._judge(turn, look))
        return look

    async def _judge(self, turn: _Turn, look: asyncio.Task[Transcript]) -> None:
        try:
            transcript = await look
        except (asyncio.CancelledError, EngineError):
            return  # speech went on, or the turn's own transcript will fail too and be told
        if turn.look is not look or turn is not self._turn:
            return
        self._seek(turn, transcript, settled=True)
        rest = after_wake_phrase(transcript.text, self.settings.wake_phrase, called=turn.called)
        shape = self.shape_of(transcript.text if rest is None else rest, self.asked)
        for event in self.endpointer.judge(Shape.SENTENCE if rest == "" else shape):
            self._take(event)

    def _count_to_watch(self, turn: _Turn) -> None:
        turn.frames_to_watch -= 1
        if turn.frames_to_watch > 0 or (turn.watch is not None and not turn.watch.done()):
            return
        turn.frames_to_watch = WATCH_SECONDS / FRAME_SECONDS
        if self.endpointer.silence_seconds == 0.0:
            turn.watch = self._spawn(self._watch(turn, self._recording.sound(WATCHED_SECONDS)))

    async def _watch(self, turn: _Turn, sound: Audio) -> None:
        try:
            transcript = await self._text_of(sound, Urgency.WATCH)
        except EngineError:
            return
        if turn is self._turn:
            self._seek(turn, transcript, settled=False)

    def _seek(self, turn: _Turn, transcript: Transcript, *, settled: bool) -> None:
        """Look for the wake phrase and for calls for help in what a running turn holds so far."""
        text = transcript.text
        if not turn.addressed and after_wake_phrase(text, self.settings.wake_phrase) is not None:
            turn.addressed = turn.called = True
            self._recording.keep()
            self.listener.wearer_called()
        if turn.alarm_words or not (turn.addressed or self.settings.duress_without_wake_phrase):
            return
        duress = self.duress_in(text, "still speaking")
        if duress is None or not (settled or duress.kind != "call_for_help" or _goes_on(text, duress.words)):
            return
        turn.alarm_words, turn.heard_words = duress.words, len(text.split())
        if self.gives_sound:
            # Whoever calls for help speaks to us from here on.
            self._recording.keep()
            turn.sound = asyncio.get_running_loop().create_future()
        self.listener.call_for_help(text, transcript.confidence, duress, turn.sound)

    def _end(self, turn: _Turn, event: Ended) -> None:
        self._turn = None
        self.listener.wearer_ended(addressed=turn.addressed, ending=event.ending)
        sound = self._recording.sound()
        self._recording.end()
        _complete(turn, sound)
        self.detector.reset()
        if event.speech_seconds < SHORTEST_SPEECH_SECONDS:
            sound = Audio(sound.samples[:0], sound.sample_rate_hz)
        self._finishing = self._spawn(self._finish(turn, sound, event.ending, self._finishing))

    async def _finish(self, turn: _Turn, sound: Audio, ending: Ending, before: asyncio.Task[None] | None) -> None:
        """Tell what the turn held, in the order in which turns were spoken."""
        try:
            if not len(sound.samples):
                transcript = Transcript("", "none", 0.0)
            else:
                transcript = await (turn.look or self._text_of(sound, Urgency.TURN))
        except EngineError as exc:
            transcript = None
            error = exc
        if before is not None and not before.done():
            await asyncio.wait({before})
        if transcript is not None:
            self._tell(turn, transcript, ending, self._given(sound))
        elif turn.addressed:
            self.listener.could_not_hear(error)
        else:
            self.listener.heard_nothing(addressed=False, ending=ending)

    def _given(self, sound: Audio) -> Sound | None:
        if not self.gives_sound:
            return None
        given = asyncio.get_running_loop().create_future()
        given.set_result(sound)
        return given

    def _tell(self, turn: _Turn, transcript: Transcript, ending: Ending, sound: Sound | None) -> None:
        rest = after_wake_phrase(transcript.text, self.settings.wake_phrase, called=turn.called)
        called = turn.called or rest is not None
        text = transcript.text if rest is None else rest
        if not turn.addressed and not called:
            duress = self.duress_in(text) if self.settings.duress_without_wake_phrase and not turn.alarm_words else None
            if duress is not None:
                self.listener.call_for_help(text, transcript.confidence, duress, sound)
            self.listener.heard_nothing(addressed=False, ending=ending)
            return
        if turn.alarm_words:
            text = self._after_the_call(turn, transcript.text)
        if text or (called and not turn.alarm_words):
            self.listener.heard(Heard(text, transcript.confidence, called, ending, None if turn.sound else sound))
        else:
            self.listener.heard_nothing(addressed=True, ending=ending)

    def _after_the_call(self, turn: _Turn, text: str) -> str:
        """What was said after the words that raised the alarm."""
        at = text.casefold().rfind(turn.alarm_words.casefold())
        rest = text[at + len(turn.alarm_words) :] if at >= 0 else " ".join(text.split()[turn.heard_words :])
        rest = rest.lstrip(" ,.!?;:-…")
        cries_on = self.duress_in(rest) is not None and len(rest.split()) <= SHORT_CRY_WORDS
        return "" if cries_on else rest

    async def _text_of(self, sound: Audio, urgency: Urgency) -> Transcript:
        return await self.hearing.transcribe(sound, self.asked, urgency)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _complete(turn: _Turn, sound: Audio) -> None:
    if turn.sound is not None and not turn.sound.done():
        turn.sound.set_result(sound)


def _goes_on(text: str, words: str) -> bool:
    at = text.casefold().rfind(words.casefold())
    return at >= 0 and len(text[at + len(words) :].split()) >= WORDS_AFTER_A_CALL
