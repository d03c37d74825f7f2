"""Every error Floorline raises on purpose.

The tree::

    FloorlineError
    ├── SettingsError            a setting is missing or wrong
    ├── SopError                 a procedure file is broken
    ├── StoreError               the database cannot be read or written
    │   ├── StoreFullError       no room left on the disk
    │   └── StoreConflictError   somebody else changed it meanwhile; read it again
    ├── EvidenceError            an evidence file is gone or cannot be taken
    │   ├── EvidenceKeyError     the key it was sealed with is not at hand
    │   └── EvidenceTooLargeError  larger than we keep
    ├── AudioError               sound that cannot be read or made
    │   ├── AudioFormatError     not audio, or audio of a kind we refuse
    │   ├── EngineError          a recogniser or voice cannot be used
    │   ├── HeadsetGoneError     a headset was unplugged or its connection was lost
    │   └── HeadsetRefusedError  what is connected does not keep to the protocol
    ├── UnderstandingError       the Rasa server failed us
    │   ├── RasaDownError        cannot be reached, or was too slow
    │   └── RasaAnswerError      answered, but not with a turn of ours
    ├── PlatformError            the crime-reporting platform
    │   ├── PlatformUnavailable  worth trying again (time-out, 429, 5xx)
    │   └── PlatformRefused      trying again will not help (other 4xx)
    ├── ChannelError             an alert channel
    │   ├── ChannelUnavailable   worth trying again
    │   └── ChannelRefused       trying again will not help
    └── SetupError               a part of the installation is missing

Each carries a stable ``code`` for programs and a sentence for people that says what to do.
"""

from __future__ import annotations

from typing import ClassVar


class FloorlineError(Exception):
    """Base of the tree. ``str(error)`` is one sentence fit to be shown to a person."""

    code: ClassVar[str] = "floorline"


class SettingsError(FloorlineError):
    code = "settings"


class SopError(FloorlineError):
    code = "sop"


class StoreError(FloorlineError):
    code = "store"


class StoreFullError(StoreError):
    code = "store-full"


class StoreConflictError(StoreError):
    code = "store-conflict"


class EvidenceError(FloorlineError):
    code = "evidence"


class EvidenceKeyError(EvidenceError):
    code = "evidence-key"


class EvidenceTooLargeError(EvidenceError):
    code = "evidence-too-large"


class AudioError(FloorlineError):
    code = "audio"


class AudioFormatError(AudioError):
    code = "audio-format"


class EngineError(AudioError):
    code = "engine"


class HeadsetGoneError(AudioError):
    code = "headset-gone"


class HeadsetRefusedError(AudioError):
    """``close_code`` is what its socket is closed with."""

    code = "headset-refused"

    def __init__(self, message: str, close_code: int) -> None:
        super().__init__(message)
        self.close_code = close_code


class UnderstandingError(FloorlineError):
    code = "understanding"


class RasaDownError(UnderstandingError):
    code = "rasa-down"


class RasaAnswerError(UnderstandingError):
    code = "rasa-answer"


class PlatformError(FloorlineError):
    code = "platform"


class PlatformUnavailable(PlatformError):
    """Worth trying again; ``retry_after_seconds`` is what the platform asked for, if it did.

    ``wants_quiet``: it asked so of everything we send (HTTP 429), not of this report alone.
    """

    code = "platform-unavailable"

    def __init__(self, message: str, retry_after_seconds: float | None = None, *, wants_quiet: bool = False) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
        self.wants_quiet = wants_quiet


class PlatformRefused(PlatformError):
    code = "platform-refused"


class ChannelError(FloorlineError):
    code = "channel"


class ChannelUnavailable(ChannelError):
    """Worth trying again; ``retry_after_seconds`` is what the channel asked for, if it did."""

    code = "channel-unavailable"
    wants_quiet: ClassVar[bool] = False
    """Every alert is on its own: what one was told holds for no other."""

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class ChannelRefused(ChannelError):
    code = "channel-refused"


class SetupError(FloorlineError):
    code = "setup"
