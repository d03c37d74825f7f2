"""What a run writes is YAML that Rasa reads, says where it came from, and is whole at any moment."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.errors import SetupError
from assistant.understanding.examples import parse_marked, read_examples
from speech_data.projection import compare
from speech_data.tally import Tally
from speech_data.written import Origin, begin_folder, check_files, intent_file, readme, write_run

ORIGIN = Origin(
    seed=7,
    count=40,
    snrs_db=(20.0, 5.0),
    voices=("ann", "joe"),
    engines=("moonshine",),
    versions=("piper-tts 1.0",),
    set_hash="0123456789ab",
    intents=("inform",),
)
HEARD = [
    parse_marked("inform", "Two [razor blaze](item): isle for."),
    parse_marked("inform", '# It\'s "£40", he says - no?'),
    parse_marked("deny", "Nay."),
]


def test_a_file_is_read_back_as_it_was_heard(tmp_path: Path) -> None:
    write_run(tmp_path, ORIGIN, HEARD, Tally())
    assert {path.name for path in tmp_path.iterdir()} == {"inform.yml", "deny.yml", "README.md"}
    assert read_examples(tmp_path) == [HEARD[2], *HEARD[:2]]
    assert check_files(tmp_path) == 3


def test_a_file_says_where_it_came_from() -> None:
    text = intent_file("inform", HEARD[:2], ORIGIN)
    head = " ".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))
    for wanted in (
        "speech_data/make_heard.py",
        "Seed 7",
        "ann, joe",
        "20, 5 dB",
        "moonshine",
        "piper-tts 1.0",
        "0123456789ab",
    ):
        assert wanted in head
    assert yaml.safe_load(text)["version"] == "3.1"


def test_the_readme_has_the_command_and_the_figures() -> None:
    tally = Tally()
    tally.spoken["inform"] = 1
    tally.kept["inform"] = 1
    tally.dropped["heard as said"] = 3
    tally.heard(compare("two razor blades", "two razor blaze"), snr_db=5.0, voice="ann", engine="moonshine")
    tally.heard(compare("two", "two"), snr_db=5.0, voice="joe", engine="moonshine")
    text = readme(ORIGIN, tally)
    command = " ".join(text.split("```")[1].split())
    assert command == (
        "python -m speech_data.make_heard --voices DIR --count 40 --seed 7 --snr 20 5 --speakers ann joe"
        " --engine moonshine --intents inform"
    )
    for row in ("| 5 dB | 4 | 25.0% |", "| ann | 3 | 33.3% |", "| inform | 1 | 1 |", "| heard as said | 3 |"):
        assert row in text


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="--out"):
        write_run(tmp_path / "file", ORIGIN, HEARD, Tally())


def test_a_run_begins_with_an_empty_folder_and_refuses_one_with_other_intents(tmp_path: Path) -> None:
    write_run(tmp_path, ORIGIN, HEARD, Tally())
    with pytest.raises(SetupError, match="deny"):
        begin_folder(tmp_path, {"inform", "affirm"})
    assert check_files(tmp_path) == 3
    begin_folder(tmp_path, {"inform", "deny"})
    assert check_files(tmp_path) == 0


@pytest.mark.parametrize(
    "content",
    [
        "nlu: 3",
        "nlu:\n- intent: deny\n  examples: |\n    - no\n",
        "nlu:\n- intent: inform\n  examples: |\n    no\n",
        "nlu:\n- intent: inform\n  examples: |\n    - the [gin (item)\n",
        "nlu:\n- intent: inform\n  examples: |\n    - the [ gin](item)\n",
    ],
)
def test_a_file_that_rasa_would_misread_is_found(tmp_path: Path, content: str) -> None:
    (tmp_path / "inform.yml").write_text(content)
    with pytest.raises(SetupError, match=r"inform\.yml"):
        check_files(tmp_path)
