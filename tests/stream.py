"""A page's event stream, read message by message from a face in this process."""

import asyncio
from types import TracebackType
from typing import Any, Self

from tests.web import Browser


class Stream:
    """`async with Stream(browser, "/events?on=SO-2026-0001") as stream: await stream.event()`."""

    def __init__(self, browser: Browser, path: str, **headers: str) -> None:
        self.browser, self.path = browser, path
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status = 0
        self._messages: asyncio.Queue[str] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._rest = ""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.browser.app(self._scope(), self._receive, self._send))
        opening = await self.message()
        assert opening.startswith("retry:"), opening
        return self

    async def __aexit__(
        self, _kind: type | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._gone.set()
        await asyncio.wait({self._task}, timeout=20)
        assert self._task.done(), "the stream did not end with its reader"
        board = self.browser.app.switchboard
        if not board.listeners and board.task is not None:
            await board.task

    async def message(self, within: float = 20) -> str:
        """Return the next message as it was sent."""
        async with asyncio.timeout(within):
            return await self._messages.get()

    async def event(self, within: float = 20) -> str:
        """Return the name of the next event; heartbeats are passed over."""
        while True:
            for line in (await self.message(within)).splitlines():
                if line.startswith("event: "):
                    return line.removeprefix("event: ")

    async def is_quiet(self, for_seconds: float) -> bool:
        """Whether no event came for a while."""
        try:
            await self.event(for_seconds)
        except TimeoutError:
            return True
        return False

    async def ended(self, within: float = 20) -> bool:
        """Whether the server ended the stream."""
        await asyncio.wait({self._task}, timeout=within)
        return self._task.done()

    def _scope(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        cookie = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        sent = {"host": self.browser.face.host, "accept": "text/event-stream", "cookie": cookie}
        return {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "headers": [(a.encode(), b.encode()) for a, b in {**sent, **self.headers}.items()],
        }  # fmt: skip

    async def _receive(self) -> dict[str, Any]:
        if not self._rest:
            self._rest = "read"
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.kind = dict(message["headers"]).get(b"content-type", b"").decode()
        elif message.get("body"):
            self._messages.put_nowait(message["body"].decode())
