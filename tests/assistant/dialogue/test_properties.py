"""Whatever is said in whatever order, the engine keeps its promises."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.dialogue import DialogueState, SubmitReport
from assistant.dialogue.consent import denies
from assistant.dialogue.reading_back import unheard
from assistant.incident import Incident, Injuries, Status
from assistant.understanding.values import ACTS
from tests.assistant.dialogue.scene import BOOK, Scene

VALUES: dict[str, Any] = {
    "category": st.sampled_from(BOOK.categories),
    "location": st.sampled_from(["aisle 4", "kiosk"]),
    "suspect_count": st.integers(0, 5),
    "suspect_description": st.sampled_from(["grey hoodie", "red cap"]),
    "suspects_on_site": st.booleans(),
    "direction_of_travel": st.just("towards the station"),
    "items": st.just(["gin"]),
    "item_value": st.just(Decimal("20.00")),
    "weapon": st.sampled_from(["none", "knife"]),
    "injuries": st.sampled_from([Injuries(any=False), Injuries(any=True, text="cut hand")]),
    "vehicle_description": st.just("blue van"),
    "police_called": st.booleans(),
}


@st.composite
def sayings(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["say", "say", "say", "silence", "duress"]))
    if kind == "silence":
        return {"kind": kind}
    if kind == "duress":
        return {"kind": kind, "how": draw(st.sampled_from(["call_for_help", "silent"]))}
    slots = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=3, unique=True))
    return {
        "kind": kind,
        "text": draw(st.sampled_from(["okay", "yes", "no", "something or other", "stand down", "", "🤷"])),
        "act": draw(st.sampled_from([act for act in ACTS if act != "panic"])),
        "yes_no": draw(st.sampled_from([None, True, False])),
        "slots": {slot: draw(VALUES[slot]) for slot in slots},
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(sayings(), min_size=1, max_size=14))
def test_no_conversation_breaks_the_promises(said: list[dict[str, Any]]) -> None:
    scene = Scene()
    confirmed_by_read_back = False
    for one in said:
        before, asked_before = scene.draft.incident, scene.draft.state.asked
        was_silent = scene.draft.state.alarm == "silent" and before is not None and before.status is Status.DRAFT
        if one["kind"] == "silence":
            turn = scene.silence()
        elif one["kind"] == "duress":
            turn = scene.duress("help me", one["how"])
        else:
            turn = scene.say(one["text"], one["act"], yes_no=one["yes_no"], **one["slots"])
        state, incident = turn.draft.state, turn.draft.incident
        # what is stored comes back the same
        assert DialogueState.model_validate_json(state.model_dump_json()) == state
        if incident is not None:
            assert Incident.model_validate_json(incident.model_dump_json()) == incident
        # a silent alarm is answered with nothing
        if was_silent:
            assert turn.replies == ()
        # nothing is filed but on an answer to the read-back
        if any(isinstance(effect, SubmitReport) for effect in turn.effects):
            assert asked_before == "confirmation"
            assert one["kind"] == "say"
            confirmed_by_read_back = True
        # nothing said is lost
        if incident is not None and before is not None and incident.incident_id == before.incident_id:
            assert incident.narrative[: len(before.narrative)] == before.narrative
        assert all(reply.strip() for reply in turn.replies)
        assert len({alert.alert_id for alert in turn.alerts}) == len(turn.alerts)
    if scene.draft.incident is not None and scene.draft.incident.status is Status.SUBMITTED:
        assert confirmed_by_read_back


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BOOK.categories), st.lists(st.sampled_from(["wibble", "okay", "hm"]), min_size=10, max_size=40))
def test_no_question_is_put_more_than_twice_to_somebody_who_only_mumbles(category: str, mumbles: list[str]) -> None:
    scene = Scene()
    scene.say("something", "report_incident", category=category)
    replies: list[str] = list(scene.turns[-1].replies)
    for text in mumbles:
        turn = scene.say(text, "affirm" if text == "okay" else "out_of_scope", yes_no=True if text == "okay" else None)
        replies += turn.replies
    questions = [reply for reply in replies if reply.endswith("?")]
    assert all(questions.count(question) <= 2 for question in questions)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Somewhere in some conversation."""
    scene = Scene()
    for one in draw(st.lists(sayings(), max_size=8)):
        if one["kind"] == "silence":
            scene.silence()
        elif one["kind"] == "duress":
            scene.duress("help me", one["how"])
        else:
            scene.say(one["text"], one["act"], yes_no=one["yes_no"], **one["slots"])
    return scene


