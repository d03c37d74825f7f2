"""Moonshine (Jeffries et al., 2024, https://arxiv.org/abs/2410.15608) as TensorFlow computes it, to be taught on.

Its weights stay as they were published; what is learnt is a low-rank addition to every matrix (Hu et al., 2021,
https://arxiv.org/abs/2106.09685). Sounds are ``(batch, samples)`` at 16 kHz, pieces ``(batch, pieces)``; nothing is
masked but what comes later in a text, so that sounds are filled up with what is behind them.
"""

from __future__ import annotations

from typing import Dict, List, Mapping, Optional

import numpy as np
import tensorflow as tf

LAYERS, HEADS, HEAD_WIDTH, TURNED = 6, 8, 36, 32
"""``TURNED``: so many of a head's numbers are turned by their place (rotary embedding; nine tenths, made even)."""
TURNS_FROM = 10_000.0
NORM_EPSILON = 1e-5
CONVOLUTIONS = {"conv1": 64, "conv2": 3, "conv3": 2}
"""Each one's stride."""
_HIDDEN_FROM = 1e9


class TaughtMoonshine:
    """``weights`` as ``published.py`` names them, and additions of ``rank``, which begin as nothing."""

    def __init__(self, weights: Mapping[str, np.ndarray], rank: int, seed: int) -> None:
        dice = np.random.default_rng(seed)
        self._weights = {name: tf.constant(value) for name, value in weights.items() if not name.endswith("/kernel")}
        self._kernels = {
            name: tf.constant(weights[f"encoder/{name}/kernel"].transpose(2, 1, 0)) for name in CONVOLUTIONS
        }
        self._first: Dict[str, tf.Variable] = {}
        self._second: Dict[str, tf.Variable] = {}
        for name in (name[: -len("/weight")] for name in weights if "layers." in name and name.endswith("/weight")):
            size_in, size_out = weights[f"{name}/weight"].shape
            start = dice.normal(0, 1 / np.sqrt(size_in), (size_in, rank))
            self._first[name] = tf.Variable(start.astype(np.float32))
            self._second[name] = tf.Variable(np.zeros((rank, size_out), np.float32))

    def go_on_from(self, additions: Mapping[str, np.ndarray]) -> None:
        """Begin with what was learnt before, as ``additions()`` gave it."""
        for end, part in (("A", self._first), ("B", self._second)):
            for name, value in part.items():
                value.assign(additions[f"{name}/{end}"].astype(np.float32))

    @property
    def variables(self) -> List[tf.Variable]:
        return [*self._first.values(), *self._second.values()]

    def additions(self) -> Dict[str, np.ndarray]:
        """What was learnt, as ``voice/transcribers/moonshine_weights.py`` reads it."""
        parts = (("A", self._first), ("B", self._second))
        return {
            f"{name}/{end}": value.numpy().astype(np.float16) for end, part in parts for name, value in part.items()
        }

    def scores(self, sounds: tf.Tensor, pieces: tf.Tensor) -> tf.Tensor:
        """How likely each piece is to come next after each of ``pieces``: ``(batch, pieces, alphabet)``."""
        written = self._written(self._heard(sounds), pieces)
        return tf.tensordot(written, self._weights["decoder/proj_out/weight"], 1)

    def _heard(self, sounds: tf.Tensor) -> tf.Tensor:
        x = tf.tanh(self._convolved(sounds[..., None], "conv1"))
        mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
        x = (x - mean) * tf.math.rsqrt(variance + NORM_EPSILON)
        x = x * self._weights["encoder/groupnorm/Mul"] + self._weights["encoder/groupnorm/Add"]
        for name in ("conv2", "conv3"):
            x = tf.nn.gelu(self._convolved(x, name) + self._weights[f"encoder/{name}/bias"])
        for number in range(LAYERS):
            own = f"encoder/layers.{number}"
            h = self._normed(x, f"{own}.input_layernorm")
            x = x + self._attended(f"{own}/self_attn", h, h, turned=True)
            h = self._normed(x, f"{own}.post_attention_layernorm")
            x = x + self._linear(tf.nn.gelu(self._linear(h, f"{own}/mlp/fc1")), f"{own}/mlp/fc2")
        return self._normed(x, "encoder/layer_norm")

    def _written(self, heard: tf.Tensor, pieces: tf.Tensor) -> tf.Tensor:
        x = tf.gather(self._weights["decoder/embed_tokens/weight"], pieces)
        length = tf.shape(pieces)[1]
        later = (tf.linalg.band_part(tf.ones([length, length]), -1, 0) - 1) * _HIDDEN_FROM
        for number in range(LAYERS):
            own = f"decoder/layers.{number}"
            h = self._normed(x, f"{own}.input_layernorm")
            x = x + self._attended(f"{own}/self_attn", h, h, turned=True, hidden=later)
            h = self._normed(x, f"{own}.post_attention_layernorm")
            x = x + self._attended(f"{own}/encoder_attn", h, heard, turned=False)
            value, gate = tf.split(self._linear(self._normed(x, f"{own}.final_layernorm"), f"{own}/mlp/fc1"), 2, -1)
            x = x + self._linear(tf.nn.silu(gate) * value, f"{own}/mlp/fc2")
        return self._normed(x, "decoder/norm")

    def _convolved(self, x: tf.Tensor, name: str) -> tf.Tensor:
        return tf.nn.conv1d(x, self._kernels[name], CONVOLUTIONS[name], "VALID")

    def _linear(self, x: tf.Tensor, name: str) -> tf.Tensor:
        # In two small steps: multiplied out, the additions would cost as much again as the matrices.
        y = tf.tensordot(x, self._weights[f"{name}/weight"], 1)
        y = y + tf.tensordot(tf.tensordot(x, self._first[name], 1), self._second[name], 1)
        bias = self._weights.get(f"{name}/bias")
        return y if bias is None else y + bias

    def _normed(self, x: tf.Tensor, name: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + NORM_EPSILON) * self._weights[f"{name}/scale"]

    def _attended(
        self, name: str, x: tf.Tensor, to: tf.Tensor, *, turned: bool, hidden: Optional[tf.Tensor] = None
    ) -> tf.Tensor:
        query = _heads(self._linear(x, f"{name}/q_proj"))
        key, value = (_heads(self._linear(to, f"{name}/{part}_proj")) for part in "kv")
        if turned:
            query, key = _turned(query), _turned(key)
        scores = tf.matmul(query, key, transpose_b=True) / np.float32(np.sqrt(HEAD_WIDTH))
        mixed = tf.matmul(tf.nn.softmax(scores if hidden is None else scores + hidden), value)
        mixed = tf.transpose(mixed, [0, 2, 1, 3])
        shape = tf.shape(mixed)
        return self._linear(tf.reshape(mixed, [shape[0], shape[1], HEADS * HEAD_WIDTH]), f"{name}/o_proj")


def _heads(x: tf.Tensor) -> tf.Tensor:
    shape = tf.shape(x)
    return tf.transpose(tf.reshape(x, [shape[0], shape[1], HEADS, HEAD_WIDTH]), [0, 2, 1, 3])


def _turned(x: tf.Tensor) -> tf.Tensor:
    """Rotary embedding of neighbours (Su et al., 2021, https://arxiv.org/abs/2104.09864)."""
    speeds = 1.0 / (TURNS_FROM ** (np.arange(0, TURNED, 2, dtype=np.float32) / TURNED))
    angles = tf.cast(tf.range(tf.shape(x)[2]), tf.float32)[:, None] * speeds[None]
    cos, sin = (tf.repeat(part, 2, -1) for part in (tf.cos(angles), tf.sin(angles)))
    turned, rest = x[..., :TURNED], x[..., TURNED:]
    across = tf.reshape(tf.stack([-turned[..., 1::2], turned[..., 0::2]], -1), tf.shape(turned))
    return tf.concat([turned * cos + across * sin, rest], -1)
