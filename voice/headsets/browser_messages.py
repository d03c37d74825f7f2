"""What a browser headset and Floorline say to each other, besides sound: version 1 of ``docs/browser-headset.md``."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.errors import HeadsetRefusedError
from voice.audio import SAMPLE_RATE_HZ
from voice.headsets.protocol import Light

VERSION: Final = 1
SUBPROTOCOL: Final = "floorline.headset.v1"
PLAY_RATE_HZ: Final = 22_050
"""The rate of the assistant's own voice, so that it need not be resampled."""

MESSAGE_BYTES_AT_MOST: Final = 32_768
"""A second of sound. A browser sends 128 or 512 samples at a time."""

CLOSE_GARBAGE: Final = 4400
CLOSE_VERSION: Final = 4406
CLOSE_NO_HELLO: Final = 4408
CLOSE_ELSEWHERE: Final = 4409
CLOSE_TOO_LARGE: Final = 4413
CLOSE_TOO_FAST: Final = 4429
CLOSE_STOPPING: Final = 1001


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Hello(_Message):
    """The first message of all."""

    type: Literal["hello"]
    version: int = Field(ge=1)
    sample_rate_hz: int
    format: str
    button: bool = False
    """Whether there is a talk button; without one the wake phrase is listened for."""


class Button(_Message):
    """The talk button went down or up."""

    type: Literal["button"]
    pressed: bool


class Volume(_Message):
    """How loud the wearer wants it, 1 being as it is."""

    type: Literal["volume"]
    level: float = Field(ge=0.0, le=3.0)


class Played(_Message):
    """A sound was heard to its end, or up to where it was stopped."""

    type: Literal["played"]
    id: int
    seconds: float = Field(ge=0.0, le=600.0)


ClientMessage = Annotated[Hello | Button | Volume | Played, Field(discriminator="type")]
_client: TypeAdapter[Hello | Button | Volume | Played] = TypeAdapter(ClientMessage)


def client_message(text: str) -> Hello | Button | Volume | Played:
    """Parse one text message. Raises ``HeadsetRefusedError``; its words never hold what was sent."""
    try:
        return _client.validate_json(text)
    except ValidationError as exc:
        where = ".".join(str(part) for part in exc.errors()[0]["loc"]) or "the message"
        raise HeadsetRefusedError(
            f"A message could not be read (at {where}); send JSON as in docs/browser-headset.md.", CLOSE_GARBAGE
        ) from exc


def accepted_hello(message: Hello | Button | Volume | Played) -> Hello:
    """The hello, if it is one that we can serve. Raises ``HeadsetRefusedError``."""
    if not isinstance(message, Hello):
        raise HeadsetRefusedError("The first message must be hello.", CLOSE_NO_HELLO)
    if message.version != VERSION:
        raise HeadsetRefusedError(f"Only version {VERSION} is spoken here; reload the page.", CLOSE_VERSION)
    if message.sample_rate_hz != SAMPLE_RATE_HZ or message.format != "s16le":
        raise HeadsetRefusedError(
            f"Sound must be s16le at {SAMPLE_RATE_HZ} samples a second, mono; resample it before sending.",
            CLOSE_VERSION,
        )
    return message


def welcome(device_id: str) -> dict[str, Any]:
    """The answer to hello."""
    return {
        "type": "welcome",
        "version": VERSION,
        "device_id": device_id,
        "play_sample_rate_hz": PLAY_RATE_HZ,
        "play_format": "s16le",
        "message_bytes_at_most": MESSAGE_BYTES_AT_MOST,
    }


def shown(light: Light) -> dict[str, Any]:
    return {"type": "light", "light": light.value}
