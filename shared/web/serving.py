"""Serves one face or both: one process, one event loop, one lifespan, a socket for each face.

Which face answers is decided by the port a request came in on. The caller gives what has to be open
while serving (the database) and what runs beside it (the outbox relay, the demo's provider).
"""

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.settings import Problem
from shared.web import logs

log = logging.getLogger("wanglai.serving")

GRACE = 10
PAUSE = 5.0
Background = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Listener:
    """A face and the port it is served on (0 = a free one)."""

    name: str
    app: ASGIApp
    port: int


def serve(
    listeners: Sequence[Listener],
    *,
    host: str = "127.0.0.1",
    during: Callable[[], AbstractAsyncContextManager[Any]] = contextlib.nullcontext,
    background: Sequence[Background] = (),
    when_ready: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then finish open requests (10 s at most).

    `during` is entered before the first request and left after the last; each of `background`
    runs beside. Raises Problem for a port that is taken.
    """
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(listening(host, one)) for one in listeners]
        ports = {
            sock.getsockname()[1]: one.app for sock, one in zip(sockets, listeners, strict=True)
        }
        app = ByPort(ports, during, background, when_ready)
        try:
            asyncio.run(_server(app).serve(sockets=sockets))
        except SystemExit:
            # uvicorn ends the process when the lifespan fails to start.
            raise app.failure or RuntimeError("the server could not start") from None


def listening(host: str, listener: Listener) -> socket.socket:
    """Return a socket bound to the listener's port; a Problem in plain words if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, listener.port), family=family, backlog=2048)
    except OSError as error:
        raise Problem(_why_not(host, listener, error)) from None


class ByPort:
    """Hands each request to the face of the port it came in on, and owns the one lifespan."""

    def __init__(
        self,
        apps: dict[int, ASGIApp],
        during: Callable[[], AbstractAsyncContextManager[Any]],
        background: Sequence[Background],
        when_ready: Callable[[], None] | None,
    ) -> None:
        self.apps, self.during, self.background = apps, during, background
        self.when_ready = when_ready
        self.failure: Exception | None = None

    def close(self) -> None:
        """Let each app end its open streams."""
        for app in self.apps.values():
            if callable(end := getattr(app, "close", None)):
                end()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await self.apps[scope["server"][1]](scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.during(), running(self.background):
                if self.when_ready is not None:
                    self.when_ready()
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:  # noqa: BLE001  told by serve() in the caller's words
            self.failure = error
            logging.getLogger("uvicorn.error").disabled = True
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.shutdown.complete"})


@contextlib.asynccontextmanager
async def running(background: Sequence[Background]) -> AsyncIterator[None]:
    """Run the tasks beside the body; they are cancelled, and awaited, when it ends."""
    tasks = [asyncio.create_task(_kept_going(step)) for step in background]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _kept_going(step: Background) -> None:
    """Run a background task; one that breaks is logged and started again after a pause."""
    while True:
        try:
            await step()
        except Exception:
            log.exception("A background task broke; it starts again")
            await asyncio.sleep(PAUSE)
        else:
            return


class _Server(uvicorn.Server):
    """Stops on a signal without raising it again, so that the caller ends in peace.

    What would never finish by itself (an open stream) is ended first.
    """

    def __init__(self, config: uvicorn.Config, app: "ByPort") -> None:
        super().__init__(config)
        self.faces = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.faces.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            try:
                yield
            finally:
                self._captured_signals.clear()


def _server(app: ByPort) -> _Server:
    config = uvicorn.Config(
        app,
        lifespan="on",
        access_log=False,
        server_header=False,
        log_config=logs.CONFIG,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
        ws="none",
    )
    return _Server(config, app)


def _why_not(host: str, listener: Listener, error: OSError) -> str:
    place = f"port {listener.port} on {host}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"The {listener.name} cannot start: {place} is already in use. "
            f"Stop the other program or choose another with --{listener.name}-port."
        )
    if error.errno == errno.EACCES:
        return (
            f"The {listener.name} cannot start: {place} needs more rights. Choose one above 1023."
        )
    return f"The {listener.name} cannot start on {place}: {error.strerror}."
