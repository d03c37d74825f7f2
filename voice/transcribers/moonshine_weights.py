"""Moonshine's weights, and what the shop's speech adds to them.

The package brings the networks in onnxruntime's own format, with weights of 8 bits. What was learnt here lies beside
this file as low-rank additions (Hu et al., 2021, https://arxiv.org/abs/2106.09685), a megabyte or three where the whole
would be thirty: each is added to its matrix when the recogniser is loaded, and the sum brought to 8 bits again in the
place of the old, so that a text costs what it did before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs.Graph import Graph
from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs.InferenceSession import InferenceSession

from assistant.errors import EngineError

LEARNT: Final = Path(__file__).with_name("moonshine_shop.npz")
"""``NAME/A`` of shape (in, rank) and ``NAME/B`` of (rank, out) for each matrix, by its place in the network."""

LEVELS: Final = 255
_MATRIX: Final = "/MatMul_quant"
_DECODER: Final = "/model/decoder"
_QUANTISED: Final = "_quantized"

Additions = Mapping[str, NDArray[np.float32]]
"""What is added to each matrix, by its name: ``layers.0/self_attn/q_proj``."""


def additions(network: str, file: Path = LEARNT) -> Additions:
    """What was learnt for ``network``, ``encoder`` or ``decoder``. Raises ``EngineError``."""
    try:
        # Opened here: where it is damaged, NumPy leaves a file that it opened itself open.
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            names = [name.removesuffix("/A") for name in stored.files if name.endswith("/A")]
            return {
                name.removeprefix(f"{network}/"): stored[f"{name}/A"].astype(np.float32) @ stored[f"{name}/B"]
                for name in names
                if name.startswith(f"{network}/")
            }
    except (OSError, ValueError, EOFError, KeyError, BadZipFile) as exc:
        raise EngineError(
            f"What the recogniser was taught cannot be read; restore {file.name} from the repository."
        ) from exc


def adapted(model: bytes, added: Additions) -> bytes:
    """``model``, a file in onnxruntime's format, with ``added`` to its matrices.

    Raises ``ValueError`` where an addition fits no matrix of it: then it was learnt for another model.
    """
    content = bytearray(model)
    graph = InferenceSession.GetRootAs(content, 0).Model().Graph()
    tensors = dict(_tensors(graph))
    stands_for = dict(_matrices(graph, tensors))
    for name, addition in added.items():
        base = stands_for.get(name)
        if base is None or tensors[base + _QUANTISED].size != addition.size:
            raise ValueError(f"the model has no matrix {name} of shape {addition.shape}")
        _add(addition, tensors[base + _QUANTISED], tensors[f"{base}_scale"], tensors[f"{base}_zero_point"])
    return bytes(content)


def _add(
    addition: NDArray[np.float32], quantised: NDArray[np.uint8], scale: NDArray[np.uint8], zero: NDArray[np.uint8]
) -> None:
    """In place. A weight is ``(quantised - zero) * scale``, one scale for the matrix, as its maker did it."""
    step = scale.view(np.float32)
    weights = (quantised.astype(np.float32) - np.float32(zero[0])) * step[0] + addition.ravel()
    low, high = min(0.0, float(weights.min())), max(0.0, float(weights.max()))
    step[0] = (high - low) / LEVELS
    zero[0] = round(-low / float(step[0]))
    quantised[:] = np.clip(np.round(weights / step[0]) + np.float32(zero[0]), 0, LEVELS)


def _graphs(graph: Graph) -> Iterator[Graph]:
    """The graph and those inside its nodes: the decoder's has one for its first step and one for the others."""
    yield graph
    for node in map(graph.Nodes, range(graph.NodesLength())):
        for attribute in map(node.Attributes, range(node.AttributesLength())):
            inner = attribute.G()
            if inner is not None:
                yield from _graphs(inner)


def _tensors(graph: Graph) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Each constant's name and its bytes, where ``graph`` was read from: written there, they are another model."""
    for part in _graphs(graph):
        for tensor in map(part.Initializers, range(part.InitializersLength())):
            if tensor.RawDataLength():
                yield tensor.Name().decode(), tensor.RawDataAsNumpy()


def _matrices(graph: Graph, tensors: Mapping[str, NDArray[np.uint8]]) -> Iterator[tuple[str, str]]:
    """The name of each matrix by its place, and that under which its constants go."""
    for part in _graphs(graph):
        for node in map(part.Nodes, range(part.NodesLength())):
            name = node.Name().decode()
            if not name.endswith(_MATRIX):
                continue
            for constant in (node.Inputs(at).decode() for at in range(node.InputsLength())):
                if constant.endswith(_QUANTISED) and constant in tensors:
                    yield (
                        name.removesuffix(_MATRIX).removeprefix(_DECODER).strip("/"),
                        constant.removesuffix(_QUANTISED),
                    )
