"""What is said to teach the recogniser: training lines of every intent, values alone and in a sentence, the wake word.

Drawn by a seed from what the language model is taught with.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import Final

from assistant.understanding.examples import Example, plain_words
from voice.transcribers import spoken_values

LONGEST_WORDS: Final = 34
OF_AN_INTENT: Final = 190
OF_THESE: Final[Mapping[str, int]] = {
    "inform": 900, "correct": 250, "panic": 350, "out_of_scope": 200, "report_incident": 200, "affirm": 60,
    "deny": 90, "dont_know": 60, "cancel": 50, "repeat": 40, "status": 40, "handover": 40, "drill_start": 30,
    "add_evidence": 60, "ask_what_to_do": 50,
}  # fmt: skip
"""More where the words differ most, fewer where there is hardly another way to say it."""
OF_AN_ENTITY: Final = 70
WAKE_PHRASE: Final = "floorline"
CALLED: Final = 100
CALLED_ALONE: Final = 15
VALUES: Final = {
    "plates": (spoken_values.plates, 170),
    "references": (spoken_values.references, 110),
    "sums": (spoken_values.sums, 80),
    "times": (spoken_values.times, 80),
    "counts": (spoken_values.counts, 30),
}
_WITH_PLATE: Final = (
    "the reg was {}", "reg is {}", "plate {}", "{} that's the plate", "number plate {}", "silver golf {}",
    "black van reg {}", "white transit, plate {}", "I got the reg, it's {}",
)  # fmt: skip
_WITH_REFERENCE: Final = (
    "police reference is {}", "log number {}", "receipt number {}", "the crime ref is {}",
    "the police have been called, reference {}", "CAD {}", "it's {}",
)  # fmt: skip
PLATES_TOLD: Final = 120
REFERENCES_TOLD: Final = 70


def teaching_lines(examples: Sequence[Example], held_out: Container[str], seed: int) -> list[str]:
    """About five thousand lines, each once, in an order that mixes them, so that a run cut short has some of each.

    ``held_out``: the ``plain_words`` of lines that are measured with; sums and times may coincide with one by chance.
    """
    dice = random.Random(seed)  # noqa: S311 - examples, not secrets
    lines = [*_of_intents(examples, dice), *_of_entities(examples, dice), *_values(dice)]
    lines += [f"{WAKE_PHRASE} {line}" for line in dice.sample(lines, min(CALLED, len(lines)))]
    once = [line for plain, line in {plain_words(line): line for line in lines}.items() if plain not in held_out]
    once += [WAKE_PHRASE] * CALLED_ALONE
    dice.shuffle(once)
    return once


def _of_intents(examples: Sequence[Example], dice: random.Random) -> list[str]:
    by_intent: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        if 1 <= len(example.text.split()) <= LONGEST_WORDS:
            by_intent[example.intent].append(example.text)
    return [line for intent, lines in sorted(by_intent.items()) for line in _some(lines, _share(intent), dice)]


def _share(intent: str) -> int:
    return OF_THESE.get(intent, OF_AN_INTENT)


def _of_entities(examples: Sequence[Example], dice: random.Random) -> list[str]:
    by_label: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for span in example.spans:
            by_label[span.label].add(example.text[span.start : span.end])
    return [words for _, found in sorted(by_label.items()) for words in _some(sorted(found), OF_AN_ENTITY, dice)]


def _values(dice: random.Random) -> list[str]:
    alone = [value for spoken, count in VALUES.values() for value in _some(spoken(), count, dice)]
    plates = [dice.choice(_WITH_PLATE).format(plate) for plate in _some(spoken_values.plates(), PLATES_TOLD, dice)]
    references = [
        dice.choice(_WITH_REFERENCE).format(reference)
        for reference in _some(spoken_values.references(), REFERENCES_TOLD, dice)
    ]
    return [*alone, *plates, *references]


def _some(lines: Sequence[str], count: int, dice: random.Random) -> list[str]:
    return dice.sample(lines, min(count, len(lines)))
