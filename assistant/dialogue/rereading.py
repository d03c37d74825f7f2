"""What a bare correction means: "no, one hundred and sixty", "not that, it's 310", "no, only cash", "not gin, vodka".

Whoever puts a record right leaves out what was just read to them. A value without a unit is tried against the facts on
record, one after the other; it is taken only where it fits one of them and no other, and is then said back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from assistant.dialogue.by_ear import kind_by_ear, sounds_like_one
from assistant.dialogue.consent import words_of
from assistant.dialogue.plate_changes import amended_plate
from assistant.dialogue.recording import Told, same_text, whole_answer
from assistant.dialogue.state import House, TurnInput
from assistant.incident import SLOT_NAMES, Incident, SlotName, SlotValue
from assistant.understanding.category import TELL_NO_KIND
from assistant.understanding.closed import BARE_ANSWERS
from assistant.understanding.context import Context
from assistant.understanding.entities import WHOLE_ANSWER
from assistant.understanding.interpret import interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.verbalise import spoken

_NO_PLACES: Final = Gazetteer({}, 0, 0)
"""Places are read with the store's own names before anything comes here."""
_NUMERIC: Final[tuple[SlotName, ...]] = ("item_value", "suspect_count", "item_quantity")
_READ_OUT: Final[tuple[SlotName, ...]] = ("till_receipt", "police_reference")
_TEXT: Final[tuple[SlotName, ...]] = (
    "suspect_description",
    "direction_of_travel",
    "items",
    "weapon",
    "vehicle_description",
    "vehicle_plate",
    "injuries",
    "occurred_at",
    "camera",
)
_LEAD: Final = re.compile(
    r"^(?:(?:no|nah|naw|nope|nay|negative|wrong|incorrect|sorry|actually|wait|hang on|correction|er|um|oh|well|so|look|"
    r"not (?:that|this|right|quite|correct)|i (?:said|meant|mean)|make (?:that|it)|that should be|"
    r"it should be|should be|(?:it|that|they|there)(?:['’]?s| is| was| were|['’]?re| are)(?! not)|is|was|only|just|try|"
    r"(?:i beg your )?pardon|please)\b[\s,.;:!-]*)+",
    re.IGNORECASE,
)
_NOT_BUT: Final = re.compile(
    r"\b(?:not|wasn['’]?t|isn['’]?t|weren['’]?t|ain['’]?t)\s+(?:(?:a|an|the|any|at|in)\s+)?(?P<old>[^,.;]+?)"
    r"(?:\s*[,.;]\s*(?:(?:but|it['’]?s|it was|it is|they were|they're|that was|he had|she had)\s+)?"
    r"|\s+(?:but|it['’]?s|it was|it is|they were)\s+)"
    r"(?:(?:a|an|the|some)\s+)?(?P<new>[^,;]+?)[\s.!]*$",
    re.IGNORECASE,
)
_BUT_NOT: Final = re.compile(
    r"(?:^|[,;]\s*)(?:(?:it['’]?s|it was|it is|they were|that was)\s+)?(?:(?:a|an|the|some)\s+)?(?P<new>[^,;]+?)"
    r"\s*,?\s+not\s+(?:(?:a|an|the|any)\s+)?(?P<old>[^,.;]+?)[\s.!]*$",
    re.IGNORECASE,
)
_TALK: Final = frozenset(
    """he she they them it you we i his her their me him this that what which who when where how nothing something
    anything wrong right report call called email online said say told was were is are had has have did do got get be
    been not no yes never but because cos like think know maybe one two all
    shes hes theyre theres weve ive im different mistake thing things item items value price""".split()
)
"""Words of a sentence, not of a bare name of something."""
_BARE_WORDS: Final = 4
_SENTENCE_WORDS: Final = 8
_SHORT: Final = 3
_LITTLE_WORDS: Final = frozenset(
    """only just a an the some of and it its was were is all my her his their or about more like around nearly them
    there people pounds quid pound items in total altogether not that""".split()
)
_CUT_SHORT: Final[tuple[SlotName, ...]] = (
    "location",
    "suspect_description",
    "direction_of_travel",
    "vehicle_description",
)
_CROWD: Final = 20
"""More people, or pieces, than are counted in one incident, unless as many were on record before."""
_MONEY_FROM: Final = 20


