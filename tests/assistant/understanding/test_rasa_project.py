"""The Rasa project's files fit one another and the rest of Floorline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from assistant.incident import CATEGORIES
from assistant.understanding.values import ACTS

ROOT = Path(__file__).parents[3]
ENTITIES = {
    "item",
    "suspect_description",
    "weapon",
    "vehicle_description",
    "direction_of_travel",
    "injury",
    "location",
}


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return content


def test_the_intents_are_the_acts_a_report_of_each_category_and_the_fallback() -> None:
    reports = [f"report_{category}" for category in CATEGORIES]
    assert sorted(read("domain.yml")["intents"]) == sorted([*ACTS, *reports, "nlu_fallback"])


def test_the_entities_are_the_open_classes_and_there_are_no_slots_and_no_forms() -> None:
    domain = read("domain.yml")
    assert set(domain["entities"]) == ENTITIES
    assert "forms" not in domain
    assert "slots" not in domain


def test_every_intent_has_exactly_one_rule_and_it_takes_the_turn() -> None:
    rules = read("nlu_data/rules.yml")["rules"]
    assert all(len(rule["steps"]) == 2 and rule["steps"][1] == {"action": "action_take_turn"} for rule in rules)
    assert sorted(rule["steps"][0]["intent"] for rule in rules) == sorted(read("domain.yml")["intents"])


def test_what_no_rule_fits_takes_the_turn_too() -> None:
    (policy,) = read("config.yml")["policies"]
    assert policy["core_fallback_action_name"] == "action_take_turn"


def test_the_endpoints_name_no_address_and_no_token_of_their_own() -> None:
    action = read("endpoints.yml")["action_endpoint"]
    assert action["url"] == "${FLOORLINE_ACTION_URL}"
    assert action["headers"] == {"Authorization": "Bearer ${FLOORLINE_ACTION_TOKEN}"}


def test_every_locked_package_is_hashed_and_no_address_is_named() -> None:
    for lock in ("requirements.lock", "encoder.lock"):
        text = (ROOT / "deploy" / "rasa" / lock).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = [block for block in text.split("\n") if "==" in block]
        assert pinned
        assert all(line.endswith("\\") for line in pinned), "a package without a hash"
