"""One headset, from being put on to being taken off: ear, floor, mouth and conversation brought together.

Everything on one headset runs in one event loop and nothing here waits for another headset. What outlives a lost
connection (the open question, the window for an answer) is in ``Wearer``, which the next session goes on with.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from assistant.announcing import Announcement, Urgency
from assistant.duress import Duress
from assistant.errors import EngineError
from assistant.incident import Status
from assistant.observer import Observer
from assistant.settings import HeadsetSettings
from assistant.turn_result import TurnResult
from voice.earcons import Earcon
from voice.endpointing import Ending
from voice.floor import NEARLY_OVER_SECONDS, CutOff, Floor, Line, Rank, is_backchannel
from voice.headsets.protocol import Headset, Light
from voice.live.answers import ShapeOf
from voice.live.ear import DuressIn, Ear, Heard
from voice.live.hearing import Hearing
from voice.live.mouth import Mouth, Saying, cut_off, lines_for
from voice.live.turns import Said, Sound, TurnTaker
from voice.silence import SilenceLadder
from voice.vad import SpeechDetector

_log = structlog.get_logger(__name__)

ANSWER_WINDOW_SECONDS: Final = 12.0
"""After a question, so long words are its answer without the wake phrase."""
CALLED_WINDOW_SECONDS: Final = 8.0
"""After the wake phrase alone."""
HEARD_TONE_AFTER_SECONDS: Final = 0.7
"""An answer that takes longer is announced by a tone, so that nobody says it all again."""

LOST_WORDS: Final = "I lost what you said. Please say it again."
BUTTON_STUCK: Final = "Your button seems to be stuck. Let go, and press it to talk."
TOO_LOUD: Final = "It's too loud here for me. Say it again, close to the microphone."
HINTS: Final = (LOST_WORDS, BUTTON_STUCK, TOO_LOUD)


@dataclass(frozen=True)
class Parts:
    """What all headsets share."""

    turns: TurnTaker
    hearing: Hearing
    saying: Saying
    shape_of: ShapeOf
    duress_in: DuressIn
    new_detector: Callable[[], SpeechDetector]
    is_safety: Callable[[str], bool]
    is_fixed: Callable[[str], bool]
    observer: Observer
    gives_sound: bool = False
    """Whether ``turns`` is given the sound of what was said, too."""


@dataclass
class Wearer:
    """What is remembered of the person with a headset while the connection comes and goes."""

    device_id: str
    floor: Floor
    result: TurnResult = field(default_factory=TurnResult)
    ladder: SilenceLadder = field(default_factory=SilenceLadder)
    window_until_seconds: float = 0.0
    """Words until then (in the loop's time) are for us."""
    turns_running: int = 0

    @property
    def incident_is_open(self) -> bool:
        return self.result.alarm or self.result.status == Status.DRAFT


class HeadsetSession:
    """Runs one headset until it is closed or gone."""

    def __init__(self, headset: Headset, settings: HeadsetSettings, wearer: Wearer, parts: Parts) -> None:
        self._headset = headset
        self._settings = settings
        self._wearer = wearer
        self._parts = parts
        self._floor = wearer.floor
        self._mouth = Mouth(
            headset,
            self._floor,
            parts.saying,
            volume=settings.volume,
            speed=settings.speed,
            on_sound=self._sounds,
            on_quiet=self._is_quiet,
        )
        self._ear = Ear(settings, self, parts.new_detector(), parts.hearing, parts.shape_of, parts.duress_in)
        self._ear.gives_sound = parts.gives_sound
        self._ear.ask(wearer.result.asked)
        self._said: asyncio.Queue[Said] = asyncio.Queue()
        self._heard_tone: asyncio.TimerHandle | None = None
        self._quiet_since_seconds: float | None = None
        self._quiet = asyncio.Event()
        self._wearer_speaks = False
        self._lights: set[asyncio.Task[None]] = set()
        self._just_said: list[Line] = []
        self._to_announce: list[Announcement] = []
        self._light = Light.IDLE

    async def run(self) -> None:
        """Until the headset is closed. Raises ``HeadsetGoneError`` when it vanishes."""
        self._show(Light.IDLE)
        beside = [asyncio.create_task(work) for work in (self._mouth.run(), self._take_turns(), self._watch_silence())]
        listening = asyncio.create_task(self._listen())
        try:
            await asyncio.wait({listening, *beside}, return_when=asyncio.FIRST_COMPLETED)
            for task in (listening, *beside):
                if task.done():
                    task.result()
            await self._ear.settled()
            await self._said.join()
        finally:
            self._wearer_speaks = False
            self._floor.wearer_ends(answer_comes=False)
            self._cancel_heard_tone()
            self._ear.close()
            for task in (listening, *beside):
                task.cancel()
            await asyncio.gather(listening, *beside, *self._lights, return_exceptions=True)

    async def close(self) -> None:
        """End it: another connection of the same headset takes over."""
        await self._headset.aclose()

    def say(self, lines: list[Line]) -> None:
        """Queue what others want this wearer to hear."""
        if self._floor.say(lines):
            self._mouth.stop()
        self._mouth.look()

    def say_routine(self, words: str) -> None:
        """Something that can wait for the wearer's own turn to be over."""
        self.say(self._lines((words,), Rank.ROUTINE))

    def announce(self, announcement: Announcement) -> None:
        """Say it, unless it is about the incident that this wearer reports."""
        if announcement.about is not None and self._wearer.turns_running:
            # The alert of a turn is out before the turn is answered: only then is it known whose incident it is.
            self._to_announce.append(announcement)
        elif announcement.urgency is Urgency.ALARM:
            self.say([Line("", Rank.ALARM, Earcon.ALARM), *self._lines((announcement.words,), Rank.ALARM)])
        else:
            self.say_routine(announcement.words)

    # What the ear tells ----------------------------------------------------------------------------------------------

    def is_engaged(self) -> bool:
        if self._settings.mode == "push_to_talk":
            return False
        if self._settings.mode == "open_in_incident" and self._wearer.incident_is_open:
            return True
        asking = self._wearer.result.asked is not None and not self._floor.idle
        return asking or asyncio.get_running_loop().time() < self._wearer.window_until_seconds

    def wearer_began(self, *, addressed: bool) -> None:
        self._wearer_speaks = True
        self._not_quiet(addressed=addressed)
        if self._floor.wearer_begins():
            self._mouth.stop()
        if addressed:
            self._show(Light.LISTENING)

    def wearer_called(self) -> None:
        self._not_quiet(addressed=True)
        self._show(Light.LISTENING)

    def wearer_ended(self, *, addressed: bool, ending: Ending) -> None:
        self._parts.observer("speech_ended", {"device_id": self._wearer.device_id, "ending": ending.value})
        self._wearer_speaks = False
        self._floor.wearer_ends(answer_comes=addressed)
        if addressed:
            self._show(Light.HEARD)
            self._heard_tone = asyncio.get_running_loop().call_later(HEARD_TONE_AFTER_SECONDS, self._sound_heard_tone)
        if ending is Ending.TOO_LONG:
            _log.warning("a turn was cut for its length", device=self._wearer.device_id, button=self._button_is_stuck)
        self._mouth.look()

    def call_for_help(self, text: str, confidence: float | None, duress: Duress, sound: Sound | None) -> None:
        if duress.kind == "silent":
            # Nothing aloud from this moment on, not even the tone that is on its way.
            self._mute()
        self._drop_answer()
        self._turn_over(Said(text, confidence, sound=sound))

    def heard(self, heard: Heard) -> None:
        if not heard.text:
            self._was_called()
            return
        if self._floor.was_cut and self._only_listened(heard.text):
            self._carry_on()
            return
        self._turn_over(Said(heard.text, heard.confidence, self._drop_answer(), heard.sound))

    def heard_nothing(self, *, addressed: bool, ending: Ending) -> None:
        if addressed and ending is Ending.TOO_LONG:
            hint = BUTTON_STUCK if self._button_is_stuck else TOO_LOUD
            self.say(self._lines((hint,), Rank.ANSWER))
        self._carry_on()

    def could_not_hear(self, error: EngineError) -> None:
        _log.error("a turn could not be heard", device=self._wearer.device_id, reason=str(error))
        self.say(self._lines((LOST_WORDS,), Rank.ANSWER))
        self._carry_on()

    # Turns -----------------------------------------------------------------------------------------------------------

    def _turn_over(self, said: Said) -> None:
        self._wearer.ladder.broken()
        self._wearer.turns_running += 1
        self._said.put_nowait(said)

    async def _take_turns(self) -> None:
        while True:
            said = await self._said.get()
            try:
                result = await self._parts.turns.take(self._wearer.device_id, said)
                self._answer(result)
            finally:
                self._wearer.turns_running -= 1
                self._said.task_done()
            self._settle()

    def _answer(self, result: TurnResult) -> None:
        was_filed = self._wearer.result.status not in (None, Status.DRAFT)
        self._wearer.result = result
        self._ear.ask(result.asked)
        if result.alarm and result.act == "panic" and not result.replies:
            self._mute()
        elif not result.alarm:
            self._floor.muted = False
        if result.replies:
            # Of an earlier answer only what keeps people safe is still worth saying.
            self._drop_answer()
        self._just_said = []
        rank = Rank.ALARM if result.alarm else Rank.ANSWER
        lines = self._lines(result.replies, rank)
        for line in lines[:2]:
            self._mouth.prepare(line)
        if result.status == Status.SUBMITTED and not was_filed:
            lines.append(Line("", Rank.ANSWER, Earcon.SENT))
        self.say(lines)

    def _settle(self) -> None:
        """Nothing more is to come of what the wearer said: what waited may be said."""
        if not self._wearer.turns_running:
            self._floor.answered()
            self._cancel_heard_tone()
            waiting, self._to_announce = self._to_announce, []
            for announcement in waiting:
                if str(announcement.about) != self._wearer.result.incident_id:
                    self.announce(announcement)
        self._mouth.look()
        if self._floor.idle:
            self._is_quiet()

    def _was_called(self) -> None:
        self._wearer.window_until_seconds = asyncio.get_running_loop().time() + CALLED_WINDOW_SECONDS
        self.say([Line("", Rank.ANSWER, Earcon.LISTENING)])
        self._carry_on()
        self._show(Light.LISTENING)

    def _only_listened(self, text: str) -> bool:
        """ "Yeah", while there was still something to be heard: no answer to anything."""
        answers_the_end = self._mouth.seconds_left <= NEARLY_OVER_SECONDS and not self._floor.more_to_say
        return is_backchannel(text) and not answers_the_end

    def _carry_on(self) -> None:
        self._floor.resume()
        self._settle()
        self._show_how_things_stand()

    def _drop_answer(self) -> CutOff | None:
        dropped = self._floor.drop()
        self._mouth.forget(dropped)
        return cut_off(dropped, tuple(self._just_said))

    def _mute(self) -> None:
        self._floor.mute()
        self._mouth.stop()
        self._cancel_heard_tone()

    # Silence ---------------------------------------------------------------------------------------------------------

    def _not_quiet(self, *, addressed: bool) -> None:
        if addressed:
            self._quiet_since_seconds = None
            self._quiet.clear()

    def _is_quiet(self) -> None:
        """Nothing is being said on either side."""
        if self._wearer.turns_running or self._wearer_speaks:
            return
        now_seconds = asyncio.get_running_loop().time()
        if self._quiet_since_seconds is None:
            self._quiet_since_seconds = now_seconds
            if self._wearer.result.asked is not None:
                self._wearer.window_until_seconds = now_seconds + ANSWER_WINDOW_SECONDS
        self._quiet.set()
        self._show_how_things_stand()

    async def _watch_silence(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._quiet.wait()
            due_seconds = self._wearer.ladder.due_after_seconds(
                asked=self._wearer.result.asked is not None and self._wearer.incident_is_open,
                alarm=self._wearer.result.alarm,
            )
            since_seconds = self._quiet_since_seconds
            if due_seconds is None or since_seconds is None:
                self._quiet.clear()
                continue
            left_seconds = since_seconds + due_seconds - loop.time()
            if left_seconds > 0:
                await asyncio.sleep(left_seconds)
                continue  # much may have happened meanwhile
            self._quiet_since_seconds = None
            self._quiet.clear()
            self._wearer.ladder.told()
            self._wearer.turns_running += 1
            try:
                self._answer(await self._parts.turns.be_silent(self._wearer.device_id, due_seconds))
            finally:
                self._wearer.turns_running -= 1
            self._settle()

    # What the wearer is shown and hears ------------------------------------------------------------------------------

    def _sounds(self, line: Line) -> None:
        self._cancel_heard_tone()
        self._quiet_since_seconds = None
        self._quiet.clear()
        if line.rank is Rank.ANSWER:
            self._just_said.append(line)
        self._parts.observer("sound_began", {"device_id": self._wearer.device_id, "rank": line.rank.name.lower()})
        if not self._floor.muted:
            self._show(Light.ALARM if line.rank is Rank.ALARM else Light.SPEAKING)

    def _sound_heard_tone(self) -> None:
        self._heard_tone = None
        if self._wearer.turns_running and not self._floor.muted:
            self.say([Line("", Rank.SAFETY, Earcon.HEARD)])

    def _cancel_heard_tone(self) -> None:
        if self._heard_tone is not None:
            self._heard_tone.cancel()
            self._heard_tone = None

    def _show_how_things_stand(self) -> None:
        if self._wearer.result.alarm and not self._floor.muted:
            self._show(Light.ALARM)
        else:
            self._show(Light.LISTENING if self.is_engaged() else Light.IDLE)

    def _show(self, light: Light) -> None:
        if light is self._light:
            return
        self._light = light
        self._spawn_light(self._headset.show(light))

    def _spawn_light(self, showing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(showing)
        self._lights.add(task)
        task.add_done_callback(self._lights.discard)

    @property
    def _button_is_stuck(self) -> bool:
        return self._ear.endpointer.button_is_stuck

    def _lines(self, replies: tuple[str, ...], rank: Rank) -> list[Line]:
        return lines_for(
            replies,
            self._parts.saying.pieces,
            rank=rank,
            is_safety=self._parts.is_safety,
            is_fixed=self._parts.is_fixed,
        )

    async def _listen(self) -> None:
        async for frame in self._headset.frames():
            self._ear.hear(frame, deaf=self._floor.deaf)
