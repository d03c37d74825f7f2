"""A conversation with the engine in which the test says what was understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from assistant.dialogue import Draft, House, Turn, TurnInput, advance, advance_silence, raise_alarm
from assistant.dialogue.interrupted import unheard_with_question
from assistant.duress import Duress
from assistant.identifiers import uuid7
from assistant.incident import Incident
from assistant.settings import StoreSettings
from assistant.sop import SopBook
from assistant.understanding.context import Context
from assistant.understanding.interpret import interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import Act, FoundValue, Understood

BOOK = SopBook.load()
START = datetime(2026, 3, 14, 17, 58, tzinfo=UTC)


class Scene:
    """Speaks turn after turn, half a minute apart, and keeps the draft."""

    def __init__(
        self, channel: Literal["headset", "chat", "console"] = "headset", link_base: str | None = None
    ) -> None:
        self.house = House(store_id="0042", zone=ZoneInfo("Europe/London"), sops=BOOK, link_base=link_base)
        self.draft = Draft(None)
        self.channel = channel
        self.now = START
        self.turns: list[Turn] = []

    def say(
        self,
        text: str,
        act: Act = "inform",
        *,
        yes_no: bool | None = None,
        degraded: bool = False,
        actor_id: str = "alex",
        confidence: float = 0.9,
        heard_with: float | None = None,
        unheard: str = "",
        **slots: Any,
    ) -> Turn:
        """One utterance, understood as ``act`` with ``slots``; ``heard_with`` is the recogniser's confidence, and
        ``unheard`` what it cut off of the last answer.
        """
        values = tuple(
            FoundValue(slot, value, text, 0, len(text), "model", "test", 0.9)  # type: ignore[arg-type]
            for slot, value in slots.items()
        )
        understood = Understood(text, act, confidence, values, yes_no, degraded)
        words_unheard = unheard_with_question(self.draft.state.last_replies, unheard)
        given = replace(self.given(text, actor_id), confidence=heard_with, words_unheard=words_unheard)
        return self._take(advance(self.draft, understood, given, self.house))

    def yes(self, text: str = "yes") -> Turn:
        return self.say(text, "affirm", yes_no=True)

    def no(self, text: str = "no") -> Turn:
        return self.say(text, "deny", yes_no=False)

    def mumble(self, text: str = "wibble") -> Turn:
        """Something that nobody could make anything of."""
        return self.say(text, "out_of_scope", confidence=0.3)

    def chatter(self, text: str = "do you want the oat milk") -> Turn:
        """Talk of something else, understood as that."""
        return self.say(text, "out_of_scope")

    def hears(self, text: str) -> Turn:
        """One utterance as the grammar alone understands it: the whole way from words to turn."""
        asked = self.draft.state.asked
        context = Context(
            "confirmation" if asked in ("cancellation", "stand_down") else None if asked == "correction" else asked,
            self.now,
            self.house.zone,
            Gazetteer.from_settings(StoreSettings()),
            BOOK.cues(),
        )
        understood = interpret(text, None, context)
        return self._take(advance(self.draft, understood, self.given(text), self.house))

    def silence(self, seconds: float = 8.0) -> Turn:
        return self._take(advance_silence(self.draft, seconds, self.given(""), self.house))

    def duress(
        self, text: str, kind: Literal["call_for_help", "code_word", "silent"] = "call_for_help", **slots: Any
    ) -> Turn:
        """A call for help; ``slots`` are what the grammar found in it."""
        values = tuple(
            FoundValue(slot, value, text, 0, len(text), "grammar", "test", None)  # type: ignore[arg-type]
            for slot, value in slots.items()
        )
        return self._take(raise_alarm(self.draft, Duress(kind, text), self.given(text), self.house, values))

    def given(self, text: str, actor_id: str = "alex") -> TurnInput:
        self.now += timedelta(seconds=30)
        return TurnInput(
            utterance_id=uuid7(),
            actor_id=actor_id,
            device_id="headset-1",
            channel=self.channel,
            text=text,
            now=self.now,
            incident_id=uuid7(),
        )

    @property
    def incident(self) -> Incident:
        assert self.draft.incident is not None
        return self.draft.incident

    @property
    def incident_id(self) -> UUID:
        return self.incident.incident_id

    @property
    def said(self) -> str:
        """Everything said in the last turn."""
        return " ".join(self.turns[-1].replies)

    def _take(self, turn: Turn) -> Turn:
        self.draft = turn.draft
        self.turns.append(turn)
        return turn
