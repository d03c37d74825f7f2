"""Who works here, what they may be called for, and which device is in whose hand.

Read once from YAML (``settings.people_file``)::

    people:
      - actor_id: sam
        name: Sam
        roles: [guard]
        devices: [headset-7, telegram:42]
        cover: [lee]                                                   # called in Sam's place while no guard is there
        shifts: [{days: [mon, tue], start: "08:00", end: "16:00"}]     # left out: always on shift
        code_hash: scrypt$…                                            # from floorline sign-on-code
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, Literal, Self, get_args
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.errors import SettingsError

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = get_args(Day)
UNKNOWN_ACTOR: Final = "unknown"
"""The actor of an utterance from a device that nobody is known to hold."""


class Shift(BaseModel):
    """Weekly hours in the store's own time. An ``end`` at or before ``start`` is on the next day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: tuple[Day, ...] = Field(default=DAYS, min_length=1)
    start: time
    end: time

    @field_validator("start", "end", mode="before")
    @classmethod
    def _clock_time(cls, value: object) -> object:
        # YAML 1.1 reads 08:30 without quotes as the number 510, so that form is taken for what was meant.
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
            return time(value // 60, value % 60)
        return value

    def covers(self, local: datetime) -> bool:
        """Whether the shift is running at ``local``, a time in the store's zone."""
        clock, today, yesterday = local.time(), DAYS[local.weekday()], DAYS[(local - timedelta(days=1)).weekday()]
        if self.start < self.end:
            return today in self.days and self.start <= clock < self.end
        return (today in self.days and clock >= self.start) or (yesterday in self.days and clock < self.end)


class Person(BaseModel):
    """One member of staff. ``actor_id`` is what records carry; ``name`` is only ever spoken or shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    actor_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,63}$")
    name: str = Field(min_length=1, max_length=60)
    roles: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = Field(default=(), description="Left out: always on shift.")
    cover: tuple[str, ...] = Field(
        default=(), description="Who is called in this person's place while nobody with their role is on shift."
    )
    code_hash: str | None = Field(
        default=None,
        pattern=r"^scrypt\$[A-Za-z0-9+/=]{8,64}\$[A-Za-z0-9+/=]{8,128}$",
        repr=False,
        description="What signs them on to a headset, as 'floorline sign-on-code' writes it.",
    )

    def on_shift(self, local: datetime) -> bool:
        """Whether this person is working at ``local``, a time in the store's zone."""
        return not self.shifts or any(shift.covers(local) for shift in self.shifts)


class _RosterFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    people: tuple[Person, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        actors = [person.actor_id for person in self.people]
        devices = [device for person in self.people for device in person.devices]
        if twice := sorted({actor for actor in actors if actors.count(actor) > 1}):
            raise ValueError(f"the actor_id {twice[0]} is given twice; each person needs their own")
        if twice := sorted({device for device in devices if devices.count(device) > 1}):
            raise ValueError(f"the device {twice[0]} is in two people's hands; keep one")
        for person in self.people:
            if strangers := [other for other in person.cover if other not in actors or other == person.actor_id]:
                raise ValueError(f"{person.actor_id} is covered by {strangers[0]}, who is nobody else on the roster")
        return self


DEFAULT_PEOPLE: Final = (
    Person(actor_id="duty-manager", name="the duty manager", roles=("duty_manager",)),
    Person(actor_id="guard", name="the guard", roles=("guard",)),
    Person(actor_id="first-aider", name="the first aider", roles=("first_aider",)),
    Person(actor_id="store-manager", name="the store manager", roles=("store_manager",)),
)
"""Who is there while no roster is written: the roles that the procedures call for, always on shift."""


def is_headset(device_id: str) -> bool:
    """Whether a device is a headset: every one whose name names no channel of its own (``telegram:42`` does)."""
    return ":" not in device_id


def checked_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """The people as one roster: each of them, and each device, once. Raises ``pydantic.ValidationError``."""
    return _RosterFile(people=tuple(people)).people


@dataclass(frozen=True)
class Roster:
    """Everyone who works here, and the zone their shifts are written in."""

    people: tuple[Person, ...] = DEFAULT_PEOPLE
    timezone: str = "Europe/London"

    @classmethod
    def load(cls, file: Path | None, timezone: str = "Europe/London") -> Self:
        """Read the roster, or take the default one where no file is named.

        Raises ``SettingsError`` naming the file and everything wrong with it.
        """
        if file is None:
            return cls(timezone=timezone)
        try:
            raw = yaml.safe_load(file.read_text(encoding="utf-8"))
            return cls(_RosterFile.model_validate(raw).people, timezone)
        except OSError as exc:
            raise SettingsError(f"The roster {file} cannot be read ({exc.strerror}); correct people_file.") from exc
        except ValidationError as exc:
            wrong = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors())
            raise SettingsError(f"The roster {file} is wrong: {wrong}.") from exc
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as exc:
            where = getattr(exc, "problem_mark", None)
            line = f" at line {where.line + 1}" if where else ""
            raise SettingsError(
                f"The roster {file} is not readable YAML{line}; mend it or leave people_file out."
            ) from exc

    @property
    def zone(self) -> ZoneInfo:
        """The store's own."""
        return ZoneInfo(self.timezone)

    def person(self, actor_id: str) -> Person | None:
        """The person with this id, or ``None``."""
        return next((person for person in self.people if person.actor_id == actor_id), None)

    def name_of(self, actor_id: str) -> str:
        """How to speak of them: the name, or "a colleague" for somebody not on the roster."""
        person = self.person(actor_id)
        return person.name if person else "a colleague"

    def holder_of(self, device_id: str) -> Person | None:
        """Whose hand the device is in, or ``None`` for a device nobody is known to hold."""
        return next((person for person in self.people if device_id in person.devices), None)

    def actor_of(self, device_id: str) -> str:
        """The actor id for what is said on a device: its holder's, or ``unknown``."""
        holder = self.holder_of(device_id)
        return holder.actor_id if holder else UNKNOWN_ACTOR

    def on_shift(self, now: datetime) -> tuple[Person, ...]:
        """Who is working at ``now`` (timezone-aware), in the roster's order."""
        local = now.astimezone(ZoneInfo(self.timezone))
        return tuple(person for person in self.people if person.on_shift(local))

    def with_role(self, role: str, now: datetime) -> tuple[Person, ...]:
        """Who has ``role`` and is working at ``now``; empty if nobody is, and the next rung should be told."""
        return tuple(person for person in self.on_shift(now) if role in person.roles)

    def answering(self, role: str, now: datetime) -> tuple[Person, ...]:
        """Who is called when ``role`` is: those with it, or else those on shift who cover for them; each once."""
        there = self.with_role(role, now)
        if there:
            return there
        covering = {other for person in self.people if role in person.roles for other in person.cover}
        return tuple(person for person in self.on_shift(now) if person.actor_id in covering)

    def headsets_of(self, actor_id: str) -> tuple[str, ...]:
        """The headsets of this person: devices that can speak into an ear, the one they wear first."""
        person = self.person(actor_id)
        return () if person is None else tuple(device for device in person.devices if is_headset(device))

    @property
    def can_be_called(self) -> bool:
        """Whether anybody has a device to be called on; until then the team is told and nobody in particular."""
        return any(person.devices for person in self.people)
