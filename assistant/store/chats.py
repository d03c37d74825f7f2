"""What a chat channel must not lose: updates that came in, the messages of a report, and whose chat it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import sqlalchemy as sa

from assistant.audit import AuditEvent
from assistant.store.connection import Database
from assistant.store.outbox import append_audit
from assistant.store.schema import chat_messages, chat_updates, enrolled_devices, enrolment_codes, turns, utterances

KEPT_UPDATES: Final = timedelta(days=3)
"""How long the numbers of finished updates are remembered; Telegram sends one again for at most a day."""

MessageKind = Literal["said", "reply", "album", "alert"]


@dataclass(frozen=True)
class ChatUpdate:
    """One update of a chat service, as it came."""

    number: int
    body: str
    """JSON; empty once it is finished, since it may hold somebody's words."""


@dataclass(frozen=True)
class ChatMessage:
    """One message of a chat: whose it is about, never what it says."""

    device_id: str
    """``telegram:42``."""
    number: int
    """The chat service's number for it."""
    kind: MessageKind
    at_utc: datetime
    incident_id: UUID | None = None
    utterance_id: UUID | None = None
    """What was taken from it, or what it answers."""
    album: str | None = None


class Chats(Database):
    """Updates, messages and enrolled devices."""

    def take_in_updates(self, source: str, updates: Sequence[ChatUpdate], now: datetime) -> tuple[ChatUpdate, ...]:
        """Store updates before they are confirmed; gives those that are new."""
        with self._writing() as connection:
            connection.execute(chat_updates.delete().where(chat_updates.c.received_at_utc < now - KEPT_UPDATES))
            known = set(
                connection.scalars(
                    sa.select(chat_updates.c.number).where(
                        chat_updates.c.source == source, chat_updates.c.number.in_([one.number for one in updates])
                    )
                )
            )
            new = tuple({one.number: one for one in updates if one.number not in known}.values())
            for one in new:
                row = {"source": source, "number": one.number, "body": one.body, "received_at_utc": now}
                connection.execute(chat_updates.insert().values(row))
        return new

    def unfinished_updates(self, source: str) -> tuple[ChatUpdate, ...]:
        """What was stored but not dealt with, since the process died in between; oldest first."""
        query = (
            sa.select(chat_updates)
            .where(chat_updates.c.source == source, chat_updates.c.body.is_not(None))
            .order_by(chat_updates.c.number)
        )
        with self._reading() as connection:
            return tuple(ChatUpdate(row.number, row.body) for row in connection.execute(query))

    def finish_update(self, source: str, number: int) -> None:
        """Note that an update has been dealt with, and forget what it said."""
        with self._writing() as connection:
            connection.execute(
                chat_updates.update()
                .where(chat_updates.c.source == source, chat_updates.c.number == number)
                .values(body=None)
            )

    def note_message(self, message: ChatMessage) -> None:
        """Remember a message of a chat; noted again, its incident and utterance are brought up to date."""
        row: dict[str, Any] = {
            "kind": message.kind,
            "at_utc": message.at_utc,
            "incident_id": None if message.incident_id is None else str(message.incident_id),
            "utterance_id": None if message.utterance_id is None else str(message.utterance_id),
            "album": message.album,
        }
        here = sa.and_(chat_messages.c.device_id == message.device_id, chat_messages.c.number == message.number)
        with self._writing() as connection:
            if not connection.execute(chat_messages.update().where(here).values(row)).rowcount:
                key = {"device_id": message.device_id, "number": message.number}
                connection.execute(chat_messages.insert().values(row | key))

    def chat_message(self, device_id: str, number: int) -> ChatMessage | None:
        """One message of a chat, or ``None``."""
        query = sa.select(chat_messages).where(chat_messages.c.device_id == device_id, chat_messages.c.number == number)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _message(row)

    def album_message(self, device_id: str, album: str) -> ChatMessage | None:
        """What an album was answered with, or ``None``."""
        query = sa.select(chat_messages).where(
            chat_messages.c.device_id == device_id, chat_messages.c.album == album, chat_messages.c.kind == "album"
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _message(row)

    def messages_about(self, incident_id: UUID, prefix: str) -> tuple[ChatMessage, ...]:
        """Every message about an incident in the chats whose device begins with ``prefix``, oldest first."""
        query = (
            sa.select(chat_messages)
            .where(
                chat_messages.c.incident_id == str(incident_id),
                chat_messages.c.device_id.startswith(prefix, autoescape=True),
            )
            .order_by(chat_messages.c.device_id, chat_messages.c.number)
        )
        with self._reading() as connection:
            return tuple(_message(row) for row in connection.execute(query))

    def forget_messages(self, device_id: str, numbers: Iterable[int]) -> None:
        """Messages that are in the chat no more."""
        with self._writing() as connection:
            connection.execute(
                chat_messages.delete().where(
                    chat_messages.c.device_id == device_id, chat_messages.c.number.in_(list(numbers))
                )
            )

    def devices_about(self, incident_id: UUID, prefix: str) -> tuple[str, ...]:
        """The devices that spoke about an incident and begin with ``prefix``."""
        query = (
            sa.select(utterances.c.device_id)
            .join(turns, turns.c.utterance_id == utterances.c.utterance_id)
            .where(turns.c.incident_id == str(incident_id), utterances.c.device_id.startswith(prefix, autoescape=True))
            .distinct()
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    def incidents_told_by(self, actor_id: str, limit: int) -> tuple[UUID, ...]:
        """The incidents that somebody spoke about, the newest first."""
        query = (
            sa.select(turns.c.incident_id, sa.func.max(turns.c.number).label("newest"))
            .join(utterances, utterances.c.utterance_id == turns.c.utterance_id)
            .where(utterances.c.actor_id == actor_id, turns.c.incident_id.is_not(None))
            .group_by(turns.c.incident_id)
            .order_by(sa.desc("newest"))
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(UUID(row.incident_id) for row in connection.execute(query))

    def add_enrolment_code(self, code_sha256: str, actor_id: str, expires_at_utc: datetime, audit: AuditEvent) -> None:
        """Keep a code by its digest alone. A new one for the same person replaces the old."""
        row = {"code_sha256": code_sha256, "actor_id": actor_id, "expires_at_utc": expires_at_utc}
        with self._writing() as connection:
            connection.execute(enrolment_codes.delete().where(enrolment_codes.c.actor_id == actor_id))
            connection.execute(enrolment_codes.insert().values(row))
            append_audit(connection, (audit,))

    def enrol_device(self, code_sha256: str, device_id: str, now: datetime) -> str | None:
        """Use a code up: the device is its person's from now on. ``None`` for a code that is wrong, used or too old."""
        with self._writing() as connection:
            query = sa.select(enrolment_codes).where(enrolment_codes.c.code_sha256 == code_sha256)
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            connection.execute(enrolment_codes.delete().where(enrolment_codes.c.code_sha256 == code_sha256))
            if row.expires_at_utc <= now:
                return None
            connection.execute(enrolled_devices.delete().where(enrolled_devices.c.device_id == device_id))
            values = {"device_id": device_id, "actor_id": row.actor_id, "enrolled_at_utc": now}
            connection.execute(enrolled_devices.insert().values(values))
            append_audit(connection, (AuditEvent(now, row.actor_id, "device.enrolled", device_id),))
        actor_id: str = row.actor_id
        return actor_id

    def enrolled_devices(self) -> tuple[tuple[str, str], ...]:
        """Every enrolled device and the person whose it is."""
        query = sa.select(enrolled_devices).order_by(enrolled_devices.c.actor_id, enrolled_devices.c.device_id)
        with self._reading() as connection:
            return tuple((row.device_id, row.actor_id) for row in connection.execute(query))

    def actor_enrolled_on(self, device_id: str) -> str | None:
        """Whose device it is, or ``None``."""
        query = sa.select(enrolled_devices.c.actor_id).where(enrolled_devices.c.device_id == device_id)
        with self._reading() as connection:
            actor_id: str | None = connection.scalar(query)
        return actor_id

    def forget_devices_of(self, actor_id: str, audit: AuditEvent) -> int:
        """End every enrolment of a person; gives how many devices there were."""
        with self._writing() as connection:
            gone = connection.execute(enrolled_devices.delete().where(enrolled_devices.c.actor_id == actor_id))
            connection.execute(enrolment_codes.delete().where(enrolment_codes.c.actor_id == actor_id))
            append_audit(connection, (audit,))
        return gone.rowcount


def _message(row: sa.Row[Any]) -> ChatMessage:
    return ChatMessage(
        device_id=row.device_id,
        number=row.number,
        kind=row.kind,
        at_utc=row.at_utc,
        incident_id=None if row.incident_id is None else UUID(row.incident_id),
        utterance_id=None if row.utterance_id is None else UUID(row.utterance_id),
        album=row.album,
    )
