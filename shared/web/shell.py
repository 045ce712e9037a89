"""The outermost layer of a face: pure ASGI, no framework between it and the server.

For each request: a request id, the gate (host, origin), language and look, the security headers of
the answer, and a last answer when everything below has failed.
"""

import logging
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.database.speaking import PORTAL, STAFF, Voice, speaking
from shared.outbox.happenings import newest_met
from shared.web import gate, logs, preferences, problems, security_headers
from shared.web.caller import here
from shared.web.face import Face

log = logging.getLogger("wanglai.web")

PROBES = frozenset({"/healthz", "/readyz"})
LONGEST_ADDRESS = 8_000  # bytes: a board with every filter set needs a few hundred


class Shell:
    """Wraps the app of a face. Other sites may post to paths that begin like `open_to_strangers`."""

    def __init__(self, app: ASGIApp, face: Face, open_to_strangers: tuple[str, ...] = ()) -> None:
        self.app = app
        self.face = face
        self.open_to_strangers = open_to_strangers
        self.fixed_headers = security_headers.headers_for(face)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with speaking(Voice(PORTAL if self.face.name == "portal" else STAFF)):
            await self._answer(scope, receive, send)

    def _remember(self, request: Request) -> None:
        """Let every line of the log that is written from here on say to which request it belongs."""
        address = request.client.host if request.client else ""
        known = {"request_id": request.state.request_id, "face": self.face.name, "from": address}
        logs.of_request.set(known)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._prepared(Request(scope, receive))
        self._remember(request)
        exit_ = _Exit(send, self.fixed_headers, request.state.request_id)
        try:
            stopped = await self._stopped(request)
            await (stopped or self.app)(scope, receive, exit_.send)
        except Exception as error:
            if exit_.started:
                path = logs.without_tokens(scope["path"])
                log.exception("The answer broke off", extra={"facts": {"path": path}})
                raise
            response = await problems.answer(request, error)
            await response(scope, receive, exit_.send)

    def _prepared(self, request: Request) -> Request:
        state = request.scope["state"] = dict(request.scope.get("state", {}))
        state.update(
            request_id=token_hex(8),
            face=self.face,
            actor=None,
            session=None,
            session_known=False,
            answering=None,
            view_over="",
            outbox_met=newest_met(),
            taken=None,
            **preferences.read(request),
        )
        return request

    async def _stopped(self, request: Request) -> Response | None:
        """Return the answer to a request that may not come in."""
        headers, method, path = request.headers, request.method, request.scope["path"]
        if path in PROBES:
            return None
        if not gate.is_our_host(headers, self.face):
            return self._wrong_host(request, headers)
        if "\0" in path:
            # No record is called so, and PostgreSQL cannot even be asked.
            return await problems.show(request, problems.MISSING)
        if len(path) + len(request.scope["query_string"]) > LONGEST_ADDRESS:
            # A page says again what its filters hold: a long address would come back many times.
            return PlainTextResponse("This address is too long.", status_code=414)
        if method in gate.SAFE_METHODS or path.startswith(self.open_to_strangers):
            return None
        if gate.is_from_our_pages(headers, self.face):
            return None
        problems.note(request, problems.ELSEWHERE)
        return await problems.show(request, problems.ELSEWHERE)

    def _wrong_host(self, request: Request, headers: Headers) -> Response:
        """`localhost` is led to the public address; any other name is not ours."""
        if request.method in ("GET", "HEAD") and gate.is_loopback_alias(headers, self.face):
            return RedirectResponse(self.face.origin + here(request), status_code=302)
        return PlainTextResponse("This address is not served here.", status_code=400)


class _Exit:
    """Passes the answer on, with the headers that every answer carries."""

    def __init__(self, send: Send, fixed: tuple[tuple[str, str], ...], request_id: str) -> None:
        self.started = False
        self._send, self._fixed, self._request_id = send, fixed, request_id

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            security_headers.add(headers, self._fixed)
            headers["x-request-id"] = self._request_id
        await self._send(message)
