"""Runs canaille with one person and one client; executed by canaille's own interpreter.

Arguments: port, redirect URI, post-logout URI. Prints `ready` when it answers.
"""

import datetime
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None: ...


def main(port: str, back: str, goodbye: str) -> None:
    app = create_app({
        "SECRET_KEY": "for this test only, thrown away with it",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False},
        "CANAILLE_OIDC": {"TRUSTED_DOMAINS": []},
    })  # fmt: skip
    with app.app_context(), Backend.instance.session():
        Backend.instance.save(models.User(
            user_name="amy", formatted_name="Amy Chen", family_name="Chen", given_name="Amy",
            emails=["amy@canaille.example"], password="amy-pass-0123",
        ))  # fmt: skip
        client = models.Client(
            client_id="wanglai-portal", client_secret="canaille-secret", client_name="Wanglai",
            client_uri="https://wanglai.example", redirect_uris=[back],
            post_logout_redirect_uris=[goodbye], grant_types=["authorization_code"],
            response_types=["code"], scope=["openid", "profile", "email"],
            token_endpoint_auth_method="client_secret_basic",
            client_id_issued_at=datetime.datetime.now(datetime.UTC),
        )  # fmt: skip
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    with make_server("127.0.0.1", int(port), app, handler_class=Quiet) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
