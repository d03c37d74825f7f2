"""A tracker store that forgets.

Rasa copies every event of a conversation through its tracker store and to the action server on every turn, so a
conversation that is never forgotten gets slower with each of its turns. Floorline keeps what matters in its own store
and each turn stands alone here; a few turns of the latest conversations are plenty.
"""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

EVENTS_KEPT = 40
"""About eight turns: a turn is five events (heard, featurised, action, answer, listening)."""
CONVERSATIONS_KEPT = 256


class ShortMemoryTrackerStore(InMemoryTrackerStore):
    """Keeps the last ``EVENTS_KEPT`` events of the ``CONVERSATIONS_KEPT`` conversations used last, in memory."""

    def __init__(self, domain: Domain, event_broker: Optional[EventBroker] = None, **_: Any) -> None:
        super().__init__(domain, event_broker)
        self.max_event_history = EVENTS_KEPT

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: Optional[int] = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        # The parent would overwrite the limit with the caller's None.
        return await super().get_or_create_tracker(sender_id, EVENTS_KEPT, append_action_listen)

    async def save(self, tracker: DialogueStateTracker) -> None:
        self.store.pop(tracker.sender_id, None)
        await super().save(tracker)
        while len(self.store) > CONVERSATIONS_KEPT:
            self.store.pop(next(iter(self.store)))
