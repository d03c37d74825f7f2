"""The lines that may be kept as sound."""

from __future__ import annotations

from assistant.dialogue import wording
from assistant.dialogue.prompts import fixed_prompts
from tests.assistant.dialogue.scene import BOOK, Scene


def test_safety_lines_questions_and_acknowledgements_are_among_them() -> None:
    prompts = fixed_prompts(BOOK)
    assert {wording.SENDING, wording.ALARM_RAISED} <= set(prompts)
    for category in BOOK.categories:
        assert BOOK.for_category(category).safety_line in prompts
    assert len(prompts) == len(set(prompts))


def test_a_read_back_is_never_one_of_them() -> None:
    scene = Scene()
    scene.say("knife", "report_incident", category="abuse_or_threat", location="kiosk", weapon="knife")
    read_back = next(reply for reply in scene.turns[-1].replies if "kiosk" in reply)
    assert read_back not in fixed_prompts(BOOK)
