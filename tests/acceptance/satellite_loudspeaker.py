"""``--snd-command`` of the satellite under test: appends what it is to play to FILE."""

from __future__ import annotations

import sys
from pathlib import Path


def main(file: Path) -> None:
    with file.open("ab", buffering=0) as heard:
        while sound := sys.stdin.buffer.read1(65_536):
            heard.write(sound)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
