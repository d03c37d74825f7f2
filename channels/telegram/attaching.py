"""Photos, films, files and positions: hashed on arrival, kept in the data folder, put to the person's report."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from assistant.custody import Custody
from assistant.errors import ChannelRefused, ChannelUnavailable, FloorlineError
from assistant.incident import Status
from assistant.people import Person
from assistant.store import Attachment, Store
from channels.telegram import phrases
from channels.telegram.incoming import Incoming, Position, Sent
from channels.telegram.outgoing import MAX_DOWNLOAD_BYTES, Outgoing
from channels.telegram.turns import ChatTurns

log = logging.getLogger(__name__)

LAST_REPORT_WITHIN: Final = timedelta(hours=24)
"""A photo that comes later than this belongs to something new."""
WAITS_FOR: Final = timedelta(minutes=30)
"""How long a photo that came before any words waits for the report that it belongs to."""
_DOCUMENTS: Final = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/plain",
        "text/csv",
    }
)


class Attaching:
    """Takes in what is sent besides words."""

    def __init__(self, store: Store, custody: Custody, turns: ChatTurns, outgoing: Outgoing) -> None:
        self._store = store
        self._custody = custody
        self._turns = turns
        self._outgoing = outgoing
        turns.when_reported(self._give_waiting)

    async def sent(self, incoming: Incoming, person: Person, sent: Sent) -> None:
        """Keep a file; what stands below it is taken as words."""
        if sent.size_bytes is not None and sent.size_bytes > MAX_DOWNLOAD_BYTES:
            await self._outgoing.send(incoming.chat_id, phrases.TOO_LARGE)
        elif sent.kind == "document" and sent.media_type not in _DOCUMENTS:
            await self._outgoing.send(incoming.chat_id, phrases.WRONG_KIND)
        else:
            content = await self._fetched(incoming, sent)
            if content is not None:
                await self._keep(incoming, person, sent.kind, sent.media_type, content, sent.album)
        if sent.caption.strip():
            await self._turns.say(incoming, person, sent.caption)

    async def position(self, incoming: Incoming, person: Person, position: Position) -> None:
        """Keep a position on the map, as a file like any other."""
        found = {"latitude": position.latitude, "longitude": position.longitude, "title": position.title}
        content = json.dumps(found | {"at_utc": incoming.at_utc.isoformat()}, sort_keys=True).encode()
        await self._keep(incoming, person, "position", "application/json", content, None)

    async def _fetched(self, incoming: Incoming, sent: Sent) -> bytes | None:
        try:
            content = await self._outgoing.fetch(sent.file_id)
        except ChannelRefused:
            words = phrases.TOO_LARGE if sent.size_bytes is None else phrases.CANNOT_FETCH
        except ChannelUnavailable:
            words = phrases.CANNOT_FETCH
        else:
            if sent.size_bytes in (None, len(content)) and content:
                return content
            # Something else than Telegram answered in its place, or it broke off.
            words = phrases.CANNOT_FETCH
        await self._outgoing.send(incoming.chat_id, words)
        return None

    async def _keep(
        self, incoming: Incoming, person: Person, kind: str, media_type: str, content: bytes, album: str | None
    ) -> None:
        try:
            blob = await self._custody.keep(content)
            incident_id = await asyncio.to_thread(self._report_of, incoming.device_id)
            attachment = Attachment(
                attachment_id=incoming.utterance_id,
                actor_id=person.actor_id,
                device_id=incoming.device_id,
                kind=kind,
                media_type=media_type,
                sha256=blob.sha256,
                size_bytes=blob.size_bytes,
                received_at_utc=incoming.at_utc,
                incident_id=incident_id,
                album=album,
            )
            await self._custody.receive(attachment)
        except FloorlineError as exc:
            log.error("a file could not be kept: %s", exc)
            await self._outgoing.send(incoming.chat_id, phrases.NOT_KEPT)
            return
        await self._turns.note(incoming.device_id, incoming.message_id, "said", incident_id)
        if not await asyncio.to_thread(self._must_be_silent, incoming.device_id):
            await self._say_kept(incoming, attachment)

    async def _say_kept(self, incoming: Incoming, attachment: Attachment) -> None:
        """One message an album: it counts up while the pictures come."""
        with_report, album = attachment.incident_id is not None, attachment.album
        if album is not None:
            count = await asyncio.to_thread(self._store.album_size, incoming.device_id, album)
            said = await asyncio.to_thread(self._store.album_message, incoming.device_id, album)
            words = phrases.kept(attachment.kind, count, with_report=with_report)
            if said is not None and await self._outgoing.edit(incoming.chat_id, said.number, words):
                return
        else:
            words = phrases.kept(attachment.kind, 1, with_report=with_report)
        number = await self._outgoing.send(incoming.chat_id, words)
        if number is not None:
            await self._turns.note(incoming.device_id, number, "album", attachment.incident_id, album=album)

    async def _give_waiting(self, person: Person, device_id: str, incident_id: UUID) -> None:
        """What came before any words belongs to the report that is being made now."""
        since = datetime.now(UTC) - WAITS_FOR
        for attachment in await asyncio.to_thread(self._store.waiting_attachments, device_id, since):
            await self._custody.give(attachment, incident_id)

    def _report_of(self, device_id: str) -> UUID | None:
        """The open or last report of this chat, if it is one that a photo can belong to."""
        incident_id = self._store.conversation(device_id).incident_id
        incident = None if incident_id is None else self._store.incident(incident_id)
        if incident is None or incident.status is Status.CANCELLED:
            return None
        is_recent = datetime.now(UTC) - incident.reported_at_utc <= LAST_REPORT_WITHIN
        return incident_id if incident.status is Status.DRAFT or is_recent else None

    def _must_be_silent(self, device_id: str) -> bool:
        return self._store.conversation(device_id).state.get("alarm") == "silent"
