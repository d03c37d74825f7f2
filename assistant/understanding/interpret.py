"""One utterance, whole: the model's intent and entities and the grammar's values made into an act and slot values.

With a parse the model gives the intent and the open classes, the grammar the closed ones, and it overrules the model
where it is certain. Without one (degraded) grammar and closed lists do it all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from assistant.incident import SlotName
from assistant.understanding import acts, category, entities
from assistant.understanding.category import STRONG, Cue
from assistant.understanding.closed import BARE_ANSWERS, read_closed
from assistant.understanding.numbers import ORDINALS, UNITS
from assistant.understanding.places import Gazetteer
from assistant.understanding.reading import Reading
from assistant.understanding.values import ACTS, Act, FoundValue, Parse, Understood, fits
from assistant.understanding.words import Words, either, phrases
from assistant.understanding.yes_no import only_yes_no, yes_no

CONFIRMATION: Final = "confirmation"
FALLBACK: Final = "nlu_fallback"
REPORT: Final = "report_"

_YES_NO_SLOTS: Final = frozenset({"suspects_on_site", "police_called", "injuries", "weapon"})
_CERTAIN: Final = 1.0
_LIKELY: Final = 0.8
_UNSURE: Final = 0.3
_MODEL_OWN: Final = 0.6
"""From this confidence on the model's intent stands against a closed phrase of another act."""
_MODEL_SURE: Final = 0.7
"""From this confidence on the model's category stands against a cue of the grammar's."""
_LEAST_SHARE: Final = 3
"""An aside counts in an account with facts only if it is at least one word in so many."""
_QUESTION_WORDS: Final = frozenset("what who why when where how which can could do does is".split())
_PASSING: Final = frozenset({"location", "items", "item_quantity", "camera"})
"""What a call for a mop names as well: on its own, and not asked for, no fact of an incident."""
_REFUSING: Final = frozenset("wasnt didnt dont cant couldnt never not havent werent isnt aint".split())
_CHOICE: Final = phrases(
    f"(?:the )?{either([*list(ORDINALS)[:9], 'last', 'latter'])}(?: (?:one|option|choice))?",
    f"(?:number|option|choice) {either(list(UNITS)[1:10])}",
)
_ASIDES: Final = frozenset(
    {"repeat", "cancel", "ask_what_to_do", "status", "handover", "drill_start", "panic", "add_evidence"}
)
"""Acts that tell no facts, however many words of theirs look like values; save a camera, for evidence."""


