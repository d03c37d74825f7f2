"""What ``floorline doctor`` says of the evidence's key."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evidence import EvidenceStore
from assistant.settings import EvidenceSettings, Settings
from floorline.commands.doctor import Finding, examine


def finding(settings: Settings) -> Finding:
    return next(one for one in examine(settings) if one.part == "evidence")


def test_a_key_beside_the_evidence_is_remarked_on(tmp_path: Path) -> None:
    found = finding(Settings(data_dir=tmp_path))
    assert (found.state, "evidence.key_file" in found.words) == ("hint", True)


def test_a_named_key_that_opens_everything_is_good_and_one_that_does_not_is_bad(tmp_path: Path) -> None:
    key = tmp_path / "store.key"
    key.write_bytes(b"k" * 32)
    settings = Settings(data_dir=tmp_path, evidence=EvidenceSettings(key_file=key))
    EvidenceStore.from_settings(settings).add([b"a photo"])
    assert finding(settings).state == "good"
    key.write_bytes(b"w" * 32)
    found = finding(settings)
    assert (found.state, "not at hand: 1;" in found.words) == ("bad", True)


@pytest.mark.parametrize("content", [None, b"short"])
def test_a_key_that_is_missing_or_none_is_bad(tmp_path: Path, content: bytes | None) -> None:
    key = tmp_path / "store.key"
    if content is not None:
        key.write_bytes(content)
    assert finding(Settings(data_dir=tmp_path, evidence=EvidenceSettings(key_file=key))).state == "bad"
