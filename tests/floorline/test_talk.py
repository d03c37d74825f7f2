"""A talk by text: remembers the conversation, and tells a report's outcome in the same breath, once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from assistant.delivery import Accepted, Outcome, Queued, Rejected
from assistant.identifiers import uuid7
from assistant.incident import Status
from assistant.store import Utterance
from assistant.turn_result import TurnResult
from floorline.outcomes import QUEUED, REJECTED, OutcomeBoard
from floorline.talk import Talk

INCIDENT = uuid7()


class Box:
    """Answers every turn with the same result."""

    def __init__(self, result: TurnResult) -> None:
        self.result = result
        self.utterances: list[Utterance] = []

    async def take_turn(self, utterance: Utterance) -> TurnResult:
        self.utterances.append(utterance)
        return self.result


def talk(box: Box, board: OutcomeBoard, wait_seconds: float = 0.0) -> Talk:
    return Talk(box.take_turn, board, channel="chat", actor_id="alex", device_id="t", outcome_wait_seconds=wait_seconds)


SUBMITTED = TurnResult(replies=("Sending it now.",), status="submitted", incident_id=str(INCIDENT))


async def test_the_reference_is_told_in_the_same_breath() -> None:
    board = OutcomeBoard()
    await board.post(INCIDENT, Accepted("SBX-1001"))
    result = await talk(Box(SUBMITTED), board).say("yes")
    assert result.replies == ("Sending it now.", "Received, reference SBX-1001.")
    assert result.status == Status.ACCEPTED


async def test_a_platform_that_is_down_is_told_as_saved() -> None:
    board = OutcomeBoard()
    await board.post(INCIDENT, Queued("down"))
    result = await talk(Box(SUBMITTED), board).say("yes")
    assert result.replies[-1] == QUEUED
    assert result.status == Status.SUBMITTED


async def test_no_answer_in_time_leaves_the_reply_as_it_was() -> None:
    result = await talk(Box(SUBMITTED), OutcomeBoard()).say("yes")
    assert result == SUBMITTED


async def test_an_outcome_is_told_once_only() -> None:
    board = OutcomeBoard()
    await board.post(INCIDENT, Accepted("SBX-1001"))
    speaker = talk(Box(SUBMITTED), board)
    await speaker.say("yes")
    assert (await speaker.say("okay")).replies == SUBMITTED.replies


async def test_starting_over_begins_another_conversation() -> None:
    box = Box(replace(SUBMITTED, status="draft"))
    speaker = talk(box, OutcomeBoard())
    await speaker.say("one")
    await speaker.be_silent(8.0)
    speaker.start_over()
    await speaker.say("two")
    first, silence, second = box.utterances
    assert first.conversation_id == silence.conversation_id != second.conversation_id
    assert silence.silence_seconds == 8.0
    assert first.utterance_id != second.utterance_id


async def test_listeners_hear_every_outcome() -> None:
    board = OutcomeBoard()
    heard: list[tuple[UUID, str]] = []
    board.listen(lambda incident, sentence: heard.append((incident, sentence)))
    outcomes: list[Outcome] = [Queued("down"), Rejected("refused", "mend it")]
    for outcome in outcomes:
        await board.post(INCIDENT, outcome)
    assert heard == [(INCIDENT, QUEUED), (INCIDENT, REJECTED)]
