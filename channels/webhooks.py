"""Alerts to a webhook: a CloudEvents 1.0 event in JSON, signed as Standard Webhooks has it.

The body is made from the alert alone, so that every attempt sends the same bytes under the same ``webhook-id``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

import httpx

from assistant.alerts import Alert
from assistant.errors import ChannelRefused, ChannelUnavailable
from assistant.events import MEDIA_TYPE, alert_event
from assistant.outbound import Answer, NoAnswer, Outbound, Skew, checked_url, is_retryable, retry_after_seconds
from assistant.platform_contract import ProblemCode, problem_in
from assistant.signing import SigningSecret, signed_headers


def cloud_event(alert: Alert) -> bytes:
    """The alert as a CloudEvents event in structured mode (https://cloudevents.io, specification 1.0.2)."""
    return alert_event(alert)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WebhookChannel:
    """``AlertChannel`` to one URL. Its receipt is the status, e.g. ``HTTP 204``. Usable from several event loops."""

    is_read_by_people: ClassVar[bool] = False
    """Each alert goes on its own, never merged with others and never held back for them."""

    def __init__(
        self,
        name: str,
        url: str,
        secret: SigningSecret | Sequence[SigningSecret],
        *,
        timeout_seconds: float = 5.0,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """``secret``: one, or the new and the old while they are being exchanged: each signs.

        ``SettingsError`` for a URL that is neither https nor on this machine.
        """
        self._name = name
        self._url = checked_url(url, f"the webhook {name}")
        self._secrets = (secret,) if isinstance(secret, SigningSecret) else tuple(secret)
        self._skew = Skew()
        self._clock = clock
        self._outbound = Outbound(timeout_seconds, transport=transport)

    @property
    def name(self) -> str:
        return f"webhook:{self._name}"

    async def send(self, alert: Alert) -> str:
        body = cloud_event(alert)
        outcome = await self._skew.asked(lambda now: self._signed(str(alert.alert_id), body, now), self._clock)
        if isinstance(outcome, NoAnswer):
            raise ChannelUnavailable(
                f"The webhook {self._name} did not answer ({outcome.reason}); the alert is sent again."
            )
        if 200 <= outcome.status < 300:
            return f"HTTP {outcome.status}"
        problem = problem_in(outcome.body)
        if is_retryable(outcome.status, in_progress=problem is not None and problem.code == ProblemCode.IN_PROGRESS):
            raise ChannelUnavailable(
                f"The webhook {self._name} is not taking alerts now (HTTP {outcome.status}); the alert is sent again.",
                retry_after_seconds(outcome.headers.get("Retry-After"), self._clock()),
            )
        raise ChannelRefused(
            f"The webhook {self._name} refused the alert (HTTP {outcome.status}); check its URL and secret."
        )

    async def _signed(self, message_id: str, body: bytes, now: datetime) -> Answer | NoAnswer:
        headers = signed_headers(self._secrets, message_id, body, now)
        return await self._outbound.send("POST", self._url, {**headers, "Content-Type": MEDIA_TYPE}, body)

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._outbound.aclose()
