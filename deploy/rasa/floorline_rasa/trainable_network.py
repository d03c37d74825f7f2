"""The sentence encoder while it is taught: MiniLM's weights held fast, thin matrices beside them that learn.

The same arithmetic as ``network.py``, for batches and in TensorFlow, which Rasa brings along. Low-rank adaptation:
Hu et al., 2021, https://arxiv.org/abs/2106.09685; the optimiser is Adam (Kingma and Ba, 2015,
https://arxiv.org/abs/1412.6980).
"""

from __future__ import annotations

from typing import Dict, List, Mapping, Sequence, Tuple

import numpy as np
import tensorflow as tf

from floorline_rasa.network import HEADS, LAYER_NORM_EPSILON

MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class TrainableNetwork:
    """``rank``: width of the thin matrices; ``dropout``: share of the signal left out while it learns."""

    def __init__(
        self, base: Mapping[str, np.ndarray], words: np.ndarray, places: np.ndarray, rank: int, dropout: float
    ) -> None:
        self._dropout = dropout
        self._words, self._places = tf.constant(words), tf.constant(places)
        self._layers = 1 + max(int(name.split(".")[2]) for name in base if name.startswith("encoder.layer."))
        names = [f"encoder.layer.{number}.{matrix}" for number in range(self._layers) for matrix in MATRICES]
        self._fixed = {
            name: (tf.constant(base[f"{name}.weight"].T), tf.constant(base[f"{name}.bias"])) for name in names
        }
        # The second factor begins at nought, so that teaching begins with MiniLM as it is.
        self.low_rank = {
            name: (
                tf.Variable(tf.random.normal((weight.shape[0], rank), stddev=rank**-0.5)),
                tf.Variable(tf.zeros((rank, weight.shape[1]))),
            )
            for name, (weight, _) in self._fixed.items()
        }
        self.norms = {name: tf.Variable(value) for name, value in base.items() if "LayerNorm" in name}

    @property
    def variables(self) -> List[tf.Variable]:
        return [factor for pair in self.low_rank.values() for factor in pair] + list(self.norms.values())

    def forward(self, ids: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        """Vectors of shape ``(texts, tokens, width)`` of padded token ids; ``mask`` is 1 where a token stands."""
        count = tf.shape(ids)[1]
        hidden = self._norm("embeddings.LayerNorm", tf.gather(self._words, ids) + self._places[:count])
        nowhere = (1.0 - mask)[:, None, None, :] * -1e9
        for number in range(self._layers):
            own = f"encoder.layer.{number}."
            mixed = self._attention(own, hidden, nowhere, count)
            hidden = self._norm(f"{own}attention.output.LayerNorm", hidden + tf.nn.dropout(mixed, self._dropout))
            grown = tf.nn.gelu(self._linear(f"{own}intermediate.dense", hidden))
            shrunk = tf.nn.dropout(self._linear(f"{own}output.dense", grown), self._dropout)
            hidden = self._norm(f"{own}output.LayerNorm", hidden + shrunk)
        return hidden

    def goes_on_from(
        self, low_rank: Mapping[str, Tuple[np.ndarray, np.ndarray]], norms: Mapping[str, np.ndarray]
    ) -> None:
        """Begin where an earlier teaching ended. ``ValueError`` where its matrices are not these."""
        if low_rank.keys() != self.low_rank.keys() or norms.keys() != self.norms.keys():
            raise ValueError("The adapter to go on from is of another network; leave --resume out.")
        for name, factors in low_rank.items():
            for variable, value in zip(self.low_rank[name], factors):  # noqa: B905 - pairs on both sides
                variable.assign(value)
        for name, value in norms.items():
            self.norms[name].assign(value)

    def learnt(self) -> Tuple[Dict[str, Tuple[np.ndarray, np.ndarray]], Dict[str, np.ndarray]]:
        """The thin matrices and the norms as they are now."""
        low_rank = {name: (first.numpy(), second.numpy()) for name, (first, second) in self.low_rank.items()}
        return low_rank, {name: value.numpy() for name, value in self.norms.items()}

    def _attention(self, own: str, hidden: tf.Tensor, nowhere: tf.Tensor, count: tf.Tensor) -> tf.Tensor:
        width = hidden.shape[-1]

        def by_head(name: str) -> tf.Tensor:
            flat = self._linear(f"{own}attention.self.{name}", hidden)
            return tf.transpose(tf.reshape(flat, (-1, count, HEADS, width // HEADS)), (0, 2, 1, 3))

        query, key, value = by_head("query"), by_head("key"), by_head("value")
        scores = tf.matmul(query, key, transpose_b=True) * (width // HEADS) ** -0.5 + nowhere
        mixed = tf.matmul(tf.nn.dropout(tf.nn.softmax(scores), self._dropout), value)
        flat = tf.reshape(tf.transpose(mixed, (0, 2, 1, 3)), (-1, count, width))
        return self._linear(f"{own}attention.output.dense", flat)

    def _linear(self, name: str, x: tf.Tensor) -> tf.Tensor:
        weight, bias = self._fixed[name]
        first, second = self.low_rank[name]
        return x @ weight + bias + (tf.nn.dropout(x, self._dropout) @ first) @ second

    def _norm(self, name: str, x: tf.Tensor) -> tf.Tensor:
        mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
        scaled = (x - mean) * tf.math.rsqrt(variance + LAYER_NORM_EPSILON)
        return scaled * self.norms[f"{name}.weight"] + self.norms[f"{name}.bias"]


class Adam:
    """The optimiser, over ``variables``; Keras's would make a graph anew for each shape of batch."""

    def __init__(self, variables: Sequence[tf.Variable]) -> None:
        self._variables = list(variables)
        self._means = [tf.Variable(tf.zeros_like(variable), trainable=False) for variable in variables]
        self._squares = [tf.Variable(tf.zeros_like(variable), trainable=False) for variable in variables]

    def step(self, gradients: Sequence[tf.Tensor], rate: tf.Tensor, number: tf.Tensor) -> None:
        for variable, mean, square, gradient in zip(  # noqa: B905 - AutoGraph's knows no strict
            self._variables, self._means, self._squares, gradients
        ):
            mean.assign(0.9 * mean + 0.1 * gradient)
            square.assign(0.999 * square + 0.001 * gradient * gradient)
            unbiased, size = mean / (1 - 0.9**number), square / (1 - 0.999**number)
            variable.assign_sub(rate * unbiased / (tf.sqrt(size) + 1e-6))
