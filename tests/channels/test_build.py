"""From settings to channels."""

import io

import pytest
from pydantic import SecretStr
from rich.console import Console

from assistant.errors import SettingsError
from assistant.settings import Settings, TelegramSettings, WebhookSettings
from assistant.signing import SigningSecret
from channels.build import channels_from
from tests.fakes.bot_api import TOKEN

SECRET = SecretStr(SigningSecret.generate())


def names(**settings):
    console = Console(file=io.StringIO())
    return [channel.name for channel in channels_from(Settings(**settings), console)]


def ops(**changes):
    return WebhookSettings(**({"name": "ops", "url": "https://hooks.example", "secret": SECRET} | changes))


def test_without_settings_there_is_the_terminal():
    assert names() == ["terminal"]


def test_every_channel_that_is_set_is_built():
    telegram = TelegramSettings(token=SecretStr(TOKEN), group_chat_id=-1001)
    assert names(webhooks=(ops(), ops(name="pager")), telegram=telegram) == [
        "terminal",
        "webhook:ops",
        "webhook:pager",
        "telegram:group",
    ]


def test_a_token_without_a_group_serves_the_chat_with_staff_alone():
    assert names(telegram=TelegramSettings(token=SecretStr(TOKEN))) == ["terminal"]


def test_a_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text(SigningSecret.generate() + "\n")
    assert names(webhooks=(ops(secret=None, secret_file=file),)) == ["terminal", "webhook:ops"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"webhooks": (ops(secret=None),)}, "ops has no secret"),
        ({"webhooks": (ops(secret=SecretStr("password")),)}, "The secret of the webhook ops is not"),
        ({"webhooks": (ops(url="http://hooks.example"),)}, "not encrypted"),
        ({"webhooks": (ops(), ops())}, "Two channels are called webhook:ops"),
        ({"telegram": TelegramSettings(group_chat_id=-1)}, "set both"),
    ],
)
def test_half_a_channel_is_a_settings_error(settings, says):
    with pytest.raises(SettingsError, match=says):
        names(**settings)
