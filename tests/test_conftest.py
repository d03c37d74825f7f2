"""The isolation that every other test relies on."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.settings import load_settings

_seen: set[Path] = set()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_data_folder_of_its_own(data_dir: Path, turn: int) -> None:
    assert load_settings().data_dir == data_dir
    assert not data_dir.exists()
    assert data_dir not in _seen, turn
    _seen.add(data_dir)


@given(st.integers())
def test_the_isolation_goes_with_property_tests(number: int) -> None:
    assert load_settings().store.id == "0001", number


def test_a_connection_beyond_loopback_is_refused_and_noted(no_network: list[str]) -> None:
    with socket.socket() as tcp, pytest.raises(ConnectionRefusedError, match="no network"):
        tcp.connect(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as udp, pytest.raises(ConnectionRefusedError, match="no network"):
        udp.sendto(b"", ("192.0.2.1", 53))
    with pytest.raises(ConnectionRefusedError, match="no network"):
        socket.getaddrinfo("example.org", 443)
    assert len(no_network) == 3
    no_network.clear()


async def test_a_connection_to_loopback_works_from_asyncio_too() -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
