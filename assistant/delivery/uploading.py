"""An evidence file on its way to the platform: announced by its hash, sent in pieces, gone on with where it stopped."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from assistant.delivery.store_threads import StoreThreads
from assistant.errors import EvidenceError, PlatformRefused
from assistant.evidence import EvidenceStore
from assistant.incident import Incident, Status
from assistant.platform import Platform
from assistant.platform_contract import EvidenceRef
from assistant.store import Job, StoredOutcome

CHUNK_BYTES: Final = 256 * 1024
"""Small enough that a shop's line gets one through within the time-out, large enough not to be all headers."""
REPORT_WAIT_SECONDS: Final = 20.0
"""How long evidence waits before it looks again whether its report is filed."""


class ReportNotFiledYet(Exception):
    """The report the evidence belongs to has no number at the platform."""


class ReportCancelled(Exception):
    """The report the evidence belongs to was taken back: the platform never hears of it."""


class Uploads:
    """Sends files. Holds nothing between two calls: how much has arrived is the platform's to say."""

    def __init__(self, threads: StoreThreads, platform: Platform, files: EvidenceStore) -> None:
        self._threads = threads
        self._platform = platform
        self._files = files

    async def send(self, job: Job) -> int:
        """Send all that the platform does not have yet; the bytes sent.

        Raises ``ReportNotFiledYet``, ``ReportCancelled``, ``EvidenceError`` where the file is gone, and what the
        platform raises.
        """
        incident, outcome = await self._threads.read(self._report_of, job.incident_id)
        if incident is not None and incident.status is Status.CANCELLED:
            raise ReportCancelled
        if incident is None or incident.status is Status.REJECTED:
            raise PlatformRefused("The report of this evidence was not filed; redrive this after the report.")
        if outcome is None or outcome.report_id is None:
            raise ReportNotFiledYet
        sha256, size_bytes = str(job.payload["sha256"]), int(job.payload["size_bytes"])
        evidence = EvidenceRef.model_validate(job.payload | {"drill": incident.drill})
        await self._platform.add_evidence(outcome.report_id, evidence, job.key)
        return await self._send_pieces(outcome.report_id, evidence.evidence_id, sha256, size_bytes)

    def _report_of(self, incident_id: UUID) -> tuple[Incident | None, StoredOutcome | None]:
        """The record that the evidence goes up with: one that was told into another goes there with all it has."""
        incident = self._threads.store.incident(incident_id)
        while incident is not None and incident.joined_to is not None:
            incident = self._threads.store.incident(incident.joined_to)
        return incident, None if incident is None else self._threads.store.outcome(incident.incident_id)

    async def _send_pieces(self, report_id: str, evidence_id: UUID, sha256: str, size_bytes: int) -> int:
        has = await self._platform.evidence_content(report_id, evidence_id)
        sent = 0
        while not has.is_complete:
            piece = await self._threads.read(self._files.read, sha256, has.received_bytes, CHUNK_BYTES)
            if not piece and has.received_bytes < size_bytes:
                raise EvidenceError(f"The evidence file {sha256[:12]}… is shorter than it was; restore it.")
            before = has.received_bytes
            has = await self._platform.add_evidence_content(report_id, evidence_id, before, piece)
            sent += len(piece)
            if has.received_bytes <= before and not has.is_complete:
                raise PlatformRefused("The platform takes no more of the evidence and does not say it is whole.")
        return sent
