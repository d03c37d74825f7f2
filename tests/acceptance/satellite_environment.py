"""wyoming-satellite in an environment of its own: it wants an older wyoming than ours, and is only a test's client.

Made once, under .setup/, from a lock file with hashes, by ``make test`` (``python -m`` this); with it there nothing is
fetched.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parent.parent.parent
LOCK = Path(__file__).parent / "satellite.lock"
ENVIRONMENT = ROOT / ".setup" / "satellite"
SECONDS_AT_MOST = 300


def satellite_python() -> Path:
    """The interpreter that has wyoming-satellite."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "complete"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    ENVIRONMENT.parent.mkdir(exist_ok=True)
    with FileLock(ENVIRONMENT.parent / "satellite.lock"):
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return python
        env = dict(os.environ)
        if index := env.get("PIP_INDEX_URL"):
            env.setdefault("UV_DEFAULT_INDEX", index)
        # wyoming 1.4.1 needs the audioop of the standard library, which Python 3.13 no longer has
        version = f"3.{min(sys.version_info.minor, 12)}"
        uv = str(Path(sys.executable).parent / "uv")
        _run([uv, "venv", "--quiet", "--clear", "--python", version, str(ENVIRONMENT)], env)
        _run([uv, "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(LOCK)], env)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def _run(command: list[str], env: dict[str, str]) -> None:
    subprocess.run(command, env=env, check=True, timeout=SECONDS_AT_MOST)


if __name__ == "__main__":
    satellite_python()
