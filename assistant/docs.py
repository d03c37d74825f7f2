"""Writes the documents that are generated from code: ``python -m assistant.docs docs``.

The record's JSON Schema and the platform's contract are what other people's programs are written against; the ladders
are what managers agree to. The tests compare the files under ``docs/`` with what this writes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.delivery.escalation.documenting import ladders_document
from assistant.events import events_document
from assistant.incident import incident_schema
from assistant.sandbox import write_openapi


def write_documents(folder: Path) -> tuple[Path, ...]:
    """Write every generated document into ``folder``, made if need be; the files in the order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = folder / "incident.schema.json"
    schema.write_text(json.dumps(incident_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    contract = folder / "platform.openapi.json"
    write_openapi(contract)
    ladders = folder / "ladders.md"
    ladders.write_text(ladders_document(), encoding="utf-8")
    events = folder / "events.md"
    events.write_text(events_document(), encoding="utf-8")
    return schema, contract, ladders, events


if __name__ == "__main__":
    for written in write_documents(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        sys.stdout.write(f"{written}\n")
