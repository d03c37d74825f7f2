"""Reports told in plain words, through a real Rasa, real durable jobs and the sandbox platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from assistant.audit import verify
from assistant.incident import CATEGORIES, Status
from assistant.settings import PlatformSettings, Settings
from assistant.turn_result import TurnResult
from floorline.runtime import Runtime, SharedRasa, running
from floorline.talk import Talk
from tests.acceptance.shared_rasa import RasaForTests

OPENINGS = {
    "shoplifting": "someone's just nicked a load of steaks from the meat counter",
    "robbery": "we've been robbed, he made me open the till and took the cash",
    "assault": "a customer just punched one of our lads in the face by the kiosk",
    "abuse_or_threat": "there's a man at the service desk shouting and swearing at staff and making threats",
    "fraud": "a woman has just paid with fake twenty pound notes at till six",
    "burglary": "the shop's been broken into overnight, back door is smashed in",
    "criminal_damage": "someone has smashed the window at the front entrance on purpose",
    "antisocial_behaviour": "a group of teenagers are messing about and drinking in the car park",
    "suspicious_person": "there's a bloke hanging round the cash office looking suspicious",
    "medical_emergency": "a customer has collapsed by the bakery",
}
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
    "vehicle_description": "a blue van",
    "vehicle_plate": "alpha bravo one two charlie delta echo",
    "police_called": "yes they have been called",
    "police_reference": "crime reference four five six seven",
    "camera": "camera twelve",
    "till_receipt": "four five six seven",
    "occurred_at": "about ten minutes ago",
    "confirmation": "yes that's right, send it",
}


@asynccontextmanager
async def floorline(folder: Path, rasa: SharedRasa) -> AsyncIterator[Runtime]:
    settings = Settings(data_dir=folder, platform=PlatformSettings(sandbox_port=0))
    async with running(settings, rasa=rasa) as runtime:
        yield runtime


def talk(runtime: Runtime) -> Talk:
    return Talk(
        runtime.conversation.take_turn,
        runtime.outcomes,
        channel="headset",
        actor_id="alex",
        device_id="headset-1",
        outcome_wait_seconds=10.0,
    )


async def told_to_the_end(speaker: Talk, opening: str) -> tuple[TurnResult, list[str]]:
    result = await speaker.say(opening)
    asked: list[str] = []
    while result.status == Status.DRAFT and len(asked) < 15:
        assert result.asked is not None, result
        asked.append(result.asked)
        result = await speaker.say(ANSWERS[result.asked])
    return result, asked


async def status_told(runtime: Runtime, incident_id: UUID) -> Status | None:
    told = await runtime.outcomes.wait(incident_id, 0.0)
    return None if told is None else told[1]


def filed(runtime: Runtime) -> dict[str, dict[str, Any]]:
    assert runtime.sandbox is not None
    return {report.incident_id: json.loads(report.record) for report in runtime.sandbox.state.reports()}


async def test_all_ten_kinds_are_told_in_plain_words_and_filed(rasa: RasaForTests, tmp_path: Path) -> None:
    assert set(OPENINGS) == set(CATEGORIES)
    async with floorline(tmp_path / "data", rasa.shared()) as runtime:
        for category, opening in OPENINGS.items():
            result, asked = await told_to_the_end(talk(runtime), opening)
            assert result.status == Status.ACCEPTED, (category, asked, result)
            assert result.incident_id is not None
            record = filed(runtime)[result.incident_id]
            assert record["category"] == category
            assert not record["degraded"]
            assert len(asked) == len(set(asked)), f"{category}: a question was put twice: {asked}"
            assert result.replies[-1].startswith("Received, reference SBX")
        assert len(filed(runtime)) == len(OPENINGS)
        assert verify(runtime.store.audit_entries()) == ()


async def test_a_platform_that_is_down_is_told_as_saved_and_the_report_goes_out_by_itself(
    rasa: RasaForTests, tmp_path: Path
) -> None:
    async with floorline(tmp_path / "data", rasa.shared()) as runtime:
        assert runtime.sandbox is not None
        runtime.sandbox.stop()
        result, _ = await told_to_the_end(talk(runtime), OPENINGS["shoplifting"])
        assert result.status == Status.SUBMITTED
        assert "will be sent" in result.replies[-1]
        runtime.sandbox.start()
        assert result.incident_id is not None
        incident_id = UUID(result.incident_id)
        async with asyncio.timeout(60):
            while await status_told(runtime, incident_id) is not Status.ACCEPTED:  # noqa: ASYNC110 - polled
                await asyncio.sleep(0.1)
        assert list(filed(runtime)) == [result.incident_id]


async def test_with_rasa_stopped_in_the_middle_the_report_is_completed_and_filed(tmp_path: Path) -> None:
    with RasaForTests() as rasa:
        async with floorline(tmp_path / "data", rasa.shared()) as runtime:
            speaker = talk(runtime)
            first = await speaker.say("two lads have nicked some gin")
            assert first.mode == "rasa"
            rasa.stop()
            result = first
            while result.status == Status.DRAFT:
                result = await speaker.say(ANSWERS[result.asked or ""])
                assert result.mode == "degraded"
            assert result.status == Status.ACCEPTED
            assert result.incident_id == first.incident_id
            record = filed(runtime)[str(first.incident_id)]
    assert record["degraded"] is True
    assert record["location"] == "aisle 4"
    assert record["item_value"] == "200.00"
    assert record["suspects_on_site"] is False


@pytest.mark.parametrize("text", ["x" * 10_000, "", "سرقة في الممر الرابع", "/restart", "{}"])
async def test_odd_input_gets_a_sentence_and_the_conversation_goes_on(
    rasa: RasaForTests, tmp_path: Path, text: str
) -> None:
    async with floorline(tmp_path / "data", rasa.shared()) as runtime:
        speaker = talk(runtime)
        odd = await speaker.say(text)
        assert odd.replies
        assert odd.incident_id is None
        result = await speaker.say(OPENINGS["shoplifting"])
        assert result.draft["category"] == "shoplifting"
