"""An utterance, and what had been asked before it, as the network sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np
import onnxruntime

from floorline_rasa.asked import asked_words
from floorline_rasa.base_weights import WordTable, tokenizer
from floorline_rasa.network import EMBEDDED, HIDDEN


@dataclass(frozen=True)
class Encoded:
    """``meaning``: the utterance's vector of length one, ``(384,)``; ``pieces``: a vector each, ``(pieces, 384)``, for
    the pieces of the utterance alone, with the places in the text and the number of the word of each.
    """

    meaning: np.ndarray
    pieces: np.ndarray
    places: List[Tuple[int, int]]
    words: List[Optional[int]]


class ShopEncoder:
    """Runs ``network``, the content of an ONNX file, in the caller's thread: a sentence takes 1 to 2 ms."""

    def __init__(self, network: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._table = WordTable()
        self._tokenizer = tokenizer()

    def encode(self, text: str, asked: Optional[str]) -> Encoded:
        """``text`` as said; ``asked``: the slot or ``confirmation`` that was asked for, if anything was."""
        tokens = self._tokenizer.encode(asked_words(asked), text)
        hidden = self._hidden(tokens.ids)
        own = [
            place
            for place, (segment, special) in enumerate(zip(tokens.type_ids, tokens.special_tokens_mask, strict=True))
            if segment == 1 and not special
        ]
        return Encoded(
            meaning=_unit(hidden.mean(axis=0)),
            pieces=hidden[own],
            places=[tokens.offsets[place] for place in own],
            words=[tokens.word_ids[place] for place in own],
        )

    def meaning_alone(self, text: str) -> np.ndarray:
        """The vector of length one of ``text`` by itself, as MiniLM was made to give it."""
        return _unit(self._hidden(self._tokenizer.encode(text).ids).mean(axis=0))

    def _hidden(self, token_ids: List[int]) -> np.ndarray:
        return self._session.run([HIDDEN], {EMBEDDED: self._table.embedded(token_ids)})[0]


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
