"""A strict stand-in of Telegram's Bot API: a real HTTP server that the bot under test meets by its base URL alone.

What it checks and how it answers follows https://core.telegram.org/bots/api (version 9 and later: making requests,
getting updates, available methods, ResponseParameters). ``server`` is the door, ``parameters`` knows the types and
limits, ``messages`` and ``files`` what the methods do, ``people`` is the other side: staff with phones.
"""

from tests.fakes.bot_api.answers import error
from tests.fakes.bot_api.people import Phone
from tests.fakes.bot_api.server import TOKEN, FakeBotApi

__all__ = ["TOKEN", "FakeBotApi", "Phone", "error"]
