"""Talking to a Floorline that is already running, over its local API."""

from __future__ import annotations

from dataclasses import asdict
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

import httpx

from assistant.calling import AnswerKind
from assistant.errors import SetupError
from assistant.incident import Status
from assistant.store import Utterance
from assistant.turn_result import TurnResult
from floorline.runtime import RunningPart

OF_THE_SERVER: Final = ("said_at_utc", "audio_ref", "words_unheard")
"""What only the server can know of an utterance: when it came, and what only a headset gives."""


class RemoteFloorline:
    """The same turns and outcomes as a runtime in this process. Raises ``SetupError`` when the server is gone."""

    def __init__(self, part: RunningPart) -> None:
        self._http = httpx.AsyncClient(
            base_url=part.url, headers={"Authorization": f"Bearer {part.token}"}, timeout=60.0, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def take_turn(self, utterance: Utterance) -> TurnResult:
        """One turn, taken by the server."""
        fields = {name: value for name, value in asdict(utterance).items() if name not in OF_THE_SERVER}
        body = fields | {"utterance_id": str(utterance.utterance_id)}
        return TurnResult.from_json(await self._ask("POST", "/v1/turns", body))

    async def wait(self, incident_id: UUID, timeout_seconds: float) -> tuple[str, Status] | None:
        """The outcome of a report, as the server tells its own reporters."""
        answer = await self._ask("GET", f"/v1/incidents/{incident_id}/outcome?wait_seconds={timeout_seconds}", None)
        sentence, status = answer.get("sentence"), answer.get("status")
        return None if sentence is None or status is None else (sentence, Status(status))

    async def stand_down(self, incident_id: str, actor_id: str) -> bool:
        """End an alarm."""
        answer = await self._ask("POST", f"/v1/incidents/{incident_id}/stand-down", {"actor_id": actor_id})
        return bool(answer.get("ended"))

    async def answer(self, incident_id: str, kind: AnswerKind, actor_id: str, eta_minutes: int | None) -> str:
        """Answer a call; gives the sentence for whoever answers."""
        body = {"actor_id": actor_id, "kind": kind.value, "eta_minutes": eta_minutes}
        answer = await self._ask("POST", f"/v1/incidents/{incident_id}/answers", body)
        return str(answer.get("words"))

    async def _ask(self, method: str, path: str, body: Any) -> dict[str, Any]:
        try:
            response = await self._http.request(method, path, json=body)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except httpx.HTTPStatusError as exc:
            raise SetupError(
                f"The running Floorline refused the request (HTTP {exc.response.status_code}); check what you gave it, "
                "or restart it."
            ) from exc
        except (httpx.HTTPError, ValueError) as exc:
            raise SetupError("The running Floorline does not answer; restart it with 'floorline run'.") from exc
        return answer
