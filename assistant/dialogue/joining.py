"""Two reporters, one incident: is what a second person tells the report that somebody else has open already?

It is offered, and joined on a yes only. Until then, and after a no, the second report is a record of its own in which
nothing is lost. The team is told at once of whatever is new, whichever of the two it belongs to.

The same person on another of their devices is not asked: their report simply goes on there (``own_report``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.alarm import assessed, is_open
from assistant.dialogue.alerting import alerts_due
from assistant.dialogue.claims import first_speaker, speaker, value_of
from assistant.dialogue.consent import denies, opens_with_yes, words_of
from assistant.dialogue.progress import carry_on, fresh, told_values
from assistant.dialogue.recording import Told, record_values
from assistant.dialogue.state import DialogueState, Draft, House, KeepRecord, Offer, OpenReport, Turn, TurnInput
from assistant.dialogue.steps import safety
from assistant.incident import Incident, Status
from assistant.understanding.values import Understood

OFFERED_WITHIN: Final = timedelta(minutes=30)
"""Somebody who tells of a report that was last spoken about longer ago tells of another incident."""
CARRIED_WITHIN: Final = timedelta(minutes=60)
"""So long a person's open report goes on wherever they speak next."""

_ALIKE: Final = (
    frozenset({"assault", "abuse_or_threat", "antisocial_behaviour", "robbery", "criminal_damage"}),
    frozenset({"shoplifting", "robbery", "fraud", "suspicious_person", "burglary"}),
    frozenset({"assault", "medical_emergency", "robbery"}),
    frozenset({"antisocial_behaviour", "suspicious_person", "abuse_or_threat", "shoplifting"}),
)
"""Kinds that two people may well call one and the same thing."""
_POINTING: Final = re.compile(r"\b(?:that|this|same|about the|the (?:same|one)|with the)\b")
"""Words that speak of something both know of."""
_THE_SAME: Final = re.compile(
    r"\b(?:(?:the )?same (?:one|thing|lot|incident|fight|lads?|people|guy|bloke)|thats (?:it|the one|the same)|"
    r"that one|join(?: it| that| them)?)\b"
)
_ANOTHER: Final = re.compile(r"\b(?:different|another|separate|new one|not (?:that|the same)|other one|second one)\b")


def own_report(reports: Iterable[tuple[Incident, datetime]], actor_id: str, now: datetime) -> Incident | None:
    """The open report that ``actor_id`` was telling on another device, if they were within the last hour.

    ``reports`` are records with the time at which this person last spoke about each, newest first.
    """
    return next(
        (
            incident
            for incident, spoken_at in reports
            if is_open(incident) and actor_id in incident.actor_ids and now - spoken_at <= CARRIED_WITHIN
        ),
        None,
    )


def same_incident(own: Incident, given: TurnInput, others: Sequence[OpenReport]) -> OpenReport | None:
    """The report of somebody else that ``own``, just opened, is about as far as can be told: same store, lately,
    the same place, kinds that go together. Without a place it takes words that point at it ("that fight").
    """
    who = speaker(given.actor_id, given.device_id)
    points = _POINTING.search(" ".join(words_of(given.text))) is not None
    alike = [report for report in others if _may_be(own, report, who, given.now) and _fits(own, report, points=points)]
    # without a place there is nothing to choose by: two that fit are none
    placed = [report for report in alike if own.location is not None]
    return placed[0] if placed else alike[0] if len(alike) == 1 else None


def _may_be(own: Incident, report: OpenReport, who: str, now: datetime) -> bool:
    known = report.incident
    last = known.narrative[-1].at_utc if known.narrative else known.reported_at_utc
    return (
        is_open(known)
        and not report.silent
        and known.incident_id != own.incident_id
        and (known.store_id, known.drill) == (own.store_id, own.drill)
        and first_speaker(known) not in (None, who)
        and abs(now - last) <= OFFERED_WITHIN
    )


def _fits(own: Incident, report: OpenReport, *, points: bool) -> bool:
    known = report.incident
    if own.category is None and known.category is None:
        return False
    alike = own.category is None or known.category is None or _kinds_alike(own.category, known.category)
    if own.location is not None and known.location is not None:
        return alike and own.location.lower() == known.location.lower()
    return points and alike and own.category == known.category


def _kinds_alike(one: str, other: str) -> bool:
    return one == other or any(one in kinds and other in kinds for kinds in _ALIKE)


