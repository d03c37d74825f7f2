"""Runs what is to be tried inside Rasa's environment there."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from assistant.settings import RasaSettings
from assistant.understanding.rasa_process import rasa_environment, rasa_python


def in_rasa(script: str, *arguments: object) -> Any:
    """What ``script`` prints as its last line, in JSON, under the Python that Rasa runs with."""
    command = [str(rasa_python(RasaSettings())), "-W", "ignore", "-c", script, *map(str, arguments)]
    run = subprocess.run(command, env=rasa_environment(), capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
