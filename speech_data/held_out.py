"""What is held out of training, and the name of a set by its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from assistant.errors import SetupError
from assistant.understanding.examples import Example, plain_words


def set_hash(examples: Iterable[Example]) -> str:
    """Twelve hexadecimal digits that change when any example does, whatever their order."""
    lines = sorted(f"{example.intent}\t{example.marked}\n" for example in examples)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:12]


def read_held_out(folder: Path) -> frozenset[str]:
    """The ``plain_words`` of all that is held out of training in ``folder``; ``SetupError`` for a broken file.

    Read only so that nothing of it gets in by way of a mishearing: every text of JSON lines, text and YAML files.
    """
    texts: set[str] = set()
    for path in sorted(folder.glob("*")):
        try:
            if path.suffix == ".jsonl":
                texts.update(json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line)
            elif path.suffix == ".txt":
                texts.update(path.read_text(encoding="utf-8").splitlines())
            elif path.suffix == ".yml":
                texts.update(_strings_in(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as exc:
            raise SetupError(f"{path.name} is not a held-out set that can be read; restore it.") from exc
    return frozenset(plain_words(text) for text in texts)


def _strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings_in(inner)
