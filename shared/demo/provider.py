"""The demo's identity provider: oidc-provider-mock in a thread, on loopback only.

It is a real provider (discovery, signed ID tokens, codes); `_OneClick` only presses its buttons:
who is named by `login_hint` is signed in without a page of its own. Never in production.
"""

import hashlib
import logging
import socket
import threading
import time
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Client as Wsgi
from werkzeug.wrappers import Request, Response

from shared.demo.cast import CAST, Persona
from shared.settings import Problem, Settings

HOST = "127.0.0.1"
PORT = 8002
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


def client_id(face: str) -> str:
    """Return the name of a face at the demo provider."""
    return f"wanglai-{face}"


def free_port(wanted: int = PORT, *, spoken_for: tuple[int, ...] = ()) -> int:
    """Return `wanted`, or the next loopback port that is free; raises Problem after twenty.

    `spoken_for` are ports that will be taken in a moment.
    """
    for port in range(wanted, wanted + 20):
        if port in spoken_for:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Problem(f"Ports {wanted} to {wanted + 19} are taken: choose one with --provider-port.")


def issuer_of(port: int) -> str:
    """Return what the provider on `port` calls itself."""
    return f"http://{HOST}:{port}"


def entry(port: int, face: str) -> dict[str, object]:
    """Return the provider as an object of WANGLAI_PORTAL_PROVIDERS or WANGLAI_ADMIN_PROVIDERS."""
    return {
        "name": "demo",
        "issuer": issuer_of(port),
        "client_id": client_id(face),
        "client_secret": "demo",
        "label": "Demo",
        "label_zh": "演示",
    }


@contextmanager
def serving(settings: Settings, port: int, people: Iterable[Persona] = CAST) -> Iterator[str]:
    """Run the provider for the body and yield its issuer. Refused in production."""
    if settings.is_production:
        raise Problem("The demo identity provider is for `wanglai demo` only, never in production.")
    callbacks = {f"{settings.portal_url}/", f"{settings.admin_url}/"}
    app = _OneClick(_library(people), people, callbacks, port)
    server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield issuer_of(port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _library(people: Iterable[Persona]) -> Any:
    with warnings.catch_warnings():
        # It still imports authlib.jose, which warns about its successor; `deprecate` asks to be
        # heard always when it is imported, so it comes first.
        import authlib.deprecate

        warnings.simplefilter("ignore", authlib.deprecate.AuthlibDeprecationWarning)
        import oidc_provider_mock
    # The press of a card is the sign-in, and a code lives for seconds: who asks for `auth_time`
    # (before what is grave) gets the moment of its exchange.
    from oidc_provider_mock._storage import AuthorizationCode

    AuthorizationCode.get_auth_time = lambda _: int(time.time())
    logging.getLogger("oidc_provider_mock").setLevel(logging.ERROR)
    users = [oidc_provider_mock.User(sub=one.subject, claims=_claims(one)) for one in people]
    app = oidc_provider_mock.app(require_nonce=True, user_claims=users)
    app.debug = False
    return app


def _claims(one: Persona) -> dict[str, object]:
    return {"name": one.name_zh, "email": one.email, "email_verified": True}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the demo prints addresses and who to sign in as, not requests."""


class _OneClick:
    """Stands before the library: presses its buttons, holds clients to PKCE, keeps strangers out."""

    def __init__(
        self, inner: WsgiApp, people: Iterable[Persona], homes: set[str], port: int
    ) -> None:
        self.inner = inner
        self.known = {one.subject for one in people}
        self.homes = homes
        self.hosts = {f"{HOST}:{port}", f"localhost:{port}"}
        self.challenges: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            answer = self._answer(request)
        except (BadRequest, Forbidden) as refusal:
            return refusal(environ, start_response)
        return answer(environ, start_response)

    def _answer(self, request: Request) -> WsgiApp:
        if environ_host(request) not in self.hosts:
            # A page elsewhere could point a name of its own at 127.0.0.1.
            raise Forbidden("The demo provider answers to 127.0.0.1 only.")
        match request.method, request.path:
            case "GET", "/oauth2/authorize":
                return self._authorized(request)
            case "POST", "/oauth2/token":
                return self._exchanged(request)
            case "GET", "/oauth2/end_session":
                return self._ended(request)
            case "GET", "/.well-known/openid-configuration" | "/jwks" | "/userinfo":
                return self.inner
        raise Forbidden("This is not open in the demo.")

    def _authorized(self, request: Request) -> WsgiApp:
        """Press "Authorize" for the person named, and remember what the code was asked with."""
        asked = request.args
        self._check_home(asked.get("redirect_uri", ""))
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise BadRequest("PKCE with S256 is required.")
        subject = self._subject(asked.get("login_hint", ""), asked.get("login_name", ""))
        pressed = Wsgi(self.inner, Response).post(
            request.full_path, base_url=request.host_url, data={"sub": subject}
        )
        given = dict(parse_qsl(urlsplit(pressed.headers.get("location", "")).query))
        if "code" in given:
            self.challenges[given["code"]] = asked["code_challenge"]
        return pressed

    def _subject(self, hint: str, name: str) -> str:
        """Return the subject of a persona, or of anybody who gives an e-mail address."""
        if hint in self.known:
            return hint
        email = hint.strip().lower()
        if "@" not in email or "/" in email or not email.isprintable():
            raise BadRequest("Choose a person on the sign-in page, or type an e-mail address.")
        claims = {
            "name": name.strip() or email.partition("@")[0],
            "email": email,
            "email_verified": True,
        }
        Wsgi(self.inner, Response).put(f"/users/{email}", json=claims)
        return email

    def _exchanged(self, request: Request) -> WsgiApp:
        """Exchange a code only for the verifier of its challenge; the library does not look."""
        body = request.get_data()
        sent = dict(parse_qsl(body.decode("ascii", "replace")))
        verifier = sent.get("code_verifier", "").encode()
        proof = urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if self.challenges.pop(sent.get("code", ""), None) != proof:
            return Response('{"error": "invalid_grant"}', 400, content_type="application/json")
        request.environ["wsgi.input"] = BytesIO(body)
        return self.inner

    def _ended(self, request: Request) -> Response:
        """Press "End session" and go back; the library keeps no session of its own."""
        back = request.args.get("post_logout_redirect_uri", "")
        self._check_home(back)
        state = request.args.get("state")
        query = f"?{urlencode({'state': state})}" if state else ""
        return Response(status=303, headers={"location": back + query})

    def _check_home(self, address: str) -> None:
        if not any(address.startswith(home) for home in self.homes):
            raise BadRequest("This address is not one of the demo's.")


def environ_host(request: Request) -> str:
    """Return the Host header exactly as sent."""
    return str(request.environ.get("HTTP_HOST", ""))
