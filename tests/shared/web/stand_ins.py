"""Stand-ins for Feishu, DingTalk and WeCom, written from their public documentation.

Real HTTP on a loopback port. A code works once and for the app that asked; `answers` replaces what a
path answers, to try errors, which these services mostly send with status 200.
"""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

APP, SECRET, AGENT = "app-1", "app-secret", "1000002"
Answer = tuple[int, Any]


class StandIn:
    """What the three have in common: codes, requests that were made, answers that were changed."""

    authorize_path = ""
    code_name = "code"

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.calls: list[str] = []
        self.answers: dict[str, Answer] = {}
        self.person: dict[str, Any] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        if not self.thread.is_alive():
            return
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def authorize(self, leaving: str) -> str:
        """Play the browser and the person who says yes; return where she is sent back to."""
        parts = urlsplit(leaving)
        assert f"{parts.scheme}://{parts.netloc}" == self.url
        assert parts.path == self.authorize_path
        asked = dict(parse_qsl(parts.query))
        self.check_asked(asked)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = {self.code_name: code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def check_asked(self, asked: dict[str, str]) -> None: ...

    def answer(self, path: str, sent: dict[str, Any], headers: dict[str, str]) -> Answer:
        raise NotImplementedError

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._serve(dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                assert self.headers["content-type"].startswith("application/json")
                body = self.rfile.read(int(self.headers["content-length"]))
                self._serve(json.loads(body))

            def _serve(self, sent: dict[str, Any]) -> None:
                path = urlsplit(self.path).path
                there.calls.append(path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                changed = there.answers.get(path)
                status, found = changed or there.answer(path, sent, headers)
                text = found if isinstance(found, bytes) else json.dumps(found).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json; charset=utf-8")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args: Any) -> None: ...

        return Handler


class FeishuStandIn(StandIn):
    authorize_path = "/open-apis/authen/v1/authorize"

    def __init__(self) -> None:
        super().__init__()
        self.person = {
            "name": "周敏", "en_name": "Zhou Min", "open_id": "ou_1", "union_id": "on_1",
            "tenant_key": "736588c9260f175d", "email": "zhou.min@qiming.example",
            "enterprise_email": "zhou.min@qiming.example",
        }  # fmt: skip

    def check_asked(self, asked: dict[str, str]) -> None:
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"

    def answer(self, path: str, sent: dict[str, Any], headers: dict[str, str]) -> Answer:
        if path == "/oauth/v3/token":
            return self._token(sent)
        if path == "/open-apis/authen/v1/user_info":
            if headers.get("authorization") != "Bearer u-token":
                return 200, {"code": 20005, "msg": "The user access token passed is invalid"}
            return 200, {"code": 0, "msg": "success", "data": self.person}
        return 404, {"code": 99991, "msg": "no such path"}

    def _token(self, sent: dict[str, Any]) -> Answer:
        if (sent.get("client_id"), sent.get("client_secret")) != (APP, SECRET):
            return 400, {"code": 20002, "error": "invalid_client", "error_description": "secret"}
        asked = self.codes.pop(sent.get("code", ""), None)
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if asked is None:
            return 400, {"code": 20003, "error": "invalid_grant", "error_description": "code"}
        if asked["code_challenge"] != base64.urlsafe_b64encode(proof).decode().rstrip("="):
            return 400, {"code": 20049, "error": "invalid_grant", "error_description": "PKCE"}
        if asked["redirect_uri"] != sent.get("redirect_uri"):
            return 400, {"code": 20071, "error": "invalid_grant", "error_description": "uri"}
        return 200, {
            "code": 0,
            "access_token": "u-token",
            "token_type": "Bearer",
            "expires_in": 7200,
        }


class DingTalkStandIn(StandIn):
    authorize_path = "/oauth2/auth"
    code_name = "authCode"

    def __init__(self) -> None:
        super().__init__()
        self.corp = "ding9f50b15bccd16741"
        self.person = {
            "nick": "周敏", "unionId": "z21HjQli", "openId": "o-1", "mobile": "150xxxx9144",
            "stateCode": "86", "email": "zhou.min@qiming.example",
        }  # fmt: skip

    def check_asked(self, asked: dict[str, str]) -> None:
        assert (asked["scope"], asked["prompt"]) == ("openid corpid", "consent")

    def answer(self, path: str, sent: dict[str, Any], headers: dict[str, str]) -> Answer:
        if path == "/v1.0/oauth2/userAccessToken":
            asked = self.codes.pop(sent.get("code", ""), None)
            if (sent.get("clientId"), sent.get("clientSecret")) != (APP, SECRET):
                return 400, {"code": "invalidClientSecret", "message": "无效的clientSecret"}
            if asked is None or sent.get("grantType") != "authorization_code":
                return 400, {"code": "invalidParameter.authCode.notFound", "message": "不存在"}
            return 200, {
                "accessToken": "d-token",
                "refreshToken": "r",
                "expireIn": 7200,
                "corpId": self.corp,
            }
        if path == "/v1.0/contact/users/me":
            if headers.get("x-acs-dingtalk-access-token") != "d-token":
                return 403, {"code": "Forbidden.AccessDenied", "message": "no"}
            return 200, self.person
        return 404, {"code": "InvalidAction.NotFound", "message": "no"}


class WeComStandIn(StandIn):
    authorize_path = "/wwlogin/sso/login"

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []
        self.person = {"errcode": 0, "errmsg": "ok", "userid": "ZhouMin"}
        self.card: dict[str, Any] = {
            "errcode": 0,
            "errmsg": "ok",
            "userid": "ZhouMin",
            "name": "周敏",
        }

    def check_asked(self, asked: dict[str, str]) -> None:
        assert (asked["login_type"], asked["appid"], asked["agentid"]) == ("CorpApp", APP, AGENT)
        assert asked["state"].isalnum()
        assert len(asked["state"]) <= 128

    def answer(self, path: str, sent: dict[str, Any], headers: dict[str, str]) -> Answer:
        if path == "/cgi-bin/gettoken":
            if (sent.get("corpid"), sent.get("corpsecret")) != (APP, SECRET):
                return 200, {"errcode": 40001, "errmsg": "invalid credential " + sent["corpsecret"]}
            self.tokens.append(f"c-{len(self.tokens)}")
            token = self.tokens[-1]
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}
        if not self.tokens or sent.get("access_token") != self.tokens[-1]:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        if path == "/cgi-bin/auth/getuserinfo":
            if self.codes.pop(sent.get("code", ""), None) is None:
                return 200, {"errcode": 40029, "errmsg": "invalid code"}
            return 200, self.person
        if path == "/cgi-bin/user/get":
            return 200, self.card
        return 404, {"errcode": 404, "errmsg": "no"}
