"""Teach the learnt ear: ``python -m assistant.duress.teaching --calls FILE… --others FILE…`` writes its weights.

Files of lines (``#`` begins a comment), or Rasa training data, of which the intent ``panic`` counts as calls wherever
it is named. Logistic regression by stochastic gradient descent with AdaGrad (Duchi et al., 2011,
https://jmlr.org/papers/v12/duchi11a.html); the same data and seed give the same weights. Takes under a minute.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from assistant.duress.heard import heard
from assistant.duress.learned import BUCKETS, WEIGHTS, features
from assistant.settings import DuressSettings

CALL_WEIGHT: Final = 2.0
"""A call that is missed counts for so many false alarms."""
ROUNDS: Final = 12
RATE: Final = 0.5
SHRINKING: Final = 1e-6
_MARK: Final = re.compile(r"\[([^\]]+)\]\(\w+\)")


def lines_of(path: Path) -> tuple[list[str], list[str]]:
    """Calls and others among the examples of Rasa training data; the lines of any other file stand under others."""
    if path.suffix != ".yml":
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        return [], [line for line in lines if line and not line.startswith("#")]
    calls: list[str] = []
    others: list[str] = []
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        said = [_MARK.sub(r"\1", row.removeprefix("- ")) for row in block["examples"].splitlines()]
        (calls if block["intent"] == "panic" else others).extend(said)
    return calls, others


def taught(calls: Sequence[str], others: Sequence[str], seed: int = 0) -> tuple[npt.NDArray[np.float32], float]:
    """Weights for each bucket, and the bias."""
    plains = [(heard(text).plain(), 1.0) for text in calls] + [(heard(text).plain(), 0.0) for text in others]
    # A code word is the settings' affair: where a retailer has chosen others, these two words are nothing.
    codes = [heard(code).plain() for code in DuressSettings().code_words]
    learnt_from = [(plain, wanted) for plain, wanted in plains if plain and not any(code in plain for code in codes)]
    examples = [(*features(plain), wanted) for plain, wanted in learnt_from]
    random = np.random.default_rng(seed)
    weights, squares = np.zeros(BUCKETS), np.full(BUCKETS, 1e-6)
    bias, bias_square = 0.0, 1e-6
    mean, bias_mean, steps = np.zeros(BUCKETS), 0.0, 0
    for round_ in range(ROUNDS):
        for index in random.permutation(len(examples)):
            rows, values, wanted = examples[index]
            chance = 1 / (1 + np.exp(-(weights[rows] @ values + bias)))
            slope = (chance - wanted) * (CALL_WEIGHT if wanted else 1.0)
            gradient = slope * values + SHRINKING * weights[rows]
            squares[rows] += gradient * gradient
            weights[rows] -= RATE * gradient / np.sqrt(squares[rows])
            bias_square += slope * slope
            bias -= RATE * slope / np.sqrt(bias_square)
        if round_ >= ROUNDS // 2:
            # The mean over the later rounds wavers less than any one of them.
            mean, bias_mean, steps = mean + weights, bias_mean + bias, steps + 1
    return (mean / steps).astype(np.float32), float(bias_mean / steps)


def main() -> int:
    arguments = argparse.ArgumentParser(description="Teach the learnt ear for duress.")
    arguments.add_argument("--calls", nargs="+", type=Path, required=True)
    arguments.add_argument("--others", nargs="+", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    options = arguments.parse_args()
    calls = [line for path in options.calls for line in lines_of(path)[1]]
    others: list[str] = []
    for path in options.others:
        found, rest = lines_of(path)
        calls += found
        others += rest
    weights, bias = taught(calls, others)
    np.savez_compressed(options.out, weights=weights.astype(np.float16), bias=np.float32(bias))
    sys.stdout.write(f"taught on {len(calls)} calls and {len(others)} other lines\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
