"""The commands that acceptance and other programs call, as processes, with a real Rasa of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CONVERSE_FIELDS = {"replies", "asked", "draft", "priority", "status", "alarm", "alerts", "incident_id"}
PARSE_FIELDS = {"text", "act", "confidence", "slots", "duress"}


def floorline(*arguments: str, lines: list[dict[str, Any]] | None = None, timeout_seconds: float = 300) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "floorline.cli", *arguments],
        input="".join(json.dumps(line) + "\n" for line in lines or []),
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
        check=False,
        env=os.environ | {"FLOORLINE_PLATFORM__SANDBOX_PORT": "0"},
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    return done.stdout


def test_parse_answers_a_line_for_each_line() -> None:
    lines = [
        {"text": "two lads just nicked some gin from aisle four", "context": None},
        {"text": "aisle nine", "context": "location"},
        {"text": "help me he's got a knife to my throat"},
        {"text": "what time do we close"},
        {"text": ""},
    ]
    answers = [json.loads(line) for line in floorline("parse", lines=lines).splitlines()]
    assert [set(answer) for answer in answers] == [PARSE_FIELDS] * len(lines)
    assert answers[0]["act"] == "report_incident"
    assert answers[0]["slots"]["location"] == "aisle 4"
    assert answers[0]["slots"]["suspect_count"] == 2
    assert answers[1]["slots"] == {"location": "aisle 9"}
    assert [answer["duress"] for answer in answers] == [False, False, True, False, False]
    assert answers[3]["act"] == "out_of_scope"


def test_converse_answers_a_line_for_each_line_and_files_the_report() -> None:
    lines: list[dict[str, Any]] = [
        {"say": "two lads in grey hoodies nicked about two hundred quid of razor blades from aisle four, they've gone "
                "towards the bus station"},
        {"say": "no sorry, aisle nine"},
        {"say": "yes that's right"},
        {"new": True},
        {"say": "help me help me"},
        {"silence": 8},
    ]  # fmt: skip
    out = floorline("converse", "--channel", "headset", lines=lines)
    told, corrected, sent, fresh, alarm, silence = [json.loads(line) for line in out.splitlines()]
    assert set(told) >= CONVERSE_FIELDS
    assert told["asked"] == "confirmation"
    assert told["alerts"][0]["category"] == "shoplifting"
    assert corrected["draft"]["location"] == "aisle 9"
    assert sent["status"] == "accepted"
    assert sent["replies"][-1].startswith("Received, reference SBX")
    assert (fresh["draft"], fresh["incident_id"]) == ({}, None)
    assert alarm["alarm"] is True
    assert alarm["priority"] == "P1"
    assert len(silence["alerts"]) == 1
    assert sent["incident_id"] != alarm["incident_id"]
    assert sent["incident_id"] in floorline("report", "list", "--json")
    assert "unbroken" in floorline("report", "verify")


def test_the_demo_files_three_records_that_hold_all_that_was_told(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    out = floorline("demo", "--no-sound", "--to", str(folder), timeout_seconds=600)
    assert "3 records filed" in out
    assert {path.stem for path in folder.glob("*.json")} == {"shoplifting", "knife", "fall"}
    theft = json.loads((folder / "shoplifting.json").read_text())
    assert theft["location"] == "aisle 9"
    assert [entry["value"] for entry in theft["provenance"]["location"]] == ["aisle 4", "aisle 9"]
    assert len(list((folder / "audio").glob("*.wav"))) > 10
    assert "heard" in (folder / "timeline.txt").read_text()
