"""Pagers: one apprise target each (PagerDuty, SMS, e-mail, ntfy …), for when nobody in the store has answered.

One target a job, so that one that fails neither holds up nor hides another. Apprise blocks, so each target has a thread
of its own. It knows no idempotency keys: an alert whose answer was lost may be shown twice.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol

from assistant.alerts import Alert, AlertChannel, AlertKind
from assistant.errors import ChannelRefused, ChannelUnavailable, SettingsError
from assistant.incident import Priority
from assistant.outbound import RETRYABLE_STATUSES
from assistant.settings import Settings, secret_from

TIMEOUT_SECONDS: Final = 10.0
_STATUS: Final = re.compile(r"\berror=(\d{3})\b")
"""How apprise's plugins log the HTTP status that a target answered with."""


class Notifier(Protocol):
    """What apprise does for one target. Blocks."""

    def __call__(self, title: str, body: str, *, is_urgent: bool, timeout_seconds: float) -> tuple[bool, list[str]]:
        """Whether it went out, and what was logged about it."""
        ...


class PagerChannel:
    """``AlertChannel`` to one pager. Its receipt is ``handed over``: only our own channels tell of an answer."""

    def __init__(self, name: str, notify: Notifier, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._name = name
        self._notify = notify
        self._timeout_seconds = timeout_seconds
        self._threads = ThreadPoolExecutor(2, thread_name_prefix=f"pager-{name}")

    @property
    def name(self) -> str:
        return f"pager:{self._name}"

    async def send(self, alert: Alert) -> str:
        """Page once. ``ChannelRefused`` where the target answered that it never will, else ``ChannelUnavailable``."""
        loop = asyncio.get_running_loop()
        urgent = alert.kind is AlertKind.ALARM or alert.priority is Priority.P1
        title, body = f"Floorline, store {alert.store_id}", "\n".join(alert.lines())

        def work() -> tuple[bool, list[str]]:
            return self._notify(title, body, is_urgent=urgent, timeout_seconds=self._timeout_seconds)

        try:
            # A little longer than apprise is given: it should be the one to say what was wrong.
            async with asyncio.timeout(self._timeout_seconds + 2):
                went_out, logged = await loop.run_in_executor(self._threads, work)
        except TimeoutError:
            raise ChannelUnavailable(f"The pager {self._name} did not answer; it is paged again.") from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as exc:
            # "from None": what a plugin's error quotes may be its URL, and so its secrets.
            raise ChannelUnavailable(
                f"The pager {self._name} failed ({type(exc).__name__}); it is paged again."
            ) from None
        if went_out:
            return "handed over"
        status = _status_in(logged)
        if status is not None and 400 <= status < 500 and status not in RETRYABLE_STATUSES:
            raise ChannelRefused(f"The pager {self._name} refused (HTTP {status}); correct its URL in [[pagers]].")
        said = "" if status is None else f" (HTTP {status})"
        raise ChannelUnavailable(f"The pager {self._name} could not be reached{said}; it is paged again.")

    async def aclose(self) -> None:
        """Let go of its threads; a page under way is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def pagers_from(settings: Settings) -> Mapping[str, AlertChannel]:
    """Every pager the settings name, by ``pager:name``. ``SettingsError`` for one that apprise does not understand."""
    pagers: dict[str, AlertChannel] = {}
    for pager in settings.pagers:
        url = secret_from(pager.url, pager.url_file, f"the URL of the pager {pager.name}")
        if url is None:
            raise SettingsError(f"The pager {pager.name} has no URL; set its url or url_file.")
        channel = PagerChannel(pager.name, apprise_notifier(pager.name, url))
        if channel.name in pagers:
            raise SettingsError(f"Two pagers are called {pager.name}; give each a name of its own.")
        pagers[channel.name] = channel
    return pagers


def apprise_notifier(name: str, url: str) -> Notifier:
    """Apprise for one target; ``SettingsError`` where the URL is none that it understands."""
    import apprise

    # It logs URLs, and so secrets, at its lower levels; what it has to say comes back with each result instead. That
    # takes a level of its own: a server that logs errors only must still see what a target answered.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    target = apprise.Apprise()
    if not target.add(url):
        raise SettingsError(
            f"The URL of the pager {name} is none that apprise understands; see its documentation for the service."
        )

    def notify(title: str, body: str, *, is_urgent: bool, timeout_seconds: float) -> tuple[bool, list[str]]:
        logged: list[str] = []

        def keep(entry: Any, service: Any) -> None:
            logged.append(str(entry))

        kind = apprise.NotifyType.FAILURE if is_urgent else apprise.NotifyType.WARNING
        result = target.notify(body, title=title, notify_type=kind, timeout=timeout_seconds, log_callback=keep)
        return bool(result), logged

    return notify


def _status_in(logged: list[str]) -> int | None:
    for line in reversed(logged):
        found = _STATUS.search(line)
        if found:
            return int(found.group(1))
    return None
