"""``/report /status /mine /cancel /help /onshift /drill``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from telegram import BotCommand

from assistant.dialogue.wording import category_name
from assistant.incident import Incident, Status
from assistant.people import Person, Roster
from assistant.store import Store
from channels.telegram import phrases
from channels.telegram.incoming import Command, Incoming
from channels.telegram.outgoing import Outgoing
from channels.telegram.turns import ChatTurns

SHOWN_REPORTS: Final = 5
MENU: Final = (
    BotCommand("report", "Report something, or go on with your report"),
    BotCommand("status", "How your report stands"),
    BotCommand("mine", "Your last reports"),
    BotCommand("cancel", "Give up the report you are on"),
    BotCommand("onshift", "Who is working now"),
    BotCommand("drill", "Practise with your trainer"),
    BotCommand("help", "What I can do"),
)
_SAYS: Final = {
    "status": "what is the status of my report",
    "cancel": "cancel this report",
    "drill": "start a drill",
}
"""Commands that are only short for words, so that they are turns like any other."""
_STANDS: Final = {
    Status.DRAFT: "not finished yet",
    Status.SUBMITTED: "on its way",
    Status.ACCEPTED: "received",
    Status.REJECTED: "refused by the platform, your manager will see it",
    Status.CANCELLED: "cancelled",
    Status.CLOSED: "closed",
}


class Commands:
    """What begins with a slash, from people who are enrolled."""

    def __init__(
        self, store: Store, roster: Callable[[], Roster], zone: ZoneInfo, turns: ChatTurns, outgoing: Outgoing
    ) -> None:
        self._store = store
        self._roster = roster
        self._zone = zone
        self._turns = turns
        self._outgoing = outgoing

    async def given(self, incoming: Incoming, person: Person, command: Command) -> None:
        match command.name:
            case "status" | "cancel" | "drill":
                await self._turns.say(incoming, person, _SAYS[command.name])
            case "report" if command.rest:
                await self._turns.say(incoming, person, command.rest)
            case "report":
                await self._report(incoming, person)
            case "mine":
                await self._outgoing.send(incoming.chat_id, await asyncio.to_thread(self._mine, person))
            case "onshift":
                await self._outgoing.send(incoming.chat_id, self._on_shift())
            case _:
                await self._outgoing.send(incoming.chat_id, phrases.HELP)

    async def _report(self, incoming: Incoming, person: Person) -> None:
        if await asyncio.to_thread(self._is_open, incoming.device_id):
            await self._turns.say(incoming, person, "say that again please")
        else:
            await self._outgoing.send(incoming.chat_id, phrases.REPORT)

    def _is_open(self, conversation_id: str) -> bool:
        incident_id = self._store.conversation(conversation_id).incident_id
        incident = None if incident_id is None else self._store.incident(incident_id)
        return incident is not None and incident.status is Status.DRAFT

    def _mine(self, person: Person) -> str:
        lines = []
        for incident_id in self._store.incidents_told_by(person.actor_id, SHOWN_REPORTS):
            incident = self._store.incident(incident_id)
            if incident is not None:
                outcome = self._store.outcome(incident_id)
                lines.append(self._line(incident, None if outcome is None else outcome.reference))
        return "\n".join(lines) or phrases.NOTHING_FILED

    def _line(self, incident: Incident, reference: str | None) -> str:
        """No more than a list needs: the chat is not where details are kept."""
        at = incident.reported_at_utc.astimezone(self._zone)
        what = f"{at:%a %d %b %H:%M}, {category_name(incident.category)}: {_STANDS[incident.status]}"
        return f"{what}, reference {reference}." if reference else f"{what}."

    def _on_shift(self) -> str:
        people = self._roster().on_shift(datetime.now(UTC))
        lines = [f"{person.name}: {', '.join(role.replace('_', ' ') for role in person.roles)}" for person in people]
        return "\n".join(line.removesuffix(": ") for line in lines) or phrases.NOBODY_ON_SHIFT
