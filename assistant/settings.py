"""Every setting, its default and what it is for.

Read from ``floorline.toml`` (or the file ``FLOORLINE_SETTINGS`` names), then from the environment, which wins:
``FLOORLINE_STORE__ID=0042`` sets ``[store] id``. Secrets belong in the environment, or in a file named by a
``*_file`` setting; they are never logged.
"""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PLACES: dict[str, tuple[str, ...]] = {
    "front entrance": ("entrance", "main entrance", "front door", "front doors", "main doors", "the doors"),
    "rear entrance": ("back door", "back entrance", "rear door"),
    "fire exit": ("emergency exit",),
    "self checkout": ("self checkouts", "self scan", "self service", "self service tills", "scan and go"),
    "checkouts": ("the tills", "till area", "main tills", "checkout"),
    "kiosk": ("tobacco kiosk", "cigarette counter", "lottery counter", "fag counter"),
    "customer service desk": ("customer service", "customer services", "service desk", "help desk", "returns desk"),
    "stockroom": ("stock room", "out the back", "back room", "warehouse"),
    "cash office": (),
    "staff room": ("canteen", "break room"),
    "car park": ("carpark", "parking"),
    "customer toilets": ("toilets", "loos", "public toilets", "customer loos"),
    "petrol forecourt": ("forecourt", "petrol station", "pumps"),
    "trolley park": ("trolley bay", "trolleys"),
    "loading bay": ("delivery bay", "goods in", "back yard"),
    "cafe": ("coffee shop", "café"),
    "pharmacy": ("chemist",),
    "bakery": (),
    "deli counter": ("deli",),
    "meat counter": ("meat aisle", "butchers", "meat section"),
    "fish counter": (),
    "beers wines and spirits": ("booze aisle", "alcohol aisle", "wine aisle", "spirits aisle", "bws", "drinks aisle"),
    "health and beauty": ("cosmetics", "make up aisle", "beauty aisle", "toiletries"),
    "electricals": ("electrical section", "electronics"),
    "clothing": ("clothes section", "fitting rooms", "changing rooms"),
    "fruit and veg": ("produce",),
    "frozen": ("freezers", "frozen aisle"),
    "dairy": ("milk aisle",),
}


class StoreSettings(BaseModel):
    """The shop itself."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(default="0001", min_length=1, max_length=64)
    name: str = "the store"
    timezone: str = "Europe/London"
    places: dict[str, tuple[str, ...]] = Field(
        default_factory=lambda: dict(DEFAULT_PLACES), description="The gazetteer: a place -> what staff call it."
    )
    aisles: int = Field(default=40, ge=0, le=200, description="Aisles are numbered from 1 to this.")
    tills: int = Field(default=30, ge=0, le=200)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as exc:
            raise ValueError(f"no such time zone: {name}; use a name such as Europe/London") from exc
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class RasaSettings(BaseModel):
    """The language server, shut in on loopback."""

    model_config = ConfigDict(extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=5005, ge=0, le=65535, description="0 takes a free one.")
    python: Path = PROJECT_ROOT / ".rasa-venv" / "bin" / "python"
    models_dir: Path = PROJECT_ROOT / "models"
    turn_timeout_seconds: float = Field(default=2.0, gt=0, le=30)
    start_timeout_seconds: float = Field(default=180.0, gt=0)


class ServerSettings(BaseModel):
    """Where Floorline itself listens: the action webhook and the local API."""

    model_config = ConfigDict(extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=5055, ge=0, le=65535, description="0 takes a free one.")
    api_token: SecretStr | None = Field(
        default=None, description="Demanded of every request where host is not loopback; made up at start otherwise."
    )


class PlatformSettings(BaseModel):
    """The retailer's crime-reporting platform."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = Field(default=None, description="Left out: the built-in sandbox, which files nothing anywhere.")
    key_id: str = "store-box"
    secret: SecretStr | None = Field(default=None, description="Standard Webhooks secret, whsec_…")
    secret_file: Path | None = None
    timeout_seconds: float = Field(default=10.0, gt=0)
    inbound_secret: SecretStr | None = Field(
        default=None,
        description="The platform signs its messages to us with it; two while they change over.",
    )
    inbound_secret_file: Path | None = None
    poll_minutes: float = Field(default=15.0, ge=0, description="How often reports are asked after; 0 leaves it out.")
    ca_file: Path | None = Field(default=None, description="PEM: whose certificate the platform has; else the usual.")
    client_certificate_file: Path | None = Field(
        default=None, description="PEM, for mutual TLS; read anew when it is replaced."
    )
    client_key_file: Path | None = Field(default=None, description="PEM, the key of that certificate.")
    sandbox_port: int = Field(default=5080, ge=0, le=65535, description="0 takes a free one.")


