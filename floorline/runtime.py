"""The composition root: every part made, started in order, and stopped in the reverse order."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from actions.webhook import action_router
from assistant.alerts import Alert, AlertChannel
from assistant.announcing import Announcer, Announcers
from assistant.calling import PersonalChannel
from assistant.conversation import Conversation
from assistant.delivery import Delivery
from assistant.enrolment import RosterInForce
from assistant.errors import ChannelError, RasaDownError, SetupError, StoreFullError
from assistant.evidence import EvidenceStore
from assistant.observer import Observer, silent
from assistant.people import Roster
from assistant.people_in_force import with_worn
from assistant.platform import HttpPlatform, platform_from, wants_sandbox
from assistant.platform_news import StatusPoller
from assistant.sandbox import SandboxServer, SandboxState
from assistant.settings import Settings
from assistant.signing import SigningSecret
from assistant.sop import BUILT_IN_SOPS, LiveSopBook
from assistant.steady_clock import SteadyClock
from assistant.store import Store
from assistant.understanding.rasa_client import RasaClient
from assistant.understanding.rasa_server import RasaServer
from assistant.understanding.rasa_training import ensure_model
from assistant.wearers import Wearers
from channels.headset_calls import HeadsetBroadcast
from channels.pager import pagers_from
from floorline.calling import Calling, headsets_of_reporters, make_calling, make_canary
from floorline.http_server import HttpServer
from floorline.local_api import local_api
from floorline.outcomes import OutcomeBoard
from floorline.platform_hook import inbound_secrets, platform_hook
from floorline.staff_chat import phones, start_staff_chat, wants_staff_chat

if TYPE_CHECKING:
    from voice.live import LiveHeadsets

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
ChannelsFor = Callable[[SandboxServer | None], tuple[AlertChannel, ...]]
"""The alert channels, made once it is known where the sandbox (if there is one) listens."""
RUNNING_FILE: Final = "running.json"


class RunningPart(BaseModel):
    """What ``running.json`` says, so that other commands find the server of this data folder."""

    pid: int
    url: str
    token: str


@dataclass(frozen=True)
class SharedRasa:
    """A Rasa server that somebody else keeps up, and that calls back to a port and with a token agreed beforehand."""

    url: str
    token: str
    action_port: int
    action_token: str


@dataclass
class Runtime:
    """Everything that is up."""

    settings: Settings
    store: Store
    sops: LiveSopBook
    conversation: Conversation
    delivery: Delivery
    platform: HttpPlatform
    outcomes: OutcomeBoard
    api: HttpServer
    roster: Roster
    wearers: Wearers
    """Who has signed on to which headset."""
    announcers: Announcers
    """Where every kind of device that can be spoken to is added."""
    calling: Calling
    rasa: RasaServer | None = None
    rasa_client: RasaClient | None = None
    sandbox: SandboxServer | None = None
    channels: tuple[AlertChannel, ...] = ()
    recovered_utterances: int = 0
    headsets: LiveHeadsets | None = None


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    channels_for: ChannelsFor = lambda sandbox: (),
    observer: Observer = silent,
    progress: Progress = lambda line: None,
    rasa: SharedRasa | Literal["own", "none"] = "own",
    announce: bool = False,
    headsets: bool = False,
    people_called_on: Sequence[PersonalChannel] = (),
    announcers: Sequence[Announcer] = (),
) -> AsyncIterator[Runtime]:
    """All of Floorline, up: store, sandbox (where no platform is set), delivery, action webhook, Rasa, conversation.

    ``rasa`` is "own" for a server of our own, "none" for turns taken by the grammar alone.
    ``announce`` writes ``running.json`` for other commands; ``headsets`` serves live headsets. ``people_called_on`` and
    ``announcers`` are further devices that people are called on and spoken to. Raises ``SetupError``
    where another process has the data folder, and what each part raises where it cannot start. What was said but never
    answered is taken before the first new turn.
    """
    async with AsyncExitStack() as stack:
        _take_folder(settings.data_dir, stack)
        store = Store.open(settings.records)
        store.owed_clock = SteadyClock(settings.data_dir / "clock.json")
        stack.callback(store.close)
        sops = LiveSopBook(*sop_folders(settings))
        roster = Roster.load(settings.people_file, settings.store.timezone)
        speaking = Announcers(announcers)
        wearers = Wearers(roster, settings.data_dir)
        sandbox = None
        if wants_sandbox(settings):
            # Only the server that others look for needs its ports known; a chat beside it takes free ones.
            sandbox = await asyncio.to_thread(
                _start_sandbox, settings, sops, settings.platform.sandbox_port if announce else 0
            )
            stack.callback(sandbox.stop)
        platform = platform_from(settings, None if sandbox is None else sandbox.endpoint)
        stack.push_async_callback(platform.aclose)
        roster_in_force = _roster_in_force(RosterInForce(store, roster), wearers)
        channels = channels_for(sandbox)
        if headsets and settings.calling.speak_alerts:
            channels = (*channels, HeadsetBroadcast(speaking, headsets_of_reporters(store, roster_in_force)))
        pagers = pagers_from(settings)
        outcomes = OutcomeBoard()
        delivery = Delivery(
            store,
            platform,
            {channel.name: channel for channel in (*channels, *pagers.values())},
            data_dir=settings.data_dir,
            observer=observer,
            on_outcome=outcomes.post,
            jobs_url=settings.database_url,
            evidence=EvidenceStore.from_settings(settings),
        )
        language = _Later()
        conversation = Conversation(
            store=store,
            sops=sops,
            language=language,
            dispatcher=delivery,
            alert_targets=[channel.name for channel in channels],
            settings=settings,
            unsaved_alarm=lambda alert: send_at_once(channels, alert),
            roster=roster,
            announcers=speaking,
            observer=observer,
        )
        stack.push_async_callback(conversation.aclose)
        calling = make_calling(settings, store, sops, roster_in_force, speaking, delivery, conversation, pagers)
        calling.devices[:0] = (*people_called_on, *phones(settings, stack))
        action_token = rasa.action_token if isinstance(rasa, SharedRasa) else secrets.token_urlsafe(32)
        port = rasa.action_port if isinstance(rasa, SharedRasa) else settings.server.port if announce else 0
        api_token = (
            settings.server.api_token.get_secret_value() if settings.server.api_token else secrets.token_urlsafe(32)
        )
        runtime = Runtime(
            settings, store, sops, conversation, delivery, platform, outcomes,
            HttpServer(local_api(api_token), settings.server.host, port), roster, wearers, speaking, calling,
            sandbox=sandbox, channels=channels,
        )  # fmt: skip
        _route(runtime, action_token)
        await delivery.start()
        stack.push_async_callback(delivery.stop)
        await calling.start()
        stack.push_async_callback(calling.stop)
        if announce and (canary := make_canary(settings, store, channels, speaking, delivery)) is not None:
            flying = asyncio.create_task(canary.fly_daily(), name="canary")
            stack.callback(flying.cancel)
        _poll_the_platform(runtime, stack)
        await runtime.api.start()
        stack.push_async_callback(runtime.api.stop)
        if isinstance(rasa, SharedRasa):
            runtime.rasa_client = RasaClient(rasa.url, rasa.token, settings.rasa.turn_timeout_seconds)
            language.client = runtime.rasa_client
            stack.push_async_callback(runtime.rasa_client.aclose)
        elif rasa == "own":
            await _start_rasa(runtime, language, action_token, progress, stack, announce=announce)
        try:
            runtime.recovered_utterances = await conversation.recover()
        except StoreFullError as exc:
            # Up all the same: a call for help goes out even from a full disk, and the next start takes up the rest.
            log.error("what was said before the last end could not be taken up: %s", exc)
        if headsets:
            await _serve_headsets(runtime, api_token, observer, progress, stack)
        if announce and wants_staff_chat(settings):
            # Only the one server of a data folder: Telegram gives a bot's messages to one program alone.
            await start_staff_chat(runtime, stack)
        if announce:
            _announce(settings.data_dir, RunningPart(pid=os.getpid(), url=runtime.api.url, token=api_token), stack)
        yield runtime


def _roster_in_force(enrolled: Callable[[], Roster], wearers: Wearers) -> Callable[[], Roster]:
    return lambda: with_worn(enrolled(), wearers.device_of)


class _Later:
    """The language server, once it is up; until then turns are taken without it."""

    def __init__(self) -> None:
        self.client: RasaClient | None = None

    async def take_turn(
        self, conversation_id: str, text: str, metadata: Any, meanwhile: Callable[[], object] | None = None
    ) -> None:
        if self.client is None:
            raise RasaDownError("The language server is not up yet.")
        await self.client.take_turn(conversation_id, text, metadata, meanwhile)


async def send_at_once(channels: tuple[AlertChannel, ...], alert: Alert) -> None:
    """Hand an alarm to every channel without storing it: the last resort of a full disk."""

    async def send(channel: AlertChannel) -> None:
        try:
            await channel.send(alert)
        except ChannelError as exc:
            log.error("an unsaved alarm did not go out on %s: %s", channel.name, exc)

    await asyncio.gather(*(send(channel) for channel in channels))


def sop_folders(settings: Settings) -> tuple[Path, ...]:
    """The built-in procedures, then the retailer's own if there are any."""
    return (BUILT_IN_SOPS,) if settings.sops_dir is None else (BUILT_IN_SOPS, settings.sops_dir)


