"""MiniLM, forward only, in plain NumPy: a sentence becomes 384 numbers, near one another where meanings are.

The network is BERT (Devlin et al., 2019, https://arxiv.org/abs/1810.04805) with six layers, its pooling and
normalisation those of Sentence-BERT (Reimers and Gurevych, 2019, https://arxiv.org/abs/1908.10084); weights and sizes
are all-MiniLM-L6-v2's. Nothing but NumPy is needed here, so that it can be tested under any Python.
"""

from __future__ import annotations

from typing import Dict, Mapping, Sequence

import numpy as np

HEADS = 12
LAYER_NORM_EPSILON = 1e-12
MAX_TOKENS = 128
"""A breath is under 60; the cost grows with the count, and what comes later changes the meaning little."""


class SentenceEncoder:
    """Holds the weights, by the names they have in the published file, in 32-bit floats."""

    def __init__(self, weights: Mapping[str, np.ndarray], heads: int = HEADS) -> None:
        self._heads = heads
        self._words = weights["embeddings.word_embeddings.weight"]
        # Every text here is one segment, so segment 0's row can be added to each position once and for all.
        self._places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _norm_weights(weights, "embeddings.LayerNorm")
        count = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        self._layers = [_Layer(weights, f"encoder.layer.{number}.", heads) for number in range(count)]

    @property
    def width(self) -> int:
        """How many numbers a sentence becomes."""
        return int(self._words.shape[1])

    def encode(self, token_ids: Sequence[int]) -> np.ndarray:
        """The sentence vector, of length one, shape ``(width,)``, of one text's WordPiece ids with [CLS] and [SEP]."""
        ids = np.asarray(token_ids[:MAX_TOKENS], dtype=np.int64)
        hidden = _layer_norm(self._words[ids] + self._places[: len(ids)], *self._first_norm)
        for layer in self._layers:
            hidden = layer.forward(hidden)
        mean = hidden.mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)


class _Layer:
    """Self-attention and the feed-forward part of one layer."""

    def __init__(self, weights: Mapping[str, np.ndarray], prefix: str, heads: int) -> None:
        self._heads = heads
        own = {name[len(prefix) :]: value for name, value in weights.items() if name.startswith(prefix)}
        names = ("query", "key", "value")
        # One multiplication in place of three.
        self._qkv = np.concatenate([own[f"attention.self.{name}.weight"] for name in names]).T.copy()
        self._qkv_bias = np.concatenate([own[f"attention.self.{name}.bias"] for name in names])
        self._out, self._out_bias = _linear(own, "attention.output.dense")
        self._attention_norm = _norm_weights(own, "attention.output.LayerNorm")
        self._up, self._up_bias = _linear(own, "intermediate.dense")
        self._down, self._down_bias = _linear(own, "output.dense")
        self._output_norm = _norm_weights(own, "output.LayerNorm")

    def forward(self, hidden: np.ndarray) -> np.ndarray:
        tokens, width = hidden.shape
        size = width // self._heads
        qkv = (hidden @ self._qkv + self._qkv_bias).reshape(tokens, 3, self._heads, size).transpose(1, 2, 0, 3)
        attention = _softmax(qkv[0] @ qkv[1].transpose(0, 2, 1) / np.float32(np.sqrt(size)))
        mixed = (attention @ qkv[2]).transpose(1, 0, 2).reshape(tokens, width)
        hidden = _layer_norm(hidden + mixed @ self._out + self._out_bias, *self._attention_norm)
        grown = _gelu(hidden @ self._up + self._up_bias)
        return _layer_norm(hidden + grown @ self._down + self._down_bias, *self._output_norm)


def _linear(own: Dict[str, np.ndarray], name: str) -> "tuple[np.ndarray, np.ndarray]":
    return own[f"{name}.weight"].T.copy(), own[f"{name}.bias"]


def _norm_weights(own: Mapping[str, np.ndarray], name: str) -> "tuple[np.ndarray, np.ndarray]":
    return own[f"{name}.weight"], own[f"{name}.bias"]


def _layer_norm(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    return centred / np.sqrt(variance + LAYER_NORM_EPSILON) * weight + bias


def _softmax(x: np.ndarray) -> np.ndarray:
    grown = np.exp(x - x.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def _gelu(x: np.ndarray) -> np.ndarray:
    """``x`` times the normal distribution's cumulative value at ``x`` (Hendrycks and Gimpel, 2016).

    The error function is Abramowitz and Stegun's 7.1.26, right to 1.5e-7, which is what 32-bit floats hold.
    """
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    error = 1 - series * np.exp(-z * z)
    return x * np.float32(0.5) * (1 + np.sign(x) * error)
