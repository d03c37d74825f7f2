"""One utterance, whole: the model's intent and entities and the grammar's values made into an act and slot values.

With a parse the model gives the intent and the open classes, the grammar the closed ones, and it overrules the model
where it is certain. Without one (degraded) grammar and closed lists do it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.duress import spot
from assistant.incident import SlotName
from assistant.understanding import acts, category, entities, telling
from assistant.understanding.closed import BARE_ANSWERS, read_closed
from assistant.understanding.context import CONFIRMATION, Context
from assistant.understanding.deciding import ASIDES, FALLBACK, YES_NO_SLOTS, Evidence
from assistant.understanding.injuries import MEDICAL
from assistant.understanding.numbers import ORDINALS, UNITS
from assistant.understanding.reading import Reading
from assistant.understanding.values import Act, FoundValue, Parse, Understood, fits
from assistant.understanding.words import Words, either, phrases
from assistant.understanding.yes_no import only_yes_no, yes_no

__all__ = ["CONFIRMATION", "Context", "interpret", "read_ahead"]

_QUESTION_WORDS: Final = frozenset("what who why when where how which can could do does is".split())
_REFUSING: Final = frozenset("wasnt didnt dont cant couldnt never not havent werent isnt aint".split())
_CHOICE: Final = phrases(
    f"(?:the )?{either([*list(ORDINALS)[:9], 'last', 'latter'])}(?: (?:one|option|choice))?",
    f"(?:number|option|choice) {either(list(UNITS)[1:10])}",
)
_WITHOUT_GOODS: Final = frozenset(
    {"assault", "abuse_or_threat", "antisocial_behaviour", "suspicious_person", "medical_emergency"}
)
"""Kinds of incident in which nothing is taken or damaged: a thing named there is no item unless it was asked for."""
_OF_SUSPECTS: Final = frozenset({"suspect_count", "suspect_description"})
"""Who has been taken ill did nothing."""
_IN_DOUBT: Final = 0.5
_FEW_WORDS: Final = 3
"""Below this confidence, and of so many words at most, what answers the question is an answer, whatever the intent."""


def interpret(text: str, parse: Parse | None, context: Context) -> Understood:
    """What ``text`` means in ``context``; never raises, whatever the text.

    ``parse`` is the language model's view, ``None`` where there is none. Every value fits the record.
    """
    reading = _reading(text, context)
    words = reading.words
    model_items = entities.spans_of_items(reading, parse) if parse is not None else None
    values = [*read_closed(reading, items=model_items)]
    said = acts.said_act(words)
    cues = category.cues_in(words, context.cues)
    picked = _picked_choice(words, context)
    if picked is not None:
        values = [value for value in values if value.slot != picked.slot] + [picked]
    else:
        values = _add_open(reading, values, parse, said)
    evidence = Evidence(words, context, parse, values, said, category.judge(cues), yes_no(words))
    ruling = evidence.ruling()
    chosen = [value for value in _values_for(ruling.act, evidence, cues) if fits(value.slot, value.value)]
    chosen.sort(key=lambda value: value.start)
    answer = evidence.answer
    return Understood(text, ruling.act, ruling.confidence, tuple(chosen), answer, parse is None, ruling.rule)


def read_ahead(text: str, context: Context) -> None:
    """Read in ``text`` what needs no model, while it is waited for: ``interpret`` then finds it read."""
    reading = _reading(text, context)
    spot(text, context.duress)
    read_closed(reading, items=None)
    category.cues_in(reading.words, context.cues)
    context.gazetteer.find(text, answer=True)


def _reading(text: str, context: Context) -> Reading:
    return Reading(Words(text), context.slot, context.now, context.zone, context.gazetteer, kind=context.kind)


def _values_for(act: Act, evidence: Evidence, cues: Sequence[category.Cue]) -> list[FoundValue]:
    """The values that ``act`` may carry, and its category."""
    values, asked = list(evidence.values), evidence.context.asked
    if act == "add_evidence":
        return [value for value in values if value.slot == "camera"]
    if act in ASIDES or act in {"dont_know", "out_of_scope"}:
        return []
    if act in {"affirm", "deny"}:
        # A yes that was asked for may bring facts along; one that nobody asked for brings nothing.
        return values if asked in YES_NO_SLOTS else [value for value in values if value.slot == asked]
    if act == "correct":
        # The "no" that takes something back is no answer to the question that was open.
        values = [value for value in values if value.rule not in BARE_ANSWERS]
    found = _category(act, evidence, cues, values)
    if (evidence.context.kind if found is None else found.value) == MEDICAL:
        values = [value for value in values if value.slot not in _OF_SUSPECTS or value.slot == asked]
    if act == "report_incident":
        # What somebody does now is the incident, and no longer what made them suspicious.
        values = [value for value in values if not entities.is_a_deed(value)]
    if found is None:
        return values
    if found.value in _WITHOUT_GOODS and asked not in {"items", "item_quantity"}:
        values = [value for value in values if value.slot not in {"items", "item_quantity"}]
    return [*values, found]


def _category(
    act: Act, evidence: Evidence, cues: Sequence[category.Cue], values: Sequence[FoundValue]
) -> FoundValue | None:
    asked, words = evidence.context.asked, evidence.words
    named = telling.names_a_kind(words, category.judge(cues))
    if act == "panic" or (act == "inform" and asked != "category") or (act == "correct" and values and not named):
        return None
    if asked not in {None, "category"} and not evidence.may_change_category():
        return None
    choice = category.choose(cues, None if telling.only_a_kind(words) else evidence.parse)
    if choice is None:
        return None
    if choice.cue is not None:
        return words.found("category", choice.category, choice.cue.first, choice.cue.after, "category by its cue")
    start, end = words.words[0].start, words.words[-1].end
    label = f"report_{choice.category}"
    return FoundValue("category", choice.category, words.text[start:end], start, end, "model", label, choice.confidence)


def _picked_choice(words: Words, context: Context) -> FoundValue | None:
    """ "the second one": the value of the choice that was offered in that place."""
    match = _CHOICE.fullmatch(words.plain)
    if context.slot is None or match is None:
        return None
    place = words.words[0 if words[0] != "the" else 1].text
    index = -1 if place in {"last", "latter"} else ORDINALS.get(place, UNITS.get(words[len(words) - 1], 0)) - 1
    if not -1 <= index < len(context.choices) or (index == -1 and place not in {"last", "latter"}):
        return None
    choice = interpret(context.choices[index], None, replace(context, choices=()))
    value = next((value.value for value in choice.values if value.slot == context.slot), None)
    return None if value is None else words.found(context.slot, value, 0, len(words), "choice by its place")


def _add_open(
    reading: Reading, values: list[FoundValue], parse: Parse | None, said: acts.SaidAct | None
) -> list[FoundValue]:
    """The open classes beside the grammar's values, which win their slots."""
    taken = {value.slot for value in values}
    found = list(entities.from_model(reading, parse, values)) if parse is not None else []
    slots = {value.slot for value in found}
    # The lists help where the model is down, where it found nothing for what was asked, and with things taken.
    wanted = _wanted(reading, parse)
    if parse is None or not wanted <= taken | slots:
        found += [
            value
            for value in entities.from_lists(reading, values)
            if value.slot not in slots and (parse is None or value.slot in wanted)
        ]
    everything = values + _without_goods_worn(found, taken, reading)
    # A word or two are little for the model to go by: "notes", when asked what it was about.
    in_doubt = parse is not None and parse.confidence < _IN_DOUBT and len(reading.words) <= _FEW_WORDS
    answers = parse is None or parse.intent in {"inform", FALLBACK} or in_doubt
    if said is None and not everything and answers and not only_yes_no(reading.words) and not _tells_nothing(reading):
        whole = entities.whole_answer(reading)
        return [whole] if whole is not None else []
    return everything


