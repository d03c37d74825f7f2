"""Read one procedure file and say, by line, everything that is wrong with it.

The reader keeps the line of every value. It reads plain YAML data only: no tags, no anchors, and only ``true`` and
``false`` are booleans, so that a choice called ``no`` stays the word that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from assistant.incident import SlotName
from assistant.procedure import Sop, conditions_of

Place = tuple[str | int, ...]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same reader in C, ten times as fast, where PyYAML was built with it."""

DEEPEST_YAML: Final = 40
LARGEST_FILE_BYTES: Final = 256 * 1024
SAFETY_LINE_CHARACTERS: Final = 90
"""About five seconds of speech: nobody under threat listens longer."""

VOLUNTEERED: Final[frozenset[SlotName]] = frozenset(
    {
        "category",
        "location",
        "weapon",
        "injuries",
        "suspects_on_site",
        "suspect_count",
        "vehicle_description",
        "vehicle_plate",
        "police_called",
    }
)
"""Slots that people fill unasked; a condition may look at them in every procedure, at others only if they are asked."""

_PLAIN_TAGS: Final = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value"})
_UNSPEAKABLE: Final = re.compile(r"[^A-Za-zÀ-ÿ0-9 .,?!:;'’\-]")
_LONG_NUMBER: Final = re.compile(r"\d{3,}")
_ABBREVIATION: Final = re.compile(r"\b(?:e\.g|i\.e|etc|approx|min|mins|secs?)\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one procedure file."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file.name} line {self.line}: {self.what}"


def parse_procedure(content: bytes, file: Path) -> tuple[Sop | None, tuple[Problem, ...]]:
    """The procedure in ``content`` and no problems, or ``None`` and every problem; ``file`` is named in them."""
    reader = _Reader(file)
    try:
        raw = reader.read(content)
    except _Unreadable as exc:
        return None, (Problem(file, exc.line, exc.what),)
    if reader.problems:
        return None, tuple(reader.problems)
    if not isinstance(raw, dict):
        return None, (Problem(file, 1, "a procedure is a mapping that starts with 'category:' and 'title:'"),)
    try:
        sop = Sop.model_validate(raw)
    except ValidationError as exc:
        places = ((error["loc"], error["msg"]) for error in exc.errors())
        wrong = [Problem(file, reader.line(place), f"{_where(place)}: {_said(message)}") for place, message in places]
        return None, tuple(sorted(wrong, key=lambda problem: problem.line))
    found = [Problem(file, reader.line(place), what) for place, what in _checks(sop)]
    return (sop if not found else None), tuple(sorted(found, key=lambda problem: problem.line))


class _Unreadable(Exception):
    """The file is not a document of plain data; nothing more can be said of it."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


class _Reader:
    """YAML to plain data, remembering on which line each value stands."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._lines: dict[Place, int] = {}

    def line(self, place: Place) -> int:
        """The line of the value at ``place``, or of the nearest thing around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def read(self, content: bytes) -> object:
        if len(content) > LARGEST_FILE_BYTES:
            raise _Unreadable(1, f"the file is larger than {LARGEST_FILE_BYTES // 1024} kB; that is not a procedure")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            line = content[: exc.start].count(b"\n") + 1
            raise _Unreadable(line, "the file is not UTF-8 text; save it as UTF-8") from exc
        try:
            # Looked through before it is composed: anchors could make a small file endless.
            depth = 0
            for event in yaml.parse(text, Loader=_LOADER):
                line = event.start_mark.line + 1 if event.start_mark else 1
                if getattr(event, "anchor", None):
                    raise _Unreadable(line, "anchors and aliases (& and *) are not read; write the text again")
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > DEEPEST_YAML:
                    raise _Unreadable(line, "the YAML is nested too deep to be a procedure")
            node = yaml.compose(text, Loader=_LOADER)
            if node is None:
                raise _Unreadable(1, "the file is empty")
            return self._value(node, ())
        except yaml.MarkedYAMLError as exc:
            line = exc.problem_mark.line + 1 if exc.problem_mark else 1
            raise _Unreadable(line, f"the YAML cannot be read: {exc.problem or exc.context}") from exc
        except yaml.YAMLError as exc:
            raise _Unreadable(1, "the file holds characters that are not text") from exc

    def _wrong(self, line: int, what: str) -> None:
        self.problems.append(Problem(self.file, line, what))

    def _value(self, node: Node, place: Place) -> object:
        line = node.start_mark.line + 1
        self._lines.setdefault(place, line)
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            self._wrong(line, f"the tag {node.tag} is not read; leave it out")
        if isinstance(node, MappingNode):
            return self._mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self._value(child, (*place, index)) for index, child in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, object]:
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._wrong(line, "a key is a plain word")
                continue
            key = str(key_node.value)
            if key in values:
                self._wrong(line, f"'{key}' is given twice; keep one")
            self._lines[(*place, key)] = line
            values[key] = self._value(value_node, (*place, key))
        return values


def _scalar(node: Node) -> object:
    text = str(node.value)
    if isinstance(node, ScalarNode) and node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "false", "False"):
        return text.lower() == "true"
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"-?\d{1,15}\.\d{1,6}", text):
        return float(text)
    return text


def _where(place: Place) -> str:
    """``questions[3].ask``, counted from one as people count."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def _said(message: str) -> str:
    known = {
        "Field required": "is missing",
        "Extra inputs are not permitted": "is not a field here; check the spelling",
        "Input should be a valid string": "must be text; put it in quotes",
        "Input should be a valid tuple": "must be a list",
    }
    return known.get(message, message.removeprefix("Value error, "))


