"""When a slot value is right: equal for closed classes, alike enough for free text, near enough for times.

Pure. Values are in JSON types, as ``Understood.slots()``, a draft and a filed record hold them. An expected
``occurred_at`` is ``{"minutes_ago": n}`` or ``{"local_time": "HH:MM"}``, the latter with ``"days_ago": n`` where a day
is told, and is resolved at the same moment as the utterance was said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

TEXT_SLOTS: Final = frozenset(
    {"suspect_description", "direction_of_travel", "vehicle_description", "weapon", "injuries", "items"}
)
"""Slots that hold people's own words, in whole or in part."""
LEAST_TOKEN_F1: Final = 0.5
"""Two texts are taken for the same from this token F1 on: half of the words that carry meaning, on both sides."""
TIME_TOLERANCE: Final = timedelta(minutes=3)

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LIGHT: Final = frozenset(
    """a an the his her their its some about above across after against along among around at before behind below
    beside between beyond by down during for from in inside into near of off on onto out outside over past round
    through to toward towards under up via with within""".split()
)
"""Articles, possessives and prepositions: which of them an annotator kept says nothing of what was understood."""
_ARTICLES: Final = frozenset({"a", "an", "the", "our"})


@dataclass(frozen=True, slots=True)
class Moment:
    """When an utterance was said (aware), and the store's zone: what relative times are resolved by."""

    now: datetime
    zone: ZoneInfo


def is_right(slot: str, expected: Any, found: Any, said: Moment, *, exactly: bool = False) -> bool:
    """Whether ``found`` is what ``expected`` says for ``slot``.

    ``exactly`` asks of free text that it be the same words, capitals, articles and prepositions aside. The text of an
    injury is compared only where one is expected. An ``items`` list is right if each item has its match and none is
    left over.
    """
    if expected is None or found is None:
        return expected is None and found is None
    match slot:
        case "occurred_at":
            return _same_time(expected, found, said)
        case "items":
            return items_matched(expected, found, exactly=exactly) == len(expected) == len(found)
        case "injuries":
            return _same_injuries(expected, found, exactly=exactly)
        case "weapon" if "none" in (expected, found):
            return bool(expected == found)
        case _ if slot in TEXT_SLOTS:
            return _alike(str(expected), str(found), exactly=exactly)
        case _:
            return bool(_normal(slot, expected) == _normal(slot, found))


def items_matched(expected: Sequence[str], found: Sequence[str], *, exactly: bool = False) -> int:
    """How many expected items have a found one of their own; the best pairs are made first."""
    pairs = sorted(
        ((token_f1(want, got), i, j) for i, want in enumerate(expected) for j, got in enumerate(found)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken_expected: set[int] = set()
    taken_found: set[int] = set()
    for _, i, j in pairs:
        if i not in taken_expected and j not in taken_found and _alike(expected[i], found[j], exactly=exactly):
            taken_expected.add(i)
            taken_found.add(j)
    return len(taken_expected)


def token_f1(expected: str, found: str) -> float:
    """The harmonic mean of precision and recall over words, articles and prepositions aside (as SQuAD scores answers,
    Rajpurkar et al. 2016). A text of nothing but such words is compared by them, and a compound written together is the
    same as one written apart ("scratchcards").
    """
    want, got = content_words(expected), content_words(found)
    if want and "".join(want) == "".join(got):
        return 1.0
    shared = sum((Counter(want) & Counter(got)).values())
    return 2 * shared / (len(want) + len(got)) if shared else 0.0


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in lower case without apostrophes."""
    words = [re.sub(r"['’]", "", word) for word in _WORD.findall(text.casefold())]
    return [word for word in words if word not in _LIGHT] or words


def resolved(expected: Mapping[str, Any], said: Moment) -> datetime:
    """The moment that ``{"minutes_ago": n}`` or ``{"local_time": "HH:MM"}`` means; of the latter, the last one past, or
    that of the day so many ``days_ago``.
    """
    if "minutes_ago" in expected:
        return said.now - timedelta(minutes=float(expected["minutes_ago"]))
    hour, minute = (int(part) for part in str(expected["local_time"]).split(":"))
    local = said.now.astimezone(said.zone)
    moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if "days_ago" in expected:
        return moment - timedelta(days=int(expected["days_ago"]))
    # A minute that has begun has been reached.
    return moment if moment <= local + timedelta(seconds=59) else moment - timedelta(days=1)


def _same_time(expected: Any, found: Any, said: Moment) -> bool:
    want = resolved(expected, said) if isinstance(expected, Mapping) else _moment(expected)
    got = _moment(found)
    return want is not None and got is not None and abs(got - want) <= TIME_TOLERANCE


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _same_injuries(expected: Any, found: Any, *, exactly: bool) -> bool:
    if not isinstance(expected, Mapping) or not isinstance(found, Mapping) or expected["any"] is not found.get("any"):
        return False
    want, got = expected.get("text"), found.get("text")
    return want is None or (got is not None and _alike(str(want), str(got), exactly=exactly))


def _alike(expected: str, found: str, *, exactly: bool) -> bool:
    if exactly:
        return content_words(expected) == content_words(found)
    return token_f1(expected, found) >= LEAST_TOKEN_F1


def _normal(slot: str, value: Any) -> Any:
    match slot, value:
        case _, bool():
            return str(value)  # or False would equal 0
        case "item_value", str() | int() | float():
            try:
                return Decimal(str(value))
            except InvalidOperation:
                return value
        case "vehicle_plate" | "police_reference" | "till_receipt", str():
            return re.sub(r"[\W_]+", "", value).casefold()
        case "camera", str():
            return value.casefold().removeprefix("camera").strip()
        case _, str():
            return " ".join(word for word in value.casefold().split() if word not in _ARTICLES)
        case _:
            return value
