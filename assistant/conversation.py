"""One turn, from any channel: stored, checked for duress, understood, answered, and its effects set going.

The order is the point. The utterance is in the store before anything else looks at it; duress is spotted before the
language model is asked; and what a turn decides (record, state, alerts owed, report owed) becomes real in one
transaction. Whatever dies in between, the next start takes the utterance again, once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from assistant.alerts import Alert
from assistant.announcing import Announcement, Announcers
from assistant.audit import AuditEvent
from assistant.dialogue import (
    Draft,
    House,
    Tell,
    Turn,
    TurnInput,
    advance,
    advance_silence,
    answer_blank,
    raise_alarm,
    stand_down,
)
from assistant.duress import Duress, spot
from assistant.errors import StoreConflictError, StoreError
from assistant.identifiers import uuid7, uuid7_for
from assistant.observer import Observer, silent
from assistant.people import Roster
from assistant.rasa_turns import LanguageServer, RasaTurns
from assistant.settings import Settings
from assistant.sop import LiveSopBook
from assistant.store import Store, StoredTurn, Utterance
from assistant.store.types import Mode
from assistant.turn_ports import Calls, Dispatcher
from assistant.turn_records import audit_of, beside_the_dialogue, jobs_of, kept_besides, reporter_of, result_of
from assistant.turn_result import TurnResult
from assistant.turn_start import TurnStart, asked_of_grammar, turn_start
from assistant.understanding.closed import values_in
from assistant.understanding.interpret import Context, interpret, read_ahead
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import Parse, Understood

log = logging.getLogger(__name__)

NOT_SAVED: Final = "I can't save this. Write it down and tell the duty manager now."
NOT_SAVED_ALARM: Final = "Alarm sent. I can't save your words: tell someone as soon as you are safe."
NOT_TAKEN: Final = "I lost what you said. Please say it again."
RETAKES_AT_MOST: Final = 4
"""How often a turn is thought out anew because the record was changed meanwhile. Turns about one record wait for each
other here, so it takes another process, or what came while Rasa was asked.
"""
UNSAVED_ALARM_WAITS_SECONDS: Final = 0.25  # to be told which record it is about, while the store fails
T = TypeVar("T")


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
        roster: Roster | None = None,
        announcers: Announcers | None = None,
        observer: Observer = silent,
    ) -> None:
        self._store = store
        self._sops = sops
        self._dispatcher = dispatcher
        self._alert_targets = tuple(alert_targets)
        self._settings = settings
        self._unsaved_alarm = unsaved_alarm
        self._roster = roster or Roster()
        self._names = {person.actor_id: person.name for person in self._roster.people}
        self._announcers = announcers or Announcers()
        self.calls: Calls | None = None
        """Put here before the first turn; without it nobody in particular is called, only the team is told."""
        self._observe = observer
        self._gazetteer = Gazetteer.from_settings(settings.store)
        self._store_thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._rasa = RasaTurns(language, observer)

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
        result = TurnResult.from_json(turn.result)
        # Not part of the turn: told once, whoever asks for the same turn again.
        news = await self.calls.news_for(utterance.conversation_id) if self.calls else ()
        return replace(result, replies=(*news, *result.replies)) if news else result

    async def take_parse(self, utterance_id: UUID, parse: Parse) -> None:
        """What Rasa's action calls: the language model's view of an utterance that is being taken."""
        self._rasa.take_parse(utterance_id, parse)

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
        ended = False
        for conversation_id in await self._stored(self._store.conversations_about, incident_id):
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
                stored = await self._stored(self._store.conversation, conversation_id)
                if stored.state.get("alarm", "none") == "none":
                    continue
                await self._stored(self._store.add_utterance, utterance)
                # whoever hears of two ends of one alarm looks for the second
                await self._take(utterance, "duress", ended_by_person="quietly" if ended else "told")
            ended = True
        return ended

    async def _taken(self, utterance: Utterance) -> StoredTurn:
        async with self._lock(utterance.conversation_id):
            known = await self._stored(self._store.turn, utterance.utterance_id)
            if known is not None:
                return known
            duress = spot(utterance.text, self._settings.duress)
            self._observe("duress_checked", {"utterance_id": utterance.utterance_id, "duress": duress is not None})
            if duress is not None:
                return await self._take(utterance, "duress", duress=duress)
            words = await self.calls.answer_aloud(utterance) if self.calls and utterance.text.strip() else None
            if words is not None:
                return await self._stored(self._mark, utterance, "answer_call", 1.0, words)
            if not utterance.text.strip() or self._rasa.rests:
                return await self._take(utterance, "degraded")
            return await self._through_rasa(utterance)

    async def _through_rasa(self, utterance: Utterance) -> StoredTurn:
        """Take the turn as soon as Rasa's action has come with its parse; Rasa ends its own turn meanwhile.

        The draft is read first: Rasa is told what was asked. Without our action the grammar takes the turn alone.
        """
        await self._rasa.is_free(utterance.conversation_id)
        start = await self._begun(utterance)
        asked, context = start.draft.state.asked, self._context(start.draft, self._given(utterance, start))
        parse = await self._rasa.parse(utterance, asked_of_grammar(asked), lambda: read_ahead(utterance.text, context))
        return await self._take(utterance, "degraded" if parse is None else "rasa", parse=parse, start=start)

    async def _take(
        self,
        utterance: Utterance,
        mode: Mode,
        *,
        parse: Parse | None = None,
        duress: Duress | None = None,
        ended_by_person: Literal["told", "quietly"] | None = None,
        start: TurnStart | None = None,
    ) -> StoredTurn:
        """Advance the dialogue by this utterance and make the turn real. The conversation's lock is held.

        Where somebody else told the same record something meanwhile, the turn is thought out anew from what it is now.
        """
        begun = start or await self._begun(utterance, ended_by_person)
        async with self._lock(f"incident:{begun.changes(utterance)}"):
            for attempt in range(RETAKES_AT_MOST):
                turn, understood = self._advanced(utterance, begun, parse, duress, ended_by_person)
                try:
                    return await self._committed(utterance, mode, begun, turn, understood, duress)
                except StoreConflictError:
                    if attempt == RETAKES_AT_MOST - 1:
                        raise
                begun = await self._begun(utterance, ended_by_person)
        raise AssertionError("unreachable")

    def _advanced(
        self,
        utterance: Utterance,
        start: TurnStart,
        parse: Parse | None,
        duress: Duress | None,
        ended_by_person: Literal["told", "quietly"] | None,
    ) -> tuple[Turn, Understood | None]:
        draft, given, house = start.draft, self._given(utterance, start), self._house()
        understood: Understood | None = None
        if ended_by_person is not None:
            after, effects = stand_down(draft, given, house)
            turn = Turn(after, (), effects if ended_by_person == "told" else ())
        elif duress is not None:
            turn = raise_alarm(draft, duress, given, house, values_in(utterance.text, self._context(draft, given)))
        elif utterance.silence_seconds is not None:
            turn = advance_silence(draft, utterance.silence_seconds, given, house)
        elif not utterance.text.strip():
            turn = answer_blank(draft)
        else:
            understood = interpret(utterance.text, parse, self._context(draft, given))
            if understood.act == "status" and self.calls is not None and draft.incident is not None:
                house = replace(house, coming=self.calls.who_is_coming(draft.incident.incident_id))
            turn = advance(draft, understood, given, house)
        self._observe("advanced", {"utterance_id": utterance.utterance_id})
        return turn, understood

    async def _committed(
        self,
        utterance: Utterance,
        mode: Mode,
        start: TurnStart,
        turn: Turn,
        understood: Understood | None,
        duress: Duress | None,
    ) -> StoredTurn:
        given, incident = self._given(utterance, start), turn.draft.incident
        result = result_of(turn, understood, "panic" if duress else None, mode)
        stored = StoredTurn(
            utterance_id=utterance.utterance_id,
            conversation_id=utterance.conversation_id,
            incident_id=incident.incident_id if incident else None,
            act=result.act,
            confidence=result.confidence,
            mode=mode,
            replies=turn.replies,
            asked=turn.asked,
            result=result.to_json(),
            at_utc=given.now,
        )
        jobs = jobs_of(
            turn, self._alert_targets, reporter_of(utterance) if self.calls and self.calls.can_call else None
        )
        known = start.known(stored.incident_id)
        committed = await self._stored(
            lambda: self._store.commit_turn(
                turn=stored,
                incident=incident if incident != known else None,
                state=turn.draft.state.model_dump(mode="json"),
                jobs=jobs,
                audit=audit_of(replace(start.draft, incident=known), turn, stored, given),
                expected_version=start.version,
                replaces=known,
                also=kept_besides(turn),
            )
        )
        self._observe("turn_committed", {"utterance_id": utterance.utterance_id})
        if committed is stored:
            if jobs:
                await self._dispatcher.dispatch([job.key for job in jobs])
                self._observe("jobs_dispatched", {"utterance_id": utterance.utterance_id})
            for effect in turn.effects:
                if isinstance(effect, Tell):
                    await self._announcers.announce(Announcement(effect.words, effect.device_id))
        return committed

    async def _passed_over(self, utterance: Utterance) -> None:
        """Mark it as not taken, ask for it again, and sound the alarm all the same if it was a call for help."""
        async with self._lock(utterance.conversation_id):
            await self._stored(self._mark, utterance, "not_taken", 0.0, NOT_TAKEN)
        duress = spot(utterance.text, self._settings.duress)
        if duress is not None:
            await self._alarm_unsaved(utterance, duress)

    def _mark(self, utterance: Utterance, act: str, confidence: float, words: str) -> StoredTurn:
        """A turn that the dialogue has no part in: it is answered, and nothing else changes."""
        stored = self._store.conversation(utterance.conversation_id)
        return self._store.commit_turn(
            turn=beside_the_dialogue(stored, utterance, act, confidence, words),
            incident=None,
            state=stored.state | {"last_replies": [words]},
            jobs=(),
            audit=(),
            expected_version=stored.version,
        )

    async def _begun(
        self, utterance: Utterance, ended_by_person: Literal["told", "quietly"] | None = None
    ) -> TurnStart:
        """Where the turn begins."""
        store_id, drill, continues = self._settings.store.id, self._settings.drill, ended_by_person is None
        return await self._stored(
            lambda: turn_start(
                self._store, utterance, self._roster, store_id=store_id, drill=drill, continues=continues
            )
        )

    def _given(self, utterance: Utterance, start: TurnStart | None = None) -> TurnInput:
        return TurnInput(
            utterance_id=utterance.utterance_id,
            actor_id=utterance.actor_id,
            device_id=utterance.device_id,
            channel=utterance.channel,
            text=utterance.text,
            now=utterance.said_at_utc,
            confidence=utterance.confidence,
            incident_id=uuid7_for(utterance.utterance_id, utterance.said_at_utc),
            words_unheard="" if start is None else start.unheard(utterance),
            others=() if start is None else start.others,
        )

    def _house(self) -> House:
        return House(
            store_id=self._settings.store.id,
            zone=self._settings.store.zone,
            sops=self._sops.book,
            drill=self._settings.drill,
            link_base=self._settings.public_url,
            names=self._names,
        )

    def _context(self, draft: Draft, given: TurnInput) -> Context:
        return Context(
            asked_of_grammar(draft.state.asked),
            given.now,
            self._settings.store.zone,
            self._gazetteer,
            kind=None if draft.incident is None else draft.incident.category,
            cues=self._sops.book.cues(),
            duress=self._settings.duress,
        )

    async def _not_saved(self, utterance: Utterance, error: StoreError) -> TurnResult:
        """The store has failed (a full disk, say): the alarm goes out all the same, and the reporter is told."""
        log.error("an utterance could not be stored: %s", error)
        duress = spot(utterance.text, self._settings.duress)
        if duress is None:
            return TurnResult(replies=(NOT_SAVED,), mode="not_saved")
        turn = await self._alarm_unsaved(utterance, duress)
        replies = () if duress.kind == "silent" else (NOT_SAVED_ALARM,)
        return replace(result_of(turn, None, "panic", "not_saved"), replies=replies)

    async def _alarm_unsaved(self, utterance: Utterance, duress: Duress) -> Turn:
        """Sound the alarm of a turn that is not kept: the one that the turn would give once it is, in every word.

        It is about the open record, since a full disk can still be read; a store that is slow is not waited for.
        """
        try:
            start = await asyncio.wait_for(self._begun(utterance), UNSAVED_ALARM_WAITS_SECONDS)
            turn, _ = self._advanced(utterance, start, None, duress, None)
        except Exception:  # noqa: BLE001 - whatever it is, it must not keep the alarm
            turn = raise_alarm(Draft(None), duress, self._given(utterance), self._house())
        for alert in turn.alerts:
            await self._unsaved_alarm(alert)
        return turn

    async def _stored(self, work: Callable[..., T], *args: Any) -> T:
        """Run ``work`` in the store's one thread, so that a slow disk never holds up the other headsets."""
        return await asyncio.get_running_loop().run_in_executor(self._store_thread, work, *args)

    def _lock(self, conversation_id: str) -> asyncio.Lock:
        """One conversation's; it lives as long as somebody holds it or waits for it."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        return lock

    async def note(self, event: AuditEvent) -> None:
        """Put something into the audit log that is no turn."""
        await self._stored(self._store.add_audit, [event])

    async def aclose(self) -> None:
        """Let Rasa end its turns and the store's thread finish what it is writing."""
        await self._rasa.aclose()
        self._store_thread.shutdown(wait=True)
