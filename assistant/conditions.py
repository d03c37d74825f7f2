"""Structured conditions over an incident: what a procedure file may say after ``when:``. Nothing is evaluated as code.

The forms, in YAML::

    {slot: weapon, known: true}          {slot: weapon, is: knife}        {slot: weapon, is_not: none}
    {slot: suspect_count, at_least: 2}   {slot: category, in: [robbery, assault]}
    {slot: injuries.any, is: true}       {priority_at_least: P2}
    {all: [...]}                         {any: [...]}                     {not: ...}

An unknown slot makes ``is``, ``is_not``, ``at_least`` and ``in`` false: not knowing of a weapon is not the same as
knowing that there is none. ``{not: {slot: weapon, is: none}}`` also holds while it is unknown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast

from assistant.incident import SLOT_NAMES, Incident, Injuries, Priority, SlotName, SlotValue

FLAGS: Final = frozenset({"suspects_on_site", "police_called", "injuries.any"})
NUMBERS: Final = frozenset({"suspect_count", "item_quantity", "item_value"})
KNOWN_ONLY: Final = frozenset({"items", "injuries", "occurred_at"})
"""Lists, objects and times: only whether they are known can be asked."""

DEEPEST: Final = 8
"""More nesting than this is a slip in the file, not a rule that a person could check."""


@dataclass(frozen=True)
class Condition(ABC):
    """Something that holds, or does not, of an incident as it is known now."""

    @abstractmethod
    def holds(self, incident: Incident) -> bool:
        """Whether it is so. Never raises, whatever the incident holds."""

    def slots(self) -> frozenset[SlotName]:
        """The slots it looks at."""
        return frozenset()

    def uses_priority(self) -> bool:
        """Whether it looks at the priority, which a rule that *sets* the priority must not."""
        return False


@dataclass(frozen=True)
class _OnSlot(Condition):
    path: str

    def slots(self) -> frozenset[SlotName]:
        return frozenset({cast(SlotName, self.path.partition(".")[0])})

    def value(self, incident: Incident) -> SlotValue | None:
        value = incident.slot(cast(SlotName, self.path.partition(".")[0]))
        if self.path == "injuries.any":
            return value.any if isinstance(value, Injuries) else None
        return value


@dataclass(frozen=True)
class Known(_OnSlot):
    """Whether anything at all is recorded in the slot."""

    known: bool

    def holds(self, incident: Incident) -> bool:
        return (self.value(incident) is not None) is self.known


@dataclass(frozen=True)
class Is(_OnSlot):
    """The slot holds exactly this; text is compared without regard to capitals."""

    wanted: str | bool | Decimal

    def holds(self, incident: Incident) -> bool:
        value = self.value(incident)
        return value is not None and _same(value, self.wanted)


@dataclass(frozen=True)
class IsNot(_OnSlot):
    """The slot is known, and holds something else."""

    unwanted: str | bool | Decimal

    def holds(self, incident: Incident) -> bool:
        value = self.value(incident)
        return value is not None and not _same(value, self.unwanted)


@dataclass(frozen=True)
class AtLeast(_OnSlot):
    """The slot holds a number, this or more."""

    least: Decimal

    def holds(self, incident: Incident) -> bool:
        value = self.value(incident)
        return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= self.least


@dataclass(frozen=True)
class In(_OnSlot):
    """The slot holds one of these."""

    members: tuple[str, ...]

    def holds(self, incident: Incident) -> bool:
        value = self.value(incident)
        return value is not None and any(_same(value, member) for member in self.members)


@dataclass(frozen=True)
class PriorityAtLeast(Condition):
    """The incident's priority is this or more urgent."""

    least: Priority

    def holds(self, incident: Incident) -> bool:
        return incident.priority <= self.least  # "P1" sorts before "P2"

    def uses_priority(self) -> bool:
        return True


@dataclass(frozen=True)
class _OfParts(Condition):
    parts: tuple[Condition, ...]

    def slots(self) -> frozenset[SlotName]:
        return frozenset().union(*(part.slots() for part in self.parts))

    def uses_priority(self) -> bool:
        return any(part.uses_priority() for part in self.parts)


@dataclass(frozen=True)
class All(_OfParts):
    """Every part holds."""

    def holds(self, incident: Incident) -> bool:
        return all(part.holds(incident) for part in self.parts)


@dataclass(frozen=True)
class AnyOf(_OfParts):
    """At least one part holds."""

    def holds(self, incident: Incident) -> bool:
        return any(part.holds(incident) for part in self.parts)