@dataclass(frozen=True)
class Context:
    """What was going on when the utterance came."""

    asked: SlotName | Literal["confirmation"] | None
    """The slot, or the confirmation, that the reporter was asked for last."""
    now: datetime
    """When it was said; aware."""
    zone: ZoneInfo
    gazetteer: Gazetteer
    cues: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Category to the words and phrases that speak for it, from the procedure files."""
    choices: tuple[str, ...] = ()
    """What the reporter was offered to choose from, if anything."""

    @property
    def slot(self) -> SlotName | None:
        return None if self.asked == CONFIRMATION else self.asked


def interpret(text: str, parse: Parse | None, context: Context) -> Understood:
    """What ``text`` means in ``context``; never raises, whatever the text.

    ``parse`` is the language model's view, ``None`` where there is none. Every value fits the record.
    """
    words = Words(text)
    reading = Reading(words, context.slot, context.now, context.zone, context.gazetteer)
    model_items = entities.spans_of_items(reading, parse) if parse is not None else None
    values = [*read_closed(reading, items=model_items)]
    said = acts.said_act(words)
    picked = _picked_choice(words, context)
    if picked is not None:
        values = [value for value in values if value.slot != picked.slot] + [picked]
    else:
        values = _add_open(reading, values, parse, said)
    decision = _Decision(words, context, parse, values, said, category.judge(words, context.cues), yes_no(words))
    act, confidence = decision.act()
    chosen = [value for value in decision.values_for(act) if fits(value.slot, value.value)]
    chosen.sort(key=lambda value: value.start)
    return Understood(text, act, confidence, tuple(chosen), decision.answer, degraded=parse is None)


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
    found = list(entities.from_model(reading, parse)) if parse is not None else []
    slots = {value.slot for value in found}
    if parse is None or reading.asked not in taken | slots:
        # The lists also help where the model found nothing for the slot that was asked for.
        found += [
            value
            for value in entities.from_lists(reading)
            if value.slot not in slots and (parse is None or value.slot == reading.asked)
        ]
    everything = values + [value for value in found if value.slot not in taken]
    answers = parse is None or parse.intent in {"inform", FALLBACK}
    if said is None and not everything and answers and not only_yes_no(reading.words) and not _tells_nothing(reading):
        whole = entities.whole_answer(reading)
        return [whole] if whole is not None else []
    return everything


def _tells_nothing(reading: Reading) -> bool:
    """A question, "no car", or a choice that was never offered, is no text for a slot."""
    words = reading.words
    refuses = bool(_REFUSING.intersection(words.slice(0, 3).split()))
    return (
        words[0] in _QUESTION_WORDS or refuses or yes_no(words) is False or _CHOICE.fullmatch(words.plain) is not None
    )


@dataclass(frozen=True)
class _Decision:
    """Everything known about one utterance when its act is decided."""

    words: Words
    context: Context
    parse: Parse | None
    values: list[FoundValue]
    said: acts.SaidAct | None
    cue: Cue | None
    answer: bool | None

    def act(self) -> tuple[Act, float]:
        """The act and how sure it is, between 0 and 1."""
        if not len(self.words):
            return "out_of_scope", _CERTAIN
        certain = self._certain()
        if certain is not None:
            return certain, _CERTAIN
        return self._without_model() if self.parse is None else self._with_model(self.parse)

    def _certain(self) -> Act | None:
        """Where the grammar needs nobody's opinion."""
        asked = self.context.asked
        if self._aside() or (self.parse is not None and self.parse.intent == "panic"):
            return None
        answerable = asked is None or asked == CONFIRMATION or asked in _YES_NO_SLOTS
        if answerable and only_yes_no(self.words):
            return "affirm" if self.answer else "deny"
        if self.values and acts.corrects(self.words, self._used(), firmly=asked in _YES_NO_SLOTS):
            return "correct"
        if self._mid_form() and self.cue is not None and self.cue.weight > STRONG:
            return "report_incident"
        answered = any(value.slot == asked for value in self.values)
        plain: Act = "affirm" if self.answer else "deny"
        if answered and self.answer is not None and self.parse is not None and self.parse.intent == plain:
            return plain  # "yes, he's still here" is both, and the model has chosen
        return "inform" if answered and not self._does_not_know() else None

    def _without_model(self) -> tuple[Act, float]:
        aside = self._aside()
        if aside is not None:
            return aside, _LIKELY
        if self.cue is not None and (self._opens() or (not self.values and self.cue.weight >= STRONG)):
            return ("inform" if self.context.asked == "category" else "report_incident"), _LIKELY
        if self.cue is not None and self.context.asked == "category":
            return "inform", _LIKELY
        if self._does_not_know():
            return "dont_know", _LIKELY
        if self._opens() and next(self.words.search(acts.REPORTING), None) is not None:
            return "report_incident", _LIKELY
        if self.values and not (self._opens() and _PASSING.issuperset(value.slot for value in self.values)):
            return "inform", _LIKELY
        if self.answer is not None and (only_yes_no(self.words) or not self._opens()):
            return ("affirm" if self.answer else "deny"), _LIKELY
        return "out_of_scope", _UNSURE

    def _with_model(self, parse: Parse) -> tuple[Act, float]:
        intent = _act_of(parse)
        if intent is None:
            act, confidence = self._without_model()
            return act, min(confidence, _MODEL_OWN)
        aside = self._aside() or ("dont_know" if self._does_not_know() else None)
        if aside is not None and intent not in {aside, "panic"} and parse.confidence < _MODEL_OWN:
            return aside, _LIKELY
        unsure = parse.confidence < _MODEL_SURE
        if intent == "inform" and self._opens() and self.cue is not None and (unsure or self.cue.weight > STRONG):
            return "report_incident", parse.confidence
        if intent == "report_incident" and self._mid_form() and self.values and not self._may_change_category():
            return "inform", parse.confidence
        if intent in {"affirm", "deny", "out_of_scope"} and self.values and not self._opens():
            return "inform", parse.confidence
        if intent == "correct" and not self.values and self.answer is False:
            return "deny", parse.confidence
        return intent, parse.confidence

    def _aside(self) -> Act | None:
        """An act that tells no facts; not where it is a few words in a long account ("he wants to see the manager")."""
        if self.said is None or self.said.act not in _ASIDES:
            return None
        share = (self.said.after - self.said.first) * _LEAST_SHARE >= len(self.words)
        return self.said.act if share or (not self.values and self.cue is None) else None

    def _does_not_know(self) -> bool:
        if self.said is None or self.said.act != "dont_know":
            return False
        return not any(value.source == "model" or value.rule != entities.WHOLE_ANSWER for value in self.values)

    def _used(self) -> set[int]:
        spans = (self.words.at_span(value.start, value.end) for value in self.values if value.rule not in BARE_ANSWERS)
        return {index for span in spans for index in range(*span)}

    def _opens(self) -> bool:
        return self.context.asked is None

    def _mid_form(self) -> bool:
        return self.context.asked not in {None, "category"}

    def _reported(self) -> str | None:
        """The category in the model's intent."""
        if self.parse is None or not self.parse.intent.startswith(REPORT) or self.parse.intent == "report_incident":
            return None
        return self.parse.intent.removeprefix(REPORT)

    def _may_change_category(self) -> bool:
        """Is there evidence enough to give another category in the middle of a form?"""
        if self.cue is None:
            return False
        if self.cue.weight > STRONG or self.cue.category == self._reported():
            return True
        return self.cue.weight >= STRONG and self._reported() is None and not self.values

    def values_for(self, act: Act) -> list[FoundValue]:
        """The values that ``act`` may carry, and its category."""
        if act == "add_evidence":
            return [value for value in self.values if value.slot == "camera"]
        if act in _ASIDES - {"panic"} or act in {"dont_know", "out_of_scope"}:
            return []
        if act in {"affirm", "deny"}:
            return [value for value in self.values if value.slot == self.context.asked]
        values = self.values
        if act == "correct":
            # The "no" that takes something back is no answer to the question that was open.
            values = [value for value in values if value.rule not in BARE_ANSWERS]
        found = self._category(act)
        return [*values, found] if found is not None else values

    def _category(self, act: Act) -> FoundValue | None:
        if act == "panic" or (act == "inform" and self.context.asked != "category"):
            return None
        if act == "correct" and self.values:
            return None
        if self._mid_form() and not self._may_change_category():
            return None
        reported, parse = self._reported(), self.parse
        if self.cue is not None and self._cue_decides(self.cue, reported):
            return self.words.found(
                "category", self.cue.category, self.cue.first, self.cue.after, "category by its cue"
            )
        if reported is None or parse is None:
            return None
        start, end = self.words.words[0].start, self.words.words[-1].end
        said = self.words.text[start:end]
        return FoundValue("category", reported, said, start, end, "model", parse.intent, parse.confidence)

    def _cue_decides(self, cue: Cue, reported: str | None) -> bool:
        """A cue that settles the matter stands against a model in doubt, and force with taking against any."""
        if reported is None or reported == cue.category or self.parse is None or cue.weight > STRONG:
            return True
        return cue.weight == STRONG and self.parse.confidence < _MODEL_SURE


def _act_of(parse: Parse) -> Act | None:
    """The act of the model's intent; ``None`` for its fallback and for intents we do not know."""
    intent = "report_incident" if parse.intent.startswith(REPORT) else parse.intent
    return next((act for act in ACTS if act == intent), None)
