"""A gate in front of a server: open it passes everything on, shut it refuses, stuck it answers nothing."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Literal, Self
from urllib.parse import urlsplit

Mode = Literal["open", "shut", "stuck"]


class TcpGate:
    """Listens on a free port of 127.0.0.1 and forwards to `url`; what is connected feels a change of mode at once."""

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self._target = (target.hostname or "127.0.0.1", target.port or 80)
        self._mode: Mode = "open"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def set(self, mode: Mode) -> None:
        asyncio.run_coroutine_threadsafe(self._change(mode), self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        self.set("open")
        return self

    def __exit__(self, *_: object) -> None:
        self.set("shut")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _change(self, mode: Mode) -> None:
        self._mode = mode
        for writer in list(self._writers):
            writer.transport.abort()
        if mode == "shut" and self._server is not None:
            self._server.close()
            self._server = None
        elif mode != "shut" and self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self._mode == "open":
                far_reader, far_writer = await asyncio.open_connection(*self._target)
                self._writers.add(far_writer)
                try:
                    await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
                finally:
                    self._writers.discard(far_writer)
                    far_writer.close()
            else:
                while await reader.read(65_536):
                    pass
        except OSError:
            writer.transport.abort()
        finally:
            self._writers.discard(writer)
            writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()
