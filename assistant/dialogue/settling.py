"""The first reporter's answer to "Sam says a bottle, you said a knife. Which is right?"."""

from __future__ import annotations

import re
from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.claims import is_first, settled
from assistant.dialogue.consent import words_of
from assistant.dialogue.disputes import PUT_AT_MOST, Dispute, dispute_about, dispute_line
from assistant.dialogue.progress import carry_on, fresh, told_values
from assistant.dialogue.reading_back import said_back
from assistant.dialogue.recording import Change, Told, record_values
from assistant.dialogue.state import Draft, House, Turn, TurnInput
from assistant.incident import Incident, SlotValue
from assistant.understanding.values import Understood

_THEIRS: Final = re.compile(
    r"\b(?:he|she|they|theyre|hes|shes)(?:(?: i?s| are| was| were)? (?:right|correct)|s right)\b"
)
_MINE: Final = re.compile(
    r"\b(?:im (?:right|sure|certain|positive)|i am (?:right|sure|certain)|i was right|mine(?: is| was|s)?|"
    r"what i said|i (?:saw|know) (?:it|what))\b"
)
_SHORT: Final = 8
"""In an answer no longer than this a word of one of the two accounts chooses it."""


def settling(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn | None:
    """The turn in which the first reporter says which is right; ``None`` where the words are about something else.

    They may answer before they were asked in a turn of their own: the question also went to their device when the
    other spoke.
    """
    if not incident.disputed or not is_first(incident, given):
        return None
    asked = draft.state.disputing if draft.state.disputing == draft.state.asked else None
    slots = [asked] if asked is not None and asked in incident.disputed else list(incident.disputed)
    for slot in slots:
        dispute = dispute_about(incident, slot)
        if dispute is None:
            continue
        chosen = _chosen(dispute, understood, given, house)
        if chosen is not None:
            return _settled(draft, incident, dispute, chosen, understood, given, house)
        if slot == asked:
            return _not_chosen(draft, incident, dispute, understood, given, house)
    return None


def _chosen(dispute: Dispute, understood: Understood, given: TurnInput, house: House) -> SlotValue | None:
    told = next((found.value for found in understood.values if found.slot == dispute.slot), None)
    words = words_of(given.text)
    plain = " ".join(words)
    name = " ".join(words_of(house.name_of(dispute.claim.actor_id)))
    if _THEIRS.search(plain) or re.search(rf"\b{re.escape(name)}(?:s| is| was)? (?:right|correct)\b", plain):
        return dispute.claimed
    if _MINE.search(plain):
        return dispute.own
    claimed, own = _words(dispute, dispute.claimed, house), _words(dispute, dispute.own, house)
    says_claimed = bool((claimed - own) & set(words))
    says_own = bool((own - claimed) & set(words))
    if len(words) <= _SHORT and says_claimed != says_own:
        return dispute.claimed if says_claimed else dispute.own
    return told if told is not None and told_outright(told, given.text) else None


def told_outright(value: SlotValue, text: str) -> bool:
    """Is ``value`` more than the whole sentence taken for an answer ("not sure, both")?"""
    return not isinstance(value, str) or " ".join(words_of(value)) != " ".join(words_of(text)) or len(text.split()) == 1


def _words(dispute: Dispute, value: SlotValue, house: House) -> set[str]:
    fact = wording.fact(dispute.slot, value, house.zone, dispute.claim.at_utc)
    return set(words_of(fact)) - {"a", "an", "the", "at", "in", "seen", "suspect", "suspects", "and"}


def _settled(
    draft: Draft,
    incident: Incident,
    dispute: Dispute,
    value: SlotValue,
    understood: Understood,
    given: TurnInput,
    house: House,
) -> Turn:
    before = incident.slot(dispute.slot)
    incident = settled(incident, dispute.slot)
    changes: tuple[Change, ...] = ()
    if value != before or value != dispute.own:
        chosen = Told(dispute.slot, value, given.text.strip()[:200], "confirmation")
        incident, changes = record_values(incident, (chosen,), given, replace=True)
    others = tuple(one for one in told_values(understood, incident, house) if one.slot != dispute.slot)
    incident, _ = record_values(incident, others, given, replace=False)
    after = fresh(Draft(incident, draft.state, draft.reference)).noting(disputing=None)
    after, spoken = said_back(after, changes, given, house)
    return carry_on(after, spoken or (wording.CLEAR,), given, house)


def _not_chosen(
    draft: Draft, incident: Incident, dispute: Dispute, understood: Understood, given: TurnInput, house: House
) -> Turn | None:
    """Neither of the two: what else was told is taken, and the question put once more, then left."""
    others = tuple(one for one in told_values(understood, incident, house) if one.slot != dispute.slot)
    incident, _ = record_values(incident, others, given, replace=False)
    often = draft.state.disputes_put.get(dispute.slot, 0)
    after = Draft(incident, draft.state, draft.reference)
    if understood.act == "dont_know" or often >= PUT_AT_MOST:
        given_up = {**after.state.disputes_put, dispute.slot: PUT_AT_MOST}
        return carry_on(after.noting(disputing=None, disputes_put=given_up), (wording.BOTH_KEPT,), given, house)
    put = {**after.state.disputes_put, dispute.slot: often + 1}
    return Turn(after.noting(disputes_put=put), (dispute_line(dispute, incident, house, given.now),))
