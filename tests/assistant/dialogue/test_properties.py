"""Whatever is said in whatever order, the engine keeps its promises."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.dialogue import DialogueState, SubmitReport
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
