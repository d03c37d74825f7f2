"""What became of a report, told to whoever waits for it and to whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final
from uuid import UUID

from assistant.delivery import Accepted, Outcome, Queued, Update
from assistant.dialogue.wording import submitted_outcome
from assistant.incident import Status

QUEUED: Final = "It's saved, and will be sent as soon as the platform answers."
REJECTED: Final = "The platform refused the report. It's saved, and your manager will see it."

Told = tuple[str, Status]
Listener = Callable[[UUID, str], None]


class OutcomeBoard:
    """Keeps the latest outcome of each report of this run, as a sentence for the reporter."""

    def __init__(self) -> None:
        self._latest: dict[UUID, Told] = {}
        self._changed = asyncio.Condition()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have ``listener`` told of every outcome (incident, sentence) as it comes."""
        self._listeners.append(listener)

    async def post(self, incident_id: UUID, outcome: Outcome) -> None:
        """Called by delivery."""
        told = sentence_for(outcome)
        async with self._changed:
            self._latest[incident_id] = told
            self._changed.notify_all()
        for listener in self._listeners:
            listener(incident_id, told[0])

    async def wait(self, incident_id: UUID, timeout_seconds: float) -> Told | None:
        """The outcome, waiting up to ``timeout_seconds`` for the first one; ``None`` if there is none by then."""
        async with self._changed:
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._changed.wait_for(lambda: incident_id in self._latest)
            except TimeoutError:
                return None
            return self._latest[incident_id]


def update_sentence(update: Update) -> str:
    """What the reporter hears when the platform or the police have more to say of a report."""
    about = f"About your report {update.reference}:"
    if update.police_reference is not None:
        return f"{about} the police reference is {update.police_reference}."
    match update.status:
        case Status.REJECTED:
            return f"{about} the platform has turned it down. Your manager will see to it."
        case Status.CLOSED:
            return f"{about} it has been closed."
        case _:
            return f"{about} it has been accepted."


def sentence_for(outcome: Outcome) -> Told:
    """What the reporter is told, and the status the record has."""
    if isinstance(outcome, Accepted):
        return submitted_outcome(outcome.reference), Status.ACCEPTED
    if isinstance(outcome, Update):
        return update_sentence(outcome), outcome.status
    if isinstance(outcome, Queued):
        return QUEUED, Status.SUBMITTED
    return REJECTED, Status.REJECTED
