"""Buttons in 64 bytes, corrections, texts in pieces, the pace: values in, values out."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from assistant.dialogue.choices import choices_for
from assistant.sop import SopBook
from channels.telegram.correcting import correction
from channels.telegram.incoming import chat_of, parsed
from channels.telegram.keyboard import Press, decoded, keyboard, numbers
from channels.telegram.outgoing import pieces
from channels.telegram.pace import Pace, Seldom

BOOK = SopBook.load()
TURN = UUID("01890000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    "press",
    [
        Press("say", uuid4(), 7),
        Press("pick", uuid4(), 200, "aisle"),
        Press("open", uuid4(), 0, "till"),
        Press("back", uuid4()),
    ],
)
def test_a_button_says_all_it_means_in_64_bytes(press: Press) -> None:
    assert decoded(press.encoded()) == press
    assert len(press.encoded().encode()) <= 64


@pytest.mark.parametrize("data", ["", "say", "say:x:1", f"buy:{TURN.hex}:1", f"pick:{TURN.hex}:1:moon", "a:b:c:d:e"])
def test_anything_else_is_no_button_of_ours(data: str) -> None:
    assert decoded(data) is None


def test_every_question_of_every_procedure_fits_a_keyboard() -> None:
    for category in (None, *BOOK.categories):
        for question in BOOK.for_category(category).questions:
            board = keyboard(choices_for(question.slot, {"category": category}, BOOK), uuid4())
            if board is not None:
                assert all(1 <= len(row) <= 2 for row in board.inline_keyboard)
    assert sum(len(row) for row in numbers("aisle", 200, uuid4()).inline_keyboard) <= 100


def test_what_could_be_corrected_is_offered_by_name() -> None:
    labels = [choice.label for choice in choices_for("correction", {"location": "aisle 4", "weapon": "knife"}, BOOK)]
    assert labels == ["The place", "The weapon", "Nothing, leave it"]


@pytest.mark.parametrize(
    ("before", "after", "taken_as"),
    [
        ("two lads nicked gin from aisle four", "two lads nicked gin from aisle nine", "no, from aisle nine"),
        ("two lads nicked gin", "three lads nicked gin", "no, three lads nicked"),
        ("gin, aisle 4", "Gin aisle 4.", None),
        ("hello", "two lads nicked gin", "no, two lads nicked gin"),
        ("two tall lads nicked gin", "two lads nicked gin", "no, two lads nicked gin"),
        ("gin", "   ", None),
    ],
)
def test_an_edit_is_taken_as_the_words_that_are_new(before: str, after: str, taken_as: str | None) -> None:
    assert correction(before, after) == taken_as


def test_a_long_text_is_cut_where_a_line_or_word_ends() -> None:
    parts = list(pieces("word " * 2000))
    assert all(len(part) <= 4096 for part in parts)
    assert " ".join(parts).split() == ["word"] * 2000
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in pieces("🤷" * 5000))
    assert "".join(pieces("🤷" * 5000)) == "🤷" * 5000
    assert list(pieces("  ")) == []


def test_twenty_at_once_are_taken_and_then_one_a_second() -> None:
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    assert [pace.wait_seconds() for _ in range(20)] == [0.0] * 20
    assert pace.wait_seconds() == 1.0
    now[0] = 60.0
    assert pace.wait_seconds() == 0.0


def test_a_hint_is_given_now_and_then_to_each() -> None:
    now = [0.0]
    hints = Seldom(30, clock=lambda: now[0])
    assert [hints.may("a"), hints.may("a"), hints.may("b")] == [True, False, True]
    now[0] = 31.0
    assert hints.may("a")


@pytest.mark.parametrize("device", ["telegram:", "telegram:x", "headset-1", "telegram:-5", "telegram:٤٢"])
def test_only_a_persons_number_is_a_chat(device: str) -> None:
    assert chat_of(device) is None
    assert chat_of("telegram:42") == 42


def test_what_a_bot_says_is_not_taken() -> None:
    from datetime import UTC, datetime

    message = {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 1, "type": "private"},
        "from": {"id": 2, "is_bot": True, "first_name": "B"},
        "text": "x",
    }
    assert parsed({"update_id": 1, "message": message}, datetime.now(UTC)) is None