def _checks(sop: Sop) -> Iterator[tuple[Place, str]]:
    yield from _spoken_checks(sop)
    yield from _question_checks(sop)
    yield from _order_checks(sop)


def _spoken_checks(sop: Sop) -> Iterator[tuple[Place, str]]:
    if len(sop.safety_line) > SAFETY_LINE_CHARACTERS:
        yield (
            ("safety_line",),
            f"safety_line: {len(sop.safety_line)} characters, at most {SAFETY_LINE_CHARACTERS}; it must be short",
        )
    for place, text in _spoken(sop):
        where = _where(place)
        if found := _UNSPEAKABLE.search(text):
            yield place, f"{where}: the voice stumbles over {found.group()!r}; write it in words"
        elif found := _LONG_NUMBER.search(text):
            yield place, f"{where}: {found.group()!r} is read as one big number; write it as words, nine nine nine"
        elif found := _ABBREVIATION.search(text):
            yield place, f"{where}: {found.group()!r} is not spoken well; write it out"


def _spoken(sop: Sop) -> Iterator[tuple[Place, str]]:
    yield ("safety_line",), sop.safety_line
    yield ("alert",), sop.alert
    for index, question in enumerate(sop.questions):
        yield ("questions", index, "ask"), question.ask
        yield ("questions", index, "rephrase"), question.rephrase
        if question.spell is not None:
            yield ("questions", index, "spell"), question.spell
        for number, choice in enumerate(question.choices):
            yield ("questions", index, "choices", number), choice
    for index, action in enumerate(sop.actions):
        yield ("actions", index, "say"), action.say
    for index, item in enumerate(sop.evidence):
        yield ("evidence", index, "say"), item.say
    for index, call in enumerate(sop.call_999):
        yield ("call_999", index, "say"), call.say


def _question_checks(sop: Sop) -> Iterator[tuple[Place, str]]:
    asked: set[SlotName] = set()
    for index, question in enumerate(sop.questions):
        place: Place = ("questions", index, "slot")
        if question.slot in asked:
            yield place, f"questions[{index + 1}]: {question.slot} is asked twice; keep one question for each slot"
        asked.add(question.slot)
        if question.ask.casefold() == question.rephrase.casefold():
            yield ("questions", index, "rephrase"), f"questions[{index + 1}].rephrase: must differ from 'ask'"
        if question.when is not None and question.slot in question.when.slots():
            yield (
                ("questions", index, "when"),
                f"questions[{index + 1}].when: asks for {question.slot} under a condition on {question.slot} itself",
            )
    findable = asked | VOLUNTEERED
    for place, condition in conditions_of(sop):
        for slot in sorted(condition.slots() - findable):
            yield place, f"{_where(place)}: looks at {slot}, which no question of this file asks"
    for name, slots in (("handoff_minimum", sop.handoff_minimum), ("read_back", sop.read_back)):
        for index, slot in enumerate(slots):
            if slot not in findable:
                yield (name, index), f"{name}: needs {slot}, which no question of this file asks"
            if slot in slots[:index]:
                yield (name, index), f"{name}: {slot} stands there twice"


def _order_checks(sop: Sop) -> Iterator[tuple[Place, str]]:
    for index, (rung, after) in enumerate(zip(sop.ladder, sop.ladder[1:], strict=False)):
        if after.after_seconds <= rung.after_seconds:
            yield (
                ("ladder", index + 1, "after_seconds"),
                f"ladder[{index + 2}]: after_seconds must be more than the {rung.after_seconds} of the rung before",
            )
    action_ids, evidence_ids = [action.id for action in sop.actions], [item.id for item in sop.evidence]
    for name, ids in (("actions", action_ids), ("evidence", evidence_ids)):
        for index, identifier in enumerate(ids):
            if identifier in ids[:index]:
                yield (name, index, "id"), f"{name}[{index + 1}]: the id {identifier} is used twice"
    for index, threshold in enumerate(sop.thresholds):
        if threshold.when.uses_priority():
            yield (
                ("thresholds", index, "when"),
                f"thresholds[{index + 1}].when: a rule that sets the priority cannot look at the priority",
            )
