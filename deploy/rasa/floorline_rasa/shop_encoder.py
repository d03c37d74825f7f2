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
        hidden = self._session.run([HIDDEN], {EMBEDDED: self._table.embedded(tokens.ids)})[0]
        mean = hidden.mean(axis=0)
        own = [
            place
            for place, (segment, special) in enumerate(zip(tokens.type_ids, tokens.special_tokens_mask, strict=True))
            if segment == 1 and not special
        ]
        return Encoded(
            meaning=mean / max(float(np.linalg.norm(mean)), 1e-9),
            pieces=hidden[own],
            places=[tokens.offsets[place] for place in own],
            words=[tokens.word_ids[place] for place in own],
        )
