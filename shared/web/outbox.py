"""The mails of a demo, to be read where somebody would otherwise look into an inbox."""

from pathlib import Path

from starlette.requests import Request

from shared.kernel.errors import NotFound
from shared.outbox.mail import kept_mails
from shared.web.pages import Answer, page
from shared.web.routing import WebRoute, get

WHY = "A demo has no inboxes: invitations and confirmations are read here"


async def index(request: Request) -> Answer:
    return page(request, "shared/outbox_index.html", mails=kept_mails(_folder(request)))


async def show(request: Request) -> Answer:
    wanted = request.path_params["name"]
    for mail in kept_mails(_folder(request)):
        if mail.name == wanted:
            return page(request, "shared/outbox_show.html", mail=mail)
    raise NotFound


def routes() -> list[WebRoute]:
    """Return the pages that only a demo has."""
    return [
        get("/outbox", index, name="outbox_index", public=WHY),
        get("/outbox/{name}", show, name="outbox_show", public=WHY),
    ]


def _folder(request: Request) -> Path:
    return Path(request.app.state.settings.files_dir) / "mails"
