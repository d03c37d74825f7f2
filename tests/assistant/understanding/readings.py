"""How the tests of single grammars read a text: one place, one moment, one gazetteer."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assistant.incident import SlotName, SlotValue
from assistant.settings import StoreSettings
from assistant.understanding.closed import find_values
from assistant.understanding.places import Gazetteer
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 17, 14, 20, 30, tzinfo=UTC)
"""A Wednesday in summer, 15:20:30 by the store's clock."""
GAZETTEER = Gazetteer.from_settings(StoreSettings())


def reading(text: str, asked: SlotName | None = None, now: datetime = NOW) -> Reading:
    return Reading(Words(text), asked, now, ZONE, GAZETTEER)


def values(
    find: Callable[[Reading], Iterable[FoundValue]], text: str, asked: SlotName | None = None, now: datetime = NOW
) -> list[SlotValue]:
    """What one grammar finds in ``text``."""
    return [found.value for found in find(reading(text, asked, now))]


def told(text: str, asked: SlotName | None = None, now: datetime = NOW) -> dict[str, SlotValue]:
    """What all closed-class grammars find in ``text``."""
    return {
        found.slot: found.value for found in find_values(text, asked=asked, now=now, zone=ZONE, gazetteer=GAZETTEER)
    }
