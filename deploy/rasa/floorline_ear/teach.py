"""Teach the recogniser the speech of shops: ``python -m floorline_ear.teach --data FILE… --out FILE``.

What is learnt is a low-rank addition to every matrix, 2.7 MB, which lies in the repository because it takes an hour of
a processor to learn. The same seed and data give the same on the same machine, for the same number of steps.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Dict, List, Mapping, Tuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from floorline_ear.network import TaughtMoonshine
from floorline_ear.published import published_weights
from floorline_ear.sounds import Sounds

ROOT = Path(__file__).parents[3]
PACKAGE = "lib/python3.11/site-packages/moonshine_voice/assets/tiny-en"
RANK = 16
LEARNING_RATE = 1e-3
LAST_SHARE = 0.02
WARM_UP_STEPS = 40
SECONDS = 48.0
"""Of sound in one step."""
CLIPPED = 1.0
TOLD_EVERY = 50


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, nargs="+", required=True, metavar="FILE")
    arguments.add_argument("--out", type=Path, required=True, metavar="FILE")
    arguments.add_argument("--steps", type=int, default=1000, metavar="N", help="(1000)")
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--published", type=Path, default=ROOT / ".venv" / PACKAGE, metavar="DIR")
    arguments.add_argument("--rate", type=float, default=LEARNING_RATE, metavar="R", help="the greatest learning rate")
    arguments.add_argument("--start", type=Path, metavar="FILE", help="go on from what an earlier run learnt")
    arguments.add_argument(
        "--keep", type=float, default=0.0, metavar="SHARE", help="of --start, in the average that is written at the end"
    )
    options = arguments.parse_args()

    sounds = Sounds(options.data, options.seed)
    say(f"{len(sounds)} lines")
    network = TaughtMoonshine(published_weights(options.published), RANK, options.seed)
    if options.start is not None:
        with np.load(options.start) as learnt:
            network.go_on_from(learnt)
    step = stepper(network)
    losses: List[float] = []
    right: List[float] = []
    began, done = time.monotonic(), 0
    while done < options.steps:
        for batch in sounds.batches(SECONDS):
            loss, share = step(options.rate * schedule(done / options.steps, done), *batch)
            losses.append(float(loss))
            right.append(float(share))
            done += 1
            if done % TOLD_EVERY == 0:
                told = np.mean(losses[-TOLD_EVERY:]), np.mean(right[-TOLD_EVERY:])
                say(
                    f"step {done} of {options.steps}: loss {told[0]:.3f}, pieces right {told[1]:.3f}, "
                    f"{time.monotonic() - began:.0f} s"
                )
                np.savez(options.out, **network.additions())
            if done == options.steps:
                break
    learnt = network.additions()
    if options.start is not None and options.keep > 0:
        with np.load(options.start) as before:
            learnt = averaged(before, learnt, options.keep)
    np.savez(options.out, **learnt)
    return 0


def averaged(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], keep: float) -> Dict[str, np.ndarray]:
    """Factor by factor, ``keep`` parts of ``before`` and the rest of ``after``, where one was learnt from the other: on
    what neither was taught it is better than either (Wortsman et al., 2022, https://arxiv.org/abs/2109.01903).
    """
    return {
        name: (keep * before[name].astype(np.float32) + (1 - keep) * value.astype(np.float32)).astype(np.float16)
        for name, value in after.items()
    }


def schedule(share: float, steps: int) -> float:
    """The share of the greatest rate: up in a few steps, then down along a cosine (Loshchilov and Hutter, 2017, https://arxiv.org/abs/1608.03983)."""
    return min(1.0, (steps + 1) / WARM_UP_STEPS) * max(LAST_SHARE, 0.5 * (1 + np.cos(np.pi * share)))


def stepper(network: TaughtMoonshine) -> "tf.types.experimental.GenericFunction":
    """One step: the mean loss of a piece, and the share of pieces that would have been written right."""
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE, clipnorm=CLIPPED)
    pieces = tf.TensorSpec([None, None], tf.int32)
    numbers = tf.TensorSpec([None, None], tf.float32)

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32), numbers, pieces, pieces, numbers])
    def step(
        rate: tf.Tensor, sounds: tf.Tensor, given: tf.Tensor, wanted: tf.Tensor, counts: tf.Tensor
    ) -> Tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            scores = network.scores(sounds, given)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, scores)
            loss = tf.reduce_sum(losses * counts) / tf.reduce_sum(counts)
        optimizer.learning_rate.assign(rate)
        gradients = tape.gradient(loss, network.variables)
        optimizer.apply_gradients(zip(gradients, network.variables))  # noqa: B905 - TensorFlow's own zip, without it
        right = tf.cast(tf.argmax(scores, -1, tf.int32) == wanted, tf.float32) * counts
        return loss, tf.reduce_sum(right) / tf.reduce_sum(counts)

    return step


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
