"""A learnt ear for duress beside the rules: a sum of weights over the words, the neighbours and the letters.

Rules find what somebody thought of; of calls worded by others they missed a third. A linear model over n-grams,
taught on thousands of calls and of ordinary lines, hears most of the rest, in a fifth of a millisecond, and needs no
server.
The n-grams are hashed into a fixed table (Weinberger et al., 2009, https://arxiv.org/abs/0902.2206), so that it needs
no vocabulary. Taught by ``assistant.duress.teaching``; figures in ``nlu_data/README.md``.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assistant.duress.heard import Heard

BUCKETS: Final = 1 << 17
WORD_GRAMS: Final = (1, 2, 3)
LETTER_GRAMS: Final = (2, 3, 4, 5)
WORDS_READ: Final = 60
"""A longer utterance is read in windows: a cry in the middle of a long story must not be thinned out by it."""
WINDOW_STEP: Final = 30
WEIGHTS: Final = Path(__file__).with_name("weights.npz")

Rows = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def call_score(words: Heard) -> float:
    """How much the words sound like a call for help: log-odds as the teaching data has them, more is surer.

    ``-inf`` where there are no words. The whole utterance counts, and each of its sentences: whichever sounds most
    like one.
    """
    views = {view.plain() for view in (words, *words.sentences())}
    return max((_score(window) for plain in views for window in _windows(plain)), default=-math.inf)


def features(plain: str) -> tuple[Rows, Values]:
    """Buckets of the n-grams of ``plain`` (words with one space between) and their weight; each kind has length one."""
    words = plain.split()
    grams = [
        " ".join(words[first : first + size]).encode() for size in WORD_GRAMS for first in range(len(words) - size + 1)
    ]
    letters = [
        f"\0{padded[first : first + size]}".encode()
        for padded in (f" {word} " for word in words)
        for size in LETTER_GRAMS
        for first in range(max(1, len(padded) - size + 1))
    ]
    rows, values = [], []
    for kind in (grams, letters):
        found, counts = np.unique(np.array([crc32(gram) % BUCKETS for gram in kind], np.int64), return_counts=True)
        rows.append(found)
        values.append(counts / max(float(np.linalg.norm(counts)), 1e-9))
    return np.concatenate(rows), np.concatenate(values)


def _windows(plain: str) -> list[str]:
    words = plain.split()
    if not words:
        return []
    starts = range(0, max(1, len(words) - WINDOW_STEP), WINDOW_STEP) if len(words) > WORDS_READ else (0,)
    return [" ".join(words[start : start + WORDS_READ]) for start in starts]


@lru_cache(maxsize=32)  # one utterance is judged twice in a turn; what was said is not kept for longer
def _score(plain: str) -> float:
    weights, bias = _weights()
    rows, values = features(plain)
    return float(weights[rows] @ values) + bias


@lru_cache(maxsize=1)
def _weights() -> tuple[npt.NDArray[np.float32], float]:
    with np.load(WEIGHTS) as stored:
        return stored["weights"].astype(np.float32), float(stored["bias"])
