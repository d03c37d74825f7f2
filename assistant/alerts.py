"""An alert as a team may see it: never any personal data.

Group chats cannot lawfully hold personal data, so an alert carries the category, the place, the priority, what to do
and a link; nobody's name, description, plate or words.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assistant.identifiers import uuid7
from assistant.incident import Priority


class AlertKind(StrEnum):
    """Why a team is told."""

    ALARM = "alarm"
    """Duress, or danger to life: never waits, never merged."""
    ALERT = "alert"
    """An incident has been opened that people near should know of."""
    UPDATE = "update"
    """Something that changes what people should do ("now: knife")."""
    STAND_DOWN = "stand_down"
    """A person has said the danger is over."""


VALID_FOR: Final = {
    Priority.P1: timedelta(minutes=15),
    Priority.P2: timedelta(minutes=15),
    Priority.P3: timedelta(minutes=30),
    Priority.P4: timedelta(hours=1),
}
"""Where danger moves, an alert is soon about the wrong place; what people should merely know of keeps longer."""


class Alert(BaseModel):
    """One message to a team. ``alert_id`` is its idempotency key on every channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alert_id: UUID = Field(default_factory=uuid7)
    incident_id: UUID
    kind: AlertKind
    drill: bool = False
    store_id: str
    category: str | None
    zone: str | None = Field(description="The place by its gazetteer name, or null while unknown.")
    priority: Priority
    what_to_do: str = Field(max_length=300, description="The procedure's words for responders.")
    link: str | None = None
    created_at_utc: AwareDatetime
    expires_at_utc: AwareDatetime | None = Field(
        default=None, description="From then on it would only send people to the wrong place; null: see to it anyway."
    )
    discreet: bool = Field(
        default=False,
        description="The reporter called for help without being noticed: nothing is said aloud, nobody rings them.",
    )
    also: tuple[str, ...] = Field(
        default=(), max_length=50, description="Headlines of further, ordinary alerts told in the same message."
    )

    def headline(self) -> str:
        """One line, to be read aloud or shown: most urgent first."""
        what = (self.category or "incident").replace("_", " ")
        parts = ["DRILL" if self.drill else "", self.kind.replace("_", " ").upper(), self.priority.value, what]
        where = self.zone or "place not known yet"
        return f"{' '.join(part for part in parts if part)}, {where}. {self.what_to_do}"

    def lines(self) -> tuple[str, ...]:
        """The headline, those of the alerts told with it, and the link: what a message shows."""
        quietly = ("Say nothing to them over the air.",) if self.discreet else ()
        return (self.headline(), *quietly, *self.also, *((self.link,) if self.link else ()))


class AlertChannel(Protocol):
    """Somewhere alerts go. One instance is one target; delivery makes one durable job for each."""

    @property
    def name(self) -> str:
        """Short, stable, and free of secrets: it stands in logs and dead letters (``webhook:ops``)."""
        ...

    async def send(self, alert: Alert) -> str:
        """Hand the alert over once and return the receiver's receipt.

        Raises ``ChannelUnavailable`` where trying again may help and ``ChannelRefused`` where it will not. The
        receiver is told ``alert.alert_id`` as idempotency key, since a crash may send the same alert again.
        """
        ...


@runtime_checkable
class UpdatingChannel(Protocol):
    """An alert channel whose messages can be changed after they were sent; any other is sent an update as a new one."""

    async def update(self, alert: Alert, receipt: str) -> str:
        """Show ``alert`` in place of the one that ``send`` gave ``receipt`` for; gives the receipt from now on.

        Raises as ``send`` does; ``ChannelRefused`` (the message is gone, say) makes delivery send it anew.
        """
        ...
