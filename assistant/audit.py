"""A log of what was done, by whom, that shows when it has been tampered with.

Every entry carries the SHA-256 of its own content and of the entry before it, so that changing, removing, inserting or
reordering one breaks the chain at a place that can be named. The hash of the newest entry (the head) stands for the
whole log: printed or sent elsewhere, it also proves that nothing was cut off at the end.

Entries never hold what staff said: ids, slot names, codes and digests only (see :class:`AuditEvent`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

GENESIS_HASH: Final = "0" * 64
"""What stands before the first entry."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:/+@#=,-]{0,128}")
"""Ids, codes, references and hashes. Anything else might be somebody's words."""

DetailValue = str | int | bool | None | tuple[str, ...]


def digest(value: Any) -> str:
    """``sha256:…`` of a value's canonical JSON: proves later which value it was without holding it."""
    return "sha256:" + hashlib.sha256(_canonical(value)).hexdigest()


@dataclass(frozen=True)
class AuditEvent:
    """Something that was done, before it has its place in the chain.

    ``details`` hold ids, slot names, codes and digests. Text that does not look like one of those (it has spaces, say)
    is replaced by its digest rather than refused: a slip by a caller must neither leak words nor cost a live turn.
    """

    at_utc: datetime
    actor_id: str
    """Who did it; ``system`` where nobody did."""
    action: str
    """A code such as ``turn`` or ``report.accepted``."""
    subject: str
    """The id of what it was done to."""
    details: Mapping[str, DetailValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at_utc.tzinfo is None:
            raise ValueError("the time of an audit event needs a time zone")
        object.__setattr__(self, "at_utc", self.at_utc.astimezone(UTC))
        object.__setattr__(self, "details", {name: _without_words(value) for name, value in self.details.items()})


@dataclass(frozen=True)
class AuditEntry:
    """One event in its place in the chain."""

    sequence: int
    """1 for the first entry, then without a gap."""
    event: AuditEvent
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True)
class Problem:
    """One place where the log is not what was written."""

    sequence: int
    kind: Literal["changed", "removed", "inserted", "reordered"]
    sentence: str


def hash_of(sequence: int, event: AuditEvent, previous_hash: str) -> str:
    """SHA-256, as 64 hex digits, over the entry's canonical JSON and the hash of the entry before it."""
    content = {
        "sequence": sequence,
        "at_utc": event.at_utc.isoformat(timespec="microseconds"),
        "actor_id": event.actor_id,
        "action": event.action,
        "subject": event.subject,
        "details": event.details,
        "previous_hash": previous_hash,
    }
    return hashlib.sha256(_canonical(content)).hexdigest()


def chained(
    events: Iterable[AuditEvent], *, last_sequence: int = 0, head: str = GENESIS_HASH
) -> tuple[AuditEntry, ...]:
    """The events as entries that follow the one numbered ``last_sequence`` whose hash is ``head``."""
    entries = []
    for sequence, event in enumerate(events, start=last_sequence + 1):
        entry = AuditEntry(sequence, event, head, hash_of(sequence, event, head))
        head = entry.entry_hash
        entries.append(entry)
    return tuple(entries)


def head_of(entries: Sequence[AuditEntry]) -> str:
    """The hash that stands for the whole log."""
    return entries[-1].entry_hash if entries else GENESIS_HASH


def verify(entries: Sequence[AuditEntry], expected_head: str | None = None) -> tuple[Problem, ...]:
    """Every place where ``entries``, given in the order they are stored in, are not what was written.

    ``expected_head`` is a head noted earlier; only with it can entries cut off at the end be missed. An empty answer
    means the log is whole.
    """
    problems = [
        Problem(entry.sequence, "changed", f"Entry {entry.sequence} was changed after it was written.")
        for entry in entries
        if hash_of(entry.sequence, entry.event, entry.previous_hash) != entry.entry_hash
    ]
    copies = Counter(entry.sequence for entry in entries)
    problems += [
        Problem(sequence, "inserted", f"There are {count} entries numbered {sequence}: one was inserted.")
        for sequence, count in copies.items()
        if count > 1
    ]
    problems += _order_problems(entries)
    highest = max(copies, default=0)
    problems += [
        Problem(missing, "removed", f"Entry {missing} was removed.")
        for missing in range(1, highest + 1)
        if missing not in copies
    ]
    found = {problem.sequence for problem in problems}
    problems += _link_problems(entries, copies, found)
    if expected_head is not None and expected_head not in {GENESIS_HASH, *(entry.entry_hash for entry in entries)}:
        problems.append(
            Problem(highest + 1, "removed", f"The entry with hash {expected_head[:12]}… is gone: the end was cut off.")
        )
    return tuple(sorted(problems, key=lambda problem: problem.sequence))


def _order_problems(entries: Sequence[AuditEntry]) -> list[Problem]:
    highest = 0
    problems = []
    for entry in entries:
        if entry.sequence < highest:
            sentence = f"Entry {entry.sequence} stands after entry {highest}: they were reordered."
            problems.append(Problem(entry.sequence, "reordered", sentence))
        highest = max(highest, entry.sequence)
    return problems


def _link_problems(entries: Sequence[AuditEntry], copies: Counter[int], found: set[int]) -> list[Problem]:
    """Entries that are whole in themselves but do not follow from the one before: written again, with a new hash."""
    by_sequence = {entry.sequence: entry for entry in entries if copies[entry.sequence] == 1}
    problems = []
    for sequence, entry in sorted(by_sequence.items()):
        before = by_sequence.get(sequence - 1)
        if sequence > 1 and before is None:
            continue
        expected = before.entry_hash if before is not None else GENESIS_HASH
        if entry.previous_hash != expected and not {sequence, sequence - 1} & found:
            changed = max(sequence - 1, 1)
            problems.append(Problem(changed, "changed", f"Entry {changed} was written anew: the next one disowns it."))
    return problems


def _without_words(value: DetailValue) -> DetailValue:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else digest(value)
    if isinstance(value, tuple):
        return tuple(part if _PLAIN.fullmatch(part) else digest(part) for part in value)
    return value


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
