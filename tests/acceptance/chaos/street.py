"""The way to the platform: TLS that asks for a client's certificate, and a line that can go dead without a word."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Street:
    """``with Street(port_behind, tls) as street: … street.port``; ``street.is_black_hole`` swallows what comes."""

    def __init__(self, port_behind: int, tls: ssl.SSLContext) -> None:
        self._port_behind = port_behind
        self._tls = tls
        self.port = 0
        self.is_black_hole = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="street", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> None:
        self._loop.set_exception_handler(lambda loop, context: None)
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {task for task in (asyncio.current_task(),) if task}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            behind_reader, behind_writer = await asyncio.open_connection("127.0.0.1", self._port_behind)
            await asyncio.gather(self._copy(reader, behind_writer), self._copy(behind_reader, writer))
        writer.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self.is_black_hole:
                    continue
                writer.write(data)
                await writer.drain()
        writer.close()


def asking_for_certificates(certificate: tuple[str, str], ca_file: str) -> ssl.SSLContext:
    """A server's context that lets nobody in without a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.load_verify_locations(ca_file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context
