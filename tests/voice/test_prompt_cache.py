"""Spoken prompts on disk."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from tests.voice.made_sound import hiss, silence, tone
from voice.prompt_cache import PromptCache


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds nothing else."""
    (tmp_path / "prompts").mkdir(mode=0o700)
    return tmp_path / "prompts"


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path / "new" / "folder")
    cache.put("joe", "Keep back.", tone(rate_hz=22_050))
    got = cache.get("joe", "Keep back.")
    assert got is not None
    assert got.sample_rate_hz == 22_050
    assert np.allclose(got.samples, tone(rate_hz=22_050).samples, atol=1e-4)


def test_what_was_never_put_is_not_there(folder: Path) -> None:
    cache = PromptCache(folder)
    cache.put("joe", "Keep back.", tone())
    assert cache.get("joe", "Keep back") is None
    assert cache.get("ann", "Keep back.") is None
    assert PromptCache(folder / "gone").get("joe", "Keep back.") is None


@pytest.mark.parametrize("content", [b"", b"fLaC", b"RIFF not sound", bytes(5_000)])
def test_a_damaged_file_is_as_if_it_were_not_there_and_goes(folder: Path, content: bytes) -> None:
    cache = PromptCache(folder)
    cache.put("joe", "Keep back.", tone())
    (path,) = folder.iterdir()
    path.write_bytes(content)
    assert cache.get("joe", "Keep back.") is None
    assert not path.exists()


def test_a_file_that_was_cut_off_is_not_played(folder: Path) -> None:
    cache = PromptCache(folder)
    cache.put("joe", "Keep back.", hiss())
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:9_000])
    assert cache.get("joe", "Keep back.") is None


def test_silence_that_is_nothing_is_not_kept(folder: Path) -> None:
    PromptCache(folder).put("joe", "", silence(0.0))
    assert list(folder.iterdir()) == []


def test_only_the_owner_may_read_it_and_no_words_stand_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    PromptCache(folder).put("joe", "Keep back.", tone())
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "eep" not in path.name


def test_when_it_outgrows_its_bound_what_was_not_used_for_longest_goes(folder: Path) -> None:
    cache = PromptCache(folder, max_bytes=150_000)
    for number in range(4):
        cache.put("joe", f"prompt {number}", hiss(seed=number))
        for path in folder.iterdir():
            os.utime(path, (path.stat().st_mtime - 100, path.stat().st_mtime - 100))
    assert cache.get("joe", "prompt 0") is not None  # used just now
    cache.put("joe", "prompt 4", hiss(seed=4))
    cache.put("joe", "prompt 5", hiss(seed=5))
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 150_000
    assert cache.get("joe", "prompt 0") is not None
    assert cache.get("joe", "prompt 1") is None
    assert cache.get("joe", "prompt 5") is not None


def test_what_an_earlier_run_left_counts_towards_the_bound(folder: Path) -> None:
    PromptCache(folder).put("joe", "old", hiss(4.0))
    (old,) = folder.iterdir()
    (folder / "half.part").write_bytes(bytes(50_000))
    os.utime(old, (1, 1))
    os.utime(folder / "half.part", (2, 2))
    PromptCache(folder, max_bytes=60_000).put("joe", "new", hiss(1.0))
    assert [path for path in folder.iterdir() if path.name in (old.name, "half.part")] == []
    assert PromptCache(folder).get("joe", "new") is not None


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may grow beyond 2,000 bytes: what a full disk does to a writer."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.usefixtures("full_disk")
def test_on_a_full_disk_nothing_is_kept_and_it_is_logged_once(folder: Path) -> None:
    cache = PromptCache(folder)
    with capture_logs() as logs:
        cache.put("joe", "secret words", hiss())
        cache.put("joe", "secret words", hiss())
    assert cache.get("joe", "secret words") is None
    assert list(folder.iterdir()) == []
    assert [entry["event"] for entry in logs] == ["prompt_cache_not_written"]
    assert "secret" not in str(logs)
