"""Keeps the sound of incidents as evidence, where the settings say so: sealed, beside the turns, never before them."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from assistant.custody import Custody
from assistant.errors import FloorlineError
from assistant.store import Attachment, Store
from voice.audio import Audio, as_flac
from voice.live.turns import Spoken

_log = structlog.get_logger(__name__)

AT_ONCE: Final = 16
"""Recordings that may wait for the disk, or for their speaker to end; half a minute of sound is 2 MB of memory."""
ENDS_WITHIN_SECONDS: Final = 5.0
"""How long the end of the process waits for recordings that are on their way to the disk."""
DRILL: Final = "drill"
"""What the file of a drill says of itself; the record says it too."""


class IncidentRecordings:
    """Implements ``Recordings``. Each utterance is one FLAC file of its incident."""

    def __init__(self, store: Store, custody: Custody, *, at_once: int = AT_ONCE) -> None:
        self._store = store
        self._custody = custody
        self._at_once = at_once
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def keep(self, spoken: Spoken) -> None:
        """See ``Recordings``. What is more than can wait is lost, and said in the log."""
        if self._is_closed or len(self._tasks) >= self._at_once:
            _log.error("a recording is lost: too many wait for the disk", device=spoken.device_id)
            return
        task = asyncio.create_task(self._kept(spoken), name="incident-recording")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until all that was given is kept or lost."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def aclose(self) -> None:
        """Take no more, and give those on their way a little time."""
        self._is_closed = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=ENDS_WITHIN_SECONDS)
        for task in late:
            task.cancel()
        if late:
            _log.error("recordings are lost: they were not on the disk in time", count=len(late))

    async def _kept(self, spoken: Spoken) -> None:
        sound = await spoken.sound
        try:
            blob = await self._custody.keep(await asyncio.to_thread(self._file, spoken, sound))
            await self._custody.receive(
                Attachment(
                    attachment_id=spoken.utterance_id,
                    actor_id=spoken.actor_id,
                    device_id=spoken.device_id,
                    kind="audio",
                    media_type="audio/flac",
                    sha256=blob.sha256,
                    size_bytes=blob.size_bytes,
                    received_at_utc=spoken.said_at_utc,
                    incident_id=spoken.incident_id,
                )
            )
        except FloorlineError as exc:
            _log.error("a recording is lost", device=spoken.device_id, reason=str(exc))

    def _file(self, spoken: Spoken, sound: Audio) -> bytes:
        incident = self._store.incident(spoken.incident_id)
        return as_flac(sound, comment=DRILL if incident is not None and incident.drill else None)