def extra_categories(sops: LiveSopBook) -> dict[str, tuple[str, ...]]:
    """The retailer's added categories with their training sentences."""
    return dict(sops.book.examples())


def find_running(data_dir: Path) -> RunningPart | None:
    """The server that runs on this data folder, if one does."""
    try:
        part = RunningPart.model_validate_json((data_dir / RUNNING_FILE).read_text(encoding="utf-8"))
        os.kill(part.pid, 0)
    except (OSError, ValidationError, ValueError):
        return None
    return part


def _take_folder(data_dir: Path, stack: AsyncExitStack) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise SetupError(
            f"The data folder {data_dir} cannot be made ({exc.strerror}); set data_dir to another."
        ) from exc
    lock = FileLock(data_dir / "floorline.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as exc:
        raise SetupError(
            f"Another Floorline uses the data folder {data_dir}; stop it, or set FLOORLINE_DATA_DIR to another folder."
        ) from exc
    stack.callback(lock.release)


def sandbox_secret(settings: Settings) -> str:
    """The secret shared with the sandbox (``whsec_…``), made up when it is first needed."""
    path = settings.data_dir / "sandbox.secret"
    if not path.exists():
        _write_private(path, SigningSecret.generate())
    return path.read_text(encoding="utf-8").strip()


def _start_sandbox(settings: Settings, sops: LiveSopBook, port: int) -> SandboxServer:
    state = SandboxState(settings.data_dir / "sandbox.sqlite")
    # As a retailer's platform would, it knows the categories that there are procedures for.
    sandbox = SandboxServer(state, sandbox_secret(settings), port=port, categories=sops.book.categories)
    sandbox.start()
    return sandbox


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _route(runtime: Runtime, action_token: str) -> None:
    api = runtime.api.app
    api.state.runtime = runtime
    timeout_seconds = runtime.settings.rasa.turn_timeout_seconds
    secrets_of_platform = inbound_secrets(runtime.settings.platform)
    if secrets_of_platform:
        api.include_router(platform_hook(runtime.store, secrets_of_platform, runtime.delivery.dispatch))
    api.include_router(action_router(runtime.conversation.take_parse, timeout_seconds, action_token))


def _poll_the_platform(runtime: Runtime, stack: AsyncExitStack) -> None:
    minutes = runtime.settings.platform.poll_minutes
    if not minutes:
        return
    poller = StatusPoller(runtime.store, runtime.platform, runtime.delivery.dispatch, every_seconds=minutes * 60)
    polling = asyncio.create_task(poller.run(), name="status-poller")
    stack.callback(polling.cancel)


async def _start_rasa(
    runtime: Runtime, language: _Later, action_token: str, progress: Progress, stack: AsyncExitStack, *, announce: bool
) -> None:
    settings = runtime.settings
    model = await asyncio.to_thread(
        ensure_model, settings.rasa, progress, extra_categories=extra_categories(runtime.sops)
    )
    rasa_settings = settings.rasa if announce else settings.rasa.model_copy(update={"port": 0})
    runtime.rasa = RasaServer(
        rasa_settings,
        model,
        action_url=f"{runtime.api.url}/webhook",
        action_token=action_token,
        log_file=settings.data_dir / "logs" / "rasa.log",
    )
    stack.push_async_callback(runtime.rasa.stop)
    await runtime.rasa.start(progress)
    runtime.rasa_client = language.client = runtime.rasa.client()
    stack.push_async_callback(runtime.rasa_client.aclose)


async def _serve_headsets(
    runtime: Runtime, api_token: str, observer: Observer, progress: Progress, stack: AsyncExitStack
) -> None:
    # Loads sound libraries and, with the first headset, the engines: not for a process that only talks by text.
    from floorline.browser_headsets import BrowserHeadsets, browser_headset_router
    from floorline.live_voice import incident_recordings, live_headsets

    runtime.headsets = await stack.enter_async_context(
        live_headsets(
            runtime.settings,
            runtime.conversation,
            runtime.sops,
            runtime.outcomes,
            runtime.announcers,
            runtime.wearers,
            observer=observer,
            progress=progress,
            recordings=incident_recordings(runtime.settings, runtime.store, runtime.delivery.dispatch),
        )
    )
    known = {headset.id: headset for headset in runtime.settings.headsets or ()}
    browsers = BrowserHeadsets(runtime.settings.browser_headsets, known, runtime.headsets.serve)
    runtime.api.app.include_router(browser_headset_router(browsers, api_token))


def _announce(data_dir: Path, part: RunningPart, stack: AsyncExitStack) -> None:
    path = data_dir / RUNNING_FILE
    try:
        _write_private(path, part.model_dump_json())
    except OSError as exc:
        # On a full disk, calls for help still go out; only commands beside it do not find it.
        log.error("%s cannot be written (%s): other commands do not find this Floorline", path, exc.strerror)
    stack.callback(path.unlink, missing_ok=True)
