"""A store box in a storm: people tell it their incidents, each line again under the same identifier until it was taken.

A process of its own, started again after every kill. What it was told and what came of it stands in files outside its
data folder, as the memory of the people who told it would.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from assistant.delivery.escalation import Phase
from assistant.incident import Status
from assistant.settings import Settings
from assistant.signing import SigningSecret
from assistant.store import Utterance
from assistant.turn_result import TurnResult
from channels.webhooks import WebhookChannel
from floorline.logs import log_to
from floorline.runtime import Runtime, running

THEFT = (
    "two lads in grey hoodies have nicked about two hundred quid of razor blades from aisle four, "
    "they've gone off towards the bus station"
)
POISON = "a woman has just paid with fake twenty pound notes at till six"
"""Fraud: the platform of this run knows no such thing, and refuses it for good."""
CRY = "help me help me he's coming at me"
ANSWERS = {
    "location": "aisle four",
    "suspect_count": "two of them",
    "suspect_description": "grey hoodie and a red cap",
    "suspects_on_site": "no they've gone",
    "direction_of_travel": "towards the bus station",
    "items": "bottles of whisky",
    "item_quantity": "twelve",
    "item_value": "about two hundred quid",
    "weapon": "no weapon that I could see",
    "injuries": "no nobody's hurt",
    "police_called": "yes they have been called",
    "police_reference": "crime reference four five six seven",
    "camera": "camera twelve",
    "till_receipt": "four five six seven",
    "occurred_at": "about ten minutes ago",
    "confirmation": "yes that's right, send it",
}
MOST_TURNS = 16
AT_ONCE = 4


class Teller:
    """The people of the store."""

    def __init__(self, runtime: Runtime, config: dict[str, Any]) -> None:
        self._runtime = runtime
        self._folder = Path(config["people"])
        self._clock = Path(config["clock"])
        self._poison_every: int = config["poison_every"]
        self._turns = asyncio.Semaphore(AT_ONCE)
        told = self._folder / "told.jsonl"
        self._told = {json.loads(line)["name"] for line in told.read_text().splitlines()} if told.exists() else set()
        times = self._folder / "said-at.jsonl"
        lines = map(json.loads, times.read_text().splitlines() if times.exists() else ())
        self._said_at = {line["utterance"]: datetime.fromisoformat(line["at"]) for line in lines}

    async def tell_all(self, reports: int, cries: int) -> None:
        names = [f"report-{number}" for number in range(reports)]
        every = max(1, reports // max(1, cries))
        for number in range(cries):
            names.insert(number * (every + 1), f"cry-{number}")
        await asyncio.gather(*(self._tell(name) for name in names if name not in self._told))

    async def _tell(self, name: str) -> None:
        async with self._turns:
            self._note("said.jsonl", {"name": name, "at": time.monotonic()})
            kind, _, number = name.partition("-")
            text = CRY if kind == "cry" else POISON if int(number) % self._poison_every == 1 else THEFT
            for turn in range(MOST_TURNS):
                result = await self._say(f"{name}/{turn}", name, text)
                if kind == "cry" or result.status in {Status.SUBMITTED, Status.ACCEPTED}:
                    break
                text = ANSWERS[result.asked or ""]
            else:
                raise AssertionError(f"{name} came to no end: {result}")
            self._note("told.jsonl", {"name": name, "incident_id": result.incident_id})

    async def _say(self, utterance: str, conversation: str, text: str) -> TurnResult:
        # What is sent again, by this process or by the next, was said when it was said.
        if utterance not in self._said_at:
            self._said_at[utterance] = datetime.now(UTC) + timedelta(seconds=float(self._clock.read_text() or "0"))
            self._note("said-at.jsonl", {"utterance": utterance, "at": self._said_at[utterance].isoformat()})
        while True:
            result = await self._runtime.conversation.take_turn(
                Utterance(
                    utterance_id=uuid5(NAMESPACE_URL, utterance),
                    conversation_id=f"headset:{conversation}",
                    actor_id="alex",
                    device_id=f"headset-{conversation}",
                    channel="headset",
                    text=text,
                    confidence=None,
                    said_at_utc=self._said_at[utterance],
                )
            )
            if result.mode != "not_saved":
                return result
            # As they were asked to: said again in a moment.
            await asyncio.sleep(1.0)

    def _note(self, file: str, line: dict[str, Any]) -> None:
        with (self._folder / file).open("a") as opened:
            opened.write(json.dumps(line) + "\n")


def let_names_fail(flag: Path) -> None:
    """While ``flag`` exists, this process finds no address for any name, as with the shop's DNS down."""
    real = socket.getaddrinfo

    def looked_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if flag.exists() and host == "localhost":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *args, **kwargs)

    socket.getaddrinfo = looked_up


def let_the_clock_jump(offset_file: Path) -> None:
    """Have our own modules read a wall clock that is off by the seconds in ``offset_file``.

    libfaketime would do it to the whole process, but under it Python 3.11's ``time.sleep`` fails (EINVAL: it sleeps on
    the monotonic clock until a moment that the library moves).
    """

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=float(offset_file.read_text() or "0"))

    for name, module in list(sys.modules.items()):
        is_ours = name.partition(".")[0] in ("assistant", "channels", "floorline")
        if is_ours and getattr(module, "datetime", None) is datetime:
            module.datetime = Jumping  # type: ignore[attr-defined]


async def main(config: dict[str, Any]) -> None:
    log_to(Path(config["people"]) / "box.log", "warning")
    let_names_fail(Path(config["names_fail"]))
    let_the_clock_jump(Path(config["clock"]))
    settings = Settings(
        data_dir=Path(config["data_dir"]),
        platform={  # type: ignore[arg-type]
            "url": config["platform_url"],
            "secret": config["secret"],
            "timeout_seconds": 2.0,
            "ca_file": config["ca_file"],
            "client_certificate_file": config["certificate_file"],
            "client_key_file": config["key_file"],
        },
        people_file=Path(config["people"]) / "roster.yml",
        telegram=config["telegram"],
        calling={"p1_seconds": config["answer_seconds"]},  # type: ignore[arg-type]
        server={"port": 0},  # type: ignore[arg-type]
    )
    team = WebhookChannel("team", config["team_url"], SigningSecret(config["secret"]), timeout_seconds=2.0)
    async with running(settings, channels_for=lambda sandbox: (team,), rasa="none", announce=True) as runtime:
        sys.stdout.write("up\n")
        sys.stdout.flush()
        await Teller(runtime, config).tell_all(config["reports"], config["cries"])
        people = Path(config["people"])
        while not is_finished(runtime, people):  # noqa: ASYNC110 - it happens in a database and in other people's hands
            await asyncio.sleep(0.2)
        left = runtime.store.untaken_utterances()
    (people / "finished.json").write_text(json.dumps({"untaken": len(left)}))


def is_finished(runtime: Runtime, people: Path) -> bool:
    """Nothing is owed, everybody who was called has answered or never will, and every answer is taken."""
    if runtime.store.owed_keys():
        return False
    (people / "all-sent").touch()
    is_calling = any(one.phase is Phase.CALLING for one in runtime.calling.escalations.live)
    return (people / "all-answered").exists() and not is_calling and not runtime.store.unfinished_updates("telegram")


def incident_ids(people: Path) -> dict[str, UUID]:
    """Who told what: the name of each story -> its incident."""
    lines = (people / "told.jsonl").read_text().splitlines()
    return {line["name"]: UUID(line["incident_id"]) for line in map(json.loads, lines)}


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
