"""What an utterance tells in the middle of a report: what was asked, more than that, or something else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.dialogue.claims import GROWING_SLOTS
from assistant.dialogue.consent import words_of
from assistant.dialogue.progress import told_values
from assistant.dialogue.recording import Change, Told, priced_goods, record_values, whole_answer
from assistant.dialogue.rereading import bare_correction, contrasted, plate_correction, read_as
from assistant.dialogue.state import Draft, House, TurnInput
from assistant.incident import SLOT_NAMES, Incident, Injuries, SlotName
from assistant.understanding.values import Understood

_OF_A_DRILL: Final = frozenset({"start", "begin", "run", "training"})
_OF_EVIDENCE: Final = frozenset(
    """photo photos picture pictures pic pics image images camera cameras cctv footage video videos film filmed clip
    clips bookmark recording recorded screenshot evidence attach attached attaching send sending sent upload uploading
    show snap snapped got have took taken taking saved keep kept bagged phone""".split()
)
"""Without one of these words nothing was offered to add to the report."""


_OTHER_MATTERS: Final = re.compile(
    r"\W*(?:sorry|apologies|my apologies|correction|actually|wait|hang on|hold on|excuse me|i beg your pardon|"
    r"thanks|thank you|cheers)\b",
    re.IGNORECASE,
)
"""What opens with one of these puts something else right, or is said to somebody else; whole, it answers nothing."""


def answer_after_all(draft: Draft, understood: Understood) -> Understood:
    """An aside that the language model heard in a mere word: drills are sold, and stolen; "notes" answers "what was it
    about?", and nobody says by it that there is a picture.
    """
    said = frozenset(words_of(understood.text))
    match understood.act:
        case "drill_start":
            meant = bool(_OF_A_DRILL & said)
        case "add_evidence":
            meant = draft.state.asked not in SLOT_NAMES or bool(_OF_EVIDENCE & said)
        case _:
            return understood
    return understood if meant else replace(understood, act="inform")


def facts_told(
    draft: Draft,
    incident: Incident,
    understood: Understood,
    given: TurnInput,
    house: House,
    *,
    slot: SlotName | None,
) -> tuple[tuple[Told, ...], bool]:
    """The facts in the utterance, and whether they put right what stands on record."""
    plate = plate_correction(given.text, incident)
    if plate:
        return plate, True
    told = _fewer_of_many(told_values(understood, incident, house), incident, understood, slot)
    if understood.act in ("correct", "deny", "inform", "out_of_scope", "report_incident"):
        instead = contrasted(given.text, incident, given, house, bare=not told)
        if instead:
            return (*instead, *_besides(told, instead)), True
    if draft.state.asked in ("confirmation", "correction") and _is_guess(told, incident):
        better = bare_correction(given.text, incident, given, house, just_said=draft.state.just_said)
        told = better or told
    if slot is not None and understood.act == "dont_know":
        told = told or _beside_not_knowing(given.text, slot, given, house)
    if slot is not None and not any(one.slot == slot for one in told):
        told = (*told, *_implied(slot, told, understood, given))
    return told, understood.act == "correct"


def _beside_not_knowing(text: str, slot: SlotName, given: TurnInput, house: House) -> tuple[Told, ...]:
    """ "I dunno, jeans": what is known after all, where the words for it are sure."""
    _, comma, rest = text.partition(",")
    told = read_as(slot, rest, given, house) if comma and rest.strip() else None
    return () if told is None else (told,)


def _fewer_of_many(
    told: tuple[Told, ...], incident: Incident, understood: Understood, slot: SlotName | None
) -> tuple[Told, ...]:
    """Without a count of some of them: "two in hoodies and a lad in white" describes three, and takes none back."""
    known = incident.suspect_count
    if slot != "suspect_description" or known is None or understood.act == "correct":
        return told
    return tuple(
        one for one in told if one.slot != "suspect_count" or not isinstance(one.value, int) or one.value >= known
    )


def _is_guess(told: tuple[Told, ...], incident: Incident) -> bool:
    """Did the language model alone find it, and nothing of the kind stands on record to be put right?

    "No, copper pipe", said of what was taken, is no weapon.
    """
    return bool(told) and all(one.source == "model" and incident.slot(one.slot) is None for one in told)


def _besides(told: tuple[Told, ...], instead: tuple[Told, ...]) -> tuple[Told, ...]:
    """What else was ``told``: nothing of what the contrast names, and nothing that the model made of its words."""
    slots = {one.slot for one in instead}
    words = {word for one in instead for word in words_of(one.words)}
    return tuple(
        one
        for one in told
        if one.slot not in slots and not (isinstance(one.value, str) and words.issuperset(words_of(one.value)))
    )


def record_told(
    incident: Incident, told: tuple[Told, ...], given: TurnInput, *, slot: SlotName | None, correcting: bool
) -> tuple[Incident, tuple[Change, ...]]:
    """Record ``told``; the answer to the open question replaces, extras add, a correction replaces all it names."""
    direct = tuple(one for one in told if correcting or one.slot == slot)
    extra = tuple(one for one in told if one not in direct and not _is_doubtful_place(one, incident))
    incident, changed = record_values(incident, direct, given, replace=True)
    incident, more = record_values(incident, extra, given, replace=False)
    return incident, (*changed, *more)


def _is_doubtful_place(one: Told, incident: Incident) -> bool:
    """A place that nobody asked for, that the store does not know, and that only the model found: "the alarm company"
    is not where it happened, once that has been told.
    """
    return one.slot == "location" and one.source == "model" and incident.location is not None


def worth_saying(changes: tuple[Change, ...], correcting: bool, misheard: tuple[Change, ...]) -> tuple[Change, ...]:
    """A correction is said back at once; a fact that replaced another is too, since it may be a mishearing."""
    if correcting:
        return changes
    return tuple(
        change
        for change in changes
        if change in misheard or (change.old is not None and change.slot not in GROWING_SLOTS)
    )


def _implied(slot: SlotName, told: tuple[Told, ...], understood: Understood, given: TurnInput) -> tuple[Told, ...]:
    """The value that a yes, a no, or the whole sentence is, for the slot that was asked."""
    words = given.text.strip()[:200]
    yes = understood.yes_no
    if yes is not None:
        if slot in ("suspects_on_site", "police_called"):
            return (Told(slot, yes, words, "confirmation"),)
        if slot == "injuries":
            return (Told(slot, Injuries(any=yes), words, "confirmation"),)
        if slot == "weapon" and not yes:
            return (Told(slot, "none", words, "confirmation"),)
        return ()
    if understood.act not in ("inform", "report_incident"):
        return ()
    price = next((one for one in told if one.slot == "item_value"), None)
    if slot == "items" and price is not None:
        goods = priced_goods(given.text, price.words)
        return () if goods is None else (goods,)
    if understood.values or _OTHER_MATTERS.match(given.text):
        return ()
    whole = whole_answer(slot, given.text)
    return () if whole is None else (whole,)


def no_means_none(slot: SlotName) -> bool:
    return slot not in ("category", "location", "suspect_count", "occurred_at")