NOBODYS: Final = [
    ("okay", "affirm", True),
    ("ok right", "affirm", None),
    ("right", "inform", True),
    ("mm", "affirm", None),
    ("alright okay", "deny", True),
    ("you want the oat milk or the normal one", "out_of_scope", None),
    ("put your shoes on", "out_of_scope", None),
    ("", "out_of_scope", None),
    ("...", "out_of_scope", None),
]
"""What nobody said to Floorline: an okay, other people's talk, nothing."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenes(), st.lists(st.sampled_from(NOBODYS), min_size=1, max_size=3), st.floats(0.05, 1.0))
def test_what_nobody_said_to_us_changes_nothing(
    scene: Scene, talk: list[tuple[str, Any, bool | None]], confidence: float
) -> None:
    before, alarm = scene.draft.incident, scene.draft.state.alarm
    for text, act, yes_no in talk:
        if text == "right" and scene.draft.state.asked == "direction_of_travel":
            continue  # there it is an answer
        turn = scene.say(text, act, yes_no=yes_no, confidence=confidence)
        scene.silence()
        assert not any(isinstance(effect, SubmitReport) for effect in turn.effects)
    after = scene.draft.incident
    assert scene.draft.state.alarm == alarm
    assert (after is None) == (before is None)
    if after is not None and before is not None:
        assert after.incident_id == before.incident_id
        assert after.filled() == before.filled()
        assert after.status is before.status
        assert after.provenance == before.provenance


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenes(), st.lists(sayings(), max_size=6))
def test_nothing_is_filed_that_was_not_heard_as_it_is(scene: Scene, more: list[dict[str, Any]]) -> None:
    for one in [*more, {"kind": "yes"}, {"kind": "yes"}]:
        if one["kind"] == "say":
            turn = scene.say(one["text"], one["act"], yes_no=one["yes_no"], **one["slots"])
        else:
            turn = scene.yes("yes send it")
        for effect in turn.effects:
            if isinstance(effect, SubmitReport):
                assert unheard(turn.draft) == ()
                assert not denies(scene.incident.narrative[-1].text)


ASIDES: Final = {
    "repeat": "say that again",
    "ask_what_to_do": "what should I do",
    "status": "is anybody coming",
    "add_evidence": "I've got a photo of it",
    "handover": "can the manager do this",
    "drill_start": "start a drill",
}
"""What is asked or told besides, and how."""
DIGRESSING: Final = {*ASIDES, "out_of_scope"}
"""What answers nothing: the open question comes back after it, and that is not a time of its own."""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BOOK.categories), st.lists(sayings(), min_size=4, max_size=24))
def test_no_question_is_put_a_third_time_whatever_is_said(category: str, said: list[dict[str, Any]]) -> None:
    scene = Scene()
    scene.say("something", "report_incident", category=category)
    first = scene.incident_id
    heard: list[str] = []
    for one in said:
        digression = one.get("act") in DIGRESSING
        if one["kind"] == "silence":
            turn = scene.silence()
        elif one["kind"] == "duress":
            turn = scene.duress("help me", one["how"])
        else:
            turn = scene.say(one["text"], one["act"], yes_no=one["yes_no"], **one["slots"])
        if turn.draft.incident is None or turn.draft.incident.incident_id != first:
            break
        heard += [] if digression else turn.replies
    for question in BOOK.for_category(category).questions:
        ways = [way for way in (question.ask, question.rephrase, question.spell) if way]
        assert sum(any(way in reply for way in ways) for reply in heard) <= 2, question.slot


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BOOK.categories), st.data())
def test_a_digression_returns_to_the_slot_that_was_open(category: str, data: st.DataObject) -> None:
    """Told one answer after another, with anything between that answers nothing, each answer is that question's."""
    scene = Scene()
    scene.say("something", "report_incident", category=category)
    for _ in range(len(BOOK.for_category(category).questions)):
        asked = scene.draft.state.asked
        if asked is None or asked not in VALUES:
            break
        for act in data.draw(st.lists(st.sampled_from(sorted(ASIDES)), max_size=3)):
            turn = scene.say(ASIDES[act], act)  # type: ignore[arg-type]
            assert turn.draft.state.asked == asked
            assert turn.replies
        answer = data.draw(VALUES[asked])
        scene.say("an answer", "inform", **{asked: answer})
        assert getattr(scene.incident, asked) == answer
