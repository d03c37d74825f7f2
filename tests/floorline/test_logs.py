"""Everything that is logged goes to one place, as JSON lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from floorline.logs import log_to


@pytest.fixture
def restored() -> Iterator[None]:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level = handlers, level
    structlog.configure(**configured)


@pytest.mark.usefixtures("restored")
def test_both_kinds_of_logger_write_into_the_file_and_nothing_onto_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to(tmp_path / "log", "info")
    structlog.get_logger("voice.some_module").info("headset connected", device="headset-1")
    logging.getLogger("assistant.some_module").warning("no answer after %d s", 20)
    structlog.get_logger("voice.some_module").debug("not wanted")
    headset, answer = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert (headset["event"], headset["device"], headset["level"]) == ("headset connected", "headset-1", "info")
    assert headset["logger"] == "voice.some_module"
    assert (answer["event"], answer["level"]) == ("no answer after 20 s", "warning")
    assert capsys.readouterr().out == ""