class DatabaseSettings(BaseModel):
    """Where records and durable jobs are kept, if not in files of the data folder."""

    model_config = ConfigDict(extra="forbid")

    url: SecretStr | None = Field(
        default=None, description="postgresql://user:password@host/database, one database a store box."
    )


class EvidenceSettings(BaseModel):
    """The photos, clips and recordings of incidents. They are sealed with a key before they touch the disk."""

    model_config = ConfigDict(extra="forbid")

    key_file: Path | None = Field(
        default=None, description="32 random bytes. Left out: evidence.key in the data folder, made when first needed."
    )
    old_key_files: tuple[Path, ...] = Field(default=(), description="Keys before it; what they sealed is still read.")


class WebhookSettings(BaseModel):
    """One signed webhook that is sent every alert."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    url: str
    secret: SecretStr | None = Field(default=None, description="whsec_…; two apart by a space while they change over.")
    secret_file: Path | None = Field(default=None, description="The same in a file, one a line.")


class TelegramSettings(BaseModel):
    """The chat with staff, and the group that is told of alerts."""

    model_config = ConfigDict(extra="forbid")

    token: SecretStr | None = None
    token_file: Path | None = None
    group_chat_id: int | None = Field(default=None, description="Left out: no group is told, staff can still chat.")
    base_url: str = "https://api.telegram.org/bot"
    staff_chat: bool = Field(default=True, description="Whether staff may report in a private chat with the bot.")
    clear_after_filing: bool = Field(
        default=True, description="Delete the messages of a filed report from the chat and leave its reference."
    )
    webhook_url: str | None = Field(
        default=None, description="Where Telegram reaches /telegram of this server, https; left out: polling."
    )
    webhook_secret: SecretStr | None = Field(default=None, description="1 to 256 of A-Z, a-z, 0-9, _ and -.")
    webhook_secret_file: Path | None = None


class CallingSettings(BaseModel):
    """How long an answer to a call is waited for before the next person is called, by priority."""

    model_config = ConfigDict(extra="forbid")

    p1_seconds: float = Field(default=20.0, gt=0, description="Then the next on the ladder, and the first again.")
    p2_seconds: float = Field(default=60.0, gt=0)
    p3_seconds: float = Field(default=300.0, gt=0)
    p4_seconds: float = Field(default=900.0, gt=0)
    speak_alerts: bool = Field(default=True, description="Alerts are spoken on every headset of the store.")
    merge_above: int = Field(
        default=3, ge=1, description="More ordinary alerts than this in merge_seconds are told together."
    )
    merge_seconds: float = Field(default=60.0, gt=0)


class PagerSettings(BaseModel):
    """One target outside the store, called when nobody on shift has answered: anything that apprise can reach."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    url: SecretStr | None = Field(default=None, description="An apprise URL; it holds the target's secrets.")
    url_file: Path | None = None


class CanarySettings(BaseModel):
    """The daily test of the way alerts take."""

    model_config = ConfigDict(extra="forbid")

    at: time | None = Field(default=None, description="Store time, such as 09:30; left out, there is none.")
    wait_seconds: float = Field(default=60.0, gt=0, description="How long its receipts are waited for.")
    pagers: bool = Field(default=False, description="Whether the pagers are tested too.")


class DuressSettings(BaseModel):
    """What raises the alarm besides the built-in calls for help."""

    model_config = ConfigDict(extra="forbid")

    code_words: tuple[str, ...] = Field(default=("code red",), description="Alarm, with a spoken answer.")
    silent_phrases: tuple[str, ...] = Field(
        default=("has anyone seen doctor black", "is inspector sands in the building"),
        description="Alarm, answered with nothing aloud. Choose your own.",
    )


class VoiceSettings(BaseModel):
    """Recogniser and voice."""

    model_config = ConfigDict(extra="forbid")

    engine: Literal["auto", "moonshine", "vosk", "whisper"] = "auto"
    vosk_model: str | None = Field(default=None, description="A folder with a Vosk model, or a model's name.")
    keep_incident_audio: bool = Field(
        default=False,
        description="What is said on headsets in an incident is kept as evidence, sealed.",
    )


