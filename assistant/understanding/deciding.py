"""What a reporter does by an utterance: the language model's intent weighed against what the words say for certain.

The order is that of harm done by a mistake: a call for help, an answer to a yes/no question, something taken back, the
start of an incident, a fact; and only then what the model thinks. Each rule has a name, so that a choice can be
explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.duress import spot
from assistant.understanding import acts, entities, telling
from assistant.understanding.category import STRONG, Cue
from assistant.understanding.closed import BARE_ANSWERS
from assistant.understanding.context import CONFIRMATION, Context
from assistant.understanding.server_view import server_view
from assistant.understanding.telling import Telling
from assistant.understanding.values import ACTS, REPORT, Act, FoundValue, Parse
from assistant.understanding.words import Words
from assistant.understanding.yes_no import only_yes_no

FALLBACK: Final = "nlu_fallback"
YES_NO_SLOTS: Final = frozenset({"suspects_on_site", "police_called", "injuries", "weapon"})

_CERTAIN: Final = 1.0
_LIKELY: Final = 0.8
_UNSURE: Final = 0.3
_MODEL_OWN: Final = 0.6
"""From this confidence on the model's intent stands against a closed phrase of another act."""
_MODEL_SURE: Final = 0.7
"""Below this confidence the model's intent needs something in the words that bears it out, where nothing was asked."""
_ASIDE_SURE: Final = 0.5
_REPORT_SURE: Final = 0.95
_OUTSIDE: Final = 0.9
"""From this confidence on the model's "out of scope" stands against a bare number in a longer sentence."""
_PERHAPS_OUTSIDE: Final = 0.07
"""From this share of "out of scope" on, where nothing was asked, the words themselves must speak for another act."""
_LEAST_SHARE: Final = 3
"""An aside counts in an account with facts only if it is at least one word in so many."""
PASSING: Final = frozenset({"location", "items", "item_quantity", "camera", "suspect_description"})
"""What a call for a mop names as well: on its own, and not asked for, no fact of an incident."""
_GRAVE: Final = frozenset({"weapon", "injuries", "vehicle_plate", "police_called", "police_reference"})
"""What nobody tells of who has no incident to report."""
_OF_A_KIND: Final = frozenset({"report_incident", "out_of_scope", "correct", "inform"})
"""What the model may take the mere name of a kind for, where the kind was asked for."""
_LOST: Final = frozenset({"direction_of_travel", "suspects_on_site"})
"""What "lost sight of them" seems to tell."""
ASIDES: Final = frozenset({"repeat", "cancel", "ask_what_to_do", "status", "handover", "drill_start", "add_evidence"})
"""Acts that tell no facts, however many words of theirs look like values; save a camera, for evidence. A call for
help is none of them: whether it is one is for ``assistant.duress`` alone ("panic over")."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The act, how sure it is (0 to 1), and the name of the rule that chose it."""

    act: Act
    confidence: float
    rule: str


