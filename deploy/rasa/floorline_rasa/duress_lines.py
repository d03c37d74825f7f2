"""Lines that are calls for help, and lines that sound like one and are none."""

from __future__ import annotations

from pathlib import Path
from typing import List, Tuple


def duress_lines(folder: Path) -> Tuple[List[str], List[str]]:
    """The lines of ``calls*.txt`` in ``folder``, and those of its other text files; ``#`` begins a comment."""
    calls: List[str] = []
    others: List[str] = []
    for file in sorted(folder.glob("*.txt")):
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        (calls if file.name.startswith("calls") else others).extend(
            line for line in lines if line and not line.startswith("#")
        )
    return calls, others