def offer(draft: Draft, report: OpenReport, given: TurnInput, house: House) -> Turn:
    """Say how to stay safe, and ask whether it is the one that is known. What is new for the team goes out at once,
    as news of that report: it is the same place, and no danger waits for the answer.
    """
    assert draft.incident is not None
    known = report.incident
    told = Draft(
        assessed(told_into(known, draft.incident), house),
        DialogueState(alerted=report.alerted, alerted_facts=report.alerted_facts),
    )
    told, effects = alerts_due(told, given, house)
    name = house.name_of(known.actor_ids[0])
    question = wording.joining_ask(known, name)
    draft, lines = safety(Draft(assessed(draft.incident, house), draft.state), house)
    offered = Offer(
        incident_id=known.incident_id,
        question=question,
        reporter=name,
        alerted=told.state.alerted,
        alerted_facts=told.state.alerted_facts,
    )
    return Turn(draft.noting(asked="joining", offer=offered), (*lines, question), effects)


def joining_answer(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn | None:
    """The answer to "is this the one that Alex reported?"; ``None`` where there is no such question.

    A yes joins, a no goes on with a report of its own, and so does whatever is neither, twice.
    """
    own, offered = draft.incident, draft.state.offer
    if own is None or offered is None or draft.state.asked != "joining":
        return None
    own, _ = record_values(own, told_values(understood, own, house), given, replace=True)
    draft = Draft(own, draft.state, draft.reference)
    said = _same(understood, given.text)
    if said is None and not draft.state.failures:
        return Turn(draft.noting(failures=1), (offered.question,))
    alone = fresh(draft).noting(asked=None, offer=None)
    if not said:
        return carry_on(alone, (wording.JOINING_OWN,), given, house)
    report = next((one for one in given.others if one.incident.incident_id == offered.incident_id), None)
    if report is None or not is_open(report.incident):
        return carry_on(alone, (wording.JOINING_GONE,), given, house)
    return _joined(own, report, offered, draft.state, given, house)


def _same(understood: Understood, text: str) -> bool | None:
    """Does the answer say that it is the same? ``None`` where it says neither."""
    words = " ".join(words_of(text))
    if _ANOTHER.search(words):
        return False
    if opens_with_yes(text) or (understood.yes_no is True and not denies(text)):
        return True
    if understood.yes_no is False or understood.act == "deny":
        return False
    affirms = understood.act == "affirm" or _THE_SAME.search(words) is not None
    return True if affirms and not denies(text) else None


def _joined(
    own: Incident, report: OpenReport, offered: Offer, before: DialogueState, given: TurnInput, house: House
) -> Turn:
    merged = told_into(report.incident, own)
    closed = own.model_copy(update={"status": Status.CANCELLED, "joined_to": report.incident.incident_id})
    state = DialogueState(
        witness=offered.reporter,
        alerted=offered.alerted,
        alerted_facts=offered.alerted_facts,
        safety_for=before.safety_for,
        emergency_said=before.emergency_said,
    )
    draft, effects = alerts_due(Draft(assessed(merged, house), state), given, house)
    draft, lines = safety(draft, house)
    return Turn(draft, (*lines, wording.joined_to(offered.reporter)), (KeepRecord(closed), *effects))


def told_into(first: Incident, second: Incident) -> Incident:
    """``first`` with all that ``second`` tells, each word and value with its own speaker, device and time."""
    if second.incident_id == first.incident_id:
        return first
    for line in second.narrative:
        if all(line.utterance_id != known.utterance_id for known in first.narrative):
            first = first.model_copy(update={"narrative": (*first.narrative, line)})
    actors = tuple(dict.fromkeys((*first.actor_ids, *second.actor_ids)))
    refs = tuple(dict.fromkeys((*first.evidence_refs, *second.evidence_refs)))
    update = {"actor_ids": actors, "evidence_refs": refs, "degraded": first.degraded or second.degraded}
    first = first.model_copy(update=update)
    for slot in second.filled():
        history = second.provenance.get(slot, ())
        if not history or (value := value_of(slot, history[-1].value)) is None:
            continue
        if slot == "category" and first.category is not None:
            continue  # kinds that go together were joined: what the second would have called it is no contradiction
        entry = history[-1]
        said = TurnInput(
            utterance_id=entry.utterance_id,
            actor_id=entry.actor_id,
            device_id=entry.device_id,
            channel="headset",
            text=entry.words,
            now=entry.at_utc,
            confidence=entry.confidence,
        )
        first, _ = record_values(first, (Told(slot, value, entry.words, entry.source),), said, replace=False)
    return first
