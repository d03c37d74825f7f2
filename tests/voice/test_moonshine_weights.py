"""What was learnt of the shop's speech is added to the published weights, and only where it belongs."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EngineError
from voice.audio import SAMPLE_RATE_HZ
from voice.transcribers.moonshine_network import MoonshineNetwork
from voice.transcribers.moonshine_weights import adapted, additions

MATRIX = "layers.0/mlp/fc2"
SHAPE = (1152, 288)


@pytest.fixture(scope="module")
def encoder() -> bytes:
    package = find_spec("moonshine_voice")
    assert package is not None
    assert package.submodule_search_locations is not None
    return (Path(package.submodule_search_locations[0]) / "assets" / "tiny-en" / "encoder_model.ort").read_bytes()


def test_nothing_learnt_changes_nothing(encoder: bytes) -> None:
    assert adapted(encoder, {MATRIX: np.zeros(SHAPE, np.float32)}) == encoder


def test_what_is_added_and_taken_away_again_leaves_the_weights_but_for_rounding(encoder: bytes) -> None:
    addition = np.random.default_rng(1).normal(0, 0.02, SHAPE).astype(np.float32)
    there = adapted(encoder, {MATRIX: addition})
    back = adapted(there, {MATRIX: -addition})
    changed = np.frombuffer(there, np.uint8) != np.frombuffer(encoder, np.uint8)
    steps = np.abs(np.frombuffer(back, np.uint8).astype(int) - np.frombuffer(encoder, np.uint8))
    # One matrix of 1152 by 288 bytes, its scale and its zero; each of the two roundings may be off by one.
    assert 100_000 < changed.sum() <= SHAPE[0] * SHAPE[1] + 5
    assert np.quantile(steps[changed], 0.99) <= 2


def test_what_was_learnt_for_another_network_is_refused(encoder: bytes) -> None:
    with pytest.raises(ValueError, match=r"no matrix layers\.9/mlp/fc2"):
        adapted(encoder, {"layers.9/mlp/fc2": np.zeros(SHAPE, np.float32)})
    with pytest.raises(ValueError, match=r"no matrix layers\.0/mlp/fc2 of shape"):
        adapted(encoder, {MATRIX: np.zeros((3, 3), np.float32)})


def test_what_was_learnt_fits_every_matrix_of_both_networks() -> None:
    assert {part: len(additions(part)) for part in ("encoder", "decoder")} == {"encoder": 36, "decoder": 60}


def test_the_networks_hear_otherwise_than_as_published() -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, SAMPLE_RATE_HZ).astype(np.float32)
    taught, published = (MoonshineNetwork(**chosen).listen(sound).begin() for chosen in ({}, {"learnt": None}))
    assert taught.shape == published.shape
    assert not np.allclose(taught, published)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut off"])
def test_a_damaged_file_of_what_was_learnt_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "moonshine_shop.npz"
    damaged.write_bytes(content)
    with pytest.raises(EngineError, match="restore"):
        MoonshineNetwork(learnt=damaged)


def test_a_missing_file_of_what_was_learnt_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="restore"):
        MoonshineNetwork(learnt=tmp_path / "gone.npz")
