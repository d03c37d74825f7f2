"""``floorline doctor``: checks every part and says what to do."""

from __future__ import annotations

import ctypes.util
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from assistant.errors import FloorlineError
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from voice.headsets.sound_card import Device

LOW_DISK_GB: Final = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is. ``bad`` keeps Floorline from working, ``hint`` does not."""

    part: str
    state: Literal["good", "hint", "bad"]
    words: str


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a part.")] = False) -> None:
    """Check every part of the installation; exit code 1 if something must be mended.

    Example: floorline doctor
    """
    findings = list(examine(load_settings()))
    for finding in findings:
        if as_json:
            typer.echo(json.dumps({"part": finding.part, "state": finding.state, "words": finding.words}))
        else:
            mark = {"good": "ok  ", "hint": "note", "bad": "BAD "}[finding.state]
            typer.echo(f"{mark} {finding.part:<18} {finding.words}")
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every part's finding, in the order one would mend them."""
    for part, check in (
        ("data folder", _data_folder),
        ("records", _records),
        ("evidence", _evidence),
        ("procedures", _procedures),
        ("language server", _language),
        ("recogniser", _recogniser),
        ("second opinion", _second_opinion),
        ("voice", _voice),
        ("sound card", _sound_card),
        ("platform", _platform),
        ("alert channels", _channels),
        ("people", _people),
        ("pagers", _pagers),
        ("daily test", _canary),
        ("staff chat", _staff_chat),
        ("running", _running),
    ):
        try:
            yield check(part, settings)
        except FloorlineError as exc:
            yield Finding(part, "bad", str(exc))


Check = Callable[[str, Settings], Finding]


def _data_folder(part: str, settings: Settings) -> Finding:
    folder = settings.data_dir
    existing = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    free_gb = shutil.disk_usage(existing).free / 1e9
    if free_gb < LOW_DISK_GB:
        return Finding(part, "bad", f"only {free_gb:.1f} GB free at {folder}; make room")
    return Finding(part, "good", f"{folder}, {free_gb:.0f} GB free")


def _records(part: str, settings: Settings) -> Finding:
    from assistant.audit import verify
    from assistant.store import Store

    records = settings.records
    if isinstance(records, Path) and not records.exists():
        return Finding(part, "good", "none yet")
    store = Store.open(records)
    try:
        problems = verify(store.audit_entries())
        dead = len(store.dead_letters())
    finally:
        store.close()
    if problems:
        return Finding(part, "bad", f"the audit log was tampered with: {problems[0].sentence}")
    if dead:
        return Finding(part, "hint", f"{dead} dead letters; see 'floorline dead-letters list'")
    return Finding(part, "good", "readable, audit log unbroken, no dead letters")


def _evidence(part: str, settings: Settings) -> Finding:
    from assistant.evidence import EvidenceStore

    unreadable = EvidenceStore.from_settings(settings).without_key()
    if unreadable:
        return Finding(
            part, "bad", f"files whose key is not at hand: {unreadable}; name the key's file in evidence.old_key_files"
        )
    if settings.evidence.key_file is None:
        return Finding(
            part, "hint", "its key lies beside it, in the data folder; name another place: evidence.key_file"
        )
    return Finding(part, "good", "the key of every file is at hand")


def _procedures(part: str, settings: Settings) -> Finding:
    from assistant.sop import lint
    from floorline.runtime import sop_folders

    problems = lint(sop_folders(settings))
    if problems:
        return Finding(part, "bad", f"{len(problems)} mistakes, the first: {problems[0]}; see 'floorline sop lint'")
    return Finding(part, "good", "all sound")


def _language(part: str, settings: Settings) -> Finding:
    from assistant.settings import PROJECT_ROOT
    from assistant.sop import LiveSopBook
    from assistant.understanding.rasa_process import rasa_python
    from assistant.understanding.rasa_training import inputs_hash
    from floorline.runtime import extra_categories, sop_folders

    rasa_python(settings.rasa)
    wanted = inputs_hash(PROJECT_ROOT, extra_categories(LiveSopBook(*sop_folders(settings))))
    if not (settings.rasa.models_dir / f"floorline-{wanted}.tar.gz").is_file():
        return Finding(part, "bad", "installed, but not trained on what is there now; run 'make train'")
    return Finding(part, "good", f"installed and trained (model {wanted})")


def _recogniser(part: str, settings: Settings) -> Finding:
    from voice.transcribers.engines import make_transcriber, why_this_engine

    return Finding(part, "good", f"{make_transcriber(settings.voice).name}: {why_this_engine(settings.voice)}")


def _second_opinion(part: str, settings: Settings) -> Finding:
    from voice.transcribers.whisper_model import model_files

    if settings.voice.engine != "auto":
        return Finding(
            part, "hint", "none: voice.engine names one recogniser; 'auto' has plates and counts heard twice"
        )
    model_files("tiny.en")
    model_files("base")
    return Finding(part, "good", "whisper: tiny.en for critical answers on headsets, base for files")


def _voice(part: str, settings: Settings) -> Finding:
    from voice.speaking import JoeVoice

    return Finding(part, "good", JoeVoice().name)


