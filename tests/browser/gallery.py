"""A small server that shows every macro under the product's content security policy.

It stands in for the faces: forms and moves are answered the way `shared/web` answers them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import uvicorn
from jinja2 import ChoiceLoader, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from shared.kernel.wording import say
from shared.web.assets import static_file
from shared.web.navigation import NavItem
from shared.web.render import environment, render
from shared.web.statuses import STATUSES

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
STAGES = [("found", "Found"), ("won", "Won"), ("lost", "Lost")]


class Form:
    """The protocol of a form object, with two things wrong."""

    key, version, is_stale = "k-1", 3, True
    conflict = {"value": "2000.00"}
    errors = [("po", "Enter your PO number"), ("address", "Choose an address")]

    def value(self, name: str) -> str:
        typed = {"note": "Typed before", "value": "1200.50"}
        return {**typed, "line-0-sku": "GR-060", "line-0-quantity": "10"}.get(name, "")

    def error(self, name: str) -> list[str]:
        found = [*self.errors, ("line-0-quantity", "Comes in packs of 4.")]
        return [sentence for field, sentence in found if field == name]

    def fixes(self, name: str) -> list[tuple[str, str]]:
        return {"line-0-quantity": [("8", "Make it 8")], "po": [("QM-1", "Use QM-1")]}.get(name, [])

    def is_checked(self, name: str, value: str = "on") -> bool:
        return name == "partial"


class Row:
    """One line of that form, as `form.rows` gives it."""

    number = 0

    def __init__(self, form: Form) -> None:
        self.form = form

    def name(self, column: str) -> str:
        return f"line-0-{column}"

    def value(self, column: str) -> str:
        return self.form.value(self.name(column))

    def error(self, column: str) -> list[str]:
        return self.form.error(self.name(column))

    def fixes(self, column: str) -> list[tuple[str, str]]:
        return self.form.fixes(self.name(column))


def context(request: Request) -> dict[str, Any]:
    face = request.query_params.get("face", "portal")
    sell = say("Sell")
    nav = [
        NavItem("home", "house", say("Home"), "/home"),
        NavItem("orders", "package", say("Orders"), "/", 2, "wait", sell),
        NavItem("deals", "handshake", say("Deals"), "/deals", group=sell),
    ]
    shown = {"description": "Gearbox", "availability": "In stock", "tone": "good"}
    return {
        "layout": f"shared/{face}.html",
        "actor": SimpleNamespace(
            name="Zhou Min",
            shown_name="Zhou Min",
            email="z@example.com",
            counterparty_name="Qiming",
        ),
        "nav": nav,
        "path": "/",
        "explained": "",
        "crumbs": [("Orders", "/"), (say("Draft"), None)],
        "theme": request.query_params.get("theme", "light"),
        "density": "compact" if face == "admin" else "comfortable",
        "states": list(STATUSES),
        "form": Form(),
        "at": datetime(2026, 11, 23, 2, tzinfo=UTC),
        "items": [(Row(Form()), {**shown, "pack": "4", "price": "¥10.00", "total": "¥100.00"})],
        "stages": STAGES,
        "months": [f"{month}月" for month in range(1, 13)],
        "revenue": [month * 1_234_567_00 for month in range(1, 13)],
        "last_year": [month * 1_034_567_00 for month in range(1, 13)],
        "shares": [8000 + month * 100 for month in range(12)],
    }


def guarded(html: str, status: int = 200) -> Response:
    headers = {"content-security-policy": CSP, "cache-control": "no-cache"}
    return HTMLResponse(html, status, headers=headers)


async def show(request: Request) -> Response:
    locale = request.query_params.get("lang", "en")
    return guarded(render("styleguide.html", context(request), locale=locale))


async def move(request: Request) -> Response:
    """Refuses the win of what was already won, as a rule would."""
    form = await request.form()
    request.app.state.moves.append(
        (request.path_params["key"], str(form["stage"]), str(form["version"]))
    )
    if request.app.state.refuse:
        return HTMLResponse("<p data-problem>This deal is already closed.</p>", 422)
    return Response(status_code=204)


async def suggest(request: Request) -> Response:
    request.app.state.asked.append(request.query_params["q"])
    rows = "".join(
        f'<li role="option" data-value="{sku}"><span>{sku}</span></li>'
        for sku in ("SV-750", "SV-900")
    )
    return HTMLResponse(rows)


async def found(request: Request) -> Response:
    request.app.state.asked.append(request.query_params["q"])
    return HTMLResponse('<a class="menu-i" role="option" href="/?found=1">SO-2026-0001</a>')


async def posted(request: Request) -> Response:
    form = await request.form()
    request.app.state.posts.append((request.url.path, dict(form)))
    return guarded(render("styleguide.html", context(request), locale="en"))


def app() -> Starlette:
    for locale in ("zh", "en"):
        env = environment(locale)
        assert env.loader is not None
        env.loader = ChoiceLoader([env.loader, FileSystemLoader(Path(__file__).parent)])
    routes = [
        Route("/static/{path:path}", static_file),
        Route("/", show),
        Route("/events", lambda _request: Response(status_code=204)),
        Route("/search", found),
        Route("/catalogue/suggestions", suggest),
        Route("/deals/{key}/stage", move, methods=["POST"]),
        Route("/{rest:path}", posted, methods=["POST"]),
    ]
    made = Starlette(routes=routes)
    made.state.moves, made.state.asked, made.state.posts, made.state.refuse = [], [], [], False
    return made


@contextmanager
def serving(application: Starlette) -> Iterator[str]:
    """Serve in a thread on a free port of this machine; yields the address."""
    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
