"""What went wrong with a request to Telegram, in our own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from assistant.errors import ChannelRefused, ChannelUnavailable
from assistant.outbound import MAX_RETRY_AFTER_SECONDS


@dataclass(frozen=True)
class Wording:
    """How the sentences of an error speak of what was asked."""

    again: str
    """``the alert is sent again``."""
    forbidden: str
    """Where the bot may not write, and what to do."""
    bad_request: str
    """Where what was asked cannot be done, and what to do."""


@contextmanager
def in_our_errors(wording: Wording) -> Iterator[None]:
    """Raises ``ChannelUnavailable`` and ``ChannelRefused`` for whatever the library raises within.

    A chat that has a new number (``ChatMigrated``) passes through, for whoever can follow it.
    """
    try:
        yield
    except (ChatMigrated, ChannelRefused, ChannelUnavailable):
        raise
    except TimeoutError:
        raise ChannelUnavailable(f"Telegram did not answer in time; {wording.again}.") from None
    # "from None" throughout: the library's messages can hold the token, and a chained error would be logged.
    except RetryAfter as exc:
        raise ChannelUnavailable(f"Telegram asks us to wait; {wording.again}.", _seconds(exc.retry_after)) from None
    except InvalidToken:
        raise ChannelRefused("Telegram does not know the bot's token; check telegram.token.") from None
    except Forbidden:
        raise ChannelRefused(wording.forbidden) from None
    except BadRequest:
        raise ChannelRefused(wording.bad_request) from None
    except TelegramError as exc:
        raise ChannelUnavailable(f"Telegram cannot be reached ({type(exc).__name__}); {wording.again}.") from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        # What the library makes of an answer that is JSON but not Telegram's: a captive portal.
        raise ChannelUnavailable(f"Something other than Telegram answered in its place; {wording.again}.") from None


REPLY: Final = Wording(
    again="the message is sent again",
    forbidden="Telegram does not let the bot write to this person; ask them to unblock it.",
    bad_request="Telegram refused the message.",
)
"""For what is said in a chat."""


def _seconds(wait: object) -> float | None:
    # Typed as a timedelta, but the library passes on whatever the answer held.
    if not isinstance(wait, timedelta):
        return None
    return min(max(wait.total_seconds(), 0.0), MAX_RETRY_AFTER_SECONDS)
