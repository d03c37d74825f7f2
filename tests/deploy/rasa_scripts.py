"""Runs what is to be tried inside Rasa's environment there."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from assistant.settings import RasaSettings
from assistant.understanding.rasa_process import rasa_environment, rasa_python

CODE = Path(__file__).parents[2] / "deploy" / "rasa" / "floorline_rasa"


def loaded(name: str) -> ModuleType:
    """A module of that package which needs nothing but NumPy, under this Python."""
    spec = importlib.util.spec_from_file_location(f"floorline_rasa_{name}", CODE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def in_rasa(script: str, *arguments: object) -> Any:
    """What ``script`` prints as its last line, in JSON, under the Python that Rasa runs with."""
    command = [str(rasa_python(RasaSettings())), "-W", "ignore", "-c", script, *map(str, arguments)]
    run = subprocess.run(command, env=rasa_environment(), capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
