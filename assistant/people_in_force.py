"""The roster as it is just now: whose headset is on whose head, on top of what is written and enrolled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.people import Person, Roster


def with_worn(roster: Roster, device_of: Callable[[str], str | None]) -> Roster:
    """``roster`` with everybody called on the headset they have signed on to, and on nobody else's.

    ``device_of`` gives the headset that an actor has signed on to, if any.
    """
    worn = {device: person.actor_id for person in roster.people if (device := device_of(person.actor_id)) is not None}
    if not worn:
        return roster
    return replace(roster, people=tuple(_wearing(person, worn) for person in roster.people))


def _wearing(person: Person, worn: dict[str, str]) -> Person:
    theirs = [device for device, actor_id in worn.items() if actor_id == person.actor_id]
    others = [device for device in person.devices if worn.get(device, person.actor_id) == person.actor_id]
    return person.model_copy(update={"devices": tuple(dict.fromkeys([*theirs, *others]))})
