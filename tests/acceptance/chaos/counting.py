"""What became of everything that was told in a storm. Only reads: the store, the platform's memory, the people's."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from assistant.audit import verify
from assistant.delivery.escalation import Escalation
from assistant.sandbox import SandboxState
from assistant.store import Store
from tests.acceptance.chaos.box import incident_ids
from tests.acceptance.chaos.called_people import Given, Managers

LADDER_TIMEOUT_SECONDS = 20.0
"""After so long without an answer the next person is called, for a P1."""


@dataclass(frozen=True)
class Times:
    """When things were away, and how the two clocks of the run relate."""

    outages: Sequence[tuple[float, float]]
    """(from, to), seconds of the monotonic clock: the store box, the team's receiver or the disk."""
    wall_minus_monotonic_seconds: float

    def away_seconds(self, since: float, until: float) -> float:
        """How much of that time something was away; what overlaps counts once."""
        total, reached = 0.0, since
        for gone, back in sorted(self.outages):
            start, end = max(gone, reached), min(back, until)
            if end > start:
                total += end - start
                reached = end
        return total


@dataclass
class Counts:
    """What is printed. ``wrong`` is empty after a good run."""

    figures: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def must_be_zero(self, name: str, value: int) -> None:
        self.figures[name] = value
        if value:
            self.wrong.append(f"{name} is {value}")


def count(data_dir: Path, people: Path, sandbox_file: Path, poison_every: int, times: Times) -> Counts:
    """Compare all four memories."""
    counts = Counts()
    told = incident_ids(people)
    reports = {name: incident for name, incident in told.items() if name.startswith("report")}
    poison = {incident for name, incident in reports.items() if int(name.partition("-")[2]) % poison_every == 1}
    good = set(reports.values()) - poison
    state = SandboxState(sandbox_file)
    filed = Counter(UUID(report.incident_id) for report in state.reports())
    counts.figures |= {"incidents_told": len(reports), "cries_for_help": len(told) - len(reports)}
    counts.figures["filed"] = len(filed)
    counts.must_be_zero("reports_lost", len(good - set(filed)))
    counts.must_be_zero("reports_doubled", sum(number > 1 for number in filed.values()))
    counts.must_be_zero("reports_nobody_told", len(set(filed) - good))
    counts.must_be_zero("stories_that_share_a_record", len(told) - len(set(told.values())))
    store = Store.open(data_dir / "floorline.sqlite")
    try:
        _dead_letters(counts, store, poison)
        counts.must_be_zero("still_owed", len(store.owed_keys()))
        counts.must_be_zero("utterances_without_an_answer", len(store.untaken_utterances()))
        counts.must_be_zero("breaks_in_the_audit_log", len(verify(store.audit_entries())))
        _alerts(counts, store, state, told)
        _lateness(counts, state, people, told, times)
    finally:
        store.close()
        state.close()
    return counts


def _dead_letters(counts: Counts, store: Store, poison: set[UUID]) -> None:
    letters = store.dead_letters()
    counts.figures["poison"] = len(poison)
    counts.figures["dead_letters"] = len(letters)
    counts.must_be_zero("poison_without_a_dead_letter", len(poison - {letter.incident_id for letter in letters}))
    good = [letter for letter in letters if letter.incident_id not in poison]
    counts.must_be_zero("dead_letters_of_good_reports", len({letter.incident_id for letter in good}))
    counts.wrong += [
        f"{letter.key} ({letter.kind} to {letter.target}) was given up, attempt {letter.attempts}: {letter.reason}"
        for letter in good
    ]
    useless = [letter for letter in letters if "category" not in letter.reason or "redrive" not in letter.remedy]
    counts.must_be_zero("dead_letters_without_a_useful_reason", len(useless))


def _alerts(counts: Counts, store: Store, state: SandboxState, told: dict[str, UUID]) -> None:
    """Each alert that was owed reached the team under its own id; further ones can only be unsaved alarms."""
    owed = {
        job.job.key.split(":")[1]
        for incident in told.values()
        for job in store.jobs_of(incident)
        if job.job.kind == "alert"
    }
    arrived = state.webhooks("team")
    counts.figures["alerts_owed"] = len(owed)
    counts.figures["alerts_delivered"] = len(arrived)
    counts.figures["alert_repetitions_the_receiver_knew"] = sum(one.deliveries - 1 for one in arrived)
    counts.must_be_zero("alerts_lost", len(owed - {one.webhook_id for one in arrived}))
    known = {str(incident) for incident in told.values()}
    extra = [one for one in arrived if one.webhook_id not in owed and json.loads(one.body)["subject"] in known]
    counts.must_be_zero("alerts_doubled", len(extra))
    counts.figures["alarms_sent_though_the_disk_was_full"] = len(arrived) - len(owed)
    incidents_without = known - {json.loads(one.body)["subject"] for one in arrived}
    counts.must_be_zero("incidents_the_team_never_heard_of", len(incidents_without))
    for incident in sorted(incidents_without):
        jobs = [(stored.job.key, stored.state) for stored in store.jobs_of(UUID(incident))]
        counts.wrong.append(f"the team never heard of {incident}; it owed {jobs}")


def count_answers(counts: Counts, data_dir: Path, people: Path, managers: Managers) -> None:
    """Every answer that a manager gave is in the ladder once, and nobody was called after it."""
    cries = {incident for name, incident in incident_ids(people).items() if name.startswith("cry")}
    counts.must_be_zero("cries_that_nobody_was_called_to", len(cries - managers.called_to))
    store = Store.open(data_dir / "floorline.sqlite")
    try:
        kept: Counter[Given] = Counter()
        went_on = 0
        for incident_id in managers.called_to:
            stored = store.escalation(incident_id)
            answers = () if stored is None else Escalation.model_validate(stored.state).answers
            kept.update((incident_id, one.actor_id, one.kind.value, one.eta_minutes) for one in answers)
            actions = [entry.event.action for entry in store.audit_entries(str(incident_id))]
            if "people.answered" in actions:
                went_on += "people.called" in actions[actions.index("people.answered") :]
    finally:
        store.close()
    counts.figures["answers_given"] = managers.given.total()
    counts.figures["answers_given_while_the_store_box_was_dead"] = managers.given_while_dead
    counts.must_be_zero("answers_lost", (managers.given - kept).total())
    counts.must_be_zero("answers_doubled", (kept - managers.given).total())
    counts.must_be_zero("calls_that_went_on_after_an_answer", went_on)


def _lateness(counts: Counts, state: SandboxState, people: Path, told: dict[str, UUID], times: Times) -> None:
    said: dict[str, float] = {}
    for line in map(json.loads, (people / "said.jsonl").read_text().splitlines()):
        said.setdefault(line["name"], line["at"])
    first: dict[str, datetime] = {}
    for one in state.webhooks("team"):
        first.setdefault(json.loads(one.body)["subject"], one.first_at_utc)
    late: dict[str, float] = {}
    for name, incident in told.items():
        if name.startswith("cry") and str(incident) in first:
            arrived = first[str(incident)].timestamp() - times.wall_minus_monotonic_seconds
            late[name] = arrived - said[name] - times.away_seconds(said[name], arrived)
    counts.figures["latest_alarm_seconds_beyond_outages"] = round(max(late.values(), default=0.0), 2)
    too_late = {name: seconds for name, seconds in late.items() if seconds > LADDER_TIMEOUT_SECONDS}
    counts.must_be_zero("alarms_later_than_the_ladder", len(too_late))
    counts.wrong += [f"{name} was {seconds:.1f} s late" for name, seconds in too_late.items()]
