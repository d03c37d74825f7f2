"""What comes in as evidence, put to its incident: kept, noted in the audit log, owed to the platform, named in it.

Photos from a chat and recordings from a headset go the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Self
from uuid import UUID

from assistant.evidence import Blob, EvidenceStore, evidence_job
from assistant.platform_contract import EvidenceKind
from assistant.settings import Settings
from assistant.store import Attachment, Job, Store

_KINDS: Final[dict[str, EvidenceKind]] = {"photo": "photo", "video": "video", "audio": "audio"}

Dispatch = Callable[[Sequence[str]], Awaitable[None]]


class Custody:
    """Takes files over. Callable from the event loop: what waits for the disk does so in a thread."""

    def __init__(
        self, store: Store, evidence: EvidenceStore, dispatch: Dispatch, *, link_base: str | None = None
    ) -> None:
        """``dispatch`` sets the uploads going. ``link_base`` is what links to this store box start with; without it the
        record names no files, and they are found by the incident alone.
        """
        self._store = store
        self._evidence = evidence
        self._dispatch = dispatch
        self._link_base = link_base

    @classmethod
    def from_settings(cls, settings: Settings, store: Store, dispatch: Dispatch) -> Self:
        """Into the store box's own files."""
        return cls(store, EvidenceStore.from_settings(settings), dispatch, link_base=settings.public_url)

    async def keep(self, content: bytes) -> Blob:
        """Put the bytes on the disk. Raises ``EvidenceError``, ``StoreError``."""
        return await asyncio.to_thread(self._evidence.add, [content])

    async def receive(self, attachment: Attachment) -> None:
        """Note whose a kept file is, and of which incident if one is known. Raises ``StoreError``."""
        jobs = [] if attachment.incident_id is None else [_upload(attachment, attachment.incident_id)]
        await asyncio.to_thread(self._store.add_attachment, attachment, jobs)
        await self._known(attachment, jobs)

    async def give(self, attachment: Attachment, incident_id: UUID) -> None:
        """A file that waited belongs to this incident. Raises ``StoreError``."""
        jobs = [_upload(attachment, incident_id)]
        await asyncio.to_thread(self._store.give_attachment, attachment, incident_id, jobs)
        await self._known(attachment.belonging_to(incident_id), jobs)

    async def _known(self, attachment: Attachment, jobs: Sequence[Job]) -> None:
        await asyncio.to_thread(self._name_in_record, attachment)
        await self._dispatch([job.key for job in jobs])

    def _name_in_record(self, attachment: Attachment) -> None:
        if self._link_base is not None and attachment.incident_id is not None:
            url = f"{self._link_base.rstrip('/')}/evidence/{attachment.attachment_id}"
            self._store.add_evidence_ref(attachment.incident_id, url)


def _upload(attachment: Attachment, incident_id: UUID) -> Job:
    blob = Blob(attachment.sha256, attachment.size_bytes)
    kind = _KINDS.get(attachment.kind, "document")
    return evidence_job(incident_id, blob, kind=kind, media_type=attachment.media_type)
