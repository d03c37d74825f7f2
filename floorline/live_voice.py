"""Live headsets put together: recogniser, voice, turn-taking and the sound cards of this machine.

Imported only where headsets are served: it loads the engines, and text-only commands must not.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from assistant.announcing import Announcers
from assistant.conversation import Conversation
from assistant.custody import Custody, Dispatch
from assistant.dialogue.prompts import fixed_prompts
from assistant.duress import Duress, Server, spot
from assistant.observer import Observer
from assistant.settings import HeadsetSettings, Settings
from assistant.sop import LiveSopBook, SopBook
from assistant.store import Store
from assistant.wearers import Wearers
from floorline.outcomes import OutcomeBoard
from voice.headsets.sound_card import default_microphone, open_sound_card
from voice.headsets.wyoming import WyomingHeadset
from voice.live import ConversationTurns, LiveHeadsets, TurnTaker
from voice.live.answers import AnswerShapes
from voice.live.keeping import IncidentRecordings
from voice.live.saying import ThreadedSaying
from voice.live.service import Connect
from voice.live.session import HINTS, Parts
from voice.live.signing import SigningTurns
from voice.speaking import Speaker
from voice.transcribers import ShopSpeech, make_live_listeners
from voice.transcribers.pool import WORKERS, ListenerPool
from voice.vad import SileroDetector

Progress = Callable[[str], None]


@asynccontextmanager
async def live_headsets(
    settings: Settings,
    conversation: Conversation,
    sops: LiveSopBook,
    outcomes: OutcomeBoard,
    announcers: Announcers,
    wearers: Wearers,
    *,
    observer: Observer,
    progress: Progress,
    wrap_turns: Callable[[TurnTaker], TurnTaker] = lambda turns: turns,
    recordings: IncidentRecordings | None = None,
) -> AsyncIterator[LiveHeadsets]:
    """Serve headsets: those of this machine at once, others through ``LiveHeadsets.serve``.

    ``recordings`` keeps the sound of incidents; without it no sound is kept.
    """
    turns = wrap_turns(
        SigningTurns(
            ConversationTurns(conversation.take_turn, actor_of=wearers.actor_of, recordings=recordings),
            wearers,
            duress_in=lambda text: spot(text, settings.duress),
            audit=conversation.note,
        )
    )
    first_names = tuple(person.name.split()[0] for person in wearers.people)
    loader = _Loader(settings, sops, turns, observer, first_names, gives_sound=recordings is not None)
    live = LiveHeadsets(turns, loader.load)
    announcers.add(live)
    outcomes.listen(live.outcome)
    kept = await asyncio.to_thread(_kept_open, settings)
    for headset in kept:
        progress(f"headset {headset.id}: {_how_to_talk(headset)}")
    if recordings is not None:
        progress("what headsets hear in an incident is kept as evidence (voice.keep_incident_audio)")
    tasks = [asyncio.create_task(live.keep(_connect(headset), headset)) for headset in kept]
    try:
        yield live
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await loader.close()
        if recordings is not None:
            await recordings.aclose()


def incident_recordings(settings: Settings, store: Store, dispatch: Dispatch) -> IncidentRecordings | None:
    """What keeps the sound of incidents, if the settings want it kept."""
    if not settings.voice.keep_incident_audio:
        return None
    return IncidentRecordings(store, Custody.from_settings(settings, store, dispatch))


class _Loader:
    """Loads the engines once the first headset is there, and warms the voice up beside."""

    def __init__(
        self,
        settings: Settings,
        sops: LiveSopBook,
        turns: TurnTaker,
        observer: Observer,
        first_names: tuple[str, ...],
        *,
        gives_sound: bool,
    ) -> None:
        self._settings = settings
        self._first_names = first_names
        self._gives_sound = gives_sound
        self._sops = sops
        self._turns = turns
        self._observer = observer
        self._warming: asyncio.Task[None] | None = None
        self._closing: list[Callable[[], None]] = []

    async def load(self) -> Parts:
        settings, book = self._settings, self._sops.book
        speech = await asyncio.to_thread(ShopSpeech.of, settings, book, self._first_names)
        listeners = await asyncio.to_thread(make_live_listeners, settings, WORKERS, speech)
        hearing = ListenerPool(listeners)
        saying = ThreadedSaying(Speaker(settings.data_dir / "prompts"))
        self._closing += [hearing.close, saying.close]
        prompts = (*HINTS, *fixed_prompts(book))
        fixed = frozenset(piece for prompt in prompts for piece in saying.pieces(prompt))
        safety = frozenset(piece for line in safety_lines(book) for piece in saying.pieces(line))

        def duress_in(text: str, server: Server = "not asked yet") -> Duress | None:
            return spot(text, settings.duress, server)

        speeds = [headset.speed for headset in settings.headsets or (HeadsetSettings(),)]
        self._warming = asyncio.create_task(saying.warm(prompts, speeds or [1.0]))
        return Parts(
            turns=self._turns,
            hearing=hearing,
            saying=saying,
            shape_of=AnswerShapes(settings, self._sops).shape_of,
            duress_in=duress_in,
            new_detector=SileroDetector,
            is_safety=safety.__contains__,
            is_fixed=fixed.__contains__,
            observer=self._observer,
            gives_sound=self._gives_sound,
        )

    async def close(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._warming
        for close in self._closing:
            close()


def safety_lines(book: SopBook) -> tuple[str, ...]:
    """What is said to keep the reporter safe, of every procedure: not to be interrupted."""
    every = (book.for_category(None), *(book.for_category(category) for category in book.categories))
    return tuple(line for sop in every for line in (sop.safety_line, *(call.say for call in sop.call_999)))


def _connect(headset: HeadsetSettings) -> Connect:
    return partial(WyomingHeadset.connect if headset.kind == "wyoming" else open_sound_card, headset)


def _kept_open(settings: Settings) -> tuple[HeadsetSettings, ...]:
    """What is connected from here: the sound cards and satellites of the settings, or, where they say nothing, the
    system's own sound card if it has one. Browsers connect by themselves.
    """
    if settings.headsets is not None:
        return tuple(headset for headset in settings.headsets if headset.kind != "browser")
    return (HeadsetSettings(),) if default_microphone() is not None else ()


def _how_to_talk(headset: HeadsetSettings) -> str:
    if headset.mode == "push_to_talk":
        return "hold the button and say what happened"
    return f"say “{headset.wake_phrase.capitalize()}, …” and what happened"
