"""The sandbox without a socket."""

import httpx
import pytest

from assistant.sandbox import Faults, SandboxState, sandbox_app
from tests.fakes.sandbox_client import NOW, SECRET


@pytest.fixture
def state():
    held = SandboxState()
    yield held
    held.close()


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
async def sandbox(state, faults):
    """A client of the application itself, without a socket."""
    app = sandbox_app(state, (SECRET,), faults=faults, clock=lambda: NOW)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
        yield client
