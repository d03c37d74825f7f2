"""What every process in Rasa's own environment is started with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT, RasaSettings

CODE_DIR: Final = PROJECT_ROOT / "deploy" / "rasa"
"""Put on ``PYTHONPATH``: the package ``floorline_rasa`` is there."""

_PASSED_ON: Final = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")
_FIXED: Final = {
    # Nothing of a shop's talk leaves the box.
    "RASA_TELEMETRY_ENABLED": "false",
    "HF_HUB_OFFLINE": "1",
    # Same inputs, same model.
    "PYTHONHASHSEED": "0",
    # One thread for the arithmetic of one sentence: more would only wait for one another, and take the cores the
    # recogniser needs.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    # TensorFlow is loaded by Rasa but not used.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MPLBACKEND": "Agg",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    # Everything is trained anew when an input has changed, our own components included, which Rasa's cache ignores.
    "RASA_MAX_CACHE_SIZE": "0",
}


def rasa_python(settings: RasaSettings) -> Path:
    """Rasa's interpreter; ``SetupError`` says how to make it where it is missing."""
    if not settings.python.is_file():
        raise SetupError(f"Rasa's environment is missing ({settings.python}): run deploy/rasa/bootstrap.sh to make it.")
    return settings.python


def rasa_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of a process of Rasa's: ``extra`` and little of ours, whose secrets it must not see."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, **_FIXED, "PYTHONPATH": str(CODE_DIR), **(extra or {})}
