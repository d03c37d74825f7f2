"""Reading procedure files: what is found wrong, and what stays in force meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import SopError
from assistant.incident import Injuries, Priority
from assistant.sop import BUILT_IN_SOPS, LiveSopBook, SopBook, lint
from assistant.sop_lint import parse_procedure
from tests.fakes.made_incidents import incident_with

FUEL = """
category: fuel_theft
title: Fuel theft
version: "1"
cues: [Drove off, bilking]
examples: ["a car drove off without paying for fuel"]
safety_line: Stay inside. Do not run after the car.
priority: P3
actions:
  - {id: stay, say: "Stay behind the counter."}
questions:
  - slot: location
    ask: Which pump was it?
    rephrase: What is the number of the pump?
    urgent: true
  - slot: vehicle_plate
    ask: Did you get the number plate?
    rephrase: What is the registration?
    spell: Spell it, letter by letter.
  - slot: direction_of_travel
    ask: Which way did they go?
    rephrase: Left or right out of the forecourt?
    when: {slot: suspects_on_site, is: false}
ladder:
  - {role: duty_manager, after_seconds: 0}
  - {role: forecourt_lead, after_seconds: 60}
read_back: [location, vehicle_plate]
alert: Drive off at the forecourt. Nobody follows.
alert_at: P3
"""


def problems_of(text: str) -> list[tuple[int, str]]:
    _, problems = parse_procedure(text.encode(), Path("fuel.yml"))
    return [(problem.line, problem.what) for problem in problems]


def folder_with(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_retailer_adds_a_category_with_one_file(tmp_path: Path) -> None:
    book = SopBook.load(BUILT_IN_SOPS, folder_with(tmp_path / "own", fuel=FUEL))
    assert book.categories[-1] == "fuel_theft"
    assert book.for_category("fuel_theft").title == "Fuel theft"
    assert book.cues()["fuel_theft"] == ("drove off", "bilking")
    assert book.examples() == {"fuel_theft": ("a car drove off without paying for fuel",)}
    assert book.sha256 != SopBook.load().sha256


def test_a_retailer_replaces_a_built_in_procedure_by_its_category(tmp_path: Path) -> None:
    own = FUEL.replace("category: fuel_theft", "category: shoplifting")
    book = SopBook.load(BUILT_IN_SOPS, folder_with(tmp_path / "own", theft=own))
    assert book.for_category("shoplifting").title == "Fuel theft"
    assert len(book.categories) == 10


def test_a_category_without_a_file_gets_the_general_procedure() -> None:
    book = SopBook.load()
    assert book.for_category("fuel_theft") is book.for_category(None)


def test_the_same_files_give_the_same_version() -> None:
    assert SopBook.load().version == SopBook.load().version
    assert len(SopBook.load().version) == 12


def test_only_what_is_unknown_and_relevant_is_asked() -> None:
    sop, _ = parse_procedure(FUEL.encode(), Path("fuel.yml"))
    assert sop is not None

    def asked(*, urgent_only: bool = False, **fields: object) -> list[str]:
        return [question.slot for question in sop.next_questions(incident_with(**fields), urgent_only=urgent_only)]

    assert asked() == ["location", "vehicle_plate"]
    assert asked(suspects_on_site=False) == ["location", "vehicle_plate", "direction_of_travel"]
    assert asked(location="pump 4") == ["vehicle_plate"]
    assert asked(unknown_slots=("vehicle_plate",)) == ["location"]
    assert asked(urgent_only=True) == ["location"]
    assert asked(urgent_only=True, location="pump 4") == []


def test_actions_evidence_and_emergency_calls_follow_the_conditions() -> None:
    sop = SopBook.load().for_category("assault")
    calm = incident_with(category="assault", suspects_on_site=False, injuries=Injuries(any=False))
    hurt = incident_with(
        category="assault", suspects_on_site=True, priority=Priority.P1, injuries=Injuries(any=True, text="cut")
    )
    assert "first_aid" not in [action.id for action in sop.actions_for(calm)]
    assert "first_aid" in [action.id for action in sop.actions_for(hurt)]
    assert len(sop.evidence_for(hurt)) > len(sop.evidence_for(calm))
    assert not sop.emergency_calls(calm)
    assert "nine nine nine" in sop.emergency_calls(hurt)[0].say
    assert sop.missing_for_handoff(calm) == ("location", "weapon", "suspect_description")


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("title: Fuel theft\n", "", 1, "title: is missing"),
        ('version: "1"', "version: 1", 4, "put it in quotes"),
        ("priority: P3", "priority: P7", 8, "priority"),
        ("slot: vehicle_plate", "slot: number_plate", 16, "questions[2].slot"),
        ("safety_line: Stay inside.", "safety_line: Stay inside & wait.", 7, "'&'"),
        ("safety_line: Stay inside.", f"safety_line: {'Stay inside, please. ' * 5}", 7, "characters"),
        ("ask: Which pump was it?", "ask: Shall I ring 999?", 13, "nine nine nine"),
        ("ask: Which pump was it?", "ask: Which pump e.g. four?", 13, "write it out"),
        ("rephrase: What is the registration?", "rephrase: did you get the number plate?", 18, "must differ"),
        ("slot: vehicle_plate", "slot: location", 16, "asked twice"),
        ("is: false}", "is: nope}", 23, "true or false"),
        ("slot: suspects_on_site, is: false", "slot: till_receipt, known: true", 23, "no question of this file asks"),
        ("slot: suspects_on_site, is: false", "slot: direction_of_travel, known: false", 23, "itself"),
        ("after_seconds: 60", "after_seconds: 0", 26, "must be more"),
        ("[location, vehicle_plate]", "[location, item_value]", 27, "read_back: needs item_value"),
        ("[location, vehicle_plate]", "[location, location]", 27, "twice"),
        ("urgent: true", "urgnt: true", 15, "check the spelling"),
        ("alert_at: P3", "alert_at: P3\nalert_at: P2", 30, "given twice"),
        ("alert_at: P3", "alert_at: !!python/object:os.system P3", 29, "tag"),
        ("priority: P3", "priority: &p P3", 8, "anchors"),
        (
            "alert_at: P3",
            "thresholds: [{when: {priority_at_least: P2}, priority: P1, reason: x}]\nalert_at: P3",
            29,
            "sets the priority",
        ),
        ("  - {id: stay,", "  - {id: stay, say: Wait.}\n  - {id: stay,", 11, "used twice"),
        ("ladder:", "ladder: [", 24, "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, complaint: str) -> None:
    assert old in FUEL
    found = problems_of(FUEL.replace(old, new, 1))
    assert found
    assert any(complaint in what for _, what in found), found
    assert found[0][0] == line or complaint in ("title: is missing", "cannot be read"), found


def test_every_mistake_is_named_not_just_the_first() -> None:
    broken = FUEL.replace("priority: P3", "priority: high").replace("alert_at: P3", "alert_when: P3")
    assert len(problems_of(broken)) == 3  # priority, alert_when, and alert_at missing


def test_a_correct_file_has_no_problems() -> None:
    assert problems_of(FUEL) == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "empty"),
        (b"just words", "mapping"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (b"a: \x00", "not text"),
        (b"a: b: c", "cannot be read"),
        (b"a" * 300_000, "larger"),
        (b"[" * 5000 + b"]" * 5000, "nested"),
        (b"- 1\n---\n- 2\n", "cannot be read"),
    ],
)
def test_what_is_no_procedure_at_all_gets_a_sentence(content: bytes, complaint: str) -> None:
    sop, problems = parse_procedure(content, Path("odd.yml"))
    assert sop is None
    assert complaint in problems[0].what


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_give_a_procedure_or_problems(content: bytes) -> None:
    sop, problems = parse_procedure(content, Path("odd.yml"))
    assert (sop is None) is bool(problems)


@given(st.integers(0, len(FUEL.splitlines()) - 1), st.text(max_size=30))
def test_one_spoilt_line_never_ends_in_a_traceback(number: int, text: str) -> None:
    lines = FUEL.splitlines()
    lines[number] = text
    sop, problems = parse_procedure("\n".join(lines).encode(), Path("fuel.yml"))
    assert (sop is None) is bool(problems)


def test_load_names_file_line_and_problem_of_every_file(tmp_path: Path) -> None:
    own = folder_with(
        tmp_path / "own",
        fuel=FUEL.replace("priority: P3", "priority: P7"),
        other=FUEL.replace("fuel_theft", "bilking").replace("alert_at: P3", "alert_at: soon"),
    )
    with pytest.raises(SopError) as wrong:
        SopBook.load(BUILT_IN_SOPS, own)
    assert "fuel.yml line 8" in str(wrong.value)
    assert "other.yml line 29" in str(wrong.value)


def test_one_folder_holds_a_category_once(tmp_path: Path) -> None:
    own = folder_with(tmp_path / "own", a=FUEL, b=FUEL)
    assert ["already in a.yml" in problem.what for problem in lint((BUILT_IN_SOPS, own))] == [True]


def test_a_book_needs_a_procedure_for_what_is_not_known_yet(tmp_path: Path) -> None:
    with pytest.raises(SopError, match="category: null"):
        SopBook.load(folder_with(tmp_path / "own", fuel=FUEL))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no such folder" in lint((BUILT_IN_SOPS, tmp_path / "gone"))[0].what


def test_the_last_good_file_stays_in_force_while_one_is_broken(tmp_path: Path) -> None:
    own = folder_with(tmp_path / "own", fuel=FUEL)
    live = LiveSopBook(BUILT_IN_SOPS, own)
    folder_with(own, fuel=FUEL.replace("title: Fuel theft", "title: Drive off"), other="category: [")
    assert [problem.file.name for problem in live.reload()] == ["other.yml"]
    assert live.book.for_category("fuel_theft").title == "Drive off"

    folder_with(own, fuel=FUEL.replace("priority: P3", "priority: P7"))
    assert [problem.line for problem in live.reload() if problem.file.name == "fuel.yml"] == [8]
    assert live.book.for_category("fuel_theft").title == "Drive off"

    folder_with(own, fuel=FUEL)
    (own / "other.yml").unlink()
    assert live.reload() == ()
    assert live.book.for_category("fuel_theft").title == "Fuel theft"


def test_a_broken_override_at_the_start_leaves_the_built_in_procedure(tmp_path: Path) -> None:
    own = folder_with(tmp_path / "own", theft="category: shoplifting\n")
    live = LiveSopBook(BUILT_IN_SOPS, own)
    assert live.book.for_category("shoplifting").title == "Shoplifting"
    assert live.problems


def test_a_file_taken_away_is_no_longer_in_force(tmp_path: Path) -> None:
    own = folder_with(tmp_path / "own", fuel=FUEL)
    live = LiveSopBook(BUILT_IN_SOPS, own)
    (own / "fuel.yml").unlink()
    assert live.reload() == ()
    assert "fuel_theft" not in live.book.categories


def test_a_folder_that_goes_away_takes_nothing_with_it(tmp_path: Path) -> None:
    own = folder_with(tmp_path / "own", fuel=FUEL)
    live = LiveSopBook(BUILT_IN_SOPS, own)
    own.rename(tmp_path / "moved")
    assert "no such folder" in live.reload()[0].what
    assert "fuel_theft" in live.book.categories


def test_a_live_book_that_cannot_serve_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SopError):
        LiveSopBook(folder_with(tmp_path / "own", fuel=FUEL))