class HeadsetSettings(BaseModel):
    """One headset that is worn, and how its wearer wants it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(
        default="headset-1", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$", description="As the roster calls it."
    )
    kind: Literal["sound_card", "wyoming", "browser"] = Field(
        default="sound_card",
        description="sound_card: of this machine. wyoming: a satellite in the network. browser: connects by itself.",
    )
    host: str | None = Field(default=None, description="Of a Wyoming satellite. It has no password: trusted networks.")
    port: int = Field(default=10700, ge=1, le=65535)
    device: str | int | None = Field(
        default=None, description="Microphone: part of its name, or its number; left out, the system's own choice."
    )
    output: str | int | None = Field(default=None, description="Earpiece; left out, that of the same device.")
    mode: Literal["push_to_talk", "wake_phrase", "open_in_incident"] = Field(
        default="wake_phrase",
        description="push_to_talk hears while the button is held. wake_phrase hears what follows the wake phrase, and "
        "answers to questions. open_in_incident hears everything from the wake phrase on until the incident is over.",
    )
    wake_phrase: str = Field(default="floorline", min_length=3, max_length=40)
    button_device: Path | None = Field(
        default=None, description="Input device of the talk button, such as /dev/input/by-id/…-event-kbd."
    )
    button_code: int | None = Field(default=None, ge=0, description="Its key code; left out, any key is the button.")
    volume: float = Field(default=1.0, ge=0.1, le=3.0)
    speed: float = Field(default=1.0, ge=0.5, le=2.0, description="Of the assistant's voice.")
    barge_in: bool = Field(
        default=True, description="Off for an open loudspeaker: the microphone would hear it and interrupt itself."
    )
    duress_without_wake_phrase: bool = Field(
        default=True, description="Calls for help are heard in an open microphone though nobody is addressed."
    )

    @model_validator(mode="after")
    def _a_satellite_is_somewhere(self) -> Self:
        if self.kind == "wyoming" and not self.host:
            raise ValueError(f"the satellite {self.id} needs a host")
        return self


class BrowserSettings(BaseModel):
    """Headsets in a browser, on the server's own address."""

    model_config = ConfigDict(extra="forbid")

    clients_at_most: int = Field(default=64, ge=0, le=1000, description="0 lets none connect.")
    origins: tuple[str, ...] = Field(
        default=(), description="Other pages that may connect, such as https://console.example; our own always may."
    )


class Settings(BaseSettings):
    """All of Floorline's settings."""

    model_config = SettingsConfigDict(
        env_prefix="FLOORLINE_", env_nested_delimiter="__", extra="forbid", nested_model_default_partial_update=True
    )

    data_dir: Path = PROJECT_ROOT / "data"
    sops_dir: Path | None = Field(default=None, description="A retailer's own procedures, read last.")
    people_file: Path | None = Field(default=None, description="The roster, YAML.")
    public_url: str | None = Field(default=None, description="What links in alerts start with.")
    drill: bool = Field(default=False, description="Every incident is a drill; nothing reaches a real platform.")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    store: StoreSettings = StoreSettings()
    rasa: RasaSettings = RasaSettings()
    server: ServerSettings = ServerSettings()
    platform: PlatformSettings = PlatformSettings()
    database: DatabaseSettings = DatabaseSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    webhooks: tuple[WebhookSettings, ...] = ()
    telegram: TelegramSettings = TelegramSettings()
    duress: DuressSettings = DuressSettings()
    calling: CallingSettings = CallingSettings()
    pagers: tuple[PagerSettings, ...] = ()
    canary: CanarySettings = CanarySettings()
    voice: VoiceSettings = VoiceSettings()
    browser_headsets: BrowserSettings = BrowserSettings()
    headsets: tuple[HeadsetSettings, ...] | None = Field(
        default=None, description="Left out: the system's own sound card, if it has one, with a wake phrase. []: none."
    )

    @property
    def database_url(self) -> str | None:
        """The PostgreSQL of records and jobs, ``None`` for files in the data folder."""
        return None if self.database.url is None else self.database.url.get_secret_value()

    @property
    def records(self) -> str | Path:
        """What ``Store.open`` is given."""
        return self.database_url or self.data_dir / "floorline.sqlite"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())


def settings_file() -> Path:
    """The settings file in force, whether or not it exists."""
    return Path(os.environ.get("FLOORLINE_SETTINGS", "floorline.toml"))


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; ``SettingsError`` names each one that is wrong and why."""
    named = os.environ.get("FLOORLINE_SETTINGS")
    if named and not Path(named).is_file():
        raise SettingsError(f"FLOORLINE_SETTINGS names {named}, which is not a file; correct the name or unset it.")
    try:
        return Settings(**overrides)
    except ValidationError as exc:
        wrong = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors())
        raise SettingsError(f"Settings are wrong: {wrong}; correct {settings_file()} or the environment.") from exc
    except ValueError as exc:
        raise SettingsError(f"{settings_file()} cannot be read: {exc}.") from exc


def secret_from(value: SecretStr | None, file: Path | None, what: str) -> str | None:
    """The secret itself, from the setting or from the file it names; ``None`` if neither is set."""
    if value is not None:
        return value.get_secret_value()
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as exc:
        raise SettingsError(f"The file for {what} cannot be read ({exc.strerror}); correct the setting.") from exc
