"""A Floorline that kills itself: run by test_kill_nine as a process of its own.

Speaks the same scripted conversations as often as it is started, each utterance under the same identifier, as a
headset gateway would that does not know what arrived. ``KILL_AT`` is ``stage:n``: the n-th time that stage is reached
in this process, it sends itself SIGKILL. Prints one JSON object when everything has been said and filed.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from assistant.incident import Status
from assistant.settings import Settings
from assistant.signing import SigningSecret
from assistant.store import Utterance
from channels.webhooks import WebhookChannel
from floorline.runtime import Runtime, SharedRasa, running

LINES = (
    "two lads in grey hoodies have nicked about two hundred quid of razor blades from aisle four, "
    "they've gone off towards the bus station",
    "yes that's right send it",
)
SETTLE_SECONDS = 20.0


class Tripwire:
    """Counts stages and pulls the plug at the one it was told."""

    def __init__(self, kill_at: str | None) -> None:
        stage, _, number = (kill_at or "").partition(":")
        self._stage, self._number = stage, int(number or 0)
        self.seen: Counter[str] = Counter()

    def __call__(self, stage: str, details: Mapping[str, object]) -> None:
        self.seen[stage] += 1
        if stage == self._stage and self.seen[stage] == self._number:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(config: dict[str, str]) -> None:
    settings = Settings(
        data_dir=Path(config["data_dir"]),
        platform={"url": config["platform_url"], "secret": config["secret"]},  # type: ignore[arg-type]
    )
    team = WebhookChannel(
        "team", f"{config['platform_url']}/sandbox/webhooks/team", SigningSecret(config["secret"], "the test's secret")
    )
    tripwire = Tripwire(os.environ.get("KILL_AT"))
    rasa = SharedRasa(config["rasa_url"], config["rasa_token"], int(config["action_port"]), config["action_token"])
    async with running(settings, channels_for=lambda sandbox: (team,), observer=tripwire, rasa=rasa) as runtime:
        filed = [await converse(runtime, name) for name in config["conversations"].split(",")]
        async with asyncio.timeout(SETTLE_SECONDS):
            while any(job.state != "done" for job in runtime.store.pending_jobs()):
                await asyncio.sleep(0.05)  # noqa: ASYNC110 - another process's progress is being watched, in a test
        problems = runtime.store.untaken_utterances()
    json.dump({"incidents": [str(one) for one in filed], "untaken": len(problems), "stages": tripwire.seen}, sys.stdout)


async def converse(runtime: Runtime, name: str) -> UUID:
    """Say every line of one conversation, whether or not it has been said before; gives its incident."""
    incident_id = None
    for number, text in enumerate(LINES):
        result = await runtime.conversation.take_turn(
            Utterance(
                utterance_id=uuid5(NAMESPACE_URL, f"{name}/{number}"),
                conversation_id=f"headset:{name}",
                actor_id="alex",
                device_id="headset-1",
                channel="headset",
                text=text,
                confidence=None,
                said_at_utc=datetime.now(UTC),
            )
        )
        incident_id = result.incident_id
    assert incident_id is not None, "the conversation opened no incident"
    assert result.status == Status.SUBMITTED, (result.status, result.replies)
    async with asyncio.timeout(SETTLE_SECONDS):
        while runtime.store.outcome(UUID(incident_id)) is None:
            await asyncio.sleep(0.02)  # noqa: ASYNC110 - as above
    return UUID(incident_id)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
