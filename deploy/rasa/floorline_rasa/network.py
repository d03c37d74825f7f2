"""The sentence encoder as an ONNX network of 8-bit weights: what a turn runs.

The network is BERT (Devlin et al., 2019, https://arxiv.org/abs/1810.04805) with MiniLM's six layers. In NumPy and
32 bits one sentence took 9 ms, nearly all of it reading 42 MB of weights; with weights of 8 bits, each output channel
scaled by itself (dynamic quantisation), a quarter is read. Measurements: ``deploy/rasa/README.md``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import List, Mapping

import numpy as np
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper, save
from onnxruntime.quantization import QuantType, quantize_dynamic

HEADS = 12
LAYER_NORM_EPSILON = 1e-12
OPERATORS = 17
"""The first set of ONNX operators that has LayerNormalization."""
EMBEDDED, HIDDEN = "embedded", "hidden"
"""Names of the network's input and output, each of shape ``(tokens, width)``."""


def network_bytes(weights: Mapping[str, np.ndarray], heads: int = HEADS, *, eight_bits: bool = True) -> bytes:
    """The network of ``weights``, by the names they have in the published file, as an ONNX file's content.

    It begins after the table of words, which is 46 MB that every process can read from the package.
    """
    model = _model(weights, heads)
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        save(model, str(whole))
        if not eight_bits:
            return whole.read_bytes()
        quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
        return small.read_bytes()


def _model(weights: Mapping[str, np.ndarray], heads: int) -> ModelProto:
    graph = _Graph()
    width = int(weights["embeddings.LayerNorm.weight"].shape[0])
    hidden = graph.norm(EMBEDDED, weights, "embeddings.LayerNorm")
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for number in range(layers):
        own = f"encoder.layer.{number}."
        mixed = _attention(graph, weights, own, hidden, heads, width)
        hidden = graph.norm(graph.add("Add", [hidden, mixed]), weights, f"{own}attention.output.LayerNorm")
        grown = graph.gelu(graph.linear(hidden, weights, f"{own}intermediate.dense"))
        shrunk = graph.linear(grown, weights, f"{own}output.dense")
        hidden = graph.norm(graph.add("Add", [hidden, shrunk]), weights, f"{own}output.LayerNorm")
    graph.add("Identity", [hidden], result=HIDDEN)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "shop_encoder",
            [helper.make_tensor_value_info(EMBEDDED, TensorProto.FLOAT, ["tokens", width])],
            [helper.make_tensor_value_info(HIDDEN, TensorProto.FLOAT, ["tokens", width])],
            initializer=graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPERATORS)],
    )
    # What was written with the newest ONNX must be read by an older runtime.
    model.ir_version = 8
    checker.check_model(model)
    return model


def _attention(
    graph: "_Graph", weights: Mapping[str, np.ndarray], own: str, hidden: str, heads: int, width: int
) -> str:
    size = width // heads
    names = [f"{own}attention.self.{name}" for name in ("query", "key", "value")]
    # One multiplication in place of three, and the query's scale in its weights.
    scales = (1 / np.sqrt(size), 1.0, 1.0)
    joined = {
        "qkv.weight": np.concatenate(
            [weights[f"{name}.weight"] * scale for name, scale in zip(names, scales, strict=True)]
        ),
        "qkv.bias": np.concatenate(
            [weights[f"{name}.bias"] * scale for name, scale in zip(names, scales, strict=True)]
        ),
    }
    qkv = graph.linear(hidden, joined, "qkv")
    shaped = graph.add("Reshape", [qkv, graph.constant(np.array([-1, 3, heads, size]))])
    turned = graph.add("Transpose", [shaped], perm=[1, 2, 0, 3])
    query, key, value = graph.split(turned, 3)
    scores = graph.add("MatMul", [query, graph.add("Transpose", [key], perm=[0, 1, 3, 2])])
    mixed = graph.add("MatMul", [graph.add("Softmax", [scores], axis=-1), value])
    flat = graph.add("Transpose", [mixed], perm=[0, 2, 1, 3])
    back = graph.add("Reshape", [flat, graph.constant(np.array([-1, width]))])
    return graph.linear(back, weights, f"{own}attention.output.dense")


class _Graph:
    """Nodes and constants under names of their own."""

    def __init__(self) -> None:
        self.nodes: List[object] = []
        self.constants: List[object] = []

    def add(self, operator: str, inputs: List[str], *, result: str = "", **attributes: object) -> str:
        result = result or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [result], **attributes))
        return result

    def split(self, whole: str, parts: int) -> List[str]:
        results = [f"n{len(self.nodes)}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [whole], results, axis=0))
        return results

    def constant(self, value: np.ndarray) -> str:
        value = value.astype(np.int64) if value.dtype.kind == "i" else value.astype(np.float32)
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def linear(self, x: str, weights: Mapping[str, np.ndarray], name: str) -> str:
        product = self.add("MatMul", [x, self.constant(weights[f"{name}.weight"].T)])
        return self.add("Add", [product, self.constant(weights[f"{name}.bias"])])

    def norm(self, x: str, weights: Mapping[str, np.ndarray], name: str) -> str:
        parts = [self.constant(weights[f"{name}.weight"]), self.constant(weights[f"{name}.bias"])]
        return self.add("LayerNormalization", [x, *parts], axis=-1, epsilon=LAYER_NORM_EPSILON)

    def gelu(self, x: str) -> str:
        """``x`` times the normal distribution's cumulative value at ``x`` (Hendrycks and Gimpel, 2016)."""
        error = self.add("Erf", [self.add("Div", [x, self.constant(np.array(np.sqrt(2.0)))])])
        doubled = self.add("Mul", [x, self.add("Add", [error, self.constant(np.array(1.0))])])
        return self.add("Mul", [doubled, self.constant(np.array(0.5))])
