"""A value that the recogniser was unsure of is said back at once, while it can be put right in one word."""

from __future__ import annotations

from tests.assistant.dialogue.scene import Scene


def reported() -> Scene:
    scene = Scene()
    scene.say("two lads nicked razor blades", "report_incident", category="shoplifting")
    return scene


def test_a_plate_heard_with_doubt_is_said_back_with_how_to_put_it_right() -> None:
    scene = reported()
    turn = scene.say("AB12 CDE", heard_with=0.4, vehicle_plate="AB12CDE")
    said = " ".join(turn.replies)
    assert "a b one two, c d e" in said
    assert "say no and spell it" in said
    assert scene.draft.state.heard["vehicle_plate"] == "AB12CDE"


def test_a_count_heard_with_doubt_is_said_back_too() -> None:
    turn = reported().say("fifty of them", heard_with=0.4, suspect_count=50)
    assert "say no and the right one" in " ".join(turn.replies)


def test_what_was_heard_well_typed_or_harmless_is_not() -> None:
    for turn in (
        reported().say("AB12 CDE", heard_with=0.9, vehicle_plate="AB12CDE"),
        reported().say("AB12 CDE", vehicle_plate="AB12CDE"),
        reported().say("grey hoodies", heard_with=0.4, suspect_description="grey hoodies"),
    ):
        assert "If that's wrong" not in " ".join(turn.replies)


def test_the_value_can_be_put_right_at_once_and_is_not_doubted_twice() -> None:
    scene = reported()
    scene.say("AB12 CDE", heard_with=0.4, vehicle_plate="AB12CDE")
    turn = scene.say("no, AB12 CDF", "correct", heard_with=0.4, vehicle_plate="AB12CDF")
    incident = scene.draft.incident
    assert incident is not None
    assert incident.vehicle_plate == "AB12CDF"
    assert "If that's wrong" not in " ".join(turn.replies)
