"""A small OpenID provider of our own that lies on demand: `tamper` says about what."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

CLIENT = "wanglai-portal"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Tamper:
    """What to do wrong. Callables change the claims or the token answer before it is sent."""

    claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    answer: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer
    described: dict[str, Any] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    alg: str = "RS256"
    foreign_key: bool = False
    userinfo: dict[str, Any] = field(default_factory=dict)


class SigningProvider:
    """Serves discovery, keys, codes and tokens on a loopback port until closed."""

    def __init__(self) -> None:
        self.rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
        self.ec = ECKey.generate_key("P-256", {"kid": "ec"})
        self.okp = OKPKey.generate_key("Ed25519", {"kid": "okp"})
        self.stranger = RSAKey.generate_key(2048, {"kid": "rsa"})
        self.tamper = Tamper()
        self.subject: dict[str, Any] = {"sub": "amy", "email": "amy@x.example"}
        self.codes: dict[str, dict[str, str]] = {}
        self.ended: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/goodbye",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": [
                "RS256",
                "ES256",
                "EdDSA",
                "Ed25519",
                "RS512",
                "HS256",
                "none",
            ],
            **self.tamper.described,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], **self.tamper.query}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if asked is None or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": asked["client_id"], "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.subject,
        }  # fmt: skip
        if "max_age" in asked:
            claims["auth_time"] = now
        answer = {"access_token": "at", "token_type": "Bearer", "expires_in": 300}
        answer["id_token"] = self.sign(self.tamper.claims(claims))
        return 200, self.tamper.answer(answer)

    def sign(self, claims: dict[str, Any]) -> str:
        alg = self.tamper.alg
        if alg == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(_b64(json.dumps(part).encode()) for part in parts) + "."
        if alg == "HS256":
            # The classic confusion: the public key, which everybody has, as shared secret.
            parts = ({"alg": alg, "kid": "rsa"}, claims)
            signed = ".".join(_b64(json.dumps(part).encode()) for part in parts)
            secret = self.rsa.as_pem(private=False)
            return f"{signed}.{_b64(hmac.digest(secret, signed.encode(), 'sha256'))}"
        keys = {
            "RS256": self.rsa,
            "ES256": self.ec,
            "EdDSA": self.okp,
            "Ed25519": self.okp,
            "RS512": self.rsa,
        }
        key: Any = self.stranger if self.tamper.foreign_key else keys[alg]
        return jwt.encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg])

    def notice(self, **changed: Any) -> str:
        """Return the signed notice that Amy signed out; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": "n-1",
            "sub": self.subject["sub"], "events": {EVENT: {}}, **changed,
        }  # fmt: skip
        return self.sign({name: value for name, value in claims.items() if value is not None})

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.rsa, self.ec, self.okp]).as_dict(private=False))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
                match path:
                    case "/.well-known/openid-configuration":
                        self._json(200, provider.described())
                    case "/keys":
                        self._json(200, provider.keys())
                    case "/userinfo":
                        self._json(200, provider.tamper.userinfo)
                    case "/authorize":
                        self._redirect(provider.authorize(query))
                    case "/goodbye":
                        provider.ended.append(query)
                        self._redirect(query["post_logout_redirect_uri"])
                    case _:
                        self._json(404, {})

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                self._json(*provider.token(dict(parse_qsl(self.rfile.read(length).decode()))))

            def _json(self, status: int, body: dict[str, Any]) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def _redirect(self, where: str) -> None:
                self.send_response(302)
                self.send_header("location", where)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None: ...

        return Handler


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
