"""What whole runs share: one real Rasa server, since each takes its time to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.shared_rasa import RasaForTests


@pytest.fixture(scope="session")
def rasa() -> Iterator[RasaForTests]:
    """A trained Rasa server that calls back whichever Floorline is up."""
    with RasaForTests() as rasa:
        yield rasa
