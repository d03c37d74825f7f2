"""A language server to parse with, whether or not Floorline is running."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from assistant.settings import Settings
from assistant.sop import LiveSopBook
from assistant.understanding.rasa_client import RasaClient
from assistant.understanding.rasa_server import RasaServer
from assistant.understanding.rasa_training import ensure_model
from floorline.runtime import extra_categories

NO_ACTION_URL = "http://127.0.0.1:9/"
"""Port 9 (discard): a parse calls no action, and a turn sent here by mistake must fail."""


@asynccontextmanager
async def language_client(
    settings: Settings, sops: LiveSopBook, progress: Callable[[str], None]
) -> AsyncIterator[RasaClient]:
    """A client of a Rasa server of our own, on a free port, ended afterwards."""
    model = await asyncio.to_thread(ensure_model, settings.rasa, progress, extra_categories=extra_categories(sops))
    server = RasaServer(
        settings.rasa.model_copy(update={"port": 0}),
        model,
        action_url=NO_ACTION_URL,
        action_token=secrets.token_urlsafe(8),
        log_file=settings.data_dir / "logs" / "rasa-parse.log",
    )
    await server.start(progress)
    try:
        async with server.client() as client:
            yield client
    finally:
        await server.stop()
