"""From settings to channels."""

from __future__ import annotations

from rich.console import Console

from assistant.alerts import AlertChannel
from assistant.errors import SettingsError
from assistant.settings import Settings, WebhookSettings, secret_from
from assistant.signing import SigningSecret
from channels.terminal import TerminalChannel
from channels.webhooks import WebhookChannel


def channels_from(settings: Settings, console: Console, *, quiet: bool = False) -> tuple[AlertChannel, ...]:
    """Every channel the settings name, the terminal first. ``quiet`` keeps the terminal silent.

    ``SettingsError`` for a webhook without a secret, half a Telegram configuration, or a name used twice.
    """
    channels: list[AlertChannel] = [TerminalChannel(console, quiet=quiet)]
    channels += [_webhook(webhook) for webhook in settings.webhooks]
    channels += _telegram(settings)
    names = [channel.name for channel in channels]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"Two channels are called {name}; give each webhook a name of its own.")
    return tuple(channels)


def _webhook(webhook: WebhookSettings) -> WebhookChannel:
    what = f"the secret of the webhook {webhook.name}"
    secret = secret_from(webhook.secret, webhook.secret_file, what)
    secrets = [SigningSecret(text, what) for text in (secret or "").split()]
    if not secrets:
        raise SettingsError(f"The webhook {webhook.name} has no secret; set its secret or secret_file.")
    return WebhookChannel(webhook.name, webhook.url, secrets)


def _telegram(settings: Settings) -> list[AlertChannel]:
    telegram = settings.telegram
    token = secret_from(telegram.token, telegram.token_file, "telegram.token")
    if telegram.group_chat_id is None:
        return []  # a token alone serves the chat with staff
    if token is None:
        raise SettingsError("A Telegram group needs telegram.token besides telegram.group_chat_id; set both.")
    # Loading the library takes a third of a second, which nobody without Telegram should wait for.
    from channels.telegram.group import TelegramGroupChannel

    return [TelegramGroupChannel(token, telegram.group_chat_id, telegram.base_url)]
