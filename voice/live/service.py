"""All live headsets of the store: sound cards kept open, connections served, and what is announced to their wearers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import structlog

from assistant.announcing import Announcement
from assistant.errors import AudioError, HeadsetGoneError
from assistant.settings import HeadsetSettings
from voice.floor import Floor
from voice.headsets.protocol import Headset
from voice.live.session import HeadsetSession, Parts, Wearer
from voice.live.turns import TurnTaker

_log = structlog.get_logger(__name__)

FIRST_RETRY_SECONDS: Final = 0.5
LAST_RETRY_SECONDS: Final = 5.0

Connect = Callable[[], Awaitable[Headset]]
"""Opens a device. Raises ``HeadsetGoneError`` while it is not there."""


class LiveHeadsets:
    """Implements ``assistant.announcing.Announcer`` for headsets."""

    def __init__(self, turns: TurnTaker, load_parts: Callable[[], Awaitable[Parts]]) -> None:
        """``load_parts`` loads recogniser and voice; it is called when the first headset is there."""
        self._turns = turns
        self._load_parts = load_parts
        self._loading = asyncio.Lock()
        self._parts: Parts | None = None
        self._wearers: dict[str, Wearer] = {}
        self._sessions: dict[str, HeadsetSession] = {}

    @property
    def connected(self) -> tuple[str, ...]:
        """The headsets that are there just now."""
        return tuple(self._sessions)

    async def serve(self, headset: Headset, settings: HeadsetSettings) -> None:
        """Run one headset until it is closed. Raises ``HeadsetGoneError`` when it vanishes.

        The same ``device_id`` again goes on where it was: an open question stays open. While it is still connected,
        the new connection takes its place and the old one is closed.
        """
        device_id = headset.device_id
        wearer = self._wearers.get(device_id)
        if wearer is None:
            wearer = self._wearers[device_id] = Wearer(device_id, Floor(barge_in=settings.barge_in))
        session = HeadsetSession(headset, settings, wearer, await self._loaded())
        before = self._sessions.get(device_id)
        self._sessions[device_id] = session
        if before is not None:
            await before.close()
        _log.info("headset connected", device=device_id, mode=settings.mode)
        try:
            await session.run()
        finally:
            if self._sessions.get(device_id) is session:
                del self._sessions[device_id]
            await headset.aclose()
            _log.info("headset gone", device=device_id, incident_open=wearer.incident_is_open)

    async def _loaded(self) -> Parts:
        async with self._loading:
            if self._parts is None:
                self._parts = await self._load_parts()
            return self._parts

    async def keep(self, connect: Connect, settings: HeadsetSettings) -> None:
        """Keep a device of this machine open for ever: when it vanishes, it is waited for. Cancel to end."""
        pause_seconds, told = FIRST_RETRY_SECONDS, ""
        while True:
            try:
                headset = await connect()
                pause_seconds, told = FIRST_RETRY_SECONDS, ""
                await self.serve(headset, settings)
            except AudioError as exc:
                # Told once, not every few seconds of a night in a drawer.
                if str(exc) != told:
                    told = str(exc)
                    lost = "was lost" if isinstance(exc, HeadsetGoneError) else "cannot be used"
                    _log.warning(f"headset {lost}; it is tried again", device=settings.id, reason=told)
            except Exception as exc:  # noqa: BLE001 - the outermost loop of one headset: others must not notice
                _log.error("headset session failed", device=settings.id, error=type(exc).__name__, exc_info=True)
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(pause_seconds * 2, LAST_RETRY_SECONDS)

    async def announce(self, announcement: Announcement) -> bool:
        """See ``Announcer``. A headset on which a silent alarm is on hears nothing, whoever wants it to."""
        wanted = announcement.device_id
        reporter = None if announcement.about is None else self._turns.device_of(announcement.about)
        sessions = [
            session
            for device, session in self._sessions.items()
            if wanted == device or (wanted is None and device != reporter and device not in announcement.besides)
        ]
        for session in sessions:
            session.announce(announcement)
        return bool(sessions)

    def outcome(self, incident_id: UUID, sentence: str) -> None:
        """Tell whoever reported the incident what became of the report. Listens at the ``OutcomeBoard``."""
        device = self._turns.device_of(incident_id)
        session = None if device is None else self._sessions.get(device)
        if session is not None:
            session.say_routine(sentence)
