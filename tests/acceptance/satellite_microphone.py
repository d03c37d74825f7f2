"""``--mic-command`` of the satellite under test: silence in real time, and each FOLDER/*.say (PCM) as it comes."""

from __future__ import annotations

import sys
import time
from pathlib import Path

CHUNK_BYTES = 2048
CHUNK_SECONDS = CHUNK_BYTES / 2 / 16_000


def main(folder: Path) -> None:
    due = time.monotonic()
    pending = b""
    while True:
        if not pending:
            for file in sorted(folder.glob("*.say")):
                pending = file.read_bytes()
                file.unlink()
                break
        chunk, pending = pending[:CHUNK_BYTES], pending[CHUNK_BYTES:]
        sys.stdout.buffer.write(chunk.ljust(CHUNK_BYTES, b"\0"))
        sys.stdout.buffer.flush()
        due += CHUNK_SECONDS
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