@dataclass(frozen=True)
class Not(Condition):
    """The part does not hold."""

    part: Condition

    def holds(self, incident: Incident) -> bool:
        return not self.part.holds(incident)

    def slots(self) -> frozenset[SlotName]:
        return self.part.slots()

    def uses_priority(self) -> bool:
        return self.part.uses_priority()


def _same(value: SlotValue, wanted: str | bool | Decimal) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold().strip() == wanted.casefold().strip()
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return isinstance(value, int | Decimal) and isinstance(wanted, Decimal) and value == wanted


def condition_from(raw: object, *, depth: int = 0) -> Condition:
    """Read one condition as it stands in a procedure file.

    Raises ``ValueError`` with a sentence that says what is wrong; an already read condition is passed through.
    """
    if isinstance(raw, Condition):
        return raw
    if depth > DEEPEST:
        raise ValueError(f"a condition may be nested {DEEPEST} deep at most; split it")
    if not isinstance(raw, Mapping):
        raise ValueError("a condition is a mapping such as {slot: weapon, is_not: none}")
    keys = set(raw)
    if "slot" in keys:
        return _slot_condition(raw)
    if len(keys) != 1:
        raise ValueError(f"a condition has one of slot, all, any, not, priority_at_least; found {_named(keys)}")
    (key,) = keys
    operand = raw[key]
    match key:
        case "all" | "any":
            if not isinstance(operand, list) or not operand:
                raise ValueError(f"'{key}' needs a list of at least one condition")
            parts = tuple(condition_from(part, depth=depth + 1) for part in operand)
            return All(parts) if key == "all" else AnyOf(parts)
        case "not":
            return Not(condition_from(operand, depth=depth + 1))
        case "priority_at_least":
            if operand not in tuple(Priority):
                raise ValueError(f"'priority_at_least' is one of P1, P2, P3, P4, not {operand!r}")
            return PriorityAtLeast(Priority(operand))
    raise ValueError(f"a condition has one of slot, all, any, not, priority_at_least; found {_named(keys)}")


def _slot_condition(raw: Mapping[object, object]) -> Condition:
    path = raw["slot"]
    if not isinstance(path, str) or (path not in SLOT_NAMES and path != "injuries.any"):
        raise ValueError(f"there is no slot {path!r}; the slots are {', '.join(SLOT_NAMES)} and injuries.any")
    tests = set(raw) - {"slot"}
    if len(tests) != 1:
        raise ValueError(
            f"a condition on {path} has exactly one of known, is, is_not, at_least, in; found {_named(tests)}"
        )
    (test,) = tests
    operand = raw[test]
    if test == "known":
        if not isinstance(operand, bool):
            raise ValueError(f"'known' is true or false, not {operand!r}")
        return Known(path, operand)
    if test not in ("is", "is_not", "at_least", "in"):
        raise ValueError(f"a condition on {path} has one of known, is, is_not, at_least, in; found {_named(tests)}")
    if path in KNOWN_ONLY:
        raise ValueError(f"of {path} only 'known' can be asked" + (", or injuries.any" if path == "injuries" else ""))
    if test == "at_least":
        if path not in NUMBERS:
            raise ValueError(f"'at_least' needs a number, and {path} is not one")
        return AtLeast(path, _number(operand, path))
    if test == "in":
        if path in FLAGS | NUMBERS:
            raise ValueError(f"'in' is for text, and {path} is not; use 'is' or 'at_least'")
        if not isinstance(operand, list) or not operand or not all(isinstance(member, str) for member in operand):
            raise ValueError("'in' needs a list of words")
        return In(path, tuple(operand))
    wanted = _operand(operand, path)
    return Is(path, wanted) if test == "is" else IsNot(path, wanted)


def _operand(operand: object, path: str) -> str | bool | Decimal:
    if path in FLAGS:
        if not isinstance(operand, bool):
            raise ValueError(f"{path} is compared with true or false, not {operand!r}")
        return operand
    if path in NUMBERS:
        return _number(operand, path)
    if not isinstance(operand, str):
        raise ValueError(f"{path} is compared with words, not {operand!r}; put it in quotes")
    return operand


def _number(operand: object, path: str) -> Decimal:
    if isinstance(operand, bool) or not isinstance(operand, int | float):
        raise ValueError(f"{path} is compared with a number, not {operand!r}")
    return Decimal(str(operand))


def _named(keys: set[object]) -> str:
    return ", ".join(sorted(str(key) for key in keys)) or "none of them"
