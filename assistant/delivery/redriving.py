"""Owing a dead letter again, from the running Floorline or from the command line beside it."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.audit import AuditEvent, digest
from assistant.incident import Status
from assistant.store import Store


def drop(store: Store, key: str, actor_id: str, reason: str) -> None:
    """Have a dead letter rest for good. ``StoreError`` if there is none of that key.

    Who did it stands in the audit log with a digest of the reason; the reason itself stays with the job.
    """
    stored = store.job(key)
    incident_id = "" if stored is None else str(stored.job.incident_id)
    details = {"job": key, "reason": digest(reason)}
    event = AuditEvent(datetime.now(UTC), actor_id, "job.dropped", incident_id, details)
    store.drop(key, reason=reason, audit_events=(event,))


def owe_again(store: Store, key: str, actor_id: str) -> None:
    """Put a dead letter back into the outbox under the same key. ``StoreError`` if there is none of that key.

    A report the platform refused is built anew from the record as it stands; one that merely could not be delivered is
    sent with the same bytes as before, since the platform may have them already.
    """
    stored = store.job(key)
    incident_id = "" if stored is None else str(stored.job.incident_id)
    event = AuditEvent(datetime.now(UTC), actor_id, "job.redriven", incident_id, {"job": key})
    store.revive(key, audit_events=(event,))
    if stored is None or stored.job.kind != "submit":
        return
    outcome = store.outcome(stored.job.incident_id)
    if outcome is not None and outcome.status is Status.REJECTED:
        store.forget_submission(key)
