"""Open-class values: what the language model marked in the words or, without it, what closed lists find there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from assistant.incident import Injuries, SlotName, SlotValue
from assistant.privacy import protected_terms, without_protected_terms
from assistant.understanding import appearance, direction, goods, injuries, location, placing, vehicles, weapons
from assistant.understanding.corrections import negated
from assistant.understanding.counts import PEOPLE
from assistant.understanding.negation import negator_before
from assistant.understanding.numbers import number_at
from assistant.understanding.reading import Reading
from assistant.understanding.spelling import spelt_out
from assistant.understanding.taken import goods_beside_verbs, names_no_goods
from assistant.understanding.values import Entity, FoundValue, Parse
from assistant.understanding.wording import TEXT_LIMIT, admissible, british, tidy
from assistant.understanding.words import Words

WHOLE_ANSWER: Final = "answer to the question"
"""The rule of a value that is the whole utterance, taken as the answer."""

SLOT_OF_LABEL: Final[dict[str, SlotName]] = {
    "item": "items",
    "suspect_description": "suspect_description",
    "weapon": "weapon",
    "vehicle_description": "vehicle_description",
    "direction_of_travel": "direction_of_travel",
    "injury": "injuries",
    "location": "location",
}
"""Which slot the words that the language model marks belong to."""
_TAKING_FIRST: Final = re.compile(
    r"^(?:stuff|nick|bagg|shov|tipp|pinch|steal|tak|grabb|hid|pocket|swip|empty|clear|stash|conceal|load|robb|lift)ing\s+",
    re.IGNORECASE,
)
"""The verb of taking before goods, where the model takes it in: "stuffing joints of lamb down his jacket"."""
_WHOSE: Final = re.compile(r"['’]s$")
"""The "has" of "a lad with a machete's just had the takings"."""
_QUALIFIES: Final = re.compile(
    r"(?: of|^(?:posh|fancy|big|large|small|little|new|old|cheap|dear|expensive|designer|electric|frozen|fresh|kids|"
    r"mens|womens|ladies|baby|bottled|tinned|packet|scented|leather|woolly))$",
    re.IGNORECASE,
)
"""An item that is none without the next word."""
_JOINED: Final = frozenset({"suspect_description", "vehicle_description"})
"""Slots whose text may be told in several pieces."""
_BARE_NUMBER_WORDS: Final = frozenset(
    {"one", "it", "them", "that", "this", "him", "her", "stuff", "something", "things"}
)
_ANSWERABLE: Final = frozenset(
    {"items", "suspect_description", "vehicle_description", "direction_of_travel", "location", "weapon", "injuries"}
)
"""Open slots that a whole utterance may answer where nothing in it was recognised."""
_NAME_WORDS: Final = 3
_TALK: Final = frozenset(
    "been told about this you your me i we us he she they has have is are was were can could will would do does did "
    "how why what when who there here know think".split()
)
"""Words of a sentence: what holds one of these is longer than a name of goods, and no name at all."""
_LEAST_LOOKS: Final = 0.2
"""Below this confidence the model's description is a guess."""
_DEED: Final = re.compile(
    r"(?:(?:he|she|they)['’]?(?:s|re)?\s+)?(?!(?:nothing|anything|something|wearing|carrying|morning|evening|king)\b)"
    r"[a-z]+ing\b",
    re.IGNORECASE,
)
_DEED_WORDS: Final = 6
_CALLED: Final = re.compile(
    r"\b(?:call(?:s|ed|ing|in)? \w+|say(?:s|ing) (?:im|i am|were|shes|hes))"
    r"(?: (?:a|an|some|all|right|proper))*$"
)
_CALLED_BEFORE: Final = 6
"""What somebody was called is an insult, and nobody's looks: so many words before it are looked at."""
_LEAST_HURT: Final = 0.3
"""The same for the words of an injury."""
_LONGEST_ANSWER: Final = {
    "location": 10,
    "weapon": 10,
    "items": 20,
    "direction_of_travel": 14,
    "vehicle_description": 14,
}


