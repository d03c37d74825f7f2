"""A lane of ordinary jobs, in virtual time: it steps aside for what is urgent, and goes on."""

from __future__ import annotations

import asyncio

from assistant.delivery.attempts import Step
from assistant.delivery.backoff import Backoff
from assistant.delivery.pace import Pace
from assistant.delivery.paced_lane import PacedLane
from tests.fakes.virtual_time import in_virtual_time


class Receiver:
    """Takes everything, in a hundredth of a second, and notes when it was asked."""

    def __init__(self) -> None:
        self.asked_at: dict[str, float] = {}

    async def attempt(self, key: str) -> Step:
        self.asked_at[key] = asyncio.get_running_loop().time()
        await asyncio.sleep(0.01)
        return Step(None)


async def nobody_to_tell(key: str) -> None:
    raise AssertionError(f"nobody waits to hear of {key}")


def lane_to(receiver: Receiver, most_at_once: int = 2) -> PacedLane:
    clock = asyncio.get_running_loop().time
    return PacedLane(
        "submit", Pace(most_at_once, Backoff().probes), attempt=receiver.attempt, tell=nobody_to_tell, clock=clock
    )


def test_nothing_is_begun_while_something_urgent_is_on_its_way_and_all_of_it_afterwards() -> None:
    async def story() -> None:
        receiver = Receiver()
        lane = lane_to(receiver)
        lane.start()
        lane.make_way(0.5)
        lane.add(["submit:1", "submit:2", "submit:3"])
        await asyncio.sleep(0.4)
        assert receiver.asked_at == {}
        await asyncio.sleep(0.4)
        assert len(receiver.asked_at) == 3
        assert min(receiver.asked_at.values()) >= 0.5
        assert lane.waiting == 0
        await lane.stop()

    in_virtual_time(story())


def test_what_was_begun_before_is_finished() -> None:
    async def story() -> None:
        receiver = Receiver()
        lane = lane_to(receiver, most_at_once=1)
        lane.start()
        lane.add(["submit:1", "submit:2"])
        await asyncio.sleep(0.005)
        lane.make_way(1.0)
        await asyncio.sleep(0.5)
        assert set(receiver.asked_at) == {"submit:1"}
        assert lane.waiting == 1
        await asyncio.sleep(1.0)
        assert lane.waiting == 0
        await lane.stop()

    in_virtual_time(story())
