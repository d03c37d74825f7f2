"""Enrolling by command, what the doctor says of the bot, voice notes, and what is not loaded without Telegram."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pydantic import SecretStr
from typer.testing import CliRunner

from assistant.errors import AudioFormatError
from assistant.settings import Settings, TelegramSettings
from assistant.sop import LiveSopBook
from floorline.cli import app
from floorline.commands.doctor import examine
from floorline.hearing import voice_note_listener
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.served_app import ServedApp


def finding(telegram: TelegramSettings, folder: Path) -> tuple[str, str]:
    found = {one.part: one for one in examine(Settings(data_dir=folder, telegram=telegram))}["staff chat"]
    return found.state, found.words


@pytest.mark.parametrize("command", ["enrol", "unenrol", "enrolled"])
def test_every_command_about_enrolling_has_an_example(command: str) -> None:
    result = CliRunner().invoke(app, ["people", command, "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert "Example:" in result.output


def test_a_manager_makes_a_code_and_ends_an_enrolment() -> None:
    made = CliRunner().invoke(app, ["people", "enrol", "guard"])
    assert made.exit_code == 0
    code = made.output.partition(":")[0]
    assert len(code) == 9
    assert code[4] == "-"
    ended = CliRunner().invoke(app, ["people", "unenrol", "guard"])
    assert "guard had none" in ended.output
    assert CliRunner().invoke(app, ["people", "enrolled"]).output == ""


def test_the_doctor_asks_telegram_who_the_bot_is(tmp_path: Path) -> None:
    api = FakeBotApi()
    with ServedApp(api.app()) as served:
        good = TelegramSettings(token=SecretStr(TOKEN), base_url=f"{served.url}/bot")
        assert finding(good, tmp_path) == ("good", "Telegram knows the bot as @floorline_test_bot")
        wrong = good.model_copy(update={"token": SecretStr("999999999:AAFakeTokenForTestsOnly_0123456789ab")})
        state, words = finding(wrong, tmp_path)
        assert state == "bad"
        assert "check telegram.token" in words
        assert "AAFake" not in words
    assert finding(TelegramSettings(), tmp_path)[0] == "hint"


async def test_a_voice_note_is_decoded_and_one_that_is_cut_off_is_told_apart() -> None:
    listen = voice_note_listener(Settings(), LiveSopBook())
    note = io.BytesIO()
    soundfile.write(note, np.zeros(48_000, dtype=np.float32), 48_000, format="OGG", subtype="OPUS")
    assert (await listen(note.getvalue())).text == ""
    for broken in (note.getvalue()[:-40], b"", b"not sound at all"):
        with pytest.raises(AudioFormatError):
            await listen(broken)


def test_without_telegram_its_library_is_not_loaded() -> None:
    code = "import sys, channels.build, floorline.runtime, floorline.commands.talking; print('telegram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"
