"""The sandbox platform as a process of its own, whose memory outlives the process under test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.sandbox import SandboxState
from assistant.signing import SigningSecret


class SandboxProcess:
    """``with SandboxProcess(folder) as sandbox``: ``sandbox.url``, ``sandbox.secret``, and what it holds."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.secret = SigningSecret.generate()
        self._state = folder / "sandbox.sqlite"
        secret_file = folder / "secret"
        secret_file.write_text(self.secret, encoding="utf-8")
        self._command = [
            sys.executable, "-m", "assistant.sandbox",
            "--secret-file", str(secret_file), "--port", "0", "--state", str(self._state),
        ]  # fmt: skip
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=20)

    def reports(self) -> list[dict[str, Any]]:
        """Every record it holds."""
        return [json.loads(report.record) for report in self._opened().reports()]

    def webhooks(self, name: str) -> list[dict[str, Any]]:
        """Every message to a webhook, each once however often it was delivered."""
        return [json.loads(webhook.body) for webhook in self._opened().webhooks(name)]

    def _opened(self) -> SandboxState:
        return SandboxState(self._state)
