"""Who wears which headset: by signing on, for a shift, or else by the roster. Outlives a restart."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.people import UNKNOWN_ACTOR, Person, Roster
from assistant.signing_on import SIGNED_ON_FOR

WEARERS_FILE: Final = "wearers.json"


class _SignedOn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    actor_id: str
    since_utc: AwareDatetime


_file: TypeAdapter[dict[str, _SignedOn]] = TypeAdapter(dict[str, _SignedOn])


class Wearers:
    """The headsets that somebody has signed on to. A person wears one at a time."""

    def __init__(
        self, roster: Roster, folder: Path | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """``folder`` is where it is kept; ``None`` forgets it with the process."""
        self._roster = roster
        self._path = None if folder is None else folder / WEARERS_FILE
        self._now = now
        self._signed_on = self._read()

    @property
    def people(self) -> tuple[Person, ...]:
        """Who may sign on."""
        return self._roster.people

    def actor_of(self, device_id: str) -> str:
        """The actor of what is said on a headset: whoever signed on, else whom the roster names, else ``unknown``."""
        signed_on = self.signed_on(device_id)
        return self._roster.actor_of(device_id) if signed_on is None else signed_on.actor_id

    def signed_on(self, device_id: str) -> Person | None:
        """Who has signed on to this headset, and not off, in this shift."""
        known = self._signed_on.get(device_id)
        if known is None or self._now() - known.since_utc > SIGNED_ON_FOR:
            return None
        return self._roster.person(known.actor_id)

    def device_of(self, actor_id: str) -> str | None:
        """The headset that this person has signed on to."""
        return next(
            (
                device_id
                for device_id, known in self._signed_on.items()
                if known.actor_id == actor_id and self.signed_on(device_id) is not None
            ),
            None,
        )

    def sign_on(self, device_id: str, person: Person) -> None:
        """Give a headset to ``person``; the one they wore before is nobody's."""
        self._signed_on = {
            device: known for device, known in self._signed_on.items() if known.actor_id != person.actor_id
        }
        self._signed_on[device_id] = _SignedOn(actor_id=person.actor_id, since_utc=self._now())
        self._write()

    def sign_off(self, device_id: str) -> Person | None:
        """Take a headset back; gives who wore it."""
        person = self.signed_on(device_id)
        if self._signed_on.pop(device_id, None) is not None:
            self._write()
        return person

    def is_known(self, device_id: str) -> bool:
        """Whether it is known who wears it."""
        return self.actor_of(device_id) != UNKNOWN_ACTOR

    def _read(self) -> dict[str, _SignedOn]:
        if self._path is None:
            return {}
        try:
            return _file.validate_json(self._path.read_text(encoding="utf-8"))
        except (OSError, ValidationError, ValueError):
            # Nobody is locked out by it: they sign on again.
            return {}

    def _write(self) -> None:
        if self._path is None:
            return
        text = json.dumps({device: known.model_dump(mode="json") for device, known in self._signed_on.items()})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(self._path)
