"""Moonshine tiny (Jeffries et al., 2024, https://arxiv.org/abs/2410.15608): sound in, scores for pieces of words out.

The weights are those in the package ``moonshine-voice``, and what was learnt here (``moonshine_weights.py``). The
package's own library, which gives the likeliest text and nothing else, is not loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from assistant.errors import EngineError
from voice.audio import Samples
from voice.transcribers.beam_search import Alphabet, Scores
from voice.transcribers.moonshine_weights import LEARNT, adapted, additions

LAYERS: Final = 6
HEADS: Final = 8
HEAD_WIDTH: Final = 36
BEGIN: Final = 1
END: Final = 2
SPECIAL_PIECES: Final = 3
RAW_BYTES: Final = 256
"""After the special pieces there is one for each byte, for what no other piece can write."""
WORD_MARK: Final = "▁"
_PROVIDERS: Final = ["CPUExecutionProvider"]

_OWN: Final = tuple(f"{layer}.decoder.{part}" for layer in range(LAYERS) for part in ("key", "value"))
_OF_SOUND: Final = tuple(f"{layer}.encoder.{part}" for layer in range(LAYERS) for part in ("key", "value"))
_Array = NDArray[np.float32]


class MoonshineNetwork:
    """Both halves of the network and its alphabet. Threads may share it."""

    def __init__(self, learnt: Path | None = LEARNT) -> None:
        """With what shops' speech adds to its weights, or with ``None`` as it was published.

        Raises ``EngineError`` where the package or a part of it is not there.
        """
        folder = _folder()
        options = onnxruntime.SessionOptions()
        # A second thread doubles the processor time and saves little.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # onnxruntime's errors have no base of their own below Exception.
        try:
            self.encoder, self.decoder = (
                onnxruntime.InferenceSession(_weights(folder / name, part, learnt), options, providers=_PROVIDERS)
                for part, name in (("encoder", "encoder_model.ort"), ("decoder", "decoder_model_merged.ort"))
            )
            self._pieces = _pieces((folder / "tokenizer.bin").read_bytes())
        except EngineError:
            raise
        except Exception as exc:
            raise EngineError("The Moonshine recogniser cannot be loaded; run make again to reinstall it.") from exc
        self.alphabet = Alphabet(
            tuple(
                piece.decode(errors="replace") if number >= SPECIAL_PIECES + RAW_BYTES else ""
                for number, piece in enumerate(self._pieces)
            ),
            WORD_MARK,
            END,
        )

    def listen(self, samples: Samples) -> HeardSound:
        """Take in a sound of at least a tenth of a second at 16 kHz, from -1 to 1."""
        return HeardSound(self, samples)

    def written(self, pieces: Sequence[int]) -> str:
        """The text that ``pieces`` write."""
        known = b"".join(self._pieces[piece] for piece in pieces if SPECIAL_PIECES <= piece < len(self._pieces))
        return " ".join(known.decode(errors="replace").replace(WORD_MARK, " ").split())


class HeardSound:
    """One sound being written down: see ``beam_search.Network``."""

    def __init__(self, network: MoonshineNetwork, samples: Samples) -> None:
        sound = samples[np.newaxis].astype(np.float32)
        mask = np.ones(sound.shape, np.int64)
        self._decoder = network.decoder
        self._hidden: _Array = network.encoder.run(None, {"input_values": sound, "attention_mask": mask})[0]
        self._of_sound: dict[str, _Array] = {}
        self._own: dict[str, _Array] = {}

    def begin(self) -> Scores:
        frames = self._hidden.shape[1]
        empty = {name: np.zeros((1, HEADS, 0, HEAD_WIDTH), np.float32) for name in _OWN}
        of_sound = {name: np.zeros((1, HEADS, frames, HEAD_WIDTH), np.float32) for name in _OF_SOUND}
        made = ["logits", *(f"present.{name}" for name in (*_OWN, *_OF_SOUND))]
        scores, *rest = self._decoder.run(made, self._fed([BEGIN], empty | of_sound, first=True))
        self._own = dict(zip(_OWN, rest[: len(_OWN)], strict=True))
        # The same for every text and at every step: of size one there, it is laid over all texts and copied for none,
        # which on eight seconds of sound is a quarter of a step.
        self._of_sound = dict(zip(_OF_SOUND, rest[len(_OWN) :], strict=True))
        last: Scores = scores[:, -1]
        return last

    def go_on(self, parents: Sequence[int], pieces: Sequence[int]) -> Scores:
        own = {name: part[list(parents)] for name, part in self._own.items()}
        made = ["logits", *(f"present.{name}" for name in _OWN)]
        scores, *rest = self._decoder.run(made, self._fed(pieces, own | self._of_sound, first=False))
        self._own = dict(zip(_OWN, rest, strict=True))
        last: Scores = scores[:, -1]
        return last

    def _fed(self, pieces: Sequence[int], past: dict[str, _Array], *, first: bool) -> dict[str, NDArray[np.generic]]:
        return {
            "input_ids": np.array(pieces, np.int64)[:, np.newaxis],
            "encoder_hidden_states": self._hidden,
            # One for every 384th sample; a single one is laid over all of them: everything is listened to.
            "encoder_attention_mask": np.ones((len(pieces), 1), np.int64),
            "use_cache_branch": np.array([not first]),
            **{f"past_key_values.{name}": part for name, part in past.items()},
        }


def _folder() -> Path:
    # Importing the package would load its library, 42 MB that nobody calls.
    package = find_spec("moonshine_voice")
    for place in package.submodule_search_locations or () if package else ():
        return Path(place) / "assets" / "tiny-en"
    raise EngineError("The Moonshine recogniser is not installed; run make again.")


def _weights(file: Path, part: str, learnt: Path | None) -> bytes:
    content = file.read_bytes()
    return content if learnt is None else adapted(content, additions(part, learnt))


def _pieces(content: bytes) -> tuple[bytes, ...]:
    """The pieces by number: each its length, in one byte or from 128 on in two, and its bytes."""
    pieces: list[bytes] = []
    at = 0
    while at < len(content):
        length, at = content[at], at + 1
        if length >= 128:
            length, at = content[at] * 128 + length - 128, at + 1
        pieces.append(content[at : at + length])
        at += length
    return tuple(pieces)
