"""Judging a finished dialogue by the record that was filed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from floorline.benches.dialogue_runs import DialogueReport, mistakes_of, transcript, write_transcripts
from floorline.benches.dialogue_scores import DialogueRun, Exchange, Verdict, judge, score_dialogues
from floorline.benches.nlu import dialogue_figures
from floorline.benches.simulated_user import Line
from tests.floorline.benches.scenarios import LONDON, answer, scenario

NOW = datetime(2025, 6, 12, 21, 0, tzinfo=UTC)
RIGHT: dict[str, Any] = {
    "category": "shoplifting",
    "items": ["gin"],
    "location": "aisle 9",
    "suspects_on_site": False,
    "priority": "P3",
    "priority_reasons": ["a theft"],
}
OPENING = Line("someone's nicked the gin", "opening")
PLACE = Line("aisle nine", "answer", "location")
GONE = Line("no they've gone", "answer", "suspects_on_site")
ASKS_PLACE = answer("Where did it happen?", asked="location")
ASKS_GONE = answer("Are they still there?", asked="suspects_on_site")
SENT = answer("Received.", status="accepted")


def run(
    *turns: tuple[Line, Any],
    filed: dict[str, Any] | None = None,
    read_back: dict[Any, Any] | None = None,
    **changes: Any,
) -> DialogueRun:
    exchanges = tuple(
        Exchange(line, line.text, result, NOW + timedelta(seconds=8 * n)) for n, (line, result) in enumerate(turns)
    )
    return DialogueRun(scenario(**changes), exchanges, filed, read_back or {})


def judged(*turns: tuple[Line, Any], **rest: Any) -> Verdict:
    return judge(run(*turns, **rest), LONDON)


WHOLE = ((OPENING, ASKS_PLACE), (PLACE, ASKS_GONE), (GONE, SENT))


def test_a_record_that_holds_all_that_was_told_is_right() -> None:
    verdict = judged(*WHOLE, filed=RIGHT)
    assert verdict.right
    assert verdict.faults == ()
    assert verdict.turns == 3


def test_what_was_told_or_answered_must_be_there_and_nothing_else_wrong() -> None:
    filed = RIGHT | {"location": "aisle 5", "suspects_on_site": None, "camera": "camera 3"}
    verdict = judged(*WHOLE, filed=filed, read_back={"camera": "camera 3", "location": "aisle 4"})
    assert [(wrong.slot, wrong.filed, wrong.heard) for wrong in verdict.wrong_slots] == [
        ("location", "aisle 5", False),
        ("suspects_on_site", None, False),
        ("camera", "camera 3", True),
    ]
    assert [wrong.slot for wrong in verdict.wrong_unheard] == ["location"]
    assert not verdict.right


def test_an_answer_held_ready_for_a_question_that_never_came_may_be_missing_but_not_wrong() -> None:
    without = RIGHT | {"suspects_on_site": None}
    assert judged((OPENING, ASKS_PLACE), (PLACE, SENT), filed=without).right
    wrong = RIGHT | {"suspects_on_site": True}
    assert not judged((OPENING, ASKS_PLACE), (PLACE, SENT), filed=wrong).right


def test_what_an_event_told_must_be_there() -> None:
    event = {"after_question": 1, "kind": "correct", "say": "no three of them", "truth_after": {"suspect_count": 3}}
    truth = {**scenario().truth, "suspect_count": 3}
    verdict = judged(*WHOLE, filed=RIGHT, events=[event], truth=truth)
    assert [wrong.slot for wrong in verdict.wrong_slots] == ["suspect_count"]


def test_what_follows_from_the_words_may_be_filed_or_not() -> None:
    assert judged(*WHOLE, filed=RIGHT | {"suspect_count": 1}, also_true={"suspect_count": 1}).right
    assert judged(*WHOLE, filed=RIGHT, also_true={"suspect_count": 1}).right
    assert not judged(*WHOLE, filed=RIGHT | {"suspect_count": 2}, also_true={"suspect_count": 1}).right


def test_ten_minutes_ago_counts_from_when_it_was_said() -> None:
    said_at = NOW + timedelta(minutes=20)
    history = {"occurred_at": [{"at_utc": said_at.isoformat()}]}
    filed = RIGHT | {"occurred_at": (said_at - timedelta(minutes=10)).isoformat(), "provenance": history}
    assert judged(*WHOLE, filed=filed, truth={**scenario().truth, "occurred_at": {"minutes_ago": 10}}).right


def test_what_was_not_filed_is_not_right_and_neither_is_another_priority() -> None:
    lost = judged((OPENING, ASKS_PLACE))
    assert (lost.right, lost.faults) == (False, ("not filed",))
    urgent = judged(*WHOLE, filed=RIGHT | {"priority": "P1"})
    assert (urgent.slots_right, urgent.priority_right, urgent.right) == (True, False, False)


def test_a_question_put_a_third_time_is_one_too_many_unless_the_person_digressed() -> None:
    aside = Line("say again?", "event", "repeat")
    twice = judged((OPENING, ASKS_PLACE), (aside, ASKS_PLACE), (PLACE, ASKS_PLACE), (PLACE, SENT), filed=RIGHT)
    assert twice.asked_too_often == ()
    thrice = judged((OPENING, ASKS_PLACE), (PLACE, ASKS_PLACE), (PLACE, ASKS_PLACE), (PLACE, SENT), filed=RIGHT)
    assert thrice.asked_too_often == ("location",)


def test_waiting_with_a_question_open_is_not_putting_it() -> None:
    waits, nudges = answer(asked="location"), answer("Go ahead.", asked="location")
    okay = Line("okay", "answer", "location")
    verdict = judged((OPENING, ASKS_PLACE), (okay, nudges), (okay, waits), (PLACE, ASKS_PLACE), (PLACE, SENT))
    assert verdict.asked_too_often == ()


def test_after_a_digression_the_same_question_must_be_open() -> None:
    aside = Line("is anyone coming?", "event", "status")
    assert judged((OPENING, ASKS_PLACE), (aside, ASKS_PLACE), (PLACE, SENT)).lost_questions == ()
    assert judged((OPENING, ASKS_PLACE), (aside, ASKS_GONE), (GONE, SENT)).lost_questions == ("status",)
    correction = Line("no, aisle nine", "event", "correct")
    assert judged((OPENING, ASKS_PLACE), (correction, ASKS_GONE), (GONE, SENT)).lost_questions == ()


def test_alarms_are_there_when_called_for_and_only_then() -> None:
    help_me = Line("help me", "event", "panic")
    alarm = answer("Alarm sent.", alarm=True)
    assert judged((OPENING, alarm)).false_alarm
    assert judged((OPENING, ASKS_PLACE), (help_me, ASKS_PLACE)).missed_alarm
    called = judged((OPENING, ASKS_PLACE), (help_me, alarm))
    assert (called.false_alarm, called.missed_alarm) == (False, False)


def test_turns_taken_without_the_model_are_counted_silences_aside() -> None:
    silence = Line("", "event", "silence", 8.0)
    alone = answer("Where?", asked="location", mode="degraded")
    assert judged((OPENING, alone), (silence, alone), (PLACE, SENT)).degraded_turns == 1


def test_figures_over_dialogues() -> None:
    figures = score_dialogues([judged(*WHOLE, filed=RIGHT), judged((OPENING, ASKS_PLACE))])
    assert figures["dialogues"] == 2
    assert figures["dialogues_right"] == 0.5
    assert figures["dialogues_median_turns"] == 2.0
    assert score_dialogues([]) == {}


def test_the_figures_of_the_sample_that_ci_holds_stand_beside_those_of_all() -> None:
    verdicts = [judged(*WHOLE, filed=RIGHT, id=f"theft-{number}") for number in range(30)]
    figures = dialogue_figures(verdicts)
    assert (figures["dialogues"], figures["dialogues_sampled"]) == (30, 24)
    assert figures["dialogues_right_sampled"] == 1.0


def test_a_transcript_tells_who_said_what_and_what_is_wrong(tmp_path: Path) -> None:
    whole = run(*WHOLE, filed=RIGHT | {"location": "aisle 5"})
    verdict = judge(whole, LONDON)
    text = transcript(whole, verdict)
    for words in (
        "theft-1: WRONG",
        "aisle nine   [answer: location]",
        "floorline  Where did it happen?",
        "filed 'aisle 5'",
    ):
        assert words in text
    write_transcripts(tmp_path / "new", DialogueReport([verdict], {"theft-1": text}))
    assert (tmp_path / "new" / "theft-1.txt").read_text(encoding="utf-8") == text
    assert "WRONG" in (tmp_path / "new" / "FAILED.txt").read_text(encoding="utf-8")


def test_each_fault_is_an_error_of_its_own() -> None:
    verdict = judged(*WHOLE, filed=RIGHT | {"location": "aisle 5", "priority": "P1"})
    assert [error["wrong"] for error in mistakes_of(verdict)] == ["location", "priority is P1 instead of P3"]
