"""A Floorline that kills itself: run by test_kill_nine as a process of its own.

First finishes the conversation in which the process before it died: it says every line again, each under the same
identifier, as a headset gateway does that cannot know what arrived. Then, if there is a next conversation, the wire is
armed: ``kill_at`` is ``stage:n``, and the n-th time that stage is reached from then on, it sends itself SIGKILL.
Prints one JSON object when everything has been said and filed.
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
    (
        "two lads in grey hoodies have nicked about two hundred quid of razor blades from aisle four, "
        "they've gone off towards the bus station"
    ),
    "yes that's right send it",
)
SETTLE_SECONDS = 20.0


class Tripwire:
    """Counts stages once it is armed, and pulls the plug at the one it was told."""

    def __init__(self) -> None:
        self._kill_at: tuple[str, int] | None = None
        self._seen: Counter[str] = Counter()

    def arm(self, kill_at: str) -> None:
        stage, _, number = kill_at.partition(":")
        self._kill_at = stage, int(number)

    def __call__(self, stage: str, details: Mapping[str, object]) -> None:
        if self._kill_at is None:
            return
        self._seen[stage] += 1
        if (stage, self._seen[stage]) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(config: dict[str, str]) -> None:
    settings = Settings(
        data_dir=Path(config["data_dir"]),
        platform={"url": config["platform_url"], "secret": config["secret"]},  # type: ignore[arg-type]
    )
    team = WebhookChannel(
        "team", f"{config['platform_url']}/sandbox/webhooks/team", SigningSecret(config["secret"], "the test's secret")
    )
    tripwire = Tripwire()
    rasa = SharedRasa(config["rasa_url"], config["rasa_token"], int(config["action_port"]), config["action_token"])
    async with running(settings, channels_for=lambda sandbox: (team,), observer=tripwire, rasa=rasa) as runtime:
        filed = None
        if config["finish"]:
            filed = await converse(runtime, config["finish"])
        if config["begin"]:
            tripwire.arm(config["kill_at"])
            await converse(runtime, config["begin"])
            sys.exit(f"{config['kill_at']} was never reached")
        async with asyncio.timeout(SETTLE_SECONDS):
            while any(job.state != "done" for job in runtime.store.pending_jobs()):  # noqa: ASYNC110 - nothing to await
                await asyncio.sleep(0.05)
        untaken = runtime.store.untaken_utterances()
    json.dump({"incident": str(filed), "untaken": len(untaken)}, sys.stdout)


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
        while runtime.store.outcome(UUID(incident_id)) is None:  # noqa: ASYNC110 - nothing to await
            await asyncio.sleep(0.02)
    return UUID(incident_id)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
