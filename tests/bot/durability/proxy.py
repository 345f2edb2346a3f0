"""A hand on the cable between the bot and its database."""

import asyncio
from contextlib import suppress
from typing import Self

from sqlalchemy import make_url


class Proxy:
    """`async with Proxy(address) as proxy:` hands on what comes to `proxy.address` until it is cut."""

    def __init__(self, address: str) -> None:
        self._url = make_url(address)
        self._open: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """The database's address by way of this proxy."""
        return self._url.set(host="127.0.0.1", port=self._port).render_as_string(hide_password=False)

    async def cut(self) -> None:
        """Nobody gets through any more, nor those who were connected."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        if self._pumps:
            await asyncio.wait(self._pumps)

    async def mend(self) -> None:
        """Whoever comes gets through again, at the same address."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._url.host, self._url.port)
        for source, target in ((reader, far_writer), (far_reader, writer)):
            self._open.add(target)
            pump = asyncio.create_task(self._pump(source, target))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        self._open.discard(target)
        target.close()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()
