"""A kind of device that people are called on, kept in memory."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.calling import PersonalMessage


class FakePersonalChannel:
    """Takes what is sent to devices that begin with ``prefix``, after raising whatever it was told to raise first."""

    def __init__(self, prefix: str = "telegram:", failures: Iterable[Exception] = ()) -> None:
        self.prefix = prefix
        self.failures = list(failures)
        self.sent: list[PersonalMessage] = []
        """Each key once, as a receiver that knows idempotency keys would show it."""
        self.updates: list[tuple[str, PersonalMessage]] = []
        """Receipt and what is shown in its place."""

    @property
    def name(self) -> str:
        return self.prefix.rstrip(":-")

    def reaches(self, device_id: str) -> bool:
        return device_id.startswith(self.prefix)

    async def send(self, message: PersonalMessage) -> str:
        if self.failures:
            raise self.failures.pop(0)
        keys = [one.key for one in self.sent]
        if message.key not in keys:
            self.sent.append(message)
            keys.append(message.key)
        return f"message {keys.index(message.key) + 1}"

    async def update(self, message: PersonalMessage, receipt: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.updates.append((receipt, message))

    @property
    def devices(self) -> list[str]:
        """Whom it was sent to, in order."""
        return [message.device_id for message in self.sent]
