"""Which conversations are about which open record: what a turn needs to know when two people, or two devices of one
person, talk about the same incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from assistant.incident import Incident, Status
from assistant.store.connection import Database
from assistant.store.schema import conversations, incidents, turns, utterances

OPEN_AT_MOST: Final = 12
"""So many open reports are looked at, the newest: a store has one or two at a time, and a turn must not take long."""


@dataclass(frozen=True, slots=True)
class LastTalk:
    """The last turn about an incident (by one person, where one was asked for), and how things stood after it."""

    conversation_id: str
    actor_id: str
    device_id: str
    at_utc: datetime
    state: dict[str, Any] | None
    """The conversation's state; ``None`` where it has gone on to something else since."""


class SharedRecords(Database):
    """Questions about records that more than one conversation may be about."""

    def open_incidents(self, *, store_id: str, drill: bool, since_utc: datetime) -> tuple[Incident, ...]:
        """The records still being told, reported at or after ``since_utc``, newest first."""
        query = (
            sa.select(incidents.c.record)
            .where(
                incidents.c.status == Status.DRAFT.value,
                incidents.c.store_id == store_id,
                incidents.c.drill == drill,
                incidents.c.reported_at_utc >= since_utc,
            )
            .order_by(incidents.c.reported_at_utc.desc(), incidents.c.incident_id.desc())
            .limit(OPEN_AT_MOST)
        )
        with self._reading() as connection:
            return tuple(Incident.model_validate_json(record) for record in connection.scalars(query))

    def last_talk(self, incident_id: UUID, *, actor_id: str | None = None) -> LastTalk | None:
        """The last turn about an incident, by ``actor_id`` if given; ``None`` if there was none."""
        query = (
            sa.select(
                turns.c.conversation_id,
                turns.c.at_utc,
                utterances.c.actor_id,
                utterances.c.device_id,
                conversations.c.incident_id,
                conversations.c.state,
            )
            .join(utterances, utterances.c.utterance_id == turns.c.utterance_id)
            .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
            .where(turns.c.incident_id == str(incident_id))
            .order_by(turns.c.number.desc())
            .limit(1)
        )
        if actor_id is not None:
            query = query.where(utterances.c.actor_id == actor_id)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        state = dict(row.state) if row.incident_id == str(incident_id) else None
        return LastTalk(row.conversation_id, row.actor_id, row.device_id, row.at_utc, state)

    def conversations_about(self, incident_id: UUID) -> Sequence[str]:
        """Every conversation that is about an incident now."""
        query = sa.select(conversations.c.conversation_id).where(conversations.c.incident_id == str(incident_id))
        with self._reading() as connection:
            return tuple(connection.scalars(query.order_by(conversations.c.conversation_id)))
