"""How the tests of grammars and of whole utterances read a text: one place, one moment, one gazetteer."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assistant.incident import SlotName, SlotValue
from assistant.settings import StoreSettings
from assistant.understanding.closed import find_values
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.reading import Reading
from assistant.understanding.values import Entity, FoundValue, Parse, Understood
from assistant.understanding.words import Words

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 17, 14, 20, 30, tzinfo=UTC)
"""A Wednesday in summer, 15:20:30 by the store's clock."""
GAZETTEER = Gazetteer.from_settings(StoreSettings())
CUES = {"shoplifting": ("nicking",), "hate_incident": ("because of his faith", "hate crime")}


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


def heard(text: str, asked: str | None = None, parse: Parse | None = None, choices: tuple[str, ...] = ()) -> Understood:
    return interpret(text, parse, Context(asked, NOW, ZONE, GAZETTEER, CUES, choices))  # type: ignore[arg-type]


def parse(intent: str, confidence: float = 0.9, *entities: Entity) -> Parse:
    return Parse(intent, confidence, entities)


def entity(label: str, text: str, within: str) -> Entity:
    start = within.index(text)
    return Entity(label, text, start, start + len(text), 0.9)