def bare_correction(
    text: str,
    incident: Incident,
    given: TurnInput,
    house: House,
    *,
    just_said: Sequence[SlotName] = (),
    perhaps_chatter: bool = False,
    said_something: bool = False,
) -> tuple[Told, ...]:
    """The value that puts the record right, where ``text`` holds one and it fits one fact; else nothing.

    ``just_said`` are the facts that were read back last and alone: a number means one of those first. Of what may be
    ``perhaps_chatter`` only a value that was cut short on record is taken, told in full. Where
    it ``said_something`` that stands on record already, the rest of it is no name of goods.
    """
    contrast = contrasted(text, incident, given, house)
    if contrast:
        return contrast
    rest = _LEAD.sub("", text.strip(), count=1).strip(" .,!?-")
    if not rest:
        return ()
    kind = () if perhaps_chatter else _kind_named(rest, incident, house) or _kind_in_a_clause(rest, incident, house)
    if kind:
        return kind
    longer = _completed(rest, incident)
    if longer or perhaps_chatter:
        return longer
    heard = kind_by_ear(rest, house.sops.categories)
    near = sounds_like_one(rest, incident)
    if near or (heard is not None and heard != incident.category):
        return near or (Told("category", str(heard), rest, "rule"),)
    held = [slot for slot in SLOT_NAMES if incident.slot(slot) is not None]
    readings = {slot: told for slot in held if (told := read_as(slot, rest, given, house)) is not None}
    numbers = [told for slot, told in readings.items() if slot in (*_NUMERIC, *_READ_OUT)]
    if numbers:
        return _one_number(numbers, rest, incident, just_said)
    texts = [told for slot, told in readings.items() if slot in _TEXT and not same_text(told, incident)]
    if len(texts) > 1:  # "black tracksuits" are goods only where goods were asked for
        unasked = {told.slot for told in reread(rest, given, house)}
        texts = [told for told in texts if told.slot in unasked]
    if len(texts) == 1:
        return tuple(texts)
    return () if texts or said_something else _bare_goods(rest, incident)


def contrasted(text: str, incident: Incident, given: TurnInput, house: House, *, bare: bool = True) -> tuple[Told, ...]:
    """ "Not morphine, it was oxycodone": the new value goes where the old one stands, or where it was meant to.

    ``bare`` takes it for goods where the old one stands nowhere: not where something better was found in the words.
    """
    match = _NOT_BUT.search(text[:300]) or _BUT_NOT.search(text[:300])
    if match is None:
        return ()
    old, new = " ".join(words_of(match["old"])), _LEAD.sub("", match["new"].strip())
    if not old or not new:
        return ()
    for slot in SLOT_NAMES:
        value = incident.slot(slot)
        if value is None or isinstance(value, bool) or slot == "category":
            continue
        if slot == "items" and isinstance(value, list):
            there = [item for item in value if old in " ".join(words_of(item))]
            if there:
                kept = [new.lower() if item is there[0] else item for item in value if item not in there[1:]]
                return (Told("items", list(dict.fromkeys(kept)), new, "rule"),)
        elif old in " ".join(words_of(spoken(slot, value, house.zone, given.now))):
            told = read_as(slot, new, given, house)
            if told is None and slot == "location":  # the store's own places are not known here: its words stand
                told = whole_answer(slot, new)
            return () if told is None else (told,)
    asks_goods = any(one.slot == "items" for one in house.sops.for_category(incident.category).questions)
    return _goods(new) if bare and asks_goods and incident.items is None else ()


def read_as(slot: SlotName, text: str, given: TurnInput, house: House) -> Told | None:
    """``text`` read as the answer to a question for ``slot``; not where any words would do as one."""
    context = Context(slot, given.now, house.zone, _NO_PLACES)
    understood = interpret(text, None, context)
    unfit = {WHOLE_ANSWER, *BARE_ANSWERS}
    found = next((one for one in understood.values if one.slot == slot and one.rule not in unfit), None)
    if found is not None and slot in ("items", *_NUMERIC, *_READ_OUT) and not _is_all_there_is(found.words, text):
        return None
    return None if found is None else Told(slot, found.value, found.words, "grammar")


def reread(text: str, given: TurnInput, house: House) -> tuple[Told, ...]:
    """Every closed-class fact in ``text``, where what else it says had hidden them ("they've gone, stand down")."""
    understood = interpret(text, None, Context("suspects_on_site", given.now, house.zone, _NO_PLACES))
    if understood.act not in ("inform", "report_incident", "correct", "deny"):
        return ()
    unfit = {WHOLE_ANSWER, *BARE_ANSWERS}
    return tuple(
        Told(one.slot, one.value, one.words, "grammar")
        for one in understood.values
        if one.rule not in unfit and one.slot != "category"
    )


def plate_correction(text: str, incident: Incident) -> tuple[Told, ...]:
    """The plate on record with one part of it put right, if that is what ``text`` does."""
    plate = None if incident.vehicle_plate is None else amended_plate(incident.vehicle_plate, text)
    return () if plate is None else (Told("vehicle_plate", plate, text.strip(), "rule"),)