def spans_of_items(reading: Reading, parse: Parse) -> list[tuple[int, int]]:
    """Word spans of the model's items."""
    spans = (reading.words.at_span(entity.start, entity.end) for entity in parse.entities if entity.label == "item")
    return [span for span in spans if span[0] < span[1]]


def from_model(reading: Reading, parse: Parse, closed: Sequence[FoundValue]) -> Iterator[FoundValue]:
    """The model's entities as slot values, one a slot; pieces of a description are joined, items listed.

    ``closed`` are the grammar's values: a weapon or a place among them is no item and no part of a description.
    """
    by_slot: dict[SlotName, list[Entity]] = {}
    places = [(place.first, place.after) for place in reading.gazetteer.find(reading.words)]
    spelt = spelt_out(reading.words)
    deeds = _deeds(reading, parse) if reading.asked == "suspect_description" else []
    for entity in _whole(sorted([*parse.entities, *deeds], key=lambda entity: entity.start), reading.words.text):
        slot = _slot_of(reading, entity)
        if spelt.issuperset(range(*reading.words.at_span(entity.start, entity.end))):
            continue  # "Sierra Tango one seven" is a plate, and no Ford
        if slot == "items" and _no_goods(reading, entity, closed, places, parse.category):
            continue
        if slot == "weapon" and weapons.is_no_weapon(reading.words, *reading.words.at_span(entity.start, entity.end)):
            continue
        if slot == "suspect_description" and _no_looks(reading, entity, closed, places):
            continue
        if slot == "injuries" and entity.confidence is not None and entity.confidence < _LEAST_HURT:
            continue
        if slot is not None and 0 <= entity.start < entity.end <= len(reading.words.text):
            by_slot.setdefault(slot, []).append(entity)
    for slot, entities in by_slot.items():
        kept = [(entity, text) for entity in entities if (text := _text(reading, slot, entity))]
        if not kept:
            continue
        texts = list(dict.fromkeys(text for _, text in kept))
        if slot == "injuries":
            # How it came about is told beside what is hurt: "slipped over, she's cut her hand".
            hurt = [one for one in kept if not injuries.is_a_fall(one[1])] or kept
            kept = [max(hurt, key=_confidence)]
            texts = [kept[0][1]]
        chosen = kept if slot == "items" or slot in _JOINED else kept[-1:]
        value = _value(slot, texts)
        if value is None:
            continue
        start, end = chosen[0][0].start, chosen[-1][0].end
        confidences = [entity.confidence for entity, _ in chosen if entity.confidence is not None]
        words = reading.words.text[start:end]
        yield FoundValue(slot, value, words, start, end, "model", chosen[-1][0].label, min(confidences, default=None))


def _whole(entities: Sequence[Entity], text: str) -> list[Entity]:
    """The entities, an item that the model cut after its "of" or adjective ("leg of", "lamb") in one piece again."""
    whole: list[Entity] = []
    for entity in entities:
        before = whole[-1] if whole else None
        if (
            before is not None
            and before.label == entity.label == "item"
            and _QUALIFIES.search(text[before.start : before.end]) is not None
            and not text[before.end : entity.start].strip()
        ):
            both = text[before.start : entity.end]
            whole[-1] = replace(before, text=both, end=entity.end)
        else:
            whole.append(entity)
    return whole


def is_a_deed(value: FoundValue) -> bool:
    """Is it what somebody does, taken in place of how they look?"""
    marked = value.source == "model" and value.confidence is not None
    return value.slot == "suspect_description" and not marked and value.rule in {WHOLE_ANSWER, "suspect_description"}


