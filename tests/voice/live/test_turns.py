"""What was said on a headset becomes an utterance of the right conversation, with what it interrupted."""

from __future__ import annotations

from assistant.store import Utterance
from assistant.turn_result import TurnResult
from voice.floor import CutOff
from voice.live.turns import ConversationTurns, Said


class Taken:
    """Takes every utterance and answers nothing."""

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []

    async def __call__(self, utterance: Utterance) -> TurnResult:
        self.utterances.append(utterance)
        return TurnResult()


async def test_what_was_interrupted_goes_with_the_words_that_interrupted_it() -> None:
    taken = Taken()
    turns = ConversationTurns(taken, actor_of=lambda device_id: "alex")
    await turns.take("headset-1", Said("no wait", 0.9, CutOff("Shoplifting,", "aisle 4. Is that right?")))
    await turns.take("headset-1", Said("yes"))
    await turns.be_silent("headset-1", 8.0)
    assert [utterance.words_unheard for utterance in taken.utterances] == ["aisle 4. Is that right?", None, None]
    assert len({utterance.conversation_id for utterance in taken.utterances}) == 1