def _sound_card(part: str, settings: Settings) -> Finding:
    if ctypes.util.find_library("portaudio") is None:
        return Finding(part, "hint", "libportaudio2 is missing, files still work; apt-get install libportaudio2")
    # The list is asked for by whoever sets a headset up: names that [[headsets]] device and output take.
    from voice.headsets.sound_card import sound_devices

    devices = sound_devices()
    if not any(device.inputs for device in devices):
        return Finding(part, "hint", "no microphone is plugged in; files, browsers and satellites still work")
    listed = "; ".join(f"{device.index} “{device.name}” ({_ways(device)})" for device in devices)
    wanted = [headset for headset in settings.headsets or () if headset.kind == "sound_card"]
    lost = [
        headset.id
        for headset in wanted
        if isinstance(headset.device, str) and not any(headset.device in device.name for device in devices)
    ]
    if lost:
        return Finding(part, "hint", f"the device of {', '.join(lost)} is not there; there are: {listed}")
    return Finding(part, "good", listed)


def _ways(device: Device) -> str:
    ways = [word for word, channels in (("microphone", device.inputs), ("earpiece", device.outputs)) if channels]
    return " and ".join(ways) or "neither microphone nor earpiece"


def _platform(part: str, settings: Settings) -> Finding:
    from assistant.client_certificate import expiry_warning
    from assistant.platform import live_endpoint, tls_files

    if settings.platform.url is None:
        return Finding(part, "hint", "the built-in sandbox, which files nothing anywhere; set platform.url and secret")
    url = live_endpoint(settings.platform).url
    tls = tls_files(settings.platform)
    if tls is not None:
        tls.context()
        now = datetime.now(UTC)
        ends = tls.expires_at_utc()
        warning = expiry_warning(ends, now)
        if warning is not None:
            return Finding(part, "bad" if ends is not None and ends <= now else "hint", warning)
    return Finding(part, "good", url)


def _channels(part: str, settings: Settings) -> Finding:
    from rich.console import Console

    from channels.build import channels_from

    names = [channel.name for channel in channels_from(settings, Console(quiet=True), quiet=True)]
    if names == ["terminal"]:
        return Finding(part, "hint", "only this terminal; set webhooks or telegram so that people are told")
    return Finding(part, "good", ", ".join(names))


def _people(part: str, settings: Settings) -> Finding:
    from floorline.calling import roster_now

    roster = roster_now(settings)
    callable_people = [person for person in roster.people if person.devices]
    if not callable_people:
        why = "no roster (people_file)" if settings.people_file is None else "nobody on the roster has a device"
        return Finding(part, "hint", f"{why}: the team is told, but nobody in particular is called")
    there = [person.name for person in roster.on_shift(datetime.now(UTC)) if person.devices]
    if not there:
        return Finding(part, "hint", "nobody who can be called is on shift now; see 'floorline people list'")
    return Finding(part, "good", f"{len(callable_people)} can be called, {len(there)} of them on shift now")


def _pagers(part: str, settings: Settings) -> Finding:
    from channels.pager import pagers_from

    names = list(pagers_from(settings))
    if not names:
        return Finding(part, "hint", "none: set [[pagers]] for when nobody in the store answers")
    return Finding(part, "good", ", ".join(names))


def _canary(part: str, settings: Settings) -> Finding:
    from assistant.delivery.canary import canary_record_id, last_flight
    from assistant.store import Store

    if settings.canary.at is None:
        return Finding(part, "hint", "none: set canary.at to have the way of the alerts tested every day")
    records = settings.records
    if isinstance(records, Path) and not records.exists():
        return Finding(part, "good", f"daily at {settings.canary.at:%H:%M}, none yet")
    store = Store.open(records)
    try:
        flight = last_flight(store.jobs_of(canary_record_id(settings.store.id)))
    finally:
        store.close()
    if flight is None:
        return Finding(part, "good", f"daily at {settings.canary.at:%H:%M}, none yet")
    if flight.missing:
        missing = ", ".join(flight.missing)
        return Finding(part, "bad", f"that of {flight.day} did not come back from {missing}; mend that channel")
    return Finding(part, "good", f"that of {flight.day} came back from {', '.join(flight.came_back)}")


def _staff_chat(part: str, settings: Settings) -> Finding:
    from assistant.settings import secret_from
    from floorline.staff_chat import wants_staff_chat

    if not wants_staff_chat(settings):
        return Finding(part, "hint", "no Telegram bot; set telegram.token_file so that staff can report by chat")
    telegram = settings.telegram
    token = secret_from(telegram.token, telegram.token_file, "telegram.token") or ""
    # The group channel and the chat stand on the same token, so one question to Telegram answers for both.
    from channels.telegram.bots import bot_name

    return Finding(part, "good", f"Telegram knows the bot as @{bot_name(token, telegram.base_url)}")


def _running(part: str, settings: Settings) -> Finding:
    from floorline.runtime import find_running

    running = find_running(settings.data_dir)
    return Finding(part, "good", "no" if running is None else f"yes, process {running.pid} at {running.url}")
