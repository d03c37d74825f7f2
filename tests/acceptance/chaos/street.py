"""The way to the platform: TLS that asks for a client's certificate, and a line that can go dead without a word."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

from floorline.benches.threaded_server import ThreadedServer


class Street(ThreadedServer):
    """``with Street(port_behind, tls) as street: … street.port``; ``street.is_black_hole`` swallows what comes."""

    def __init__(self, port_behind: int, tls: ssl.SSLContext) -> None:
        super().__init__("street")
        self._port_behind = port_behind
        self._tls = tls
        self.is_black_hole = False

    async def _listen(self) -> asyncio.Server:
        # Handshakes are broken off all the time here, and asyncio would report each.
        self._loop.set_exception_handler(lambda loop, context: None)
        return await asyncio.start_server(self._pass_on, "127.0.0.1", 0, ssl=self._tls)

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