def _deeds(reading: Reading, parse: Parse) -> list[Entity]:
    """What somebody is doing, told in a breath with their looks: "swearing to himself, hospital gown, bare feet"."""
    text = reading.words.text[:TEXT_LIMIT]
    found = []
    for clause in re.finditer(r"[^,.;]+", text):
        said = clause.group().strip()
        start = clause.start() + clause.group().index(said) if said else clause.start()
        marked = any(entity.start < clause.end() and start < entity.end for entity in parse.entities)
        if _DEED.match(said) and len(said.split()) <= _DEED_WORDS and not marked:
            found.append(Entity("suspect_description", said, start, start + len(said), None))
    return found


def _slot_of(reading: Reading, entity: Entity) -> SlotName | None:
    """The entity's slot; a vehicle, by the list of them, is one whatever the model takes it for."""
    slot = SLOT_OF_LABEL.get(entity.label)
    first, after = reading.words.at_span(entity.start, entity.end)
    if slot == "suspect_description" and first < after and vehicles.is_one(reading.words.slice(first, after)):
        return "vehicle_description"
    return slot


def _confidence(kept: tuple[Entity, str]) -> float:
    return kept[0].confidence or 0.0


def _no_goods(
    reading: Reading,
    entity: Entity,
    closed: Sequence[FoundValue],
    places: Sequence[tuple[int, int]],
    kind: str | None,
) -> bool:
    first, after = reading.words.at_span(entity.start, entity.end)
    return reading.asked != "items" and first < after and names_no_goods(reading, first, after, closed, places, kind)


def _no_looks(
    reading: Reading, entity: Entity, closed: Sequence[FoundValue], places: Sequence[tuple[int, int]]
) -> bool:
    """A guess of the model's, or one with a place or the weapon in it: no description unless one was asked for."""
    if reading.asked == "suspect_description":
        return False
    if entity.confidence is not None and entity.confidence < _LEAST_LOOKS:
        return True
    first, after = reading.words.at_span(entity.start, entity.end)
    if _CALLED.search(reading.words.slice(max(0, first - _CALLED_BEFORE), first)):
        return True
    spans = [*places, *(reading.words.at_span(value.start, value.end) for value in closed if value.slot == "weapon")]
    hurt = [reading.words.at_span(value.start, value.end) for value in closed if value.slot == "injuries"]
    return any(max(first, at) < min(after, end) for at, end in spans) or any(
        at <= first and after <= end for at, end in hurt
    )


def from_lists(reading: Reading, closed: Sequence[FoundValue] = ()) -> Iterator[FoundValue]:
    """Items, looks, vehicle and direction by closed lists; items also by the verb they stand beside."""
    for value in (
        *vehicles.find(reading),
        *direction.find(reading),
        *appearance.find(reading),
        *_items(reading, closed),
    ):
        if not isinstance(value.value, str):
            yield value
            continue
        text = _of_no_group(reading, value.value) if value.slot == "suspect_description" else value.value
        if text:
            yield replace(value, value=british(text))


def _items(reading: Reading, closed: Sequence[FoundValue]) -> Iterator[FoundValue]:
    """What is listed as goods, or else stands where goods stand."""
    listed = list(goods.find_items(reading))
    if listed:
        yield from listed
        return
    words = reading.words
    note = goods.notes_told(reading)
    if note is not None:
        yield words.found("items", [words.as_said(*note)], note[0], note[1], "a note by its value")
        return
    places = [(place.first, place.after) for place in reading.gazetteer.find(words)]
    spans = [
        (first, after)
        for first, after in goods_beside_verbs(reading)
        if not names_no_goods(reading, first, after, closed, places)
    ]
    if spans:
        names = list(dict.fromkeys(words.as_said(first, after) for first, after in spans))[:50]
        yield words.found("items", names, spans[0][0], spans[-1][1], "what stands beside the verb")