def _one_number(
    numbers: Iterable[Told], rest: str, incident: Incident, just_said: Sequence[SlotName]
) -> tuple[Told, ...]:
    """The one fact that a bare number can replace; none where it could be several."""
    changed = [told for told in numbers if told.value != incident.slot(told.slot)]
    pounds = _no_pence(rest, incident) if any(told.slot == "item_value" for told in numbers) else None
    if not changed and pounds is not None:
        return (Told("item_value", pounds, rest, "rule"),)
    last = [told for told in changed if told.slot in just_said]
    if len(last) == 1:
        return tuple(last)
    if _is_read_out(rest):
        codes = [told for told in changed if told.slot in _READ_OUT]
        if len(codes) == 1:
            return tuple(codes)
    likely = [told for told in changed if told.slot in _NUMERIC and _likely(told, incident)]
    if not likely:
        likely = [told for told in changed if told.slot in _READ_OUT]
    return tuple(likely) if len(likely) == 1 else ()


def _no_pence(rest: str, incident: Incident) -> Decimal | None:
    """ "No, two seventy", where two pounds seventy was read back: two hundred and seventy."""
    held = incident.item_value
    words = [word for word in words_of(rest) if word not in _LITTLE_WORDS]
    if held is None or held >= _MONEY_FROM or held == held.to_integral_value() or len(words) not in (2, 3):
        return None
    return held * 100


def _likely(told: Told, incident: Incident) -> bool:
    old, new = incident.slot(told.slot), told.value
    if isinstance(new, Decimal):
        return new >= _MONEY_FROM or (isinstance(old, Decimal) and old < _MONEY_FROM)
    return isinstance(new, int) and isinstance(old, int) and new <= max(_CROWD, 2 * old)


def _is_read_out(rest: str) -> bool:
    """ "four four seven one": a number told figure by figure."""
    words = words_of(rest)
    single = {"oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "o"}
    return len(words) > 2 and all(word in single or len(word) == 1 for word in words)


def _is_all_there_is(found: str, text: str) -> bool:
    """Does ``text`` hold nothing besides? A phone call is no phone."""
    rest = [word for word in words_of(text) if word not in words_of(found)]
    return all(word in _LITTLE_WORDS for word in rest)


def _kind_named(rest: str, incident: Incident, house: House) -> tuple[Told, ...]:
    """ "It's criminal damage", "he's just suspicious": another kind of incident, by its name or the word that tells it
    from the others.
    """
    words = words_of(rest)
    if len(words) > _SENTENCE_WORDS:
        return ()
    names = {category: category.split("_") for category in house.sops.categories}
    telling = {
        category: [word for word in name if sum(word in other for other in names.values()) == 1 and len(word) > _SHORT]
        for category, name in names.items()
    }
    said = [
        category
        for category, name in names.items()
        if " ".join(name) in " ".join(words)
        or (len(words) <= _BARE_WORDS and any(word in words and word not in TELL_NO_KIND for word in telling[category]))
    ]
    if len(said) != 1 or said[0] == incident.category:
        return ()
    return (Told("category", said[0], rest, "rule"),)


def _kind_in_a_clause(rest: str, incident: Incident, house: House) -> tuple[Told, ...]:
    """ "He's smashing the place up, damage": the kind by itself, before or after what happened."""
    clauses = [clause.strip() for clause in re.split(r"[,.;]", rest) if clause.strip()]
    named = [_kind_named(clause, incident, house) for clause in clauses if len(words_of(clause)) <= _BARE_WORDS]
    return next((told for told in reversed(named) if told), ())


def _completed(rest: str, incident: Incident) -> tuple[Told, ...]:
    """ "The pick and mix", where "pick" is on record: a value that was cut short, told in full."""
    words = words_of(rest)
    if len(words) > _SENTENCE_WORDS or (set(words) & _TALK) - _LITTLE_WORDS:
        return ()
    for slot in _CUT_SHORT:
        value = incident.slot(slot)
        old = words_of(value) if isinstance(value, str) else []
        if old and len(old) < len(words) and f" {' '.join(old)} " in f" {' '.join(words)} ":
            whole = re.sub(r"^(?:a|an|the)\s+", "", rest.lower())
            return () if words_of(whole) == old else (Told(slot, whole, rest, "rule"),)
    return ()


def _bare_goods(rest: str, incident: Incident) -> tuple[Told, ...]:
    """A bare name of something, where things were read back: it replaces them."""
    words = words_of(rest)
    if (
        incident.items is None
        or re.search(r"[.;?!]\s", rest)
        or not 0 < len(words) <= _BARE_WORDS
        or not _TALK.isdisjoint(words)
    ):
        return ()
    told = _goods(rest)
    return () if same_text(told[0], incident) else told


def _goods(words: str) -> tuple[Told, ...]:
    value: SlotValue = [re.sub(r"^(?:a|an|the|some|only|just)\s+", "", words.strip(" .,!?").lower())]
    return (Told("items", value, words, "rule"),)