def _without_goods_worn(found: list[FoundValue], taken: set[SlotName], reading: Reading) -> list[FoundValue]:
    """Without what is in ``taken`` already, and without a description that is but a thing taken ("a leather coat has
    gone").
    """
    goods = next((value for value in found if value.slot == "items"), None)
    kept = [value for value in found if value.slot not in taken]
    if goods is None or reading.asked == "suspect_description":
        return kept
    return [
        value
        for value in kept
        if value.slot != "suspect_description" or not (goods.start <= value.start and value.end <= goods.end)
    ]


def _wanted(reading: Reading, parse: Parse | None) -> set[SlotName | None]:
    """The open slots in which the lists may put what the model missed: what was asked, and what a report may tell.

    A thing named in chatter is no item, and the looks of someone taken ill are nobody's description.
    """
    kind = None if parse is None else parse.category
    wanted: set[SlotName | None] = {reading.asked}
    if reading.asked is None and kind is not None:
        wanted |= {"items"} if kind not in _WITHOUT_GOODS else set()
        wanted |= {"suspect_description"} if kind != MEDICAL else set()
    if parse is not None and parse.intent == "correct":
        wanted |= {"items", "direction_of_travel"}
    return wanted


def _tells_nothing(reading: Reading) -> bool:
    """A question, "no car", or a choice that was never offered, is no text for a slot."""
    words = reading.words
    if telling.manner(words) is telling.Telling.ENQUIRY:
        return True
    refuses = bool(_REFUSING.intersection(words.slice(0, 3).split()))
    return (
        words[0] in _QUESTION_WORDS or refuses or yes_no(words) is False or _CHOICE.fullmatch(words.plain) is not None
    )
