"""One turn, from any channel: stored, checked for duress, understood, answered, and its effects set going.

The order is the point. The utterance is in the store before anything else looks at it; duress is spotted before the
language model is asked; and what a turn decides (record, state, alerts owed, report owed) becomes real in one
transaction. Whatever dies in between, the next start takes the utterance again, once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final, Literal, Protocol, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from assistant.alerts import Alert
from assistant.dialogue import (
    Asked,
    DialogueState,
    Draft,
    House,
    RaiseAlert,
    Turn,
    TurnInput,
    advance,
    advance_silence,
    answer_blank,
    raise_alarm,
    stand_down,
)
from assistant.duress import Duress, spot
from assistant.errors import StoreError, UnderstandingError
from assistant.identifiers import uuid7
from assistant.incident import Incident, SlotName, Status
from assistant.observer import Observer, silent
from assistant.settings import Settings
from assistant.sop import LiveSopBook
from assistant.store import Job, Store, StoredTurn, Utterance
from assistant.store.types import Mode
from assistant.turn_records import audit_of, result_of
from assistant.turn_result import TurnResult
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import Parse, Understood

log = logging.getLogger(__name__)

NOT_SAVED: Final = "I can't save this. Write it down and tell the duty manager now."
NOT_SAVED_ALARM: Final = "Alarm sent. I can't save your words: tell someone as soon as you are safe."
NOT_TAKEN: Final = "I lost what you said. Please say it again."
RASA_REST_SECONDS: Final = 5.0
"""How long the language server is left alone after it was too slow: a reporter is not made to wait for it each turn."""

T = TypeVar("T")


class LanguageServer(Protocol):
    """What takes an utterance through Rasa; it calls ``Conversation.take_parse`` back before it returns."""

    async def take_turn(self, conversation_id: str, text: str, metadata: Mapping[str, str]) -> None:
        """Raises ``UnderstandingError`` where no turn of ours came of it."""
        ...


class Dispatcher(Protocol):
    """Sets durable jobs going; they are in the store already."""

    async def dispatch(self, keys: Sequence[str]) -> None: ...


class Conversation:
    """Every conversation of the store. One instance a process; safe for many conversations at once."""

    def __init__(
        self,
        *,
        store: Store,
        sops: LiveSopBook,
        language: LanguageServer,
        dispatcher: Dispatcher,
        alert_targets: Sequence[str],
        settings: Settings,
        unsaved_alarm: Callable[[Alert], Awaitable[None]],
        observer: Observer = silent,
    ) -> None:
        self._store = store
        self._sops = sops
        self._language = language
        self._dispatcher = dispatcher
        self._alert_targets = tuple(alert_targets)
        self._settings = settings
        self._unsaved_alarm = unsaved_alarm
        self._observe = observer
        self._gazetteer = Gazetteer.from_settings(settings.store)
        self._store_thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._in_flight: dict[UUID, asyncio.Future[Parse]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._rasa_rests_until = 0.0

    async def take_turn(self, utterance: Utterance) -> TurnResult:
        """Take one utterance (or silence) and return what to say. Never raises on anything that was said.

        The same ``utterance_id`` twice gives the first answer again.
        """
        self._observe("utterance_received", {"utterance_id": utterance.utterance_id})
        try:
            await self._stored(self._store.add_utterance, utterance)
            self._observe("utterance_stored", {"utterance_id": utterance.utterance_id})
            turn = await self._taken(utterance)
        except StoreError as exc:
            return await self._not_saved(utterance, exc)
        return TurnResult.from_json(turn.result)

    async def take_parse(self, utterance_id: UUID, parse: Parse) -> None:
        """What Rasa's action calls: the language model's view of an utterance that is being taken."""
        waiting = self._in_flight.get(utterance_id)
        if waiting is None or waiting.done():
            log.info("an action came for an utterance that is no longer waited for")
            return
        self._observe("parsed", {"utterance_id": utterance_id, "intent": parse.intent})
        waiting.set_result(parse)

    async def recover(self) -> int:
        """Take every utterance that was stored but never answered, since the process died. Returns how many.

        One that cannot be taken is passed over, so that it does not keep the store from starting now and ever after.
        """
        untaken = await self._stored(self._store.untaken_utterances)
        for utterance in untaken:
            try:
                await self._taken(utterance)
            except StoreError:
                raise
            except Exception as exc:  # noqa: BLE001
                # Only the kind of error is logged: its message may hold the reporter's words.
                log.error("utterance %s was passed over: %s", utterance.utterance_id, type(exc).__name__)
                await self._passed_over(utterance)
        return len(untaken)

    async def stand_down(self, incident_id: UUID, actor_id: str, device_id: str) -> bool:
        """End an alarm on the word of a person other than the one in danger. False if there was none."""
        conversation_id = await self._stored(self._store.conversation_of, incident_id)
        if conversation_id is None:
            return False
        utterance = Utterance(
            utterance_id=uuid7(),
            conversation_id=conversation_id,
            actor_id=actor_id,
            device_id=device_id,
            channel="console",
            text="stand down",
            confidence=None,
            said_at_utc=datetime.now(UTC),
        )
        async with self._lock(conversation_id):
            draft, _ = await self._stored(self._load, conversation_id)
            if draft.state.alarm == "none":
                return False
            await self._stored(self._store.add_utterance, utterance)
            await self._take(utterance, "duress", ended_by_person=True)
        return True

    async def _taken(self, utterance: Utterance) -> StoredTurn:
        async with self._lock(utterance.conversation_id):
            known = await self._stored(self._store.turn, utterance.utterance_id)
            if known is not None:
                return known
            duress = spot(utterance.text, self._settings.duress)
            self._observe("duress_checked", {"utterance_id": utterance.utterance_id, "duress": duress is not None})
            if duress is not None:
                return await self._take(utterance, "duress", duress=duress)
            if not utterance.text.strip() or monotonic() < self._rasa_rests_until:
                return await self._take(utterance, "degraded")
            return await self._through_rasa(utterance)

    async def _through_rasa(self, utterance: Utterance) -> StoredTurn:
        """Take the turn as soon as Rasa's action has come with its parse; Rasa ends its own turn meanwhile.

        The draft is read first, since Rasa is told what was asked. Where it answers without our action, or not at all,
        the grammar takes the turn alone.
        """
        await self._rasa_is_free(utterance.conversation_id)
        loaded = await self._stored(self._load, utterance.conversation_id)
        parsed: asyncio.Future[Parse] = asyncio.get_running_loop().create_future()
        self._in_flight[utterance.utterance_id] = parsed
        self._observe("rasa_asked", {"utterance_id": utterance.utterance_id})
        asking = asyncio.create_task(self._ask_rasa(utterance, _asked_of_grammar(loaded[0].state.asked)))
        self._asking[utterance.conversation_id] = asking
        asking.add_done_callback(lambda _: self._forget(utterance.conversation_id, asking))
        try:
            first: tuple[asyncio.Future[Any], ...] = (asking, parsed)
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._in_flight[utterance.utterance_id]
        if parsed.done():
            return await self._take(utterance, "rasa", parse=parsed.result(), loaded=loaded)
        return await self._take(utterance, "degraded", loaded=loaded)

    async def _ask_rasa(self, utterance: Utterance, asked: str | None) -> None:
        metadata = {"utterance_id": str(utterance.utterance_id)} | ({} if asked is None else {"asked": asked})
        try:
            await self._language.take_turn(utterance.conversation_id, utterance.text, metadata)
        except UnderstandingError as exc:
            log.warning("Rasa failed a turn: %s", exc)
            self._rasa_rests_until = monotonic() + RASA_REST_SECONDS

    async def _rasa_is_free(self, conversation_id: str) -> None:
        """Rasa keeps the order of one conversation's turns only if it is given them one by one."""
        before = self._asking.get(conversation_id)
        if before is not None:
            await asyncio.wait({before})

    def _forget(self, conversation_id: str, asking: asyncio.Task[None]) -> None:
        if self._asking.get(conversation_id) is asking:
            del self._asking[conversation_id]

    async def _take(
        self,
        utterance: Utterance,
        mode: Mode,
        *,
        parse: Parse | None = None,
        duress: Duress | None = None,
        ended_by_person: bool = False,
        loaded: tuple[Draft, int] | None = None,
    ) -> StoredTurn:
        """Advance the dialogue by this utterance and make the turn real. The conversation's lock is held."""
        if loaded is None:
            loaded = await self._stored(self._load, utterance.conversation_id)
        draft, version = loaded
        given, house = self._given(utterance), self._house()
        understood: Understood | None = None
        if ended_by_person:
            after, effects = stand_down(draft, given, house)
            turn = Turn(after, (), effects)
        elif duress is not None:
            turn = raise_alarm(draft, duress, given, house)
        elif utterance.silence_seconds is not None:
            turn = advance_silence(draft, utterance.silence_seconds, given, house)
        elif not utterance.text.strip():
            turn = answer_blank(draft)
        else:
            understood = interpret(utterance.text, parse, self._context(draft, given))
            turn = advance(draft, understood, given, house)
        self._observe("advanced", {"utterance_id": utterance.utterance_id})
        result = result_of(turn, understood, "panic" if duress else None, mode)
        stored = StoredTurn(
            utterance_id=utterance.utterance_id,
            conversation_id=utterance.conversation_id,
            incident_id=turn.draft.incident.incident_id if turn.draft.incident else None,
            act=result.act,
            confidence=result.confidence,
            mode=mode,
            replies=turn.replies,
            asked=turn.asked,
            result=result.to_json(),
            at_utc=given.now,
        )
        jobs = self._jobs(turn)
        committed = await self._stored(
            lambda: self._store.commit_turn(
                turn=stored,
                incident=turn.draft.incident if turn.draft.incident != draft.incident else None,
                state=turn.draft.state.model_dump(mode="json"),
                jobs=jobs,
                audit=audit_of(draft, turn, stored, given),
                expected_version=version,
            )
        )
        self._observe("turn_committed", {"utterance_id": utterance.utterance_id})
        if committed is stored and jobs:
            await self._dispatcher.dispatch([job.key for job in jobs])
            self._observe("jobs_dispatched", {"utterance_id": utterance.utterance_id})
        return committed

    async def _passed_over(self, utterance: Utterance) -> None:
        """Mark it as not taken, ask for it again, and sound the alarm all the same if it was a call for help."""
        async with self._lock(utterance.conversation_id):
            await self._stored(self._mark_not_taken, utterance)
        duress = spot(utterance.text, self._settings.duress)
        if duress is not None:
            for alert in raise_alarm(Draft(None), duress, self._given(utterance), self._house()).alerts:
                await self._unsaved_alarm(alert)

    def _mark_not_taken(self, utterance: Utterance) -> None:
        stored = self._store.conversation(utterance.conversation_id)
        replies, asked = (NOT_TAKEN,), stored.state.get("asked")
        turn = StoredTurn(
            utterance.utterance_id, utterance.conversation_id, stored.incident_id, "not_taken", 0.0, "degraded",
            replies, asked, TurnResult(replies, asked, act="not_taken", confidence=0.0).to_json(),
            utterance.said_at_utc,
        )  # fmt: skip
        state = stored.state | {"last_replies": [NOT_TAKEN]}
        self._store.commit_turn(
            turn=turn, incident=None, state=state, jobs=(), audit=(), expected_version=stored.version
        )

    def _load(self, conversation_id: str) -> tuple[Draft, int]:
        """The conversation's draft and version, read in the store's thread."""
        stored = self._store.conversation(conversation_id)
        incident, reference = None, None
        if stored.incident_id is not None:
            incident = self._store.incident(stored.incident_id)
            outcome = self._store.outcome(stored.incident_id) if incident and _is_sent(incident) else None
            reference = None if outcome is None else outcome.reference
        return Draft(incident, DialogueState.model_validate(stored.state), reference), stored.version

    def _given(self, utterance: Utterance) -> TurnInput:
        return TurnInput(
            utterance_id=utterance.utterance_id,
            actor_id=utterance.actor_id,
            device_id=utterance.device_id,
            channel=utterance.channel,
            text=utterance.text,
            now=utterance.said_at_utc,
            confidence=utterance.confidence,
            incident_id=uuid7(),
        )

    def _house(self) -> House:
        return House(
            store_id=self._settings.store.id,
            zone=self._settings.store.zone,
            sops=self._sops.book,
            drill=self._settings.drill,
            link_base=self._settings.public_url,
        )

    def _context(self, draft: Draft, given: TurnInput) -> Context:
        return Context(
            asked=_asked_of_grammar(draft.state.asked),
            now=given.now,
            zone=self._settings.store.zone,
            gazetteer=self._gazetteer,
            cues=self._sops.book.cues(),
            duress=self._settings.duress,
        )

    def _jobs(self, turn: Turn) -> tuple[Job, ...]:
        jobs: list[Job] = []
        for effect in turn.effects:
            if isinstance(effect, RaiseAlert):
                payload = effect.alert.model_dump(mode="json")
                jobs.extend(
                    Job(f"alert:{effect.alert.alert_id}:{target}", "alert", effect.alert.incident_id, target, payload)
                    for target in self._alert_targets
                )
            else:
                jobs.append(Job(f"submit:{effect.incident_id}", "submit", effect.incident_id, "platform", {}))
        return tuple(jobs)

    async def _not_saved(self, utterance: Utterance, error: StoreError) -> TurnResult:
        """The store has failed (a full disk, say): the alarm goes out all the same, and the reporter is told."""
        log.error("an utterance could not be stored: %s", error)
        duress = spot(utterance.text, self._settings.duress)
        if duress is None:
            return TurnResult(replies=(NOT_SAVED,), mode="not_saved")
        turn = raise_alarm(Draft(None), duress, self._given(utterance), self._house())
        for alert in turn.alerts:
            await self._unsaved_alarm(alert)
        replies = () if duress.kind == "silent" else (NOT_SAVED_ALARM,)
        return replace(result_of(turn, None, "panic", "not_saved"), replies=replies)

    async def _stored(self, work: Callable[..., T], *args: Any) -> T:
        """Run ``work`` in the store's one thread, so that a slow disk never holds up the other headsets."""
        return await asyncio.get_running_loop().run_in_executor(self._store_thread, work, *args)

    def _lock(self, conversation_id: str) -> asyncio.Lock:
        """One conversation's; it lives as long as somebody holds it or waits for it."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        return lock

    async def aclose(self) -> None:
        """Let Rasa end its turns and the store's thread finish what it is writing."""
        if self._asking:
            await asyncio.wait(set(self._asking.values()))
        self._store_thread.shutdown(wait=True)


def _asked_of_grammar(asked: Asked | None) -> SlotName | Literal["confirmation"] | None:
    """What was asked, in the grammar's terms: every yes-or-no question about the talk itself is a confirmation."""
    match asked:
        case "cancellation" | "stand_down":
            return "confirmation"
        case "correction":
            return None
        case _:
            return asked


def _is_sent(incident: Incident) -> bool:
    return incident.status not in (Status.DRAFT, Status.CANCELLED)
