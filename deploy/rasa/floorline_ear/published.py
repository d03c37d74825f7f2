"""Moonshine's published weights as numbers, by their place in the network.

The package has them in onnxruntime's own format, its matrices as 8 bits with one scale each; onnxruntime turns the
format into ONNX, whose constants can be read.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Dict, Iterator, Mapping, Tuple

import numpy as np
import onnx
import onnxruntime
from onnx import GraphProto, NodeProto, TensorProto, numpy_helper

PARTS = {"encoder": "encoder_model.ort", "decoder": "decoder_model_merged.ort"}
_QUANTISED = "_quantized"
_DECODER = "/model/decoder"
_MATRICES = ("MatMulIntegerToFloat", "DynamicQuantizeMatMul")
_NORMS = ("LayerNormalization", "SkipLayerNormalization")
Constants = Mapping[str, TensorProto]


def published_weights(folder: Path) -> Dict[str, np.ndarray]:
    """Every matrix, bias, scale and kernel of the networks in ``folder``: ``encoder/layers.0/mlp/fc1/weight``, …"""
    weights: Dict[str, np.ndarray] = {}
    for part, file in PARTS.items():
        for node, constants in _nodes(_as_onnx(folder / file).graph, {}):
            for name, value in _weights_of(node, constants):
                weights[f"{part}/{name}"] = value
    return weights


def _as_onnx(file: Path) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "model.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.optimized_model_filepath = str(written)
        onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        return onnx.load(str(written))


def _nodes(graph: GraphProto, outer: Constants) -> Iterator[Tuple[NodeProto, Constants]]:
    """The graph's nodes and those of the graphs inside them, each with the constants it can see."""
    seen = {**outer, **{tensor.name: tensor for tensor in graph.initializer}}
    for node in graph.node:
        yield node, seen
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from _nodes(attribute.g, seen)


def _weights_of(node: NodeProto, constants: Constants) -> Iterator[Tuple[str, np.ndarray]]:
    own = [name for name in node.input if name in constants]
    place = node.name.replace("/MatMul_quant", "").replace("/Gather", "").replace(_DECODER, "").strip("/")
    if node.op_type in _MATRICES or place == "embed_tokens":
        for name in own:
            if name.endswith(_QUANTISED):
                yield f"{place}/weight", _whole(name[: -len(_QUANTISED)], constants)
            elif ".bias" in name:
                yield f"{place}/bias", numpy_helper.to_array(constants[name])
    elif node.op_type in _NORMS:
        for name in own:
            if "weight" in name:
                plain = name.replace("_merged_0", "").replace("model.decoder.", "")
                yield plain[: -len(".weight")] + "/scale", numpy_helper.to_array(constants[name])
    elif node.op_type.endswith("Conv"):
        for name in own:
            value = numpy_helper.to_array(constants[name])
            yield f"{place.split('/')[0]}/{'kernel' if value.ndim == 3 else 'bias'}", value
    elif place.startswith("groupnorm/"):
        for name in own:
            value = numpy_helper.to_array(constants[name])
            if value.ndim == 2:
                yield place, value[:, 0]


def _whole(base: str, constants: Constants) -> np.ndarray:
    quantised, scale, zero = (
        numpy_helper.to_array(constants[base + end]) for end in ("_quantized", "_scale", "_zero_point")
    )
    return (quantised.astype(np.float32) - zero.astype(np.float32)) * scale
