"""What the shop's language adds to MiniLM: small matrices beside its weights, and the tagger that was taught with them.

Low-rank adaptation (Hu et al., 2021, https://arxiv.org/abs/2106.09685): each of the network's matrices gets the product
of two thin ones added, so that what was learnt is 1.5 MB and lies in the repository, while MiniLM's 90 MB come from its
package. Made by ``floorline_rasa.adapt``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np
from safetensors.numpy import load_file, save_file

WEIGHTS, ACCOUNT = "adapter.safetensors", "adapter.json"
_FORMAT = 1


@dataclass(frozen=True)
class Adapter:
    """``low_rank``: a matrix's name to its two factors, ``(inputs, rank)`` and ``(rank, outputs)``; ``norms``: weights
    that stand in place of MiniLM's own; the tagger maps a token's vector to a score for each of ``tags``.
    """

    low_rank: Mapping[str, Tuple[np.ndarray, np.ndarray]]
    norms: Mapping[str, np.ndarray]
    tagger_weight: np.ndarray
    tagger_bias: np.ndarray
    tags: List[str]
    account: Mapping[str, Any]
    """How it was made: seed, epochs, hash of the data, library versions."""

    def adapted(self, base: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """MiniLM's weights with what was learnt added."""
        weights = {**base, **self.norms}
        for name, (first, second) in self.low_rank.items():
            weights[f"{name}.weight"] = base[f"{name}.weight"] + (first @ second).T
        return weights

    def save(self, folder: Path) -> None:
        """Write both files; the matrices in 16 bits, which changes no score by more than its third decimal."""
        arrays = {"tagger.weight": self.tagger_weight, "tagger.bias": self.tagger_bias}
        arrays.update({f"norm.{name}": value for name, value in self.norms.items()})
        for name, (first, second) in self.low_rank.items():
            arrays[f"first.{name}"], arrays[f"second.{name}"] = first, second
        folder.mkdir(parents=True, exist_ok=True)
        small = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in arrays.items()}
        save_file(small, str(folder / WEIGHTS))
        account = {"format": _FORMAT, "tags": self.tags, **self.account}
        (folder / ACCOUNT).write_text(json.dumps(account, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def load_adapter(folder: Path) -> Adapter:
    """The adapter in ``folder``. Raises ``ValueError`` with what to do where there is none that fits."""
    try:
        account = json.loads((folder / ACCOUNT).read_text(encoding="utf-8"))
        arrays = {name: value.astype(np.float32) for name, value in load_file(str(folder / WEIGHTS)).items()}
    except (OSError, ValueError) as exc:
        raise ValueError(f"The adapter in {folder} cannot be read ({exc}); restore it, or run 'make adapt'.") from exc
    if account.get("format") != _FORMAT:
        raise ValueError(f"The adapter in {folder} is of another Floorline; run 'make adapt'.")
    tags = account.pop("tags")
    account.pop("format")
    names = [name[len("first.") :] for name in arrays if name.startswith("first.")]
    return Adapter(
        low_rank={name: (arrays[f"first.{name}"], arrays[f"second.{name}"]) for name in names},
        norms={name[len("norm.") :]: value for name, value in arrays.items() if name.startswith("norm.")},
        tagger_weight=arrays["tagger.weight"],
        tagger_bias=arrays["tagger.bias"],
        tags=tags,
        account=account,
    )
