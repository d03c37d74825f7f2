"""Rasa's training examples: the marks around entities taken off, and put on again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from assistant.errors import SetupError

_MARK: Final = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<label>[^()]*)\)")
_WORD: Final = re.compile(r"[^\W_]+|[£+&]")
_APOSTROPHES: Final = re.compile(r"['’]")


@dataclass(frozen=True)
class Span:
    """An entity: ``text[start:end]`` carries ``label``."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Example:
    """One line of training data; ``text`` is without marks, ``spans`` are in order and do not overlap."""

    intent: str
    text: str
    spans: tuple[Span, ...] = ()

    @property
    def marked(self) -> str:
        """As Rasa reads it: ``[words](label)``."""
        pieces: list[str] = []
        at = 0
        for span in self.spans:
            pieces += [self.text[at : span.start], f"[{self.text[span.start : span.end]}]({span.label})"]
            at = span.end
        return "".join((*pieces, self.text[at:]))


def parse_marked(intent: str, line: str) -> Example:
    """An example from a line with marks."""
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for mark in _MARK.finditer(line):
        before = line[at : mark.start()]
        start = length + len(before)
        length = start + len(mark["words"])
        pieces += [before, mark["words"]]
        spans.append(Span(start, length, mark["label"]))
        at = mark.end()
    return Example(intent, "".join((*pieces, line[at:])), tuple(spans))


def plain_words(text: str) -> str:
    """``text`` without case, punctuation and apostrophes: two texts that differ in nothing else give the same."""
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", text.casefold())))


def read_examples(folder: Path) -> list[Example]:
    """The examples of every intent in ``folder/*.yml``, not of the folders in it. ``SetupError`` for a broken file."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
            for block in blocks:
                lines = str(block["examples"]).splitlines()
                found += [parse_marked(block["intent"], line.removeprefix("- ").strip()) for line in lines if line]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as exc:
            raise SetupError(f"{path.name} is not training data that can be read; restore it.") from exc
    if not found:
        raise SetupError(f"There is no training data in {folder}; name the folder that holds the intents' files.")
    return found