def whole_answer(reading: Reading) -> FoundValue | None:
    """The whole utterance as the answer to an open slot that was asked for."""
    slot, words = reading.asked, reading.words
    if slot not in _ANSWERABLE or not len(words) or len(words) > _LONGEST_ANSWER.get(slot, 60):
        return None
    said = words.as_said(0, len(words))
    text = _of_no_group(reading, said) if slot == "suspect_description" else tidy(said)
    if slot == "location" and not placing.may_be_place(words):
        return None
    if slot == "items" and len(words) > _NAME_WORDS and not _TALK.isdisjoint(words.plain.split()):
        return None
    if slot == "direction_of_travel" and direction.leads_nowhere(words):
        return None
    if slot == "location":
        text = placing.place_name(text)
    text = british(text)
    letters = sum(character.isalpha() for character in text)
    if letters < 2 or text.lower() in _BARE_NUMBER_WORDS:
        return None
    value = _value(slot, [text])
    return None if value is None else words.found(slot, value, 0, len(words), WHOLE_ANSWER)


def _text(reading: Reading, slot: SlotName, entity: Entity) -> str:
    """What the record should hold for one entity; empty where it should hold nothing."""
    first, after = reading.words.at_span(entity.start, entity.end)
    if first == after:
        return ""
    said = reading.words.text[entity.start : entity.end]
    if slot == "suspect_description":
        return british(_of_no_group(reading, said))
    if slot == "vehicle_description" and _of_a_person(reading, first, after):
        return ""
    if slot in {"items", "weapon", "vehicle_description"} and _denied(reading, first):
        return ""
    if slot == "location":
        return "" if reading.asked in location.ELSEWHERE else placing.named(reading, first, after)
    if slot == "direction_of_travel":
        if direction.names_no_way(reading.words.slice(first, after)) or negated(reading.words, first):
            return ""
        said = direction.whole(said)
    if slot == "items":
        said = _TAKING_FIRST.sub("", said)
    return british(_WHOSE.sub("", tidy(said)))


def _of_a_person(reading: Reading, first: int, after: int) -> bool:
    """ "Asian geezer" is no vehicle, whatever the model takes it for; and no such word goes in by this door."""
    said = reading.words.slice(first, after)
    return not PEOPLE.isdisjoint(said.split()) and not vehicles.is_one(said)


def _of_no_group(reading: Reading, description: str) -> str:
    """``description`` without protected words, in the light of the whole utterance.

    A piece of it may not show that a word was said of a person ("black" out of "he's black, grey hoodie"): such a word
    is kept no more often than it stands in the utterance once that has been cleared of protected words.
    """
    said = reading.words.text[:TEXT_LIMIT]
    text = admissible(description)
    for term in set(map(str.lower, protected_terms(said))):
        whole = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
        allowed = len(whole.findall(without_protected_terms(said)))
        surplus = len(whole.findall(text)) - allowed
        if surplus > 0:
            text = admissible(re.sub(r"\s{2,}", " ", whole.sub("", text, count=surplus)))
    return text


def _denied(reading: Reading, first: int) -> bool:
    return negator_before(reading.words, first, 3) is not None


def _value(slot: SlotName, texts: list[str]) -> SlotValue | None:
    if slot == "items":
        return [piece for text in texts for piece in _pieces(text)][:50] or None
    if slot == "injuries":
        return Injuries(any=True, text=texts[-1])
    text = ", ".join(texts) if slot in _JOINED else texts[-1]
    return text[:500].strip(" ,") or None


def _pieces(text: str) -> list[str]:
    """The items of one entity: "meat, cheese and gin" is three, "fish and chips" one."""
    parts = text.replace(" and ", ",").split(",") if "," in text else [text]
    return [piece for part in parts if (piece := _without_number(tidy(part)))]


def _without_number(text: str) -> str:
    """ "two bottles of gin" is an item "bottles of gin": how many is a slot of its own."""
    words = Words(text)
    number = number_at(words, 0)
    if number is None or number.after >= len(words):
        return text
    return tidy(words.as_said(number.after, len(words)))