@dataclass(frozen=True)
class Evidence:
    """Everything known about one utterance when its act is decided."""

    words: Words
    context: Context
    parse: Parse | None
    values: Sequence[FoundValue]
    said: acts.SaidAct | None
    cue: Cue | None
    answer: bool | None
    """The yes or no at its head."""

    def ruling(self) -> Ruling:
        """The act; never raises."""
        if not len(self.words):
            return Ruling("out_of_scope", _CERTAIN, "nothing said")
        panic = self._panic()
        if panic is not None:
            return panic
        certain = self._certain()
        if certain is not None:
            return Ruling(certain[0], _CERTAIN, certain[1])
        parse = self._without_panic()
        return self._without_model() if parse is None else self._with_model(parse)

    # --- certain, whatever the model says ---------------------------------------------------------------------------

    def _panic(self) -> Ruling | None:
        """A call for help, by the judgement that raises the alarm alone: by intent "he has a hammer" would be one."""
        call = spot(self.words.text, self.context.duress, server_view(self.parse, self.values))
        return None if call is None else Ruling("panic", _CERTAIN, "a call for help")

    def _certain(self) -> tuple[Act, str] | None:
        asked = self.context.asked
        if self._aside() is not None:
            return None
        plain: Act = "affirm" if self.answer else "deny"
        if (asked is None or asked == CONFIRMATION or asked in YES_NO_SLOTS) and only_yes_no(self.words):
            return plain, "nothing but a yes or a no"
        firmly = asked in YES_NO_SLOTS or self._tells_surely()
        taken_back = bool(self.values) and acts.corrects(self.words, self._used(), firmly=firmly)
        outside = self.parse is not None and self.parse.share_of("out_of_scope") >= _OUTSIDE
        put_right = (asked == CONFIRMATION or bool(self.values)) and not self.answer and acts.puts_right(self.words)
        if (taken_back or put_right) and self._opens() and (self._tells_surely() or outside):
            return None  # "sorry to butt in, there's …": nothing stands that could be taken back
        other_kind = (not self._opens() and telling.puts_kind_right(self.words)) or self._another_kind_after_all()
        if taken_back or put_right or other_kind or self._only_another_value():
            return "correct", "words that take something back"
        if asked in YES_NO_SLOTS and self._answers_yes_or_no():
            return plain, "a yes or a no opens the answer"
        anew = self._mid_form() and not (asked == CONFIRMATION and telling.takes_back(self.words))
        if anew and self.cue is not None and (self.cue.weight > STRONG or self._named_anew()):
            return "report_incident", "another kind of incident"
        answered = any(value.slot == asked for value in self.values)
        if answered and not self._does_not_know() and not self._talk_of_others():
            return "inform", "a value for what was asked"
        return None

    def _tells_surely(self) -> bool:
        """Is the model sure that a fact or an incident is told, and nothing put right?"""
        if self.parse is None:
            return False
        intent = act_of(self.parse)
        return intent in {"inform", "report_incident"} and _mass(intent, self.parse) >= _OUTSIDE

    def _answers_yes_or_no(self) -> bool:
        """Does an outright yes or no open the answer, and nothing after it say the opposite ("yes, he's gone")?"""
        if self.answer is None or not telling.opens_outright(self.words):
            return False
        for value in self.values:
            if value.slot == self.context.asked:
                return _says(value) in {None, self.answer}
        return True

    def _only_another_value(self) -> bool:
        """ "no, aisle nine" to "are they still here?": a no, and nothing after it but a value for something else."""
        if self.answer is not False or self.context.asked not in YES_NO_SLOTS:
            return False
        rest = {value.slot for value in self.values if value.rule not in BARE_ANSWERS}
        unused = set(range(len(self.words))) - self._used()
        return bool(rest) and self.context.asked not in rest and unused == {0}

    def _another_kind_after_all(self) -> bool:
        """ "no, she threatened her", "damage", to the read-back: in place of a yes what happened."""
        if self.context.asked != CONFIRMATION or self.cue is None:
            return False
        told_anew = self.answer is False and not self.values and self.cue.weight >= STRONG
        return told_anew or telling.only_a_kind(self.words)

    def _named_anew(self) -> bool:
        """ "it's an assault now": the kind of incident is named, in the middle of another's form."""
        worse = telling.grown_worse(self.words, self.cue, self.context.kind)
        return worse or telling.names_a_kind(self.words, self.cue)

    def _talk_of_others(self) -> bool:
        """ "testing, testing, one two": a bare number in a sentence that the model places outside."""
        if self.parse is None or self.parse.share_of("out_of_scope") < _OUTSIDE:
            return False
        used = self._used()
        bare = all(value.rule.startswith("bare ") or value.rule in BARE_ANSWERS for value in self.values)
        return bare and len(telling.telling_words(self.words, used)) >= len(used)

    # --- without the language model ---------------------------------------------------------------------------------

    def _without_model(self) -> Ruling:
        aside = self._aside()
        if aside is not None:
            return Ruling(aside, _LIKELY, "a phrase for it")
        told = telling.manner(self.words)
        strong = self.cue is not None and self.cue.weight >= STRONG
        if self.context.asked == "category" and (self.cue is not None or told is Telling.NEWS):
            return Ruling("inform", _LIKELY, "the kind that was asked for")
        reports = self._opens() or (strong and not self.values and self.context.asked != CONFIRMATION)
        if self.cue is not None and reports and self._in_earnest(told):
            return Ruling("report_incident", _LIKELY, "a cue for a kind of incident")
        if self._does_not_know():
            return Ruling("dont_know", _LIKELY, "a phrase for it")
        if self._opens():
            return self._opening(told)
        if self.context.asked == CONFIRMATION and (self.values or self.cue is not None):
            # Whoever is read a record back, and tells a fact, puts it right; unless it comes with a yes.
            return Ruling("inform" if self.answer else "correct", _LIKELY, "a fact after the read-back")
        if self.values:
            return Ruling("inform", _LIKELY, "a fact while something was asked")
        if self.answer is not None:
            return Ruling("affirm" if self.answer else "deny", _LIKELY, "a yes or a no opens it")
        return Ruling("out_of_scope", _UNSURE, "nothing understood")

    def _in_earnest(self, told: Telling) -> bool:
        """A cue is a report; a weak one, or one in a question, needs a fact beside it; one in a story is none."""
        if telling.unreal(self.words) or self.cue is None:
            return False
        facts = any(value.slot not in {"items", "item_quantity", "camera"} for value in self.values)
        if told is Telling.ENQUIRY:
            return self.cue.weight >= STRONG and facts
        return self.cue.weight > 1 or facts

    def _opening(self, told: Telling) -> Ruling:
        """Nothing was asked, and no cue tells the kind."""
        hard = self._hard_facts()
        grave = any(value.slot in _GRAVE for value in hard)
        reporting = next(self.words.search(acts.REPORTING), None) is not None
        if told is not Telling.ENQUIRY and (reporting or (told is Telling.NEWS and (grave or len(hard) > 1))):
            return Ruling("report_incident", _LIKELY, "news of something that happened")
        if told is Telling.NEWS and len(hard) == 1 and hard[0].slot == "suspect_count":
            # "a lady's left her glasses": people are in a shop all day.
            return Ruling("out_of_scope", _UNSURE, "no word of an incident")
        if hard and told is not Telling.ENQUIRY:
            return Ruling("inform", _LIKELY, "a fact")
        if told is Telling.SEQUEL and self.values:
            return Ruling("inform", _LIKELY, "a fact that goes on from others")
        if only_yes_no(self.words):
            return Ruling("affirm" if self.answer else "deny", _LIKELY, "nothing but a yes or a no")
        return Ruling("out_of_scope", _UNSURE, "no word of an incident")

    # --- with it ----------------------------------------------------------------------------------------------------

    def _with_model(self, parse: Parse) -> Ruling:
        intent = act_of(parse)
        if intent is None:
            ruling = self._without_model()
            return Ruling(ruling.act, min(ruling.confidence, _MODEL_OWN), ruling.rule)
        aside = self._aside() or ("dont_know" if self._does_not_know() else None)
        if aside is not None and intent != aside and parse.confidence < _MODEL_OWN:
            return Ruling(aside, _LIKELY, "a phrase for it, and a model in doubt")
        act, rule = self._weighed(intent, parse)
        return Ruling(act, parse.confidence, rule)

    def _weighed(self, intent: Act, parse: Parse) -> tuple[Act, str]:
        opens = self._opens()
        if intent == "correct" and not (self.context.asked == "category" and self.cue is not None):
            return self._corrected(parse)
        grave = any(value.slot in _GRAVE - {"injuries"} for value in self.values)
        if opens and intent in {"inform", "report_incident"} and telling.unreal(self.words) and not grave:
            return "out_of_scope", "a figure of speech, or a story"
        aside = intent in {"add_evidence", "out_of_scope"} and parse.confidence < _MODEL_SURE
        if opens and aside and self._identifies(of_evidence=intent == "add_evidence"):
            return "inform", "a reference, a plate or a camera by its name"
        if intent in ASIDES and not opens and self.said is None and parse.confidence < _ASIDE_SURE and not self.values:
            return "out_of_scope", "too little in the words for the model's intent"
        if opens and intent != "out_of_scope" and not (self._borne_out(intent, parse) and self._inside(parse)):
            return "out_of_scope", "too little in the words for the model's intent"
        if intent == "inform" and opens and self._reports_after_all(parse):
            return "report_incident", "a cue for a kind of incident"
        if intent == "report_incident" and opens and self.values and telling.continues(self.words):
            return "inform", "a further fact"
        told_of = intent == "report_incident" or (self.cue is not None and parse.confidence < _OUTSIDE)
        if self.context.asked == "category" and told_of and intent in _OF_A_KIND:
            return "inform", "the kind that was asked for"
        if intent == "report_incident" and self._mid_form() and not self.may_change_category():
            return "inform", "a fact in the middle of a report"
        hard = self._hard_facts()
        if intent == "dont_know" and opens and hard:
            return "inform", "a fact"
        if intent in {"affirm", "deny"} and self.values and not opens:
            return self._more_than_an_answer(intent)
        if intent == "out_of_scope" and hard and not opens and parse.confidence < _OUTSIDE:
            return "inform", "a fact while something was asked"
        return intent, "the model's intent"

    def _more_than_an_answer(self, intent: Act) -> tuple[Act, str]:
        """A yes or a no to the model's mind, with values in it; "none that I noticed" is a no and its value."""
        if self.context.asked == CONFIRMATION and self.answer is False:
            return "correct", "a fact after the read-back"
        same = all(value.slot == self.context.asked and _says(value) is (intent == "affirm") for value in self.values)
        return (intent, "a yes or a no") if same else ("inform", "a fact while something was asked")

    def _corrected(self, parse: Parse) -> tuple[Act, str]:
        """``correct`` from the model needs something that is taken back."""
        if self.context.asked == CONFIRMATION or telling.takes_back(self.words):
            if not self.values and self.answer is False and not self._reported():
                return "deny", "a no, and nothing in its place"
            return "correct", "the model's intent"
        if self.values:
            return "inform", "a fact, with nothing taken back"
        return ("out_of_scope" if self._opens() and parse.confidence < _MODEL_SURE else "correct"), "the model's intent"

    def _borne_out(self, intent: Act, parse: Parse) -> bool:
        """Where nothing was asked: is there enough in the words for ``intent`` to be more than chatter?"""
        sure = _mass(intent, parse) >= _REPORT_SURE
        if intent not in {"inform", "report_incident"}:
            return parse.confidence >= _ASIDE_SURE or self.said is not None or only_yes_no(self.words)
        hard = bool(self._hard_facts())
        manner = telling.manner(self.words)
        cued = self.cue is not None and (self.cue.weight > 1 or sure)
        if manner is Telling.ENQUIRY:
            return cued or (hard and sure)
        if intent == "inform":
            return hard or cued or (bool(self.values) and manner is Telling.SEQUEL)
        reporting = next(self.words.search(acts.REPORTING), None) is not None
        told = bool(self.values) and manner in {Telling.NEWS, Telling.SEQUEL}
        return sure or hard or cued or reporting or told

    def _inside(self, parse: Parse) -> bool:
        """Where nothing was asked, and the model thinks of "out of scope" too: do the words themselves speak for it?"""
        if parse.share_of("out_of_scope") < _PERHAPS_OUTSIDE:
            return True
        cued = self.cue is not None and self.cue.weight > 1
        return self.said is not None or bool(self._hard_facts()) or cued or only_yes_no(self.words)

    def _reports_after_all(self, parse: Parse) -> bool:
        if telling.continues(self.words):
            return False
        told = telling.manner(self.words)
        news = told is Telling.NEWS and bool(self._hard_facts())
        unsure = parse.confidence < _MODEL_SURE
        if self.cue is None:
            return unsure and news
        return unsure or self.cue.weight > STRONG or (self.cue.weight == STRONG and told is Telling.NEWS)

    # --- what the rules ask -----------------------------------------------------------------------------------------

    def _aside(self) -> Act | None:
        """An act that tells no facts; not where it is a few words in a long account ("he wants to see the manager")."""
        if self.said is None or self.said.act not in ASIDES:
            return None
        share = (self.said.after - self.said.first) * _LEAST_SHARE >= len(self.words)
        share = share or (self.said.act == "add_evidence" and self.said.first == 0)
        return self.said.act if share or (not self.values and self.cue is None) else None

    def _does_not_know(self) -> bool:
        if self.said is None or self.said.act != "dont_know":
            return False
        if self.said.first <= 1 and (self.said.after - self.said.first) * 2 >= len(self.words):
            return all(value.slot in _LOST or value.source == "model" for value in self.values)
        return not any(value.source == "model" or value.rule != entities.WHOLE_ANSWER for value in self.values)

    def _hard_facts(self) -> list[FoundValue]:
        """What nobody names but who tells of an incident."""
        return [value for value in self.values if value.slot not in PASSING]

    def _identifies(self, *, of_evidence: bool) -> bool:
        """ "the sale's on receipt five oh oh three": a number that is said to be one of something."""
        numbered = {"till_receipt", "police_reference", "vehicle_plate"} | ({"camera"} if of_evidence else set())
        return any(value.slot in numbered and not value.rule.startswith("bare ") for value in self.values)

    def _used(self) -> set[int]:
        spans = (self.words.at_span(value.start, value.end) for value in self.values if value.rule not in BARE_ANSWERS)
        return {index for span in spans for index in range(*span)}

    def _opens(self) -> bool:
        return self.context.asked is None

    def _mid_form(self) -> bool:
        return self.context.asked not in {None, "category"}

    def _without_panic(self) -> Parse | None:
        """The parse, with the next best intent where panic came first and was not believed."""
        if self.parse is None or self.parse.intent != "panic":
            return self.parse
        others = [(intent, share) for intent, share in self.parse.ranking if intent != "panic"]
        if not others:
            return Parse(FALLBACK, 0.0, self.parse.entities, ())
        intent, share = max(others, key=lambda ranked: ranked[1])
        rest = max(1.0 - self.parse.share_of("panic"), share)
        return Parse(intent, min(share / rest, 1.0) if rest else 0.0, self.parse.entities, tuple(others))

    def _reported(self) -> str | None:
        return None if self.parse is None else self.parse.category

    def may_change_category(self) -> bool:
        """Is there evidence enough to give another category in the middle of a form?"""
        if self.cue is None:
            return False
        if self.cue.weight > STRONG or self._named_anew() or self._another_kind_after_all():
            return True
        if self.cue.weight < STRONG or self.parse is None:
            return self.cue.weight >= STRONG and not self.values
        hurt = any(value.slot in {"injuries", "weapon"} for value in self.values)
        return self.cue.category == self._reported() and self.parse.confidence >= _MODEL_SURE and not hurt


def act_of(parse: Parse) -> Act | None:
    """The act of the model's intent; ``None`` for its fallback and for intents we do not know."""
    intent = "report_incident" if parse.intent.startswith(REPORT) else parse.intent
    return next((act for act in ACTS if act == intent), None)


def _mass(intent: Act, parse: Parse) -> float:
    """How sure the model is of the act; a report may be divided between several kinds of incident."""
    if intent != "report_incident":
        return parse.confidence
    return sum(share for name, share in parse.ranking if name.startswith(REPORT)) or parse.confidence


def _says(value: FoundValue) -> bool | None:
    """The yes or no that a value amounts to."""
    if isinstance(value.value, bool):
        return value.value
    if value.slot == "weapon":
        return value.value != "none"
    any_hurt = getattr(value.value, "any", None)
    return any_hurt if isinstance(any_hurt, bool) else None
