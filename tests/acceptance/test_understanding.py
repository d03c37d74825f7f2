"""How well people are understood, held against the figures recorded in ``nlu_data/dev/recorded.json``.

A quick part of ``floorline bench nlu``: the labelled sets, the calls for help, and samples of what is ordinary, of what
lies out of scope, and of the dialogues. A figure that falls fails the test; one that is meant to change is recorded
anew with ``floorline bench nlu --record``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.settings import PlatformSettings, Settings
from assistant.sop import SopBook
from assistant.understanding.rasa_client import RasaClient
from floorline.benches.dialogue_runs import hold_dialogues
from floorline.benches.dialogue_scores import score_dialogues
from floorline.benches.dialogues import load_dialogues
from floorline.benches.nlu_sets import DIALOGUES_FILE, DIALOGUES_SAMPLED, SETS, load_sets, quick, sampled, sets_sha256
from floorline.benches.recorded import Recorded, drops, read_recorded
from floorline.benches.utterances import Listener, bench_sets
from floorline.runtime import running
from tests.acceptance.shared_rasa import RasaForTests

PARSE_TIMEOUT_SECONDS = 10.0
"""A machine that tests run on may be busy; what is measured here is not speed."""


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    """What was reached before, on the very sets that are there now."""
    found = read_recorded(SETS)
    assert found.sets_sha256 == sets_sha256(SETS), "the sets have changed; run 'floorline bench nlu --record'"
    return found


async def test_single_utterances_are_understood_as_well_as_recorded(
    rasa: RasaForTests, recorded: Recorded, tmp_path: Path
) -> None:
    shared = rasa.shared()
    async with RasaClient(shared.url, shared.token, PARSE_TIMEOUT_SECONDS) as client:
        listener = Listener(client, Settings(data_dir=tmp_path), SopBook.load())
        report = await bench_sets(listener, quick(load_sets(SETS)), say)
    assert report.figures["failed_parses"] == 0
    assert drops(recorded.figures, report.figures) == []


async def test_simulated_staff_get_their_reports_filed_as_well_as_recorded(
    rasa: RasaForTests, recorded: Recorded, tmp_path: Path
) -> None:
    scenarios = sampled(load_dialogues(SETS / DIALOGUES_FILE), DIALOGUES_SAMPLED)
    settings = Settings(data_dir=tmp_path / "data", platform=PlatformSettings(sandbox_port=0))
    async with running(settings, rasa=rasa.shared()) as runtime:
        report = await hold_dialogues(runtime, scenarios, say)
    figures = {f"{name}_sampled": value for name, value in score_dialogues(report.verdicts).items()}
    faults = "\n".join(report.transcripts[verdict.scenario.id] for verdict in report.verdicts if verdict.faults)
    assert figures["dialogues_degraded_turns_sampled"] == 0
    assert drops(recorded.figures, figures) == [], faults
