"""Answers, whichever way they come: a button, a voice, the console, the local API, or the outbox after a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from assistant.alerts import Alert
from assistant.calling import AnswerKind, PressedAnswer
from assistant.delivery.escalation import wording
from assistant.delivery.escalation.running import Escalations
from assistant.delivery.escalation.spoken_answers import spoken_answer
from assistant.delivery.escalation.state import Answer, Answered, Escalation, Phase, Reporter
from assistant.errors import ChannelRefused
from assistant.identifiers import uuid7
from assistant.people import UNKNOWN_ACTOR, Roster
from assistant.store import Job, Utterance

UNKNOWN_DEVICE: Final = "I don't know whose device this is. Ask your manager to put it on the roster."
UNKNOWN_CALL: Final = "Nobody is being called to that incident."
_VOICED: Final = (Phase.CALLING, Phase.UNANSWERED, Phase.ANSWERED)


class Answers:
    """Takes answers; implements ``assistant.calling.AnswerTaker`` and what a conversation asks of the ladder."""

    def __init__(
        self,
        escalations: Escalations,
        roster: Callable[[], Roster],
        *,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._escalations = escalations
        self._roster = roster
        self._utc_now = utc_now

    @property
    def can_call(self) -> bool:
        """Whether there is anybody to call."""
        return self._escalations.can_call

    async def press(self, data: str, *, device_id: str, actor_id: str | None = None) -> str:
        """Take a pressed button; see ``AnswerTaker``."""
        pressed = PressedAnswer.read(data)
        if pressed is None:
            return UNKNOWN_CALL
        actor_id = actor_id or self._roster().actor_of(device_id)
        if actor_id == UNKNOWN_ACTOR:
            return UNKNOWN_DEVICE
        answer = Answer(
            actor_id=actor_id,
            kind=pressed.kind,
            eta_minutes=pressed.eta_minutes,
            device_id=device_id,
            at_utc=self._utc_now(),
        )
        return await self.take(pressed.incident_id, answer)

    async def take(self, incident_id: UUID, answer: Answer) -> str:
        """Take an answer, and return the sentence for whoever gave it. Raises ``StoreError`` if it is not saved."""
        escalation = await self._escalations.happened(incident_id, Answered(answer))
        return UNKNOWN_CALL if escalation is None else wording.thanks(escalation, answer.kind)

    async def answer_aloud(self, utterance: Utterance) -> str | None:
        """Take ``utterance`` as the answer to a call, if it is one by somebody who was called; else ``None``."""
        called_to = self._called_to(utterance)
        said = spoken_answer(utterance.text) if called_to is not None else None
        if called_to is None or said is None:
            return None
        kind, eta_minutes = said
        answer = Answer(
            actor_id=utterance.actor_id,
            kind=kind,
            eta_minutes=eta_minutes,
            device_id=utterance.device_id,
            at_utc=utterance.said_at_utc,
        )
        return await self.take(called_to.incident_id, answer)

    def who_is_coming(self, incident_id: UUID) -> str | None:
        """The answer to "who is coming?", if there is more to say than that the team was told."""
        escalation = next((one for one in self._escalations.live if one.incident_id == incident_id), None)
        if escalation is None or escalation.alert.discreet:
            return None
        return wording.who_is_coming(escalation, self._roster(), self._utc_now())

    async def news_for(self, conversation_id: str) -> tuple[str, ...]:
        """What the reporter has not heard yet; counts as told from now on."""
        return await self._escalations.news_for(conversation_id)

    def _called_to(self, utterance: Utterance) -> Escalation | None:
        """The latest incident that this person or device was called to; none while they wait for help themselves."""
        going_on = [escalation for escalation in self._escalations.live if escalation.phase in _VOICED]
        if any(
            escalation.reporter.conversation_id == utterance.conversation_id and escalation.phase is not Phase.ANSWERED
            for escalation in going_on
        ):
            # "Stand down" is about their own alarm then.
            return None
        return next((one for one in reversed(going_on) if _was_called(one, utterance)), None)


def _was_called(escalation: Escalation, utterance: Utterance) -> bool:
    return escalation.was_called(actor_id=utterance.actor_id, device_id=utterance.device_id)


class Raising:
    """The errand of the jobs of kind ``escalate``: what a turn owes besides the team's alert."""

    def __init__(self, escalations: Escalations) -> None:
        self._escalations = escalations

    async def do(self, job: Job) -> str:
        """Call people. Twice is once: an alert that was taken into account already changes nothing."""
        try:
            alert = Alert.model_validate(job.payload["alert"])
            reporter = Reporter.model_validate(job.payload["reporter"])
        except (KeyError, ValidationError) as exc:
            raise ChannelRefused("The job cannot be read; it was written by another version of Floorline.") from exc
        await self._escalations.raised(alert, reporter)
        return "called" if self._escalations.can_call else "nobody to call"

    async def failed(self, job: Job, *, is_given_up: bool) -> None:
        """Nothing waits for it."""


def escalate_job(alert: Alert, reporter: Reporter) -> Job:
    """Calling people because of ``alert``, as it stands in the outbox."""
    payload = {"alert": alert.model_dump(mode="json"), "reporter": reporter.model_dump(mode="json")}
    return Job(f"escalate:{alert.alert_id}", "escalate", alert.incident_id, "ladder", payload)


class Answering:
    """The errand of the jobs of kind ``answer``: given at the command line while Floorline was down."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def do(self, job: Job) -> str:
        """Take the answer."""
        try:
            answer = Answer.model_validate(job.payload)
        except ValidationError as exc:
            raise ChannelRefused("The job cannot be read; it was written by another version of Floorline.") from exc
        await self._answers.take(job.incident_id, answer)
        return answer.kind.value

    async def failed(self, job: Job, *, is_given_up: bool) -> None:
        """Nothing waits for it."""


def answer_job(incident_id: UUID, kind: AnswerKind, *, actor_id: str, device_id: str, eta_minutes: int | None) -> Job:
    """An answer as it stands in the outbox."""
    answer = Answer(
        actor_id=actor_id, kind=kind, eta_minutes=eta_minutes, device_id=device_id, at_utc=datetime.now(UTC)
    )
    payload: dict[str, Any] = answer.model_dump(mode="json")
    return Job(f"answer:{uuid7()}", "answer", incident_id, "ladder", payload)
